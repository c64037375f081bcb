/* What `inkling bench` measures and reports: as a table, or as JSON with one object per line.
 *
 * Times are seconds of wall clock, medians unless said otherwise. Floating-point operations (FLOPs)
 * are counted by formula, whatever a faster algorithm may save. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "app/cli/options.h"
#include "app/core/data/data_set.h"
#include "nn/kernels.h"
#include "nn/spec.h"

/* What can be measured by name: machine, kernels, window, then the networks; NULL past the last. */
const char *bench_name(int index);

/* Whether this is among the names given as files, or none is given. */
bool bench_is_selected(const struct options *options, const char *name);

/* BAD_ARGUMENT for a name that is given and not known; it lists those that are. */
NN_MUST_USE enum nn_status bench_check_names(const struct options *options, struct nn_error *err);

/* The spec of a named network for MNIST's pictures. */
NN_MUST_USE enum nn_status bench_spec(struct nn_spec *spec, const char *net, struct nn_error *err);

/* peak_flops: multiply-adds per second of one thread with this level's vectors, times two.
 * handover_s: the time until one thread sees what another has written; 0 if there is only one. */
struct bench_machine {
    char processor[128];
    const struct nn_kernels *kernels;
    int threads; /* as many as processors */
    double peak_flops, handover_s;
};
NN_MUST_USE enum nn_status bench_machine_measure(struct bench_machine *machine,
                                                 struct nn_error *err);

/* FLOPs of one operation of a fused convolution or dense layer on one image: two for each value of
 * a kernel (or input) and output. Outputs that a fused pooling never reads are never computed. */
double bench_layer_flops(const struct nn_layer *layer);

struct bench {
    bool json;
    struct bench_machine machine;
    struct data_set data;
};

/* Each measures and reports as it goes: the layers of a network, the network as a whole with what
 * belongs to its name, or the window, in which a training has its run in the results folder. */
NN_MUST_USE enum nn_status bench_kernels(const struct bench *bench, const char *net,
                                         struct nn_error *err);
NN_MUST_USE enum nn_status bench_net(const struct bench *bench, const char *net,
                                     struct nn_error *err);
NN_MUST_USE enum nn_status bench_window(const struct bench *bench, const char *results,
                                        struct nn_error *err);

/* Prints a result: its JSON, which is taken over, or the line for people. */
void bench_report(const struct bench *bench, json_t *json, const char *format, ...) NN_PRINTF(3, 4);
