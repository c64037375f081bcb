#include <stdio.h>

#include "app/cli/bench.h"
#include "app/cli/json_out.h"

/* The gradient of the pictures is never made. Kernels count the outputs that they make, nets also
 * those that a pool never reads. */
static const char flops_formula[] =
    "2 x kernel^2 x in channels x out channels x outputs (dense: 2 x in x out) forward, as many "
    "for each gradient; ways that get by with fewer (Winograd, winners of a pool) count the same";

static const char *operation_name(enum bench_operation operation) {
    static const char *const names[BENCH_OPERATIONS] = {
        [BENCH_FORWARD] = "forward",
        [BENCH_WEIGHT_GRADIENT] = "weight_gradient",
        [BENCH_DATA_GRADIENT] = "data_gradient",
    };
    return names[operation];
}

void bench_report_machine(const struct bench *bench) {
    const struct bench_machine *machine = &bench->machine;
    if (bench->json)
        json_out(json_pack("{s:{s:s, s:s, s:i, s:f, s:f, s:s}}", "machine", "processor",
                           machine->processor, "simd", machine->kernels->name, "threads",
                           machine->threads, "peak_gflops", 1e-9 * machine->peak_flops,
                           "handover_ns", 1e9 * machine->handover_s, "flops_formula",
                           flops_formula));
    else
        printf("%s, %d threads, SIMD %s, FMA peak of one thread %.1f GFLOP/s\n"
               "A thread sees what another has written after %.0f ns.\nFLOPs: %s.\n",
               machine->processor, machine->threads, machine->kernels->name,
               1e-9 * machine->peak_flops, 1e9 * machine->handover_s, flops_formula);
    fflush(stdout);
}

void bench_report_kernels_head(const struct bench *bench) {
    if (!bench->json)
        printf("\n%-9s %-22s %-16s %9s %9s %7s\n", "kernels", "layer", "one thread", "us/image",
               "GFLOP/s", "% peak");
}

void bench_report_kernel(const struct bench *bench, const struct bench_kernel *kernel) {
    const char *operation = operation_name(kernel->operation);
    double us = 1e6 * kernel->seconds / kernel->images, flops = kernel->flops / kernel->seconds;
    double percent = 100 * flops / bench->machine.peak_flops;
    if (bench->json)
        json_out(json_pack("{s:{s:s, s:s, s:s, s:i, s:f, s:f, s:f, s:f}}", "kernel", "net",
                           kernel->net, "layer", kernel->layer, "operation", operation, "images",
                           kernel->images, "flops_per_image", kernel->flops / kernel->images,
                           "us_per_image", us, "gflops", 1e-9 * flops, "percent_of_peak", percent));
    else
        printf("%-9s %-22s %-16s %9.2f %9.1f %7.1f\n", kernel->net, kernel->layer, operation, us,
               1e-9 * flops, percent);
    fflush(stdout);
}

void bench_report_window_head(const struct bench *bench, int width, int height) {
    if (!bench->json)
        printf("\nwindow: %d x %d pixels\n", width, height);
}

void bench_report_frames(const struct bench *bench, const struct bench_frames *frames) {
    double p50_ms = 1e3 * frames->median_s, p99_ms = 1e3 * frames->p99_s;
    if (bench->json)
        json_out(json_pack("{s:{s:s, s:i, s:i, s:f, s:f}}", "frames", "state", frames->state,
                           "width", frames->width, "height", frames->height, "p50_ms", p50_ms,
                           "p99_ms", p99_ms));
    else
        printf("  frames, %-22s  %10.1f ms (median), %.1f ms (99 %%)\n", frames->state, p50_ms,
               p99_ms);
    fflush(stdout);
}

void bench_report_net_head(const struct bench *bench, const char *net) {
    if (!bench->json)
        printf("\n%s: %s\n", net, nn_spec_named(net));
}

void bench_report_training(const struct bench *bench, const struct bench_training *training) {
    if (bench->json)
        json_out(json_pack("{s:{s:s, s:i, s:i, s:f, s:f}}", "training", "net", training->net,
                           "batch", training->batch, "threads", training->threads,
                           "images_per_second", training->images_per_second, "gflops",
                           1e-9 * training->flops));
    else
        printf("  training, batch %3d, threads %d    %10.0f images/s %7.1f GFLOP/s\n",
               training->batch, training->threads, training->images_per_second,
               1e-9 * training->flops);
    fflush(stdout);
}

void bench_report_latency(const struct bench *bench, const struct bench_latency *latency) {
    double p50_us = 1e6 * latency->median_s, p99_us = 1e6 * latency->p99_s;
    if (bench->json)
        json_out(json_pack("{s:{s:s, s:f, s:f}}", "latency", "net", latency->net, "p50_us", p50_us,
                           "p99_us", p99_us));
    else
        printf("  one image, threads 1             %10.1f us (median), %.1f us (99 %%)\n", p50_us,
               p99_us);
    fflush(stdout);
}

void bench_report_throughput(const struct bench *bench, const struct bench_throughput *throughput) {
    if (bench->json)
        json_out(json_pack("{s:{s:s, s:i, s:i, s:f, s:f}}", "throughput", "net", throughput->net,
                           "images", throughput->images, "threads", throughput->threads,
                           "images_per_second", throughput->images_per_second, "gflops",
                           1e-9 * throughput->flops));
    else
        printf("  %5d images at once, threads %d   %10.0f images/s %7.1f GFLOP/s\n",
               throughput->images, throughput->threads, throughput->images_per_second,
               1e-9 * throughput->flops);
    fflush(stdout);
}

void bench_report_sprint(const struct bench *bench, const struct bench_sprint *sprint) {
    if (bench->json)
        json_out(json_pack("{s:{s:i, s:f, s:f}}", "sprint", "threads", sprint->threads,
                           "train_seconds", sprint->train_seconds, "test_accuracy",
                           sprint->test_accuracy));
    else
        printf("  a whole run, threads %d           %10.2f s of training, then %.2f %% of the test "
               "pictures right\n",
               sprint->threads, sprint->train_seconds, 100 * sprint->test_accuracy);
    fflush(stdout);
}
