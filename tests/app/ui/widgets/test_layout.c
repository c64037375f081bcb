#include "app/ui/widgets/layout.h"

#include "tests/support/check.h"

enum { CLASSES = 10 };

struct size {
    int width, height;
};

static const struct size sizes[] = {
    {480, 360},  {481, 361},  {500, 900},   {640, 480},   {799, 479},   {800, 600},
    {899, 700},  {900, 700},  {901, 480},   {1024, 768},  {1100, 720},  {1280, 800},
    {1366, 768}, {1920, 400}, {1920, 1080}, {1080, 1920}, {2560, 1440}, {3840, 2160},
    {480, 2160}, {3840, 360}, {640, 900},   {1800, 420},  {1059, 480},  {1060, 720},
};
static const float scales[] = {0.75f, 1, 1.25f, 1.5f, 2, 2.75f, 3};

typedef void each_function(const struct layout *layout, float scale);

/* Calls check with every size, scale and choice of open views. */
static void for_each_of(int classes, each_function *check) {
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t s = 0; s < sizeof scales / sizeof *scales; s++)
            for (unsigned shown = 0; shown < 64; shown++) {
                struct layout layout =
                    layout_make(sizes[i].width, sizes[i].height, scales[s], shown, classes);
                check(&layout, scales[s]);
            }
}

static void for_each(each_function *check) {
    for_each_of(CLASSES, check);
}

static void for_each_count(each_function *check) {
    static const int counts[] = {2, CLASSES, 26, 64};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for_each_of(counts[i], check);
}

static bool overlap(struct rect a, struct rect b) {
    struct rect both = rect_intersection(a, b);
    return both.w > 0 && both.h > 0;
}

static void check_no_overlap(const struct layout *layout, float scale) {
    for (int a = 0; a < LAYOUT_PLACES; a++)
        for (int b = a + 1; b < LAYOUT_PLACES; b++)
            if (overlap(layout->places[a], layout->places[b]))
                fail_msg("%d x %d at %g, %u open: places %d and %d overlap", layout->width,
                         layout->height, (double)scale, layout->shown, a, b);
}

static void test_layout__no_places_overlap(void **state) {
    for_each_count(check_no_overlap);
}

static void check_inside(const struct layout *layout, float scale) {
    for (int i = 0; i < LAYOUT_PLACES; i++) {
        struct rect r = layout->places[i];
        if (r.x < 0 || r.y < 0 || r.w < 0 || r.h < 0 || r.x + r.w > layout->width ||
            r.y + r.h > layout->height)
            fail_msg("%d x %d at %g, %u open: place %d is %d,%d %d x %d", layout->width,
                     layout->height, (double)scale, layout->shown, i, r.x, r.y, r.w, r.h);
    }
}

static void test_layout__no_place_leaves_the_window(void **state) {
    for_each_count(check_inside);
}

/* The runs, the recipe and the mistakes replace canvas, picture and reading. */
static bool is_replaced(const struct layout *layout, int place) {
    bool runs = layout->shown & LAYOUT_SHOW_RUNS;
    bool recipe = !runs && layout->shown & LAYOUT_SHOW_RECIPE;
    bool mistakes = !runs && !recipe && layout->shown & LAYOUT_SHOW_MISTAKES;
    bool of_runs = place >= LAYOUT_RUNS_LIST && place <= LAYOUT_RUNS_GRAPH;
    bool of_recipe = place >= LAYOUT_RECIPE_LIST && place <= LAYOUT_RECIPE_PREVIEW;
    bool of_mistakes = place >= LAYOUT_MISTAKES_MATRIX && place <= LAYOUT_MISTAKES_GALLERY;
    bool of_drawing = place == LAYOUT_CANVAS || (place >= LAYOUT_PICTURE && place <= LAYOUT_BARS);
    bool replaced = (of_runs && !runs) || (of_recipe && !recipe) || (of_mistakes && !mistakes) ||
                    (of_drawing && (runs || recipe || mistakes));
    if (replaced)
        assert_int_equal(layout->places[place].w, 0);
    return replaced;
}

/* Places are large enough for their content: a line of small text is 12 units high. */
static void check_space(const struct layout *layout, float scale) {
    for (int i = 0; i < LAYOUT_PLACES; i++) {
        bool in_panel = i >= LAYOUT_START && i <= LAYOUT_ACCURACY;
        bool in_layers = i >= LAYOUT_LAYERS_BACK && i <= LAYOUT_LAYERS_SUM;
        bool in_strip = layout->strip && (i == LAYOUT_SETTINGS || i == LAYOUT_ACCURACY);
        if (i == LAYOUT_LOSS || i == LAYOUT_PICTURE || in_strip ||
            (in_panel && layout->panel.h == 0) || (in_layers && layout->layers.h == 0) ||
            (i == LAYOUT_ATTRIBUTION && layout->places[i].w == 0) || is_replaced(layout, i))
            continue;
        struct rect r = layout->places[i];
        float min_height = i == LAYOUT_PROGRESS ? 5 : i == LAYOUT_BARS ? 119 : 15;
        if ((float)r.w < 27 * layout->scale - 1 || (float)r.h < min_height * layout->scale - 1)
            fail_msg("%d x %d at %g, %u open: place %d is only %d x %d", layout->width,
                     layout->height, (double)scale, layout->shown, i, r.w, r.h);
    }
}

static void test_layout__every_place_is_large_enough(void **state) {
    for_each(check_space);
}

static void check_squares(const struct layout *layout, float scale) {
    struct rect canvas = layout->places[LAYOUT_CANVAS], picture = layout->places[LAYOUT_PICTURE];
    assert_int_equal(canvas.w, canvas.h);
    assert_int_equal(picture.w, picture.h);
    assert_true(layout->shown & (LAYOUT_SHOW_RUNS | LAYOUT_SHOW_RECIPE | LAYOUT_SHOW_MISTAKES) ||
                picture.w >= 28);
    assert_true(picture.w % 28 == 0);
}

static void test_layout__canvas_and_picture_are_square(void **state) {
    for_each(check_squares);
}

static void test_layout__picture_folds_under_the_bars_below_900_units(void **state) {
    struct layout wide = layout_make(900, 700, 1, true, CLASSES),
                  narrow = layout_make(899, 700, 1, true, CLASSES);
    struct rect bars = wide.places[LAYOUT_BARS], picture = wide.places[LAYOUT_PICTURE];
    assert_true(picture.x + picture.w <= bars.x);
    bars = narrow.places[LAYOUT_BARS];
    picture = narrow.places[LAYOUT_PICTURE];
    assert_true(picture.y >= bars.y + bars.h);
    assert_int_equal(picture.x, bars.x);
}

static void test_layout__closed_panel_gives_its_space_to_the_canvas(void **state) {
    struct layout open = layout_make(1100, 720, 1, true, CLASSES),
                  closed = layout_make(1100, 720, 1, false, CLASSES);
    assert_int_equal(closed.panel.h, 0);
    assert_int_equal(closed.places[LAYOUT_START].w, 0);
    assert_true(closed.places[LAYOUT_CANVAS].w > open.places[LAYOUT_CANVAS].w);
}

static void test_layout__layers_are_beside_the_training_in_large_windows(void **state) {
    const unsigned both = LAYOUT_SHOW_TRAINING | LAYOUT_SHOW_LAYERS;
    struct layout wide = layout_make(1400, 900, 1, both, CLASSES),
                  narrow = layout_make(1399, 900, 1, both, CLASSES);
    assert_int_equal(wide.layers.x + wide.layers.w, wide.panel.x);
    assert_int_equal(wide.panel.x + wide.panel.w, 1400);
    assert_int_equal(wide.layers.h, wide.panel.h);
    assert_false(wide.strip);
    assert_int_equal(narrow.layers.w, 1399);
}

static void test_layout__layers_leave_one_line_for_the_training(void **state) {
    static const struct size with[] = {{1100, 720}, {800, 600}, {640, 900}, {480, 480}};
    const unsigned both = LAYOUT_SHOW_TRAINING | LAYOUT_SHOW_LAYERS;
    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        struct layout layout = layout_make(with[i].width, with[i].height, 1, both, CLASSES);
        assert_true(layout.strip);
        assert_int_equal(layout.layers.y + layout.layers.h, layout.panel.y);
        assert_int_equal(layout.panel.y + layout.panel.h, with[i].height);
        assert_true(layout.places[LAYOUT_KEEP].w > 0 && layout.places[LAYOUT_REVERT].w > 0);
        assert_true(layout.places[LAYOUT_STATUS].w >= 180);
        assert_int_equal(layout.places[LAYOUT_ACCURACY].w, 0);
    }
    struct layout min = layout_make(480, 360, 1, both, CLASSES);
    assert_int_equal(min.panel.h, 0);
    assert_int_equal(min.places[LAYOUT_START].w, 0);
    assert_false(layout_make(1100, 720, 1, LAYOUT_SHOW_LAYERS, CLASSES).strip);
}

/* A larger window shows no less about the coming training run. */
static void test_layout__settings_do_not_shrink_in_larger_windows(void **state) {
    int narrower =
        layout_make(800, 600, 1, LAYOUT_SHOW_TRAINING, CLASSES).places[LAYOUT_SETTINGS].w;
    for (int width = 900; width <= 3840; width += 20) {
        struct layout layout = layout_make(width, 900, 1, LAYOUT_SHOW_TRAINING, CLASSES);
        assert_true(layout.places[LAYOUT_SETTINGS].w >= narrower - 4);
        assert_true(layout.places[LAYOUT_STATUS].w >= 220);
    }
}

static void test_layout__attribution_has_its_legend_except_in_the_smallest_windows(void **state) {
    static const struct size with[] = {{800, 600}, {1280, 800}, {1920, 1080}, {3840, 2160}};
    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        struct layout layout = layout_make(with[i].width, with[i].height, 1, 7, CLASSES);
        assert_true(layout.places[LAYOUT_ATTRIBUTION].h >= 3 * 18);
        assert_true(layout.places[LAYOUT_PICTURE].w >= 4 * 28);
    }
    assert_int_equal(layout_make(480, 360, 1, 7, CLASSES).places[LAYOUT_ATTRIBUTION].w, 0);
    struct layout min =
        layout_make(480, 360, 1, LAYOUT_SHOW_TRAINING | LAYOUT_SHOW_ATTRIBUTION, CLASSES);
    assert_int_equal(min.panel.h, 0);
    assert_true(min.places[LAYOUT_PICTURE].w >= 3 * 28);
    assert_true(min.places[LAYOUT_ATTRIBUTION].h >= 2 * 18);
    assert_int_equal(layout_make(1280, 800, 1, 3, CLASSES).places[LAYOUT_ATTRIBUTION].w, 0);
}

/* There is also space for the marks of a counterfactual and for its result. */
static void test_layout__attribution_has_four_lines_in_narrow_and_in_low_windows(void **state) {
    static const struct size with[] = {{480, 360}, {640, 900}, {1800, 420}, {1100, 720}};
    for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
        struct layout layout =
            layout_make(with[i].width, with[i].height, 1, LAYOUT_SHOW_ATTRIBUTION, CLASSES);
        assert_true(layout.places[LAYOUT_ATTRIBUTION].h >= 4 * 18);
        assert_true(layout.places[LAYOUT_PICTURE].w >= 3 * 28);
    }
}

static void test_layout__scale_too_large_for_the_window_is_lowered(void **state) {
    check_close((double)layout_make(960, 720, 3, true, CLASSES).scale, 2, 1e-6, 0);
    check_close((double)layout_make(960, 720, 1.5f, true, CLASSES).scale, 1.5, 1e-6, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout__no_places_overlap),
        cmocka_unit_test(test_layout__no_place_leaves_the_window),
        cmocka_unit_test(test_layout__every_place_is_large_enough),
        cmocka_unit_test(test_layout__canvas_and_picture_are_square),
        cmocka_unit_test(test_layout__picture_folds_under_the_bars_below_900_units),
        cmocka_unit_test(test_layout__closed_panel_gives_its_space_to_the_canvas),
        cmocka_unit_test(test_layout__layers_are_beside_the_training_in_large_windows),
        cmocka_unit_test(test_layout__layers_leave_one_line_for_the_training),
        cmocka_unit_test(test_layout__settings_do_not_shrink_in_larger_windows),
        cmocka_unit_test(test_layout__attribution_has_its_legend_except_in_the_smallest_windows),
        cmocka_unit_test(test_layout__attribution_has_four_lines_in_narrow_and_in_low_windows),
        cmocka_unit_test(test_layout__scale_too_large_for_the_window_is_lowered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
