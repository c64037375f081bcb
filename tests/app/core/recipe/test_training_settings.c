#include "app/core/recipe/training_settings.h"

#include <math.h>
#include <string.h>

#include "tests/support/check.h"

static struct training_settings from(const char *recipe) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, recipe, &err), &err);
    return settings;
}

static void test_training_settings__recipe_fills_in_what_it_names(void **state) {
    struct training_settings settings = from("best");
    assert_string_equal(settings.recipe, "best");
    assert_string_equal(settings.net, "best");
    assert_string_equal(settings.augmentation, "medium");
    assert_string_equal(settings.optimizer, "adamw");
    assert_string_equal(settings.schedule, "one-cycle");
    assert_int_equal(settings.epochs, 80);
    assert_int_equal(settings.batch_size, 64);
    check_close((double)settings.learning_rate, 4e-3, 0, 1e-6);
    assert_int_equal(settings.ink_pictures, 5000);
    check_close((double)settings.none_fraction, 0.6, 0, 1e-6);
    assert_int_equal(settings.seed + (uint64_t)settings.threads, 0);
    check_close(settings.target, 0, 0, 0);
    assert_string_equal(settings.data_folder, "");
    assert_string_equal(settings.run_folder, "");
}

static void test_training_settings__unknown_recipe_is_refused(void **state) {
    struct training_settings settings;
    struct nn_error err;
    check_status(training_settings_from_recipe(&settings, "nosuch", &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    assert_non_null(
        strstr(err.message, "no recipe \"nosuch\": choose from original, sprint, best"));
}

static void test_training_settings__recipe_for_nn_has_the_settings_numbers(void **state) {
    struct training_settings settings = from("best");
    struct nn_recipe recipe;
    struct nn_error err;
    settings.epochs = 7;
    settings.batch_size = 9;
    settings.learning_rate = 0.25f;
    settings.seed = 11;
    strcpy(settings.augmentation, "none");
    check_ok(training_settings_recipe(&settings, &recipe, &err), &err);
    assert_int_equal(recipe.epochs, 7);
    assert_int_equal(recipe.batch_size, 9);
    assert_int_equal(recipe.seed, 11);
    check_close((double)recipe.learning_rate, 0.25, 0, 0);
    check_close((double)recipe.augmentation.shift_px, 0, 0, 0);
    assert_int_equal(recipe.optimizer, NN_OPTIMIZER_ADAMW);
    assert_int_equal(recipe.schedule, NN_SCHEDULE_ONE_CYCLE);
    check_close((double)recipe.weight_decay, 0.02, 0, 1e-6); /* the recipe's, not the default */
}

/* The recipe's own optimiser and schedule keep its constants; others get the defaults. */
static void test_training_settings__other_optimiser_and_schedule_are_complete(void **state) {
    struct training_settings settings = from("original");
    struct nn_recipe recipe;
    struct nn_error err;
    check_ok(training_settings_recipe(&settings, &recipe, &err), &err);
    check_close((double)recipe.epsilon, 1e-7, 1e-12, 0);
    strcpy(settings.optimizer, "sgd");
    strcpy(settings.schedule, "one-cycle");
    check_ok(training_settings_recipe(&settings, &recipe, &err), &err);
    assert_int_equal(recipe.optimizer, NN_OPTIMIZER_SGD);
    check_close((double)recipe.momentum, 0.9, 1e-6, 0);
    assert_int_equal(recipe.schedule, NN_SCHEDULE_ONE_CYCLE);
    check_close((double)recipe.warmup, 0.2, 1e-6, 0);
    strcpy(settings.optimizer, "adamw");
    check_ok(training_settings_recipe(&settings, &recipe, &err), &err);
    check_close((double)recipe.weight_decay, 0.01, 1e-6, 0);
    strcpy(settings.optimizer, "newton");
    check_status(training_settings_recipe(&settings, &recipe, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "sgd, adam, adamw"));
}

/* Numbers that neither a file nor a flag may set. */
static void test_training_settings__numbers_out_of_bounds_are_named(void **state) {
    static const struct {
        int epochs, threads;
        float rate, none_fraction;
        double target;
        const char *said;
    } rows[] = {
        {0, 1, 0.1f, 0, 0, "Epochs: 0 is not a whole number from 1 to 10000"},
        {1, -1, 0.1f, 0, 0, "Threads: -1 is not"},
        {1, 1025, 0.1f, 0, 0, "Threads: 1025 is not"},
        {1, 1, 0, 0, 0, "Learning rate: 0 is not a number from 1e-09 to 100"},
        {1, 1, NAN, 0, 0, "Learning rate: nan is not"},
        {1, 1, 0.1f, 1.5f, 0, "Fraction of non-digits: 1.5 is not a number from 0 to 1"},
        {1, 1, 0.1f, 0, 1.5, "Target: 1.5 is not"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct training_settings settings = from("sprint");
        struct nn_error err = {0};
        settings.epochs = rows[i].epochs;
        settings.threads = rows[i].threads;
        settings.learning_rate = rows[i].rate;
        settings.none_fraction = rows[i].none_fraction;
        settings.target = rows[i].target;
        check_status(training_settings_check(&settings, &err), NN_STATUS_BAD_ARGUMENT, &err);
        if (!strstr(err.message, rows[i].said))
            fail_msg("row %zu says: %s", i, err.message);
    }
}

static void test_training_settings__network_is_a_name_or_a_spec(void **state) {
    struct training_settings settings = from("sprint");
    struct nn_spec spec;
    struct nn_error err;
    check_ok(training_settings_spec(&settings, &spec, &err), &err);
    assert_string_equal(spec.text, nn_spec_named("sprint"));
    strcpy(settings.net, "flatten-dense10");
    check_ok(training_settings_spec(&settings, &spec, &err), &err);
    assert_string_equal(spec.text, "flatten-dense10");
    strcpy(settings.net, "bets");
    check_status(training_settings_check(&settings, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message,
                           "no network \"bets\": choose from readme, notebook, sprint, "
                           "best, and layers"));
    strcpy(settings.net, "conv3-dense10");
    check_status(training_settings_check(&settings, &err), NN_STATUS_BAD_SPEC, &err);
}

static void test_training_settings__a_tenth_is_held_out_for_validation(void **state) {
    assert_int_equal(training_settings_validation_count(60000), 6000);
    assert_int_equal(training_settings_validation_count(9), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training_settings__recipe_fills_in_what_it_names),
        cmocka_unit_test(test_training_settings__unknown_recipe_is_refused),
        cmocka_unit_test(test_training_settings__recipe_for_nn_has_the_settings_numbers),
        cmocka_unit_test(test_training_settings__other_optimiser_and_schedule_are_complete),
        cmocka_unit_test(test_training_settings__numbers_out_of_bounds_are_named),
        cmocka_unit_test(test_training_settings__network_is_a_name_or_a_spec),
        cmocka_unit_test(test_training_settings__a_tenth_is_held_out_for_validation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
