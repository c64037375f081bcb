/* The confusion matrix and the pictures behind it. */
#include <stdio.h>

#include "app/core/state/app_parts.h"

static const struct mistakes_cell all_mistakes = {-1, -1};

double app_measured_fraction(const struct app *app) {
    struct test_set_view view = test_set_look(app->test_set);
    if (view.count > 0 && view.pass == app->mistakes.pass)
        return 1;
    return view.count > 0 ? (double)view.read / (view.count + 1) : 0;
}

/* What is shown begins anew. */
static void show(struct app *app) {
    app->mistakes.at = -1;
    app->mistakes.list++;
}

enum nn_status app_collect_mistakes(struct app *app, struct nn_error *err) {
    struct app_mistakes *mistakes = &app->mistakes;
    struct test_set_view view = test_set_look(app->test_set);
    bool is_new = view.count > 0 && view.read == view.count && view.pass != mistakes->pass;
    if (app->view != APP_VIEW_MISTAKES || !is_new)
        return NN_STATUS_OK;
    enum nn_status status = mistakes_measure(&mistakes->measured, &view, err);
    if (status)
        return status;
    mistakes->pass = view.pass;
    snprintf(mistakes->measured_net, sizeof mistakes->measured_net, "%s", mistakes->net);
    mistakes->revision++;
    show(app);
    return NN_STATUS_OK;
}

static void choose_cell(struct app *app, int number) {
    struct mistakes *measured = &app->mistakes.measured;
    struct mistakes_cell cell = mistakes_cell_of(number);
    bool again = cell.label == measured->cell.label && cell.reading == measured->cell.reading;
    mistakes_choose(measured, number < 0 || again ? all_mistakes : cell);
    show(app);
}

void app_begin_mistakes(struct app *app) {
    mistakes_choose(&app->mistakes.measured, all_mistakes);
    app->mistakes.revision++;
    show(app);
}

static void go_to(struct app *app, int at) {
    int last = app->mistakes.measured.shown_count - 1;
    at = at > last ? last : at;
    app->mistakes.at = at < 0 ? 0 : at;
    if (app->mistakes.opened)
        app->test_index = app->mistakes.measured.shown[app->mistakes.at].index;
}

void app_update_mistakes(struct app *app, const struct action *action) {
    app->mistakes.revision++;
    switch (action->kind) {
    case ACTION_CELL:
        choose_cell(app, action->number);
        break;
    case ACTION_BROWSE:
        go_to(app, app->mistakes.at + action->number);
        break;
    case ACTION_MISTAKE:
        app->view = APP_VIEW_TEST_SET;
        app->mistakes.opened = true;
        go_to(app, action->number);
        break;
    case ACTION_MEASURE:
        app->mistakes.asked = true;
        app_collect_test_set(app);
        break;
    default:
        break;
    }
}

bool app_can_mistakes(const struct app *app, const struct action *action) {
    const struct mistakes *measured = &app->mistakes.measured;
    if (app->view != APP_VIEW_MISTAKES && !app->mistakes.opened)
        return false;
    switch (action->kind) {
    case ACTION_CELL:
        return measured->count > 0 && (action->number >= 0 || measured->cell.label >= 0);
    case ACTION_MISTAKE:
        return action->number >= 0 && action->number < measured->shown_count;
    case ACTION_MEASURE:
        return test_set_model(app->test_set) != app->live.model &&
               app_measured_fraction(app) == 1 && !app->mistakes.asked;
    default:
        return measured->shown_count > 0;
    }
}
