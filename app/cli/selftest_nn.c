/* Checks of the network library as built, on the processor that it runs on. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/selftest.h"
#include "app/core/data/data_set.h"
#include "app/core/reading/reading.h"
#include "nn/formats/safetensors.h"
#include "nn/kernels.h"
#include "nn/network.h"
#include "nn/rng.h"

/* The built-in model reaches 99.7 % (assets/model/README.md); broken kernels or a
 * broken file would fall below this. */
static const double min_test_accuracy = 0.993;

static void fill_random(float *values, size_t count, struct nn_rng *rng) {
    for (size_t i = 0; i < count; i++)
        values[i] = nn_rng_symmetric(rng);
}

/* How far one convolution row, as conv.c asks for it, is from the sum computed in double. */
static double gemm_error(const struct nn_kernels *kernels, const int shape[3]) {
    enum { MAX = 1 << 16, SEGMENTS = 3, ROW = 5, GAP = 7 };
    int M = shape[0], N = shape[1], K = shape[2];
    float *a = nn_floats_create((size_t)3 * MAX);
    if (!a)
        return INFINITY;
    float *b = a + MAX, *c = b + MAX;
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_WEIGHTS, (uint64_t)(M * N * K));
    fill_random(a, (size_t)2 * MAX, &rng);
    const struct nn_gemm gemm = {.M = M,
                                 .N = N,
                                 .K = K,
                                 .segments = SEGMENTS,
                                 .a = a,
                                 .a_row = ROW,
                                 .a_step = 1,
                                 .a_segment = K + GAP,
                                 .b = b,
                                 .b_row = N,
                                 .b_segment = (ptrdiff_t)K * N,
                                 .c = c,
                                 .c_row = N};
    double worst = 0;
    kernels->gemm(&gemm);
    for (int i = 0; i < M * N; i++) {
        double sum = 0;
        for (int k = 0; k < SEGMENTS * K; k++)
            sum += (double)a[i / N * ROW + k / K * (K + GAP) + k % K] * (double)b[k * N + i % N];
        worst = fmax(worst, fabs(sum - (double)c[i]));
    }
    free(a);
    return worst;
}

static bool check_kernels(struct selftest *test) {
    static const int shapes[][3] = {
        {26, 32, 3}, {11, 64, 96}, {1, 10, 64}, {13, 24, 5}, {7, 33, 9}};
    bool good = true;
    for (int level = 0; nn_kernels_level(level); level++) {
        double worst = 0;
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            worst = fmax(worst, gemm_error(nn_kernels_level(level), shapes[i]));
        selftest_note("%s differs from double sums by at most %.2g", nn_kernels_level(level)->name,
                      worst);
        good &= worst < 1e-4;
    }
    return good;
}

enum { CASE_IMAGES = 8, CASE_SIDE = 9, CASE_VALUES = 1024 };

/* A small network with every kind of layer that has weights, and the batch for its gradient. */
struct gradient_case {
    struct nn_network *network;
    const struct nn_parameters *parameters;
    float values[CASE_VALUES], moved[CASE_VALUES], gradient[CASE_VALUES], unused[CASE_VALUES];
    float images[CASE_IMAGES * CASE_SIDE * CASE_SIDE];
    uint8_t labels[CASE_IMAGES];
};

static void case_image(void *context, int index, float *image) {
    const struct gradient_case *c = context;
    memcpy(image, c->images + index * CASE_SIDE * CASE_SIDE, CASE_SIDE * CASE_SIDE * sizeof *image);
}

static double case_loss(struct gradient_case *c, float *values, float *gradient) {
    struct nn_batch batch = {.count = CASE_IMAGES,
                             .image = case_image,
                             .context = c,
                             .labels = c->labels,
                             .label_smoothing = 0.1f};
    return nn_network_gradient(c->network, values, &batch, gradient, NULL).sum / CASE_IMAGES;
}

/* The slope of the loss along a random direction within one tensor, by central difference and by
 * the gradient; in float, so agreement is to a few percent. */
static bool slopes_agree(struct gradient_case *c, int tensor_index) {
    const struct nn_tensor *tensor = &c->parameters->tensors[tensor_index];
    struct nn_rng rng = nn_rng_stream(7, NN_RNG_WEIGHTS, (uint64_t)tensor_index);
    float step = 0.02f / sqrtf((float)tensor->size);
    double along = 0, losses[2];
    for (int side = 0; side < 2; side++) {
        struct nn_rng direction = rng;
        memcpy(c->moved, c->values, c->parameters->count * sizeof(float));
        for (size_t i = 0; i < tensor->size; i++) {
            float part = nn_rng_symmetric(&direction);
            c->moved[tensor->offset + i] += (side ? -step : step) * part;
            if (side == 0)
                along += (double)part * (double)c->gradient[tensor->offset + i];
        }
        losses[side] = case_loss(c, c->moved, c->unused);
    }
    double slope = (losses[0] - losses[1]) / (2 * (double)step);
    bool good = fabs(slope - along) <= 0.05 * fabs(along) + 2e-3;
    if (!good)
        selftest_note("tensor %d: slope %.5f, gradient %.5f", tensor_index, slope, along);
    return good;
}

static bool compare_gradient(struct gradient_case *c) {
    struct nn_rng rng = nn_rng_stream(3, NN_RNG_WEIGHTS, 0);
    fill_random(c->images, CASE_IMAGES * CASE_SIDE * CASE_SIDE, &rng);
    for (int i = 0; i < CASE_IMAGES; i++)
        c->labels[i] = (uint8_t)(i % 4);
    case_loss(c, c->values, c->gradient);
    bool good = true;
    for (int t = 0; t < c->parameters->tensor_count; t++) {
        const struct nn_tensor *tensor = &c->parameters->tensors[t];
        if (tensor->role == NN_TENSOR_WEIGHT || tensor->role == NN_TENSOR_BIAS)
            good &= slopes_agree(c, t);
    }
    double size = 0;
    for (size_t i = 0; i < c->parameters->trainable_count; i++)
        size += fabs((double)c->gradient[i]);
    return good && size > 0;
}

static bool check_gradients(struct selftest *test) {
    static const char net[] = "conv5k3p1-relu-pool2-conv6k3s2-bn-relu-flatten-dense7-relu-dense4";
    const struct nn_shape input = {CASE_SIDE, CASE_SIDE, 1};
    struct nn_spec spec;
    struct nn_thread_pool *pool = NULL;
    struct gradient_case c = {0};
    bool good = selftest_fine(test, nn_spec_parse(&spec, net, input, &test->err)) &&
                selftest_fine(test, nn_thread_pool_create(&pool, 2, &test->err)) &&
                selftest_fine(test, nn_network_create(&c.network, &spec, CASE_IMAGES, pool,
                                                      nn_kernels_best(), &test->err));
    if (good) {
        c.parameters = nn_network_parameters(c.network);
        assert(c.parameters->count + NN_SLACK <= CASE_VALUES); /* what kernels may read */
        nn_parameters_initialise(c.parameters, &spec, 5, c.values);
        good = compare_gradient(&c);
    }
    nn_network_destroy(c.network);
    nn_thread_pool_destroy(pool);
    return good;
}

static bool check_builtin_model(struct selftest *test) {
    char path[FILES_MAX_PATH];
    struct nn_model *model = NULL;
    struct nn_thread_pool *pool = NULL;
    struct data_set data = {0};
    struct nn_evaluation evaluation = {0};
    bool good =
        selftest_fine(test, reading_builtin_model(&model, &test->err)) &&
        selftest_fine(test, files_mnist_folder(path, &test->err)) &&
        selftest_fine(test,
                      data_set_load(&data, path, DATA_TEST, &test->err)) &&
        selftest_fine(test, nn_thread_pool_create(&pool, nn_processor_count(), &test->err)) &&
        selftest_fine(test,
                      nn_model_evaluate(model, &data.test, pool, &evaluation, NULL, &test->err));
    if (good) {
        selftest_figure("test_accuracy", evaluation.accuracy, "share");
        selftest_figure("test_images", evaluation.count, "images");
        good = evaluation.count == 10000 && evaluation.accuracy >= min_test_accuracy;
    }
    nn_thread_pool_destroy(pool);
    data_set_destroy(&data);
    nn_model_release(model);
    return good;
}

static bool same_values(const struct nn_model *a, const struct nn_model *b) {
    return nn_model_value_count(a) == nn_model_value_count(b) &&
           memcmp(nn_model_values(a), nn_model_values(b),
                  nn_model_value_count(a) * sizeof(float)) == 0;
}

static bool check_model_file(struct selftest *test) {
    char path[FILES_MAX_PATH];
    struct nn_model *model = NULL, *loaded = NULL;
    bool good = selftest_fine(test, files_new_path(path, test->results, "selftest-model",
                                                   ".safetensors", &test->err)) &&
                selftest_fine(test, reading_builtin_model(&model, &test->err)) &&
                selftest_fine(test, nn_model_save(model, path, NULL, 0, &test->err)) &&
                selftest_fine(test, nn_model_load(&loaded, path, &test->err)) &&
                same_values(model, loaded);
    if (model)
        unlink(path);
    nn_model_release(model);
    nn_model_release(loaded);
    return good;
}

const struct selftest_check selftest_nn_checks[] = {
    {"every level of kernels agrees with sums in double", check_kernels},
    {"gradients agree with central differences", check_gradients},
    {"the built-in model reads the 10,000 test pictures", check_builtin_model},
    {"a model saved and loaded is the same", check_model_file},
    {NULL, NULL},
};
