#include "app/ui/runs/run_lines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/runs/history.h"

/* Bytes of "2026-11-29T21:25:59": all of it, its date, and where its time of day begins. */
enum { STARTED = 19, DATE = 10, CLOCK = 11 };

/* The fraction of the axis over which lines are smoothed. */
static const double trail = 0.04;

/* True if another run in the list has the same network, epochs and time of day, and the same day if
 * `date` is shown. */
static bool is_shared(const struct app *app, const struct run_record *run, bool date,
                      size_t clock) {
    for (int i = 0; i < run_list_count(app->runs.list); i++) {
        const struct run_summary *other = &run_list_at(app->runs.list, i)->summary;
        const struct run_summary *own = &run->summary;
        if (other != own && strlen(other->started) >= STARTED &&
            other->settings.epochs == own->settings.epochs &&
            strcmp(other->settings.net, own->settings.net) == 0 &&
            strncmp(other->started + CLOCK, own->started + CLOCK, clock) == 0 &&
            (!date || strncmp(other->started, own->started, DATE) == 0))
            return true;
    }
    return false;
}

void run_lines_name(const struct app *app, int index, bool brief, char name[RUN_NAME]) {
    static const int minutes = 5, seconds = 8;
    const struct run_record *run = run_list_at(app->runs.list, index);
    const char *net = run->summary.settings.net, *started = run->summary.started;
    char epochs[24] = "";
    snprintf(name, RUN_NAME, "%s", run->name);
    if (strncmp(name, "run-2", 5) != 0 || strlen(started) < STARTED ||
        is_shared(app, run, true, (size_t)seconds))
        return;
    bool date = is_shared(app, run, false, (size_t)seconds);
    int clock = date || is_shared(app, run, false, (size_t)minutes) ? seconds : minutes;
    if (!brief)
        snprintf(epochs, sizeof epochs, "%d epoch%s, ", run->summary.settings.epochs,
                 run->summary.settings.epochs == 1 ? "" : "s");
    snprintf(name, RUN_NAME, "%.40s, %s%.*s%s%.*s", nn_spec_named(net) ? net : "own network",
             epochs, date ? DATE : 0, started, date ? " " : "", clock, started + CLOCK);
}

struct chart_series run_lines_style(const struct theme *theme, int slot) {
    static const enum chart_marker markers[] = {CHART_MARKER_DOT, CHART_MARKER_SQUARE,
                                                CHART_MARKER_RING, CHART_MARKER_CROSS};
    return (struct chart_series){
        .line = theme->runs[slot],
        .dash = slot < 4 ? 0 : 6,
        .marker = markers[slot % 4],
    };
}

static const struct {
    const char *title;
    bool validation, accuracy;
} values[] = {
    [RUN_VALUE_VALIDATION_ACCURACY] = {"Validation accuracy", true, true},
    [RUN_VALUE_VALIDATION_LOSS] = {"Validation loss", true, false},
    [RUN_VALUE_TRAINING_ACCURACY] = {"Training accuracy", false, true},
    [RUN_VALUE_TRAINING_LOSS] = {"Training loss", false, false},
};

static void add_run(struct run_lines *lines, const struct run_record *run, enum run_value value) {
    const struct history_series *points =
        values[value].validation ? &run->history.validation : &run->history.training;
    struct chart_series *series = &lines->series[lines->count];
    series->name = lines->names[lines->count];
    series->count = points->count;
    series->x = points->x;
    series->measured = values[value].accuracy ? points->accuracy : points->loss;
    series->y = lines->smooth[lines->count++];
    /* All epochs of a run under way, so that the axis need not grow. */
    bool running = run->state == RUN_RUNNING;
    lines->epochs = fmax(lines->epochs, running ? run->summary.settings.epochs : run->epochs_done);
}

void run_lines_make(struct run_lines *lines, const struct app *app, const struct theme *theme,
                    bool brief) {
    lines->count = 0;
    lines->epochs = 0;
    lines->title = values[app->runs.value].title;
    lines->percent = values[app->runs.value].accuracy;
    for (int slot = 0; slot < RUN_SLOTS; slot++) {
        int index = run_browser_drawn(&app->runs, slot);
        if (index < 0)
            continue;
        lines->series[lines->count] = run_lines_style(theme, slot);
        run_lines_name(app, index, brief, lines->names[lines->count]);
        add_run(lines, run_list_at(app->runs.list, index), app->runs.value);
    }
    double length = lines->epochs > 0 ? trail * lines->epochs : 1;
    for (int i = 0; i < lines->count; i++)
        history_trend(lines->series[i].x, lines->series[i].measured, lines->series[i].count, length,
                      lines->smooth[i]);
}
