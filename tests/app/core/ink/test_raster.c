#include <math.h>
#include <string.h>

#include "app/core/ink/raster.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { SIDE = 40 };

struct picture {
    uint8_t pixels[SIDE * SIDE];
};

static const struct pixel_box everywhere = {0, 0, SIDE, SIDE};
static const struct point hook[] = {{0.2f, 0.15f}, {0.75f, 0.3f}, {0.6f, 0.8f}, {0.25f, 0.7f}};

static void draw(struct picture *picture, const struct point *points, int count, float pen_px,
                 const struct pixel_box *clip) {
    const struct stroke stroke = {0.1f, count, points};
    const struct stroke *items[] = {&stroke};
    struct coverage target = {SIDE, SIDE, picture->pixels};
    const struct raster_transform transform = {.scale = SIDE, .pen_px = pen_px};
    raster_strokes(&target, &(struct strokes){1, items}, &transform, clip);
}

static double ink_of(const struct picture *picture) {
    double sum = 0;
    for (int i = 0; i < SIDE * SIDE; i++)
        sum += picture->pixels[i] / 255.0;
    return sum;
}

static void test_raster__dot_is_a_disc(void **state) {
    static const struct point middle[] = {{0.5f, 0.5f}};
    struct picture picture = {{0}};
    draw(&picture, middle, 1, 9, &everywhere);
    check_close(ink_of(&picture), acos(-1) * 4.5 * 4.5, 0, 0.03);
    for (int i = 0; i < SIDE * SIDE; i++) {
        double radius = hypot(i % SIDE + 0.5 - 20, i / SIDE + 0.5 - 20);
        double coverage = fmin(fmax(5 - radius, 0), 1);
        check_close(picture.pixels[i], 255 * coverage, 1, 0);
    }
}

static void test_raster__line_is_as_wide_as_the_pen(void **state) {
    static const float pens[] = {1, 2.5f, 6, 11};
    static const struct point slant[] = {{0.2f, 0.2f}, {0.8f, 0.7f}};
    double length = SIDE * hypot(0.6, 0.5);
    for (int i = 0; i < COUNT(pens); i++) {
        struct picture picture = {{0}};
        draw(&picture, slant, 2, pens[i], &everywhere);
        double pen = (double)pens[i];
        check_close(ink_of(&picture), length * pen + acos(-1) * pen * pen / 4, 0.5, 0.02);
    }
}

static void test_raster__default_pen_is_the_brush(void **state) {
    struct picture own = {{0}}, fixed = {{0}};
    draw(&own, hook, COUNT(hook), 0, &everywhere);
    draw(&fixed, hook, COUNT(hook), 0.1f * SIDE, &everywhere);
    assert_memory_equal(own.pixels, fixed.pixels, sizeof own.pixels);
}

static void test_raster__clipped_parts_make_up_the_whole(void **state) {
    static const struct pixel_box parts[] = {
        {0, 0, 13, SIDE}, {13, 0, SIDE, 21}, {13, 21, SIDE, SIDE}};
    struct picture whole = {{0}}, pieced = {{0}};
    draw(&whole, hook, COUNT(hook), 5, &everywhere);
    for (int i = 0; i < COUNT(parts); i++)
        draw(&pieced, hook, COUNT(hook), 5, &parts[i]);
    assert_memory_equal(whole.pixels, pieced.pixels, sizeof whole.pixels);
}

static void test_raster__nothing_changes_outside_the_clip(void **state) {
    const struct pixel_box clip = {10, 12, 25, 30};
    struct picture picture;
    memset(&picture, 7, sizeof picture);
    draw(&picture, hook, COUNT(hook), 8, &clip);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            if (x < clip.left || x >= clip.right || y < clip.top || y >= clip.bottom)
                assert_int_equal(picture.pixels[y * SIDE + x], 7);
}

static void test_raster__maximum_wins(void **state) {
    struct picture picture;
    memset(&picture, 100, sizeof picture);
    draw(&picture, hook, COUNT(hook), 5, &everywhere);
    for (int i = 0; i < SIDE * SIDE; i++)
        check_in_range(picture.pixels[i], 100, 255);
    assert_int_equal(picture.pixels[0], 100);
    assert_int_equal(picture.pixels[12 * SIDE + 30], 255);
}

static void test_raster__order_of_strokes_does_not_matter(void **state) {
    static const struct point other[] = {{0.9f, 0.1f}, {0.1f, 0.9f}};
    struct picture a = {{0}}, b = {{0}};
    draw(&a, hook, COUNT(hook), 4, &everywhere);
    draw(&a, other, 2, 4, &everywhere);
    draw(&b, other, 2, 4, &everywhere);
    draw(&b, hook, COUNT(hook), 4, &everywhere);
    assert_memory_equal(a.pixels, b.pixels, sizeof a.pixels);
}

static void test_raster__right_edge_does_not_run_into_the_next_row(void **state) {
    static const struct point edge[] = {{1, 0.5f}};
    const struct pixel_box beyond = {-9, -9, SIDE + 9, SIDE + 9};
    struct picture picture = {{0}};
    draw(&picture, edge, 1, 8, &beyond);
    assert_int_equal(picture.pixels[20 * SIDE + SIDE - 1], 255);
    for (int y = 0; y < SIDE; y++)
        assert_int_equal(picture.pixels[y * SIDE], 0);
}

/* The address sanitizer aborts the suite on a write outside the target. */
static void test_raster__far_points_and_clips_are_safe(void **state) {
    static const struct point level[] = {{-1e6f, 0.5f}, {1e6f, 0.5f}};
    static const struct point wild[] = {{-1e6f, 0.5f}, {1e6f, 0.5f}, {0.5f, 3e6f}, {-9, -1e6f}};
    static const struct pixel_box clips[] = {
        {-5, -5, SIDE + 9, SIDE + 9}, {30, 30, 10, 10}, {50, 0, 90, 9}};
    for (int i = 0; i < COUNT(clips); i++) {
        struct picture picture = {{0}};
        draw(&picture, level, COUNT(level), 6, &clips[i]);
        assert_int_equal(picture.pixels[20 * SIDE + 5], i == 0 ? 255 : 0);
        draw(&picture, wild, COUNT(wild), 6, &clips[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_raster__dot_is_a_disc),
        cmocka_unit_test(test_raster__line_is_as_wide_as_the_pen),
        cmocka_unit_test(test_raster__default_pen_is_the_brush),
        cmocka_unit_test(test_raster__clipped_parts_make_up_the_whole),
        cmocka_unit_test(test_raster__nothing_changes_outside_the_clip),
        cmocka_unit_test(test_raster__maximum_wins),
        cmocka_unit_test(test_raster__order_of_strokes_does_not_matter),
        cmocka_unit_test(test_raster__right_edge_does_not_run_into_the_next_row),
        cmocka_unit_test(test_raster__far_points_and_clips_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
