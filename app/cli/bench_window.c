/* Frames of the window: at rest, and with everything open that moves while a net trains. */
#include <string.h>

#include "app/cli/bench.h"
#include "app/cli/frames.h"
#include "app/core/base/clock.h"

static const double patience_s = 40;

static enum nn_status measure(struct stage *stage, const struct bench *bench, const char *state,
                              struct nn_error *err) {
    struct timing timing = {0};
    enum nn_status status = frames_measure(stage, &timing, err);
    const struct bench_frames frames = {.state = state,
                                        .width = FRAMES_WIDTH,
                                        .height = FRAMES_HEIGHT,
                                        .median_s = timing_percentile(&timing, 0.5),
                                        .p99_s = timing_percentile(&timing, 0.99)};
    timing_deinit(&timing);
    if (!status)
        bench_report_frames(bench, &frames);
    return status;
}

/* Layers, what speaks for the answer, and a training that has points on its graph. */
static enum nn_status open_everything(struct stage *stage, struct nn_error *err) {
    const struct action actions[] = {
        {.kind = ACTION_RECIPE, .text = "original"},
        {.kind = ACTION_NET, .text = "notebook"},
        {.kind = ACTION_EPOCHS, .number = 20},
        {.kind = ACTION_TRAINING_START},
    };
    window_key(stage->window, 'l', 0);
    window_key(stage->window, 'w', 0);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        app_update(stage->app, &actions[i]);
    const struct app *app = stage->app;
    double deadline = clock_seconds() + patience_s;
    enum nn_status status = stage_frame(stage, err);
    while (!status && app->history.training.count < 2) {
        if (app->training_state != TRAINING_FAILED && clock_seconds() > deadline)
            return nn_error_set(err, NN_STATUS_MISMATCH,
                                "no net has begun to train in the window within %g seconds",
                                patience_s);
        if (app->training_state == TRAINING_FAILED)
            return nn_error_set(err, NN_STATUS_MISMATCH, "no net trains in the window: %s",
                                app->toast.text);
        frames_rest();
        status = stage_frame(stage, err);
    }
    return status;
}

enum nn_status bench_window(const struct bench *bench, struct nn_error *err) {
    struct stage stage;
    enum nn_status status =
        stage_create_sized(&stage, bench->results, FRAMES_WIDTH, FRAMES_HEIGHT, err);
    bench_report_window_head(bench, FRAMES_WIDTH, FRAMES_HEIGHT);
    if (!status)
        status = measure(&stage, bench, "drawing", err);
    if (!status)
        status = open_everything(&stage, err);
    if (!status)
        status = measure(&stage, bench, "training", err);
    stage_destroy(&stage);
    return status;
}
