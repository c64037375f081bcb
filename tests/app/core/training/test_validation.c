#include "app/core/training/validation.h"

#include "app/core/data/data_set.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char data[] = "validation-data";

/* Abandons the work after the first slice of pictures. */
static bool soon(void *context) {
    int *asked = context;
    return ++*asked > 1;
}

struct subject {
    struct data_set folder;
    struct nn_model *model;
    struct nn_thread_pool *pool;
};

static void subject_create(struct subject *subject) {
    struct nn_spec spec;
    struct nn_error err;
    *subject = (struct subject){0};
    check_ok(data_set_load(&subject->folder, data, DATA_TRAIN, &err), &err);
    check_ok(nn_spec_parse(&spec, "flatten-dense10", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&subject->model, &spec, 5, &err), &err);
    check_ok(nn_thread_pool_create(&subject->pool, 2, &err), &err);
}

static void subject_destroy(struct subject *subject) {
    nn_thread_pool_destroy(subject->pool);
    nn_model_release(subject->model);
    data_set_destroy(&subject->folder);
}

/* More pictures than a slice has, and not a multiple of it. */
static void test_validation__slices_add_up_to_the_whole(void **state) {
    struct subject subject;
    struct nn_evaluation whole;
    struct validation measured;
    struct nn_error err;
    const struct training_observer nobody = {0};
    subject_create(&subject);
    const struct nn_dataset *train = &subject.folder.train;
    check_ok(nn_model_evaluate(subject.model, train, subject.pool, &whole, NULL, &err), &err);
    check_ok(validation_measure(&measured, subject.model, train, subject.pool, &nobody, &err),
             &err);
    assert_true(whole.correct > 0);
    assert_int_equal(measured.correct, whole.correct);
    check_close(measured.accuracy, whole.accuracy, 1e-12, 0);
    check_close(measured.loss, whole.loss, 0, 1e-9);
    subject_destroy(&subject);
}

/* As when the window is closed while a run is tested at its end. */
static void test_validation__abandoned_work_ends_after_a_slice(void **state) {
    struct subject subject;
    struct validation measured;
    struct nn_error err;
    int asked = 0;
    const struct training_observer observer = {.abandoned = soon, .context = &asked};
    subject_create(&subject);
    const struct nn_dataset *train = &subject.folder.train;
    struct training_result result = {.model = subject.model};
    check_ok(validation_measure(&measured, subject.model, train, subject.pool, &observer, &err),
             &err);
    assert_int_equal(asked, 2);
    asked = 0;
    check_ok(validation_calibrate(subject.model, train, subject.pool, &observer, &err), &err);
    assert_int_equal(asked, 2);
    asked = 0;
    check_ok(validation_final_test(&result, train, subject.pool, &observer, &err), &err);
    assert_int_equal(asked, 2);
    subject_destroy(&subject);
}

int main(void) {
    small_set_write(data, 620, 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validation__slices_add_up_to_the_whole),
        cmocka_unit_test(test_validation__abandoned_work_ends_after_a_slice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
