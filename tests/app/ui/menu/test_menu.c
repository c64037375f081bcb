#include "app/ui/menu/menu.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/stage_app.h"

enum { FILE_MENU, EDIT_MENU, VIEW_MENU, TRAIN_MENU, HELP_MENU };

static struct menu_geometry geometry_of(struct stage_app *stage) {
    struct menu_geometry geometry;
    struct ui *ui = &stage->ui;
    menu_measure(&geometry, &ui->menu, &ui->layout, stage->app, ui->font);
    return geometry;
}

static int entry_of(int menu, const char *label) {
    for (int i = 0; i < menus[menu].count; i++) {
        const char *other = menus[menu].entries[i].label;
        if (other && strcmp(other, label) == 0)
            return i;
    }
    fail_msg("no entry %s", label);
    return -1;
}

static void press_title(struct stage_app *stage, int menu) {
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, geometry_of(stage).titles[menu]);
}

static struct rect entry_rect(struct stage_app *stage, const char *label) {
    return geometry_of(stage).entries[entry_of(stage->ui.menu.open, label)];
}

static void test_menu__press_drag_release_chooses(void **state) {
    struct stage_app *stage = *state;
    press_title(stage, VIEW_MENU);
    assert_int_equal(stage->ui.menu.open, VIEW_MENU);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, entry_rect(stage, "Dark colours"));
    struct action action =
        stage_app_at(stage, UI_EVENT_POINTER_UP, entry_rect(stage, "Dark colours"));
    assert_int_equal(action.kind, ACTION_THEME);
    assert_true(stage->app->preferences.dark);
    assert_int_equal(stage->ui.menu.open, -1);
}

static struct action choose_by_name(struct stage_app *stage, int menu, const char *label) {
    press_title(stage, menu);
    struct rect entry = entry_rect(stage, label);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, entry);
    return stage_app_at(stage, UI_EVENT_POINTER_UP, entry);
}

static void test_menu__desktop_theme_is_followed_until_one_is_chosen(void **state) {
    struct stage_app *stage = *state;
    const struct app_options options = {.desktop_dark = true};
    struct nn_error err;
    app_destroy(stage->app);
    check_ok(app_create(&stage->app, &options, &err), &err);
    struct app *app = stage->app;
    assert_true(app->preferences.dark);
    choose_by_name(stage, VIEW_MENU, "Dark colours");
    assert_int_equal(app->preferences.theme, SETTINGS_THEME_LIGHT);
    choose_by_name(stage, VIEW_MENU, "Follow the desktop");
    assert_int_equal(app->preferences.theme, SETTINGS_THEME_DESKTOP);
    choose_by_name(stage, VIEW_MENU, "Dark colours");
    assert_int_equal(app->preferences.theme, SETTINGS_THEME_LIGHT);
    assert_false(app->preferences.dark);
    choose_by_name(stage, VIEW_MENU, "Dark colours");
    assert_int_equal(app->preferences.theme, SETTINGS_THEME_DARK);
    choose_by_name(stage, VIEW_MENU, "Follow the desktop");
    assert_int_equal(app->preferences.theme, SETTINGS_THEME_DESKTOP);
    assert_true(app->preferences.dark);
    choose_by_name(stage, VIEW_MENU, "Follow the desktop");
    assert_int_equal(app->preferences.theme, SETTINGS_THEME_DARK);
}

static void test_menu__two_clicks_choose(void **state) {
    struct stage_app *stage = *state;
    press_title(stage, VIEW_MENU);
    stage_app_at(stage, UI_EVENT_POINTER_UP, geometry_of(stage).titles[VIEW_MENU]);
    assert_int_equal(stage->ui.menu.open, VIEW_MENU);
    struct rect entry = entry_rect(stage, "Training panel");
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, entry);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, entry);
    stage_app_at(stage, UI_EVENT_POINTER_UP, entry);
    assert_false(stage->app->preferences.panel_open);
    assert_int_equal(stage->ui.menu.open, -1);
}

static void test_menu__pointer_moves_from_menu_to_menu(void **state) {
    struct stage_app *stage = *state;
    press_title(stage, FILE_MENU);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, geometry_of(stage).titles[HELP_MENU]);
    assert_int_equal(stage->ui.menu.open, HELP_MENU);
}

static void test_menu__press_elsewhere_closes_and_draws_nothing(void **state) {
    struct stage_app *stage = *state;
    press_title(stage, FILE_MENU);
    stage_app_at(stage, UI_EVENT_POINTER_UP, geometry_of(stage).titles[FILE_MENU]);
    struct rect canvas = stage->ui.layout.places[LAYOUT_CANVAS];
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, canvas);
    stage_app_at(stage, UI_EVENT_POINTER_UP, canvas);
    assert_int_equal(stage->ui.menu.open, -1);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 0);
}

static void test_menu__disabled_entry_cannot_be_chosen(void **state) {
    struct stage_app *stage = *state;
    press_title(stage, EDIT_MENU);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, entry_rect(stage, "Undo"));
    assert_int_equal(stage->ui.menu.entry, -1);
    struct action action = stage_app_at(stage, UI_EVENT_POINTER_UP, entry_rect(stage, "Undo"));
    assert_int_equal(action.kind, ACTION_NONE);
    assert_int_equal(stage->ui.menu.open, EDIT_MENU);
}

static void test_menu__submenu_by_pointer(void **state) {
    struct stage_app *stage = *state;
    press_title(stage, TRAIN_MENU);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, entry_rect(stage, "Epochs"));
    struct rect choice = geometry_of(stage).choices[4];
    assert_true(choice.w > 0);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, choice);
    struct action action = stage_app_at(stage, UI_EVENT_POINTER_UP, choice);
    const struct menu_entry *epochs = &menus[TRAIN_MENU].entries[entry_of(TRAIN_MENU, "Epochs")];
    char label[MENU_MAX_LABEL];
    assert_int_equal(action.kind, ACTION_SETTING);
    assert_int_equal(action.setting.choice, TRAINING_CHOICE_EPOCHS);
    menu_choice_label(epochs, 4, stage->app, label);
    assert_int_equal(stage->app->trainer.settings.epochs, atoi(label));
    assert_true(menu_choice_is_current(epochs, 4, stage->app));
    assert_false(menu_choice_is_current(epochs, 3, stage->app));
}

static void test_menu__submenu_by_keys(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, 't', UI_ALT);
    assert_int_equal(stage->ui.menu.open, TRAIN_MENU);
    stage_app_key(stage, 'n', 0);
    assert_int_equal(stage->ui.menu.entry, entry_of(TRAIN_MENU, "Network"));
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, 'n', 0);
    struct action action = stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(action.kind, ACTION_SETTING);
    assert_int_equal(action.setting.choice, TRAINING_CHOICE_NET);
    assert_string_equal(stage->app->trainer.settings.net, "notebook");
}

static void test_menu__arrows_skip_disabled_entries(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_F10, 0);
    assert_int_equal(stage->ui.menu.open, FILE_MENU);
    for (int i = 0; i < 12; i++) {
        const struct menu_entry *entry = &menus[FILE_MENU].entries[stage->ui.menu.entry];
        assert_true(menu_entry_enabled(entry, stage->app));
        stage_app_key(stage, i % 3 ? UI_KEY_DOWN : UI_KEY_UP, 0);
    }
}

static void test_menu__arrows_and_escape_move_along_the_bar(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_F10, 0);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(stage->ui.menu.open, HELP_MENU);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(stage->ui.menu.open, FILE_MENU);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(stage->ui.menu.open, -1);
}

static void test_menu__keys_while_open_do_not_reach_the_canvas(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, 'f', UI_ALT);
    struct action action = stage_app_key(stage, 'e', 0);
    assert_int_equal(action.kind, ACTION_NONE);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_PEN);
}

static void test_menu__no_two_entries_share_a_shortcut(void **state) {
    for (int m = 0; m < MENU_COUNT; m++)
        for (int i = 0; i < menus[m].count; i++) {
            const struct menu_entry *entry = &menus[m].entries[i];
            if (entry->key && menu_entry_for_key(entry->key, entry->mods) != entry)
                fail_msg("%s has the shortcut of another entry", entry->label);
        }
}

static void test_menu__shortcuts_are_named(void **state) {
    static const struct {
        enum action_kind kind;
        const char *text;
    } rows[] = {
        {ACTION_REDO, "Ctrl+Shift+Z"}, {ACTION_CLEAR, "Del"},        {ACTION_SAVE_PICTURE, "F12"},
        {ACTION_PANEL, "F9"},          {ACTION_ZOOM_STEP, "Ctrl++"}, {ACTION_TOOL, "P"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct action action = {.kind = rows[i].kind};
        char text[MENU_MAX_LABEL];
        menu_entry_shortcut(menu_entry_for_action(&action), text);
        assert_string_equal(text, rows[i].text);
    }
}

static void check_popup(struct stage_app *stage, int menu, int entry) {
    struct menu_state *open = &stage->ui.menu;
    *open = menu_closed();
    open->open = menu;
    open->entry = entry;
    open->sub_open = menus[menu].entries[entry].choices != MENU_CHOICES_NONE;
    struct menu_geometry geometry = geometry_of(stage);
    const struct rect popups[] = {geometry.popup, geometry.sub};
    for (int i = 0; i < 2; i++) {
        struct rect r = popups[i];
        if (r.x < 0 || r.y < geometry.titles[menu].h * (i == 0) ||
            r.x + r.w > stage->ui.layout.width || r.y + r.h > stage->ui.layout.height)
            fail_msg("%s leaves a window of %d x %d", menus[menu].title, stage->ui.layout.width,
                     stage->ui.layout.height);
    }
}

static void test_menu__popups_stay_in_the_smallest_window(void **state) {
    struct stage_app *stage = *state;
    for (int scale = 1; scale <= 3; scale++) {
        ui_arrange(&stage->ui, stage->app, 480 * scale, 360 * scale, (float)scale);
        for (int m = 0; m < MENU_COUNT; m++)
            for (int i = 0; i < menus[m].count; i++)
                check_popup(stage, m, i);
    }
    stage->ui.menu = menu_closed();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_menu__press_drag_release_chooses),
        STAGE_TEST(test_menu__desktop_theme_is_followed_until_one_is_chosen),
        STAGE_TEST(test_menu__two_clicks_choose),
        STAGE_TEST(test_menu__pointer_moves_from_menu_to_menu),
        STAGE_TEST(test_menu__press_elsewhere_closes_and_draws_nothing),
        STAGE_TEST(test_menu__disabled_entry_cannot_be_chosen),
        STAGE_TEST(test_menu__submenu_by_pointer),
        STAGE_TEST(test_menu__submenu_by_keys),
        STAGE_TEST(test_menu__arrows_skip_disabled_entries),
        STAGE_TEST(test_menu__arrows_and_escape_move_along_the_bar),
        STAGE_TEST(test_menu__keys_while_open_do_not_reach_the_canvas),
        cmocka_unit_test(test_menu__no_two_entries_share_a_shortcut),
        cmocka_unit_test(test_menu__shortcuts_are_named),
        STAGE_TEST(test_menu__popups_stay_in_the_smallest_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
