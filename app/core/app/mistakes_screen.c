/* What a model gets wrong: the confusion matrix with the pictures behind it, and one of those,
 * opened in the canvas' place. */
#include "app/core/app/app_private.h"

static void choose_cell(struct app *app, const struct action *action) {
    test_browser_choose_cell(&app->tests, action->number);
}

static const char *cell_refusal(const struct app *app, const struct action *action) {
    const struct mistakes *mistakes = &app->tests.mistakes;
    struct mistakes_cell cell = mistakes_cell_of(action->number);
    int classes = app->classes->count;
    bool is_there =
        cell.label < 0 ? mistakes->cell.label >= 0 : cell.label < classes && cell.reading < classes;
    return mistakes->count > 0 && is_there ? NULL : "";
}

static enum nn_status open_mistake(struct app *app, const struct action *action,
                                   struct nn_error *err) {
    test_browser_choose_mistake(&app->tests, action->number);
    return app_go_to(app, SCREEN_MISTAKE, err);
}

static const char *open_mistake_refusal(const struct app *app, const struct action *action) {
    return app_number_refusal(action, 0, app->tests.mistakes.shown_count - 1);
}

static enum nn_status measure(struct app *app, const struct action *action, struct nn_error *err) {
    test_browser_ask(&app->tests);
    return app_collect_tests(app, err);
}

static const char *measure_refusal(const struct app *app, const struct action *action) {
    return test_browser_can_ask(&app->tests, app->models.live.model) ? NULL : "";
}

static enum nn_status enter(struct app *app, struct nn_error *err) {
    test_browser_choose_cell(&app->tests, -1);
    return test_browser_open(&app->tests, err);
}

static enum nn_status collect(struct app *app, struct nn_error *err) {
    enum nn_status status = app_collect_tests(app, err);
    return status ? status : test_browser_measure(&app->tests, err);
}

static void step(struct app *app, const struct action *action) {
    test_browser_choose_mistake(&app->tests, app->tests.mistake + action->number);
}

static const char *step_refusal(const struct app *app, const struct action *action) {
    return app->tests.mistakes.shown_count > 0 ? NULL : "";
}

static struct test_place place(const struct app *app) {
    return test_browser_mistake_place(&app->tests);
}

const struct command mistakes_commands[] = {
    {ACTION_STEP, ON(SCREEN_MISTAKES), step_refusal, step, NULL, CHANGES_TESTS,
     COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_STEP, ON(SCREEN_MISTAKE), app_test_step_refusal, step, NULL, CHANGES_TESTS,
     COMMAND_REPEATS},
    {ACTION_CELL, ON(SCREEN_MISTAKES), cell_refusal, choose_cell, NULL, CHANGES_TESTS,
     COMMAND_REPEATS},
    {ACTION_MISTAKE, ON(SCREEN_MISTAKES), open_mistake_refusal, NULL, open_mistake,
     CHANGES_TESTS | CHANGES_SCREEN, 0},
    {ACTION_MEASURE, ON(SCREEN_MISTAKES), measure_refusal, NULL, measure, CHANGES_TESTS, 0},
    {.kind = ACTION_NONE},
};

const struct screen mistakes_screen = {
    .parent = SCREEN_CANVAS,
    .enter = enter,
    .collect = collect,
};

const struct screen mistake_screen = {
    .parent = SCREEN_MISTAKES,
    .collect = app_collect_tests,
    .picture = app_test_picture,
    .place = place,
    .label = app_test_label,
};
