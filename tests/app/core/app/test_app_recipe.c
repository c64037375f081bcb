#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/small_set.h"

static const char data[] = "app-recipe-data";

static int open_recipe(void **state) {
    driver_setup(state, (struct app_options){.results = "app-recipe-results"});
    driver_do(driver_app(state), ACTION_SCREEN, SCREEN_RECIPE);
    return 0;
}

static void test_app_recipe__choice_stays_within_the_list(void **state) {
    struct app *app = driver_app(state);
    assert_int_equal(app->screen, SCREEN_RECIPE);
    driver_do(app, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    assert_int_equal(app->recipe.choice, TRAINING_CHOICE_EPOCHS);
    driver_do(app, ACTION_STEP, 1);
    assert_int_equal(app->recipe.choice, TRAINING_CHOICE_SEED);
    driver_do(app, ACTION_STEP, 100);
    assert_int_equal(app->recipe.choice, TRAINING_CHOICES - 1);
    driver_do(app, ACTION_STEP, -100);
    assert_int_equal(app->recipe.choice, 0);
}

static void test_app_recipe__steps_and_resets(void **state) {
    struct app *app = driver_app(state);
    int usual = app->trainer.settings.epochs;
    driver_do(app, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    assert_false(driver_can(app, ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS));
    assert_true(driver_can(app, ACTION_CHOICE_STEP, 1));
    driver_do(app, ACTION_CHOICE_STEP, 1);
    assert_int_equal(app->trainer.settings.epochs, usual + 1);
    assert_true(driver_can(app, ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS));
    driver_do(app, ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS);
    assert_int_equal(app->trainer.settings.epochs, usual);
}

static void test_app_recipe__accepts_typed_values_if_valid(void **state) {
    struct app *app = driver_app(state);
    driver_set(app, TRAINING_CHOICE_SEED, "42");
    assert_int_equal(app->trainer.settings.seed, 42);
    driver_set(app, TRAINING_CHOICE_SEED, "4x");
    assert_int_equal(app->trainer.settings.seed, 42);
    assert_true(app->notices.shown.until_s == 0); /* the view shows the error while typing */
}

static void test_app_recipe__preview_follows_the_settings(void **state) {
    struct app *app = driver_app(state);
    assert_string_equal(app->recipe.error, "");
    assert_true(app->recipe.preview.data_count > 0);
    assert_true(driver_can(app, ACTION_PREVIEW, 0));
    driver_set(app, TRAINING_CHOICE_AUGMENTATION, "light");
    const struct preview first = app->recipe.preview;
    driver_do(app, ACTION_PREVIEW, 0);
    const struct preview again = app->recipe.preview;
    assert_memory_not_equal(again.pictures, first.pictures, sizeof first.pictures);
    driver_set(app, TRAINING_CHOICE_AUGMENTATION, "none");
    assert_memory_not_equal(app->recipe.preview.pictures, again.pictures, sizeof again.pictures);
}

static void test_app_recipe__missing_pictures_are_reported(void **state) {
    setenv("INKLING_DATA_DIR", "no-such-folder", 1);
    void *opened = NULL;
    open_recipe(&opened);
    struct app *app = driver_app(&opened);
    setenv("INKLING_DATA_DIR", data, 1);
    assert_non_null(strstr(app->recipe.error, "no-such-folder"));
    assert_false(driver_can(app, ACTION_PREVIEW, 0));
    driver_do(app, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    assert_true(driver_can(app, ACTION_CHOICE_STEP, 1));
    driver_teardown(&opened);
}

#define RECIPE_TEST(name) cmocka_unit_test_setup_teardown(name, open_recipe, driver_teardown)

int main(void) {
    small_set_use(data, 60, 10);
    const struct CMUnitTest tests[] = {
        RECIPE_TEST(test_app_recipe__choice_stays_within_the_list),
        RECIPE_TEST(test_app_recipe__steps_and_resets),
        RECIPE_TEST(test_app_recipe__accepts_typed_values_if_valid),
        RECIPE_TEST(test_app_recipe__preview_follows_the_settings),
        cmocka_unit_test(test_app_recipe__missing_pictures_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
