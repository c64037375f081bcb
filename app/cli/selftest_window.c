/* Checks of the window as a person uses it: the mouse and keys act on an offscreen window, and what
 * it paints and reads is looked at. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/selftest.h"
#include "app/core/base/clock.h"
#include "app/core/base/fingerprint.h"

/* How long a check waits for a trainer that makes no progress, and the accuracy that has visibly
 * risen: chance is 0.1. */
static const double patience_s = 40, risen_accuracy = 0.9;

static bool begin(struct selftest *test) {
    return selftest_fine(test,
                         stage_create(&test->stage, &(struct app_options){.results = test->results},
                                      false, &test->err));
}

static bool frame(struct selftest *test) {
    return selftest_fine(test, stage_frame(&test->stage, &test->err));
}

static bool draw(struct selftest *test, int digit) {
    const struct strokes strokes = stage_digit(digit);
    return selftest_fine(test, stage_draw(&test->stage, &strokes, NULL, &test->err));
}

static bool clear(struct selftest *test) {
    return selftest_fine(test, stage_clear(&test->stage, &test->err));
}

static bool press(struct selftest *test, int key, unsigned mods) {
    window_key(test->stage.window, key, mods);
    return frame(test);
}

static const struct reading *reading_of(const struct selftest *test) {
    return &test->stage.app->prediction.reading;
}

static bool is_same(const struct reading *a, const struct reading *b) {
    bool same =
        a->digit == b->digit && a->is_digit == b->is_digit && a->confidence == b->confidence;
    for (int i = 0; i < CLASS_SET_MAX; i++)
        same = same && a->probabilities[i] == b->probabilities[i];
    return same;
}

static int stroke_count(const struct selftest *test) {
    return canvas_strokes(test->stage.app->sketch.canvas).count;
}

/* The median and the 99th percentile of the frames' times, as NAME_p50_UNIT and NAME_p99_UNIT. */
static void figures(struct selftest *test, const char *name, const char *unit, double per_second) {
    static const int percents[] = {50, 99};
    for (int i = 0; i < 2; i++) {
        char whole[64];
        snprintf(whole, sizeof whole, "%s_p%d_%s", name, percents[i], unit);
        selftest_figure(
            whole, per_second * timing_percentile(&test->stage.frames, percents[i] / 100.0), unit);
    }
}

static bool check_first_frame(struct selftest *test) {
    double start = clock_seconds();
    if (!begin(test))
        return false;
    selftest_figure("first_frame_ms", 1000 * (clock_seconds() - start), "ms");
    return reading_of(test)->digit == -1 && !reading_of(test)->is_digit;
}

static bool draw_and_clear(struct selftest *test, int digit) {
    if (!draw(test, digit))
        return false;
    if (reading_of(test)->digit != digit) {
        selftest_note("the drawn %d is read as %d", digit, reading_of(test)->digit);
        return false;
    }
    return clear(test) && reading_of(test)->digit == -1;
}

static bool check_drawings(struct selftest *test) {
    enum { ROUNDS = 5 };
    int digits = class_set_digits()->count;
    if (!begin(test))
        return false;
    for (int i = 0; i < ROUNDS * digits; i++)
        if (!draw_and_clear(test, i % digits))
            return false;
    figures(test, "stroke_to_answer", "us", 1e6);
    figures(test, "frame", "ms", 1e3);
    return true;
}

static bool check_history(struct selftest *test) {
    if (!begin(test) || !draw(test, 4))
        return false;
    const struct reading drawn = *reading_of(test);
    return stroke_count(test) == 2 && press(test, 'z', UI_CTRL) && stroke_count(test) == 1 &&
           press(test, 'z', UI_CTRL | UI_SHIFT) && stroke_count(test) == 2 &&
           is_same(&drawn, reading_of(test)) && press(test, UI_KEY_DELETE, 0) &&
           stroke_count(test) == 0 && reading_of(test)->digit == -1 && press(test, 'z', UI_CTRL) &&
           stroke_count(test) == 2 && is_same(&drawn, reading_of(test));
}

/* Presses the left button in the middle of the rectangle and lets it go. */
static bool click(struct selftest *test, struct rect rect) {
    int x = rect.x + rect.w / 2, y = rect.y + rect.h / 2;
    window_pointer(test->stage.window, UI_EVENT_POINTER_MOVE, x, y);
    window_pointer(test->stage.window, UI_EVENT_POINTER_DOWN, x, y);
    bool good = frame(test);
    window_pointer(test->stage.window, UI_EVENT_POINTER_UP, x, y);
    return good && frame(test);
}

/* Opens the menu with this title by the mouse and clicks its entry for the action. */
static bool choose(struct selftest *test, const char *title, enum action_kind kind) {
    const struct ui *ui = window_ui(test->stage.window);
    struct menu_geometry geometry;
    for (int m = 0; m < MENU_COUNT; m++) {
        if (strcmp(menus[m].title, title) != 0)
            continue;
        menu_measure(&geometry, &ui->menu, &ui->layout, test->stage.app, ui->font);
        if (!click(test, geometry.titles[m]) || ui->menu.open != m)
            return false;
        menu_measure(&geometry, &ui->menu, &ui->layout, test->stage.app, ui->font);
        for (int e = 0; e < menus[m].count; e++)
            if (menus[m].entries[e].action.kind == kind)
                return click(test, geometry.entries[e]);
    }
    selftest_note("the menu %s lacks an entry", title);
    return false;
}

static double validation_accuracy(const struct app *app) {
    const struct history_series *series = &app->trainer.history.validation;
    return series->count ? series->accuracy[series->count - 1] : 0;
}

static bool scribble(struct selftest *test, int i) {
    return selftest_fine(test, stage_scribble(&test->stage, i, &test->err));
}

/* Draws while the network trains, until its accuracy has risen. However slow the machine is, this
 * waits as long as there is progress. */
static bool watch_training(struct selftest *test) {
    const struct app *app = test->stage.app;
    double fraction = 0, moved_s = clock_seconds();
    for (int i = 0; app_is_training(app) && clock_seconds() - moved_s < patience_s; i++) {
        if (!scribble(test, i))
            return false;
        if (validation_accuracy(app) >= risen_accuracy && !canvas_is_drawing(app->sketch.canvas)) {
            figures(test, "training_frame", "ms", 1e3);
            selftest_figure("training_validation_accuracy", validation_accuracy(app), "share");
            return true;
        }
        if (app->trainer.progress.fraction != fraction) {
            fraction = app->trainer.progress.fraction;
            moved_s = clock_seconds();
        }
    }
    selftest_note("validation accuracy after %.0f %% of the run: %.3f", 100 * fraction,
                  validation_accuracy(app));
    return false;
}

/* A hash of the first layer's maps. */
static uint64_t hash_maps(const struct app *app) {
    struct activations_column column = activations_column_at(app->explain.activations, 1);
    return fingerprint(FINGERPRINT_SEED, column.shades, nn_shape_size(column.shape));
}

/* One motion; while the stroke lasts, the layers follow it. */
static bool layers_follow(struct selftest *test, int i) {
    const struct app *app = test->stage.app;
    uint64_t maps = hash_maps(app);
    if (!scribble(test, i) || !app_is_training(app))
        return false;
    bool follow = i == 0 || !canvas_is_drawing(app->sketch.canvas) || hash_maps(app) != maps;
    if (!follow)
        selftest_note("the layers do not follow the stroke");
    return follow;
}

/* Draws with the layers and the attribution open beside the graphs. */
static bool watch_views(struct selftest *test) {
    const struct canvas *canvas = test->stage.app->sketch.canvas;
    const struct layout *layout = &window_ui(test->stage.window)->layout;
    timing_deinit(&test->stage.frames);
    if (!press(test, 'l', 0) || !press(test, 'w', 0) || layout->layers.w == 0 ||
        layout->panel.w == 0 || layout->places[LAYOUT_ATTRIBUTION].w == 0)
        return false;
    for (int i = 0; i < STAGE_FRAMES || canvas_is_drawing(canvas); i++)
        if (!layers_follow(test, i))
            return false;
    figures(test, "views_training_frame", "ms", 1e3);
    return press(test, 'l', 0) && press(test, 'w', 0);
}

/* Paints frames until the training is in this state. */
static bool wait_for(struct selftest *test, enum training_state state) {
    const struct app *app = test->stage.app;
    double deadline = clock_seconds() + patience_s;
    while (app->trainer.state != state) {
        if (clock_seconds() > deadline) {
            selftest_note("the training is in state %d, not %d", app->trainer.state, state);
            return false;
        }
        stage_rest();
        if (!frame(test))
            return false;
    }
    return true;
}

/* How far the run gets in a third of a second. */
static double advance(struct selftest *test) {
    const struct app *app = test->stage.app;
    double before = app->trainer.progress.fraction;
    for (int i = 0; i < 40; i++) {
        stage_rest();
        if (!frame(test))
            return NAN;
    }
    return app->trainer.progress.fraction - before;
}

static bool pauses_and_resumes(struct selftest *test) {
    bool good = choose(test, "Train", ACTION_TRAINING_PAUSE) && wait_for(test, TRAINING_PAUSED);
    advance(test); /* the step under way ends */
    return good && advance(test) == 0 && choose(test, "Train", ACTION_TRAINING_PAUSE) &&
           wait_for(test, TRAINING_RUNNING) && advance(test) > 0;
}

static bool builtin_reads(const struct selftest *test) {
    const struct model_slots *models = &test->stage.app->models;
    return models->live.model == models->builtin.model;
}

static bool stops_and_reverts(struct selftest *test) {
    return choose(test, "Train", ACTION_TRAINING_STOP) && wait_for(test, TRAINING_FINISHED) &&
           !builtin_reads(test) && choose(test, "Train", ACTION_REVERT) && builtin_reads(test) &&
           clear(test) && draw(test, 3) && reading_of(test)->digit == 3;
}

static bool check_training(struct selftest *test) {
    static const struct action settings[] = {
        {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_RECIPE, "original"}},
        {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_NET, "notebook"}},
        {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_EPOCHS, "20"}},
    };
    if (!selftest_fine(test,
                       stage_create(&test->stage, &(struct app_options){.results = test->results},
                                    true, &test->err)))
        return false;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        app_update(test->stage.app, &settings[i]);
    return choose(test, "Train", ACTION_TRAINING_START) && watch_training(test) &&
           watch_views(test) && pauses_and_resumes(test) && stops_and_reverts(test);
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
    struct image image = {0};
    if (!begin(test) || !draw(test, 7))
        return false;
    const struct window *window = test->stage.window;
    const struct notice *notice = &test->stage.app->notices.shown;
    bool good =
        selftest_fine(test,
                      files_new_path(path, test->results, "selftest-window", ".png", &test->err)) &&
        selftest_fine(test, image_write_png(window_image(window), path, &test->err)) &&
        selftest_fine(test, image_read(&image, path, &test->err)) &&
        same_picture(&image, window_image(window)) && press(test, UI_KEY_F12, 0) && !notice->bad &&
        strncmp(notice->text, "Saved ", 6) == 0 && access(notice->text + 6, R_OK) == 0;
    image_destroy(&image);
    return good;
}

const struct selftest_check selftest_window_checks[] = {
    {"the first frame shows an empty canvas and no answer", check_first_frame},
    {"drawn digits are read, an empty canvas is not", check_drawings},
    {"undo, redo and clear bring back the ink and the answer", check_history},
    {"a network trains behind a live window; pause, resume, stop, revert", check_training},
    {"a saved picture of the window is what is shown", check_screenshot},
    {NULL, NULL},
};
