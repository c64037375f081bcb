#include <stdlib.h>
#include <string.h>

#include "app/core/data/data_preparation.h"
#include "tests/support/check.h"

/* A set of one picture for training whose pixel at this place alone is ink. */
static struct data_set picture_with(int x, int y) {
    struct data_set set = {.classes = *class_set_digits()};
    set.parts[0] = (struct data_part){calloc(INK_PIXELS, 1), calloc(1, 1), 1, 1};
    assert_non_null(set.parts[0].images);
    set.parts[0].images[y * INK_SIDE + x] = 255;
    data_set_view(&set);
    return set;
}

static void test_data_preparation__words_move_the_ink(void **state) {
    static const struct {
        const char *words;
        int x, y;
        uint8_t ink;
    } rows[] = {
        {"", 3, 5, 255},
        {"transpose", 5, 3, 255},
        {"mirror", 24, 5, 255},
        {"flip", 3, 22, 255},
        {"mirror,flip", 24, 22, 255},
        {"transpose,mirror", 22, 3, 255}, /* a turn to the right */
        {"mirror,transpose", 22, 3, 255}, /* in the same order */
        {"transpose,flip", 5, 24, 255},
        {"invert", 3, 5, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct data_set set = picture_with(3, 5);
        struct data_preparation preparation;
        struct nn_error err;
        print_message("%s\n", rows[i].words);
        check_ok(data_preparation_parse(&preparation, rows[i].words, &err), &err);
        data_preparation_apply(&preparation, &set);
        for (int p = 0; p < INK_PIXELS; p++) {
            bool here = p == rows[i].y * INK_SIDE + rows[i].x;
            assert_int_equal(set.train.images[p], here ? rows[i].ink : 255 - rows[i].ink);
        }
        data_set_destroy(&set);
    }
}

static void test_data_preparation__other_words_are_refused(void **state) {
    static const char *const texts[] = {"turn", "transpose,", ",flip", "flip,,mirror", "Flip", " "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct data_preparation preparation;
        struct nn_error err;
        check_status(data_preparation_parse(&preparation, texts[i], &err), NN_STATUS_BAD_ARGUMENT,
                     &err);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_data_preparation__words_move_the_ink),
        cmocka_unit_test(test_data_preparation__other_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
