/* Each convolution and dense layer of a net by itself, at its real shape, on one thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/bench.h"
#include "app/cli/timing.h"
#include "nn/fusion.h"
#include "nn/layers/layers.h"
#include "nn/parameters.h"
#include "nn/rng.h"

/* A shard of a batch, as networks cut it; a dense layer's weight gradient takes a whole batch. */
enum { SHARD = 8, BATCH = 128 };

static const double seconds_a_measurement = 0.05;

double bench_layer_flops(const struct nn_layer *layer) {
    double weights = (double)nn_layer_weight_rows(layer) * layer->out.channels;
    double pool = layer->pool ? layer->pool : 1;
    return 2 * weights * layer->out.height * layer->out.width * pool * pool;
}

/* The arrays of one layer for up to BATCH images, in one block of random values. */
struct layer_arrays {
    float *block;
    uint8_t *argmax;
    struct nn_pass pass;
};

/* The next count floats of a block, with the slack that kernels may read. */
static float *carve(float **at, size_t count) {
    float *floats = *at;
    *at += (count + 2 * NN_SLACK) / NN_SLACK * NN_SLACK;
    return floats;
}

static void carve_all(struct layer_arrays *arrays, const struct bench *bench,
                      const struct nn_layer *layer) {
    size_t in = BATCH * nn_shape_size(layer->in), out = BATCH * nn_shape_size(layer->out);
    size_t channels = (size_t)layer->out.channels;
    size_t weights = (size_t)nn_layer_weight_rows(layer) * channels;
    float *at = arrays->block;
    arrays->pass = (struct nn_pass){
        .kernels = bench->machine.kernels,
        .layer = layer,
        .x = carve(&at, in),
        .y = carve(&at, out),
        .dy = carve(&at, out),
        .dx = carve(&at, in),
        .argmax = layer->pool ? arrays->argmax : NULL,
        .weight = carve(&at, weights),
        .bias = carve(&at, channels),
        .transposed_weights = carve(&at, weights),
        .dweight = carve(&at, weights),
        .dbias = carve(&at, channels),
        .scratch = carve(&at, nn_layer_scratch(layer, true)),
    };
}

static enum nn_status create_arrays(struct layer_arrays *arrays, const struct bench *bench,
                                    const struct nn_layer *layer, struct nn_error *err) {
    enum { ARRAYS = 10 };
    size_t in = BATCH * nn_shape_size(layer->in), out = BATCH * nn_shape_size(layer->out);
    size_t row = (size_t)layer->out.channels;
    size_t count = 2 * (in + out) + (3 * (size_t)nn_layer_weight_rows(layer) + 2) * row +
                   nn_layer_scratch(layer, true) + ARRAYS * 2 * NN_SLACK;
    arrays->block = nn_floats_create(count);
    arrays->argmax = malloc(out);
    if (!arrays->block || !arrays->argmax)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to measure kernels");
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_WEIGHTS, 0);
    for (size_t i = 0; i < count; i++)
        arrays->block[i] = nn_rng_symmetric(&rng);
    carve_all(arrays, bench, layer);
    return NN_STATUS_OK;
}

static void destroy_arrays(struct layer_arrays *arrays) {
    free(arrays->block);
    free(arrays->argmax);
}

static void run_forward(void *context) {
    nn_layer_forward(context);
}

static void run_backward(void *context) {
    nn_layer_backward(context);
}

static void run_dense_weight_gradient(void *context) {
    const struct nn_pass *pass = context;
    nn_dense_weight_gradient(pass, 0, nn_layer_weight_rows(pass->layer));
}

/* Median seconds of run on so many images. */
static double measure(void (*run)(void *), struct nn_pass pass, int images) {
    struct timing timing = {0};
    pass.count = images;
    timing_repeat(&timing, run, &pass, seconds_a_measurement);
    double median = timing_percentile(&timing, 0.5);
    timing_deinit(&timing);
    return median;
}

/* A convolution's backward makes both gradients: that of the data is what it takes longer than
 * without. A dense layer's makes that of the data alone. */
static double measure_operation(const struct nn_pass *pass, enum bench_operation operation,
                                int images) {
    struct nn_pass weight_only = *pass;
    weight_only.dx = NULL;
    if (operation == BENCH_FORWARD)
        return measure(run_forward, *pass, images);
    if (pass->layer->kind == NN_LAYER_DENSE)
        return measure(operation == BENCH_DATA_GRADIENT ? run_backward : run_dense_weight_gradient,
                       *pass, images);
    double weight = measure(run_backward, weight_only, images);
    return operation == BENCH_WEIGHT_GRADIENT ? weight
                                              : measure(run_backward, *pass, images) - weight;
}

static void describe(char *text, size_t capacity, const struct nn_layer *layer) {
    struct nn_shape in = layer->in;
    if (layer->kind == NN_LAYER_DENSE)
        snprintf(text, capacity, "dense%d of %d", layer->out.channels, in.channels);
    else
        snprintf(text, capacity, "conv%dk%d of %dx%dx%d", layer->out.channels, layer->kernel,
                 in.height, in.width, in.channels);
}

static void measure_layer(const struct bench *bench, const char *net, const struct nn_pass *pass) {
    struct bench_kernel kernel = {.net = net};
    const struct nn_layer *layer = pass->layer;
    bool is_first = layer->index == 0; /* pictures need no gradient */
    describe(kernel.layer, sizeof kernel.layer, layer);
    for (int i = 0; i < (is_first ? BENCH_DATA_GRADIENT : BENCH_OPERATIONS); i++) {
        bool whole = layer->kind == NN_LAYER_DENSE && i == BENCH_WEIGHT_GRADIENT;
        kernel.operation = (enum bench_operation)i;
        kernel.images = whole ? BATCH : SHARD;
        kernel.flops = kernel.images * bench_layer_flops(layer);
        kernel.seconds = measure_operation(pass, kernel.operation, kernel.images);
        bench_report_kernel(bench, &kernel);
    }
}

enum nn_status bench_kernels(const struct bench *bench, const char *net, struct nn_error *err) {
    struct nn_spec spec, plan;
    enum nn_status status = bench_spec(&spec, net, err);
    if (status)
        return status;
    nn_spec_fuse(&plan, &spec);
    for (int i = 0; i < plan.layer_count && !status; i++) {
        const struct nn_layer *layer = &plan.layers[i];
        if (layer->kind != NN_LAYER_CONV && layer->kind != NN_LAYER_DENSE)
            continue;
        struct layer_arrays arrays = {.pass.layer = layer};
        status = create_arrays(&arrays, bench, layer, err);
        if (!status)
            measure_layer(bench, net, &arrays.pass);
        destroy_arrays(&arrays);
    }
    return status;
}
