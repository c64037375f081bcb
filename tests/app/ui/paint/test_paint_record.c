#include <string.h>

#include "app/core/base/fingerprint.h"
#include "app/ui/paint/paint.h"
#include "tests/support/box_font.h"
#include "tests/support/check.h"

enum { WIDTH = 96, HEIGHT = 80, MAX_VARIANTS = 10 };
static const color INK = 0xFFE0A060, OTHER = 0xFFE0A061;

/* Each paints a primitive: variant 0 with plain arguments, every other one with one argument
 * changed slightly. Returns the number of variants. */
typedef int paint_variant(struct painter *painter, int variant);

static struct rect rect_of(int variant) {
    static const struct rect rects[] = {
        {10, 10, 40, 30}, {11, 10, 40, 30}, {10, 11, 40, 30}, {10, 10, 41, 30}, {10, 10, 40, 31}};
    return rects[variant < 5 ? variant : 0];
}

static int fill(struct painter *painter, int v) {
    paint_fill(painter, rect_of(v), v == 5 ? OTHER : INK);
    return 6;
}

static int border(struct painter *painter, int v) {
    paint_border(painter, rect_of(v), v == 5 ? 3 : 2, v == 6 ? OTHER : INK);
    return 7;
}

static int rounded(struct painter *painter, int v) {
    paint_rounded(painter, rect_of(v), v == 5 ? 5 : 4, v == 6 ? OTHER : INK);
    return 7;
}

static int disc(struct painter *painter, int v) {
    paint_disc(painter, v == 1 ? 40.1f : 40, v == 2 ? 30.1f : 30, v == 3 ? 9.1f : 9,
               v == 4 ? OTHER : INK);
    return 5;
}

static int ring(struct painter *painter, int v) {
    paint_ring(painter, v == 1 ? 40.1f : 40, v == 2 ? 30.1f : 30, v == 3 ? 9.1f : 9,
               v == 4 ? 2.1f : 2, v == 5 ? OTHER : INK);
    return 6;
}

static int line(struct painter *painter, int v) {
    paint_line(painter, v == 1 ? 10.1f : 10, v == 2 ? 20.1f : 20, v == 3 ? 50.1f : 50,
               v == 4 ? 60.1f : 60, v == 5 ? 2.1f : 2, v == 6 ? OTHER : INK);
    return 7;
}

static int polyline(struct painter *painter, int v) {
    const struct point points[] = {{10, 10}, {30, v == 1 ? 20.1f : 20}, {50, 15}};
    paint_polyline(painter, points, v == 2 ? 2 : 3, v == 3 ? 2.1f : 2, v == 4 ? 3.1f : 3,
                   v == 5 ? OTHER : INK);
    return 6;
}

static int coverage(struct painter *painter, int v) {
    uint8_t pixels[12] = {255, 200, 100, 255, 9, 8, 7, 6, 5, 4, 3, v == 1 ? 1 : 2};
    const struct coverage mask = {v == 2 ? 3 : 4, v == 2 ? 4 : 3, pixels};
    paint_coverage(painter, v == 3 ? 21 : 20, v == 4 ? 21 : 20, &mask, v == 5 ? OTHER : INK);
    return 6;
}

static int pixels(struct painter *painter, int v) {
    const uint8_t grey[12] = {255, 200, 100, 255, 9, 8, 7, 6, 5, 4, 3, v == 5 ? 1 : 2};
    paint_pixels(painter, rect_of(v), grey, v == 6 ? 3 : 4, v == 6 ? 4 : 3, v == 7 ? OTHER : INK,
                 v == 8 ? OTHER : INK);
    return 9;
}

static int shades(struct painter *painter, int v) {
    const uint8_t shade[12] = {255, 200, 100, 255, 9, 8, 7, 6, 5, 4, 3, v == 5 ? 1 : 2};
    color colors[256] = {0};
    colors[9] = v == 7 ? OTHER : INK;
    paint_shades(painter, rect_of(v), shade, v == 6 ? 3 : 4, v == 6 ? 4 : 3, colors);
    return 8;
}

static int text(struct painter *painter, int v) {
    const struct text_style style = {v == 5 ? 11 : 10, v == 6 ? FONT_BOLD : FONT_REGULAR,
                                     v == 7 ? OTHER : INK};
    paint_text(painter, rect_of(v), v == 8 ? "wordy" : "words", style,
               v == 9 ? TEXT_RIGHT : TEXT_LEFT);
    return 10;
}

static const struct {
    const char *name;
    paint_variant *paint;
} primitives[] = {
    {"fill", fill},     {"border", border}, {"rounded", rounded},   {"disc", disc},
    {"ring", ring},     {"line", line},     {"polyline", polyline}, {"coverage", coverage},
    {"pixels", pixels}, {"shades", shades}, {"text", text},
};
enum { PRIMITIVES = sizeof primitives / sizeof *primitives };

struct sheet {
    struct box_font font;
    struct image image;
    struct painter painter;
};

static void make_sheet(struct sheet *sheet) {
    struct nn_error err;
    box_font_init(&sheet->font);
    check_ok(image_create(&sheet->image, WIDTH, HEIGHT, &err), &err);
    sheet->painter = painter_for(&sheet->image, &sheet->font.font);
}

static struct recording record(struct sheet *sheet, paint_variant *paint, int variant) {
    struct recording recording = {.hash = FINGERPRINT_SEED};
    sheet->painter.recording = &recording;
    paint(&sheet->painter, variant);
    sheet->painter.recording = NULL;
    return recording;
}

static bool is_blank_outside(const struct image *image, struct rect rect) {
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            if (image->pixels[y * image->stride + x] && !rect_contains(rect, x, y))
                return false;
    return true;
}

static void test_paint_record__every_argument_changes_the_hash(void **state) {
    struct sheet sheet;
    make_sheet(&sheet);
    for (int i = 0; i < PRIMITIVES; i++) {
        uint64_t hashes[MAX_VARIANTS];
        int count = primitives[i].paint(&sheet.painter, 0);
        for (int v = 0; v < count; v++) {
            hashes[v] = record(&sheet, primitives[i].paint, v).hash;
            assert_true(record(&sheet, primitives[i].paint, v).hash == hashes[v]);
            for (int before = 0; before < v; before++)
                if (hashes[before] == hashes[v])
                    fail_msg("%s: variants %d and %d", primitives[i].name, before, v);
        }
    }
    image_destroy(&sheet.image);
}

static void test_paint_record__paints_nothing_but_records_the_bounds(void **state) {
    struct sheet sheet;
    for (int i = 0; i < PRIMITIVES; i++) {
        make_sheet(&sheet);
        struct recording recording = record(&sheet, primitives[i].paint, 0);
        assert_true(is_blank_outside(&sheet.image, (struct rect){0, 0, 0, 0}));
        primitives[i].paint(&sheet.painter, 0);
        if (!is_blank_outside(&sheet.image, recording.bounds))
            fail_msg("%s is painted outside its bounds", primitives[i].name);
        assert_false(is_blank_outside(&sheet.image, (struct rect){0, 0, 0, 0}));
        image_destroy(&sheet.image);
    }
}

static void test_paint_record__clipped_parts_do_not_count(void **state) {
    struct sheet sheet;
    make_sheet(&sheet);
    sheet.painter.clip = (struct rect){70, 70, 20, 10};
    struct recording recording = record(&sheet, fill, 0);
    assert_true(recording.hash == FINGERPRINT_SEED);
    assert_int_equal(recording.bounds.w, 0);
    image_destroy(&sheet.image);
}

static void test_paint_record__only_solid_fills_are_opaque(void **state) {
    struct sheet sheet;
    struct recording recording = {.hash = FINGERPRINT_SEED};
    struct rect small = {3, 4, 10, 11};
    make_sheet(&sheet);
    sheet.painter.recording = &recording;
    paint_fill(&sheet.painter, (struct rect){0, 0, WIDTH, HEIGHT}, 0xB0FFFFFF);
    paint_fill(&sheet.painter, small, INK);
    paint_fill(&sheet.painter, (struct rect){50, 50, 5, 5}, INK);
    assert_memory_equal(&recording.opaque, &small, sizeof small);
    image_destroy(&sheet.image);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paint_record__every_argument_changes_the_hash),
        cmocka_unit_test(test_paint_record__paints_nothing_but_records_the_bounds),
        cmocka_unit_test(test_paint_record__clipped_parts_do_not_count),
        cmocka_unit_test(test_paint_record__only_solid_fills_are_opaque),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
