#include <math.h>
#include <stdio.h>

#include "app/core/training/fine_tune.h"
#include "app/ui/chart/chart.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/view.h"

static void time_left(double seconds, char *text, size_t size) {
    if (seconds < 99.5)
        snprintf(text, size, "%.0f s left", seconds);
    else if (seconds < 99.5 * 60)
        snprintf(text, size, "%.0f min left", seconds / 60);
    else
        snprintf(text, size, "%.1f h left", seconds / 3600);
}

/* True if the network of the last training no longer reads: it was reverted or replaced. */
static bool training_is_past(const struct app *app) {
    const struct nn_model *made = NULL;
    if (app->trainer.fine_tuning && app->trainer.fine_tune)
        made = app->trainer.fine_tune->model;
    else if (!app->trainer.fine_tuning && app->trainer.result)
        made = app->trainer.result->model;
    return app->trainer.state == TRAINING_FINISHED && made && made != app->models.live.model;
}

/* The state of fine-tuning in few words: the sentence about its result is shown elsewhere. */
static void fine_tune_status(const struct app *app, char text[VIEW_MAX_TEXT]) {
    char left[32];
    bool judging = app->trainer.progress.fraction <= 0 || app->trainer.progress.fraction >= 1;
    time_left(app->trainer.progress.seconds_left, left, sizeof left);
    if (app->trainer.state == TRAINING_FINISHED)
        snprintf(text, VIEW_MAX_TEXT, "%s",
                 app->trainer.fine_tune && app->trainer.fine_tune->model
                     ? "Learned your hand"
                     : "Network left unchanged");
    else if (app->trainer.state == TRAINING_RUNNING && judging)
        snprintf(text, VIEW_MAX_TEXT, "Learning your hand: checking");
    else
        snprintf(text, VIEW_MAX_TEXT, "Learning your hand: %s", left);
}

static void status_text(const struct app *app, bool with_speed, char text[VIEW_MAX_TEXT]) {
    const struct training_progress *progress = &app->trainer.progress;
    char left[32];
    static const char *const usual[] = {
        [TRAINING_IDLE] = "Ready to train", [TRAINING_LOADING] = "Loading the pictures",
        [TRAINING_RUNNING] = "epoch %d/%d", [TRAINING_PAUSED] = "Paused in epoch %d/%d",
        [TRAINING_FINISHED] = "Finished",   [TRAINING_FAILED] = "The training failed",
    };
    enum training_state state = training_is_past(app) ? TRAINING_IDLE : app->trainer.state;
    const struct training_result *result = app->trainer.result;
    bool going = state == TRAINING_RUNNING || state == TRAINING_FINISHED;
    snprintf(text, VIEW_MAX_TEXT, usual[state], progress->epoch, progress->epochs);
    if (app_is_training(app) && app->trainer.stopping) {
        snprintf(text, VIEW_MAX_TEXT, "Stopping");
    } else if (app->trainer.fine_tuning && going) {
        fine_tune_status(app, text);
    } else if (state == TRAINING_RUNNING && progress->images_per_second > 0) {
        struct number_text speed = number_text_grouped(lround(progress->images_per_second));
        time_left(progress->seconds_left, left, sizeof left);
        snprintf(text, VIEW_MAX_TEXT, "epoch %d/%d   %s%s%s", progress->epoch, progress->epochs,
                 with_speed ? speed.text : "", with_speed ? " images/s   " : "", left);
    } else if (state == TRAINING_FINISHED && result) {
        snprintf(text, VIEW_MAX_TEXT, "%s: %.1f %% on the test set",
                 result->stopped ? "Stopped" : "Finished", 100 * result->test.accuracy);
    }
}

static void paint_status(struct scene *scene) {
    struct rect rect = scene->ui->layout.places[LAYOUT_STATUS];
    bool narrow = scene->ui->layout.places[LAYOUT_SETTINGS].y > rect.y;
    char text[VIEW_MAX_TEXT];
    status_text(scene->app, true, text);
    if (view_text_width(scene, text) > rect.w)
        status_text(scene->app, false, text);
    view_text(scene, rect, text, scene->theme->quiet, narrow ? TEXT_LEFT : TEXT_RIGHT);
}

static void paint_progress(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_PROGRESS];
    paint_fill(&scene->painter, rect, theme->track);
    bool running = scene->app->trainer.state == TRAINING_RUNNING;
    double fraction = training_is_past(scene->app) ? 0 : scene->app->trainer.progress.fraction;
    rect.w = (int)lround(rect.w * fraction);
    paint_fill(&scene->painter, rect, running ? theme->training : theme->muted);
}

/* The training under way, or else the next one, with as much detail as fits. */
static void settings_text(const struct scene *scene, char text[VIEW_MAX_TEXT], int width) {
    bool training = app_is_training(scene->app);
    const struct training_settings *settings =
        training ? &scene->app->trainer.run : &scene->app->trainer.settings;
    if (training && scene->app->trainer.fine_tuning) {
        snprintf(text, VIEW_MAX_TEXT, "Your drawings, mixed with MNIST");
        return;
    }
    bool changed = training_choice_is_changed(settings, TRAINING_CHOICE_RECIPE);
    char net[48], epochs[48], more[128];
    snprintf(net, sizeof net, "%.32s network",
             nn_spec_named(settings->net) ? settings->net : "own");
    snprintf(epochs, sizeof epochs, "%d epoch%s, batch %d", settings->epochs,
             settings->epochs == 1 ? "" : "s", settings->batch_size);
    snprintf(more, sizeof more, "%s recipe%s, %s, rate %g", settings->recipe,
             changed ? ", changed" : "", epochs, (double)settings->learning_rate);
    const char *const details[] = {more, epochs};
    for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
        snprintf(text, VIEW_MAX_TEXT, "%s, %s", net, details[i]);
        if (view_text_width(scene, text) <= width)
            return;
    }
    snprintf(text, VIEW_MAX_TEXT, "%s", net);
}

/* The summary opens the Train menu, as its small arrow shows. */
static void paint_settings(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_SETTINGS];
    bool hover = scene->ui->hover == LAYOUT_SETTINGS;
    if (rect.w == 0)
        return;
    char text[VIEW_MAX_TEXT];
    int arrow = view_px(scene, 16), padding = view_px(scene, 4);
    struct rect words = {rect.x + padding, rect.y, rect.w - arrow - 2 * padding, rect.h};
    color ink = hover ? theme->ink : theme->quiet;
    settings_text(scene, text, words.w);
    view_text(scene, words, text, ink, TEXT_LEFT);
    int width = view_text_width(scene, text);
    float x = (float)(words.x + (width < words.w ? width : words.w) + arrow / 2 + padding);
    float y = (float)rect.y + 0.5f * (float)rect.h;
    view_arrow(scene, x, y, (struct ui_arrow){0, 1}, 3, ink);
    view_focus(scene, LAYOUT_SETTINGS, 0);
}

static void paint_chart(struct scene *scene, enum layout_place place) {
    const struct theme *theme = scene->theme;
    const struct history_series *train = &scene->app->trainer.history.training,
                                *val = &scene->app->trainer.history.validation;
    bool loss = place == LAYOUT_LOSS;
    const struct chart_series series[] = {
        {"training", train->count, train->x, loss ? train->loss : train->accuracy, theme->training,
         0, CHART_MARKER_NONE, NULL},
        {"validation", val->count, val->x, loss ? val->loss : val->accuracy, theme->validation, 6,
         CHART_MARKER_DOT, NULL},
    };
    bool over = scene->ui->hover == place && scene->ui->menu.open < 0;
    const struct chart chart = {
        .title = loss ? "Loss" : "Accuracy",
        .x_label = "epoch",
        .series = series,
        .series_count = 2,
        .percent = !loss,
        .x_max =
            train->count > 0 ? scene->app->trainer.run.epochs : scene->app->trainer.settings.epochs,
        .hover_x = over ? (int)scene->ui->pointer_x : -1,
        .hover_y = over ? (int)scene->ui->pointer_y : -1,
    };
    struct rect rect = scene->ui->layout.places[place];
    if (rect.w > 0)
        chart_paint(&scene->painter, rect, &chart, theme);
}

void view_training(struct scene *scene) {
    struct rect panel = scene->ui->layout.panel;
    if (panel.h == 0)
        return;
    paint_fill(&scene->painter, panel, scene->theme->panel);
    paint_fill(&scene->painter, (struct rect){panel.x, panel.y, panel.w, 1}, scene->theme->line);
    for (int place = LAYOUT_START; place <= LAYOUT_REVERT; place++)
        view_button(scene, (enum layout_place)place);
    paint_settings(scene);
    paint_progress(scene);
    paint_status(scene);
    paint_chart(scene, LAYOUT_ACCURACY);
    paint_chart(scene, LAYOUT_LOSS);
}
