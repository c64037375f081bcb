#include "app/core/reading/test_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/data/idx.h"
#include "nn/loss.h"
#include "tests/support/bell.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char data[] = "test-set-data";
enum { PICTURES = 203 };

static struct nn_model *random_model(uint64_t seed) {
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, "flatten-dense10", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, seed, &err), &err);
    return model;
}

static void check_readings(const struct test_set_view *view, const struct nn_model *model) {
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    check_ok(nn_workspace_create(&workspace, nn_model_spec(model), 1, &err), &err);
    for (int i = 0; i < view->read; i++) {
        float image[28 * 28], logits[10];
        nn_image_to_floats(view->images + (size_t)i * 28 * 28, 28 * 28, image);
        nn_model_forward(model, workspace, image, 1, logits);
        double sum = 0;
        int digit = nn_argmax(logits, 10);
        for (int d = 0; d < 10; d++)
            sum += exp((double)logits[d] - (double)logits[digit]);
        assert_int_equal(view->readings[i], digit);
        check_close((double)view->confidences[i], 1 / sum, 1e-5, 0);
        assert_int_equal(view->labels[i], i % 10);
    }
    nn_workspace_destroy(workspace);
}

/* Asks repeatedly, as the window does, since another model may still be reading. */
static struct test_set_view read_by(struct test_set *set, struct nn_model *model,
                                    struct bell *bell) {
    struct nn_error err;
    while (1) {
        check_ok(test_set_read(set, model, &err), &err);
        struct test_set_view view = test_set_look(set);
        assert_false(test_set_failed(set, &err));
        if (view.read == PICTURES && test_set_model(set) == model)
            return view;
        bell_wait(bell, "the test pictures to be read");
    }
}

static void test_test_set__pictures_are_read_by_the_newest_model(void **state) {
    struct bell bell = bell_make();
    struct test_set *set = NULL;
    struct nn_error err;
    check_ok(test_set_create(&set, class_set_digits(), bell_ring, &bell, &err), &err);
    assert_int_equal(test_set_look(set).count, 0);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct nn_model *model = random_model(seed);
        struct test_set_view view = read_by(set, model, &bell);
        assert_int_equal(view.count, PICTURES);
        assert_int_equal(view.pass, (int)seed);
        check_readings(&view, model);
        nn_model_release(model);
    }
    test_set_destroy(set);
}

static void test_test_set__missing_pictures_are_reported(void **state) {
    struct bell bell = bell_make();
    struct test_set *set = NULL;
    struct nn_error err;
    struct nn_model *model = random_model(7);
    setenv("INKLING_DATA_DIR", "no-such-folder", 1);
    check_ok(test_set_create(&set, class_set_digits(), bell_ring, &bell, &err), &err);
    check_ok(test_set_read(set, model, &err), &err);
    while (!test_set_failed(set, &err))
        bell_wait(&bell, "the failure to be told");
    assert_non_null(strstr(err.message, "no-such-folder"));
    assert_int_equal(test_set_look(set).count, 0);
    test_set_destroy(set);
    nn_model_release(model);
    setenv("INKLING_DATA_DIR", data, 1);
}

static void test_test_set__can_be_destroyed_while_reading(void **state) {
    struct test_set *set = NULL;
    struct nn_error err;
    struct nn_model *model = random_model(7);
    check_ok(test_set_create(&set, class_set_digits(), NULL, NULL, &err), &err);
    check_ok(test_set_read(set, model, &err), &err);
    test_set_destroy(set);
    nn_model_release(model);
}

int main(void) {
    small_set_use(data, 20, PICTURES);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_test_set__pictures_are_read_by_the_newest_model),
        cmocka_unit_test(test_test_set__missing_pictures_are_reported),
        cmocka_unit_test(test_test_set__can_be_destroyed_while_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
