#include <stdlib.h>
#include <string.h>

#include "app/sdl/text.h"
#include "app/ui/screen.h"
#include "tests/support/check.h"

static int open_font(void **state) {
    struct font *font;
    struct nn_error err;
    check_ok(text_create(&font, &err), &err);
    *state = font;
    return 0;
}

static int close_font(void **state) {
    text_destroy(*state);
    return 0;
}

static const struct glyph *glyph_of(struct font *font, uint32_t code_point, int px) {
    const struct glyph *glyph = font->glyph(font, code_point, px, FONT_REGULAR);
    assert_non_null(glyph);
    return glyph;
}

static void test_text__glyph_is_drawn_once(void **state) {
    struct font *font = *state;
    const struct glyph *first = glyph_of(font, 'g', 14);
    for (uint32_t other = '!'; other < 600; other++) /* makes the cache grow */
        (void)glyph_of(font, other, 20);
    assert_ptr_equal(glyph_of(font, 'g', 14), first);
    assert_ptr_not_equal(font->glyph(font, 'g', 14, FONT_BOLD), first);
    assert_ptr_not_equal(glyph_of(font, 'g', 15), first);
}

/* Returns how many rows of solid ink, without the faint edge that may follow, a glyph has below the
 * line. */
static int below_line(struct font *font, uint32_t code_point, int px) {
    const struct glyph *glyph = glyph_of(font, code_point, px);
    int solid = 0;
    for (int i = 0; i < glyph->mask.width * glyph->mask.height; i++)
        if (glyph->mask.pixels[i] >= 128)
            solid = i / glyph->mask.width + 1;
    return solid - glyph->top;
}

static void test_text__letters_stand_on_the_line(void **state) {
    struct font *font = *state;
    for (int px = 10; px <= 60; px++) {
        const struct glyph *capital = glyph_of(font, 'H', px);
        assert_int_equal(below_line(font, 'H', px), 0);
        assert_true(below_line(font, 'g', px) > px / 10);
        assert_int_equal(font->cap_height(font, px, FONT_REGULAR), capital->top);
        check_close(capital->top, 0.72 * px, 1.0, 0.03);
        /* Round letters overshoot, but by no more than a pixel here. */
        check_in_range(glyph_of(font, 'O', px)->top, capital->top, capital->top + 1);
    }
}

/* A glyph's bitmap may begin with a blank row, which must not move its ink. */
static void test_text__round_letters_stand_level(void **state) {
    struct font *font = *state;
    for (int px = 10; px <= 60; px++) {
        check_in_range(below_line(font, 'o', px), 0, 1);
        check_in_range(below_line(font, 'c', px), 0, 1);
        check_in_range(below_line(font, 'e', px), 0, 1);
    }
}

static void test_text__ink_is_solid_inside_a_stem(void **state) {
    struct font *font = *state;
    const struct coverage *mask = &glyph_of(font, 'l', 60)->mask;
    assert_int_equal(mask->pixels[mask->height / 2 * mask->width + mask->width / 2], 255);
}

static void test_text__space_and_unknown_are_glyphs_too(void **state) {
    struct font *font = *state;
    const struct glyph *space = glyph_of(font, ' ', 14);
    assert_int_equal(space->mask.width * space->mask.height, 0);
    assert_true(space->advance > 1.0f);
    assert_true(glyph_of(font, 0x10FFFD, 14)->advance > 1.0f);
}

static void test_text__pairs_are_kerned(void **state) {
    struct font *font = *state;
    assert_true(font->kerning(font, 'A', 'V', 40, FONT_REGULAR) < -1.0f);
    check_close(font->kerning(font, 'H', 'H', 40, FONT_REGULAR), 0.0, 0.1, 0.0);
    check_close(font->kerning(font, 'A', 'V', 80, FONT_BOLD),
                2.0 * (double)font->kerning(font, 'A', 'V', 40, FONT_BOLD), 1e-5, 0.0);
}

static void test_text__letters_beyond_ascii_are_kerned_as_themselves(void **state) {
    static const uint32_t letters[] = {0xD7, 0xE9, 0x2212, 0x25CB};
    struct font *font = *state;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        check_close_at((double)font->kerning(font, letters[i], ' ', 40, FONT_REGULAR), 0.0, 1.0,
                       0.0, (int)i, __FILE__, __LINE__);
}

static void test_text__width_grows_with_size_and_weight(void **state) {
    struct font *font = *state;
    int small = text_width(font, "What the network sees", 14, FONT_REGULAR);
    check_close(text_width(font, "What the network sees", 28, FONT_REGULAR), 2 * small, 2, 0.0);
    assert_true(text_width(font, "What the network sees", 14, FONT_BOLD) > small);
}

/* Checks the label at every width that a window may have, in the type size that view_button uses
 * there. */
static void check_label(struct font *font, enum layout_place place, unsigned shown,
                        const char *label) {
    for (int width = LAYOUT_MIN_WIDTH; width <= 1200; width += 4) {
        const struct layout layout =
            layout_make(width, LAYOUT_MIN_HEIGHT, 1, shown | LAYOUT_SHOW_TRAINING, 10);
        const struct theme theme = theme_make(false, layout.scale);
        int space = layout.places[place].w;
        int type = space >= theme_px(&theme, 56) ? TYPE_BODY : TYPE_SMALL;
        if (text_width(font, label, theme_px(&theme, (float)type), FONT_REGULAR) > space - 2)
            fail_msg("\"%s\" is cut off in a window %d wide", label, width);
    }
}

static void test_text__labels_of_buttons_are_not_cut_off(void **state) {
    struct font *font = *state;
    const struct app_options options = {NULL};
    struct app *app;
    struct nn_error err;
    check_ok(app_create(&app, &options, &err), &err);
    app_update(app, &(struct action){.kind = ACTION_PANEL, .number = 0});
    for (int s = 0; s < SCREENS; s++)
        for (int i = 0; i < 4; i++) {
            enum layout_place place = (enum layout_place)(LAYOUT_ERASER + i);
            struct button button = ui_screen_at((enum app_screen)s)->buttons[i];
            if (ui_screen_at((enum app_screen)s)->button)
                ui_screen_at((enum app_screen)s)->button(app, place, &button);
            if (button.label)
                check_label(font, place, ui_screen_at((enum app_screen)s)->shown, button.label);
        }
    check_label(font, LAYOUT_ERASER, 0, "Correct"); /* other values of the test pictures' filter */
    check_label(font, LAYOUT_START, 0, "Resume");
    app_destroy(app);
}

static void test_text__destroying_nothing_is_fine(void **state) {
    text_destroy(NULL);
}

#define FONT_TEST(name) cmocka_unit_test_setup_teardown(name, open_font, close_font)

int main(void) {
    const struct CMUnitTest tests[] = {
        FONT_TEST(test_text__glyph_is_drawn_once),
        FONT_TEST(test_text__letters_stand_on_the_line),
        FONT_TEST(test_text__round_letters_stand_level),
        FONT_TEST(test_text__ink_is_solid_inside_a_stem),
        FONT_TEST(test_text__space_and_unknown_are_glyphs_too),
        FONT_TEST(test_text__pairs_are_kerned),
        FONT_TEST(test_text__letters_beyond_ascii_are_kerned_as_themselves),
        FONT_TEST(test_text__width_grows_with_size_and_weight),
        FONT_TEST(test_text__labels_of_buttons_are_not_cut_off),
        cmocka_unit_test(test_text__destroying_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
