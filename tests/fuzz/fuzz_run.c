/* Fuzzes a run's folder: run.json up to the first zero byte, metrics.csv after it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/runs/run_record.h"
#include "tests/fuzz/fuzz.h"

static void put(const char *folder, const char *name, const uint8_t *data, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    fuzz_expect(file && fwrite(data, 1, size, file) == size && fclose(file) == 0,
                "a file can be written");
}

static void take_away(const char *folder, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static void look_at(const struct run_record *record) {
    const struct history_series *series = &record->history.validation;
    fuzz_expect(record->summary.settings.epochs > 0, "a run has epochs");
    fuzz_expect(series->count >= 0 && series->count <= HISTORY_MAX_POINTS, "graphs are bounded");
    fuzz_expect(isfinite(record->epochs_done), "how far a run is can be told");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char folder[] = "fuzz-run-XXXXXX";
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    size_t json = end ? (size_t)(end - data) : size;
    struct run_record *record = NULL;
    struct nn_error err;
    fuzz_expect(mkdtemp(folder) != NULL, "a folder can be made");
    put(folder, "run.json", data, json);
    if (end)
        put(folder, "metrics.csv", end + 1, size - json - 1);
    enum nn_status status = run_record_read(&record, folder, &err);
    fuzz_expect_told(status, &err);
    if (!status)
        look_at(record);
    run_record_release(record);
    take_away(folder, "run.json");
    take_away(folder, "metrics.csv");
    rmdir(folder);
    return 0;
}
