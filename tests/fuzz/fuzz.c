#define _GNU_SOURCE
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_VALUES = 1 << 12 };

void fuzz_expect(int holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

void fuzz_expect_told(enum nn_status status, const struct nn_error *err) {
    if (status)
        fuzz_expect(err->status == status && err->message[0], "a failure says why");
}

const char *fuzz_file(const uint8_t *data, size_t size) {
    static char path[64]; /* shared by all inputs: creating a file takes longer than reading it */
    static int file = -1;
    if (file < 0) {
        file = memfd_create("input", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    fuzz_expect(file >= 0 && ftruncate(file, 0) == 0 &&
                    pwrite(file, data, size, 0) == (ssize_t)size,
                "a file in memory can be written");
    return path;
}

static size_t largest_layer(const struct nn_spec *spec) {
    size_t largest = nn_shape_size(spec->input);
    for (int i = 0; i < spec->layer_count; i++)
        if (nn_shape_size(spec->layers[i].out) > largest)
            largest = nn_shape_size(spec->layers[i].out);
    return largest;
}

static void run_model(const struct nn_model *model) {
    const struct nn_spec *spec = nn_model_spec(model);
    size_t inputs = nn_shape_size(spec->input);
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    float *image = calloc(inputs + 64, sizeof *image);
    float *logits = calloc(nn_shape_size(spec->output) + 64, sizeof *logits);
    enum nn_status status = nn_workspace_create(&workspace, spec, 1, &err);
    fuzz_expect_told(status, &err);
    if (!status && image && logits)
        nn_model_forward(model, workspace, image, 1, logits);
    nn_workspace_destroy(workspace);
    free(image);
    free(logits);
}

void fuzz_use_model(struct nn_model *model) {
    if (model && largest_layer(nn_model_spec(model)) <= MAX_VALUES)
        run_model(model);
    nn_model_release(model);
}
