/* Compares the pixels painted by the views of activations and attribution with their values, at
 * several sizes. */
#include <math.h>

#include "app/ui/explain/layers_layout.h"
#include "app/ui/frame.h"
#include "app/ui/view.h"
#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static const struct {
    int width, height;
    float scale;
} sizes[] = {{480, 360, 1},   {800, 600, 1}, {1280, 800, 1}, {1920, 1080, 1.5f},
             {3840, 2160, 2}, {640, 900, 1}, {1800, 420, 1}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Draws a stroke with both views open, and finishes the attribution. */
static int open_views(void **state) {
    static const struct point points[] = {{0.3f, 0.2f}, {0.7f, 0.2f}, {0.45f, 0.8f}};
    stage_app_open(state);
    struct stage_app *stage = *state;
    for (int i = 0; i < 3; i++)
        app_update(stage->app,
                   &(struct action){.kind = i ? ACTION_STROKE_MOVE : ACTION_STROKE_BEGIN,
                                    .position = points[i]});
    app_update(stage->app, &(struct action){.kind = ACTION_STROKE_END});
    app_update(stage->app, &(struct action){.kind = ACTION_LAYERS, .number = 1});
    app_update(stage->app, &(struct action){.kind = ACTION_ATTRIBUTION, .number = 1});
    app_refresh(stage->app);
    wait_while (app_is_busy(stage->app))
        app_refresh(stage->app);
    return 0;
}

static struct frame *paint(struct stage_app *stage, int size) {
    struct frame *frame = NULL;
    struct frame_dirty dirty;
    struct nn_error err;
    check_ok(frame_create(&frame, &err), &err);
    ui_arrange(&stage->ui, stage->app, sizes[size].width, sizes[size].height, sizes[size].scale);
    check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
    return frame;
}

static color pixel_at(const struct frame *frame, int x, int y) {
    const struct image *image = frame_image(frame);
    return image->pixels[y * image->stride + x];
}

static void test_view_activations__enlarged_map_has_the_colours_of_its_values(void **state) {
    struct stage_app *stage = *state;
    app_update(stage->app, &(struct action){.kind = ACTION_MAP, .map = {2, 3, 0}});
    for (int size = 0; size < SIZES; size++) {
        struct frame *frame = paint(stage, size);
        struct activations_column column =
            activations_column_at(stage->app->explain.activations, 2);
        struct nn_shape shape = column.shape;
        const uint8_t *shades = column.shades + 3 * shape.height * shape.width;
        int cell;
        struct rect map = layers_enlarged(stage->ui.layout.places[LAYOUT_LAYERS_MAP], shape, &cell);
        for (int p = 2 * shape.width; p < shape.height * shape.width; p++) { /* below the frame */
            color expected = theme_value_color(
                &stage->ui.theme, (float)(shades[p] - ACTIVATIONS_ZERO), ACTIVATIONS_STEPS);
            if (pixel_at(frame, map.x + p % shape.width * cell + cell / 2,
                         map.y + p / shape.width * cell + cell / 2) != expected)
                fail_msg("size %d: value %d is painted incorrectly", size, p);
        }
        frame_destroy(frame);
    }
}

static color plain_cell(const struct stage_app *stage, int pixel) {
    const struct theme *theme = &stage->ui.theme;
    color pale = color_mix(theme->panel, theme->ink, 0.25f);
    return color_mix(theme->panel, pale, (float)stage->app->prediction.picture.pixels[pixel] / 255);
}

/* The corner of a cell shows the sign of its evidence. During training there is no counterfactual
 * whose marks would cover it. */
static void test_view_activations__importance_is_blue_for_and_orange_against(void **state) {
    struct stage_app *stage = *state;
    const struct attribution_answer *answer = attribution_answer(stage->app->explain.attribution);
    float largest = 0;
    app_update(stage->app, &(struct action){.kind = ACTION_TRAINING_START});
    app_update(stage->app, &(struct action){.kind = ACTION_ATTRIBUTION, .number = 1});
    app_refresh(stage->app);
    wait_while (app_is_busy(stage->app))
        app_refresh(stage->app);
    assert_int_equal(answer->search, ATTRIBUTION_SEARCH_OFF);
    for (int p = 0; p < INK_PIXELS; p++)
        largest = fmaxf(largest, fabsf(answer->importance[p]));
    for (int size = 1; size < SIZES; size++) {
        struct frame *frame = paint(stage, size);
        struct rect picture = stage->ui.layout.places[LAYOUT_PICTURE];
        int side = picture.w / INK_SIDE, for_it = 0, against_it = 0;
        for (int p = INK_SIDE; p < INK_PIXELS; p++) {
            float fraction = answer->importance[p] / largest;
            if (p % INK_SIDE == 0 || fabsf(fraction) < 0.05f)
                continue;
            color strong = fraction > 0 ? stage->ui.theme.positive : stage->ui.theme.negative;
            color expected = color_mix(plain_cell(stage, p), strong, sqrtf(fabsf(fraction)));
            int x = picture.x + p % INK_SIDE * side, y = picture.y + p / INK_SIDE * side;
            assert_int_equal(pixel_at(frame, x, y), expected);
            if (side >= 4 && fraction < 0)
                assert_int_equal(pixel_at(frame, x + side / 2, y + side / 2), plain_cell(stage, p));
            for_it += fraction > 0;
            against_it += fraction < 0;
        }
        assert_true(for_it > 10 && against_it > 0);
        frame_destroy(frame);
    }
}

static int differing(const struct frame *a, const struct frame *b, struct rect rect) {
    int count = 0;
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            count += pixel_at(a, x, y) != pixel_at(b, x, y);
    return count;
}

/* The sum of another value is painted differently, and the keyboard focus is visible. */
static void test_view_activations__choice_and_focus_are_visible(void **state) {
    struct stage_app *stage = *state;
    static const enum layout_place focused[] = {LAYOUT_LAYERS_STRIP, LAYOUT_LAYERS_MAP,
                                                LAYOUT_BARS};
    for (int size = 0; size < SIZES; size++) {
        app_update(stage->app, &(struct action){.kind = ACTION_MAP, .map = {4, 1, 40}});
        struct frame *before = paint(stage, size);
        app_update(stage->app, &(struct action){.kind = ACTION_MAP, .map = {4, 1, 300}});
        struct frame *after = paint(stage, size);
        assert_true(differing(before, after, stage->ui.layout.places[LAYOUT_LAYERS_SUM]) > 0);
        frame_destroy(before);
        for (size_t i = 0; i < sizeof focused / sizeof *focused; i++) {
            stage->ui.focus = focused[i];
            stage->ui.focus_shown = true;
            before = paint(stage, size);
            stage->ui.focus_shown = false;
            struct rect ring = rect_inset(stage->ui.layout.places[focused[i]],
                                          -theme_px(&stage->ui.theme, VIEW_AROUND));
            assert_true(differing(before, after, ring) > 0);
            frame_destroy(before);
        }
        frame_destroy(after);
    }
}

#define VIEW_TEST(name) cmocka_unit_test_setup_teardown(name, open_views, stage_app_close)

int main(void) {
    const struct CMUnitTest tests[] = {
        VIEW_TEST(test_view_activations__enlarged_map_has_the_colours_of_its_values),
        VIEW_TEST(test_view_activations__importance_is_blue_for_and_orange_against),
        VIEW_TEST(test_view_activations__choice_and_focus_are_visible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
