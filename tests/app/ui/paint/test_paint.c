#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/ui/paint/paint.h"
#include "tests/support/box_font.h"
#include "tests/support/check.h"

enum { WIDTH = 96, HEIGHT = 80, PX = 10 };
static const color PAPER = 0xFF102030, INK = 0xFFE0A060;

struct sheet {
    struct box_font font;
    struct image image;
    struct painter painter;
};

static int make_sheet(void **state) {
    struct sheet *sheet = calloc(1, sizeof *sheet);
    assert_non_null(sheet);
    box_font_init(&sheet->font);
    struct nn_error err;
    check_ok(image_create(&sheet->image, WIDTH, HEIGHT, &err), &err);
    sheet->painter = painter_for(&sheet->image, &sheet->font.font);
    paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
    *state = sheet;
    return 0;
}

static int drop_sheet(void **state) {
    struct sheet *sheet = *state;
    image_destroy(&sheet->image);
    free(sheet);
    return 0;
}

static color pixel(const struct sheet *sheet, int x, int y) {
    return sheet->image.pixels[y * sheet->image.stride + x];
}

/* Returns the smallest rectangle around everything that is not paper. */
static struct rect painted_part(const struct sheet *sheet) {
    int left = WIDTH, top = HEIGHT, right = 0, bottom = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (pixel(sheet, x, y) != PAPER) {
                left = x < left ? x : left;
                right = x >= right ? x + 1 : right;
                top = y < top ? y : top;
                bottom = y + 1;
            }
    return (struct rect){left, top, right - left, bottom - top};
}

static void check_rect_at(struct rect actual, struct rect expected, int line) {
    if (memcmp(&actual, &expected, sizeof actual) == 0)
        return;
    print_error("%d,%d %dx%d is not %d,%d %dx%d\n", actual.x, actual.y, actual.w, actual.h,
                expected.x, expected.y, expected.w, expected.h);
    _fail(__FILE__, line);
}
#define check_rect(actual, ...) check_rect_at(actual, (struct rect){__VA_ARGS__}, __LINE__)

/* Returns the ink's coverage of a pixel, computed from the red channel. */
static double fraction_at(const struct sheet *sheet, int x, int y) {
    double paper = PAPER >> 16 & 0xFF, ink = INK >> 16 & 0xFF;
    return ((double)(pixel(sheet, x, y) >> 16 & 0xFF) - paper) / (ink - paper);
}

/* Returns the sum of all pixels' coverage: the painted area. */
static double painted_area(const struct sheet *sheet) {
    double area = 0.0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            area += fraction_at(sheet, x, y);
    return area;
}

static void test_paint__fill_is_exact(void **state) {
    struct sheet *sheet = *state;
    paint_fill(&sheet->painter, (struct rect){10, 20, 30, 5}, INK);
    check_rect(painted_part(sheet), 10, 20, 30, 5);
    assert_int_equal(pixel(sheet, 10, 20), INK);
    assert_int_equal(pixel(sheet, 39, 24), INK);
}

static void test_paint__translucent_fill_blends(void **state) {
    struct sheet *sheet = *state;
    paint_fill(&sheet->painter, sheet->painter.clip, 0x80FFFFFF);
    /* 0x10 + (0xFF - 0x10) * 128 / 255, rounded. */
    assert_int_equal(pixel(sheet, 0, 0), 0xFF889098);
}

static void test_paint__coverage_blends_to_nearest(void **state) {
    struct sheet *sheet = *state;
    uint8_t pixels[256];
    for (int i = 0; i < 256; i++)
        pixels[i] = (uint8_t)i;
    struct coverage mask = {16, 16, pixels};
    paint_coverage(&sheet->painter, 0, 0, &mask, INK);
    for (int i = 0; i < 256; i++)
        for (int shift = 0; shift < 24; shift += 8) {
            int below = PAPER >> shift & 0xFF, above = INK >> shift & 0xFF;
            long expected = lround(below + (above - below) * (double)i / 255.0);
            assert_int_equal(pixel(sheet, i % 16, i / 16) >> shift & 0xFF, expected);
        }
    assert_int_equal(pixel(sheet, 0, 0), PAPER);
    assert_int_equal(pixel(sheet, 15, 15), INK);
}

static void test_paint__mixing_ends_at_both_colours(void **state) {
    assert_int_equal(color_mix(PAPER, INK, 0.0f), PAPER);
    assert_int_equal(color_mix(PAPER, INK, 1.0f), INK);
    assert_int_equal(color_mix(0xFF000000, 0xFFFFFFFF, 0.5f), 0xFF808080);
}

static void paint_everything(struct painter *painter) {
    const struct point zigzag[] = {{-20, 5}, {200, 40}, {NAN, 3}, {30, -9}, {30, 300}, {2e9f, 0}};
    static const uint8_t grey[] = {255, 200, 200, 255};
    struct rect big = {-15, -25, 300, 200};
    struct coverage mask = {2, 2, (uint8_t *)grey};
    paint_fill(painter, big, INK);
    paint_border(painter, big, 40, INK);
    paint_rounded(painter, big, 90, INK);
    paint_polyline(painter, zigzag, 6, 9.0f, 0.0f, INK);
    paint_polyline(painter, zigzag, 6, 3.0f, 4.0f, INK);
    paint_disc(painter, 3.0f, 4.0f, 300.0f, INK);
    paint_disc(painter, NAN, INFINITY, 300.0f, INK);
    paint_ring(painter, 90.0f, 4.0f, 60.0f, 7.0f, INK);
    paint_coverage(painter, -1, HEIGHT - 1, &mask, INK);
    paint_pixels(painter, big, grey, 2, 2, INK, INK);
    paint_text(painter, big, "words that go on", (struct text_style){60, FONT_BOLD, INK},
               TEXT_LEFT);
}

static void test_paint__nothing_leaves_the_clip(void **state) {
    struct sheet *sheet = *state;
    sheet->painter.clip = (struct rect){17, 23, 31, 29};
    paint_everything(&sheet->painter);
    check_rect(painted_part(sheet), 17, 23, 31, 29);
}

static void test_paint__nothing_leaves_the_picture(void **state) {
    struct sheet *sheet = *state;
    sheet->painter.clip = (struct rect){-1000, -1000, 3000, 3000};
    paint_everything(&sheet->painter);
    check_rect(painted_part(sheet), 0, 0, WIDTH, HEIGHT);
}

static void test_paint__border_is_a_frame(void **state) {
    static const struct {
        struct rect rect;
        int width, area;
    } rows[] = {
        {{5, 6, 20, 10}, 1, 56}, {{5, 6, 20, 10}, 4, 176}, {{5, 6, 20, 10}, 9, 200},
        {{5, 6, 1, 10}, 1, 10},  {{5, 6, 0, 10}, 1, 0},
    };
    struct sheet *sheet = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
        /* Half transparent, since a pixel painted twice would then count for more. */
        paint_border(&sheet->painter, rows[i].rect, rows[i].width, (INK & 0xFFFFFF) | 0x80000000);
        double fraction = 128.0 / 255.0;
        check_close_at(painted_area(sheet), rows[i].area * fraction, 1.0, 0.0, (int)i, __FILE__,
                       __LINE__);
    }
}

static void test_paint__round_shapes_have_their_area(void **state) {
    struct sheet *sheet = *state;
    const double pi = acos(-1.0);
    paint_disc(&sheet->painter, 40.3f, 30.7f, 12.0f, INK);
    check_close(painted_area(sheet), pi * 144.0, 0.0, 0.01);
    paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
    paint_ring(&sheet->painter, 40.3f, 30.7f, 12.0f, 2.0f, INK);
    check_close(painted_area(sheet), pi * 2.0 * 12.0 * 2.0, 0.0, 0.01);
    paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
    paint_rounded(&sheet->painter, (struct rect){3, 4, 40, 30}, 8, INK);
    check_close(painted_area(sheet), 1200.0 - (4.0 - pi) * 64.0, 0.0, 0.01);
    assert_int_equal(pixel(sheet, 3, 19), INK);
}

static void test_paint__hairline_is_one_crisp_row(void **state) {
    struct sheet *sheet = *state;
    paint_line(&sheet->painter, 10.5f, 20.5f, 60.5f, 20.5f, 1.0f, INK);
    for (int x = 11; x < 60; x++) {
        assert_int_equal(pixel(sheet, x, 19), PAPER);
        assert_int_equal(pixel(sheet, x, 20), INK);
        assert_int_equal(pixel(sheet, x, 21), PAPER);
    }
}

static void test_paint__joints_are_no_darker(void **state) {
    struct sheet *sheet = *state;
    struct point points[60];
    for (int i = 0; i < 60; i++)
        points[i] = (struct point){10.0f + (float)i, 20.0f};
    paint_polyline(&sheet->painter, points, 60, 3.0f, 0.0f, INK);
    color whole[HEIGHT * WIDTH];
    memcpy(whole, sheet->image.pixels, sizeof whole);
    paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
    paint_line(&sheet->painter, 10.0f, 20.0f, 69.0f, 20.0f, 3.0f, INK);
    assert_memory_equal(sheet->image.pixels, whole, sizeof whole);
}

/* Dashes continue across vertices, and across the tiles in which lines are drawn. */
static void test_paint__dashes_continue_across_vertices(void **state) {
    struct sheet *sheet = *state;
    struct point points[] = {{0, 20.5f}, {7, 20.5f}, {11, 20.5f}, {61, 20.5f}, {96, 20.5f}};
    paint_polyline(&sheet->painter, points, 5, 1.0f, 4.0f, INK);
    for (int x = 0; x < WIDTH; x++)
        assert_true((fraction_at(sheet, x, 20) > 0.5) == (x % 8 < 4));
}

static void test_paint__pixels_are_crisp_squares(void **state) {
    static const uint8_t grey[] = {0, 255, 51, 102, 153, 204};
    struct sheet *sheet = *state;
    paint_pixels(&sheet->painter, (struct rect){10, 10, 30, 20}, grey, 3, 2, 0xFF000000,
                 0xFFFFFFFF);
    for (int y = 0; y < 20; y++)
        for (int x = 0; x < 30; x++)
            assert_int_equal(pixel(sheet, 10 + x, 10 + y) & 0xFF, grey[y / 10 * 3 + x / 10]);
    assert_int_equal(pixel(sheet, 40, 10), PAPER);
}

static struct text_style plain(void) {
    return (struct text_style){PX, FONT_REGULAR, INK};
}

static void test_paint__text_is_painted_where_asked(void **state) {
    /* Four boxes of 5 with gaps of 1 are 23 wide and 7 high: the last gap is empty. */
    static const struct {
        enum text_align align;
        int left;
    } rows[] = {{TEXT_LEFT, 10}, {TEXT_CENTER, 28}, {TEXT_RIGHT, 46}};
    struct sheet *sheet = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
        paint_text(&sheet->painter, (struct rect){10, 20, 60, 17}, "BDFH", plain(), rows[i].align);
        check_rect(painted_part(sheet), rows[i].left, 25, 23, 7);
    }
}

static void test_paint__pairs_are_kerned(void **state) {
    struct sheet *sheet = *state;
    struct font *font = &sheet->font.font;
    assert_int_equal(text_width(font, "AV", PX, FONT_REGULAR), 10);
    assert_int_equal(text_width(font, "VA", PX, FONT_REGULAR), 12);
}

static void test_paint__digits_have_the_same_width(void **state) {
    struct sheet *sheet = *state;
    struct font *font = &sheet->font.font;
    assert_int_equal(text_width(font, "888.8", PX, FONT_REGULAR),
                     text_width(font, "111.1", PX, FONT_REGULAR));
    /* The narrow digit is centred in its cell. */
    paint_text(&sheet->painter, (struct rect){10, 10, 50, 20}, "1", plain(), TEXT_LEFT);
    check_rect(painted_part(sheet), 12, 16, 2, 9);
}

static void test_paint__long_text_ends_in_an_ellipsis_within_rect(void **state) {
    struct sheet *sheet = *state;
    for (int width = 0; width < 80; width++) {
        paint_fill(&sheet->painter, sheet->painter.clip, PAPER);
        paint_text(&sheet->painter, (struct rect){7, 10, width, 20}, "Hamburgefonstiv", plain(),
                   TEXT_CENTER);
        struct rect part = painted_part(sheet);
        int boxes = width / 6 > 15 ? 15 : width / 6; /* the ellipsis is one of them */
        if (boxes == 0)
            assert_int_equal(part.h, -HEIGHT);
        else
            assert_int_equal(part.w, boxes * 6 - 1);
        assert_true(part.w <= 0 || (part.x >= 7 && part.x + part.w <= 7 + width));
    }
}

static void test_paint__no_space_before_the_ellipsis(void **state) {
    struct sheet *sheet = *state;
    paint_text(&sheet->painter, (struct rect){0, 10, 24, 20}, "BB BBBB", plain(), TEXT_LEFT);
    check_rect(painted_part(sheet), 0, 16, 17, 7);
}

static void test_paint__invalid_utf8_counts_byte_by_byte(void **state) {
    static const struct {
        const char *text;
        int glyphs;
    } rows[] = {
        {"", 0},         {"\xC3\xA9", 1},     {"\xE2\x80\xA6", 1},     {"\xF0\x9F\x98\x80", 1},
        {"\xC3", 1},     {"\xE2\x80", 2},     {"\xFF\xFE", 2},         {"\xC0\xAF", 2},
        {"\x80z", 2},    {"\xED\xA0\x80", 3}, {"\xF4\x90\x80\x80", 4}, {"\xE2\x80z", 3},
        {"\xF0\x9F", 2}, {"\xE0\x80\x80", 3},
    };
    struct sheet *sheet = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int width = text_width(&sheet->font.font, rows[i].text, PX, FONT_REGULAR);
        if (width != 6 * rows[i].glyphs)
            print_error("row %zu\n", i);
        assert_int_equal(width, 6 * rows[i].glyphs);
    }
}

static void test_paint__rectangles_intersect(void **state) {
    struct rect a = {0, 0, 10, 10};
    check_rect(rect_intersection(a, (struct rect){5, 6, 10, 10}), 5, 6, 5, 4);
    assert_int_equal(rect_intersection(a, (struct rect){20, 0, 5, 5}).w, 0);
    check_rect(rect_inset(a, 3), 3, 3, 4, 4);
    assert_int_equal(rect_inset(a, 6).w, 0);
    assert_true(rect_contains(a, 0, 9));
    assert_false(rect_contains(a, 10, 9));
}

/* Enlarged, every value is a square; reduced, the mean is shown; the clip cuts off both. */
static void test_paint__shades_are_squares_or_means(void **state) {
    struct sheet *sheet = *state;
    static const uint8_t shades[] = {0, 10, 20, 30, 40, 50, 60, 70};
    color colors[256];
    for (int i = 0; i < 256; i++)
        colors[i] = 0xFF000000 | (color)i;
    paint_shades(&sheet->painter, (struct rect){8, 4, 20, 10}, shades, 4, 2, colors);
    for (int y = 0; y < 10; y++)
        for (int x = 0; x < 20; x++)
            assert_int_equal(pixel(sheet, 8 + x, 4 + y), colors[shades[y / 5 * 4 + x / 5]]);
    sheet->painter.clip = (struct rect){41, 0, 50, 50};
    paint_shades(&sheet->painter, (struct rect){40, 20, 2, 1}, shades, 4, 2, colors);
    assert_int_equal(pixel(sheet, 40, 20), PAPER);
    assert_int_equal(pixel(sheet, 41, 20), colors[(20 + 30 + 60 + 70) / 4]);
    assert_int_equal(pixel(sheet, 42, 20), PAPER);
}

#define SHEET_TEST(name) cmocka_unit_test_setup_teardown(name, make_sheet, drop_sheet)

int main(void) {
    const struct CMUnitTest tests[] = {
        SHEET_TEST(test_paint__fill_is_exact),
        SHEET_TEST(test_paint__translucent_fill_blends),
        SHEET_TEST(test_paint__coverage_blends_to_nearest),
        cmocka_unit_test(test_paint__mixing_ends_at_both_colours),
        SHEET_TEST(test_paint__nothing_leaves_the_clip),
        SHEET_TEST(test_paint__nothing_leaves_the_picture),
        SHEET_TEST(test_paint__border_is_a_frame),
        SHEET_TEST(test_paint__round_shapes_have_their_area),
        SHEET_TEST(test_paint__hairline_is_one_crisp_row),
        SHEET_TEST(test_paint__joints_are_no_darker),
        SHEET_TEST(test_paint__dashes_continue_across_vertices),
        SHEET_TEST(test_paint__pixels_are_crisp_squares),
        SHEET_TEST(test_paint__shades_are_squares_or_means),
        SHEET_TEST(test_paint__text_is_painted_where_asked),
        SHEET_TEST(test_paint__pairs_are_kerned),
        SHEET_TEST(test_paint__digits_have_the_same_width),
        SHEET_TEST(test_paint__long_text_ends_in_an_ellipsis_within_rect),
        SHEET_TEST(test_paint__no_space_before_the_ellipsis),
        SHEET_TEST(test_paint__invalid_utf8_counts_byte_by_byte),
        cmocka_unit_test(test_paint__rectangles_intersect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
