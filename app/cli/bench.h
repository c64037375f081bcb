/* What `inkling bench` measures and reports: as a table, or as JSON with one object per line.
 *
 * Times are seconds of wall clock, medians unless said otherwise. Floating-point operations (FLOPs)
 * are counted by formula, whatever a faster algorithm may save. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "app/core/data/idx.h"
#include "nn/kernels.h"
#include "nn/spec.h"

/* The measurements that have names: a bit each, in the order of bench_name. */
enum { BENCH_MACHINE = 1 << 0, BENCH_KERNELS = 1 << 1, BENCH_WINDOW = 1 << 2 };

/* The name with this index (machine, kernels, window, then the networks), or NULL past the last. */
const char *bench_name(int index);

/* The bit of the network with this index in nn_spec_name. */
unsigned bench_net_bit(int index);

/* The bits of these names; all bits if there are none. BAD_ARGUMENT lists the known names. */
NN_MUST_USE enum nn_status bench_select(unsigned *selected, char *const *names, int count,
                                        struct nn_error *err);

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

/* FLOPs of one operation of a fused convolution or dense layer on one image: two for each value
 * of a kernel (or input) and output. Outputs that a fused pooling never reads do not count: they
 * are never computed. */
double bench_layer_flops(const struct nn_layer *layer);

struct bench {
    bool json;
    const char *results; /* the folder for the run of the training in the window */
    struct bench_machine machine;
    struct idx_folder data;
};

/* Each measures and reports as it goes: the layers of a network, the network as a whole with what
 * belongs to its name, or the window. */
NN_MUST_USE enum nn_status bench_kernels(const struct bench *bench, const char *net,
                                         struct nn_error *err);
NN_MUST_USE enum nn_status bench_net(const struct bench *bench, const char *net,
                                     struct nn_error *err);
NN_MUST_USE enum nn_status bench_window(const struct bench *bench, struct nn_error *err);

/* Prints a result: its JSON, which is taken over, or the line for people. */
void bench_report(const struct bench *bench, json_t *json, const char *format, ...) NN_PRINTF(3, 4);
