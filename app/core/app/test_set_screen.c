/* The test pictures in the canvas' place. */
#include <string.h>

#include "app/core/app/app_private.h"

/* A fine-tuning is over so soon that the pictures are read by every model of it. */
enum nn_status app_collect_tests(struct app *app, struct nn_error *err) {
    bool busy = app_is_training(app) && !app->trainer.fine_tuning;
    const struct model_slot *live = &app->models.live;
    return test_browser_collect(&app->tests, live->model, live->name, busy, err);
}

static void filter_tests(struct app *app, const struct action *action) {
    test_browser_set_filter(&app->tests, (enum test_filter)action->number);
}

static const char *filter_tests_refusal(const struct app *app, const struct action *action) {
    return app_number_refusal(action, TEST_FILTER_ALL, TEST_FILTER_RIGHT);
}

static enum nn_status enter(struct app *app, struct nn_error *err) {
    return test_browser_open(&app->tests, err);
}

static void show_digit(struct app *app, const struct action *action) {
    test_browser_show_digit(&app->tests, action->number);
}

static void step(struct app *app, const struct action *action) {
    test_browser_step(&app->tests, action->number);
}

const char *app_test_step_refusal(const struct app *app, const struct action *action) {
    struct test_place place = screens[app->screen]->place(app);
    bool can = action->number < 0 ? place.number > 1 : place.number < place.count;
    return can ? NULL : "";
}

static struct test_place place(const struct app *app) {
    return test_browser_place(&app->tests);
}

void app_test_picture(const struct app *app, struct ink_picture *picture) {
    int index = screens[app->screen]->place(app).index;
    const uint8_t *images = test_set_look(app->tests.set).images;
    *picture = (struct ink_picture){.blank = index < 0};
    if (index >= 0)
        memcpy(picture->pixels, images + (ptrdiff_t)index * INK_PIXELS, sizeof picture->pixels);
}

int app_test_label(const struct app *app) {
    int index = screens[app->screen]->place(app).index;
    return index < 0 ? -1 : test_set_look(app->tests.set).labels[index];
}

static int chosen_digit(const struct app *app) {
    return app->tests.digit;
}

const struct command test_set_commands[] = {
    {ACTION_DIGIT, ON(SCREEN_TEST_SET), app_digit_refusal, show_digit, NULL, CHANGES_TESTS, 0},
    {ACTION_STEP, ON(SCREEN_TEST_SET), app_test_step_refusal, step, NULL, CHANGES_TESTS,
     COMMAND_REPEATS},
    {ACTION_TEST_FILTER, ON(SCREEN_TEST_SET), filter_tests_refusal, filter_tests, NULL,
     CHANGES_TESTS, COMMAND_SETS},
    {.kind = ACTION_NONE},
};

const struct screen test_set_screen = {
    .parent = SCREEN_CANVAS,
    .enter = enter,
    .collect = app_collect_tests,
    .picture = app_test_picture,
    .place = place,
    .label = app_test_label,
    .digit_title = "Show only",
    .chosen_digit = chosen_digit,
};
