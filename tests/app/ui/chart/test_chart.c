#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/ui/chart/chart.h"
#include "app/ui/chart/chart_axis.h"
#include "tests/support/box_font.h"
#include "tests/support/check.h"

enum { WIDTH = 500, HEIGHT = 360, POINTS = 3000 };

struct sheet {
    struct box_font font;
    struct image image;
    struct painter painter;
    struct theme theme;
    double x[POINTS], y[POINTS], later_x[4], later_y[4];
    struct chart_series series[2];
    struct chart chart;
};

/* The curves of a training run of five epochs: steep at first, then slow. */
static int make_sheet(void **state) {
    struct sheet *sheet = calloc(1, sizeof *sheet);
    assert_non_null(sheet);
    box_font_init(&sheet->font);
    struct nn_error err;
    check_ok(image_create(&sheet->image, WIDTH, HEIGHT, &err), &err);
    sheet->painter = painter_for(&sheet->image, &sheet->font.font);
    sheet->theme = theme_make(false, 1.0f);
    for (int i = 0; i < POINTS; i++) {
        sheet->x[i] = 5.0 * (i + 1) / POINTS;
        sheet->y[i] = 0.99 - 0.9 * exp(-20.0 * sheet->x[i]);
    }
    for (int i = 0; i < 4; i++) {
        sheet->later_x[i] = i + 1;
        sheet->later_y[i] = 0.97 + 0.004 * i;
    }
    sheet->series[0] = (struct chart_series){
        "training",        POINTS, sheet->x, sheet->y, sheet->theme.training, 0.0f,
        CHART_MARKER_NONE, NULL};
    sheet->series[1] =
        (struct chart_series){"validation",     4,    sheet->later_x,   sheet->later_y,
                              sheet->theme.bad, 4.0f, CHART_MARKER_DOT, NULL};
    sheet->chart = (struct chart){"Accuracy", "epoch", "share", sheet->series, 2,     true, 0.0,
                                  0.0,        -1,      -1,      false,         false, 0.0};
    *state = sheet;
    return 0;
}

static int drop_sheet(void **state) {
    struct sheet *sheet = *state;
    image_destroy(&sheet->image);
    free(sheet);
    return 0;
}

static void paint(struct sheet *sheet, struct rect rect) {
    paint_fill(&sheet->painter, sheet->painter.clip, sheet->theme.panel);
    chart_paint(&sheet->painter, rect, &sheet->chart, &sheet->theme);
}

static int count_of(const struct sheet *sheet, struct rect rect, color wanted) {
    int count = 0;
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            count += sheet->image.pixels[y * sheet->image.stride + x] == wanted;
    return count;
}

static int painted(const struct sheet *sheet) {
    struct rect all = {0, 0, WIDTH, HEIGHT};
    return WIDTH * HEIGHT - count_of(sheet, all, sheet->theme.panel);
}

static void check_stays_inside(struct sheet *sheet, const char *name) {
    static const int widths[] = {0, 1, 7, 23, 60, 100, 170, 300, 440};
    static const int heights[] = {0, 1, 9, 31, 58, 80, 121, 160, 201, 300};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        for (size_t k = 0; k < sizeof heights / sizeof *heights; k++) {
            struct rect rect = {30, 20, widths[i], heights[k]};
            sheet->chart.hover_x = rect.x + rect.w / 2;
            sheet->chart.hover_y = rect.y + rect.h / 2;
            paint(sheet, rect);
            int inside = rect.w * rect.h - count_of(sheet, rect, sheet->theme.panel);
            if (painted(sheet) != inside)
                print_error("%s at %dx%d\n", name, rect.w, rect.h);
            assert_int_equal(painted(sheet), inside);
        }
}

static void test_chart__nothing_leaves_its_rectangle(void **state) {
    struct sheet *sheet = *state;
    static const float scales[] = {0.3f, 1.0f, 2.0f, 3.5f};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        sheet->theme.scale = scales[i];
        check_stays_inside(sheet, "training");
    }
}

static void test_chart__odd_values_do_no_harm(void **state) {
    static const struct {
        const char *name;
        int count;
        double x[3], y[3];
    } rows[] = {
        {"empty", 0, {0}, {0}},
        {"one point", 1, {3.0}, {0.5}},
        {"all NaN", 3, {0, 1, 2}, {NAN, NAN, NAN}},
        {"some NaN", 3, {0, NAN, 2}, {1.0, 0.5, NAN}},
        {"infinite", 3, {0, INFINITY, 2}, {-INFINITY, 0.5, INFINITY}},
        {"constant", 3, {1, 2, 3}, {0.0, 0.0, 0.0}},
        {"one x", 3, {1, 1, 1}, {0.0, 0.5, 1.0}},
        {"huge", 3, {-1e308, 1e30, 1e308}, {1e308, -1e30, 1e30}},
        {"tiny", 3, {1e-308, 2e-308, 3e-308}, {1e-308, 1e-300, -1e-308}},
        {"close", 3, {1e15, 1e15 + 1, 1e15 + 2}, {0.1, 0.2, 0.3}},
        {"negative", 3, {-3, -2, -1}, {-0.5, -20.0, -7.0}},
    };
    struct sheet *sheet = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int percent = 0; percent < 2; percent++) {
            sheet->chart.percent = percent;
            sheet->chart.series_count = 1;
            sheet->series[0].x = rows[i].x;
            sheet->series[0].y = rows[i].y;
            sheet->series[0].count = rows[i].count;
            check_stays_inside(sheet, rows[i].name);
        }
}

static void test_chart__empty_chart_shows_its_axes(void **state) {
    struct sheet *sheet = *state;
    sheet->series[0].count = sheet->series[1].count = 0;
    struct rect rect = {0, 0, 300, 160};
    paint(sheet, rect);
    check_in_range(count_of(sheet, rect, sheet->theme.line), 2 * 200, 6 * 300);
}

static void test_chart__lone_point_is_visible(void **state) {
    struct sheet *sheet = *state;
    sheet->chart.series_count = 1;
    sheet->series[0].count = 1;
    struct rect rect = {0, 0, 300, 160}, plot = {0, 30, 300, 130};
    paint(sheet, rect);
    check_in_range(count_of(sheet, plot, sheet->theme.training), 10, 60);
}

static void test_chart__read_out_shows_only_over_the_plot(void **state) {
    struct sheet *sheet = *state;
    struct rect rect = {0, 0, 300, 160};
    paint(sheet, rect);
    int without = painted(sheet);
    sheet->chart.hover_x = 150;
    sheet->chart.hover_y = 5;
    paint(sheet, rect);
    assert_int_equal(painted(sheet), without);
    sheet->chart.hover_y = 80;
    paint(sheet, rect);
    assert_true(painted(sheet) > without + 100);
}

/* Returns the axis that fits these y values. */
static struct chart_axis axis_of(double *values, int count, bool percent) {
    double x[64];
    for (int i = 0; i < count; i++)
        x[i] = i;
    struct chart_series series = {.name = "s", .count = count, .x = x, .y = values};
    struct chart chart = {.series = &series, .series_count = 1, .percent = percent};
    return chart_axis_y(&chart);
}

static void test_chart__y_axis_fits_the_data(void **state) {
    struct {
        const char *name;
        bool percent;
        int count;
        double values[3], min, max;
    } rows[] = {
        {"low", true, 3, {0.1, 0.4, 0.9}, 0.0, 1.0},
        {"good", true, 3, {0.92, 0.95, 0.97}, 0.9, 1.0},
        {"excellent", true, 3, {0.99, 0.995, 1.0}, 0.99, 1.0},
        {"no data", true, 0, {0}, 0.0, 1.0},
        {"loss", false, 3, {2.3, 0.5, 0.1}, 0.0, 2.5},
        {"round", false, 3, {3.0, 0.5, 0.1}, 0.0, 3.0},
        {"small", false, 3, {0.012, 0.01, 0.011}, 0.0, 0.015},
        {"both signs", false, 3, {-0.7, 0.5, 0.1}, -0.8, 0.5},
        {"no values", false, 0, {0}, 0.0, 1.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chart_axis axis = axis_of(rows[i].values, rows[i].count, rows[i].percent);
        check_close_at(axis.min, rows[i].min, 1e-9, 1e-9, (int)i, __FILE__, __LINE__);
        check_close_at(axis.max, rows[i].max, 1e-9, 1e-9, (int)i, __FILE__, __LINE__);
    }
}

static void test_chart__few_outliers_do_not_stretch_the_axis(void **state) {
    double values[40];
    for (int i = 0; i < 40; i++)
        values[i] = i < 4 ? 0.1 : 0.96;
    check_close(axis_of(values, 40, true).min, 0.95, 1e-9, 0.0);
    values[4] = 0.1;
    check_close(axis_of(values, 40, true).min, 0.0, 1e-9, 0.0);
}

struct ticks_row {
    double min, max;
    bool percent;
    int max_ticks;
    const char *labels;
};

static void check_ticks(const struct ticks_row *row,
                        void (*set)(struct chart_axis *axis, int max_ticks)) {
    struct chart_axis axis = {.min = row->min, .max = row->max, .percent = row->percent};
    set(&axis, row->max_ticks);
    char all[256] = "", label[CHART_LABEL_SIZE];
    double value;
    for (int k = 0; chart_axis_tick(&axis, k, &value); k++) {
        chart_axis_label(&axis, value, label);
        strcat(strcat(all, label), " ");
    }
    assert_string_equal(all, row->labels);
}

static void test_chart__ticks_are_round_and_labelled(void **state) {
    static const struct ticks_row rows[] = {
        {0.0, 5.0, false, 8, "0 1 2 3 4 5 "},
        {0.0, 1.0, false, 5, "0.0 0.2 0.4 0.6 0.8 1.0 "},
        {0.0, 0.15, false, 3, "0.00 0.05 0.10 0.15 "},
        {0.3, 4.2, false, 4, "1 2 3 4 "},
        {-0.4, 0.4, false, 4, "-0.4 -0.2 0.0 0.2 0.4 "},
        {0.9, 1.0, true, 5, "90 % 92 % 94 % 96 % 98 % 100 % "},
        {0.99, 1.0, true, 4, "99.0 % 99.5 % 100.0 % "},
        {0.0, 1.0, true, 1, "0 % 100 % "},
        {0.0, 50000.0, false, 5, "0 10000 20000 30000 40000 50000 "},
        {0.0, 4e6, false, 2, "0 2e+06 4e+06 "},
        {0.0, 1.5, false, 1, "0 1 "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_ticks(&rows[i], chart_axis_set_ticks);
}

static void test_chart__divided_axis_is_labelled_at_both_ends(void **state) {
    static const struct ticks_row rows[] = {
        {0.0, 1.0, true, 5, "0 % 20 % 40 % 60 % 80 % 100 % "},
        {0.0, 1.0, true, 4, "0 % 50 % 100 % "},
        {0.5, 1.0, true, 3, "50 % 75 % 100 % "},
        {0.95, 1.0, true, 3, "95.0 % 97.5 % 100.0 % "},
        {0.95, 1.0, true, 1, "95 % 100 % "},
        {0.0, 1.5, false, 1, "0.0 1.5 "},
        {0.0, 2.5, false, 3, "0.0 2.5 "},
        {0.0, 2.5, false, 1, "0.0 2.5 "},
        {0.0, 0.015, false, 3, "0.000 0.005 0.010 0.015 "},
        {0.0, 6.0, false, 4, "0 2 4 6 "},
        {-0.8, 0.5, false, 4, "-0.8 0.5 "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_ticks(&rows[i], chart_axis_divide);
}

/* Returns the axis line at the foot of the plot, found by its colour; curves may cross it. */
static struct rect foot_of(const struct sheet *sheet) {
    color axis = color_mix(sheet->theme.line, sheet->theme.quiet, 0.5f);
    for (int y = 0; y < HEIGHT; y++) {
        const color *row = sheet->image.pixels + y * sheet->image.stride;
        int first = 0, last = WIDTH - 1;
        if (count_of(sheet, (struct rect){0, y, WIDTH, 1}, axis) < 20)
            continue;
        while (row[first] != axis)
            first++;
        while (row[last] != axis)
            last--;
        return (struct rect){first, y, last - first + 1, 1};
    }
    fail_msg("the chart has no axis");
    return (struct rect){0, 0, 0, 0};
}

static void test_chart__plot_stays_where_its_axis_changes(void **state) {
    static const struct {
        double highest;
        bool percent;
    } rows[] = {{0.3, true}, {0.97, true}, {0.999, true}, {2.3, false}, {0.012, false}};
    struct sheet *sheet = *state;
    struct rect rect = {0, 0, 300, 160};
    int left = -1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int k = 0; k < 4; k++)
            sheet->later_y[k] = rows[i].highest - 0.0001 * k;
        sheet->series[0].count = 0;
        sheet->chart.percent = rows[i].percent;
        paint(sheet, rect);
        left = left < 0 ? foot_of(sheet).x : left;
        assert_int_equal(foot_of(sheet).x, left);
    }
}

static void test_chart__labels_of_x_end_within_the_plot(void **state) {
    static const double ends[] = {1, 5, 20, 100, 0.25};
    struct sheet *sheet = *state;
    struct rect rect = {0, 0, 300, 160};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        sheet->chart.x_max = ends[i];
        paint(sheet, rect);
        struct rect foot = foot_of(sheet);
        struct rect beyond = {foot.x + foot.w + 1, foot.y + 1, rect.w - foot.x - foot.w - 1, 40};
        assert_int_equal(count_of(sheet, beyond, sheet->theme.panel), beyond.w * beyond.h);
    }
}

/* A low chart still has labels that show the scale of its plot. */
static void test_chart__plot_has_at_least_two_labels(void **state) {
    struct sheet *sheet = *state;
    for (int height = 40; height < 200; height += 7)
        for (int top = 0; top < 2; top++) {
            sheet->later_y[0] = top ? 1.4 : 0.55;
            sheet->chart.percent = !top;
            sheet->series[0].count = 0;
            paint(sheet, (struct rect){0, 0, 300, height});
            struct rect column = {8, 24, 24, height - 24};
            int lines = 0;
            bool before = false;
            for (int y = column.y; y < column.y + column.h; y++) {
                struct rect row = {column.x, y, column.w, 1};
                bool ink = count_of(sheet, row, sheet->theme.quiet) > 0;
                lines += ink && !before;
                before = ink;
            }
            if (lines == 1)
                fail_msg("a chart %d high has one label", height);
        }
}

static void test_chart__given_limits_of_x_are_kept(void **state) {
    struct sheet *sheet = *state;
    sheet->chart.x_max = 20.0;
    struct chart_axis axis = chart_axis_x(&sheet->chart);
    check_close(axis.min, 0.0, 0.0, 0.0);
    check_close(axis.max, 20.0, 0.0, 0.0);
    sheet->chart.x_max = 0.0;
    axis = chart_axis_x(&sheet->chart);
    check_close(axis.min, 5.0 / POINTS, 1e-12, 0.0);
    check_close(axis.max, 5.0, 1e-12, 0.0);
}

#define SHEET_TEST(name) cmocka_unit_test_setup_teardown(name, make_sheet, drop_sheet)

int main(void) {
    const struct CMUnitTest tests[] = {
        SHEET_TEST(test_chart__nothing_leaves_its_rectangle),
        SHEET_TEST(test_chart__odd_values_do_no_harm),
        SHEET_TEST(test_chart__empty_chart_shows_its_axes),
        SHEET_TEST(test_chart__lone_point_is_visible),
        SHEET_TEST(test_chart__read_out_shows_only_over_the_plot),
        cmocka_unit_test(test_chart__y_axis_fits_the_data),
        cmocka_unit_test(test_chart__few_outliers_do_not_stretch_the_axis),
        cmocka_unit_test(test_chart__ticks_are_round_and_labelled),
        cmocka_unit_test(test_chart__divided_axis_is_labelled_at_both_ends),
        SHEET_TEST(test_chart__plot_stays_where_its_axis_changes),
        SHEET_TEST(test_chart__labels_of_x_end_within_the_plot),
        SHEET_TEST(test_chart__plot_has_at_least_two_labels),
        SHEET_TEST(test_chart__given_limits_of_x_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
