#include "app/core/reading/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/image/image.h"
#include "app/core/ink/raster.h"
#include "app/core/pen/pen_writer.h"
#include "tests/support/builtin_reader.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { WIDTH = 700, HEIGHT = 420, DIGIT = 60, PAPER = 225 };

static int open_reader(void **state) {
    *state = builtin_reader();
    return 0;
}

static int close_reader(void **state) {
    reader_destroy(*state);
    return 0;
}

static struct image blank_page(int paper) {
    struct image image;
    assert_int_equal(image_create(&image, WIDTH, HEIGHT, NULL), NN_STATUS_OK);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        image.pixels[i] = 0xff000000 | (uint32_t)paper * 0x010101;
    return image;
}

static void mix(uint32_t *pixel, int ink, int coverage) {
    uint32_t grey =
        ((uint32_t)ink * (uint32_t)coverage + (*pixel & 255) * (uint32_t)(255 - coverage)) / 255;
    *pixel = 0xff000000 | grey * 0x010101;
}

static void fill(struct image *image, struct pixel_box box, int ink) {
    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++)
            mix(&image->pixels[y * image->stride + x], ink, 255);
}

/* Draws strokes so that they are this high, centred at a place. */
static void put(struct image *image, const struct pen_drawing *drawing, int x, int y, int ink,
                float pen_px) {
    static uint8_t coverage[WIDTH * HEIGHT];
    struct box box = pen_drawing_box(drawing, 0);
    float scale = DIGIT / (box.bottom - box.top);
    struct raster_transform transform = {
        .scale = scale,
        .origin_x = (float)x - scale * (box.left + box.right) / 2,
        .origin_y = (float)y - scale * (box.top + box.bottom) / 2,
        .pen_px = pen_px,
    };
    memset(coverage, 0, sizeof coverage);
    raster_strokes(&(struct coverage){WIDTH, HEIGHT, coverage}, &drawing->strokes, &transform,
                   &(struct pixel_box){0, 0, WIDTH, HEIGHT});
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        mix(&image->pixels[i], ink, coverage[i]);
}

/* Whether the drawing, alone on a page, is read as the digit without doubt. */
static bool is_clear(const struct pen_drawing *drawing, int digit, struct reader *reader) {
    struct image image = blank_page(PAPER);
    struct page page;
    struct nn_error err;
    put(&image, drawing, WIDTH / 2, HEIGHT / 2, 40, 6);
    check_ok(page_read(&page, reader, &image, &err), &err);
    bool clear = page.digit_count == 1 && page.digits[0].reading.digit == digit &&
                 page.digits[0].reading.confidence > 0.99f;
    page_destroy(&page);
    image_destroy(&image);
    return clear;
}

/* A simulated person's drawing of the digit, the number-th that is slim and clear. */
static void write_digit(struct pen_drawing *drawing, int digit, int number, struct reader *reader) {
    for (uint64_t i = 0;; i++) {
        if (pen_writer_draw(drawing, 7, i, 0) != digit)
            continue;
        struct box box = pen_drawing_box(drawing, 0);
        if (box.right - box.left < box.bottom - box.top && is_clear(drawing, digit, reader) &&
            number-- == 0)
            return;
    }
}

/* In pixels, as put draws it. */
static int width_on_page(const struct pen_drawing *drawing) {
    struct box box = pen_drawing_box(drawing, 0);
    return (int)(DIGIT * (box.right - box.left) / (box.bottom - box.top));
}

/* Writes digits so near that each touches the next; number as in write_digit. */
static void put_touching(struct image *image, const char *text, int number, struct reader *reader) {
    const int apart = 4; /* pixels, and the pen is 6 wide */
    struct pen_drawing *drawing = malloc(sizeof *drawing);
    assert_non_null(drawing);
    for (int i = 0, left = 200; text[i]; i++) {
        write_digit(drawing, text[i] - '0', number, reader);
        put(image, drawing, left + width_on_page(drawing) / 2, 200, 40, 6);
        left += width_on_page(drawing) + apart;
    }
    free(drawing);
}

/* Writes a text, a row per line; a blank is a gap between numbers. */
static void put_text(struct image *image, const char *text, int ink, struct reader *reader) {
    struct pen_drawing *drawing = malloc(sizeof *drawing);
    assert_non_null(drawing);
    for (int i = 0, x = 60, y = 70; text[i]; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
            write_digit(drawing, text[i] - '0', i % 3, reader);
            put(image, drawing, x, y, ink, 6);
        }
        x = text[i] == '\n' ? 60 : x + 75;
        y += text[i] == '\n' ? 130 : 0;
    }
    free(drawing);
}

static void check_reads(struct image *image, const char *expected, struct reader *reader) {
    struct page page;
    struct nn_error err;
    char text[PAGE_MAX_TEXT];
    check_ok(page_read(&page, reader, image, &err), &err);
    page_text(&page, text);
    assert_string_equal(text, expected);
    page_destroy(&page);
    image_destroy(image);
}

static const char *const written = "12  503\n 98  4\n7 610";
static const char *const expected = "12 503 98 4 7 610";

static void test_page__numbers_are_read_in_rows(void **state) {
    static const struct {
        const char *name;
        int ink, paper;
    } rows[] = {
        {"pen", 40, PAPER}, {"pencil", 190, PAPER}, {"faint", 212, PAPER}, {"chalk", 220, 30}};
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        struct image image = blank_page(rows[i].paper);
        put_text(&image, written, rows[i].ink, *state);
        check_reads(&image, expected, *state);
    }
}

/* Returns whether the page is read so. */
static bool reads(struct image *image, const char *digits, struct reader *reader) {
    struct page page;
    struct nn_error err;
    char text[PAGE_MAX_TEXT];
    check_ok(page_read(&page, reader, image, &err), &err);
    page_text(&page, text);
    print_message("%s: %s\n", digits, text);
    page_destroy(&page);
    image_destroy(image);
    return strcmp(text, digits) == 0;
}

/* Not all are: the ink where they touch belongs to both. */
static void test_page__digits_that_touch_are_cut(void **state) {
    static const char *const rows[] = {"60", "38", "26", "52", "93",  "08",
                                       "63", "29", "80", "56", "806", "5068"};
    int right = 0;
    for (int i = 0; i < 2 * COUNT(rows); i++) {
        struct image image = blank_page(PAPER);
        put_touching(&image, rows[i / 2], i % 2, *state);
        right += reads(&image, rows[i / 2], *state);
    }
    print_message("%d of %d\n", right, 2 * COUNT(rows));
    assert_true(right >= 11);
}

/* From (x, 170) to 60 rows below, so far to the left. */
static void put_line(struct image *image, int x, int to_left) {
    for (int y = 0; y < DIGIT; y++)
        fill(image,
             (struct pixel_box){x - to_left * y / DIGIT - 3, 170 + y, x - to_left * y / DIGIT + 3,
                                171 + y},
             40);
}

/* The same line is a 1 where there are no signs. */
static void test_page__slash_among_signs_is_no_digit(void **state) {
    for (int signs = 0; signs < 2; signs++) {
        struct image image = blank_page(PAPER);
        struct pen_drawing *drawing = malloc(sizeof *drawing);
        assert_non_null(drawing);
        for (int i = 0; i < 3; i++) {
            write_digit(drawing, 5 + i, 0, *state);
            put(&image, drawing, 150 + 150 * i, 200, 40, 6);
        }
        put_line(&image, 240, 25);
        if (signs) {
            fill(&image, (struct pixel_box){360, 198, 390, 203}, 40);
            fill(&image, (struct pixel_box){373, 185, 378, 216}, 40);
        }
        check_reads(&image, signs ? "5 6 7" : "516 7", *state);
        free(drawing);
    }
}

static void test_page__shadow_is_no_ink(void **state) {
    struct image image = blank_page(PAPER);
    put_text(&image, written, 60, *state);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            double light = 0.8 + 0.2 * tanh((x + 0.5 * y - 400) / 8);
            uint32_t *pixel = &image.pixels[y * image.stride + x];
            mix(pixel, (int)((*pixel & 255) * light), 255);
        }
    check_reads(&image, expected, *state);
}

/* A digit in each cell; the lines of the table are one piece of ink. */
static void test_page__table_around_digits_is_not_read(void **state) {
    struct image image = blank_page(PAPER);
    put_text(&image, "3 5 8\n2 9 6", 40, *state);
    for (int x = 10; x <= 460; x += 150)
        fill(&image, (struct pixel_box){x, 10, x + 4, 280}, 40);
    for (int y = 10; y < 290; y += 130)
        fill(&image, (struct pixel_box){10, y, 464, y + 4}, 40);
    check_reads(&image, "3 5 8 2 9 6", *state);
}

static void test_page__signs_and_strips_are_no_digits(void **state) {
    struct image image = blank_page(PAPER);
    put_text(&image, "24 39 8", 40, *state);
    fill(&image, (struct pixel_box){195, 67, 230, 73}, 40); /* minus */
    fill(&image, (struct pixel_box){420, 60, 455, 65}, 40); /* equals */
    fill(&image, (struct pixel_box){420, 75, 455, 80}, 40);
    fill(&image, (struct pixel_box){WIDTH - 12, 40, WIDTH, 110}, 40); /* the edge of a table */
    check_reads(&image, "24 39 8", *state);
}

static void test_page__boxes_are_where_digits_are(void **state) {
    struct image image = blank_page(PAPER);
    struct page page;
    struct nn_error err;
    put_text(&image, "5 60", 40, *state);
    check_ok(page_read(&page, *state, &image, &err), &err);
    assert_int_equal(page.number_count, 2);
    assert_int_equal(page.digit_count, 3);
    for (int i = 0; i < 3; i++) {
        struct pixel_box box = page.digits[i].box;
        int middle[] = {60, 210, 285};
        check_close((box.left + box.right) / 2.0, middle[i], 2, 0);
        check_close(box.bottom - box.top, DIGIT + 6, 3, 0);
    }
    assert_int_equal(page.numbers[1].box.left, page.digits[1].box.left);
    assert_int_equal(page.numbers[1].box.right, page.digits[2].box.right);
    page_destroy(&page);
    image_destroy(&image);
}

static void test_page__one_digit_is_one_number(void **state) {
    struct image image = blank_page(PAPER);
    put_text(&image, "\n  4", 40, *state);
    check_reads(&image, "4", *state);
}

/* A thick line, cut to the ink, which covers more than the paper. */
static void test_page__digit_that_fills_the_picture_is_read(void **state) {
    static const int inks[] = {30, PAPER};
    static struct pen_drawing drawing;
    write_digit(&drawing, 8, 0, *state);
    for (int i = 0; i < COUNT(inks); i++) {
        struct image image = blank_page(inks[1 - i]);
        struct page page;
        struct nn_error err;
        put(&image, &drawing, 200, 200, inks[i], 18);
        check_ok(page_read(&page, *state, &image, &err), &err);
        struct pixel_box box = page.latest.box;
        page_destroy(&page);
        struct image cut = {.width = box.right - box.left,
                            .height = box.bottom - box.top,
                            .stride = image.stride,
                            .pixels = image.pixels + box.top * image.stride + box.left};
        check_ok(page_read(&page, *state, &cut, &err), &err);
        assert_int_equal(page.digit_count, 1);
        assert_int_equal(page.digits[0].reading.digit, 8);
        page_destroy(&page);
        image_destroy(&image);
    }
}

/* Cut out of a larger picture without paper: black, but for two corners. */
static void test_page__stroke_without_paper_is_a_one(void **state) {
    static const struct {
        int width, height, corner;
        const char *expected;
    } rows[] = {
        {3, 21, 90, "1"}, {1, 15, 90, "1"}, {21, 3, 90, ""}, {5, 21, 90, ""}, {3, 21, 0, ""}};
    for (int i = 0; i < COUNT(rows); i++) {
        struct image image;
        int count = rows[i].width * rows[i].height;
        check_ok(image_create(&image, rows[i].width, rows[i].height, NULL), NULL);
        for (int j = 0; j < count; j++) {
            bool is_corner = j == 0 || j == count - 1;
            uint32_t grey = is_corner ? (uint32_t)rows[i].corner : 0;
            image.pixels[j / image.width * image.stride + j % image.width] =
                0xff000000 | grey * 0x010101;
        }
        print_message("%d x %d\n", rows[i].width, rows[i].height);
        check_reads(&image, rows[i].expected, *state);
    }
}

static void test_page__empty_page_has_no_numbers(void **state) {
    struct image image = blank_page(PAPER);
    check_reads(&image, "", *state);
    image = blank_page(PAPER);
    fill(&image, (struct pixel_box){50, 50, 600, 54}, 40);
    fill(&image, (struct pixel_box){50, 250, 600, 254}, 40);
    check_reads(&image, "", *state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page__numbers_are_read_in_rows),
        cmocka_unit_test(test_page__slash_among_signs_is_no_digit),
        cmocka_unit_test(test_page__shadow_is_no_ink),
        cmocka_unit_test(test_page__table_around_digits_is_not_read),
        cmocka_unit_test(test_page__signs_and_strips_are_no_digits),
        cmocka_unit_test(test_page__boxes_are_where_digits_are),
        cmocka_unit_test(test_page__digits_that_touch_are_cut),
        cmocka_unit_test(test_page__one_digit_is_one_number),
        cmocka_unit_test(test_page__digit_that_fills_the_picture_is_read),
        cmocka_unit_test(test_page__stroke_without_paper_is_a_one),
        cmocka_unit_test(test_page__empty_page_has_no_numbers),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
