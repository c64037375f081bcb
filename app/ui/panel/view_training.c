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

/* Whether the net that the last training gave has been gone back from, or replaced. */
static bool training_is_past(const struct app *app) {
    const struct nn_model *made = NULL;
    if (app->learning)
        made = app->fine_tune ? app->fine_tune->model : NULL;
    else
        made = app->result ? app->result->model : NULL;
    return app->training_state == TRAINING_FINISHED && made && made != app->live.model;
}

/* Of a lesson: the sentence about it stands elsewhere. */
static void fine_tune_status(const struct app *app, char text[VIEW_MAX_TEXT]) {
    char left[32];
    bool judging = app->progress.fraction <= 0 || app->progress.fraction >= 1;
    time_left(app->progress.seconds_left, left, sizeof left);
    if (app->training_state == TRAINING_FINISHED)
        snprintf(text, VIEW_MAX_TEXT, "%s",
                 app->fine_tune && app->fine_tune->model ? "Your hand is learnt"
                                                         : "Your net is as it was");
    else if (app->training_state == TRAINING_RUNNING && judging)
        snprintf(text, VIEW_MAX_TEXT, "Learning your hand: checking");
    else
        snprintf(text, VIEW_MAX_TEXT, "Learning your hand: %s", left);
}

static void status_text(const struct app *app, bool with_speed, char text[VIEW_MAX_TEXT]) {
    const struct training_progress *progress = &app->progress;
    char speed[NUMBER_TEXT], left[32];
    bool fine_tune = app->learning && (app->training_state == TRAINING_RUNNING ||
                                       app->training_state == TRAINING_FINISHED);
    if (training_is_past(app)) {
        snprintf(text, VIEW_MAX_TEXT, "Ready to train");
        return;
    }
    if (app_is_training(app) && app->stopping) {
        snprintf(text, VIEW_MAX_TEXT, "Stopping");
        return;
    }
    if (fine_tune) {
        fine_tune_status(app, text);
        return;
    }
    switch (app->training_state) {
    case TRAINING_IDLE:
        snprintf(text, VIEW_MAX_TEXT, "Ready to train");
        break;
    case TRAINING_LOADING:
        snprintf(text, VIEW_MAX_TEXT, "Loading the pictures");
        break;
    case TRAINING_RUNNING:
        if (progress->images_per_second <= 0) {
            snprintf(text, VIEW_MAX_TEXT, "epoch %d/%d", progress->epoch, progress->epochs);
            break;
        }
        number_text_grouped(lround(progress->images_per_second), speed);
        time_left(progress->seconds_left, left, sizeof left);
        snprintf(text, VIEW_MAX_TEXT, "epoch %d/%d   %s%s%s", progress->epoch, progress->epochs,
                 with_speed ? speed : "", with_speed ? " images/s   " : "", left);
        break;
    case TRAINING_PAUSED:
        snprintf(text, VIEW_MAX_TEXT, "Paused in epoch %d/%d", progress->epoch, progress->epochs);
        break;
    case TRAINING_FINISHED:
        snprintf(text, VIEW_MAX_TEXT, "Finished");
        if (app->result)
            snprintf(text, VIEW_MAX_TEXT, "%s: %.1f %% on the test set",
                     app->result->stopped ? "Stopped" : "Finished",
                     100 * app->result->test.accuracy);
        break;
    case TRAINING_FAILED:
        snprintf(text, VIEW_MAX_TEXT, "The training failed");
        break;
    }
}

static void paint_status(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_STATUS];
    bool narrow = scene->ui->layout.places[LAYOUT_SETTINGS].y > rect.y;
    char text[VIEW_MAX_TEXT];
    status_text(scene->app, true, text);
    if (text_width(scene->painter.font, text, view_px(scene, TYPE_SMALL), FONT_REGULAR) > rect.w)
        status_text(scene->app, false, text);
    paint_text(&scene->painter, rect, text,
               view_style(scene, TYPE_SMALL, FONT_REGULAR, theme->quiet),
               narrow ? TEXT_LEFT : TEXT_RIGHT);
}

static void paint_progress(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_PROGRESS];
    paint_fill(&scene->painter, rect, theme->track);
    bool running = scene->app->training_state == TRAINING_RUNNING;
    double fraction = training_is_past(scene->app) ? 0 : scene->app->progress.fraction;
    rect.w = (int)lround(rect.w * fraction);
    paint_fill(&scene->painter, rect, running ? theme->training : theme->muted);
}

/* What is or will be trained, with as much detail as there is room for. */
static void settings_text(const struct scene *scene, char text[VIEW_MAX_TEXT], int width) {
    bool training = app_is_training(scene->app);
    const struct training_settings *settings = training ? &scene->app->run : &scene->app->settings;
    if (training && scene->app->learning) {
        snprintf(text, VIEW_MAX_TEXT, "Your drawings, mixed with MNIST's");
        return;
    }
    bool changed = training_choice_is_changed(settings, TRAINING_CHOICE_RECIPE);
    char net[48], epochs[48], more[128];
    snprintf(net, sizeof net, "%.32s net", nn_spec_named(settings->net) ? settings->net : "own");
    snprintf(epochs, sizeof epochs, "%d epoch%s, batch %d", settings->epochs,
             settings->epochs == 1 ? "" : "s", settings->batch_size);
    snprintf(more, sizeof more, "%s recipe%s, %s, rate %g", settings->recipe,
             changed ? ", changed" : "", epochs, (double)settings->learning_rate);
    const char *const details[] = {more, epochs};
    for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
        snprintf(text, VIEW_MAX_TEXT, "%s, %s", net, details[i]);
        if (text_width(scene->painter.font, text, view_px(scene, TYPE_SMALL), FONT_REGULAR) <=
            width)
            return;
    }
    snprintf(text, VIEW_MAX_TEXT, "%s", net);
}

/* The summary opens the Train menu, as the small arrow says. */
static void paint_settings(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_SETTINGS];
    bool hover = scene->ui->hover == LAYOUT_SETTINGS;
    if (rect.w == 0)
        return;
    char text[VIEW_MAX_TEXT];
    int arrow = view_px(scene, 16), padding = view_px(scene, 4);
    struct rect words = {rect.x + padding, rect.y, rect.w - arrow - 2 * padding, rect.h};
    struct text_style style =
        view_style(scene, TYPE_SMALL, FONT_REGULAR, hover ? theme->ink : theme->quiet);
    settings_text(scene, text, words.w);
    paint_text(&scene->painter, words, text, style, TEXT_LEFT);
    int width = text_width(scene->painter.font, text, style.px, FONT_REGULAR);
    float x = (float)(words.x + (width < words.w ? width : words.w) + arrow / 2 + padding);
    float y = (float)rect.y + 0.5f * (float)rect.h, half = 3 * theme->scale;
    const struct point tip[] = {
        {x - half, y - half / 2}, {x, y + half / 2}, {x + half, y - half / 2}};
    paint_polyline(&scene->painter, tip, 3, 1.5f * theme->scale, 0, style.ink);
    view_focus(scene, LAYOUT_SETTINGS);
}

static void paint_chart(struct scene *scene, enum layout_place place) {
    const struct theme *theme = scene->theme;
    const struct history_series *train = &scene->app->history.training,
                                *val = &scene->app->history.validation;
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
        .x_max = train->count > 0 ? scene->app->run.epochs : scene->app->settings.epochs,
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
