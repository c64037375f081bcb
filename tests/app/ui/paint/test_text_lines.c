#include "app/ui/paint/text_lines.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/box_font.h"
#include "tests/support/check.h"

/* A letter or a space of the box font is 6 wide at 10 pixels. */
enum { PX = 10, LETTER = 6 };

static struct text_lines split(const char *text, int width, int max) {
    struct box_font font;
    box_font_init(&font);
    return text_lines_split(&font.font, text, PX, width, max);
}

static void check_lines(const char *text, int width, int max, const char *expected) {
    struct text_lines lines = split(text, width, max);
    char joined[2 * TEXT_LINES_TEXT] = "";
    for (int i = 0; i < lines.count; i++) {
        strncat(joined, lines.start[i], (size_t)lines.length[i]);
        strcat(joined, "|");
    }
    assert_string_equal(joined, expected);
}

static void test_text_lines__text_breaks_between_words(void **state) {
    static const struct {
        const char *text;
        int letters, max;
        const char *lines;
    } rows[] = {
        {"", 10, 3, ""},
        {"one", 10, 3, "one|"},
        {"one two", 7, 3, "one two|"},
        {"one two", 6, 3, "one|two|"},
        {"one two three", 7, 3, "one two|three|"},
        {"a b c d", 3, 9, "a b|c d|"},
        {"abcdefgh", 3, 9, "abc|def|gh|"},
        {"ab cdefgh", 4, 9, "ab|cdef|gh|"},
        {"one two three", 3, 2, "one|two three|"},
        {"one two three", 3, 1, "one two three|"},
        {"one two three", 3, 0, ""},
        {"a b c d e f g h i j k", 1, 100, "a|b|c|d|e|f|g|h|i j k|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("row %zu\n", i);
        check_lines(rows[i].text, rows[i].letters * LETTER, rows[i].max, rows[i].lines);
    }
}

static void test_text_lines__a_pixel_less_breaks_earlier(void **state) {
    struct box_font font;
    box_font_init(&font);
    int width = text_width(&font.font, "one two", PX, FONT_REGULAR);
    check_lines("one two", width, 3, "one two|");
    check_lines("one two", width - 1, 3, "one|two|");
}

/* A character of several bytes is never split, even where not one fits. */
static void test_text_lines__characters_stay_whole(void **state) {
    static const char text[] = "\u00e4\u20ac\u00f6\U0001f58b\u00fc";
    check_lines(text, 2 * LETTER, 9, "\u00e4\u20ac|\u00f6\U0001f58b|\u00fc|");
    check_lines(text, 1, 9, "\u00e4|\u20ac|\u00f6|\U0001f58b|\u00fc|");
    check_lines("ab", 0, 9, "a|b|");
}

static void test_text_lines__lines_point_into_the_given_text(void **state) {
    static const char text[] = "some words that are broken into several lines";
    struct text_lines lines = split(text, 13 * LETTER, 9);
    assert_int_equal(lines.count, 4);
    assert_ptr_equal(lines.start[0], text);
    for (int i = 1; i < lines.count; i++)
        assert_ptr_equal(lines.start[i], lines.start[i - 1] + lines.length[i - 1] + 1);
    assert_ptr_equal(lines.start[3] + lines.length[3], text + strlen(text));
}

static bool has_ink(const struct image *image, struct rect rect) {
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            if ((image->pixels[y * image->stride + x] & 0xFFFFFF) != 0)
                return true;
    return false;
}

static void test_text_lines__are_painted_one_below_the_other(void **state) {
    enum { W = 100, H = 80, SPACING = 20 };
    struct box_font font;
    uint32_t pixels[W * H] = {0};
    struct image image = {W, H, W, pixels};
    box_font_init(&font);
    struct painter painter = painter_for(&image, &font.font);
    struct text_lines lines = split("bb bbbb bbbbbbbbbb", 4 * LETTER, 3);
    const struct text_style style = {PX, FONT_REGULAR, 0xFFFFFFFF};
    assert_int_equal(lines.count, 3);
    text_lines_paint(&painter, (struct rect){10, 5, 5 * LETTER, 60}, &lines, SPACING, style);
    assert_true(has_ink(&image, (struct rect){10, 5, 2 * LETTER, SPACING}));
    assert_false(has_ink(&image, (struct rect){10 + 2 * LETTER, 5, 60, SPACING}));
    assert_true(has_ink(&image, (struct rect){10 + 3 * LETTER, 25, LETTER, SPACING}));
    assert_true(has_ink(&image, (struct rect){10, 45, LETTER, SPACING}));
    assert_false(has_ink(&image, (struct rect){10 + 5 * LETTER, 0, W - 10 - 5 * LETTER, H}));
    assert_false(has_ink(&image, (struct rect){0, 0, 10, H}));
    assert_false(has_ink(&image, (struct rect){0, 65, W, 15}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_lines__text_breaks_between_words),
        cmocka_unit_test(test_text_lines__a_pixel_less_breaks_earlier),
        cmocka_unit_test(test_text_lines__characters_stay_whole),
        cmocka_unit_test(test_text_lines__lines_point_into_the_given_text),
        cmocka_unit_test(test_text_lines__are_painted_one_below_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
