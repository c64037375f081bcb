/* Fuzzes a run's folder to resume from: run.json, a zero byte, metrics.csv. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/runs/run_folder.h"
#include "tests/fuzz/fuzz.h"

struct folder {
    char path[32];
    int run, metrics; /* files in memory that the folder's names link to */
};

static int open_file(const struct folder *folder, const char *name) {
    char path[64], target[64];
    int file = memfd_create(name, MFD_CLOEXEC);
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    snprintf(target, sizeof target, "/proc/self/fd/%d", file);
    fuzz_expect(file >= 0 && (unlink(path) == 0 || errno == ENOENT) && symlink(target, path) == 0,
                "a folder can be made");
    return file;
}

/* Shared by all inputs and all processes: its links lead to each process's own files. */
static const struct folder *the_folder(void) {
    static struct folder folder = {.path = "fuzz-run-folder"};
    if (!folder.run) {
        fuzz_expect(mkdir(folder.path, 0777) == 0 || errno == EEXIST, "a folder can be made");
        folder.run = open_file(&folder, "run.json");
        folder.metrics = open_file(&folder, "metrics.csv");
    }
    return &folder;
}

static void fill(int file, const void *data, size_t size) {
    fuzz_expect(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size,
                "a file in memory can be written");
}

static void go_on(const char *path, long steps_done) {
    struct run_folder *folder = NULL;
    struct training_point *points = NULL;
    struct nn_error err;
    int count = 0;
    enum nn_status status = run_folder_open(&folder, path, &err);
    if (!status)
        status = run_folder_go_back(folder, steps_done, &err);
    fuzz_expect_told(status, &err);
    if (!status)
        fuzz_expect_told(run_folder_points(folder, &points, &count, &err), &err);
    free(points);
    run_folder_destroy(folder);
}

static void settle(const char *path) {
    struct run_summary summary;
    const struct training_settings *settings = &summary.settings;
    struct nn_recipe recipe;
    struct nn_spec spec;
    struct nn_error err;
    enum nn_status status = run_folder_read_summary(&summary, path, &err);
    fuzz_expect_told(status, &err);
    if (status)
        return;
    status = training_settings_recipe(settings, &recipe, &err);
    fuzz_expect_told(status, &err);
    fuzz_expect(status || nn_recipe_check(&recipe, &err) == NN_STATUS_OK, "a recipe is checked");
    fuzz_expect_told(training_settings_spec(settings, &spec, &err), &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct folder *folder = the_folder();
    const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
    size_t length = zero ? (size_t)(zero - data) : size;
    fill(folder->run, data, length);
    fill(folder->metrics, data + length + (zero != NULL), size - length - (zero != NULL));
    settle(folder->path);
    go_on(folder->path, 0);
    go_on(folder->path, 1000);
    return 0;
}
