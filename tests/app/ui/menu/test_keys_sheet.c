#include "app/ui/menu/keys_sheet.h"

#include <string.h>

#include "tests/support/check.h"

static const struct {
    int width, height;
    float scale;
} windows[] = {
    {480, 360, 1},   {640, 900, 1},    {800, 600, 1},   {1100, 720, 1},     {1100, 720, 2},
    {960, 720, 2},   {1800, 420, 1},   {1920, 1080, 1}, {1920, 1080, 1.5f}, {481, 361, 1},
    {3840, 2160, 2}, {720, 540, 1.5f}, {1440, 1080, 3},
};
enum { WINDOWS = sizeof windows / sizeof *windows };

static struct layout layout_in(int window) {
    return layout_make(windows[window].width, windows[window].height, windows[window].scale, 0, 10);
}

static struct keys_sheet sheet_in(int window) {
    struct layout layout = layout_in(window);
    struct keys_sheet sheet;
    keys_sheet_make(&sheet, &layout);
    return sheet;
}

static bool overlap(struct rect a, struct rect b) {
    struct rect both = rect_intersection(a, b);
    return both.w > 0 && both.h > 0;
}

static bool is_inside(struct rect inner, struct rect outer) {
    struct rect both = rect_intersection(inner, outer);
    return memcmp(&both, &inner, sizeof both) == 0;
}

static void test_keys_sheet__fits_every_window(void **state) {
    for (int w = 0; w < WINDOWS; w++) {
        struct keys_sheet sheet = sheet_in(w);
        struct layout layout = layout_in(w);
        struct rect window = {0, 0, windows[w].width, windows[w].height};
        assert_true(is_inside(sheet.rect, window));
        assert_true(is_inside(sheet.title, sheet.rect));
        for (int i = 0; i < sheet.count; i++) {
            const struct keys_row *row = &sheet.rows[i];
            if (!is_inside(row->rect, sheet.rect) || overlap(row->rect, sheet.title) ||
                (float)row->rect.h < 1.4f * (float)layout_px(&layout, TYPE_SMALL) - 1 ||
                row->page >= sheet.pager.pages)
                fail_msg("window %d: \"%s\" does not fit", w, row->label);
            for (int k = 0; k < i; k++)
                if (sheet.rows[k].page == row->page && overlap(sheet.rows[k].rect, row->rect))
                    fail_msg("window %d: \"%s\" is on \"%s\"", w, row->label, sheet.rows[k].label);
        }
    }
}

static void test_keys_sheet__has_one_page_in_a_large_window(void **state) {
    for (int w = 0; w < WINDOWS; w++) {
        struct keys_sheet sheet = sheet_in(w);
        float scale = layout_in(w).scale;
        if (windows[w].height >= 720 * (int)scale && windows[w].width >= 1100 * scale)
            assert_int_equal(sheet.pager.pages, 1);
        assert_int_equal(sheet.pager.pages > 1, sheet.pager.on.w > 0);
        assert_int_equal(keys_sheet_page(&sheet, sheet.pager.pages), sheet.pager.pages - 1);
        assert_int_equal(keys_sheet_page(&sheet, -1), 0);
    }
}

static const struct keys_row *find(const struct keys_sheet *sheet, const char *label,
                                   const char *keys) {
    for (int i = 0; i < sheet->count; i++)
        if (strcmp(sheet->rows[i].label, label) == 0 && strstr(sheet->rows[i].keys, keys))
            return &sheet->rows[i];
    return NULL;
}

static void test_keys_sheet__has_all_shortcuts_of_the_menus(void **state) {
    struct keys_sheet sheet = sheet_in(0);
    for (int m = 0; m < MENU_COUNT; m++)
        for (int i = 0; i < menus[m].count; i++) {
            char shortcut[MENU_MAX_LABEL];
            const struct menu_entry *entry = &menus[m].entries[i];
            menu_entry_shortcut(entry, shortcut);
            if (shortcut[0] && !find(&sheet, entry->label, shortcut))
                fail_msg("\"%s\" is not on the list of keys", entry->label);
        }
    assert_true(sheet.count < KEYS_MAX_ROWS);
}

/* No two rows of a group have the same keys, and no group is empty. */
static void test_keys_sheet__groups_have_headings_and_distinct_keys(void **state) {
    struct keys_sheet sheet = sheet_in(0);
    assert_string_equal(sheet.rows[0].keys, "");
    assert_string_not_equal(sheet.rows[sheet.count - 1].keys, "");
    for (int i = 1; i < sheet.count; i++) {
        if (!sheet.rows[i].keys[0])
            assert_string_not_equal(sheet.rows[i - 1].keys, "");
        for (int k = i - 1; sheet.rows[i].keys[0] && sheet.rows[k].keys[0]; k--)
            if (strcmp(sheet.rows[k].keys, sheet.rows[i].keys) == 0)
                fail_msg("%s appears twice", sheet.rows[i].keys);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_sheet__fits_every_window),
        cmocka_unit_test(test_keys_sheet__has_one_page_in_a_large_window),
        cmocka_unit_test(test_keys_sheet__has_all_shortcuts_of_the_menus),
        cmocka_unit_test(test_keys_sheet__groups_have_headings_and_distinct_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
