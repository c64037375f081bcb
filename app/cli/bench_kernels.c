/* Each convolution and dense layer of a network by itself, at its real shape, on one thread. */
#include <stdio.h>
#include <stdlib.h>

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
static float *carve(float **next, size_t count) {
    float *floats = *next;
    *next += (count + 2 * NN_SLACK) / NN_SLACK * NN_SLACK;
    return floats;
}

static enum nn_status create_arrays(struct layer_arrays *arrays, const struct bench *bench,
                                    const struct nn_layer *layer, struct nn_error *err) {
    enum { ARRAYS = 11 };
    size_t in = BATCH * nn_shape_size(layer->in), out = BATCH * nn_shape_size(layer->out);
    size_t channels = (size_t)layer->out.channels, scratch = nn_layer_scratch(layer, true);
    size_t weights = (size_t)nn_layer_weight_rows(layer) * channels;
    size_t forward = nn_layer_forward_weights(layer), backward = nn_layer_backward_weights(layer);
    size_t count =
        2 * (in + out + channels + weights) + forward + backward + scratch + ARRAYS * 2 * NN_SLACK;
    arrays->block = nn_floats_create(count);
    arrays->argmax = malloc(out);
    if (!arrays->block || !arrays->argmax)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to measure kernels");
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_WEIGHTS, 0);
    for (size_t i = 0; i < count; i++)
        arrays->block[i] = nn_rng_symmetric(&rng);
    float *next = arrays->block;
    arrays->pass = (struct nn_pass){
        .kernels = bench->machine.kernels,
        .layer = layer,
        .argmax = layer->pool ? arrays->argmax : NULL,
        .x = carve(&next, in),
        .y = carve(&next, out),
        .dy = carve(&next, out),
        .dx = carve(&next, in),
        .weight = carve(&next, weights),
        .bias = carve(&next, channels),
        .forward_weights = carve(&next, forward),
        .backward_weights = carve(&next, backward),
        .dweight = carve(&next, weights),
        .dbias = carve(&next, channels),
        .scratch = carve(&next, scratch),
    };
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
    pass.count = images;
    return timing_measure(run, &pass, seconds_a_measurement).median_s;
}

enum operation { FORWARD, WEIGHT_GRADIENT, DATA_GRADIENT, OPERATIONS };

/* A convolution's backward pass computes both gradients: the data's takes the difference in time. A
 * dense layer's computes that of the data alone. */
static double measure_operation(const struct nn_pass *pass, enum operation operation, int images) {
    struct nn_pass weight_only = *pass;
    weight_only.dx = NULL;
    if (operation == FORWARD)
        return measure(run_forward, *pass, images);
    if (pass->layer->kind == NN_LAYER_DENSE)
        return measure(operation == DATA_GRADIENT ? run_backward : run_dense_weight_gradient, *pass,
                       images);
    double weight = measure(run_backward, weight_only, images);
    return operation == WEIGHT_GRADIENT ? weight : measure(run_backward, *pass, images) - weight;
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
    static const char *const names[OPERATIONS] = {"forward", "weight_gradient", "data_gradient"};
    const struct nn_layer *layer = pass->layer;
    bool is_first = layer->index == 0; /* pictures need no gradient */
    double layer_flops = bench_layer_flops(layer);
    char text[48];
    describe(text, sizeof text, layer);
    for (int i = 0; i < (is_first ? DATA_GRADIENT : OPERATIONS); i++) {
        bool whole = layer->kind == NN_LAYER_DENSE && i == WEIGHT_GRADIENT;
        int images = whole ? BATCH : SHARD;
        double seconds = measure_operation(pass, (enum operation)i, images) / images;
        double gflops = 1e-9 * layer_flops / seconds;
        double percent = 100 * layer_flops / seconds / bench->machine.peak_flops;
        bench_report(bench,
                     json_pack("{s:{s:s, s:s, s:s, s:i, s:f, s:f, s:f, s:f}}", "kernel", "net", net,
                               "layer", text, "operation", names[i], "images", images,
                               "flops_per_image", layer_flops, "us_per_image", 1e6 * seconds,
                               "gflops", gflops, "percent_of_peak", percent),
                     "%-9s %-22s %-16s %9.2f %9.1f %7.1f\n", net, text, names[i], 1e6 * seconds,
                     gflops, percent);
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
