#include "app/core/training/validation.h"

#include "app/core/data/data_set.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char data[] = "validation-data";

static bool at_once(void *context) {
    return true;
}

/* More pictures than a slice has, and not a multiple of it. */
static void test_validation__slices_add_up_to_the_whole(void **state) {
    struct data_set folder = {0};
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_thread_pool *pool = NULL;
    struct nn_evaluation whole;
    struct validation measured;
    struct nn_error err;
    const struct training_observer nobody = {0}, abandoning = {.abandoned = at_once};
    check_ok(data_set_load(&folder, data, DATA_TRAIN, &err), &err);
    check_ok(nn_spec_parse(&spec, "flatten-dense10", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 5, &err), &err);
    check_ok(nn_thread_pool_create(&pool, 2, &err), &err);
    check_ok(nn_model_evaluate(model, &folder.train, pool, &whole, NULL, &err), &err);
    check_ok(validation_measure(&measured, model, &folder.train, pool, &nobody, &err), &err);
    assert_true(whole.correct > 0);
    assert_int_equal(measured.correct, whole.correct);
    check_close(measured.accuracy, whole.accuracy, 1e-12, 0);
    check_close(measured.loss, whole.loss, 0, 1e-9);
    check_ok(validation_measure(&measured, model, &folder.train, pool, &abandoning, &err), &err);
    assert_int_equal(measured.correct, 0);
    nn_thread_pool_destroy(pool);
    nn_model_release(model);
    data_set_destroy(&folder);
}

int main(void) {
    small_set_write(data, 620, 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validation__slices_add_up_to_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
