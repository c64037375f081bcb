/* The user's drawings in the canvas' place. */
#include <stdio.h>
#include <string.h>

#include "app/core/app/app_private.h"
#include "app/core/base/clock.h"
#include "app/core/base/text.h"

static const char *drawing_refusal(const struct app *app, const struct action *action) {
    return drawings_selected(&app->drawings) ? NULL : "";
}

static enum nn_status remove_drawing(struct app *app, const struct action *action,
                                     struct nn_error *err) {
    enum nn_status status = drawings_remove(&app->drawings, err);
    if (!status)
        app_say(app, false, "Deleted. Undo brings it back.");
    return status;
}

/* A digit that was cut out of a picture stands in the canvas' place as one. */
static enum nn_status show_picture(struct app *app, const struct collection_item *item,
                                   struct nn_error *err) {
    struct ink_picture picture = {.blank = false};
    char name[32];
    memcpy(picture.pixels, item->pixels, sizeof picture.pixels);
    snprintf(name, sizeof name, "your %d", item->digit);
    return app_show_ink(app, &picture, name, err);
}

static enum nn_status edit(struct app *app, const struct action *action, struct nn_error *err) {
    if (drawings_selected(&app->drawings)->is_picture)
        return show_picture(app, drawings_selected(&app->drawings), err);
    int digit = drawings_selected(&app->drawings)->digit;
    enum nn_status status =
        drawings_open(&app->drawings, app->sketch.canvas, app->sketch.brush, err);
    if (!status)
        status = app_go_to(app, SCREEN_CANVAS, err);
    if (!status)
        app_say(app, false,
                "Your %d is on the canvas. Change it, then press a digit to keep the change.",
                digit);
    return status;
}

static enum nn_status relabel(struct app *app, const struct action *action, struct nn_error *err) {
    return drawings_relabel(&app->drawings, action->number, err);
}

static const char *relabel_refusal(const struct app *app, const struct action *action) {
    const char *refusal = app_digit_refusal(app, action);
    return refusal ? refusal : drawing_refusal(app, action);
}

static void step_or_pick(struct app *app, const struct action *action) {
    int from = action->kind == ACTION_STEP ? app->drawings.selected : 0;
    drawings_select(&app->drawings, from + action->number);
}

static enum nn_status undo(struct app *app, const struct action *action, struct nn_error *err) {
    return drawings_undo(&app->drawings, err);
}

static const char *undo_refusal(const struct app *app, const struct action *action) {
    return collection_can_undo(app->drawings.collection) ? NULL : "";
}

static enum nn_status collect(struct app *app, struct nn_error *err) {
    drawings_read_some(&app->drawings, app->prediction.reader);
    return NN_STATUS_OK;
}

static bool has_work(const struct app *app) {
    return drawings_have_work(&app->drawings, app->prediction.reader);
}

static void picture(const struct app *app, struct ink_picture *picture) {
    const struct collection_item *item = drawings_selected(&app->drawings);
    *picture = (struct ink_picture){.blank = !item};
    if (item)
        memcpy(picture->pixels, item->pixels, sizeof picture->pixels);
}

static int label(const struct app *app) {
    const struct collection_item *item = drawings_selected(&app->drawings);
    return item ? item->digit : -1;
}

static void say_imported(struct app *app, const struct collection_import_count *count) {
    const char *lost = count->added > 0 ? drawings_lost(&app->drawings) : "";
    if (count->unfit > 0)
        app_say(app, true,
                "Imported %d drawing%s%s; %d did not fit: there are %d now. Delete some first.",
                count->added, text_plural(count->added), lost, count->unfit, COLLECTION_MAX);
    else
        app_say(app, false, "Imported %d drawing%s%s; %d left out: known already, or not a digit.",
                count->added, text_plural(count->added), lost, count->skipped);
}

/* What takes no longer than a moment needs no word, and an error is not hidden by it. */
static void say_importing(struct app *app) {
    const double moment_s = 0.1;
    const struct drawings_import *import = app->drawings.imports;
    const struct notice *shown = &app->notices.shown;
    if (clock_seconds() > import->since_s + moment_s && !(shown->until_s > 0 && shown->bad))
        app_say(app, false, "Importing %s: %.0f %%. Esc stops.", import->name,
                100 * collection_import_fraction(import->file));
}

static enum nn_status import_some(struct app *app, struct nn_error *err) {
    struct collection_import_count count;
    bool over;
    enum nn_status status = drawings_import_some(&app->drawings, &over, &count, err);
    if (!status && over)
        say_imported(app, &count);
    else if (app->drawings.imports)
        say_importing(app);
    return status;
}

static enum nn_status import(struct app *app, const char *path, struct nn_error *err) {
    enum nn_status status = drawings_import(&app->drawings, path, err);
    return status ? status : import_some(app, err);
}

static const char *stop_import_refusal(const struct app *app, const struct action *action) {
    return app->drawings.imports ? NULL : "";
}

static void stop_import(struct app *app, const struct action *action) {
    app_say(app, false, "Stopped: no drawing of %s was imported.", app->drawings.imports->name);
    drawings_stop_imports(&app->drawings);
}

void app_collect_drawings(struct app *app) {
    struct nn_error err;
    if (drawings_load_some(&app->drawings, &err))
        app_say(app, true, "%s", err.message);
    if (import_some(app, &err))
        app_say(app, true, "%s", err.message);
}

const struct command drawings_commands[] = {
    {ACTION_DIGIT, ON(SCREEN_DRAWINGS), relabel_refusal, NULL, relabel, CHANGES_DRAWINGS,
     COMMAND_SETS},
    {ACTION_STEP, ON(SCREEN_DRAWINGS), drawing_refusal, step_or_pick, NULL, CHANGES_DRAWINGS,
     COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_PICK, ON(SCREEN_DRAWINGS), drawing_refusal, step_or_pick, NULL, CHANGES_DRAWINGS,
     COMMAND_SETS},
    {ACTION_UNDO, ON(SCREEN_DRAWINGS), undo_refusal, NULL, undo, CHANGES_DRAWINGS, COMMAND_REPEATS},
    {ACTION_REMOVE, ON(SCREEN_DRAWINGS), drawing_refusal, NULL, remove_drawing,
     CHANGES_DRAWINGS | CHANGES_NOTICE, 0},
    {ACTION_EDIT, ON(SCREEN_DRAWINGS), drawing_refusal, NULL, edit,
     CHANGES_DRAWINGS | CHANGES_SKETCH | CHANGES_SCREEN | CHANGES_NOTICE, 0},
    {ACTION_IMPORT_STOP, ON_ALL, stop_import_refusal, stop_import, NULL,
     CHANGES_DRAWINGS | CHANGES_NOTICE, 0},
    {.kind = ACTION_NONE},
};

const struct screen drawings_screen = {
    .parent = SCREEN_CANVAS,
    .collect = collect,
    .has_work = has_work,
    .picture = picture,
    .label = label,
    .open_drawings = import,
};
