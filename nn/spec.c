#include "nn/spec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "nn/decimal.h"
#include "nn/parameters.h"

enum {
    MAX_KERNEL = 15,
    MAX_STRIDE = 15,
    MAX_SLOPE = 100,
    MAX_RESIZED = 256,
    MAX_PARAMETERS = 1 << 25,
    MAX_VALUES = 1 << 24,
};

static const struct {
    const char *name, *text;
} named[] = {
    {"readme", "conv32k3-relu-pool2-flatten-dense64-relu-dense10"},
    {"notebook", "conv32k3-relu-pool2-conv64k3-relu-pool2-flatten-dense64-relu-dense10"},
    {"sprint", "conv16k5-pool2-relu-conv32k3-pool2-relu-flatten-dense128-relu-dense10"},
    {"best", "conv48k5-pool2-bn-relu-conv96k3-bn-relu-conv96k3-pool2-bn-relu-conv256k3-bn-relu-"
             "flatten-dropout0.3-dense192-bn-relu-dropout0.3-dense10"},
};
enum { NAMED = sizeof named / sizeof *named };

const char *nn_spec_named(const char *name) {
    for (int i = 0; i < NAMED; i++)
        if (strcmp(named[i].name, name) == 0)
            return named[i].text;
    return NULL;
}

const char *nn_spec_named_for(char text[NN_MAX_SPEC_TEXT], const char *name, int classes) {
    const char *ten = nn_spec_named(name);
    if (!ten)
        return NULL;
    int kept = (int)(strrchr(ten, '-') - ten);
    snprintf(text, NN_MAX_SPEC_TEXT, "%.*s-dense%d", kept, ten, classes);
    return text;
}

const char *nn_spec_name(int index) {
    return index >= 0 && index < NAMED ? named[index].name : NULL;
}

size_t nn_shape_size(struct nn_shape shape) {
    return (size_t)shape.height * (size_t)shape.width * (size_t)shape.channels;
}

/* Parses an integer from 0 to limit at *at and moves *at past it; -1 if there is none. */
static int parse_number(const char **at, int limit) {
    if (!isdigit((unsigned char)**at))
        return -1;
    long number = 0;
    while (isdigit((unsigned char)**at)) {
        number = 10 * number + (*(*at)++ - '0');
        if (number > limit)
            return -1;
    }
    return (int)number;
}

/* The number after this letter, or absent if the letter is not there. */
static int parse_option(const char **at, char letter, int absent, int limit) {
    if (**at != letter)
        return absent;
    (*at)++;
    return parse_number(at, limit);
}

/* The word for each kind, and the shape of its output: that of its input, the number of its
 * windows, a vector, or its own. */
static const struct {
    const char *word;
    enum { SAME, WINDOWS, VECTOR, OTHER } shape;
} kinds[] = {
    [NN_LAYER_CONV] = {"conv", WINDOWS},
    [NN_LAYER_RELU] = {"relu", SAME},
    [NN_LAYER_MAX_POOL] = {"pool", WINDOWS},
    [NN_LAYER_BATCH_NORM] = {"bn", SAME},
    [NN_LAYER_DROPOUT] = {"dropout", SAME},
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = {"gap", VECTOR},
    [NN_LAYER_FLATTEN] = {"flatten", VECTOR},
    [NN_LAYER_DENSE] = {"dense", VECTOR},
    [NN_LAYER_AVERAGE_POOL] = {"avgpool", WINDOWS},
    [NN_LAYER_AFFINE] = {"affine", SAME},
    [NN_LAYER_RESIZE] = {"resize", OTHER},
    [NN_LAYER_TRANSPOSE] = {"transpose", OTHER},
    [NN_LAYER_SIGMOID] = {"sigmoid", SAME},
    [NN_LAYER_TANH] = {"tanh", SAME},
    [NN_LAYER_RELU6] = {"relu6", SAME},
    [NN_LAYER_SQUARE] = {"square", SAME},
    [NN_LAYER_LEAKY_RELU] = {"leaky", SAME},
    [NN_LAYER_ELU] = {"elu", SAME},
    [NN_LAYER_GELU] = {"gelu", SAME},
    [NN_LAYER_SILU] = {"silu", SAME},
    [NN_LAYER_HARD_SWISH] = {"hardswish", SAME},
    [NN_LAYER_FORK] = {"fork", SAME},
    [NN_LAYER_BRANCH] = {"branch", OTHER},
    [NN_LAYER_JOIN] = {"join", SAME},
};

const char *nn_layer_word(enum nn_layer_kind kind) {
    return kinds[kind].word;
}

/* Parses a window's stride and padding; every window must have something of the image. */
static int parse_window(const char **at, struct nn_layer *layer, int stride) {
    layer->stride = parse_option(at, 's', stride, MAX_STRIDE);
    layer->padding = parse_option(at, 'p', 0, MAX_KERNEL - 1);
    layer->extra = parse_option(at, 'e', 0, MAX_KERNEL - 1);
    return layer->kernel > 0 && layer->stride > 0 && layer->padding >= 0 && layer->extra >= 0 &&
           layer->padding + layer->extra < layer->kernel;
}

/* Parses the numbers after a layer's word; sets out.channels if they give it. */
static int parse_numbers(const char **at, struct nn_layer *layer) {
    switch (layer->kind) {
    case NN_LAYER_CONV:
        layer->out.channels = parse_number(at, NN_MAX_CHANNELS);
        layer->kernel = parse_option(at, 'k', -1, MAX_KERNEL);
        if (!parse_window(at, layer, 1))
            return 0;
        layer->groups = parse_option(at, 'g', 1, NN_MAX_CHANNELS);
        return layer->groups > 0 && layer->out.channels > 0 &&
               layer->out.channels % layer->groups == 0;
    case NN_LAYER_MAX_POOL:
    case NN_LAYER_AVERAGE_POOL:
        layer->kernel = parse_number(at, MAX_KERNEL);
        return parse_window(at, layer, layer->kernel);
    case NN_LAYER_DROPOUT:
        layer->rate = (float)nn_decimal_parse(at);
        return layer->rate < 1;
    case NN_LAYER_LEAKY_RELU:
    case NN_LAYER_ELU:
        layer->rate = (float)nn_decimal_parse(at);
        return layer->rate <= MAX_SLOPE;
    case NN_LAYER_RESIZE:
        layer->out.height = layer->out.width = parse_number(at, MAX_RESIZED);
        return layer->out.height > 0;
    case NN_LAYER_DENSE:
        layer->out.channels = parse_number(at, NN_MAX_CHANNELS);
        return layer->out.channels > 0;
    default:
        return 1;
    }
}

/* One word may begin with another. Marks are no words. */
static int parse_layer(struct nn_layer *layer, const char *text) {
    for (int kind = 0; kind < NN_LAYER_FORK; kind++) {
        struct nn_layer parsed = *layer;
        const char *at = text + strlen(kinds[kind].word);
        parsed.kind = (enum nn_layer_kind)kind;
        if (strncmp(text, kinds[kind].word, strlen(kinds[kind].word)) == 0 &&
            parse_numbers(&at, &parsed) && *at == '\0') {
            *layer = parsed;
            return 1;
        }
    }
    return 0;
}

/* Fills in layer->out; false if the layer cannot follow an output of shape layer->in. */
static int shape_layer(struct nn_layer *layer) {
    struct nn_shape in = layer->in, *out = &layer->out;
    int padding = 2 * layer->padding + layer->extra;
    int high = in.height + padding - layer->kernel, wide = in.width + padding - layer->kernel;
    if (out->channels == 0) /* the text does not give them */
        out->channels = layer->kind == NN_LAYER_FLATTEN ? (int)nn_shape_size(in) : in.channels;
    switch (kinds[layer->kind].shape) {
    case WINDOWS:
        if (high < 0 || wide < 0 || (layer->groups && in.channels % layer->groups != 0))
            return 0;
        out->height = high / layer->stride + 1;
        out->width = wide / layer->stride + 1;
        return 1;
    case SAME:
        *out = in;
        return 1;
    case OTHER:
        if (layer->kind == NN_LAYER_TRANSPOSE)
            *out = (struct nn_shape){in.width, in.height, in.channels};
        return 1;
    case VECTOR:
        out->height = out->width = 1;
        return layer->kind != NN_LAYER_DENSE || (in.height == 1 && in.width == 1);
    }
    return 0;
}

static enum nn_status check_count(const struct nn_spec *spec, struct nn_error *err) {
    if (spec->layer_count < NN_MAX_LAYERS)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_SPEC, "the network has more than %d layers",
                        NN_MAX_LAYERS);
}

/* The next layer, for which there must be room; it takes the output so far. */
static struct nn_layer *begin_layer(struct nn_spec *spec) {
    struct nn_layer *layer = &spec->layers[spec->layer_count];
    *layer = (struct nn_layer){.index = spec->layer_count, .in = spec->output};
    return layer;
}

static void end_layer(struct nn_spec *spec, const struct nn_layer *layer) {
    spec->layer_count++;
    spec->output = layer->out;
}

static enum nn_status add_layer(struct nn_spec *spec, const char *text, struct nn_error *err) {
    enum nn_status status = check_count(spec, err);
    if (status)
        return status;
    struct nn_layer *layer = begin_layer(spec);
    int number = layer->index + 1;
    if (!parse_layer(layer, text))
        return nn_error_set(
            err, NN_STATUS_BAD_SPEC,
            "layer %d of the network, \"%.40s\", is not convCkK[sS][pP], relu, poolK[sS], bn, "
            "dropoutR, gap, flatten, denseN or a rarer layer, with numbers in bounds",
            number, text);
    if (!shape_layer(layer))
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "layer %d of the network, %.40s, does not fit after an output of "
                            "%d x %d x %d%s",
                            number, text, layer->in.height, layer->in.width, layer->in.channels,
                            layer->kind == NN_LAYER_DENSE ? "; put flatten or gap before it" : "");
    end_layer(spec, layer);
    if (nn_shape_size(layer->out) > MAX_VALUES || nn_spec_parameter_count(spec) > MAX_PARAMETERS)
        return nn_error_set(
            err, NN_STATUS_BAD_SPEC,
            "layer %d of the network, %.40s, makes the network too large: at most %d million "
            "parameters and %d million values per layer",
            number, text, MAX_PARAMETERS >> 20, MAX_VALUES >> 20);
    return NN_STATUS_OK;
}

/* The last mark of the innermost pair of brackets that is still open, or NULL. */
static struct nn_layer *open_mark(struct nn_spec *spec) {
    int closed = 0;
    for (int i = spec->layer_count - 1; i >= 0; i--) {
        enum nn_layer_kind kind = spec->layers[i].kind;
        if (closed == 0 && (kind == NN_LAYER_FORK || kind == NN_LAYER_BRANCH))
            return &spec->layers[i];
        closed += (kind == NN_LAYER_JOIN) - (kind == NN_LAYER_FORK);
    }
    return NULL;
}

static int same_shape(struct nn_shape a, struct nn_shape b) {
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

/* Sums are of values in the same order: vectors that were images of the same shape. */
static enum nn_status check_sum(const struct nn_spec *spec, const struct nn_layer *before,
                                struct nn_error *err) {
    struct nn_shape a = before->in, b = spec->output;
    if (!same_shape(a, b))
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "the network adds outputs of %d x %d x %d and %d x %d x %d at layer "
                            "%d, ]: a branch such as [...+conv%dk1s2] can give both the same shape",
                            a.height, a.width, a.channels, b.height, b.width, b.channels,
                            spec->layer_count + 1, b.channels);
    if (!same_shape(nn_flattened_shape(spec, before->index),
                    nn_flattened_shape(spec, spec->layer_count)))
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "the network adds a flattened image and another vector at layer %d, ]",
                            spec->layer_count + 1);
    return NN_STATUS_OK;
}

static enum nn_status add_fork(struct nn_spec *spec, struct nn_error *err) {
    enum nn_status status = check_count(spec, err);
    if (status)
        return status;
    struct nn_layer *fork = begin_layer(spec);
    fork->kind = NN_LAYER_FORK;
    fork->out = fork->in;
    end_layer(spec, fork);
    return NN_STATUS_OK;
}

/* Adds + or ], which follow the mark before. */
static enum nn_status add_mark(struct nn_spec *spec, char mark, struct nn_error *err) {
    struct nn_layer *before = open_mark(spec);
    if (!before || (mark == '+' && before->kind == NN_LAYER_BRANCH))
        return nn_error_set(err, NN_STATUS_BAD_SPEC, "layer %d of the network, %c, %s",
                            spec->layer_count + 1, mark,
                            before ? "is the second + between two brackets" : "follows no [");
    enum nn_status status = mark == ']' ? check_sum(spec, before, err) : NN_STATUS_OK;
    if (!status)
        status = check_count(spec, err);
    if (status)
        return status;
    struct nn_layer *layer = begin_layer(spec);
    layer->kind = mark == '+' ? NN_LAYER_BRANCH : NN_LAYER_JOIN;
    layer->before = before->index;
    layer->out = mark == '+' ? before->in : layer->in;
    before->after = layer->index;
    end_layer(spec, layer);
    return NN_STATUS_OK;
}

/* Adds a layer, or the brackets that open before one, at *text, and moves past it. */
static enum nn_status add_item(struct nn_spec *spec, const char **text, struct nn_error *err) {
    for (; **text == '['; (*text)++) {
        enum nn_status status = add_fork(spec, err);
        if (status)
            return status;
    }
    char token[NN_MAX_SPEC_TEXT];
    size_t length = strcspn(*text, "-+]");
    snprintf(token, sizeof token, "%.*s", (int)length, *text);
    *text += length;
    return add_layer(spec, token, err);
}

static int is_image(struct nn_shape shape) {
    return shape.height > 0 && shape.height <= MAX_VALUES && shape.width > 0 &&
           shape.width <= MAX_VALUES / shape.height && shape.channels > 0 &&
           shape.channels <= MAX_VALUES / (shape.height * shape.width);
}

enum nn_status nn_spec_parse_start(struct nn_spec *spec, const char *text, struct nn_shape input,
                                   struct nn_error *err) {
    *spec = (struct nn_spec){.input = input, .output = input};
    if (!is_image(input))
        return nn_error_set(
            err, NN_STATUS_BAD_SPEC,
            "a network cannot take images of %d x %d x %d: they must have 1 to %d million values",
            input.height, input.width, input.channels, MAX_VALUES >> 20);
    if (strlen(text) >= sizeof spec->text)
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "the network's text is longer than %d characters",
                            NN_MAX_SPEC_TEXT - 1);
    snprintf(spec->text, sizeof spec->text, "%s", text);
    enum nn_status status = add_item(spec, &text, err);
    while (!status && *text) {
        char mark = *text++;
        if (!strchr("-+]", mark))
            return nn_error_set(err, NN_STATUS_BAD_SPEC,
                                "\"%.40s\" follows a ] of the network without a - between them",
                                text - 1);
        if (mark != '-')
            status = add_mark(spec, mark, err);
        if (!status && mark != ']')
            status = add_item(spec, &text, err);
    }
    return status;
}

enum nn_status nn_spec_parse(struct nn_spec *spec, const char *text, struct nn_shape input,
                             struct nn_error *err) {
    enum nn_status status = nn_spec_parse_start(spec, text, input, err);
    if (!status && open_mark(spec))
        return nn_error_set(err, NN_STATUS_BAD_SPEC, "the network has a [ without its ]");
    return status;
}

static double layer_flops(const struct nn_layer *layer) {
    return 2 * (double)nn_layer_weight_rows(layer) * (double)nn_shape_size(layer->out);
}

double nn_spec_forward_flops(const struct nn_spec *spec) {
    double flops = 0;
    for (int i = 0; i < spec->layer_count; i++)
        flops += layer_flops(&spec->layers[i]);
    return flops;
}

double nn_spec_training_flops(const struct nn_spec *spec) {
    double three_passes = 3 * nn_spec_forward_flops(spec);
    for (int i = 0; i < spec->layer_count; i++)
        if (layer_flops(&spec->layers[i]) > 0) /* without the data gradient of the first one */
            return three_passes - layer_flops(&spec->layers[i]);
    return 0;
}
