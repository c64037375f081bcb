#include "app/core/recipe/recipes.h"

#include <string.h>

#include "nn/spec.h"
#include "tests/support/check.h"

/* Everything that a recipe names exists, and nn accepts it with every augmentation. */
static void test_recipes__each_can_be_trained(void **state) {
    for (int i = 0; training_recipe_name(i); i++) {
        const struct named_recipe *found = recipes_find(RECIPES_WHOLE, training_recipe_name(i));
        assert_non_null(found);
        assert_non_null(nn_spec_named(found->net));
        assert_non_null(recipes_find(RECIPES_AUGMENTATION, found->augmentation));
        assert_non_null(recipes_find(RECIPES_OPTIMIZER, found->optimizer));
        assert_non_null(recipes_find(RECIPES_SCHEDULE, found->schedule));
        check_in_range(found->ink_pictures, 0, 60000);
        for (int a = 0; training_augmentation_name(a); a++) {
            struct nn_recipe recipe = found->recipe;
            struct nn_error err;
            recipe.augmentation = recipes_find(RECIPES_AUGMENTATION, training_augmentation_name(a))
                                      ->recipe.augmentation;
            check_ok(nn_recipe_check(&recipe, &err), &err);
        }
    }
}

static void test_recipes__each_name_gives_another_augmentation(void **state) {
    unsigned optimizers = 0, schedules = 0;
    for (int i = 0; training_optimizer_name(i); i++)
        optimizers |=
            1u << recipes_find(RECIPES_OPTIMIZER, training_optimizer_name(i))->recipe.optimizer;
    for (int i = 0; training_schedule_name(i); i++)
        schedules |=
            1u << recipes_find(RECIPES_SCHEDULE, training_schedule_name(i))->recipe.schedule;
    assert_int_equal(optimizers,
                     1 << NN_OPTIMIZER_SGD | 1 << NN_OPTIMIZER_ADAM | 1 << NN_OPTIMIZER_ADAMW);
    assert_int_equal(schedules, 1 << NN_SCHEDULE_CONSTANT | 1 << NN_SCHEDULE_COSINE |
                                    1 << NN_SCHEDULE_ONE_CYCLE);
}

/* Each augmentation changes the pictures at least as much as the one before. */
static void test_recipes__augmentations_grow(void **state) {
    const float *before = NULL;
    enum { VALUES = sizeof(struct nn_augmentation) / sizeof(float) };
    for (int i = 0; training_augmentation_name(i); i++) {
        const struct named_recipe *found =
            recipes_find(RECIPES_AUGMENTATION, training_augmentation_name(i));
        const float *values = (const float *)&found->recipe.augmentation;
        for (int v = 0; v < VALUES; v++)
            assert_true(before ? values[v] >= before[v] : values[v] == 0);
        before = values;
    }
    assert_true(before && before[0] > 0);
}

static void test_recipes__network_has_the_recipe_made_for_it(void **state) {
    assert_string_equal(recipes_for_net("notebook")->name, "original");
    assert_string_equal(recipes_for_net("sprint")->name, "sprint");
    assert_string_equal(recipes_for_net("best")->name, "best");
    assert_string_equal(recipes_for_net("flatten-dense10")->name, "original");
}

static void test_recipes__unknown_names_are_not_found(void **state) {
    assert_null(training_recipe_name(-1));
    assert_null(training_recipe_name(3));
    assert_null(recipes_find(RECIPES_WHOLE, "Sprint"));
    assert_null(recipes_find(RECIPES_AUGMENTATION, ""));
    assert_null(recipes_find(RECIPES_OPTIMIZER, "newton"));
    assert_null(recipes_find(RECIPES_SCHEDULE, "linear"));
    assert_int_equal(recipes_index(training_schedule_name, "cosine"), 1);
    assert_int_equal(recipes_index(training_schedule_name, "linear"), -1);
}

static void test_recipes__names_are_listed_for_messages(void **state) {
    char text[RECIPES_NAMES];
    recipes_list_names(text, training_augmentation_name);
    assert_string_equal(text, "none, light, medium, strong");
}

static const char *endless(int index) {
    return "forever";
}

static void test_recipes__long_lists_are_cut(void **state) {
    char text[RECIPES_NAMES];
    recipes_list_names(text, endless);
    assert_int_equal(strlen(text), RECIPES_NAMES - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recipes__each_can_be_trained),
        cmocka_unit_test(test_recipes__each_name_gives_another_augmentation),
        cmocka_unit_test(test_recipes__augmentations_grow),
        cmocka_unit_test(test_recipes__network_has_the_recipe_made_for_it),
        cmocka_unit_test(test_recipes__unknown_names_are_not_found),
        cmocka_unit_test(test_recipes__names_are_listed_for_messages),
        cmocka_unit_test(test_recipes__long_lists_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
