/* The list of runs and its chart: the actions of keys and pointer, and the pixels that result. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/ui/frame.h"
#include "app/ui/runs/run_lines.h"
#include "app/ui/runs/runs_layout.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"
#include "tests/support/stage_app.h"

static const struct {
    int width, height;
    float scale;
} sizes[] = {{480, 360, 1}, {800, 600, 1}, {1100, 720, 1}, {1920, 1080, 1.5f}, {3840, 2160, 2}};
enum { SIZES = sizeof sizes / sizeof *sizes, RUNS = 12 };

static const char folder[] = "view-runs-results";

/* Waits for the list by polling, since its thread wakes nobody here. */
static int open_runs(void **state) {
    scratch_remove(folder);
    run_files_write_finished(folder, RUNS, 20);
    stage_app_open_with(state, folder, false);
    struct stage_app *stage = *state;
    stage_app_key(stage, 'g', UI_CTRL);
    while (run_list_count(stage->app->runs.list) < 0)
        app_collect(stage->app, 1);
    return 0;
}

static int close_runs(void **state) {
    stage_app_close(state);
    scratch_remove(folder);
    return 0;
}

static struct rect box_of(const struct stage_app *stage, int index) {
    struct runs_layout rows = runs_layout_of(stage->app, &stage->ui.layout);
    return runs_row_of(&rows, index).box;
}

static void test_view_runs__boxes_plot_and_rows_select(void **state) {
    struct stage_app *stage = *state;
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, box_of(stage, 2));
    stage_app_at(stage, UI_EVENT_POINTER_UP, box_of(stage, 2));
    assert_int_equal(run_browser_slot(&stage->app->runs, 2), 1);
    assert_int_equal(run_browser_selected(&stage->app->runs), 0);
    struct rect name = box_of(stage, 3);
    name.x += 2 * name.w;
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, name);
    stage_app_at(stage, UI_EVENT_POINTER_UP, name);
    assert_int_equal(run_browser_selected(&stage->app->runs), 3);
    assert_int_equal(run_browser_slot(&stage->app->runs, 3), -1);
}

static void test_view_runs__keys_do_the_same(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, ' ', 0);
    assert_int_equal(run_browser_slot(&stage->app->runs, 2), 1);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(run_browser_slot(&stage->app->runs, 2), -1);
    stage_app_key(stage, 'v', 0);
    assert_int_equal(stage->app->runs.value, RUN_VALUE_VALIDATION_LOSS);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(stage->ui.runs_cursor, 1000);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(stage->ui.runs_cursor, 980);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage->ui.layout.places[LAYOUT_RUNS_GRAPH]);
    assert_int_equal(stage->ui.runs_cursor, -1);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
    assert_true(stage->ui.layout.places[LAYOUT_CANVAS].w > 0);
}

/* Space presses the button with the keyboard focus, and plots the run everywhere else. */
static void test_view_runs__focus_takes_precedence_over_the_lists_keys(void **state) {
    struct stage_app *stage = *state;
    stage->ui.focus = LAYOUT_CLEAR;
    stage->ui.focus_shown = true;
    stage_app_key(stage, ' ', 0);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
}

static void test_view_runs__selected_run_is_always_on_the_page(void **state) {
    struct stage_app *stage = *state;
    for (int size = 0; size < SIZES; size++) {
        ui_arrange(&stage->ui, stage->app, sizes[size].width, sizes[size].height,
                   sizes[size].scale);
        struct rect list = stage->ui.layout.places[LAYOUT_RUNS_LIST];
        for (int run = 0; run < RUNS; run++) {
            app_update(stage->app, &(struct action){.kind = ACTION_PICK, .number = run});
            struct runs_layout rows = runs_layout_of(stage->app, &stage->ui.layout);
            struct runs_row places = runs_row_of(&rows, run);
            struct rect row = places.whole;
            assert_true(run >= rows.first && run < rows.first + rows.count);
            assert_true(row.y + row.h <= list.y + list.h && row.y > list.y);
            assert_int_equal(runs_at(&rows, row.x + 5, row.y + 5), run);
            assert_true(places.name.w >= theme_px(&stage->ui.theme, 100));
        }
    }
}

static void draw_all(struct stage_app *stage) {
    for (int i = 1; i < RUN_SLOTS; i++)
        app_update(stage->app, &(struct action){.kind = ACTION_DRAW_RUN, .number = i});
}

/* Compares the smoothed values with a direct sum over the runs' own points. */
static void test_view_runs__lines_are_smoothed_measurements(void **state) {
    struct stage_app *stage = *state;
    struct run_lines *lines = malloc(sizeof *lines);
    draw_all(stage);
    run_lines_make(lines, stage->app, &stage->ui.theme, false);
    assert_int_equal(lines->count, RUN_SLOTS);
    check_close(lines->epochs, 5, 1e-9, 0);
    for (int s = 0; s < lines->count; s++) {
        const struct chart_series *series = &lines->series[s];
        const struct run_record *run = run_list_at(stage->app->runs.list, s);
        assert_string_equal(series->name, run->name);
        assert_int_equal(series->count, 20);
        for (int i = 0; i < series->count; i++) {
            double sum = 0, weights = 0;
            for (int j = 0; j <= i; j++) {
                double weight = exp((series->x[j] - series->x[i]) / (0.04 * 5));
                sum += weight * run->history.validation.accuracy[j];
                weights += weight;
            }
            check_close(series->y[i], sum / weights, 1e-9, 0);
            check_close(series->measured[i], run->history.validation.accuracy[i], 0, 0);
        }
    }
    free(lines);
}

/* Eight runs can be distinguished without colours. */
static void test_view_runs__no_two_slots_look_the_same(void **state) {
    struct theme theme = theme_make(false, 1);
    for (int a = 0; a < RUN_SLOTS; a++)
        for (int b = 0; b < a; b++) {
            struct chart_series first = run_lines_style(&theme, a),
                                second = run_lines_style(&theme, b);
            assert_true(first.line != second.line);
            assert_true(first.marker != second.marker || first.dash < second.dash ||
                        first.dash > second.dash);
        }
}

static color pixel_at(const struct frame *frame, int x, int y) {
    const struct image *image = frame_image(frame);
    return image->pixels[y * image->stride + x];
}

static int count_color(const struct frame *frame, struct rect rect, color wanted) {
    int count = 0;
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            count += pixel_at(frame, x, y) == wanted;
    return count;
}

static void paint(struct stage_app *stage, struct frame *frame) {
    struct frame_dirty dirty;
    struct nn_error err;
    check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
}

/* Every plotted run has its colour on the chart and in its row, at all sizes, in both themes. */
static void test_view_runs__plotted_runs_are_visible(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = NULL;
    struct nn_error err;
    draw_all(stage);
    check_ok(frame_create(&frame, &err), &err);
    for (int i = 0; i < 2 * SIZES; i++) {
        int size = i / 2;
        app_update(stage->app,
                   &(struct action){.kind = ACTION_THEME,
                                    .number = i % 2 ? SETTINGS_THEME_DARK : SETTINGS_THEME_LIGHT});
        ui_arrange(&stage->ui, stage->app, sizes[size].width, sizes[size].height,
                   sizes[size].scale);
        paint(stage, frame);
        struct rect graph = stage->ui.layout.places[LAYOUT_RUNS_GRAPH];
        /* In the smallest window curves cover each other, and there is no legend. */
        for (int slot = 0; slot < RUN_SLOTS && size > 0; slot++)
            if (count_color(frame, graph, stage->ui.theme.runs[slot]) < 8)
                fail_msg("size %d, dark %d: run %d is not visible", size, i % 2, slot);
        struct runs_layout rows = runs_layout_of(stage->app, &stage->ui.layout);
        struct rect sample = runs_row_of(&rows, 1).sample;
        assert_true(count_color(frame, sample, stage->ui.theme.runs[1]) >= 8);
        assert_true(count_color(frame, box_of(stage, 0), stage->ui.theme.ink) > 20);
    }
    frame_destroy(frame);
}

static int changed_pixels(const uint32_t *before, const struct frame *frame, struct rect rect) {
    const struct image *image = frame_image(frame);
    int count = 0;
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            count += before[y * image->stride + x] != pixel_at(frame, x, y);
    return count;
}

/* Values are read out by pointer and by keyboard, and the focus has a frame. */
static void test_view_runs__read_out_and_focus_are_visible(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = NULL;
    struct nn_error err;
    check_ok(frame_create(&frame, &err), &err);
    for (int size = 0; size < SIZES; size++) {
        stage->ui.focus_shown = stage->ui.pointer_inside = false;
        stage->ui.hover = LAYOUT_PLACES;
        stage->ui.runs_cursor = -1;
        ui_arrange(&stage->ui, stage->app, sizes[size].width, sizes[size].height,
                   sizes[size].scale);
        paint(stage, frame);
        const struct image *image = frame_image(frame);
        struct rect graph = stage->ui.layout.places[LAYOUT_RUNS_GRAPH];
        size_t bytes = (size_t)(image->stride * image->height) * sizeof(uint32_t);
        uint32_t *before = malloc(bytes);
        memcpy(before, image->pixels, bytes);
        stage->ui.hover = LAYOUT_RUNS_GRAPH;
        stage->ui.pointer_x = (float)(graph.x + graph.w / 2);
        stage->ui.pointer_y = (float)(graph.y + graph.h / 2);
        paint(stage, frame);
        int min = 800;
        assert_true(changed_pixels(before, frame, graph) > min);
        stage->ui.hover = LAYOUT_PLACES;
        stage->ui.runs_cursor = 500;
        paint(stage, frame);
        assert_true(changed_pixels(before, frame, graph) > min);
        stage->ui.runs_cursor = -1;
        stage->ui.focus = LAYOUT_RUNS_GRAPH;
        stage->ui.focus_shown = true;
        paint(stage, frame);
        assert_true(changed_pixels(before, frame, graph) > 2 * graph.w);
        free(before);
    }
    frame_destroy(frame);
}

#define RUNS_TEST(name) cmocka_unit_test_setup_teardown(name, open_runs, close_runs)

int main(void) {
    const struct CMUnitTest tests[] = {
        RUNS_TEST(test_view_runs__boxes_plot_and_rows_select),
        RUNS_TEST(test_view_runs__keys_do_the_same),
        RUNS_TEST(test_view_runs__focus_takes_precedence_over_the_lists_keys),
        RUNS_TEST(test_view_runs__selected_run_is_always_on_the_page),
        RUNS_TEST(test_view_runs__lines_are_smoothed_measurements),
        RUNS_TEST(test_view_runs__no_two_slots_look_the_same),
        RUNS_TEST(test_view_runs__plotted_runs_are_visible),
        RUNS_TEST(test_view_runs__read_out_and_focus_are_visible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
