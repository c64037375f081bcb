/* Fuzzes a run's folder to resume from: run.json, a zero byte, metrics.csv. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/runs/run_folder.h"
#include "tests/fuzz/fuzz.h"

static const char *const names[] = {"run.json", "metrics.csv"};
static char folder[] = "fuzz-run-folder-XXXXXX"; /* of this process */
static int files[2];

static void remove_folder(void) {
    char path[64];
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void make_folder(void) {
    char path[64];
    fuzz_expect(mkdtemp(folder) != NULL && atexit(remove_folder) == 0, "a folder can be made");
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        files[i] = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        fuzz_expect(files[i] >= 0, "a file can be made");
    }
}

static void fill(int file, const void *data, size_t size) {
    fuzz_expect(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size,
                "a file can be written");
}

static void go_on(long steps_done) {
    struct run_folder *run = NULL;
    struct training_point *points = NULL;
    struct nn_error err;
    int count = 0;
    enum nn_status status = run_folder_open(&run, folder, &err);
    if (!status)
        status = run_folder_go_back(run, steps_done, &err);
    fuzz_expect_told(status, &err);
    if (!status)
        fuzz_expect_told(run_folder_points(run, &points, &count, &err), &err);
    free(points);
    run_folder_destroy(run);
}

static void settle(void) {
    struct run_summary summary;
    const struct training_settings *settings = &summary.settings;
    struct nn_recipe recipe;
    struct nn_spec spec;
    struct nn_error err;
    enum nn_status status = run_folder_read_summary(&summary, folder, &err);
    fuzz_expect_told(status, &err);
    if (status)
        return;
    status = training_settings_recipe(settings, &recipe, &err);
    fuzz_expect_told(status, &err);
    fuzz_expect(status || nn_recipe_check(&recipe, &err) == NN_STATUS_OK, "a recipe is checked");
    fuzz_expect_told(training_settings_spec(settings, &spec, &err), &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
    size_t length = zero ? (size_t)(zero - data) : size;
    if (!files[0])
        make_folder();
    fill(files[0], data, length);
    fill(files[1], data + length + (zero != NULL), size - length - (zero != NULL));
    settle();
    go_on(0);
    go_on(1000);
    return 0;
}
