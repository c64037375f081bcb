#include "app/core/reading/reading.h"

#include <string.h>

#include "tests/support/builtin_reader.h"
#include "tests/support/check.h"

enum { DIGITS = 10 };

static const struct point bar_points[] = {{0.5f, 0.2f}, {0.5f, 0.8f}};
static const struct stroke bar = {0.06f, 2, bar_points};

static struct ink_picture picture_of_bar(void) {
    const struct stroke *const items[] = {&bar};
    const struct strokes strokes = {1, items};
    struct ink_picture picture;
    ink_picture_from_strokes(&strokes, &picture);
    return picture;
}

static void test_reading__bar_is_a_one(void **state) {
    struct reader *reader = builtin_reader();
    struct ink_picture picture = picture_of_bar();
    struct reading reading;
    reader_read(reader, &picture, &reading);
    assert_int_equal(reading.digit, 1);
    assert_true(reading.is_digit);
    check_close((double)reading.confidence, (double)reading.probabilities[1], 0, 0);
    double sum = 0;
    for (int i = 0; i < DIGITS; i++)
        sum += (double)reading.probabilities[i];
    check_close(sum, 1, 1e-5, 0);
    reader_destroy(reader);
}

/* Reads more pictures than a reader remembers, twice: the second reading must equal the first. */
static void test_reading__pictures_read_before_read_the_same(void **state) {
    enum { PICTURES = 40 };
    struct reader *reader = builtin_reader();
    struct reading first[PICTURES], again;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < PICTURES; i++) {
            struct ink_picture picture = picture_of_bar();
            picture.pixels[28 * 14 + i % 28] = (uint8_t)(100 + i);
            reader_read(reader, &picture, round ? &again : &first[i]);
            if (round)
                assert_memory_equal(&again, &first[i], sizeof again);
        }
    assert_memory_not_equal(&first[0], &first[1], sizeof first[0]);
    reader_destroy(reader);
}

static void test_reading__blank_has_no_answer(void **state) {
    struct reader *reader = builtin_reader();
    struct ink_picture picture;
    const struct strokes none = {0, NULL};
    struct reading reading;
    ink_picture_from_strokes(&none, &picture);
    reader_read(reader, &picture, &reading);
    assert_int_equal(reading.digit, -1);
    assert_false(reading.is_digit);
    for (int i = 0; i < DIGITS; i++)
        check_close((double)reading.probabilities[i], 0, 0, 0);
    reader_destroy(reader);
}

static void test_reading__accepts_a_model_of_another_network(void **state) {
    struct reader *reader = builtin_reader();
    struct ink_picture picture = picture_of_bar();
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct reading before, after;
    struct nn_error err;
    reader_read(reader, &picture, &before);
    check_ok(nn_spec_parse(&spec, "conv3k5-relu-flatten-dense10",
                           (struct nn_shape){INK_SIDE, INK_SIDE, 1}, &err),
             &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(reader_set_model(reader, model, &err), &err);
    assert_ptr_equal(reader_model(reader), model);
    nn_model_release(model);
    reader_read(reader, &picture, &after);
    assert_memory_not_equal(before.probabilities, after.probabilities, sizeof before.probabilities);
    reader_destroy(reader);
}

/* A threshold of 1 rejects stripes, which are not a digit; a threshold of 0 accepts everything. */
static void test_reading__threshold_is_the_models_own(void **state) {
    struct reader *reader = builtin_reader();
    struct ink_picture picture = picture_of_bar();
    struct nn_model *builtin = reader_model(reader);
    for (int i = 0; i < 2; i++) {
        const struct nn_metadata line = {"none_threshold", i ? "1" : "0"};
        struct nn_model *model = NULL;
        struct reading reading;
        struct nn_error err;
        check_ok(nn_model_blend(&model, builtin, builtin, 0, &err), &err);
        check_ok(nn_model_annotate(model, &line, 1, &err), &err);
        check_ok(reader_set_model(reader, model, &err), &err);
        nn_model_release(model);
        for (int at = 0; at < INK_PIXELS; at++)
            picture.pixels[at] = at % 7 ? 0 : 255;
        reader_read(reader, &picture, &reading);
        assert_int_equal(reading.is_digit, i == 0);
        builtin = reader_model(reader);
    }
    reader_destroy(reader);
}

static void test_reading__refuses_models_that_do_not_read_drawings(void **state) {
    static const struct {
        const char *net;
        struct nn_shape input;
    } rows[] = {
        {"flatten-dense1", {28, 28, 1}},
        {"flatten-dense65", {28, 28, 1}},
        {"flatten-dense10", {27, 28, 1}},
        {"flatten-dense10", {28, 28, 3}},
        {"conv10k3", {28, 28, 1}},
    };
    struct reader *reader = builtin_reader();
    struct nn_model *builtin = reader_model(reader);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nn_spec spec;
        struct nn_model *model = NULL;
        struct nn_error err;
        check_ok(nn_spec_parse(&spec, rows[i].net, rows[i].input, &err), &err);
        check_ok(nn_model_create(&model, &spec, 1, &err), &err);
        check_status(reader_set_model(reader, model, &err), NN_STATUS_MISMATCH, &err);
        assert_ptr_equal(reader_model(reader), builtin);
        nn_model_release(model);
    }
    reader_destroy(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading__bar_is_a_one),
        cmocka_unit_test(test_reading__pictures_read_before_read_the_same),
        cmocka_unit_test(test_reading__blank_has_no_answer),
        cmocka_unit_test(test_reading__accepts_a_model_of_another_network),
        cmocka_unit_test(test_reading__threshold_is_the_models_own),
        cmocka_unit_test(test_reading__refuses_models_that_do_not_read_drawings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
