#include "nn/recipe.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { RUN = 1000 };

static const struct {
    const char *name;
    enum nn_schedule_kind schedule;
    float warmup;
    long step;
    double fraction; /* of the learning rate */
} rates[] = {
    {"constant, start", NN_SCHEDULE_CONSTANT, 0.3f, 0, 1},
    {"constant, end", NN_SCHEDULE_CONSTANT, 0.3f, RUN - 1, 1},
    {"cosine, start", NN_SCHEDULE_COSINE, 0.3f, 0, 1},
    {"cosine, a quarter", NN_SCHEDULE_COSINE, 0.3f, RUN / 4, 0.853553},
    {"cosine, middle", NN_SCHEDULE_COSINE, 0.3f, RUN / 2, 0.5},
    {"cosine, end", NN_SCHEDULE_COSINE, 0.3f, RUN, 0},
    {"one cycle, start", NN_SCHEDULE_ONE_CYCLE, 0.3f, 0, 0.04},
    {"one cycle, half way up", NN_SCHEDULE_ONE_CYCLE, 0.3f, 150, 0.52},
    {"one cycle, peak", NN_SCHEDULE_ONE_CYCLE, 0.3f, 300, 1},
    {"one cycle, half way down", NN_SCHEDULE_ONE_CYCLE, 0.3f, 650, 0.5},
    {"one cycle, end", NN_SCHEDULE_ONE_CYCLE, 0.3f, RUN, 0},
    {"one cycle without warm-up", NN_SCHEDULE_ONE_CYCLE, 0, 0, 1},
};

static void test_recipe__learning_rate_follows_the_schedule(void **state) {
    for (size_t i = 0; i < COUNT_OF(rates); i++) {
        struct nn_recipe recipe = nn_recipe_default();
        recipe.schedule = rates[i].schedule;
        recipe.warmup = rates[i].warmup;
        recipe.learning_rate = 0.2f;
        double rate = (double)nn_recipe_learning_rate(&recipe, rates[i].step, RUN);
        if (fabs(rate - 0.2 * rates[i].fraction) > 1e-6)
            print_error("%s:\n", rates[i].name);
        check_close(rate, 0.2 * rates[i].fraction, 1e-6, 0);
    }
}

static void test_recipe__one_cycle_climbs_then_falls(void **state) {
    struct nn_recipe recipe = nn_recipe_default();
    recipe.schedule = NN_SCHEDULE_ONE_CYCLE;
    for (long step = 1; step < RUN; step++) {
        float before = nn_recipe_learning_rate(&recipe, step - 1, RUN);
        float here = nn_recipe_learning_rate(&recipe, step, RUN);
        assert_true(step <= 300 ? here >= before : here <= before);
        assert_true(here > 0 && here <= recipe.learning_rate);
    }
}

static void test_recipe__default_is_valid(void **state) {
    struct nn_recipe recipe = nn_recipe_default();
    struct nn_error err;
    check_ok(nn_recipe_check(&recipe, &err), &err);
    check_ok(nn_recipe_check(&recipe, NULL), NULL);
}

static void test_recipe__augmentation_eases_off_at_the_end(void **state) {
    static const struct {
        float easing;
        long step;
        double fraction;
    } rows[] = {{0, RUN - 1, 1},        {0.2f, 0, 1}, {0.2f, 799, 1},        {0.2f, 900, 0.5},
                {0.2f, RUN - 1, 0.005}, {1, 0, 1},    {1, 3 * RUN / 4, 0.25}};
    struct nn_recipe recipe = nn_recipe_default();
    recipe.augmentation = (struct nn_augmentation){2, 15, 0.1f, 0.2f, 0.6f, 0.5f, 3, 4};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        recipe.easing = rows[i].easing;
        struct nn_augmentation eased = nn_recipe_augmentation(&recipe, rows[i].step, RUN);
        const float *values = (const float *)&eased, *full = (const float *)&recipe.augmentation;
        for (size_t v = 0; v < sizeof eased / sizeof *values; v++)
            check_close((double)values[v], (double)full[v] * rows[i].fraction, 1e-5, 0);
    }
}

/* A float or int member, its minimum and maximum, a value below and one above. */
#define FLOAT_ROW(member, min, max, below, above, word)                                            \
    {                                                                                              \
        word, offsetof(struct nn_recipe, member), 0, {min, max}, {                                 \
            below, above, NAN, INFINITY                                                            \
        }                                                                                          \
    }
#define INT_ROW(member, min, max, word)                                                            \
    {                                                                                              \
        word, offsetof(struct nn_recipe, member), 1, {min, max}, {                                 \
            0, (max) + 1, -1, INT_MIN                                                              \
        }                                                                                          \
    }

static const struct {
    const char *word; /* part of the message */
    size_t offset;
    int is_int;
    double good[2], bad[4];
} bounds[] = {
    INT_ROW(epochs, 1, 10000, "epochs"),
    INT_ROW(batch_size, 1, 8192, "batch size"),
    FLOAT_ROW(learning_rate, 1e-9, 100, 0, 101, "learning rate"),
    FLOAT_ROW(warmup, 0, 0.99, -0.1, 1, "warm-up"),
    FLOAT_ROW(momentum, 0, 0.9999, -0.1, 1, "momentum"),
    FLOAT_ROW(beta1, 0, 0.9999, -0.1, 1, "beta1"),
    FLOAT_ROW(beta2, 0, 0.99999, -0.1, 1, "beta2"),
    FLOAT_ROW(epsilon, 1e-12, 1, 0, 2, "epsilon"),
    FLOAT_ROW(weight_decay, 0, 10, -0.1, 11, "weight decay"),
    FLOAT_ROW(label_smoothing, 0, 0.9, -0.1, 1, "label smoothing"),
    FLOAT_ROW(ema_decay, 0, 0.99999, -0.1, 1, "average"),
    FLOAT_ROW(augmentation.shift_px, 0, 14, -1, 15, "shift"),
    FLOAT_ROW(augmentation.rotation_deg, 0, 180, -1, 181, "rotation"),
    FLOAT_ROW(augmentation.scale, 0, 0.9, -0.1, 1, "scale"),
    FLOAT_ROW(augmentation.shear, 0, 2, -0.1, 3, "shear"),
    FLOAT_ROW(augmentation.elastic_px, 0, 10, -1, 11, "elastic"),
    FLOAT_ROW(augmentation.pen_px, 0, 1, -0.1, 2, "pen"),
    FLOAT_ROW(easing, 0, 1, -0.1, 2, "easing"),
};

static enum nn_status check_with(size_t row, double value, struct nn_error *err) {
    struct nn_recipe recipe = nn_recipe_default();
    void *member = (char *)&recipe + bounds[row].offset;
    if (bounds[row].is_int)
        *(int *)member = (int)value;
    else
        *(float *)member = (float)value;
    return nn_recipe_check(&recipe, err);
}

static void test_recipe__values_out_of_bounds_are_named(void **state) {
    for (size_t row = 0; row < COUNT_OF(bounds); row++) {
        struct nn_error err;
        for (int i = 0; i < 2; i++)
            check_ok(check_with(row, bounds[row].good[i], &err), &err);
        for (int i = 0; i < 4; i++) {
            if (check_with(row, bounds[row].bad[i], &err) == NN_STATUS_OK)
                fail_msg("%s can be %g", bounds[row].word, bounds[row].bad[i]);
            assert_int_equal(err.status, NN_STATUS_BAD_ARGUMENT);
            if (!strstr(err.message, bounds[row].word))
                fail_msg("\"%s\" does not name %s", err.message, bounds[row].word);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recipe__learning_rate_follows_the_schedule),
        cmocka_unit_test(test_recipe__one_cycle_climbs_then_falls),
        cmocka_unit_test(test_recipe__augmentation_eases_off_at_the_end),
        cmocka_unit_test(test_recipe__default_is_valid),
        cmocka_unit_test(test_recipe__values_out_of_bounds_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
