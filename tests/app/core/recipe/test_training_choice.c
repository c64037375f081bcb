#include "app/core/recipe/training_choice.h"

#include <stdio.h>
#include <string.h>

#include "nn/thread_pool.h"
#include "tests/support/check.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct training_settings from(const char *recipe) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, recipe, &err), &err);
    return settings;
}

/* Includes members that are not choices. */
static void check_same(const struct training_settings *a, const struct training_settings *b) {
    char first[TRAINING_CHOICE_TEXT], second[TRAINING_CHOICE_TEXT];
    for (int i = 0; i < TRAINING_CHOICES; i++) {
        training_choice_value(a, (enum training_choice)i, first);
        training_choice_value(b, (enum training_choice)i, second);
        assert_string_equal(first, second);
    }
    assert_int_equal(a->ink_pictures, b->ink_pictures);
    assert_string_equal(a->data_folder, b->data_folder);
}

static void type(struct training_settings *settings, enum training_choice choice,
                 const char *text) {
    struct nn_error err;
    check_ok(training_choice_type(settings, choice, text, &err), &err);
}

/* Lists every value reached by steps from `start`, upwards or downwards, as text. */
static void check_steps(enum training_choice choice, const char *start, int by,
                        const char *expected) {
    struct training_settings settings = from("sprint");
    char value[TRAINING_CHOICE_TEXT], all[1024] = "";
    size_t length = 0;
    type(&settings, choice, start);
    while (training_choice_step(&settings, choice, by)) {
        training_choice_value(&settings, choice, value);
        length += (size_t)snprintf(all + length, sizeof all - length, "%s ", value);
        assert_true(length < sizeof all);
    }
    if (strcmp(all, expected) != 0)
        fail_msg("%s from %s by %d: %s", training_setting(choice)->title, start, by, all);
}

static void test_training_choice__numbers_step_by_suitable_amounts(void **state) {
    static const struct {
        enum training_choice choice;
        const char *start;
        int by;
        const char *expected;
    } rows[] = {
        {TRAINING_CHOICE_RATE, "0.004", 1, "0.005 0.01 0.02 0.05 0.1 0.2 0.5 1 "},
        {TRAINING_CHOICE_RATE, "0.004", -1, "0.002 0.001 0.0005 0.0002 0.0001 5e-05 2e-05 1e-05 "},
        {TRAINING_CHOICE_RATE, "1", 1, ""},
        {TRAINING_CHOICE_RATE, "1e-5", -1, ""},
        {TRAINING_CHOICE_RATE, "30", -1, ""}, /* typed, beyond the values that steps offer */
        {TRAINING_CHOICE_BATCH_SIZE, "100", 1, "128 256 512 1024 "},
        {TRAINING_CHOICE_BATCH_SIZE, "100", -1, "64 32 16 8 "},
        {TRAINING_CHOICE_BATCH_SIZE, "1", 1, ""},
        {TRAINING_CHOICE_EPOCHS, "7", 1,
         "8 9 10 15 20 25 30 35 40 45 50 60 70 80 90 100 110 120 130 140 150 160 170 180 190 200 "},
        {TRAINING_CHOICE_EPOCHS, "62", -1, "60 50 45 40 35 30 25 20 15 10 9 8 7 6 5 4 3 2 1 "},
        {TRAINING_CHOICE_SEED, "2", -1, "1 0 "},
        {TRAINING_CHOICE_SEED, "9007199254740990", 1, "9007199254740991 "},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        check_steps(rows[i].choice, rows[i].start, rows[i].by, rows[i].expected);
}

static void test_training_choice__threads_go_from_one_to_all_processors(void **state) {
    struct training_settings settings = from("sprint");
    int count = nn_processor_count(), steps = 0;
    assert_false(training_choice_step(&settings, TRAINING_CHOICE_THREADS, 1));
    while (training_choice_step(&settings, TRAINING_CHOICE_THREADS, -1))
        steps++;
    assert_int_equal(steps, count - 1);
    assert_int_equal(settings.threads, count > 1 ? 1 : 0);
    while (training_choice_step(&settings, TRAINING_CHOICE_THREADS, 1))
        ;
    assert_int_equal(settings.threads, 0);
    char text[TRAINING_CHOICE_TEXT], expected[32];
    training_choice_text(&settings, TRAINING_CHOICE_THREADS, text);
    snprintf(expected, sizeof expected, "%d, all", count);
    assert_string_equal(text, expected);
    settings.threads = count + 5; /* from a larger machine; training would use that many */
    assert_false(training_choice_step(&settings, TRAINING_CHOICE_THREADS, 1));
    training_choice_text(&settings, TRAINING_CHOICE_THREADS, text);
    snprintf(expected, sizeof expected, "%d", count + 5);
    assert_string_equal(text, expected);
}

static void test_training_choice__names_step_through_their_lists(void **state) {
    static const struct {
        enum training_choice choice;
        const char *all;
    } rows[] = {
        {TRAINING_CHOICE_NET, "readme notebook sprint best "},
        {TRAINING_CHOICE_AUGMENTATION, "none light medium strong "},
        {TRAINING_CHOICE_OPTIMIZER, "sgd adam adamw "},
        {TRAINING_CHOICE_SCHEDULE, "constant cosine one-cycle "},
        {TRAINING_CHOICE_RECIPE, "original sprint best "},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct training_settings settings = from("sprint");
        char value[TRAINING_CHOICE_TEXT], all[256] = "";
        while (training_choice_step(&settings, rows[i].choice, -1))
            ;
        do {
            training_choice_value(&settings, rows[i].choice, value);
            strcat(strcat(all, value), " ");
        } while (training_choice_step(&settings, rows[i].choice, 1));
        assert_string_equal(all, rows[i].all);
    }
}

static void test_training_choice__network_without_a_name_steps_to_the_lists_ends(void **state) {
    struct training_settings settings = from("sprint");
    type(&settings, TRAINING_CHOICE_NET, "flatten-dense10");
    assert_true(training_choice_step(&settings, TRAINING_CHOICE_NET, 1));
    assert_string_equal(settings.net, "readme");
    type(&settings, TRAINING_CHOICE_NET, "flatten-dense10");
    assert_true(training_choice_step(&settings, TRAINING_CHOICE_NET, -1));
    assert_string_equal(settings.net, "best");
}

static void test_training_choice__wrong_words_are_refused_and_change_nothing(void **state) {
    static const struct {
        enum training_choice choice;
        const char *text, *said;
    } rows[] = {
        {TRAINING_CHOICE_NET, "", "readme"},
        {TRAINING_CHOICE_NET, "bets", "readme"},
        {TRAINING_CHOICE_NET, "conv3-dense10", "layer 1"},
        {TRAINING_CHOICE_NET, "flatten-dense9", "dense10"},
        {TRAINING_CHOICE_NET, "conv10k3", "no network"},
        {TRAINING_CHOICE_NET, "conv10k3-relu", "dense10"},
        {TRAINING_CHOICE_RATE, "0", "a number from 1e-09 to 100"},
        {TRAINING_CHOICE_RATE, "-1", "a number from 1e-09 to 100"},
        {TRAINING_CHOICE_RATE, "fast", "a number from 1e-09 to 100"},
        {TRAINING_CHOICE_RATE, "1e", "a number from 1e-09 to 100"},
        {TRAINING_CHOICE_RATE, "nan", "a number from 1e-09 to 100"},
        {TRAINING_CHOICE_BATCH_SIZE, "0", "1 to 8192"},
        {TRAINING_CHOICE_BATCH_SIZE, "1.5", "whole"},
        {TRAINING_CHOICE_EPOCHS, "", "whole"},
        {TRAINING_CHOICE_EPOCHS, "10001", "1 to 10000"},
        {TRAINING_CHOICE_EPOCHS, "1e300", "1 to 10000"},
        {TRAINING_CHOICE_SEED, "-1", "0 to"},
        {TRAINING_CHOICE_SEED, "9007199254740992", "9007199254740991"},
        {TRAINING_CHOICE_THREADS, "0", "1 to 1024"},
        {TRAINING_CHOICE_THREADS, "99999", "1 to 1024"},
        {TRAINING_CHOICE_RECIPE, "nosuch", "original, sprint, best"},
        {TRAINING_CHOICE_AUGMENTATION, "nosuch", "none, light, medium, strong"},
        {TRAINING_CHOICE_OPTIMIZER, "nosuch", "sgd, adam, adamw"},
        {TRAINING_CHOICE_SCHEDULE, "nosuch", "constant, cosine, one-cycle"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct training_settings settings = from("sprint"), before = settings;
        struct nn_error err = {0};
        if (!training_choice_type(&settings, rows[i].choice, rows[i].text, &err))
            fail_msg("row %zu is accepted", i);
        if (!strstr(err.message, rows[i].said))
            fail_msg("row %zu says: %s", i, err.message);
        check_same(&settings, &before);
    }
    char longer[2 * NN_MAX_SPEC_TEXT];
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    struct training_settings settings = from("sprint");
    struct nn_error err;
    check_status(training_choice_type(&settings, TRAINING_CHOICE_NET, longer, &err),
                 NN_STATUS_BAD_ARGUMENT, &err);
}

static void test_training_choice__typed_spec_of_a_named_network_is_that_network(void **state) {
    struct training_settings settings = from("sprint");
    type(&settings, TRAINING_CHOICE_NET, nn_spec_named("notebook"));
    assert_string_equal(settings.net, "notebook");
    type(&settings, TRAINING_CHOICE_NET, "conv4k5-relu-gap-dense10");
    assert_string_equal(settings.net, "conv4k5-relu-gap-dense10");
}

static void test_training_choice__recipe_fills_in_all_but_seed_and_threads(void **state) {
    struct training_settings settings = from("sprint"), best = from("best");
    type(&settings, TRAINING_CHOICE_SEED, "41");
    type(&settings, TRAINING_CHOICE_THREADS, "1");
    best.seed = settings.seed;
    best.threads = settings.threads;
    assert_true(training_choice_step(&settings, TRAINING_CHOICE_RECIPE, 1));
    check_same(&settings, &best);
    assert_false(training_choice_step(&settings, TRAINING_CHOICE_RECIPE, 1));
}

static void test_training_choice__picking_a_recipe_equals_stepping_to_it(void **state) {
    struct training_settings stepped = from("sprint"), picked = stepped;
    stepped.seed = picked.seed = 41;
    assert_true(training_choice_step(&stepped, TRAINING_CHOICE_RECIPE, 1));
    type(&picked, TRAINING_CHOICE_RECIPE, "best");
    check_same(&picked, &stepped);
}

/* A menu marks the suggestion that is displayed like the value. */
static void test_training_choice__suggestions_can_be_typed_and_read_the_same(void **state) {
    for (int i = 0; i < TRAINING_CHOICES; i++) {
        enum training_choice choice = (enum training_choice)i;
        int count = training_choice_suggestion_count(choice);
        assert_int_equal(count == 0,
                         choice == TRAINING_CHOICE_SEED || choice == TRAINING_CHOICE_THREADS);
        assert_null(training_choice_suggestion(choice, count));
        for (int s = 0; s < count; s++) {
            struct training_settings settings = from("sprint");
            char value[TRAINING_CHOICE_TEXT];
            type(&settings, choice, training_choice_suggestion(choice, s));
            training_choice_value(&settings, choice, value);
            assert_string_equal(value, training_choice_suggestion(choice, s));
        }
    }
}

/* For each choice alone: it is marked as changed, so is the recipe if it sets that choice, and
 * reset undoes the change. */
static void test_training_choice__changes_are_marked_and_can_be_reset(void **state) {
    char text[TRAINING_CHOICE_TEXT];
    for (int i = TRAINING_CHOICE_NET; i < TRAINING_CHOICES; i++) {
        enum training_choice choice = (enum training_choice)i;
        struct training_settings settings = from("sprint"), before = settings;
        bool own = choice >= TRAINING_CHOICE_SEED;
        if (choice == TRAINING_CHOICE_THREADS && nn_processor_count() == 1)
            continue;
        assert_false(training_choice_is_changed(&settings, choice));
        if (!training_choice_step(&settings, choice, -1))
            assert_true(training_choice_step(&settings, choice, 1));
        for (int j = TRAINING_CHOICE_NET; j < TRAINING_CHOICES; j++)
            assert_int_equal(training_choice_is_changed(&settings, (enum training_choice)j),
                             i == j);
        assert_int_equal(training_choice_is_changed(&settings, TRAINING_CHOICE_RECIPE), !own);
        training_choice_text(&settings, TRAINING_CHOICE_RECIPE, text);
        assert_string_equal(text, own ? "sprint" : "sprint, changed");
        training_choice_reset(&settings, choice);
        check_same(&settings, &before);
    }
}

static void test_training_choice__resetting_the_recipe_leaves_the_seed(void **state) {
    struct training_settings settings = from("original"), expected = settings;
    settings.seed = expected.seed = 5;
    for (int i = TRAINING_CHOICE_NET; i <= TRAINING_CHOICE_EPOCHS; i++)
        training_choice_step(&settings, (enum training_choice)i, 1);
    training_choice_reset(&settings, TRAINING_CHOICE_RECIPE);
    check_same(&settings, &expected);
}

/* MNIST's 60,000 pictures, of which 6,000 are held out. */
static void test_training_choice__outlook_counts_the_steps(void **state) {
    struct training_settings settings = from("best");
    struct training_outlook outlook;
    struct nn_error err;
    strcpy(settings.net, "conv4k5-relu-pool2-flatten-dense10");
    settings.epochs = 3;
    check_ok(training_choice_outlook(&outlook, &settings, 60000, &err), &err);
    assert_int_equal(outlook.parameters, 4 * 25 + 4 + 12 * 12 * 4 * 10 + 10);
    assert_int_equal(outlook.pictures, 54000 + 5000);
    assert_int_equal(outlook.steps_per_epoch, 922); /* 59000 / 64 = 921.9 */
    assert_int_equal(outlook.steps, 3 * 922);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training_choice__numbers_step_by_suitable_amounts),
        cmocka_unit_test(test_training_choice__threads_go_from_one_to_all_processors),
        cmocka_unit_test(test_training_choice__names_step_through_their_lists),
        cmocka_unit_test(test_training_choice__network_without_a_name_steps_to_the_lists_ends),
        cmocka_unit_test(test_training_choice__wrong_words_are_refused_and_change_nothing),
        cmocka_unit_test(test_training_choice__typed_spec_of_a_named_network_is_that_network),
        cmocka_unit_test(test_training_choice__recipe_fills_in_all_but_seed_and_threads),
        cmocka_unit_test(test_training_choice__picking_a_recipe_equals_stepping_to_it),
        cmocka_unit_test(test_training_choice__suggestions_can_be_typed_and_read_the_same),
        cmocka_unit_test(test_training_choice__changes_are_marked_and_can_be_reset),
        cmocka_unit_test(test_training_choice__resetting_the_recipe_leaves_the_seed),
        cmocka_unit_test(test_training_choice__outlook_counts_the_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
