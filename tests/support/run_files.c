#include "tests/support/run_files.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/files.h"
#include "app/core/runs/run_metrics.h"
#include "nn/file.h"
#include "tests/support/check.h"

void run_files_put(const char *folder, const char *name, const char *file, const char *text) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    check_ok(files_make_folder(path, &err), &err);
    snprintf(path, sizeof path, "%s/%s/%s", folder, name, file);
    check_ok(nn_file_write(path, text, strlen(text), &err), &err);
}

static void put_metrics(const char *folder, const struct run_files *files) {
    char text[RUN_METRICS_LINE * 1024] = RUN_METRICS_HEADER;
    size_t length = strlen(text);
    assert_true(files->points < 1000);
    for (int i = 1; i <= files->points; i++) {
        double accuracy = 0.9 + 0.001 * files->seed - 0.01 * (files->points - i);
        const struct training_point point = {i / 4.0, 1.0 / i, accuracy - 0.01, 2.0 / i, accuracy};
        length += run_metrics_write(text + length, 10L * i, 0.1 * i, &point);
    }
    run_files_put(folder, files->name, "metrics.csv", text);
}

void run_files_write(const char *folder, const struct run_files *files) {
    char text[2048];
    snprintf(text, sizeof text,
             "{\"program\": \"inkling\", \"started\": \"2026-01-02T03:04:%02d+0000\",\n"
             "\"settings\": {\"net\": \"%s\", \"recipe\": \"sprint\", \"augmentation\": \"none\",\n"
             "\"epochs\": %d, \"batch_size\": 128, \"learning_rate\": 0.01, \"seed\": %d,\n"
             "\"threads\": 2, \"target\": 0.0, \"data_folder\": \"mnist\"}%s%s}\n",
             files->started, files->net, files->epochs, files->seed,
             files->result ? ", \"result\": " : "", files->result ? files->result : "");
    run_files_put(folder, files->name, "run.json", text);
    if (files->points)
        put_metrics(folder, files);
}

enum nn_status run_files_settings(struct training_settings *settings, const char *path,
                                  struct nn_error *err) {
    struct run_summary summary;
    enum nn_status status = run_folder_read_summary(&summary, path, err);
    if (!status)
        *settings = summary.settings;
    return status;
}

void run_files_write_finished(const char *folder, int count, int points) {
    for (int i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "run-%d", i);
        run_files_write(folder,
                        &(struct run_files){name, "readme", RUN_FILES_FINISHED, i, 5, i, points});
    }
}
