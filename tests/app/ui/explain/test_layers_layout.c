#include "app/ui/explain/layers_layout.h"

#include "tests/support/check.h"

static const struct {
    int width, height;
} sizes[] = {{480, 360}, {800, 600}, {1280, 800}, {1920, 1080}, {3840, 2160}};

static const struct nn_shape shapes[] = {
    {28, 28, 2}, {26, 26, 32}, {24, 24, 32}, {12, 12, 64}, {4, 4, 64},    {1, 1, 1024},
    {1, 1, 128}, {1, 1, 10},   {7, 3, 5},    {2, 9, 17},   {28, 28, 512}, {1, 1, 4096},
};

static bool is_within(struct rect inner, struct rect outer) {
    struct rect both = rect_intersection(inner, outer);
    return both.w == inner.w && both.h == inner.h;
}

static struct layout layout_of(size_t i) {
    return layout_make(sizes[i].width, sizes[i].height, i == 4 ? 2 : 1, LAYOUT_SHOW_LAYERS, 10);
}

static void test_layers_layout__columns_are_in_the_strip(void **state) {
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int columns = 1; columns < 65; columns += 9)
            for (int first = -3; first < columns + 3; first += 2) {
                struct layout layout = layout_of(i);
                struct layers_strip strip = layers_strip_make(&layout, columns, first);
                check_in_range(strip.count, columns < 3 ? columns : 3, columns);
                check_in_range(strip.first, 0, columns - strip.count);
                int right = 0;
                for (int c = strip.first; c < strip.first + strip.count; c++) {
                    struct rect column = layers_column(&strip, c);
                    assert_true(is_within(column, strip.rect));
                    assert_true(is_within(layers_maps(&strip, c), column));
                    assert_true(column.x >= right);
                    right = column.x + column.w;
                    struct rect label = layers_label(&strip, c);
                    assert_true(label.y + label.h <= layers_maps(&strip, c).y);
                    assert_true(is_within(label, strip.rect));
                }
                assert_int_equal(layers_column(&strip, strip.first - 1).w, 0);
                assert_int_equal(layers_column(&strip, strip.first + strip.count).w, 0);
            }
}

static void test_layers_layout__built_in_network_fits_a_large_window(void **state) {
    struct layout layout = layout_of(3);
    assert_int_equal(layers_columns_shown(&layout, 21), 21);
}

static void check_grid(struct rect area, struct nn_shape shape, int chosen, float scale) {
    struct layers_grid grid = layers_grid_make(area, shape, chosen, scale);
    check_in_range(chosen, grid.first, grid.first + grid.count - 1);
    assert_true(grid.cell_w >= 1 && grid.cell_h >= 1);
    for (int map = grid.first; map < grid.first + grid.count; map++) {
        struct rect cell = layers_cell(&grid, map);
        assert_true(is_within(cell, area));
        assert_int_equal(layers_map_at(&grid, cell.x + cell.w / 2, cell.y + cell.h / 2), map);
    }
    assert_int_equal(layers_cell(&grid, grid.first + grid.count).w, 0);
    assert_int_equal(layers_map_at(&grid, area.x - 1, area.y), -1);
    assert_int_equal(layers_map_at(&grid, area.x, area.y + area.h + grid.cell_h), -1);
}

static void test_layers_layout__maps_are_in_their_column(void **state) {
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
            struct layout layout = layout_of(i);
            struct layers_strip strip = layers_strip_make(&layout, 21, 0);
            int last = shapes[s].channels - 1;
            check_grid(layers_maps(&strip, 0), shapes[s], 0, layout.scale);
            check_grid(layers_maps(&strip, 0), shapes[s], last, layout.scale);
            check_grid(layout.places[LAYOUT_LAYERS_MAP], shapes[s], last / 2,
                       LAYERS_ENLARGE * layout.scale);
        }
}

static void test_layers_layout__all_maps_of_the_built_in_network_are_shown(void **state) {
    for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t s = 0; s < 8; s++) {
            struct layout layout = layout_of(i);
            struct layers_strip strip = layers_strip_make(&layout, 21, 0);
            struct layers_grid grid =
                layers_grid_make(layers_maps(&strip, 0), shapes[s], 0, layout.scale);
            assert_int_equal(grid.count, shapes[s].channels);
        }
}

static void test_layers_layout__outputs_are_in_one_column(void **state) {
    struct layout layout = layout_of(2);
    struct layers_strip strip = layers_strip_make(&layout, 21, 0);
    struct layers_grid grid =
        layers_grid_make(layers_maps(&strip, 0), (struct nn_shape){1, 1, 10}, 0, 1);
    assert_int_equal(grid.across, 1);
}

static void test_layers_layout__enlarged_pixels_are_whole(void **state) {
    const struct rect square = {10, 20, 250, 250};
    int cell;
    struct rect map = layers_enlarged(square, (struct nn_shape){24, 12, 3}, &cell);
    assert_int_equal(cell, 10);
    assert_int_equal(map.w, 120);
    assert_int_equal(map.h, 240);
    assert_true(is_within(map, square));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers_layout__columns_are_in_the_strip),
        cmocka_unit_test(test_layers_layout__built_in_network_fits_a_large_window),
        cmocka_unit_test(test_layers_layout__maps_are_in_their_column),
        cmocka_unit_test(test_layers_layout__all_maps_of_the_built_in_network_are_shown),
        cmocka_unit_test(test_layers_layout__outputs_are_in_one_column),
        cmocka_unit_test(test_layers_layout__enlarged_pixels_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
