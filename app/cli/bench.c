#include "app/cli/bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/json_out.h"
#include "app/cli/verbs.h"
#include "app/core/base/files.h"
#include "app/core/ink/ink.h"
#include "app/core/recipe/recipes.h"

enum { SECTIONS = 3 };

const char *bench_name(int index) {
    static const char *const sections[SECTIONS] = {"machine", "kernels", "window"};
    return index >= 0 && index < SECTIONS ? sections[index] : nn_spec_name(index - SECTIONS);
}

unsigned bench_net_bit(int index) {
    return 1u << (SECTIONS + index);
}

static int find_name(const char *name) {
    for (int i = 0; bench_name(i); i++)
        if (strcmp(bench_name(i), name) == 0)
            return i;
    return -1;
}

enum nn_status bench_select(unsigned *selected, char *const *names, int count,
                            struct nn_error *err) {
    *selected = count == 0 ? ~0u : 0;
    for (int i = 0; i < count; i++) {
        int index = find_name(names[i]);
        if (index < 0) {
            char known[RECIPES_NAMES];
            recipes_list_names(known, bench_name);
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "cannot measure %.60s: choose from %s",
                                names[i], known);
        }
        *selected |= 1u << index;
    }
    return NN_STATUS_OK;
}

enum nn_status bench_spec(struct nn_spec *spec, const char *net, struct nn_error *err) {
    return nn_spec_parse(spec, nn_spec_named(net), (struct nn_shape){INK_SIDE, INK_SIDE, 1}, err);
}

void bench_report(const struct bench *bench, json_t *json, const char *format, ...) {
    if (bench->json) {
        json_out(json);
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    fflush(stdout);
    json_decref(json);
}

/* The pictures need no gradient, so none is computed. Kernels count the outputs that they compute,
 * networks also those that a pooling never reads. */
static const char flops_formula[] =
    "2 x kernel^2 x in channels x out channels x outputs (dense: 2 x in x out) forward, as many "
    "for each gradient; methods that need fewer (Winograd, maxima of a pool) count the same";

static void report_machine(const struct bench *bench) {
    const struct bench_machine *machine = &bench->machine;
    double peak_gflops = 1e-9 * machine->peak_flops, handover_ns = 1e9 * machine->handover_s;
    bench_report(bench,
                 json_pack("{s:{s:s, s:s, s:i, s:f, s:f, s:s}}", "machine", "processor",
                           machine->processor, "simd", machine->kernels->name, "threads",
                           machine->threads, "peak_gflops", peak_gflops, "handover_ns", handover_ns,
                           "flops_formula", flops_formula),
                 "%s, %d threads, SIMD %s, FMA peak of one thread %.1f GFLOP/s\n"
                 "A thread sees what another has written after %.0f ns.\nFLOPs: %s.\n",
                 machine->processor, machine->threads, machine->kernels->name, peak_gflops,
                 handover_ns, flops_formula);
}

static enum nn_status measure_kernels(const struct bench *bench, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    if (!bench->json)
        printf("\n%-9s %-22s %-16s %9s %9s %7s\n", "kernels", "layer", "one thread", "us/image",
               "GFLOP/s", "% peak");
    for (int i = 0; nn_spec_name(i) && !status; i++)
        status = bench_kernels(bench, nn_spec_name(i), err);
    return status;
}

/* The machine is always reported: no other figure means anything without it. */
enum nn_status verb_bench(const struct options *options, struct nn_error *err) {
    unsigned selected;
    char path[FILES_MAX_PATH], results[FILES_MAX_PATH];
    struct bench bench = {.json = options->json, .results = results};
    enum nn_status status = bench_select(&selected, options->files, options->file_count, err);
    if (!status)
        status = files_mnist_folder(path, err);
    if (!status)
        status = idx_folder_load(&bench.data, path, IDX_TRAIN | IDX_TEST, class_set_digits(), err);
    if (!status)
        status = bench_machine_measure(&bench.machine, err);
    if (!status)
        report_machine(&bench);
    if (!status && selected & BENCH_KERNELS)
        status = measure_kernels(&bench, err);
    if (!status && selected & BENCH_WINDOW)
        status = files_results_folder(results, options->results, err);
    if (!status && selected & BENCH_WINDOW)
        status = bench_window(&bench, err);
    for (int i = 0; nn_spec_name(i) && !status; i++)
        if (selected & bench_net_bit(i))
            status = bench_net(&bench, nn_spec_name(i), err);
    idx_folder_destroy(&bench.data);
    return status;
}
