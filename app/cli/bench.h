/* What `inkling bench` measures, and how it is told: a table, or JSON with one object a line.
 *
 * Times are seconds of wall clock, medians unless said otherwise. Floating-point operations (FLOPs)
 * are counted by formula, never by what a fast algorithm would get away with. */
#ifndef APP_CLI_BENCH_H
#define APP_CLI_BENCH_H

#include <stdbool.h>

#include "app/core/data/idx.h"
#include "nn/kernels.h"
#include "nn/spec.h"
#include "nn/status.h"

/* What can be asked for by name: a bit each, in the order of bench_name. */
enum { BENCH_MACHINE = 1 << 0, BENCH_KERNELS = 1 << 1, BENCH_WINDOW = 1 << 2 };

/* Name number index (machine, kernels, window, then the nets), or NULL past the last. */
const char *bench_name(int index);

/* The bit of net number index of nn_spec_name. */
unsigned bench_net_bit(int index);

/* The bits of these names; all bits if there are none. BAD_ARGUMENT lists the names there are. */
NN_MUST_USE enum nn_status bench_select(unsigned *selected, char *const *names, int count,
                                        struct nn_error *err);

/* The spec of a named net for MNIST's pictures. */
NN_MUST_USE enum nn_status bench_spec(struct nn_spec *spec, const char *net, struct nn_error *err);

/* peak_flops: multiply-adds a second of one thread with this level's vectors, times two.
 * handover_s: until one thread sees what another has written; 0 where there is only one. */
struct bench_machine {
    char processor[128];
    const struct nn_kernels *kernels;
    int threads; /* as many as processors */
    double peak_flops, handover_s;
};
NN_MUST_USE enum nn_status bench_machine_measure(struct bench_machine *machine,
                                                 struct nn_error *err);

/* One operation of a planned layer on so many images, one thread. */
enum bench_operation {
    BENCH_FORWARD,
    BENCH_WEIGHT_GRADIENT,
    BENCH_DATA_GRADIENT,
    BENCH_OPERATIONS,
};
struct bench_kernel {
    const char *net;
    char layer[48];
    enum bench_operation operation;
    int images;
    double flops, seconds; /* of all the images */
};

/* FLOPs of one operation of a planned convolution or dense layer on one image: two for each value
 * of a kernel (or input) and output. Outputs that a merged pooling never reads do not count: they
 * are never computed. */
double bench_layer_flops(const struct nn_layer *layer);

struct bench_training {
    const char *net;
    int batch, threads;
    double images_per_second, flops; /* flops: a second */
};

/* One image on one thread, from floats to logits. */
struct bench_latency {
    const char *net;
    double median_s, p99_s;
};

/* Many images on all threads, from bytes to answers. */
struct bench_throughput {
    const char *net;
    int images, threads;
    double images_per_second, flops; /* flops: a second */
};

/* A whole run of the sprint recipe. */
struct bench_sprint {
    int threads;
    double train_seconds, test_accuracy;
};

/* Frames of the window that answer a pointer's motion, offscreen. */
struct bench_frames {
    const char *state; /* drawing: nothing else; training: layers, importance and graph open */
    int width, height; /* pixels */
    double median_s, p99_s;
};

struct bench {
    bool json;
    const char *results; /* the folder for the run of the training in the window */
    struct bench_machine machine;
    struct idx_folder data;
};

/* Each measures and reports as it goes. */
NN_MUST_USE enum nn_status bench_kernels(const struct bench *bench, const char *net,
                                         struct nn_error *err);
NN_MUST_USE enum nn_status bench_training(const struct bench *bench, const char *net,
                                          struct nn_error *err);
NN_MUST_USE enum nn_status bench_inference(const struct bench *bench, const char *net,
                                           struct nn_error *err);
NN_MUST_USE enum nn_status bench_window(const struct bench *bench, struct nn_error *err);
NN_MUST_USE enum nn_status bench_sprint(const struct bench *bench, struct nn_error *err);

/* A line on the standard output for each figure; tables have a head above their first line. */
void bench_report_machine(const struct bench *bench);
void bench_report_kernels_head(const struct bench *bench);
void bench_report_kernel(const struct bench *bench, const struct bench_kernel *kernel);
void bench_report_window_head(const struct bench *bench, int width, int height);
void bench_report_frames(const struct bench *bench, const struct bench_frames *frames);
void bench_report_net_head(const struct bench *bench, const char *net);
void bench_report_training(const struct bench *bench, const struct bench_training *training);
void bench_report_latency(const struct bench *bench, const struct bench_latency *latency);
void bench_report_throughput(const struct bench *bench, const struct bench_throughput *throughput);
void bench_report_sprint(const struct bench *bench, const struct bench_sprint *sprint);

#endif
