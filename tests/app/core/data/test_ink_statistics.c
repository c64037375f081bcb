/* Compares the ink that the network gets with MNIST's pictures: its amount, width and softness. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/data/data_set.h"
#include "app/core/ink/drawing.h"
#include "app/core/ink/ink.h"
#include "app/core/pen/pen_writer.h"
#include "tests/support/check.h"

enum { DIGITS = 10, OWN = 3000, MNIST = 10000, FINE = 4, FIELD = INK_SIDE * FINE };

/* Sums over the pictures of each digit. */
struct sums {
    int count[DIGITS];
    double ink[DIGITS], width[DIGITS], faint[DIGITS], full[DIGITS];
};

/* Means over the digits with equal weights: ink in full pixels, width in pixels; faint (below a
 * third) and full (from 250) are fractions of the pixels with ink. */
struct statistics {
    double ink, width, faint, full, ink_of[DIGITS];
};

/* Interpolates the level between pixels, at the centre of a cell of the finer field. */
static double level(const uint8_t *pixels, int row, int column) {
    double y = fmin(fmax((row + 0.5) / FINE - 0.5, 0), INK_SIDE - 1.001);
    double x = fmin(fmax((column + 0.5) / FINE - 0.5, 0), INK_SIDE - 1.001);
    int top = (int)y, left = (int)x;
    const uint8_t *at = pixels + top * INK_SIDE + left;
    double upper = at[0] + (x - left) * (at[1] - at[0]);
    double lower = at[INK_SIDE] + (x - left) * (at[INK_SIDE + 1] - at[INK_SIDE]);
    return upper + (y - top) * (lower - upper);
}

static void nearer(int *distance, const int *neighbour, int step) {
    if (*neighbour + step < *distance)
        *distance = *neighbour + step;
}

/* Computes distances of ink cells to paper, in thirds of a cell (the 3-4 chamfer of Borgefors
 * 1986). */
static void transform(int field[FIELD][FIELD]) {
    for (int i = 1; i < FIELD - 1; i++)
        for (int j = 1; j < FIELD - 1; j++) {
            nearer(&field[i][j], &field[i - 1][j - 1], 4);
            nearer(&field[i][j], &field[i - 1][j], 3);
            nearer(&field[i][j], &field[i - 1][j + 1], 4);
            nearer(&field[i][j], &field[i][j - 1], 3);
        }
    for (int i = FIELD - 2; i > 0; i--)
        for (int j = FIELD - 2; j > 0; j--) {
            nearer(&field[i][j], &field[i + 1][j + 1], 4);
            nearer(&field[i][j], &field[i + 1][j], 3);
            nearer(&field[i][j], &field[i + 1][j - 1], 4);
            nearer(&field[i][j], &field[i][j + 1], 3);
        }
}

/* The mean distance to the edge, over all points of a line, is a quarter of its width. */
static double line_width(const uint8_t *pixels) {
    static int field[FIELD][FIELD];
    double sum = 0;
    int cells = 0;
    for (int i = 0; i < FIELD; i++)
        for (int j = 0; j < FIELD; j++)
            field[i][j] = level(pixels, i, j) > 127.5 ? FIELD * 4 : 0;
    transform(field);
    for (int i = 0; i < FIELD; i++)
        for (int j = 0; j < FIELD; j++) {
            sum += field[i][j] > 0 ? field[i][j] / 3.0 - 0.5 : 0; /* from the centre of the cell */
            cells += field[i][j] > 0;
        }
    return cells ? 4 * sum / cells / FINE : 0;
}

static void add(struct sums *sums, const uint8_t *pixels, int digit) {
    double ink = 0;
    int inked = 0, faint = 0, full = 0;
    for (int i = 0; i < INK_PIXELS; i++) {
        ink += pixels[i] / 255.0;
        inked += pixels[i] > 0;
        faint += pixels[i] > 0 && pixels[i] < 85;
        full += pixels[i] >= 250;
    }
    sums->count[digit]++;
    sums->ink[digit] += ink;
    sums->width[digit] += line_width(pixels);
    sums->faint[digit] += (double)faint / inked;
    sums->full[digit] += (double)full / inked;
}

static struct statistics conclude(const struct sums *sums, const char *name) {
    struct statistics s = {0};
    for (int d = 0; d < DIGITS; d++) {
        assert_true(sums->count[d] > 0);
        s.ink_of[d] = sums->ink[d] / sums->count[d];
        s.ink += s.ink_of[d] / DIGITS;
        s.width += sums->width[d] / sums->count[d] / DIGITS;
        s.faint += sums->faint[d] / sums->count[d] / DIGITS;
        s.full += sums->full[d] / sums->count[d] / DIGITS;
    }
    printf("%-12s ink %6.1f, line %.2f wide, faint %.3f, full %.3f; ink of 0 to 9:", name, s.ink,
           s.width, s.faint, s.full);
    for (int d = 0; d < DIGITS; d++)
        printf(" %.0f", s.ink_of[d]);
    printf("\n");
    return s;
}

static struct statistics statistics_of_mnist(void) {
    struct data_set data;
    struct sums sums = {0};
    struct nn_error err;
    check_ok(data_set_load(&data, MNIST_DIR, DATA_TRAIN, &err), &err);
    for (int i = 0; i < MNIST; i++)
        add(&sums, data.train.images + (ptrdiff_t)i * INK_PIXELS, data.train.labels[i]);
    data_set_destroy(&data);
    return conclude(&sums, "MNIST");
}

/* within is relative to MNIST's ink and width; soft is a fraction of the pixels with ink. */
static void check_like_mnist(const struct statistics *found, double within, double within_digit,
                             double soft) {
    struct statistics mnist = statistics_of_mnist();
    check_close(found->ink, mnist.ink, 0, within);
    check_close(found->width, mnist.width, 0, within);
    check_close(found->faint, mnist.faint, soft, 0);
    check_close(found->full, mnist.full, soft, 0);
    for (int d = 0; d < DIGITS; d++)
        check_close(found->ink_of[d], mnist.ink_of[d], 0, within_digit);
}

static void test_ink_statistics__own_drawings_are_like_mnist(void **state) {
    struct sums sums = {0};
    static struct pen_drawing drawing;
    for (uint64_t i = 0; i < OWN; i++) {
        struct ink_picture picture;
        int label = pen_writer_draw(&drawing, 1, i, 0);
        ink_picture_from_strokes(&drawing.strokes, &picture);
        add(&sums, picture.pixels, label);
    }
    struct statistics found = conclude(&sums, "own ink");
    /* People with a pen write more feet and flags than MNIST's, and so does the program. */
    check_like_mnist(&found, 0.04, 0.25, 0.09);
}

static void test_ink_statistics__pen_drawings_are_like_mnist(void **state) {
    char path[4096];
    const char *folder = getenv("INKLING_STROKES");
    snprintf(path, sizeof path, "%s/pen-dev.ndjson", folder ? folder : "");
    if (!folder || access(path, R_OK) != 0) {
        printf("INKLING_STROKES names no folder with pen-dev.ndjson\n");
        skip();
    }
    struct sums sums = {0};
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    struct nn_error err;
    check_ok(drawing_file_open(&file, path, 0.06f, &err), &err);
    while (check_ok(drawing_file_next(file, &drawing, &err), &err), drawing) {
        struct ink_picture picture;
        ink_picture_from_strokes(&drawing->strokes, &picture);
        add(&sums, picture.pixels, class_set_find(class_set_digits(), drawing->word));
    }
    drawing_file_close(file);
    struct statistics found = conclude(&sums, "pen drawings");
    check_like_mnist(&found, 0.03, 0.25, 0.09);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ink_statistics__own_drawings_are_like_mnist),
        cmocka_unit_test(test_ink_statistics__pen_drawings_are_like_mnist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
