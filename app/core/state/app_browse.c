/* What is on the canvas' place: the canvas, the user's drawings or MNIST's test pictures. */
#include <stdio.h>
#include <string.h>

#include "app/core/state/app_parts.h"

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

const struct collection_item *app_selected_drawing(const struct app *app) {
    return app->selected < collection_count(app->collection)
               ? collection_at(app->collection, app->selected)
               : NULL;
}

bool app_test_picture_is_right(const struct test_set_view *view, int index) {
    return view->readings[index] == view->labels[index];
}

/* Whether the test picture is among those to show. What is not read yet is neither right nor
 * wrong. */
static bool is_shown(const struct app *app, const struct test_set_view *view, int index) {
    if (app->test_digit >= 0 && view->labels[index] != app->test_digit)
        return false;
    if (app->test_filter == APP_TEST_ALL)
        return true;
    return index < view->read &&
           app_test_picture_is_right(view, index) == (app->test_filter == APP_TEST_RIGHT);
}

/* The first shown picture from `index` on in this direction, or -1. */
static int next_shown(const struct app *app, const struct test_set_view *view, int index, int by) {
    for (; index >= 0 && index < view->count; index += by)
        if (is_shown(app, view, index))
            return index;
    return -1;
}

struct app_test_place app_test_place(const struct app *app) {
    struct app_test_place place = {.index = -1};
    if (!app->test_set)
        return place;
    if (app->mistakes.opened)
        return (struct app_test_place){app->test_index, app->mistakes.at + 1,
                                       app->mistakes.measured.shown_count};
    struct test_set_view view = test_set_look(app->test_set);
    for (int i = 0; i < view.count; i++)
        if (is_shown(app, &view, i)) {
            place.count++;
            place.number += i <= app->test_index;
            if (i == app->test_index)
                place.index = i;
        }
    return place;
}

/* Goes on to the next shown picture where the one at hand is not shown any more. */
static void settle_on_shown(struct app *app, const struct test_set_view *view) {
    int at = next_shown(app, view, clamp(app->test_index, 0, view->count - 1), 1);
    if (at < 0)
        at = next_shown(app, view, clamp(app->test_index, 0, view->count - 1), -1);
    if (at >= 0)
        app->test_index = at;
}

static void browse_test_set(struct app *app, int by) {
    struct test_set_view view = test_set_look(app->test_set);
    int step = by < 0 ? -1 : 1;
    for (int left = by * step; left > 0; left--) {
        int at = next_shown(app, &view, app->test_index + step, step);
        if (at < 0)
            return;
        app->test_index = at;
    }
}

/* The pictures follow the net, but not at every step of a training: each pass takes a while. */
static enum nn_status refresh_test_set(struct app *app, struct nn_error *err) {
    struct app_mistakes *mistakes = &app->mistakes;
    bool first = !test_set_model(app->test_set);
    if (app_is_training(app) && !app->learning && !first && !mistakes->asked)
        return NN_STATUS_OK;
    enum nn_status status = test_set_read(app->test_set, app->live.model, err);
    if (status || test_set_model(app->test_set) != app->live.model)
        return status;
    mistakes->asked = false;
    snprintf(mistakes->net, sizeof mistakes->net, "%s", app->live.name);
    return NN_STATUS_OK;
}

static bool shows_test_set(enum app_view view) {
    return view == APP_VIEW_TEST_SET || view == APP_VIEW_MISTAKES;
}

void app_collect_test_set(struct app *app) {
    struct nn_error err;
    if (!shows_test_set(app->view))
        return;
    if (refresh_test_set(app, &err) || test_set_failed(app->test_set, &err) ||
        app_collect_mistakes(app, &err)) {
        app->view = APP_VIEW_CANVAS;
        app->mistakes.opened = false;
        app_say(app, true, "%s", err.message);
        return;
    }
    struct test_set_view view = test_set_look(app->test_set);
    if (app->view == APP_VIEW_TEST_SET && !app->mistakes.opened && view.count > 0)
        settle_on_shown(app, &view);
}

/* A new one, which counts its passes anew. */
static enum nn_status begin_test_set(struct app *app, struct nn_error *err) {
    struct test_set *set = NULL;
    enum nn_status status =
        test_set_create(&set, class_set_digits(), app->wake, app->wake_context, err);
    if (status)
        return status;
    test_set_destroy(app->test_set);
    app->test_set = set;
    app->mistakes.pass = 0;
    return NN_STATUS_OK;
}

enum nn_status app_set_view(struct app *app, enum app_view view, struct nn_error *err) {
    canvas_end(app->canvas);
    if (shows_test_set(view) && test_set_failed(app->test_set, err)) {
        enum nn_status status = begin_test_set(app, err); /* the files may be there now */
        if (status)
            return status;
    }
    enum nn_status status = app_watch_runs(app, view == APP_VIEW_RUNS, err);
    if (status)
        return status;
    if (view == APP_VIEW_MISTAKES && !app->mistakes.opened)
        app_begin_mistakes(app);
    app->view = view;
    app->mistakes.opened = false;
    if (view == APP_VIEW_RECIPE)
        app_open_recipe(app);
    return NN_STATUS_OK;
}

static enum nn_status edit_selected(struct app *app, struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    enum nn_status status =
        collection_open_drawing(app->collection, app->selected, app->brush, &file, err);
    if (status)
        return status;
    status = drawing_file_next(file, &drawing, err);
    if (!status)
        status = canvas_replace(app->canvas, &drawing->strokes, err);
    drawing_file_close(file);
    if (status)
        return status;
    const struct collection_item *item = collection_at(app->collection, app->selected);
    app_show_drawing(app, item->hash);
    app->view = APP_VIEW_CANVAS;
    app_say(app, false, "Your %d is on the canvas. Change it, then press a digit to keep it so.",
            item->digit);
    return NN_STATUS_OK;
}

static enum nn_status update_collection(struct app *app, const struct action *action,
                                        struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    switch (action->kind) {
    case ACTION_DIGIT:
        status = collection_relabel(app->collection, app->selected, action->number, err);
        break;
    case ACTION_REMOVE:
        status = collection_remove(app->collection, app->selected, err);
        if (!status)
            app_say(app, false, "Deleted. Undo brings it back.");
        break;
    case ACTION_UNDO:
        status = collection_undo(app->collection, err);
        break;
    case ACTION_BROWSE:
        app->selected += action->number;
        break;
    case ACTION_PICK:
        app->selected = action->number;
        break;
    case ACTION_EDIT:
        status = edit_selected(app, err);
        break;
    default:
        break;
    }
    return status;
}

void app_settle_selected(struct app *app) {
    int last = collection_count(app->collection) - 1;
    app->selected = last < 0 ? 0 : clamp(app->selected, 0, last);
}

static void update_test_set(struct app *app, const struct action *action) {
    switch (action->kind) {
    case ACTION_DIGIT:
        app->test_digit = app->test_digit == action->number ? -1 : action->number;
        break;
    case ACTION_TEST_FILTER:
        app->test_filter = (enum app_test_filter)action->number;
        break;
    case ACTION_BROWSE:
        browse_test_set(app, action->number);
        break;
    default:
        break;
    }
    app_collect_test_set(app);
}

enum nn_status app_update_browsing(struct app *app, const struct action *action,
                                   struct nn_error *err) {
    if (action->kind == ACTION_VIEW)
        return app_set_view(app, (enum app_view)action->number, err);
    if (app->view == APP_VIEW_COLLECTION)
        return update_collection(app, action, err);
    if (app->view == APP_VIEW_RUNS)
        return app_update_runs(app, action, err);
    if (app->view == APP_VIEW_RECIPE)
        app_update_recipe(app, action);
    else if (app->view == APP_VIEW_MISTAKES || app->mistakes.opened)
        app_update_mistakes(app, action);
    else if (app->view == APP_VIEW_TEST_SET)
        update_test_set(app, action);
    else if (action->kind == ACTION_DIGIT)
        return app_teach(app, action->number, err);
    return NN_STATUS_OK;
}

bool app_can_browse(const struct app *app, const struct action *action) {
    bool drawings = app->view == APP_VIEW_COLLECTION && collection_count(app->collection) > 0;
    bool runs = app_can_compare(app, action), recipe = app->view == APP_VIEW_RECIPE;
    bool test_set = app->view == APP_VIEW_TEST_SET && !app->mistakes.opened;
    switch (action->kind) {
    case ACTION_DIGIT:
        return drawings || test_set ||
               (app->view == APP_VIEW_CANVAS && canvas_strokes(app->canvas).count > 0 &&
                !canvas_is_drawing(app->canvas) && app->number.count < 2);
    case ACTION_REMOVE:
    case ACTION_EDIT:
        return drawings;
    case ACTION_PICK:
        return drawings || runs || recipe;
    case ACTION_CHOICE_STEP:
    case ACTION_CHOICE_TYPE:
    case ACTION_CHOICE_RESET:
    case ACTION_PREVIEW:
        return app_can_choose(app, action);
    case ACTION_DRAW_RUN:
    case ACTION_USE_RUN:
    case ACTION_RESUME_RUN:
    case ACTION_RUN_VALUE:
        return runs;
    case ACTION_BROWSE:
        return drawings || runs || recipe || test_set || app_can_mistakes(app, action);
    case ACTION_TEST_FILTER:
        return test_set;
    case ACTION_CELL:
    case ACTION_MISTAKE:
    case ACTION_MEASURE:
        return app_can_mistakes(app, action);
    default:
        return true;
    }
}

/* Copies 28x28 pixels; NULL is a blank picture. */
static void fill_picture(struct ink_picture *picture, const uint8_t *pixels) {
    *picture = (struct ink_picture){.blank = !pixels};
    if (pixels)
        memcpy(picture->pixels, pixels, sizeof picture->pixels);
}

void app_shown_picture(const struct app *app, struct ink_picture *picture) {
    if (app->view == APP_VIEW_COLLECTION) {
        const struct collection_item *item = app_selected_drawing(app);
        fill_picture(picture, item ? item->pixels : NULL);
    } else if (app->view == APP_VIEW_TEST_SET) {
        struct test_set_view view = test_set_look(app->test_set);
        int index = app_test_place(app).index;
        fill_picture(picture, index < 0 ? NULL : view.images + (ptrdiff_t)index * INK_PIXELS);
    } else {
        *picture = app->drawn;
    }
}
