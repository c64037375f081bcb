#include "app/core/reading/attribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/dataset.h"
#include "tests/support/check.h"

enum { DIGITS = 10 };

static const struct point seven_points[] = {
    {0.25f, 0.2f}, {0.5f, 0.2f}, {0.75f, 0.2f}, {0.6f, 0.5f}, {0.45f, 0.8f}};
static const struct stroke seven = {0.06f, 5, seven_points};
static const struct stroke *const sevens[] = {&seven};
static const struct strokes drawing = {1, sevens}, no_drawing = {0, NULL};

/* A drawn 7, read by the built-in model. */
struct fixture {
    struct nn_model *model;
    struct reader *reader;
    struct ink_picture picture;
    struct reading reading;
    struct attribution *attribution;
};

static void ask(struct fixture *fixture, int digit, bool search) {
    const struct attribution_question question = {.model = fixture->model,
                                                  .picture = &fixture->picture,
                                                  .reading = &fixture->reading,
                                                  .digit = digit,
                                                  .search = search};
    struct nn_error err;
    check_ok(attribution_ask(fixture->attribution, &question, &err), &err);
}

static int open_fixture(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct nn_error err;
    check_ok(reading_builtin_model(&fixture->model, &err), &err);
    check_ok(reader_create(&fixture->reader, fixture->model, &err), &err);
    check_ok(attribution_create(&fixture->attribution, &err), &err);
    ink_picture_from_strokes(&drawing, &fixture->picture);
    reader_read(fixture->reader, &fixture->picture, &fixture->reading);
    assert_int_equal(fixture->reading.digit, 7);
    *state = fixture;
    return 0;
}

static int close_fixture(void **state) {
    struct fixture *fixture = *state;
    attribution_destroy(fixture->attribution);
    reader_destroy(fixture->reader);
    nn_model_release(fixture->model);
    free(fixture);
    return 0;
}

static void finish(struct fixture *fixture) {
    while (attribution_work(fixture->attribution, 3))
        ;
    assert_true(attribution_is_done(fixture->attribution));
}

/* Returns a digit's logit minus the mean of the others. */
static double lead(const struct fixture *fixture, const uint8_t *pixels, int digit) {
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    float image[INK_PIXELS], logits[DIGITS];
    double others = 0;
    nn_image_to_floats(pixels, INK_PIXELS, image);
    check_ok(nn_workspace_create(&workspace, nn_model_spec(fixture->model), 1, &err), &err);
    nn_model_forward(fixture->model, workspace, image, 1, logits);
    for (int i = 0; i < DIGITS; i++)
        others += i == digit ? 0 : (double)logits[i] / (DIGITS - 1);
    nn_workspace_destroy(workspace);
    return (double)logits[digit] - others;
}

static void test_attribution__importance_adds_up_to_the_lead(void **state) {
    struct fixture *fixture = *state;
    const uint8_t blank[INK_PIXELS] = {0};
    static const int digits[] = {7, 4};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        double total = 0, gain = lead(fixture, fixture->picture.pixels, digits[i]) -
                                 lead(fixture, blank, digits[i]);
        ask(fixture, digits[i], false);
        finish(fixture);
        for (int p = 0; p < INK_PIXELS; p++)
            total += (double)attribution_answer(fixture->attribution)->importance[p];
        assert_int_equal(attribution_answer(fixture->attribution)->digit, digits[i]);
        assert_int_equal(attribution_answer(fixture->attribution)->points, ATTRIBUTION_POINTS);
        assert_true(digits[i] != 7 || gain > 1);
        check_close(total, gain, 0.05, 0.02);
    }
}

static void test_attribution__paper_has_no_importance(void **state) {
    struct fixture *fixture = *state;
    ask(fixture, -1, false);
    finish(fixture);
    for (int p = 0; p < INK_PIXELS; p++)
        if (fixture->picture.pixels[p] == 0)
            assert_true(attribution_answer(fixture->attribution)->importance[p] == 0);
}

static void test_attribution__portions_do_not_matter(void **state) {
    struct fixture *fixture = *state;
    ask(fixture, 4, true);
    finish(fixture);
    struct attribution_answer by_three = *attribution_answer(fixture->attribution);
    ask(fixture, 4, true);
    assert_true(attribution_work(fixture->attribution, 4));
    assert_int_equal(attribution_answer(fixture->attribution)->points, 4);
    assert_true(attribution_work(fixture->attribution, 1000));
    assert_false(attribution_work(fixture->attribution, 1));
    assert_memory_equal(by_three.importance, attribution_answer(fixture->attribution)->importance,
                        sizeof by_three.importance);
    assert_int_equal(by_three.change_count, attribution_answer(fixture->attribution)->change_count);
}

/* Returns the reading after the changes, without one of them if `without` names it. */
static int read_changed(struct fixture *fixture, const struct attribution_answer *answer,
                        int without) {
    struct ink_picture changed = fixture->picture;
    struct reading reading;
    for (int i = 0; i < answer->change_count; i++)
        if (i != without)
            changed.pixels[answer->changes[i].pixel] = answer->changes[i].add ? 255 : 0;
    reader_read(fixture->reader, &changed, &reading);
    return reading.digit;
}

static void test_attribution__counterfactual_changes_the_answer(void **state) {
    struct fixture *fixture = *state;
    int found = 0;
    for (int digit = -1; digit < DIGITS; digit++) {
        ask(fixture, digit, true);
        finish(fixture);
        const struct attribution_answer *answer = attribution_answer(fixture->attribution);
        assert_true(answer->search == ATTRIBUTION_FOUND || answer->search == ATTRIBUTION_NOT_FOUND);
        assert_true(answer->target != 7);
        if (digit >= 0 && digit != 7)
            assert_int_equal(answer->target, digit);
        if (answer->search != ATTRIBUTION_FOUND)
            continue;
        found++;
        check_in_range(answer->change_count, 1, ATTRIBUTION_MAX_CHANGES);
        assert_int_equal(read_changed(fixture, answer, -1), answer->target);
        for (int i = 0; i < answer->change_count; i++)
            if (read_changed(fixture, answer, i) == answer->target)
                fail_msg("%d: change %d of %d is not needed", digit, i, answer->change_count);
    }
    assert_true(found > 0);
}

static void test_attribution__counterfactual_is_for_the_second_likeliest_digit(void **state) {
    struct fixture *fixture = *state;
    ask(fixture, -1, true);
    finish(fixture);
    assert_int_equal(attribution_answer(fixture->attribution)->digit, 7);
    for (int i = 0; i < DIGITS; i++)
        if (i != 7)
            assert_true(
                fixture->reading.probabilities[i] <=
                fixture->reading.probabilities[attribution_answer(fixture->attribution)->target]);
}

static void test_attribution__blank_picture_leaves_nothing_to_ask(void **state) {
    struct fixture *fixture = *state;
    ink_picture_from_strokes(&no_drawing, &fixture->picture);
    reader_read(fixture->reader, &fixture->picture, &fixture->reading);
    ask(fixture, 3, true);
    assert_int_equal(attribution_answer(fixture->attribution)->digit, -1);
    assert_true(attribution_is_done(fixture->attribution));
    assert_false(attribution_work(fixture->attribution, 1));
}

#define ATTRIBUTION_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void) {
    const struct CMUnitTest tests[] = {
        ATTRIBUTION_TEST(test_attribution__importance_adds_up_to_the_lead),
        ATTRIBUTION_TEST(test_attribution__paper_has_no_importance),
        ATTRIBUTION_TEST(test_attribution__portions_do_not_matter),
        ATTRIBUTION_TEST(test_attribution__counterfactual_changes_the_answer),
        ATTRIBUTION_TEST(test_attribution__counterfactual_is_for_the_second_likeliest_digit),
        ATTRIBUTION_TEST(test_attribution__blank_picture_leaves_nothing_to_ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
