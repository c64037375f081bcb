/* Checks of the window as a person uses it: mouse and keys go into an offscreen window, and what is
 * painted and read comes out. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/frames.h"
#include "app/cli/selftest.h"
#include "app/cli/selftest_drawings.h"
#include "app/cli/stage.h"
#include "app/core/base/clock.h"

/* How long a check waits for a trainer that does not get on, and what accuracy has visibly risen:
 * chance is 0.1. */
static const double patience_s = 40, risen_accuracy = 0.9;

static bool begin(struct stage *stage, struct selftest *test) {
    struct nn_error err;
    return selftest_fine(stage_create(stage, NULL, test->results, &err), &err);
}

static bool frame(struct stage *stage) {
    struct nn_error err;
    return selftest_fine(stage_frame(stage, &err), &err);
}

static bool draw(struct stage *stage, int digit) {
    const struct selftest_drawing *drawing = selftest_drawing_of(digit);
    const struct strokes strokes = {drawing->count, drawing->strokes};
    struct nn_error err;
    return selftest_fine(stage_draw(stage, &strokes, NULL, &err), &err);
}

static bool clear(struct stage *stage) {
    struct nn_error err;
    return selftest_fine(stage_clear(stage, &err), &err);
}

static bool press(struct stage *stage, int key, unsigned mods) {
    window_key(stage->window, key, mods);
    return frame(stage);
}

static bool is_same(const struct reading *a, const struct reading *b) {
    bool same =
        a->digit == b->digit && a->is_digit == b->is_digit && a->confidence == b->confidence;
    return same && memcmp(a->probabilities, b->probabilities, sizeof a->probabilities) == 0;
}

static int stroke_count(const struct stage *stage) {
    assert(stage->app);
    return canvas_strokes(stage->app->canvas).count;
}

static bool check_first_frame(struct selftest *test) {
    struct stage stage;
    double start = clock_seconds();
    bool good = begin(&stage, test);
    if (good) {
        selftest_figure("first_frame_ms", 1000 * (clock_seconds() - start), "ms");
        good = stage.app->reading.digit == -1 && !stage.app->reading.is_digit;
    }
    stage_destroy(&stage);
    return good;
}

static bool check_drawings(struct selftest *test) {
    struct stage stage;
    bool good = begin(&stage, test);
    for (int round = 0; round < 5 && good; round++)
        for (int digit = 0; digit < class_set_digits()->count && good; digit++) {
            good = draw(&stage, digit);
            if (good && stage.app->reading.digit != digit) {
                selftest_note("the drawn %d is read as %d", digit, stage.app->reading.digit);
                good = false;
            }
            good = clear(&stage) && good && stage.app->reading.digit == -1;
        }
    if (good) {
        double p50 = timing_percentile(&stage.strokes, 0.5);
        double p99 = timing_percentile(&stage.strokes, 0.99);
        selftest_figure("stroke_to_answer_p50_us", 1e6 * p50, "us");
        selftest_figure("stroke_to_answer_p99_us", 1e6 * p99, "us");
        selftest_figure("frame_p50_ms", 1e3 * p50, "ms");
        selftest_figure("frame_p99_ms", 1e3 * p99, "ms");
    }
    stage_destroy(&stage);
    return good;
}

static bool check_history(struct selftest *test) {
    struct stage stage;
    bool good = begin(&stage, test) && draw(&stage, 4);
    struct reading drawn = stage.app ? stage.app->reading : (struct reading){0};
    good = good && stroke_count(&stage) == 2;
    good = good && press(&stage, 'z', UI_CTRL) && stroke_count(&stage) == 1;
    good = good && press(&stage, 'z', UI_CTRL | UI_SHIFT) && stroke_count(&stage) == 2;
    good = good && is_same(&drawn, &stage.app->reading);
    good = good && press(&stage, UI_KEY_DELETE, 0) && stroke_count(&stage) == 0;
    good = good && stage.app->reading.digit == -1;
    good = good && press(&stage, 'z', UI_CTRL) && stroke_count(&stage) == 2;
    good = good && is_same(&drawn, &stage.app->reading);
    stage_destroy(&stage);
    return good;
}

/* Presses the left button in the middle of the rectangle and lets it go. */
static bool click(struct stage *stage, struct rect rect) {
    int x = rect.x + rect.w / 2, y = rect.y + rect.h / 2;
    window_pointer(stage->window, UI_EVENT_POINTER_MOVE, x, y);
    window_pointer(stage->window, UI_EVENT_POINTER_DOWN, x, y);
    bool good = frame(stage);
    window_pointer(stage->window, UI_EVENT_POINTER_UP, x, y);
    return good && frame(stage);
}

/* Opens the menu of this title with the mouse and clicks its entry for the action. */
static bool choose(struct stage *stage, const char *title, enum action_kind kind) {
    const struct ui *ui = window_ui(stage->window);
    struct menu_geometry geometry;
    for (int m = 0; m < MENU_COUNT; m++) {
        if (strcmp(menu_at(m)->title, title) != 0)
            continue;
        menu_measure(&geometry, &ui->menu, &ui->layout, &ui->theme, ui->font);
        if (!click(stage, geometry.titles[m]) || ui->menu.open != m)
            return false;
        menu_measure(&geometry, &ui->menu, &ui->layout, &ui->theme, ui->font);
        for (int e = 0; e < menu_at(m)->count; e++)
            if (menu_at(m)->entries[e].action.kind == kind)
                return click(stage, geometry.entries[e]);
    }
    selftest_note("there is no such entry in the menu %s", title);
    return false;
}

static double validation_accuracy(const struct app *app) {
    const struct history_series *series = &app->history.validation;
    return series->count ? series->accuracy[series->count - 1] : 0;
}

static bool draw_on(struct stage *stage, int i, struct timing *frames) {
    struct nn_error err;
    return selftest_fine(frames_draw(stage, i, frames, &err), &err);
}

/* Draws while the training goes on, until its accuracy has risen. However slow the machine, it is
 * waited for as long as it gets on. */
static bool watch_training(struct stage *stage, struct timing *frames) {
    double fraction = 0, moved_s = clock_seconds();
    for (int i = 0; app_is_training(stage->app) && clock_seconds() - moved_s < patience_s; i++) {
        if (!draw_on(stage, i, frames))
            return false;
        if (validation_accuracy(stage->app) >= risen_accuracy &&
            !canvas_is_drawing(stage->app->canvas))
            return true;
        if (stage->app->progress.fraction != fraction) {
            fraction = stage->app->progress.fraction;
            moved_s = clock_seconds();
        }
    }
    selftest_note("validation accuracy after %.0f %% of the run: %.3f", 100 * fraction,
                  validation_accuracy(stage->app));
    return false;
}

/* Draws with the layers and the importance map open beside the graphs. */
static bool watch_views(struct stage *stage) {
    struct timing frames = {0};
    const struct layout *layout = &window_ui(stage->window)->layout;
    bool good = press(stage, 'l', 0) && press(stage, 'w', 0);
    good = good && layout->layers.w > 0 && layout->panel.w > 0 &&
           layout->places[LAYOUT_ATTRIBUTION].w > 0;
    for (int i = 0; good && (i < FRAMES_COUNT || canvas_is_drawing(stage->app->canvas)); i++) {
        uint64_t layers = stage->app->activations_revision;
        good = draw_on(stage, i, &frames) && app_is_training(stage->app);
        if (good && i > 0 && canvas_is_drawing(stage->app->canvas) &&
            stage->app->activations_revision == layers) {
            selftest_note("the layers do not follow the stroke");
            good = false;
        }
    }
    if (good) {
        selftest_figure("views_training_frame_p50_ms", 1e3 * timing_percentile(&frames, 0.5), "ms");
        selftest_figure("views_training_frame_p99_ms", 1e3 * timing_percentile(&frames, 0.99),
                        "ms");
    }
    timing_deinit(&frames);
    return good && press(stage, 'l', 0) && press(stage, 'w', 0);
}

/* Frames until the training is in this state. */
static bool wait_for(struct stage *stage, enum training_state state) {
    double deadline = clock_seconds() + patience_s;
    while (stage->app->training_state != state) {
        if (clock_seconds() > deadline) {
            selftest_note("the training is in state %d, not %d", stage->app->training_state, state);
            return false;
        }
        frames_rest();
        if (!frame(stage))
            return false;
    }
    return true;
}

/* How far the run gets in a third of a second. */
static double advance(struct stage *stage) {
    double before = stage->app->progress.fraction;
    for (int i = 0; i < 40; i++) {
        frames_rest();
        if (!frame(stage))
            return NAN;
    }
    return stage->app->progress.fraction - before;
}

static bool pauses_and_resumes(struct stage *stage) {
    bool good = choose(stage, "Train", ACTION_TRAINING_PAUSE) && wait_for(stage, TRAINING_PAUSED);
    advance(stage); /* the step under way ends */
    good = good && advance(stage) == 0;
    good = good && choose(stage, "Train", ACTION_TRAINING_PAUSE) &&
           wait_for(stage, TRAINING_RUNNING) && advance(stage) > 0;
    return good;
}

static bool stops_and_reverts(struct stage *stage) {
    struct nn_model *before = stage->app->builtin.model;
    bool good = choose(stage, "Train", ACTION_TRAINING_STOP) && wait_for(stage, TRAINING_FINISHED);
    good = good && stage->app->live.model != before;
    good = good && choose(stage, "Train", ACTION_REVERT) && stage->app->live.model == before;
    return good && clear(stage) && draw(stage, 3) && stage->app->reading.digit == 3;
}

static bool check_training(struct selftest *test) {
    const struct action settings[] = {
        {.kind = ACTION_RECIPE, .text = "original"},
        {.kind = ACTION_NET, .text = "notebook"},
        {.kind = ACTION_EPOCHS, .number = 20},
    };
    struct stage stage;
    struct timing frames = {0};
    struct nn_error err;
    bool good = selftest_fine(
        stage_create_sized(&stage, test->results, FRAMES_WIDTH, FRAMES_HEIGHT, &err), &err);
    for (size_t i = 0; good && i < sizeof settings / sizeof *settings; i++)
        app_update(stage.app, &settings[i]);
    good = good && choose(&stage, "Train", ACTION_TRAINING_START) &&
           watch_training(&stage, &frames) && watch_views(&stage) && pauses_and_resumes(&stage) &&
           stops_and_reverts(&stage);
    if (frames.count) {
        selftest_figure("training_frame_p50_ms", 1e3 * timing_percentile(&frames, 0.5), "ms");
        selftest_figure("training_frame_p99_ms", 1e3 * timing_percentile(&frames, 0.99), "ms");
        selftest_figure("training_validation_accuracy", validation_accuracy(stage.app), "share");
    }
    timing_deinit(&frames);
    stage_destroy(&stage);
    return good;
}

static bool same_picture(const struct image *a, const struct image *b) {
    if (a->width != b->width || a->height != b->height)
        return false;
    for (int y = 0; y < a->height; y++)
        for (int x = 0; x < a->width; x++)
            if ((a->pixels[y * a->stride + x] ^ b->pixels[y * b->stride + x]) & 0xffffff)
                return false;
    return true;
}

static bool check_screenshot(struct selftest *test) {
    char path[FILES_MAX_PATH];
    struct stage stage;
    struct image image = {0};
    struct nn_error err;
    bool good = begin(&stage, test) && draw(&stage, 7);
    good =
        good &&
        selftest_fine(files_new_path(path, test->results, "selftest-window", ".png", &err), &err) &&
        selftest_fine(window_save_picture(stage.window, path, &err), &err) &&
        selftest_fine(image_read_png(&image, path, &err), &err) &&
        same_picture(&image, window_image(stage.window));
    good = good && press(&stage, UI_KEY_F12, 0) && !stage.app->toast.bad &&
           strncmp(stage.app->toast.text, "Saved ", 6) == 0 &&
           access(stage.app->toast.text + 6, R_OK) == 0;
    image_destroy(&image);
    stage_destroy(&stage);
    return good;
}

const struct selftest_check selftest_window_checks[] = {
    {"the first frame shows an empty canvas and no answer", check_first_frame},
    {"drawn digits are read, an empty canvas is not", check_drawings},
    {"undo, redo and clear bring back ink and answer", check_history},
    {"training goes on behind a live window; pause, resume, stop, revert", check_training},
    {"a saved picture of the window is what is shown", check_screenshot},
    {NULL, NULL},
};
