#include "app/core/pen/pen_writer.h"

#include <math.h>
#include <string.h>

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"
#include "nn/dataset.h"
#include "tests/support/builtin_reader.h"
#include "tests/support/check.h"

enum { SAMPLES = 200 };

static struct nn_rng stream(int number) {
    return nn_rng_stream(7, NN_RNG_INK, (uint64_t)number);
}

static bool same_points(const struct pen_drawing *a, const struct pen_drawing *b) {
    return a->point_count == b->point_count && a->strokes.count == b->strokes.count &&
           memcmp(a->points, b->points, (size_t)a->point_count * sizeof *a->points) == 0;
}

/* Checks that the drawing is on the canvas and finite, with points as close together as a
 * pointer's. */
static void check_drawing(const struct pen_drawing *drawing) {
    check_in_range(drawing->strokes.count, 1, PEN_MAX_STROKES);
    int points = 0;
    for (int i = 0; i < drawing->strokes.count; i++) {
        const struct stroke *stroke = drawing->strokes.items[i];
        assert_true(stroke->count >= 1);
        points += stroke->count;
    }
    assert_int_equal(points, drawing->point_count);
    for (int i = 0; i < drawing->point_count; i++) {
        check_close((double)drawing->points[i].x, 0.5, 0.502, 0);
        check_close((double)drawing->points[i].y, 0.5, 0.502, 0);
    }
}

static void test_pen_writer__same_number_is_the_same_drawing(void **state) {
    static struct pen_drawing first, again;
    for (uint64_t number = 0; number < SAMPLES; number++) {
        int label = pen_writer_draw(&first, 3, number, 0.3f);
        memset(again.points, 1, sizeof again.points);
        assert_int_equal(pen_writer_draw(&again, 3, number, 0.3f), label);
        assert_true(same_points(&first, &again));
    }
}

static void test_pen_writer__no_two_drawings_are_alike(void **state) {
    static struct pen_drawing drawings[SAMPLES];
    for (int i = 0; i < SAMPLES; i++)
        pen_writer_draw(&drawings[i], (uint64_t)(i % 2), (uint64_t)(i / 2), 0);
    for (int i = 0; i < SAMPLES; i++)
        for (int j = 0; j < i; j++)
            assert_false(same_points(&drawings[i], &drawings[j]));
}

static void test_pen_writer__drawings_stay_on_the_canvas(void **state) {
    static struct pen_drawing drawing;
    for (uint64_t number = 0; number < 20 * SAMPLES; number++) {
        pen_writer_draw(&drawing, 11, number, 0.5f);
        check_drawing(&drawing);
    }
}

static void test_pen_writer__every_kind_of_non_digit_is_drawn(void **state) {
    static struct pen_drawing drawing;
    for (int kind = 0; kind < PEN_NONE_KINDS; kind++)
        for (int i = 0; i < SAMPLES; i++) {
            struct nn_rng rng = stream(i);
            pen_writer_draw_none(&drawing, (enum pen_none_kind)kind, &rng);
            check_drawing(&drawing);
        }
    const struct pen_scribble *scribble;
    for (int kind = 0; (scribble = pen_scribbles_at(kind)); kind++)
        for (int i = 0; i < SAMPLES; i++) {
            struct nn_rng rng = stream(i);
            pen_writer_draw_scribble(&drawing, scribble, &rng);
            check_drawing(&drawing);
        }
}

static void test_pen_writer__labels_are_spread_as_asked(void **state) {
    enum { DRAWINGS = 5000 };
    static struct pen_drawing drawing;
    int counts[256] = {0};
    for (uint64_t number = 0; number < DRAWINGS; number++)
        counts[pen_writer_draw(&drawing, 1, number, 0.3f)]++;
    check_close(counts[NN_NO_CLASS], 0.3 * DRAWINGS, 0, 0.1);
    for (int digit = 0; digit < 10; digit++)
        check_close(counts[digit], 0.07 * DRAWINGS, 0, 0.2);
}

/* Each form's fraction of its digit's drawings must match its weight. */
static void test_pen_writer__every_form_is_chosen_by_its_weight(void **state) {
    enum { CHOICES = 4000, MAX_FORMS = 200 };
    int counts[MAX_FORMS] = {0};
    double weights[10] = {0};
    const struct pen_form *first = pen_forms_at(0), *form;
    for (int i = 0; i < 10 * CHOICES; i++) {
        struct nn_rng rng = stream(i);
        form = pen_writer_choose(i % 10, &rng);
        assert_int_equal(form->label, i % 10);
        counts[form - first]++;
    }
    for (int i = 0; (form = pen_forms_at(i)) && form->label < 10; i++)
        weights[form->label] += (double)form->weight;
    for (int i = 0; (form = pen_forms_at(i)) && form->label < 10; i++) {
        print_message("%s\n", form->name);
        check_close(counts[i], CHOICES * (double)form->weight / weights[form->label], 20, 0.15);
    }
}

/* Returns how many of SAMPLES drawings of this form the reader reads correctly. */
static int count_right(struct reader *reader, const struct pen_form *form) {
    static struct pen_drawing drawing;
    int right = 0;
    for (int i = 0; i < SAMPLES; i++) {
        struct nn_rng rng = stream(i);
        struct ink_picture picture;
        struct reading reading;
        pen_writer_draw_form(&drawing, form, &rng);
        ink_picture_from_strokes(&drawing.strokes, &picture);
        reader_read(reader, &picture, &reading);
        right += reading.digit == form->label;
    }
    return right;
}

/* Forms that at one end of their range could be another digit to a person, too. */
static bool looks_like_another(const struct pen_form *form) {
    static const char *const names[] = {
        "1 slanted flag",    "1 roof",          "4 slanted in one",     "4 bowl looped",
        "9 loop on a bar",   "9 bar of a loop", "9 begun on the right", "7 round, bar hooked",
        "7 round, bar bowed"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(form->name, names[i]) == 0)
            return true;
    return false;
}

static void test_pen_writer__built_in_model_reads_the_forms(void **state) {
    struct reader *reader = builtin_reader();
    const struct pen_form *form;
    int badly_read = 0;
    for (int i = 0; (form = pen_forms_at(i)) && form->label < 10; i++) {
        int right = count_right(reader, form);
        print_message("%s: %.1f %%\n", form->name, 100.0 * right / SAMPLES);
        badly_read += right < (looks_like_another(form) ? 0.75 : 0.95) * SAMPLES;
    }
    assert_int_equal(badly_read, 0);
    reader_destroy(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pen_writer__same_number_is_the_same_drawing),
        cmocka_unit_test(test_pen_writer__no_two_drawings_are_alike),
        cmocka_unit_test(test_pen_writer__drawings_stay_on_the_canvas),
        cmocka_unit_test(test_pen_writer__every_kind_of_non_digit_is_drawn),
        cmocka_unit_test(test_pen_writer__labels_are_spread_as_asked),
        cmocka_unit_test(test_pen_writer__every_form_is_chosen_by_its_weight),
        cmocka_unit_test(test_pen_writer__built_in_model_reads_the_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
