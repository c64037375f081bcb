#include "nn/formats/pytorch_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "nn/formats/tensor_layout.h"
#include "nn/formats/text_file.h"
#include "nn/kernels.h"

/* pytorch_script_body.in: the functions, the same in every script. A zero byte follows it. */
extern const char embedded_pytorch_script_body[];

static const char first_line[] = "\"\"\"Trains a network as Inkling does, with PyTorch.";

static void put_head(FILE *to) {
    fprintf(to,
            "%s\n\n"
            "    python3 SCRIPT FOLDER\n\n"
            "FOLDER holds MNIST or data of its form: train-images-idx3-ubyte, "
            "train-labels-idx1-ubyte,\n"
            "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, or the same with .gz. Needs torch "
            "and numpy.\n"
            "Writes model.safetensors. The random numbers are PyTorch's own, and there is no ink "
            "drawn by\n"
            "Inkling among the pictures.\n\"\"\"\n\n",
            first_line);
}

/* The fewest digits that give the same float again. Python has a decimal point in any locale. */
static void put_number(FILE *to, float value) {
    char text[32];
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    char *comma = strchr(text, ',');
    if (comma)
        *comma = '.';
    fputs(text, to);
}

struct number {
    const char *name;
    float value;
};

static void put_numbers(FILE *to, const struct number *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fprintf(to, "    \"%s\": ", numbers[i].name);
        put_number(to, numbers[i].value);
        fputs(",\n", to);
    }
    fputs("}\n", to);
}

static void put_recipe(FILE *to, const struct nn_recipe *recipe) {
    static const char *const optimizers[] = {"sgd", "adam", "adamw"};
    static const char *const schedules[] = {"constant", "cosine", "one-cycle"};
    const struct nn_augmentation *a = &recipe->augmentation;
    const struct number numbers[] = {
        {"learning_rate", recipe->learning_rate},
        {"warmup", recipe->warmup},
        {"momentum", recipe->momentum},
        {"beta1", recipe->beta1},
        {"beta2", recipe->beta2},
        {"epsilon", recipe->epsilon},
        {"weight_decay", recipe->weight_decay},
        {"label_smoothing", recipe->label_smoothing},
        {"ema_decay", recipe->ema_decay},
        {"easing", recipe->easing},
    };
    const struct number augmentation[] = {
        {"shift_px", a->shift_px}, {"rotation_deg", a->rotation_deg}, {"scale", a->scale},
        {"shear", a->shear},       {"elastic_px", a->elastic_px},     {"pen_px", a->pen_px},
        {"gap_px", a->gap_px},     {"smear_px", a->smear_px},
    };
    fprintf(to,
            "RECIPE = {\n"
            "    \"optimizer\": \"%s\",\n"
            "    \"schedule\": \"%s\",\n"
            "    \"epochs\": %d,\n"
            "    \"batch_size\": %d,\n"
            "    \"nesterov\": %s,\n"
            "    \"seed\": %llu,\n",
            optimizers[recipe->optimizer], schedules[recipe->schedule], recipe->epochs,
            recipe->batch_size, recipe->nesterov ? "True" : "False",
            (unsigned long long)recipe->seed);
    put_numbers(to, numbers, sizeof numbers / sizeof *numbers);
    fputs("AUGMENTATION = {\n", to);
    put_numbers(to, augmentation, sizeof augmentation / sizeof *augmentation);
}

/* PyTorch's module for each kind of layer, and what it takes. In it stand for numbers: @i and @o
 * the channels in and out, @k the kernel, @s the stride, @g the groups, @r the rate, @h and @w the
 * output's sides, @d an image's dimensions (2) or a vector's (1). */
static const struct {
    const char *module;
    enum { EITHER, IMAGE, VECTOR } input;
} kinds[] = {
    [NN_LAYER_CONV] = {"nn.Conv2d(@i, @o, @k, stride=@s, groups=@g)", IMAGE},
    [NN_LAYER_RELU] = {"nn.ReLU()", EITHER},
    [NN_LAYER_MAX_POOL] = {"nn.MaxPool2d(@k, @s)", IMAGE},
    [NN_LAYER_BATCH_NORM] = {"nn.BatchNorm@dd(@o)", EITHER},
    [NN_LAYER_DROPOUT] = {"nn.Dropout(@r)", EITHER},
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = {"nn.AdaptiveAvgPool2d(1)", IMAGE},
    [NN_LAYER_FLATTEN] = {NULL, VECTOR},
    [NN_LAYER_DENSE] = {"nn.Linear(@i, @o)", VECTOR},
    [NN_LAYER_AVERAGE_POOL] = {"nn.AvgPool2d(@k, @s)", IMAGE},
    [NN_LAYER_AFFINE] = {"Affine(@o)", EITHER},
    [NN_LAYER_RESIZE] = {"nn.Upsample((@h, @w), mode=\"bilinear\", align_corners=False)", IMAGE},
    [NN_LAYER_TRANSPOSE] = {"Transpose()", IMAGE},
    [NN_LAYER_SIGMOID] = {"nn.Sigmoid()", EITHER},
    [NN_LAYER_TANH] = {"nn.Tanh()", EITHER},
    [NN_LAYER_RELU6] = {"nn.ReLU6()", EITHER},
    [NN_LAYER_SQUARE] = {"Square()", EITHER},
    [NN_LAYER_LEAKY_RELU] = {"nn.LeakyReLU(@r)", EITHER},
    [NN_LAYER_ELU] = {"nn.ELU(@r)", EITHER},
    [NN_LAYER_GELU] = {"nn.GELU()", EITHER},
    [NN_LAYER_SILU] = {"nn.SiLU()", EITHER},
    [NN_LAYER_HARD_SWISH] = {"nn.Hardswish()", EITHER},
    [NN_LAYER_FORK] = {"Fork()", EITHER},
    [NN_LAYER_BRANCH] = {"Branch()", EITHER},
    [NN_LAYER_JOIN] = {"Join()", EITHER},
};

static void put_value(FILE *to, char letter, const struct nn_layer *layer, bool flat) {
    switch (letter) {
    case 'i':
        fprintf(to, "%d", layer->in.channels);
        break;
    case 'o':
        fprintf(to, "%d", layer->out.channels);
        break;
    case 'k':
        fprintf(to, "%d", layer->kernel);
        break;
    case 's':
        fprintf(to, "%d", layer->stride);
        break;
    case 'g':
        fprintf(to, "%d", layer->groups);
        break;
    case 'h':
        fprintf(to, "%d", layer->out.height);
        break;
    case 'w':
        fprintf(to, "%d", layer->out.width);
        break;
    case 'd':
        fputs(flat ? "1" : "2", to);
        break;
    default:
        put_number(to, layer->rate);
    }
}

static void put_module(FILE *to, const char *name, const struct nn_layer *layer, bool flat) {
    fprintf(to, "        (\"%s\", ", name);
    for (const char *at = kinds[layer->kind].module; *at; at++)
        if (*at == '@')
            put_value(to, *++at, layer, flat);
        else
            fputc(*at, to);
    fputs("),\n", to);
}

/* Before the layer: padding that may be uneven, which PyTorch's own layers cannot add. */
static void put_padding(FILE *to, const char *name, const struct nn_layer *layer) {
    int before = layer->padding, after = layer->padding + layer->extra;
    if (after > 0)
        fprintf(to, "        (\"%s_pad\", nn.ConstantPad2d((%d, %d, %d, %d), %s)),\n", name, before,
                after, before, after, layer->kind == NN_LAYER_MAX_POOL ? "-math.inf" : "0");
}

/* Before the layer: an image becomes a vector, or a vector an image of one pixel. */
static void put_reshaping(FILE *to, const char *name, const struct nn_layer *layer, bool *flat) {
    if (kinds[layer->kind].input == VECTOR && !*flat)
        fprintf(to, "        (\"%s_flat\", nn.Flatten()),\n", name);
    if (kinds[layer->kind].input == IMAGE && *flat)
        fprintf(to, "        (\"%s_image\", nn.Unflatten(1, (%d, 1, 1))),\n", name,
                layer->in.channels);
    if (kinds[layer->kind].input != EITHER)
        *flat = kinds[layer->kind].input == VECTOR;
}

/* A mark takes a vector flat, so that two of them have the same form; what follows a + begins with
 * the form that came to its [. */
static void put_mark_reshaping(FILE *to, const char *name, const struct nn_layer *layer,
                               bool flats[NN_MAX_LAYERS + 1]) {
    bool *flat = &flats[layer->index + 1];
    if (layer->kind < NN_LAYER_FORK)
        return;
    if (layer->in.height * layer->in.width == 1 && !*flat) {
        fprintf(to, "        (\"%s_flat\", nn.Flatten()),\n", name);
        *flat = true;
    }
    if (layer->kind == NN_LAYER_BRANCH)
        *flat = flats[layer->before + 1];
}

/* The names are those of the tensors in a safetensors file. */
static void put_network(FILE *to, const struct nn_spec *spec) {
    bool flats[NN_MAX_LAYERS + 1] = {false}; /* the image's, and of each layer's output */
    fputs("\n\ndef network():\n    return Network(collections.OrderedDict([\n", to);
    for (int i = 0; i < spec->layer_count; i++) {
        char name[NN_TENSOR_FILE_NAME];
        nn_tensor_layout_name(name, spec, i);
        flats[i + 1] = flats[i];
        put_mark_reshaping(to, name, &spec->layers[i], flats);
        put_reshaping(to, name, &spec->layers[i], &flats[i + 1]);
        put_padding(to, name, &spec->layers[i]);
        if (kinds[spec->layers[i].kind].module)
            put_module(to, name, &spec->layers[i], flats[i + 1]);
    }
    fprintf(to, "%s    ]))\n\n\nif __name__ == \"__main__\":\n    main()\n",
            flats[spec->layer_count] ? "" : "        (\"logits\", nn.Flatten()),\n");
}

struct script {
    const struct nn_recipe *recipe;
    const struct nn_spec *spec;
};

static void put_script(FILE *to, const void *context) {
    const struct script *script = context;
    const struct nn_spec *spec = script->spec;
    put_head(to);
    fprintf(to, "SPEC = \"%s\"\nINPUT_SHAPE = (%d, %d, %d)\nNODES = %d\n", spec->text,
            spec->input.height, spec->input.width, spec->input.channels, NN_WARP_NODES);
    put_recipe(to, script->recipe);
    fputs(embedded_pytorch_script_body, to);
    put_network(to, spec);
}

enum nn_status nn_recipe_save_pytorch(const struct nn_recipe *recipe, const struct nn_spec *spec,
                                      const char *path, struct nn_error *err) {
    enum nn_status status = nn_tensor_layout_check_outputs(spec, err);
    return status ? status
                  : nn_text_file_write(path, put_script, &(struct script){recipe, spec}, err);
}

bool nn_recipe_is_pytorch(const char *path) {
    return nn_file_begins_with(path, first_line);
}
