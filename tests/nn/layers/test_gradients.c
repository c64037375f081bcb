/* Gradients of whole networks against central differences of the double-precision reference. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/network.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { CHECKED_A_TENSOR = 24, MAX_SEEDS = 60 };

/* Differences use a step of DIFFERENCE; seeds are chosen so that no kink is within CLEARANCE of an
 * activation, which leaves a margin for the change of a weight and for rounding to floats. */
#define DIFFERENCE 1e-6
#define CLEARANCE  2e-5

struct net {
    const char *name, *text;
    int height, width, channels, batch;
};

static const struct net nets[] = {
    {"dense alone", "flatten-dense3", 2, 3, 2, 5},
    {"several denses", "flatten-dense17-relu-dense33-relu-dense5", 5, 3, 1, 9},
    {"odd image", "conv10k3-relu-flatten-dense4", 7, 5, 1, 5},
    {"two convolutions", "conv3k3-relu-conv17k3-relu-flatten-dense3", 7, 9, 3, 4},
    {"padding", "conv5k3p1-relu-conv6k5p2-relu-flatten-dense3", 6, 5, 2, 3},
    {"padding of one side more", "conv3k3p2-conv4k3p2-relu-gap-dense3", 3, 4, 2, 4},
    {"stride 2", "conv5k3-relu-conv10k3s2-relu-flatten-dense3", 8, 9, 1, 5},
    {"stride 3 with padding", "conv4k3p1-relu-conv7k4s3p2-relu-flatten-dense3", 9, 8, 1, 4},
    {"5x5 stride 2", "conv4k5s2p2-relu-conv5k5s2p1-flatten-dense4", 13, 11, 1, 4},
    {"stride past the kernel", "conv3k1-conv4k2s3-relu-flatten-dense3", 9, 8, 2, 4},
    {"1x1 convolution", "conv24k1-relu-conv3k1-gap", 4, 5, 3, 6},
    {"kernel as large as the image", "conv33k4-relu-flatten-dense3", 4, 4, 2, 5},
    {"pool after relu", "conv10k3-relu-pool2-conv17k2-relu-flatten-dense3", 9, 8, 1, 5},
    {"pool before relu", "conv10k3-pool2-relu-conv17k2-pool2-relu-flatten-dense3", 10, 10, 1, 5},
    {"overlapping pools", "conv17k3-relu-pool3s2-conv33k1-pool2s1-relu-flatten-dense3", 9, 9, 1, 4},
    {"pool that leaves a rest", "conv24k2-pool3-relu-flatten-dense4", 9, 8, 1, 4},
    {"pool of spread windows", "conv20k2p1-pool2s3-relu-gap-dense3", 8, 9, 1, 4},
    {"pool first", "pool2-conv4k3-flatten-dense3", 8, 8, 2, 4},
    {"relu first", "relu-conv4k3-flatten-dense3", 5, 5, 2, 4},
    {"padded pools", "conv3k2-pool3s2p1-relu-conv10k1-pool2e1-relu-gap-dense3", 9, 8, 1, 4},
    {"padded pool before relu", "conv3k3-pool3s1p1-relu-pool4s3p1e2-flatten-dense3", 7, 9, 1, 4},
    {"average pool", "avgpool2-conv3k2-avgpool3s2-relu-flatten-dense3", 11, 10, 2, 4},
    {"padded average pool", "conv3k2-avgpool3s2p1-conv10k1-avgpool2e1-gap-dense3", 9, 8, 1, 4},
    {"uneven padding", "conv4k2e1-relu-conv5k4s2p1e1-relu-flatten-dense3", 7, 6, 2, 4},
    {"uneven padding with pool", "conv8k1-conv9k4p1e1-pool2-relu-flatten-dense3", 8, 8, 1, 3},
    {"uneven padding, pooled in registers", "conv32k3e1-relu-pool2-flatten-dense3", 8, 9, 1, 3},
    {"uneven padding, argmax", "conv11k1-conv5k5p2e1-pool2-relu-gap-dense3", 7, 6, 1, 3},
    {"uneven padding, winograd", "conv16k1-conv32k3p1e1-relu-conv16k3e2-gap-dense3", 6, 8, 1, 3},
    {"groups", "conv6k2-relu-conv9k3s2p1g3-relu-pool2-flatten-dense3", 8, 7, 1, 4},
    {"depthwise", "conv5k3p1-conv5k3e1g5-relu-conv10k2g5-pool2-relu-gap-dense3", 9, 8, 1, 4},
    {"groups first", "conv4k3g2-bn-relu-flatten-dense3", 5, 5, 2, 4},
    {"affine", "affine-conv3k2p1-affine-relu-flatten-affine-dense3-affine", 5, 6, 2, 5},
    {"affine before batch norm", "affine-bn-conv3k2-relu-gap-dense3", 5, 6, 2, 5},
    {"resize", "resize9-conv3k2-resize3-relu-resize4-flatten-dense3", 5, 6, 2, 5},
    {"transpose", "transpose-conv3k2-transpose-relu-flatten-dense3", 5, 7, 2, 5},
    {"sigmoid", "conv3k3-sigmoid-pool2-sigmoid-flatten-dense5-sigmoid-dense3", 7, 6, 2, 5},
    {"tanh", "conv3k3-tanh-relu-flatten-dense5-tanh", 5, 6, 1, 5},
    {"relu6", "conv5k3-relu6-flatten-dense3", 6, 5, 1, 5},
    {"square", "conv3k3-square-flatten-dense3", 5, 5, 1, 5},
    {"leaky", "conv3k3-leaky0.2-pool2-leaky0.01-flatten-dense5-bn-leaky1.5-dense3", 7, 6, 1, 5},
    {"elu", "conv3k3-elu1-bn-elu0.5-flatten-dense3", 5, 6, 1, 5},
    {"gelu", "gelu-conv3k3-bn-gelu-gap-dense3", 5, 6, 1, 5},
    {"silu", "conv3k3-silu-flatten-dense3-silu", 5, 6, 1, 5},
    {"hardswish", "conv3k3-hardswish-flatten-dense9-hardswish-dense3", 5, 6, 1, 5},
    {"batch norm on images", "conv6k3-bn-relu-conv10k3-bn-relu-flatten-dense3", 7, 6, 1, 5},
    {"batch norm first", "bn-conv4k3-relu-flatten-dense3", 6, 5, 3, 5},
    {"batch norm on vectors", "flatten-dense17-bn-relu-dense10-bn-relu-dense3", 4, 4, 1, 9},
    {"batch norm on a flattened image", "conv3k3-flatten-bn-dense5-relu-dense3", 5, 4, 1, 9},
    {"batch norm last", "flatten-dense4-bn", 3, 3, 1, 7},
    {"batch norm twice", "conv3k2-bn-bn-relu-flatten-dense3", 4, 4, 1, 6},
    {"batch norm after pool", "conv17k3-pool2-bn-relu-conv4k1-gap", 8, 8, 1, 6},
    {"batch norm before convolution", "conv5k3-bn-conv10k3s2p1-bn-relu-pool2-flatten-dense3", 9, 9,
     1, 6},
    {"gap", "conv33k3-relu-gap-dense4", 6, 5, 1, 5},
    {"gap after pool", "conv10k3-pool2-relu-gap-dense12-relu-dense3", 8, 7, 1, 5},
    {"residual block", "conv5k3-[conv5k3p1-relu-conv5k1]-relu-gap-dense3", 6, 5, 1, 5},
    {"residual block of batch norms",
     "conv4k3-bn-relu-[conv4k3p1-bn-relu-conv4k3p1-bn]-relu-pool2-flatten-dense3", 7, 6, 1, 5},
    {"two branches",
     "conv4k3-bn-relu-[conv6k3s2p1-bn-relu-conv6k1-bn+conv6k1s2-bn]-relu-gap-dense3", 7, 6, 1, 5},
    {"block that begins with relu", "conv4k3-[relu-conv4k3p1-[relu-bn-conv4k1]]-tanh-gap-dense3", 6,
     5, 1, 5},
    {"block that begins with relu twice", "conv3k2-[relu-conv5k1+relu-bn-conv5k1]-gap-dense3", 5, 5,
     1, 5},
    {"branches in branches", "[conv3k1-[conv3k1+bn-conv3k3p1]-tanh+[conv3k1+conv3k1]]-gap-dense3",
     5, 4, 2, 5},
    {"residual block of vectors", "flatten-dense7-relu-[dense9-relu-dense7-bn]-relu-dense3", 4, 4,
     1, 9},
    {"batch norm around blocks", "bn-[bn-conv2k3p1-bn]-tanh-bn-gap-dense3", 5, 5, 2, 5},
    {"sums last", "flatten-dense4-[dense4+bn]-[relu]", 3, 4, 1, 5},
    {"relu last", "flatten-dense7-relu", 3, 4, 1, 5},
    {"outputs that are an image", "conv3k3-relu-conv2k2", 5, 5, 1, 6},
    {"many shards", "conv3k3-bn-relu-pool2-flatten-dense3", 6, 6, 1, 70},
    {"pooled in registers", "conv32k3-relu-pool2-flatten-dense3", 9, 8, 1, 3},
    {"pooled in registers, 5x5", "conv16k5-pool2-relu-flatten-dense3", 10, 11, 1, 3},
    {"pooled in registers, a rest of channels", "conv21k2s2p1-pool2-relu-gap-dense3", 9, 8, 3, 3},
    {"argmax", "conv7k1-conv9k3-pool2-relu-flatten-dense3", 8, 8, 1, 3},
    {"argmax of wide rows", "conv16k1-conv9k3-relu-pool2-flatten-dense3", 8, 9, 1, 3},
    {"argmax with padding", "conv11k1-conv5k5p2-pool2-relu-gap-dense3", 7, 6, 1, 3},
    {"argmax with a stride", "conv12k1-conv5k4s2p1-pool3-relu-flatten-dense3", 14, 12, 1, 3},
    {"argmax of many vectors", "conv43k1-conv3k3-pool2-flatten-dense3", 6, 6, 1, 3},
    {"winograd", "conv16k1-conv32k3-relu-flatten-dense3", 6, 8, 1, 3},
    {"winograd of odd sides", "conv32k2-conv16k3-relu-conv16k3-flatten-dense3", 8, 6, 1, 3},
    {"winograd with padding", "conv16k1-conv16k3p1-relu-conv32k3p2-relu-gap-dense3", 5, 4, 1, 3},
    {"winograd with pool", "conv16k1-conv16k3p1-relu-pool2-conv16k3p1-pool2-relu-gap-dense3", 9, 10,
     1, 3},
    {"winograd of two images a block", "conv16k1-conv16k3p1-gap-dense3", 10, 12, 1, 5},
    {"winograd in several blocks", "conv16k1-conv16k3p1-gap-dense3", 15, 17, 1, 2},
    {"winograd with pool in several blocks", "conv16k1-conv16k3p1-pool2-relu-gap-dense3", 16, 18, 1,
     2},
    {"small patches in the middle", "conv2k1-conv16k3-relu-pool2-flatten-dense3", 9, 8, 1, 3},
    {"transposed in blocks that cut a tap", "conv24k1-conv5k3-relu-flatten-dense3", 6, 5, 1, 3},
    {"one image", "conv3k3-relu-flatten-dense3", 5, 5, 1, 1},
};

/* A network with random weights and a random batch, as floats and as doubles. */
struct problem {
    struct nn_spec spec;
    struct nn_parameters parameters;
    float *values, *images;
    double *double_values, *double_images;
    uint8_t *labels;
    struct reference_batch batch;
};

static void copy_image(void *context, int index, float *image) {
    const struct problem *problem = context;
    size_t size = nn_shape_size(problem->spec.input);
    for (size_t i = 0; i < size; i++)
        image[i] = problem->images[(size_t)index * size + i];
}

/* Makes all weights random, so that no error hides behind a 0 or a 1. */
static void fill_values(struct problem *problem, uint64_t seed) {
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_WEIGHTS, 1000);
    nn_parameters_initialise(&problem->parameters, &problem->spec, seed, problem->values);
    for (int t = 0; t < problem->parameters.tensor_count; t++) {
        const struct nn_tensor *tensor = &problem->parameters.tensors[t];
        bool channelwise = nn_layer_weight_rows(&problem->spec.layers[tensor->layer]) == 0;
        for (size_t i = 0; i < tensor->size; i++)
            if (tensor->role == NN_TENSOR_BIAS || (channelwise && tensor->role == NN_TENSOR_WEIGHT))
                problem->values[tensor->offset + i] += 0.3f * nn_rng_normal(&rng);
    }
}

static void fill_batch(struct problem *problem, uint64_t seed, int count) {
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_AUGMENT, 1000);
    int classes = (int)nn_shape_size(problem->spec.output);
    size_t pixels = (size_t)count * nn_shape_size(problem->spec.input);
    for (size_t i = 0; i < pixels; i++)
        problem->images[i] = 0.5f + nn_rng_normal(&rng);
    for (int n = 0; n < count; n++)
        problem->labels[n] = (uint8_t)nn_rng_below(&rng, (uint32_t)classes);
    fixture_doubles(problem->images, pixels, problem->double_images);
    fixture_doubles(problem->values, problem->parameters.count, problem->double_values);
    problem->batch =
        (struct reference_batch){count, problem->double_images, problem->labels, (double)0.1f};
}

/* Uses the first seed whose activations are far enough from kinks. */
static void problem_init(struct problem *problem, const struct net *net) {
    problem->spec = fixture_spec(net->text, net->height, net->width, net->channels);
    problem->parameters = nn_parameters_of(&problem->spec);
    size_t pixels = (size_t)net->batch * nn_shape_size(problem->spec.input);
    problem->values = fixture_floats(problem->parameters.count);
    problem->images = fixture_floats(pixels);
    problem->double_values = malloc(problem->parameters.count * sizeof(double));
    problem->double_images = malloc(pixels * sizeof(double));
    problem->labels = malloc((size_t)net->batch);
    double kink = 0;
    for (uint64_t seed = 1; kink < CLEARANCE; seed++) {
        assert_true(seed <= MAX_SEEDS);
        fill_values(problem, seed);
        fill_batch(problem, seed, net->batch);
        reference_loss(&problem->spec, problem->double_values, &problem->batch, &kink);
    }
}

static void problem_deinit(struct problem *problem) {
    free(problem->values);
    free(problem->images);
    free(problem->double_values);
    free(problem->double_images);
    free(problem->labels);
}

/* Returns the library's gradient of the batches' mean loss; the caller frees it. */
static float *library_gradient(const struct problem *problem, int threads,
                               const struct nn_kernels *kernels, struct nn_loss *loss) {
    struct nn_thread_pool *pool = fixture_pool(threads);
    struct nn_network *network = NULL;
    struct nn_error err;
    check_ok(nn_network_create(&network, &problem->spec, problem->batch.count, pool, kernels, &err),
             &err);
    float *values = fixture_floats(problem->parameters.count);
    float *gradient = fixture_floats(problem->parameters.count);
    memcpy(values, problem->values, problem->parameters.count * sizeof *values);
    struct nn_batch batch = {
        .count = problem->batch.count,
        .image = copy_image,
        .context = (void *)problem,
        .labels = problem->labels,
        .label_smoothing = (float)problem->batch.label_smoothing,
    };
    *loss = nn_network_gradient(network, values, &batch, gradient, NULL);
    free(values);
    nn_network_destroy(network);
    nn_thread_pool_destroy(pool);
    return gradient;
}

static double difference_quotient(const struct problem *problem, size_t i) {
    double *values = problem->double_values, kept = values[i];
    values[i] = kept + DIFFERENCE;
    double above = reference_loss(&problem->spec, values, &problem->batch, NULL);
    values[i] = kept - DIFFERENCE;
    double below = reference_loss(&problem->spec, values, &problem->batch, NULL);
    values[i] = kept;
    return (above - below) / (2 * DIFFERENCE);
}

/* Whether batch norm cancels the tensor: shifts and scales of whole channels then have no
 * gradient. */
static bool norm_cancels(const struct nn_spec *spec, const struct nn_tensor *tensor) {
    bool norm = spec->layers[tensor->layer].kind == NN_LAYER_BATCH_NORM;
    int next = tensor->layer + 1;
    while (next < spec->layer_count && (spec->layers[next].kind == NN_LAYER_MAX_POOL ||
                                        spec->layers[next].kind == NN_LAYER_FLATTEN))
        next++;
    return (tensor->role == NN_TENSOR_BIAS || norm) && next < spec->layer_count &&
           spec->layers[next].kind == NN_LAYER_BATCH_NORM;
}

static double largest_of(const float *values, size_t count) {
    float max = 0;
    for (size_t i = 0; i < count; i++)
        max = fmaxf(max, fabsf(values[i]));
    return (double)max;
}

enum { MAX_LEVELS = 4 };

/* Compares the gradients of all levels with differences at places spread over the tensor. */
static void check_tensor(const struct problem *problem, const struct nn_tensor *tensor,
                         float *const *gradients) {
    double scale = largest_of(gradients[0] + tensor->offset, tensor->size);
    if (!norm_cancels(&problem->spec, tensor))
        assert_true(scale > 1e-4);
    size_t skip = 1 + tensor->size / CHECKED_A_TENSOR;
    for (size_t i = 0; i < tensor->size; i += skip) {
        double expected = difference_quotient(problem, tensor->offset + i);
        for (int level = 0; gradients[level]; level++)
            check_close_at((double)gradients[level][tensor->offset + i], expected,
                           2e-6 + 1e-5 * scale, 1e-5, (int)i, __FILE__, __LINE__);
    }
}

static void test_gradients__equal_differences(void **state) {
    const struct net *net = *state;
    struct problem problem;
    problem_init(&problem, net);
    double expected = reference_loss(&problem.spec, problem.double_values, &problem.batch, NULL);
    float *gradients[MAX_LEVELS + 1] = {NULL};
    for (int level = 0; nn_kernels_level(level); level++) {
        struct nn_loss loss;
        gradients[level] = library_gradient(&problem, 1 + level, nn_kernels_level(level), &loss);
        check_close(loss.sum / net->batch, expected, 0, 1e-6);
    }
    for (int t = 0; t < problem.parameters.tensor_count; t++)
        if (problem.parameters.tensors[t].offset < problem.parameters.trainable_count)
            check_tensor(&problem, &problem.parameters.tensors[t], gradients);
    for (int level = 0; gradients[level]; level++)
        free(gradients[level]);
    problem_deinit(&problem);
}

int main(void) {
    struct CMUnitTest tests[COUNT_OF(nets)];
    for (size_t i = 0; i < COUNT_OF(nets); i++)
        tests[i] = (struct CMUnitTest){
            .name = nets[i].name,
            .test_func = test_gradients__equal_differences,
            .initial_state = (void *)&nets[i],
        };
    return cmocka_run_group_tests_name("test_gradients__equal_differences", tests, NULL, NULL);
}
