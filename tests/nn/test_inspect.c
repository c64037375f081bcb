#include "nn/inspect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { HEIGHT = 9, WIDTH = 8, CHANNELS = 2 };

/* Together they have every kind of layer, fused and not, with stride and padding. */
static const char *const texts[] = {
    "conv10k3-relu-pool2-flatten-dense17-relu-dense4",
    "conv6k3p1-bn-relu-conv33k3s2-bn-relu-gap-dense5",
    "bn-conv5k5s2p2-relu-pool3s2-dropout0.4-flatten-dropout0.1-dense24-bn-relu-dense3",
    "flatten-dense40-relu-dense3",
    "relu-pool2-gap",
    "conv4k2-[conv5k3p1-[relu-bn]-relu-conv4k1+relu]-relu-[conv6k2s2-bn+pool2-conv6k1]-gap-[relu]-"
    "dense5",
    "flatten-conv7k1-relu-dense4",
    "conv3k2e1-pool3s2p1-avgpool3s1p1-flatten-dense3",
    "pool3s2p1-conv4k3p1e1-avgpool2-pool2e1-gap-dense3",
    "conv6k2g2-conv9k3p1g3-relu-gap-dense3",
    "transpose-resize12-affine-conv6k2-resize5-transpose-flatten-affine-dense3",
    "conv3k3-sigmoid-conv3k2-tanh-relu6-square-leaky0.1-flatten-dense5-elu1-gelu-silu-hardswish",
};

/* A network, its inspection after a run with a random image, and the same values computed layer by
 * layer in doubles. */
struct look {
    struct nn_spec spec;
    struct nn_model *model;
    struct nn_inspection *inspection;
    double *values[NN_MAX_LAYERS + 1]; /* of the image, then of each layer */
};

static void run_reference(struct look *look, const float *image) {
    size_t count = nn_model_value_count(look->model), pixels = nn_shape_size(look->spec.input);
    double *parameters = malloc((count + 1) * sizeof *parameters);
    fixture_doubles(nn_model_values(look->model), count, parameters);
    look->values[0] = malloc(pixels * sizeof(double));
    fixture_doubles(image, pixels, look->values[0]);
    for (int i = 0; i < look->spec.layer_count; i++) {
        const struct nn_layer *layer = &look->spec.layers[i];
        size_t in = nn_shape_size(layer->in), out = nn_shape_size(layer->out);
        double *y = malloc((in > out ? in : out) * sizeof *y);
        reference_layer(&look->spec, i, parameters, false, 1, look->values[i], y);
        if (layer->kind == NN_LAYER_BRANCH || layer->kind == NN_LAYER_JOIN)
            reference_mark(layer, 1, look->values[layer->before], y);
        look->values[i + 1] = y;
    }
    free(parameters);
}

static struct look look_into(const char *text) {
    struct look look = {.spec = fixture_spec(text, HEIGHT, WIDTH, CHANNELS)};
    float image[HEIGHT * WIDTH * CHANNELS];
    struct nn_error err;
    struct nn_rng rng = nn_rng_stream(5, NN_RNG_AUGMENT, 0);
    fixture_normal(&rng, 1, image, COUNT_OF(image));
    look.model = fixture_model(&look.spec);
    check_ok(nn_inspection_create(&look.inspection, &look.spec, &err), &err);
    nn_inspection_run(look.inspection, look.model, image);
    run_reference(&look, image);
    return look;
}

static void look_away(struct look *look) {
    for (int i = 0; i <= look->spec.layer_count; i++)
        free(look->values[i]);
    nn_inspection_destroy(look->inspection);
    nn_model_release(look->model);
}

static void test_inspect__every_layer_agrees_with_reference(void **state) {
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct look look = look_into(texts[t]);
        for (int i = -1; i < look.spec.layer_count; i++) {
            struct nn_shape shape = i < 0 ? look.spec.input : look.spec.layers[i].out;
            check_all_close(nn_inspection_values(look.inspection, i), look.values[i + 1],
                            (int)nn_shape_size(shape), 2e-5, 2e-5);
        }
        look_away(&look);
    }
}

static void test_inspect__last_layer_is_the_models_output(void **state) {
    struct look look = look_into(texts[1]);
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    float logits[NN_MAX_CLASSES];
    check_ok(nn_workspace_create(&workspace, &look.spec, 1, &err), &err);
    nn_model_forward(look.model, workspace, nn_inspection_values(look.inspection, -1), 1, logits);
    for (int k = 0; k < look.spec.output.channels; k++)
        check_close((double)nn_inspection_values(look.inspection, look.spec.layer_count - 1)[k],
                    (double)logits[k], 1e-5, 1e-5);
    nn_workspace_destroy(workspace);
    look_away(&look);
}

/* Checks that the terms add up to the value, and that they follow the layer's definition. */
static void check_terms(struct look *look, int layer, int row, int column, int channel) {
    const struct nn_layer *kind = &look->spec.layers[layer];
    struct nn_shape in = kind->in, out = kind->out;
    struct nn_terms terms;
    nn_inspection_terms(look->inspection, look->model, layer, row, column, channel, &terms);
    double sum = (double)terms.bias;
    int count = (int)nn_shape_size(terms.shape);
    for (int i = 0; i < count; i++)
        sum += (double)terms.inputs[i] * (double)terms.weights[i];
    size_t at = ((size_t)row * (size_t)out.width + (size_t)column) * (size_t)out.channels;
    check_close(sum, look->values[layer + 1][at + (size_t)channel], 2e-5, 2e-5);
    bool all_channels = kind->kind == NN_LAYER_CONV;
    for (int i = 0; i < count && (all_channels || kind->kind == NN_LAYER_MAX_POOL); i++) {
        int inputs = terms.shape.channels;
        int first = all_channels ? channel / (out.channels / kind->groups) * inputs : channel;
        int k = first + i % inputs, tap = i / terms.shape.channels;
        int h = terms.row + tap / terms.shape.width, w = terms.column + tap % terms.shape.width;
        bool inside = h >= 0 && w >= 0 && h < in.height && w < in.width;
        double expected = inside ? look->values[layer][(h * in.width + w) * in.channels + k] : 0;
        check_close((double)terms.inputs[i], expected, 2e-5, 2e-5);
    }
}

static void test_inspect__terms_add_up_to_the_value(void **state) {
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct look look = look_into(texts[t]);
        for (int i = 0; i < look.spec.layer_count; i++) {
            struct nn_shape out = look.spec.layers[i].out;
            for (int row = 0; row < out.height; row++)
                for (int column = 0; column < out.width; column++)
                    for (int channel = 0; channel < out.channels; channel++)
                        check_terms(&look, i, row, column, channel);
        }
        look_away(&look);
    }
}

static void test_inspect__dense_inputs_keep_their_rows_and_columns(void **state) {
    struct look look = look_into(texts[2]);
    struct nn_terms terms;
    nn_inspection_terms(look.inspection, look.model, 7, 0, 0, 3, &terms);
    struct nn_shape flattened = look.spec.layers[5].in;
    assert_memory_equal(&terms.shape, &flattened, sizeof flattened);
    assert_true(flattened.height > 1);
    look_away(&look);
}

static void test_inspect__pooling_picks_the_first_maximum(void **state) {
    struct nn_spec spec = fixture_spec("pool2", 2, 2, 1);
    struct nn_model *model = fixture_model(&spec);
    struct nn_inspection *inspection = NULL;
    struct nn_error err;
    struct nn_terms terms;
    const float image[4] = {1, 3, 3, 2}, winner[4] = {0, 1, 0, 0};
    check_ok(nn_inspection_create(&inspection, &spec, &err), &err);
    nn_inspection_run(inspection, model, image);
    nn_inspection_terms(inspection, model, 0, 0, 0, 0, &terms);
    assert_memory_equal(terms.weights, winner, sizeof winner);
    nn_inspection_destroy(inspection);
    nn_model_release(model);
}

static void test_inspect__network_too_large_to_inspect_is_refused(void **state) {
    struct nn_spec spec = fixture_spec("conv4096k1-relu-relu-relu-relu-relu-gap", 28, 28, 1);
    struct nn_inspection *inspection = NULL;
    struct nn_error err;
    check_status(nn_inspection_create(&inspection, &spec, &err), NN_STATUS_NO_MEMORY, &err);
    assert_null(inspection);
    nn_inspection_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inspect__every_layer_agrees_with_reference),
        cmocka_unit_test(test_inspect__last_layer_is_the_models_output),
        cmocka_unit_test(test_inspect__terms_add_up_to_the_value),
        cmocka_unit_test(test_inspect__dense_inputs_keep_their_rows_and_columns),
        cmocka_unit_test(test_inspect__pooling_picks_the_first_maximum),
        cmocka_unit_test(test_inspect__network_too_large_to_inspect_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
