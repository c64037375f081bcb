/* Frames of the window: while drawing, and with all that moves open while a network trains. */
#include <stdio.h>

#include "app/cli/bench.h"
#include "app/cli/stage.h"
#include "app/core/base/clock.h"
#include "app/core/base/files.h"

static const double patience_s = 40;

static enum nn_status measure(struct stage *stage, const struct bench *bench, const char *state,
                              struct nn_error *err) {
    const struct canvas *canvas = stage->app->sketch.canvas;
    enum nn_status status = NN_STATUS_OK;
    timing_deinit(&stage->frames);
    for (int i = 0; !status && (i < STAGE_FRAMES || canvas_is_drawing(canvas)); i++)
        status = stage_scribble(stage, i, err);
    if (status)
        return status;
    double p50_ms = 1e3 * timing_percentile(&stage->frames, 0.5);
    double p99_ms = 1e3 * timing_percentile(&stage->frames, 0.99);
    bench_report(bench,
                 json_pack("{s:{s:s, s:i, s:i, s:f, s:f}}", "frames", "state", state, "width",
                           STAGE_WIDTH, "height", STAGE_HEIGHT, "p50_ms", p50_ms, "p99_ms", p99_ms),
                 "  frames, %-22s  %10.1f ms (median), %.1f ms (99th percentile)\n", state, p50_ms,
                 p99_ms);
    return NN_STATUS_OK;
}

/* The layers, the attribution, and a training with points on its graph. */
static enum nn_status open_everything(struct stage *stage, struct nn_error *err) {
    const struct action actions[] = {
        {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_RECIPE, "original"}},
        {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_NET, "notebook"}},
        {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_EPOCHS, "20"}},
        {.kind = ACTION_TRAINING_START},
    };
    window_key(stage->window, 'l', 0);
    window_key(stage->window, 'w', 0);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        app_update(stage->app, &actions[i]);
    const struct app *app = stage->app;
    double deadline = clock_seconds() + patience_s;
    enum nn_status status = stage_frame(stage, err);
    while (!status && app->trainer.history.training.count < 2) {
        if (app->trainer.state != TRAINING_FAILED && clock_seconds() > deadline)
            return nn_error_set(err, NN_STATUS_MISMATCH,
                                "no training has begun in the window within %g seconds",
                                patience_s);
        if (app->trainer.state == TRAINING_FAILED)
            return nn_error_set(err, NN_STATUS_MISMATCH, "the training in the window failed: %s",
                                app->notices.shown.text);
        stage_rest();
        status = stage_frame(stage, err);
    }
    return status;
}

enum nn_status bench_window(const struct bench *bench, const char *results, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    struct stage stage = {0};
    enum nn_status status = files_results_folder(folder, results, err);
    if (!status)
        status = stage_create(&stage, &(struct app_options){.results = folder}, true, err);
    if (!bench->json)
        printf("\nwindow: %d x %d pixels\n", STAGE_WIDTH, STAGE_HEIGHT);
    if (!status)
        status = measure(&stage, bench, "drawing", err);
    if (!status)
        status = open_everything(&stage, err);
    if (!status)
        status = measure(&stage, bench, "training", err);
    stage_destroy(&stage);
    return status;
}
