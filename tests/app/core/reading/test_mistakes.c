#include "app/core/reading/mistakes.h"

#include <math.h>

#include "nn/rng.h"
#include "tests/support/check.h"

enum { PICTURES = 2000, DIGITS = 10 };

/* Invented readings: most are correct, and many have the same confidence. */
struct made {
    uint8_t labels[PICTURES], readings[PICTURES];
    float confidences[PICTURES];
    struct test_set_view view;
};

static void make(struct made *made, uint64_t seed, int count) {
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_SHUFFLE, 0);
    for (int i = 0; i < count; i++) {
        uint8_t label = (uint8_t)nn_rng_below(&rng, DIGITS - 1); /* there is no 9 */
        bool right = nn_rng_below(&rng, 10) > 0;
        made->labels[i] = label;
        made->readings[i] = right ? label : (uint8_t)nn_rng_below(&rng, DIGITS);
        made->confidences[i] = 0.2f + (float)nn_rng_below(&rng, 30) / 40;
    }
    made->view = (struct test_set_view){.classes = class_set_digits(),
                                        .count = count,
                                        .read = count,
                                        .labels = made->labels,
                                        .readings = made->readings,
                                        .confidences = made->confidences};
}

static int open_mistakes(void **state) {
    static struct made made;
    static struct mistakes mistakes;
    struct nn_error err;
    make(&made, 5, PICTURES);
    mistakes_init(&mistakes);
    check_ok(mistakes_measure(&mistakes, &made.view, &err), &err);
    static void *both[] = {&made, &mistakes};
    *state = both;
    return 0;
}

static int close_mistakes(void **state) {
    void **both = *state;
    mistakes_deinit(both[1]);
    return 0;
}

static int count_naively(const struct made *made, int label, int reading) {
    int count = 0;
    for (int i = 0; i < made->view.count; i++)
        count += made->labels[i] == label && (reading < 0 || made->readings[i] == reading);
    return count;
}

static void test_mistakes__counts_are_those_of_the_pictures(void **state) {
    const struct made *made = ((void **)*state)[0];
    const struct mistakes *mistakes = ((void **)*state)[1];
    int wrong = PICTURES;
    assert_int_equal(mistakes->count, PICTURES);
    for (int label = 0; label < DIGITS; label++) {
        int all = count_naively(made, label, -1);
        assert_int_equal(mistakes_row(mistakes->confusion[label]), all);
        for (int reading = 0; reading < DIGITS; reading++)
            assert_int_equal(mistakes->confusion[label][reading],
                             count_naively(made, label, reading));
        wrong -= count_naively(made, label, label);
        if (all > 0)
            check_close(mistakes_recall(mistakes, label),
                        (double)count_naively(made, label, label) / all, 1e-12, 0);
    }
    assert_int_equal(mistakes->wrong, wrong);
    assert_true(wrong > PICTURES / 20);
}

static void test_mistakes__digit_without_pictures_has_no_recall(void **state) {
    const struct mistakes *mistakes = ((void **)*state)[1];
    assert_int_equal(mistakes_row(mistakes->confusion[9]), 0);
    assert_true(isnan(mistakes_recall(mistakes, 9)));
}

/* Returns how many of the wanted pictures come before picture i: the place where it belongs. */
static int place_naively(const struct made *made, int i, const bool wanted[PICTURES]) {
    int place = 0;
    bool wrong = made->labels[i] != made->readings[i];
    for (int j = 0; j < made->view.count; j++) {
        float a = made->confidences[j], b = made->confidences[i];
        bool before = a > b || a < b ? (a > b) == wrong : j < i;
        place += wanted[j] && before;
    }
    return place;
}

static void check_shown(const struct made *made, const struct mistakes *mistakes,
                        const bool wanted[PICTURES]) {
    int count = 0;
    for (int i = 0; i < made->view.count; i++) {
        if (!wanted[i])
            continue;
        const struct mistakes_picture *shown = &mistakes->shown[place_naively(made, i, wanted)];
        assert_int_equal(shown->index, i);
        assert_int_equal(shown->label, made->labels[i]);
        assert_int_equal(shown->reading, made->readings[i]);
        check_close((double)shown->confidence, (double)made->confidences[i], 0, 0);
        count++;
    }
    assert_int_equal(mistakes->shown_count, count);
}

static void test_mistakes__worst_come_first(void **state) {
    const struct made *made = ((void **)*state)[0];
    bool wanted[PICTURES];
    for (int i = 0; i < PICTURES; i++)
        wanted[i] = made->labels[i] != made->readings[i];
    check_shown(made, ((void **)*state)[1], wanted);
}

static void test_mistakes__cells_show_their_pictures(void **state) {
    const struct made *made = ((void **)*state)[0];
    struct mistakes *mistakes = ((void **)*state)[1];
    for (int cell = 0; cell < DIGITS * DIGITS; cell++) {
        bool wanted[PICTURES];
        mistakes_choose(mistakes, (struct mistakes_cell){cell / DIGITS, cell % DIGITS});
        for (int i = 0; i < PICTURES; i++)
            wanted[i] = made->labels[i] == cell / DIGITS && made->readings[i] == cell % DIGITS;
        check_shown(made, mistakes, wanted);
    }
}

static void test_mistakes__cell_stays_selected_when_another_model_is_measured(void **state) {
    struct mistakes *mistakes = ((void **)*state)[1];
    static struct made other;
    struct nn_error err;
    bool wanted[PICTURES];
    mistakes_choose(mistakes, (struct mistakes_cell){4, 4});
    make(&other, 6, PICTURES / 2);
    check_ok(mistakes_measure(mistakes, &other.view, &err), &err);
    assert_int_equal(mistakes->count, PICTURES / 2);
    for (int i = 0; i < PICTURES / 2; i++)
        wanted[i] = other.labels[i] == 4 && other.readings[i] == 4;
    check_shown(&other, mistakes, wanted);
}

#define MISTAKES_TEST(name) cmocka_unit_test_setup_teardown(name, open_mistakes, close_mistakes)

int main(void) {
    const struct CMUnitTest tests[] = {
        MISTAKES_TEST(test_mistakes__counts_are_those_of_the_pictures),
        MISTAKES_TEST(test_mistakes__digit_without_pictures_has_no_recall),
        MISTAKES_TEST(test_mistakes__worst_come_first),
        MISTAKES_TEST(test_mistakes__cells_show_their_pictures),
        MISTAKES_TEST(test_mistakes__cell_stays_selected_when_another_model_is_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
