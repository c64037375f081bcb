#include "app/ui/explain/ui_explain.h"

#include <string.h>

#include "app/ui/explain/layers_layout.h"
#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static struct activations_choice choice(const struct stage_app *stage) {
    return activations_value(stage->app->explain.activations)->choice;
}

/* Draws a stroke and refreshes the explanations. */
static void draw(struct stage_app *stage) {
    struct rect canvas = stage_app_place(stage, LAYOUT_CANVAS);
    stage_app_pointer(stage, UI_EVENT_POINTER_DOWN, canvas.x + 60, canvas.y + 60);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 160, canvas.y + 60);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 100, canvas.y + 200);
    stage_app_pointer(stage, UI_EVENT_POINTER_UP, canvas.x + 100, canvas.y + 200);
    app_refresh(stage->app);
}

static void open_views(struct stage_app *stage) {
    stage_app_key(stage, 'l', 0);
    stage_app_key(stage, 'w', 0);
    app_refresh(stage->app);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, 0, 0); /* lays the columns out */
    draw(stage);
}

static void click(struct stage_app *stage, struct rect rect) {
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, rect);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, rect);
    stage_app_at(stage, UI_EVENT_POINTER_UP, rect);
}

static void focus_on(struct stage_app *stage, enum layout_place which) {
    for (int i = 0; i < LAYOUT_PLACES && stage->ui.focus != which; i++)
        stage_app_key(stage, UI_KEY_TAB, 0);
    assert_int_equal(stage->ui.focus, which);
}

static void test_ui_explain__keys_open_and_close_the_views(void **state) {
    struct stage_app *stage = *state;
    assert_int_equal(stage_app_key(stage, 'l', 0).kind, ACTION_LAYERS);
    assert_true(stage->app->explain.layers_open);
    assert_true(stage_app_place(stage, LAYOUT_LAYERS_STRIP).w > 0);
    assert_int_equal(stage_app_key(stage, 'w', 0).kind, ACTION_ATTRIBUTION);
    assert_true(stage_app_place(stage, LAYOUT_ATTRIBUTION).w > 0);
    stage_app_key(stage, 'l', 0);
    stage_app_key(stage, 'w', 0);
    assert_false(stage->app->explain.layers_open || stage->app->explain.attribution_open);
    assert_int_equal(stage_app_place(stage, LAYOUT_LAYERS_STRIP).w, 0);
}

/* A closed view costs nothing: neither has been updated. */
static void test_ui_explain__closed_views_compute_nothing(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    assert_int_equal(activations_column_count(stage->app->explain.activations), 0);
    assert_int_equal(attribution_answer(stage->app->explain.attribution)->digit, -1);
    assert_false(app_is_busy(stage->app));
}

/* Records the first layer's input and the importance of each of its pixels. */
static void note_views(const struct stage_app *stage, uint8_t maps[INK_PIXELS],
                       float importance[INK_PIXELS]) {
    const struct explain *explain = &stage->app->explain;
    memcpy(maps, activations_column_at(explain->activations, 0).shades, INK_PIXELS);
    memcpy(importance, attribution_answer(explain->attribution)->importance,
           INK_PIXELS * sizeof *importance);
}

static void check_views_changed(const struct stage_app *stage, const uint8_t maps[INK_PIXELS],
                                const float importance[INK_PIXELS]) {
    const struct explain *explain = &stage->app->explain;
    assert_memory_not_equal(activations_column_at(explain->activations, 0).shades, maps,
                            INK_PIXELS);
    assert_memory_not_equal(attribution_answer(explain->attribution)->importance, importance,
                            INK_PIXELS * sizeof *importance);
}

static void test_ui_explain__every_segment_updates_the_maps(void **state) {
    struct stage_app *stage = *state;
    uint8_t maps[INK_PIXELS];
    float importance[INK_PIXELS];
    open_views(stage);
    struct rect canvas = stage_app_place(stage, LAYOUT_CANVAS);
    stage_app_pointer(stage, UI_EVENT_POINTER_DOWN, canvas.x + 60, canvas.y + 160);
    for (int i = 1; i < 4; i++) {
        note_views(stage, maps, importance);
        stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 60 + 40 * i, canvas.y + 250);
        app_refresh(stage->app);
        assert_true(app_is_busy(stage->app));
        check_views_changed(stage, maps, importance);
    }
    wait_while (app_is_busy(stage->app))
        app_refresh(stage->app);
    note_views(stage, maps, importance);
    app_refresh(stage->app);
    assert_memory_equal(attribution_answer(stage->app->explain.attribution)->importance, importance,
                        sizeof importance);
    assert_false(app_is_busy(stage->app));
}

static void test_ui_explain__click_chooses_the_map_under_it(void **state) {
    struct stage_app *stage = *state;
    open_views(stage);
    struct layers_strip strip = layers_strip_make(
        &stage->ui.layout, activations_column_count(stage->app->explain.activations),
        stage->ui.layers_first);
    for (int column = strip.first; column < strip.first + 4; column++) {
        struct nn_shape shape =
            activations_column_at(stage->app->explain.activations, column).shape;
        struct layers_grid grid = layers_grid_make(layers_maps(&strip, column), shape, 0, 1);
        int map = shape.channels - 1;
        click(stage, layers_cell(&grid, map));
        assert_int_equal(choice(stage).column, column);
        assert_int_equal(choice(stage).map, map);
    }
}

static void test_ui_explain__pointer_over_the_map_selects_its_pixel(void **state) {
    struct stage_app *stage = *state;
    open_views(stage);
    stage_app_key(stage, '.', 0);
    struct activations_choice strongest = choice(stage);
    struct nn_shape shape = activations_column_at(stage->app->explain.activations, 1).shape;
    int cell;
    struct rect map = layers_enlarged(stage_app_place(stage, LAYOUT_LAYERS_MAP), shape, &cell);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, map.x + 3 * cell + 1, map.y + 5 * cell + 1);
    assert_int_equal(choice(stage).pixel, 5 * shape.width + 3);
    struct action action =
        stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, map.x + 3 * cell + 2, map.y + map.h + 400);
    assert_int_equal(action.kind, ACTION_MAP_PIXEL);
    assert_int_equal(choice(stage).pixel, strongest.pixel);
}

static void test_ui_explain__arrows_move_through_layers_maps_and_pixels(void **state) {
    struct stage_app *stage = *state;
    open_views(stage);
    focus_on(stage, LAYOUT_LAYERS_STRIP);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(choice(stage).column, 2);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_UP, 0);
    assert_int_equal(choice(stage).column, 1);
    assert_int_equal(choice(stage).map, 1);
    focus_on(stage, LAYOUT_LAYERS_MAP);
    int pixel = choice(stage).pixel,
        width = activations_column_at(stage->app->explain.activations, 1).shape.width;
    int down = pixel / width > 0 ? UI_KEY_UP : UI_KEY_DOWN,
        step = down == UI_KEY_UP ? -width : width;
    stage_app_key(stage, down, 0);
    assert_int_equal(choice(stage).pixel, pixel + step);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(choice(stage).pixel, pixel + step);
}

static void test_ui_explain__chosen_column_is_scrolled_to(void **state) {
    struct stage_app *stage = *state;
    open_views(stage);
    int columns = activations_column_count(stage->app->explain.activations);
    for (int i = 1; i < columns; i++) {
        stage_app_key(stage, '.', 0);
        int shown = layers_columns_shown(&stage->ui.layout, columns);
        assert_int_equal(choice(stage).column, i);
        check_in_range(i, stage->ui.layers_first, stage->ui.layers_first + shown - 1);
    }
    assert_int_equal(stage_app_key(stage, '.', 0).number, 1);
    assert_int_equal(choice(stage).column, columns - 1);
    for (int i = 1; i < columns; i++)
        stage_app_key(stage, ',', 0);
    assert_int_equal(choice(stage).column, 0);
    assert_int_equal(stage->ui.layers_first, 0);
}

static void test_ui_explain__bar_under_the_pointer_is_explained(void **state) {
    struct stage_app *stage = *state;
    open_views(stage);
    struct rect bars = stage_app_place(stage, LAYOUT_BARS);
    int row = bars.h / stage->ui.layout.classes;
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, bars.x + 40, bars.y + 4 * row + row / 2);
    app_refresh(stage->app);
    assert_int_equal(attribution_answer(stage->app->explain.attribution)->digit, 4);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_CLEAR));
    app_refresh(stage->app);
    assert_int_equal(attribution_answer(stage->app->explain.attribution)->digit,
                     stage->app->prediction.reading.digit);
}

static void test_ui_explain__arrows_choose_the_digit_to_explain(void **state) {
    struct stage_app *stage = *state;
    open_views(stage);
    int digit = stage->app->prediction.reading.digit;
    focus_on(stage, LAYOUT_BARS);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    app_refresh(stage->app);
    assert_int_equal(attribution_answer(stage->app->explain.attribution)->digit,
                     (digit + 1) % stage->ui.layout.classes);
    stage_app_key(stage, 'w', 0);
    stage_app_key(stage, UI_KEY_TAB, 0);
    assert_int_not_equal(stage->ui.focus, LAYOUT_BARS);
}

/* In a low window; the stage's own has space for both. */
static void test_ui_explain__panel_and_attribution_come_to_the_front_in_turn(void **state) {
    struct stage_app *stage = *state;
    static const struct {
        int key;
        bool panel, attribution;
    } rows[] = {
        {'w', false, true}, {UI_KEY_F1 + 8, true, false},  {'w', false, true},
        {'w', true, false}, {UI_KEY_F1 + 8, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ui_arrange(&stage->ui, stage->app, 480, 360, 1);
        stage_app_key(stage, rows[i].key, 0);
        if (rows[i].panel != (stage_app_place(stage, LAYOUT_START).w > 0) ||
            rows[i].attribution != (stage_app_place(stage, LAYOUT_ATTRIBUTION).w > 0))
            fail_msg("row %zu shows something else", i);
    }
    ui_arrange(&stage->ui, stage->app, 1100, 720, 1);
    stage_app_key(stage, 'w', 0);
    stage_app_key(stage, UI_KEY_F1 + 8, 0);
    assert_true(stage_app_place(stage, LAYOUT_START).w > 0 &&
                stage_app_place(stage, LAYOUT_ATTRIBUTION).w > 0);
    stage_app_key(stage, 'l', 0);
    stage_app_key(stage, UI_KEY_F1 + 8, 0);
    assert_true(stage_app_place(stage, LAYOUT_START).w > 0 &&
                stage_app_place(stage, LAYOUT_ATTRIBUTION).w > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_ui_explain__keys_open_and_close_the_views),
        STAGE_TEST(test_ui_explain__closed_views_compute_nothing),
        STAGE_TEST(test_ui_explain__every_segment_updates_the_maps),
        STAGE_TEST(test_ui_explain__click_chooses_the_map_under_it),
        STAGE_TEST(test_ui_explain__pointer_over_the_map_selects_its_pixel),
        STAGE_TEST(test_ui_explain__arrows_move_through_layers_maps_and_pixels),
        STAGE_TEST(test_ui_explain__chosen_column_is_scrolled_to),
        STAGE_TEST(test_ui_explain__bar_under_the_pointer_is_explained),
        STAGE_TEST(test_ui_explain__arrows_choose_the_digit_to_explain),
        STAGE_TEST(test_ui_explain__panel_and_attribution_come_to_the_front_in_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
