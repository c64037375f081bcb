#include <stdio.h>
#include <string.h>

#include "app/core/state/app_parts.h"

static int run_count(const struct app *app) {
    int count = run_list_count(app->runs.list);
    return count > 0 ? count : 0;
}

static int index_of(const struct app *app, const char *name) {
    for (int i = 0; i < run_count(app); i++)
        if (strcmp(run_list_at(app->runs.list, i)->name, name) == 0)
            return i;
    return -1;
}

int app_selected_run(const struct app *app) {
    return index_of(app, app->runs.selected);
}

int app_run_slot(const struct app *app, int index) {
    const char *name = run_list_at(app->runs.list, index)->name;
    for (int slot = 0; slot < APP_RUN_SLOTS; slot++)
        if (strcmp(app->runs.drawn[slot], name) == 0)
            return slot;
    return -1;
}

int app_drawn_run(const struct app *app, int slot) {
    const char *name = app->runs.drawn[slot];
    return name[0] ? index_of(app, name) : -1;
}

/* One whose run is gone counts too. */
static int free_slot(const struct app *app) {
    for (int slot = 0; slot < APP_RUN_SLOTS; slot++)
        if (app_drawn_run(app, slot) < 0)
            return slot;
    return -1;
}

static void draw(struct app *app, int index) {
    int slot = free_slot(app);
    if (slot >= 0)
        snprintf(app->runs.drawn[slot], RUN_NAME, "%s", run_list_at(app->runs.list, index)->name);
}

static void select_run(struct app *app, int index) {
    int last = run_count(app) - 1;
    index = index > last ? last : index;
    index = index < 0 ? 0 : index;
    if (last >= 0)
        snprintf(app->runs.selected, RUN_NAME, "%s", run_list_at(app->runs.list, index)->name);
}

/* The newest run is chosen, and drawn so that there is something to see, when there is none yet. */
void app_collect_runs(struct app *app) {
    struct app_runs *runs = &app->runs;
    if (!run_list_collect(runs->list))
        return;
    runs->revision++;
    if (run_count(app) == 0)
        return;
    if (!runs->begun)
        draw(app, 0);
    runs->begun = true;
    if (app_selected_run(app) < 0)
        select_run(app, 0);
}

enum nn_status app_watch_runs(struct app *app, bool watch, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    if (!watch) {
        run_list_rest(app->runs.list);
        return NN_STATUS_OK;
    }
    const char *wanted = app->results[0] ? app->results : NULL;
    enum nn_status status = files_results_folder_to_read(folder, wanted, err);
    return status ? status : run_list_watch(app->runs.list, folder, err);
}

static const struct run_record *selected_run(const struct app *app) {
    return run_list_at(app->runs.list, app_selected_run(app));
}

static enum nn_status use_selected(struct app *app, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    const struct run_record *run = selected_run(app);
    enum nn_status status = run_folder_model_path(path, run->summary.settings.run_folder, err);
    return status ? status : app_open_model_as(app, path, run->name, err);
}

enum nn_status app_update_runs(struct app *app, const struct action *action, struct nn_error *err) {
    struct app_runs *runs = &app->runs;
    int slot;
    runs->revision++;
    switch (action->kind) {
    case ACTION_BROWSE:
        select_run(app, app_selected_run(app) + action->number);
        break;
    case ACTION_PICK:
        select_run(app, action->number);
        break;
    case ACTION_DRAW_RUN:
        slot = app_run_slot(app, action->number);
        if (slot >= 0)
            runs->drawn[slot][0] = '\0';
        else
            draw(app, action->number);
        break;
    case ACTION_USE_RUN:
        return use_selected(app, err);
    case ACTION_RESUME_RUN:
        return app_resume_training(app, selected_run(app)->summary.settings.run_folder, err);
    case ACTION_RUN_VALUE:
        runs->value = (enum app_run_value)(((int)runs->value + 1) % APP_RUN_VALUES);
        break;
    default:
        break;
    }
    return NN_STATUS_OK;
}

bool app_can_compare(const struct app *app, const struct action *action) {
    int selected = app_selected_run(app), count = run_count(app);
    if (app->view != APP_VIEW_RUNS || count == 0)
        return false;
    switch (action->kind) {
    case ACTION_DRAW_RUN:
        return action->number >= 0 && action->number < count &&
               (app_run_slot(app, action->number) >= 0 || free_slot(app) >= 0);
    case ACTION_USE_RUN:
        return selected >= 0 && !app_is_training(app) && selected_run(app)->has_model;
    case ACTION_RESUME_RUN:
        return selected >= 0 && !app_is_training(app) && selected_run(app)->can_resume;
    default:
        return true;
    }
}
