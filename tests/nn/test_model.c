#include "nn/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/layers/layers.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { BATCH = 9, HEIGHT = 9, WIDTH = 8 };

static const char *const texts[] = {
    "conv10k3-relu-pool2-flatten-dense17-relu-dense4",
    "conv6k3p1-bn-relu-conv33k3s2-bn-relu-gap-dense5",
    "bn-conv5k5s2p2-relu-pool3s2-dropout0.4-flatten-dense24-bn-relu-dropout0.5-dense3",
    "flatten-dense4096-relu-dense3",
    "relu-pool2-gap",
    "conv4k2-[conv5k3p1-[relu-bn]-relu-conv4k1+relu]-relu-[conv6k2s2-bn+pool2-conv6k1]-gap-[relu]-"
    "dense5",
    "conv3k1-conv2k2",
};

static void check_forward(const struct nn_spec *spec, const struct nn_model *model, int count,
                          const float *images, const double *expected) {
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    size_t outputs = nn_shape_size(spec->output), capacity = (size_t)count * outputs;
    float *logits = malloc((capacity + 1) * sizeof *logits);
    check_ok(nn_workspace_create(&workspace, spec, count, &err), &err);
    logits[capacity] = 77;
    nn_model_forward(model, workspace, images, count, logits);
    check_all_close(logits, expected, (int)capacity, 2e-5, 2e-5);
    assert_true(logits[capacity] == 77);
    nn_workspace_destroy(workspace);
    free(logits);
}

static void test_model__forward_agrees_with_reference(void **state) {
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct nn_spec spec = fixture_spec(texts[t], HEIGHT, WIDTH, 2);
        struct nn_model *model = fixture_model(&spec);
        size_t count = model->parameters.count;
        size_t pixels = BATCH * nn_shape_size(spec.input);
        float *images = malloc(pixels * sizeof *images);
        double *values = malloc((count + 1) * sizeof *values);
        double *exact = malloc(pixels * sizeof *exact);
        double *expected = malloc(BATCH * nn_shape_size(spec.output) * sizeof *expected);
        struct nn_rng rng = nn_rng_stream(5, NN_RNG_AUGMENT, 0);
        fixture_normal(&rng, 1, images, pixels);
        fixture_doubles(images, pixels, exact);
        fixture_doubles(nn_model_values(model), count, values);
        reference_forward(&spec, values, false, exact, BATCH, expected);
        check_forward(&spec, model, 1, images, expected);
        check_forward(&spec, model, BATCH, images, expected);
        nn_model_release(model);
        free(images);
        free(values);
        free(exact);
        free(expected);
    }
}

static void test_model__picture_does_not_depend_on_its_batch(void **state) {
    struct nn_spec spec = fixture_spec(texts[1], HEIGHT, WIDTH, 1);
    struct nn_model *model = fixture_model(&spec);
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    float images[BATCH * HEIGHT * WIDTH], many[BATCH][5], one[5];
    struct nn_rng rng = nn_rng_stream(5, NN_RNG_AUGMENT, 0);
    fixture_normal(&rng, 1, images, COUNT_OF(images));
    check_ok(nn_workspace_create(&workspace, &spec, BATCH, &err), &err);
    nn_model_forward(model, workspace, images, BATCH, many[0]);
    for (int n = 0; n < BATCH; n++) {
        nn_model_forward(model, workspace, images + n * HEIGHT * WIDTH, 1, one);
        for (int c = 0; c < 5; c++)
            check_close((double)one[c], (double)many[n][c], 1e-5, 1e-5);
    }
    nn_workspace_destroy(workspace);
    nn_model_release(model);
}

static void test_model__seed_decides_the_weights(void **state) {
    struct nn_spec spec = fixture_spec(texts[0], HEIGHT, WIDTH, 1);
    struct nn_model *models[3];
    struct nn_error err;
    for (int i = 0; i < 3; i++)
        check_ok(nn_model_create(&models[i], &spec, i == 2 ? 8 : 7, &err), &err);
    size_t bytes = models[0]->parameters.count * sizeof(float);
    assert_memory_equal(nn_model_values(models[0]), nn_model_values(models[1]), bytes);
    assert_memory_not_equal(nn_model_values(models[0]), nn_model_values(models[2]), bytes);
    for (int i = 0; i < 3; i++)
        nn_model_release(models[i]);
}

/* Checks for mean 0 and the deviation that fits the layer's position: He's before relu, else
 * Glorot's. */
static void check_initial(const struct nn_model *model, int layer, double deviation) {
    const struct nn_tensor *tensor =
        nn_parameters_find(&model->parameters, layer, NN_TENSOR_WEIGHT);
    const float *values = nn_model_values(model) + tensor->offset;
    double sum = 0, squares = 0, count = (double)tensor->size;
    for (size_t i = 0; i < tensor->size; i++) {
        sum += (double)values[i];
        squares += (double)values[i] * (double)values[i];
    }
    check_close(sum / count, 0, 5 * deviation / sqrt(count), 0);
    check_close(sqrt(squares / count), deviation, 0, 0.05);
}

static void test_model__initial_weights_have_the_right_spread(void **state) {
    struct nn_spec spec = fixture_spec("conv64k5-bn-relu-flatten-dense100-relu-dense300", 7, 7, 2);
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_initial(model, 0, sqrt(2.0 / (5 * 5 * 2)));
    check_initial(model, 4, sqrt(2.0 / (3 * 3 * 64)));
    check_initial(model, 6, sqrt(2.0 / (100 + 300)));
    const struct nn_parameters *parameters = &model->parameters;
    for (int t = 0; t < parameters->tensor_count; t++) {
        const struct nn_tensor *tensor = &parameters->tensors[t];
        bool norm = spec.layers[tensor->layer].kind == NN_LAYER_BATCH_NORM;
        float first = nn_model_values(model)[tensor->offset];
        if (tensor->role == NN_TENSOR_BIAS || tensor->role == NN_TENSOR_RUNNING_MEAN)
            assert_true(first == 0);
        else if (norm)
            assert_true(first == 1);
    }
    nn_model_release(model);
}

static void test_model__blend_lies_between_its_two_models(void **state) {
    static const float fractions[] = {0, 0.25f, 1};
    struct nn_spec spec = fixture_spec(texts[1], HEIGHT, WIDTH, 1);
    struct nn_spec smaller = fixture_spec("flatten-dense3", HEIGHT, WIDTH, 1);
    struct nn_model *a = fixture_model(&spec), *b = NULL, *other = fixture_model(&smaller);
    struct nn_error err;
    check_ok(nn_model_create(&b, &spec, 77, &err), &err);
    for (size_t s = 0; s < COUNT_OF(fractions); s++) {
        struct nn_model *blend = NULL;
        check_ok(nn_model_blend(&blend, a, b, fractions[s], &err), &err);
        for (size_t i = 0; i < nn_model_value_count(a); i++) {
            double from = (double)nn_model_values(a)[i], to = (double)nn_model_values(b)[i];
            check_close((double)nn_model_values(blend)[i],
                        from + (to - from) * (double)fractions[s], 1e-6, 0);
        }
        nn_model_release(blend);
    }
    struct nn_model *blend = NULL;
    check_status(nn_model_blend(&blend, a, other, 0.5f, &err), NN_STATUS_MISMATCH, &err);
    assert_null(blend);
    struct nn_spec turned = fixture_spec("flatten-dense3", WIDTH, HEIGHT, 1);
    struct nn_model *as_many = fixture_model(&turned);
    check_status(nn_model_blend(&blend, other, as_many, 0.5f, &err), NN_STATUS_MISMATCH, &err);
    nn_model_release(as_many);
    nn_model_release(a);
    nn_model_release(b);
    nn_model_release(other);
}

static void hold_and_let_go(void *context, int piece, int worker) {
    struct nn_model *held = nn_model_retain(context);
    nn_model_release(held);
}

static void test_model__lives_until_the_last_release(void **state) {
    struct nn_spec spec = fixture_spec("flatten-dense3", 2, 2, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    struct nn_thread_pool *pool = fixture_pool(4);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    assert_ptr_equal(nn_model_retain(model), model);
    nn_model_release(model);
    nn_thread_pool_run(pool, 1000, hold_and_let_go, model);
    assert_string_equal(nn_model_spec(model)->text, "flatten-dense3");
    nn_model_release(model);
    nn_model_release(NULL);
    nn_thread_pool_destroy(pool);
}

/* With this stride, scratch for the gradient would be far larger than the output. */
static void test_model__inference_allocates_no_gradients(void **state) {
    struct nn_spec spec = fixture_spec("conv3500k1s15-gap-dense10", 1024, 1024, 1);
    assert_true(nn_layer_scratch(&spec.layers[0], true) > 1 << 30);
    assert_true(nn_layer_scratch(&spec.layers[0], false) < 1 << 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model__inference_allocates_no_gradients),
        cmocka_unit_test(test_model__forward_agrees_with_reference),
        cmocka_unit_test(test_model__picture_does_not_depend_on_its_batch),
        cmocka_unit_test(test_model__seed_decides_the_weights),
        cmocka_unit_test(test_model__initial_weights_have_the_right_spread),
        cmocka_unit_test(test_model__blend_lies_between_its_two_models),
        cmocka_unit_test(test_model__lives_until_the_last_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
