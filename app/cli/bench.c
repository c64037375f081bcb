#include "app/cli/bench.h"

#include <string.h>

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
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                "there is nothing named %.60s to measure: there are %s", names[i],
                                known);
        }
        *selected |= 1u << index;
    }
    return NN_STATUS_OK;
}

enum nn_status bench_spec(struct nn_spec *spec, const char *net, struct nn_error *err) {
    return nn_spec_parse(spec, nn_spec_named(net), (struct nn_shape){INK_SIDE, INK_SIDE, 1}, err);
}

static enum nn_status measure_kernels(const struct bench *bench, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    bench_report_kernels_head(bench);
    for (int i = 0; nn_spec_name(i) && !status; i++)
        status = bench_kernels(bench, nn_spec_name(i), err);
    return status;
}

static enum nn_status measure_net(const struct bench *bench, const char *net,
                                  struct nn_error *err) {
    bench_report_net_head(bench, net);
    enum nn_status status = bench_training(bench, net, err);
    if (!status)
        status = bench_inference(bench, net, err);
    if (!status && strcmp(net, "sprint") == 0)
        status = bench_sprint(bench, err);
    return status;
}

/* The machine is always told: no other figure means anything without it. */
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
        bench_report_machine(&bench);
    if (!status && selected & BENCH_KERNELS)
        status = measure_kernels(&bench, err);
    if (!status && selected & BENCH_WINDOW)
        status = files_results_folder(results, options->results, err);
    if (!status && selected & BENCH_WINDOW)
        status = bench_window(&bench, err);
    for (int i = 0; nn_spec_name(i) && !status; i++)
        if (selected & bench_net_bit(i))
            status = measure_net(&bench, nn_spec_name(i), err);
    idx_folder_destroy(&bench.data);
    return status;
}
