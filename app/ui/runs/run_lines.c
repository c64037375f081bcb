#include "app/ui/runs/run_lines.h"

#include <math.h>

#include "app/core/runs/ema.h"

/* Over which share of the axis lines are smoothed. */
static const double trail = 0.04;

struct chart_series run_lines_style(const struct theme *theme, int slot) {
    static const enum chart_marker markers[] = {CHART_MARKER_DOT, CHART_MARKER_SQUARE,
                                                CHART_MARKER_RING, CHART_MARKER_CROSS};
    return (struct chart_series){
        .line = theme->runs[slot],
        .dash = slot < 4 ? 0 : 6,
        .marker = markers[slot % 4],
    };
}

const char *run_lines_title(enum app_run_value value) {
    static const char *const titles[] = {
        [APP_RUN_VALIDATION_ACCURACY] = "Validation accuracy",
        [APP_RUN_VALIDATION_LOSS] = "Validation loss",
        [APP_RUN_TRAINING_ACCURACY] = "Training accuracy",
        [APP_RUN_TRAINING_LOSS] = "Training loss",
    };
    return titles[value];
}

bool run_lines_is_fraction(enum app_run_value value) {
    return value == APP_RUN_VALIDATION_ACCURACY || value == APP_RUN_TRAINING_ACCURACY;
}

/* A run under way has its whole way to go, so that the axis need not grow. */
static double epochs_of(const struct run_record *run) {
    return run->state == RUN_RUNNING ? run->summary.settings.epochs : run->epochs_done;
}

static void add_run(struct run_lines *lines, const struct run_record *run,
                    enum app_run_value value) {
    bool validation = value == APP_RUN_VALIDATION_ACCURACY || value == APP_RUN_VALIDATION_LOSS;
    const struct history_series *points =
        validation ? &run->history.validation : &run->history.training;
    struct chart_series *series = &lines->series[lines->count];
    series->name = run->name;
    series->count = points->count;
    series->x = points->x;
    series->measured = run_lines_is_fraction(value) ? points->accuracy : points->loss;
    series->y = lines->smooth[lines->count++];
    lines->epochs = fmax(lines->epochs, epochs_of(run));
}

void run_lines_make(struct run_lines *lines, const struct app *app, const struct theme *theme) {
    lines->count = 0;
    lines->epochs = 0;
    for (int slot = 0; slot < APP_RUN_SLOTS; slot++) {
        int index = app_drawn_run(app, slot);
        if (index < 0)
            continue;
        lines->series[lines->count] = run_lines_style(theme, slot);
        add_run(lines, run_list_at(app->runs.list, index), app->runs.value);
    }
    double length = lines->epochs > 0 ? trail * lines->epochs : 1;
    for (int i = 0; i < lines->count; i++)
        ema(lines->series[i].x, lines->series[i].measured, lines->series[i].count, length,
            lines->smooth[i]);
}
