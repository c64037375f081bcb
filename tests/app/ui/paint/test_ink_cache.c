#include "app/ui/paint/ink_cache.h"

#include <math.h>
#include <string.h>

#include "app/core/ink/canvas.h"
#include "tests/support/check.h"

enum { SIDE = 96 };

static struct rect update(struct ink_cache *cache, const struct canvas *canvas) {
    struct strokes strokes = canvas_strokes(canvas);
    struct rect changed;
    struct nn_error err;
    check_ok(ink_cache_update(cache, &strokes, SIDE, &changed, &err), &err);
    return changed;
}

/* The mask must equal a complete redraw, and differ from the previous one only in the part reported
 * as changed. */
static void check_mask(struct ink_cache *cache, const struct canvas *canvas) {
    static uint8_t before[SIDE * SIDE], anew[SIDE * SIDE];
    memcpy(before, cache->mask.pixels, sizeof before);
    struct rect changed = update(cache, canvas);
    struct strokes strokes = canvas_strokes(canvas);
    struct coverage whole = {SIDE, SIDE, anew};
    const struct raster_transform transform = {.scale = SIDE};
    const struct pixel_box clip = {0, 0, SIDE, SIDE};
    memset(anew, 0, sizeof anew);
    raster_strokes(&whole, &strokes, &transform, &clip);
    const uint8_t *mask = cache->mask.pixels;
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (mask[i] != anew[i])
            fail_msg("pixel %d,%d is %d, should be %d", i % SIDE, i / SIDE, mask[i], anew[i]);
        if (mask[i] != before[i] && !rect_contains(changed, i % SIDE, i / SIDE))
            fail_msg("pixel %d,%d changed outside the changed part", i % SIDE, i / SIDE);
    }
}

static struct point spiral(int i) {
    float angle = 0.7f * (float)i, radius = 0.02f * (float)i;
    return (struct point){0.5f + radius * cosf(angle), 0.5f + radius * sinf(angle)};
}

static void test_ink_cache__growing_strokes_are_drawn_correctly(void **state) {
    struct canvas *canvas = NULL;
    struct ink_cache cache = {.count = 0};
    struct nn_error err;
    check_ok(canvas_create(&canvas, &err), &err);
    update(&cache, canvas);
    for (int s = 0; s < 3; s++) {
        check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.06f, spiral(7 * s), &err), &err);
        check_mask(&cache, canvas);
        for (int i = 1; i < 30; i++) {
            check_ok(canvas_move(canvas, spiral(i + 7 * s), &err), &err);
            check_mask(&cache, canvas);
        }
        canvas_end(canvas);
        check_mask(&cache, canvas);
    }
    ink_cache_deinit(&cache);
    canvas_destroy(canvas);
}

static void test_ink_cache__undo_redo_eraser_and_clear_are_drawn_correctly(void **state) {
    struct canvas *canvas = NULL;
    struct ink_cache cache = {.count = 0};
    struct nn_error err;
    check_ok(canvas_create(&canvas, &err), &err);
    update(&cache, canvas);
    for (int s = 0; s < 4; s++) {
        float y = 0.2f * (float)(s + 1);
        enum canvas_tool tool = s == 3 ? CANVAS_TOOL_ERASER : CANVAS_TOOL_PEN;
        check_ok(canvas_begin(canvas, tool, 0.1f, (struct point){0.1f, y}, &err), &err);
        check_ok(canvas_move(canvas, (struct point){0.9f, 1 - y}, &err), &err);
        canvas_end(canvas);
        check_mask(&cache, canvas);
    }
    for (int i = 0; i < 3; i++) {
        canvas_undo(canvas);
        check_mask(&cache, canvas);
    }
    canvas_redo(canvas);
    check_mask(&cache, canvas);
    check_ok(canvas_clear(canvas, &err), &err);
    check_mask(&cache, canvas);
    ink_cache_deinit(&cache);
    canvas_destroy(canvas);
}

static void test_ink_cache__replaced_stroke_is_drawn_correctly(void **state) {
    struct canvas *canvas = NULL;
    struct ink_cache cache = {.count = 0};
    struct nn_error err;
    check_ok(canvas_create(&canvas, &err), &err);
    for (int i = 0; i < 3; i++) {
        float x = 0.2f + 0.3f * (float)i;
        canvas_undo(canvas);
        check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, (struct point){x, x}, &err), &err);
        canvas_end(canvas);
        if (i == 0)
            update(&cache, canvas);
        else
            check_mask(&cache, canvas);
    }
    ink_cache_deinit(&cache);
    canvas_destroy(canvas);
}

static void test_ink_cache__unchanged_drawing_changes_nothing(void **state) {
    struct canvas *canvas = NULL;
    struct ink_cache cache = {.count = 0};
    struct nn_error err;
    check_ok(canvas_create(&canvas, &err), &err);
    assert_int_equal(update(&cache, canvas).w, SIDE);
    check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, spiral(9), &err), &err);
    assert_true(update(&cache, canvas).w > 0);
    canvas_end(canvas);
    assert_int_equal(update(&cache, canvas).w, 0);
    ink_cache_deinit(&cache);
    canvas_destroy(canvas);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ink_cache__growing_strokes_are_drawn_correctly),
        cmocka_unit_test(test_ink_cache__undo_redo_eraser_and_clear_are_drawn_correctly),
        cmocka_unit_test(test_ink_cache__replaced_stroke_is_drawn_correctly),
        cmocka_unit_test(test_ink_cache__unchanged_drawing_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
