#include "nn/formats/c_source.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "nn/formats/tensor_layout.h"
#include "nn/formats/text_file.h"
#include "nn/layers/batch_norm.h"
#include "nn/slots.h"

/* c_source_body.in: the functions, the same in every file. A zero byte follows it. */
extern const char embedded_c_source_body[];

static const char first_line[] = "/* A neural network that Inkling wrote as C source. Standard C99";

enum { NUMBERS_IN_A_LINE = 6 };

/* What the body calls each kind of layer. A batch norm is affine once it is trained; [ and + are
 * only places to read from. */
static const char *const kinds[] = {
    [NN_LAYER_CONV] = "CONVOLUTION",
    [NN_LAYER_RELU] = "RELU",
    [NN_LAYER_MAX_POOL] = "MAX_POOL",
    [NN_LAYER_BATCH_NORM] = "AFFINE",
    [NN_LAYER_DROPOUT] = "PASS",
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = "AVERAGE_POOL",
    [NN_LAYER_FLATTEN] = "PASS",
    [NN_LAYER_DENSE] = "CONVOLUTION",
    [NN_LAYER_AVERAGE_POOL] = "AVERAGE_POOL",
    [NN_LAYER_AFFINE] = "AFFINE",
    [NN_LAYER_RESIZE] = "RESIZE",
    [NN_LAYER_TRANSPOSE] = "TRANSPOSE",
    [NN_LAYER_SIGMOID] = "SIGMOID",
    [NN_LAYER_TANH] = "TANH",
    [NN_LAYER_RELU6] = "RELU6",
    [NN_LAYER_SQUARE] = "SQUARE",
    [NN_LAYER_LEAKY_RELU] = "LEAKY_RELU",
    [NN_LAYER_ELU] = "ELU",
    [NN_LAYER_GELU] = "GELU",
    [NN_LAYER_SILU] = "SILU",
    [NN_LAYER_HARD_SWISH] = "HARD_SWISH",
    [NN_LAYER_JOIN] = "SUM",
};

/* Text within a comment, which it can neither end nor seem to begin again. */
static void put_comment(FILE *to, const char *text) {
    char before = 0;
    for (; *text; before = *text++) {
        bool marks = (*text == '/' && before == '*') || (*text == '*' && before == '/');
        if (marks)
            fputc(' ', to);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, to);
    }
}

static void put_lines(FILE *to, const struct nn_metadata_list *lines) {
    for (int i = 0; i < lines->count; i++) {
        fputs(" *   ", to);
        put_comment(to, lines->lines[i].key);
        fputs(": ", to);
        put_comment(to, lines->lines[i].value);
        fputc('\n', to);
    }
}

/* Floats of each of the buffers between the layers. */
static size_t buffer_size(const struct nn_spec *spec) {
    size_t largest = 0;
    for (int i = 0; i < spec->layer_count; i++) {
        size_t size = nn_shape_size(spec->layers[i].out);
        largest = size > largest ? size : largest;
    }
    return largest;
}

static size_t scratch_size(const struct nn_spec *spec) {
    struct nn_slots slots[NN_MAX_LAYERS];
    int buffers = nn_slots_of(spec, slots);
    return (size_t)(buffers < 2 ? 2 : buffers) * buffer_size(spec);
}

static void put_head(FILE *to, const struct nn_spec *spec, const struct nn_metadata_list *lines) {
    struct nn_shape in = spec->input;
    size_t classes = nn_shape_size(spec->output), scratch = scratch_size(spec);
    fprintf(to,
            "%s, to be linked with libm.\n"
            " *\n"
            " *     void inkling_read(const float image[%zu], float probabilities[%zu],\n"
            " *                       float scratch[%zu]);\n"
            " *\n"
            " * image: %d x %d x %d values as [height,width,channels], rows from the top, from 0\n"
            " * (paper) to 1 (ink). probabilities: one for each class, in all 1, which are named\n"
            " * in inkling_class_names. scratch: memory of the caller's, whose contents do not\n"
            " * matter, so that any thread may call it.\n"
            " *\n",
            first_line, nn_shape_size(in), classes, scratch, in.height, in.width, in.channels);
    put_lines(to, lines);
    fprintf(to,
            " */\n"
            "enum { INKLING_PIXELS = %zu, INKLING_CLASSES = %zu, INKLING_SCRATCH = %zu };\n"
            "void inkling_read(const float image[INKLING_PIXELS],\n"
            "                  float probabilities[INKLING_CLASSES],\n"
            "                  float scratch[INKLING_SCRATCH]);\n"
            "extern const char *const inkling_class_names[INKLING_CLASSES];\n\n",
            nn_shape_size(in), classes, scratch);
}

/* A string literal; what is not plain ASCII as octal numbers. */
static void put_string(FILE *to, const char *text) {
    fputc('"', to);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        fprintf(to, *at < ' ' || *at > '~' || strchr("\"\\?", *at) ? "\\%03o" : "%c", *at);
    fputc('"', to);
}

/* The metadata have them as a JSON array; where they do not, they are numbers. */
static void put_class_names(FILE *to, const struct nn_metadata_list *lines, size_t classes) {
    const struct nn_metadata *line = nn_metadata_find(lines, "classes");
    json_t *names = line ? json_loads(line->value, 0, NULL) : NULL;
    bool named = json_array_size(names) == classes;
    fputs("\nconst char *const inkling_class_names[INKLING_CLASSES] = {", to);
    for (size_t i = 0; i < classes; i++) {
        const char *name = named ? json_string_value(json_array_get(names, i)) : NULL;
        char number[24];
        snprintf(number, sizeof number, "%zu", i);
        fputs(i % NUMBERS_IN_A_LINE ? " " : "\n    ", to);
        put_string(to, name ? name : number);
        fputc(',', to);
    }
    fputs("\n};\n", to);
    json_decref(names);
}

/* Hexadecimal: exact, and the same in every locale. */
static void put_number(FILE *to, float value) {
    int exponent;
    long digits = lroundf(ldexpf(frexpf(value, &exponent), 24));
    fprintf(to, "%s0x%lxp%df,", digits < 0 ? "-" : "", labs(digits), exponent - 24);
}

static void put_array(FILE *to, const char *name, int layer, const float *values, size_t count) {
    fprintf(to, "\nstatic const float %s%d[] = {", name, layer);
    for (size_t i = 0; i < count; i++) {
        fputs(i % NUMBERS_IN_A_LINE ? " " : "\n    ", to);
        put_number(to, values[i]);
    }
    fputs("\n};\n", to);
}

static const float *tensor_of(const struct nn_model *model, int layer, enum nn_tensor_role role) {
    return nn_parameters_at(&model->parameters, model->values, layer, role);
}

/* The scale and shift that the running statistics make of a batch norm. */
static void fold_batch_norm(const struct nn_model *model, int layer, float *scale, float *shift) {
    const float *weight = tensor_of(model, layer, NN_TENSOR_WEIGHT);
    const float *bias = tensor_of(model, layer, NN_TENSOR_BIAS);
    const float *mean = tensor_of(model, layer, NN_TENSOR_RUNNING_MEAN);
    const float *variance = tensor_of(model, layer, NN_TENSOR_RUNNING_VARIANCE);
    for (int c = 0; c < model->spec.layers[layer].out.channels; c++) {
        scale[c] = weight[c] / sqrtf(variance[c] + NN_BATCH_NORM_EPSILON);
        shift[c] = bias[c] - mean[c] * scale[c];
    }
}

static void put_weights(FILE *to, const struct nn_model *model, int i) {
    const struct nn_layer *layer = &model->spec.layers[i];
    const struct nn_tensor *weight = nn_parameters_find(&model->parameters, i, NN_TENSOR_WEIGHT);
    size_t channels = (size_t)layer->out.channels;
    float scale[NN_MAX_CHANNELS] = {0}, shift[NN_MAX_CHANNELS] = {0};
    if (!weight)
        return;
    if (layer->kind == NN_LAYER_BATCH_NORM)
        fold_batch_norm(model, i, scale, shift);
    bool folded = layer->kind == NN_LAYER_BATCH_NORM;
    put_array(to, "weight", i, folded ? scale : model->values + weight->offset, weight->size);
    put_array(to, "bias", i, folded ? shift : tensor_of(model, i, NN_TENSOR_BIAS), channels);
}

/* A row of the table of layers. */
static void put_layer(FILE *to, const struct nn_layer *layer, const struct nn_slots *slots,
                      bool has_weights) {
    struct nn_shape in = layer->in, out = layer->out;
    bool global = layer->kind == NN_LAYER_GLOBAL_AVERAGE_POOL;
    int kernel = layer->kernel > 0 ? layer->kernel : 1;
    fprintf(to, "    {%s, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, ",
            kinds[layer->kind], slots->x, slots->other, slots->y, in.height, in.width, in.channels,
            out.height, out.width, out.channels, global ? in.height : kernel,
            global ? in.width : kernel, layer->stride > 0 ? layer->stride : 1, layer->padding,
            layer->groups > 0 ? layer->groups : 1);
    put_number(to, layer->rate);
    if (has_weights)
        fprintf(to, " weight%d, bias%d},\n", layer->index, layer->index);
    else
        fputs(" NULL, NULL},\n", to);
}

/* Returns the number of rows: one for each layer of the spec that does something. */
static int put_layers(FILE *to, const struct nn_model *model) {
    const struct nn_spec *spec = &model->spec;
    struct nn_slots slots[NN_MAX_LAYERS];
    int rows = 0;
    nn_slots_of(spec, slots);
    fputs("\nstatic const struct layer layers[] = {\n", to);
    for (int i = 0; i < spec->layer_count; i++)
        if (kinds[spec->layers[i].kind]) {
            put_layer(to, &spec->layers[i], &slots[i], tensor_of(model, i, NN_TENSOR_WEIGHT));
            rows++;
        }
    fputs("};\n\n", to);
    return rows;
}

static void put_tail(FILE *to, const struct nn_model *model, const struct nn_metadata_list *lines) {
    const struct nn_spec *spec = &model->spec;
    put_class_names(to, lines, nn_shape_size(spec->output));
    for (int i = 0; i < spec->layer_count; i++)
        put_weights(to, model, i);
    int rows = put_layers(to, model);
    fprintf(to,
            "void inkling_read(const float image[INKLING_PIXELS],\n"
            "                  float probabilities[INKLING_CLASSES],\n"
            "                  float scratch[INKLING_SCRATCH]) {\n"
            "    run_layers(layers, %d, image, scratch, %zu, probabilities);\n"
            "}\n",
            rows, buffer_size(spec));
}

struct source {
    const struct nn_model *model;
    const struct nn_metadata_list *lines;
};

static void put_source(FILE *to, const void *context) {
    const struct source *source = context;
    put_head(to, &source->model->spec, source->lines);
    fputs(embedded_c_source_body, to);
    put_tail(to, source->model, source->lines);
}

enum nn_status nn_model_save_c(const struct nn_model *model, const char *path,
                               const struct nn_metadata *metadata, int metadata_count,
                               struct nn_error *err) {
    struct nn_model_export parts;
    enum nn_status status = nn_model_export_init(&parts, model, metadata, metadata_count, err);
    if (status)
        return status;
    status = nn_text_file_write(path, put_source, &(struct source){model, &parts.metadata}, err);
    nn_model_export_deinit(&parts);
    return status;
}

bool nn_model_is_c_source(const char *path) {
    return nn_file_begins_with(path, first_line);
}
