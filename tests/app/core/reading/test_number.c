#include "app/core/reading/number.h"

#include <string.h>

#include "tests/support/builtin_reader.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static int open_reader(void **state) {
    *state = builtin_reader();
    return 0;
}

static int close_reader(void **state) {
    reader_destroy(*state);
    return 0;
}

static const struct point left_bar[] = {{0.3f, 0.2f}, {0.3f, 0.8f}};
static const struct point right_bar[] = {{0.7f, 0.2f}, {0.7f, 0.8f}};
static const struct point seven[] = {
    {0.5f, 0.2f}, {0.66f, 0.2f}, {0.82f, 0.2f}, {0.72f, 0.45f}, {0.6f, 0.8f}};
static const struct point crossbar[] = {{0.62f, 0.5f}, {0.8f, 0.5f}};
static const struct point angle[] = {
    {0.4f, 0.2f}, {0.37f, 0.35f}, {0.32f, 0.5f}, {0.42f, 0.51f}, {0.53f, 0.5f}};
static const struct point stem[] = {{0.63f, 0.38f}, {0.62f, 0.6f}, {0.6f, 0.8f}};
static const struct point near_bar[] = {{0.4f, 0.2f}, {0.4f, 0.8f}};
static const struct point upper_bar[] = {{0.3f, 0.05f}, {0.3f, 0.4f}};
static const struct point lower_bar[] = {{0.3f, 0.55f}, {0.3f, 0.95f}};
static const struct point lower_right_bar[] = {{0.6f, 0.6f}, {0.6f, 0.95f}};
static const struct point small_seven[] = {{0.8f, 0.2f}, {0.9f, 0.2f}, {0.83f, 0.38f}};
static const struct point dot[] = {{0.6f, 0.78f}, {0.61f, 0.8f}};
static const struct point outside[] = {{1.3f, 0.2f}, {1.3f, 0.8f}};

static const struct stroke left_one = {0.06f, COUNT(left_bar), left_bar};
static const struct stroke right_one = {0.06f, COUNT(right_bar), right_bar};
static const struct stroke right_seven = {0.06f, COUNT(seven), seven};
static const struct stroke bar_of_seven = {0.06f, COUNT(crossbar), crossbar};
static const struct stroke left_of_four = {0.06f, COUNT(angle), angle};
static const struct stroke stem_of_four = {0.06f, COUNT(stem), stem};
static const struct stroke near_one = {0.06f, COUNT(near_bar), near_bar};
static const struct stroke upper_one = {0.06f, COUNT(upper_bar), upper_bar};
static const struct stroke lower_one = {0.06f, COUNT(lower_bar), lower_bar};
static const struct stroke lower_right_one = {0.06f, COUNT(lower_right_bar), lower_right_bar};
static const struct stroke exponent = {0.06f, COUNT(small_seven), small_seven};
static const struct stroke speck = {0.06f, COUNT(dot), dot};
static const struct stroke unseen = {0.06f, COUNT(outside), outside};

static void test_number__digits_are_read_row_by_row(void **state) {
    static const struct {
        const char *text;
        const struct stroke *strokes[4];
        int latest, ignored;
    } rows[] = {
        {"", {NULL}, 0, 0},
        {"", {&unseen}, 0, 0},
        {"1", {&left_one}, 0, 0},
        {"11", {&left_one, &right_one}, 1, 0},
        {"11", {&left_one, &near_one}, 1, 0},
        {"4", {&left_of_four, &stem_of_four}, 0, 0},
        {"17", {&right_seven, &left_one}, 0, 0},
        {"17", {&left_one, &right_seven, &bar_of_seven}, 1, 0},
        {"17", {&right_seven, &left_one, &bar_of_seven}, 1, 0},
        {"17", {&right_seven, &left_one, &unseen}, 0, 0},
        {"1 1", {&lower_one, &upper_one}, 0, 0},
        {"1 11", {&upper_one, &lower_right_one, &lower_one}, 1, 0},
        {"17", {&exponent, &left_one}, 0, 0},
        {"1", {&left_one, &speck}, 0, 1},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        struct number number;
        struct ink_picture picture;
        char text[NUMBER_MAX_TEXT];
        int count = 0;
        while (count < 4 && rows[i].strokes[count])
            count++;
        number_read(&number, &picture, *state, &(struct strokes){count, rows[i].strokes});
        number_text(&number, text);
        if (strcmp(text, rows[i].text) != 0 || number.latest != rows[i].latest ||
            number.ignored != rows[i].ignored)
            fail_msg("row %d: \"%s\", latest %d, ignored %d", i, text, number.latest,
                     number.ignored);
        assert_int_equal(picture.blank, number.count == 0);
    }
}

/* Compares the members one by one, since padding is indeterminate. */
static void check_same_reading(const struct reading *a, const struct reading *b) {
    assert_int_equal(a->digit, b->digit);
    assert_int_equal(a->is_digit, b->is_digit);
    assert_true(a->confidence == b->confidence);
    assert_memory_equal(a->probabilities, b->probabilities, sizeof a->probabilities);
}

static void test_number__each_digit_reads_as_it_does_alone(void **state) {
    const struct stroke *both[] = {&left_one, &right_seven, &bar_of_seven};
    struct number number, alone;
    struct ink_picture picture, picture_alone;
    number_read(&number, &picture, *state, &(struct strokes){3, both});
    number_read(&alone, &picture_alone, *state, &(struct strokes){2, both + 1});
    assert_int_equal(number.count, 2);
    assert_int_equal(alone.count, 1);
    check_same_reading(&number.digits[1], &alone.digits[0]);
    assert_memory_equal(picture.pixels, picture_alone.pixels, sizeof picture.pixels);
    struct reading latest = number_latest(&number);
    check_same_reading(&latest, &number.digits[1]);
}

static void test_number__is_confident_only_if_every_digit_is(void **state) {
    struct number number = {
        .count = 2,
        .digits = {{.is_digit = true, .confidence = 0.9f}, {.is_digit = true, .confidence = 0.9f}}};
    assert_true(number_is_sure(&number));
    number.digits[1].confidence = 0.6f;
    assert_false(number_is_sure(&number));
    number.digits[1] = (struct reading){.is_digit = false, .confidence = 0.9f};
    assert_false(number_is_sure(&number));
    assert_false(number_is_sure(&(struct number){0}));
}

#define READER_TEST(name) cmocka_unit_test_setup_teardown(name, open_reader, close_reader)

static void test_number__letter_of_four_strokes_is_one_sign(void **state) {
    static const struct point bars[][2] = {{{0.2f, 0.2f}, {0.3f, 0.8f}},
                                           {{0.405f, 0.25f}, {0.305f, 0.8f}},
                                           {{0.4f, 0.25f}, {0.5f, 0.8f}},
                                           {{0.6f, 0.2f}, {0.505f, 0.79f}}};
    struct stroke strokes[COUNT(bars)];
    const struct stroke *items[COUNT(bars)];
    for (int i = 0; i < COUNT(bars); i++) {
        strokes[i] = (struct stroke){0.06f, 2, bars[i]};
        items[i] = &strokes[i];
    }
    struct number number;
    struct ink_picture picture;
    number_read(&number, &picture, *state, &(struct strokes){COUNT(bars), items});
    assert_int_equal(number.count, 1);
    assert_false(number_is_sure(&number));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READER_TEST(test_number__digits_are_read_row_by_row),
        READER_TEST(test_number__each_digit_reads_as_it_does_alone),
        READER_TEST(test_number__letter_of_four_strokes_is_one_sign),
        cmocka_unit_test(test_number__is_confident_only_if_every_digit_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
