#include "app/core/training/training_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

enum { COUNT = 1000 };

/* An allocated data set. */
struct set {
    uint8_t images[COUNT][INK_PIXELS], labels[COUNT];
};

static struct set *make_set(int count, float none_fraction, uint64_t seed, int threads) {
    struct set *set = calloc(1, sizeof *set);
    struct nn_thread_pool *pool = NULL;
    struct nn_error err;
    assert_non_null(set);
    check_ok(nn_thread_pool_create(&pool, threads, &err), &err);
    const struct training_ink ink = {set->images[0], set->labels, seed, 0, none_fraction};
    training_data_draw_ink(&ink, 0, count / 2, pool);
    training_data_draw_ink(&ink, count / 2, count - count / 2, pool);
    nn_thread_pool_destroy(pool);
    return set;
}

static void test_training_data__ink_is_a_function_of_its_seed(void **state) {
    struct set *one = make_set(COUNT, 0.3f, 5, 1), *three = make_set(COUNT, 0.3f, 5, 3);
    struct set *part = make_set(COUNT / 3, 0.3f, 5, 2), *other = make_set(COUNT, 0.3f, 6, 1);
    assert_memory_equal(one, three, sizeof *one);
    assert_memory_equal(one->images, part->images, COUNT / 3 * INK_PIXELS);
    assert_memory_equal(one->labels, part->labels, COUNT / 3);
    for (int i = 0; i < COUNT; i++) {
        assert_memory_not_equal(one->images[i], other->images[i], INK_PIXELS);
        assert_true(one->labels[i] < 10 || one->labels[i] == NN_NO_CLASS);
    }
    free(one);
    free(three);
    free(part);
    free(other);
}

/* The order in which random numbers are drawn is defined by the program, not by the compiler. Sums
 * of pixels may differ by the rounding of a system's mathematical functions; those of other
 * drawings differ by far more. New pen forms change all of these sums. */
static void test_training_data__ink_seed_gives_the_same_drawings_everywhere(void **state) {
    static const struct {
        int label, sum;
    } rows[] = {{NN_NO_CLASS, 13035}, {4, 21970}, {2, 29193},           {9, 27438},
                {8, 30753},           {3, 23392}, {2, 26945},           {2, 35490},
                {NN_NO_CLASS, 28760}, {9, 27436}, {6, 27454},           {NN_NO_CLASS, 2900},
                {3, 26204},           {0, 28292}, {5, 33939},           {NN_NO_CLASS, 39196},
                {2, 27481},           {2, 31426}, {NN_NO_CLASS, 40635}, {7, 19381},
                {1, 22840},           {5, 24084}, {2, 30505},           {NN_NO_CLASS, 53588}};
    int count = (int)(sizeof rows / sizeof *rows);
    struct set *set = make_set(count, 0.4f, 7, 1);
    for (int i = 0; i < count; i++) {
        int sum = 0;
        for (int k = 0; k < INK_PIXELS; k++)
            sum += set->images[i][k];
        assert_int_equal(set->labels[i], rows[i].label);
        check_close(sum, rows[i].sum, 0, 0.002);
    }
    free(set);
}

static void test_training_data__ink_sequence_of_pictures_continues(void **state) {
    enum { START = 100, PICTURES = 50 };
    struct set *row = make_set(START + PICTURES, 0.3f, 5, 1), *later = calloc(1, sizeof *later);
    struct nn_thread_pool *pool = NULL;
    struct nn_error err;
    assert_non_null(later);
    check_ok(nn_thread_pool_create(&pool, 1, &err), &err);
    const struct training_ink ink = {later->images[0], later->labels, 5, START, 0.3f};
    training_data_draw_ink(&ink, 0, PICTURES, pool);
    assert_memory_equal(later->images, row->images[START], PICTURES * INK_PIXELS);
    assert_memory_equal(later->labels, row->labels + START, PICTURES);
    nn_thread_pool_destroy(pool);
    free(later);
    free(row);
}

/* Measures of similarity, as means over the pictures: ink in full pixels, line width as twice the
 * ink divided by the sum of the gradients' lengths, and the centre of mass. */
struct statistics {
    double ink, width, x, y;
};

static double pixel(const uint8_t *picture, int x, int y) {
    bool inside = x >= 0 && x < INK_SIDE && y >= 0 && y < INK_SIDE;
    return inside ? picture[y * INK_SIDE + x] / 255.0 : 0;
}

static void add_statistics(struct statistics *sum, const uint8_t *picture, int count) {
    double ink = 0, edge = 0, x_sum = 0, y_sum = 0;
    for (int y = 0; y < INK_SIDE; y++)
        for (int x = 0; x < INK_SIDE; x++) {
            double here = pixel(picture, x, y);
            double dx = (pixel(picture, x + 1, y) - pixel(picture, x - 1, y)) / 2;
            double dy = (pixel(picture, x, y + 1) - pixel(picture, x, y - 1)) / 2;
            ink += here;
            edge += sqrt(dx * dx + dy * dy);
            x_sum += here * x;
            y_sum += here * y;
        }
    sum->ink += ink / count;
    sum->width += 2 * ink / edge / count;
    sum->x += x_sum / ink / count;
    sum->y += y_sum / ink / count;
}

static void test_training_data__ink_pictures_are_like_those_of_mnist(void **state) {
    struct data_set mnist;
    struct nn_error err;
    struct statistics ours = {0}, theirs = {0};
    struct set *set = make_set(COUNT, 0, 1, 1);
    check_ok(data_set_load(&mnist, MNIST_DIR, DATA_TRAIN, &err), &err);
    for (int i = 0; i < COUNT; i++) {
        add_statistics(&ours, set->images[i], COUNT);
        add_statistics(&theirs, mnist.train.images + (ptrdiff_t)i * INK_PIXELS, COUNT);
    }
    print_message("ink %.1f, MNIST's %.1f; width %.2f, %.2f; centre %.2f %.2f, %.2f %.2f\n",
                  ours.ink, theirs.ink, ours.width, theirs.width, ours.x, ours.y, theirs.x,
                  theirs.y);
    check_close(ours.ink, theirs.ink, 0, 0.08);
    check_close(ours.width, theirs.width, 0, 0.08);
    check_close(ours.x, theirs.x, 0.1, 0);
    check_close(ours.y, theirs.y, 0.1, 0);
    data_set_destroy(&mnist);
    free(set);
}

static void test_training_data__ink_is_a_source_by_itself(void **state) {
    struct data_set data;
    struct nn_error err;
    int none = 0;
    check_ok(training_data_load(&data, TRAINING_DATA_INK, "", DATA_TEST, &err), &err);
    assert_int_equal(data.test.count, 10000);
    assert_int_equal(data.train.count, 0);
    for (int i = 0; i < data.test.count; i++)
        none += data.test.labels[i] == NN_NO_CLASS;
    check_close(none, 2000, 0, 0.1);
    data_set_destroy(&data);
}

static void test_training_data__ink_has_its_place_after_the_pictures(void **state) {
    enum { PICTURES = 5, INK = 40 };
    static uint8_t images[PICTURES][INK_PIXELS];
    const uint8_t labels[PICTURES] = {3, 1, 4, 1, 5};
    struct nn_dataset data = {images[0], labels, PICTURES, INK_SIDE, INK_SIDE, 10};
    struct training_ink ink = {.seed = 2, .none_fraction = 0.5f};
    struct nn_error err;
    uint8_t *memory = NULL;
    memset(images, 77, sizeof images);
    check_ok(training_data_add_ink(&data, &ink, INK, &memory, &err), &err);
    assert_int_equal(data.count, PICTURES + INK);
    assert_memory_equal(data.images, images, sizeof images);
    assert_memory_equal(data.labels, labels, PICTURES);
    assert_ptr_equal(ink.images, data.images + sizeof images);
    assert_ptr_equal(ink.labels, data.labels + PICTURES);
    assert_int_equal(ink.seed, 2);
    check_close((double)ink.none_fraction, 0.5, 0, 0);
    memset(ink.images, 1, INK * INK_PIXELS); /* the array is large enough */
    memset(ink.labels, 1, INK);
    free(memory);
}

static void test_training_data__validation_ink_is_digits_alone(void **state) {
    enum { PICTURES = 50 };
    static uint8_t images[PICTURES][INK_PIXELS], others[PICTURES][INK_PIXELS];
    static uint8_t labels[PICTURES];
    static uint8_t other_labels[PICTURES] = {0};
    const struct training_ink trained = {.images = others[0], .labels = other_labels};
    struct nn_dataset data = {images[0], labels, PICTURES, INK_SIDE, INK_SIDE, 10};
    struct nn_thread_pool *pool = NULL;
    struct nn_error err;
    uint8_t *memory = NULL;
    check_ok(nn_thread_pool_create(&pool, 1, &err), &err);
    check_ok(training_data_add_validation_ink(&data, &memory, pool, &err), &err);
    assert_int_equal(data.count, 2 * PICTURES);
    assert_memory_equal(data.images, images, sizeof images);
    for (int i = PICTURES; i < data.count; i++) {
        int sum = 0;
        for (int at = 0; at < INK_PIXELS; at++)
            sum += data.images[i * INK_PIXELS + at];
        check_in_range(sum, 1, INK_PIXELS * 255);
        check_in_range(data.labels[i], 0, 9);
    }
    training_data_draw_ink(&trained, 0, PICTURES, pool);
    assert_memory_not_equal(data.images + sizeof images, others, sizeof others);
    nn_thread_pool_destroy(pool);
    free(memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training_data__ink_is_a_function_of_its_seed),
        cmocka_unit_test(test_training_data__ink_seed_gives_the_same_drawings_everywhere),
        cmocka_unit_test(test_training_data__ink_sequence_of_pictures_continues),
        cmocka_unit_test(test_training_data__ink_pictures_are_like_those_of_mnist),
        cmocka_unit_test(test_training_data__ink_is_a_source_by_itself),
        cmocka_unit_test(test_training_data__ink_has_its_place_after_the_pictures),
        cmocka_unit_test(test_training_data__validation_ink_is_digits_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
