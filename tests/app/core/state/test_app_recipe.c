#include <stdlib.h>
#include <string.h>

#include "app/core/state/app.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char data[] = "app-recipe-data";

static int open_recipe(void **state) {
    const struct app_options options = {.results = "app-recipe-results"};
    struct app *app = NULL;
    struct nn_error err;
    check_ok(app_create(&app, &options, &err), &err);
    app_update(app, &(struct action){.kind = ACTION_VIEW, .number = APP_VIEW_RECIPE});
    *state = app;
    return 0;
}

static int close_recipe(void **state) {
    app_destroy(*state);
    return 0;
}

static void update(struct app *app, enum action_kind kind, int number) {
    app_update(app, &(struct action){.kind = kind, .number = number});
}

static bool can(const struct app *app, enum action_kind kind, int number) {
    return app_can(app, &(struct action){.kind = kind, .number = number});
}

static void test_app_recipe__choice_stays_within_the_list(void **state) {
    struct app *app = *state;
    assert_int_equal(app->view, APP_VIEW_RECIPE);
    update(app, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    assert_int_equal(app->recipe.choice, TRAINING_CHOICE_EPOCHS);
    update(app, ACTION_BROWSE, 1);
    assert_int_equal(app->recipe.choice, TRAINING_CHOICE_SEED);
    update(app, ACTION_BROWSE, 100);
    assert_int_equal(app->recipe.choice, TRAINING_CHOICES - 1);
    update(app, ACTION_BROWSE, -100);
    assert_int_equal(app->recipe.choice, 0);
}

static void test_app_recipe__steps_and_goes_back(void **state) {
    struct app *app = *state;
    int usual = app->settings.epochs;
    update(app, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    assert_false(can(app, ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS));
    assert_true(can(app, ACTION_CHOICE_STEP, 1));
    update(app, ACTION_CHOICE_STEP, 1);
    assert_int_equal(app->settings.epochs, usual + 1);
    assert_true(can(app, ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS));
    update(app, ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS);
    assert_int_equal(app->settings.epochs, usual);
}

static void test_app_recipe__takes_what_is_typed_if_it_makes_sense(void **state) {
    struct app *app = *state;
    update(app, ACTION_PICK, TRAINING_CHOICE_SEED);
    assert_true(can(app, ACTION_CHOICE_TYPE, 0));
    app_update(app, &(struct action){.kind = ACTION_CHOICE_TYPE, .text = "42"});
    assert_int_equal(app->settings.seed, 42);
    app_update(app, &(struct action){.kind = ACTION_CHOICE_TYPE, .text = "4x"});
    assert_int_equal(app->settings.seed, 42);
    update(app, ACTION_PICK, TRAINING_CHOICE_OPTIMIZER);
    assert_false(can(app, ACTION_CHOICE_TYPE, 0));
}

static void test_app_recipe__preview_follows_the_settings(void **state) {
    struct app *app = *state;
    assert_string_equal(app->recipe.error, "");
    assert_true(app->recipe.preview.data_count > 0);
    assert_true(can(app, ACTION_PREVIEW, 0));
    int round = app->recipe.round;
    uint64_t revision = app->recipe.revision;
    update(app, ACTION_PREVIEW, 0);
    assert_int_equal(app->recipe.round, round + 1);
    assert_true(app->recipe.revision > revision);
}

static void test_app_recipe__without_pictures_it_says_so(void **state) {
    (void)state;
    setenv("INKLING_DATA_DIR", "no-such-folder", 1);
    void *opened = NULL;
    open_recipe(&opened);
    struct app *app = opened;
    setenv("INKLING_DATA_DIR", data, 1);
    assert_non_null(strstr(app->recipe.error, "no-such-folder"));
    assert_false(can(app, ACTION_PREVIEW, 0));
    update(app, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    assert_true(can(app, ACTION_CHOICE_STEP, 1));
    close_recipe(&opened);
}

#define RECIPE_TEST(name) cmocka_unit_test_setup_teardown(name, open_recipe, close_recipe)

int main(void) {
    small_set_write(data, 60, 10);
    setenv("INKLING_DATA_DIR", data, 1);
    const struct CMUnitTest tests[] = {
        RECIPE_TEST(test_app_recipe__choice_stays_within_the_list),
        RECIPE_TEST(test_app_recipe__steps_and_goes_back),
        RECIPE_TEST(test_app_recipe__takes_what_is_typed_if_it_makes_sense),
        RECIPE_TEST(test_app_recipe__preview_follows_the_settings),
        cmocka_unit_test(test_app_recipe__without_pictures_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
