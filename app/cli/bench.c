#include "app/cli/bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/json_out.h"
#include "app/cli/verbs.h"
#include "app/core/base/files.h"
#include "app/core/ink/ink.h"
#include "app/core/recipe/recipes.h"

const char *bench_name(int index) {
    static const char *const sections[] = {"machine", "kernels", "window"};
    enum { SECTIONS = sizeof sections / sizeof *sections };
    return index < SECTIONS ? sections[index] : nn_spec_name(index - SECTIONS);
}

bool bench_is_selected(const struct options *options, const char *name) {
    for (int i = 0; i < options->file_count; i++)
        if (strcmp(options->files[i], name) == 0)
            return true;
    return options->file_count == 0;
}

enum nn_status bench_check_names(const struct options *options, struct nn_error *err) {
    for (int i = 0; i < options->file_count; i++) {
        int index = 0;
        while (bench_name(index) && strcmp(bench_name(index), options->files[i]) != 0)
            index++;
        if (!bench_name(index)) {
            char known[RECIPES_NAMES];
            recipes_list_names(known, bench_name);
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "cannot measure %.60s: choose from %s",
                                options->files[i], known);
        }
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
    char path[FILES_MAX_PATH];
    struct bench bench = {.json = options->json};
    enum nn_status status = bench_check_names(options, err);
    if (!status)
        status = files_mnist_folder(path, err);
    if (!status)
        status = data_set_load(&bench.data, path, DATA_TRAIN | DATA_TEST, err);
    if (!status)
        status = bench_machine_measure(&bench.machine, err);
    if (!status)
        report_machine(&bench);
    if (!status && bench_is_selected(options, "kernels"))
        status = measure_kernels(&bench, err);
    if (!status && bench_is_selected(options, "window"))
        status = bench_window(&bench, options->results, err);
    for (int i = 0; nn_spec_name(i) && !status; i++)
        if (bench_is_selected(options, nn_spec_name(i)))
            status = bench_net(&bench, nn_spec_name(i), err);
    data_set_destroy(&bench.data);
    return status;
}
