/* The path that is typed where there is no dialog, and the list of recent files. */
#include <string.h>

#include "app/ui/ui.h"
#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static const char picture[] = TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png";

static void ask(struct stage_app *stage, enum file_purpose purpose) {
    stage_app_do(stage, ACTION_ASK_FILE, (int)purpose);
    stage_app_do(stage, ACTION_TYPE_PATH, 0);
    ui_path_arrange(&stage->ui, stage->app);
    assert_true(stage->ui.path.open);
}

static struct action send(struct stage_app *stage, struct ui_event event) {
    struct action action = ui_handle(&stage->ui, stage->app, &event);
    app_update(stage->app, &action);
    ui_path_arrange(&stage->ui, stage->app);
    return action;
}

static struct action type(struct stage_app *stage, const char *text) {
    return send(stage, (struct ui_event){.kind = UI_EVENT_TEXT, .text = text});
}

static struct action press(struct stage_app *stage, int key, unsigned mods) {
    return send(stage, (struct ui_event){.kind = UI_EVENT_KEY, .key = key, .mods = mods});
}

static void test_path__is_typed_and_opened(void **state) {
    struct stage_app *stage = *state;
    ask(stage, FILE_PURPOSE_OPEN);
    press(stage, 'p', 0); /* the key comes before its text */
    type(stage, picture);
    assert_string_equal(stage->ui.path.text, picture);
    assert_int_equal(press(stage, UI_KEY_ENTER, 0).kind, ACTION_ANSWER_FILE);
    assert_true(sketch_shows_picture(&stage->app->sketch));
    assert_false(stage->ui.path.open);
}

static void test_path__keys_do_nothing_but_type(void **state) {
    struct stage_app *stage = *state;
    ask(stage, FILE_PURPOSE_OPEN);
    assert_int_equal(press(stage, UI_KEY_ENTER, 0).kind, ACTION_NONE);
    assert_int_equal(press(stage, 'l', 0).kind, ACTION_NONE);
    assert_int_equal(press(stage, 'l', UI_CTRL).kind, ACTION_NONE);
    assert_int_equal(press(stage, UI_KEY_F1 + 4, 0).kind, ACTION_NONE);
    assert_int_equal(press(stage, UI_KEY_F10, 0).kind, ACTION_NONE);
    assert_int_equal(press(stage, '7', 0).kind, ACTION_NONE);
    assert_int_equal(stage->ui.menu.open, -1);
    assert_int_equal(
        send(stage, (struct ui_event){.kind = UI_EVENT_TEXT, .text = "[", .key = '['}).kind,
        ACTION_NONE);
    assert_string_equal(stage->ui.path.text, "[");
    assert_int_equal(press(stage, 'q', UI_CTRL).kind, ACTION_QUIT);
}

static void test_path__escape_and_a_press_outside_cancel(void **state) {
    struct stage_app *stage = *state;
    ask(stage, FILE_PURPOSE_OPEN);
    struct action action = press(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(action.kind, ACTION_ANSWER_FILE);
    assert_null(action.text);
    assert_false(stage->ui.path.open);
    ask(stage, FILE_PURPOSE_OPEN_MODEL);
    send(stage, (struct ui_event){.kind = UI_EVENT_POINTER_DOWN, .x = 550, .y = 200});
    assert_true(stage->ui.path.open);
    send(stage, (struct ui_event){.kind = UI_EVENT_POINTER_DOWN, .x = 5, .y = 700});
    assert_false(stage->ui.path.open);
    assert_int_equal(stage->app->file_request.purpose, FILE_PURPOSE_NONE);
}

static void test_path__is_completed_by_tab(void **state) {
    struct stage_app *stage = *state;
    ask(stage, FILE_PURPOSE_OPEN);
    type(stage, TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.p");
    press(stage, UI_KEY_TAB, 0);
    assert_string_equal(stage->ui.path.text, picture);
}

static void test_path__new_name_is_replaced_by_the_first_letter(void **state) {
    struct stage_app *stage = *state;
    ask(stage, FILE_PURPOSE_SAVE_MODEL);
    assert_string_equal(stage->ui.path.text, "model.safetensors");
    type(stage, "\u00e4");
    type(stage, "b");
    assert_string_equal(stage->ui.path.text, "\u00e4b");
    press(stage, UI_KEY_DELETE, 0);
    press(stage, UI_KEY_DELETE, 0);
    assert_string_equal(stage->ui.path.text, "");
    press(stage, UI_KEY_DELETE, 0);
    assert_string_equal(stage->ui.path.text, "");
}

static void test_path__pasted_text_ends_with_its_line(void **state) {
    struct stage_app *stage = *state;
    static char longest[2 * FILES_MAX_PATH];
    memset(longest, 'x', sizeof longest - 1);
    ask(stage, FILE_PURPOSE_OPEN);
    send(stage, (struct ui_event){.kind = UI_EVENT_PASTE, .text = "/a/b\n/c"});
    assert_string_equal(stage->ui.path.text, "/a/b");
    assert_string_equal(ui_typed_text(&stage->ui), "/a/b");
    send(stage, (struct ui_event){.kind = UI_EVENT_PASTE, .text = longest});
    assert_int_equal(strlen(stage->ui.path.text), FILES_MAX_PATH - 1);
}

static void test_path__paste_goes_into_the_recipe_s_value(void **state) {
    struct stage_app *stage = *state;
    stage_app_do(stage, ACTION_SCREEN, SCREEN_RECIPE);
    stage_app_do(stage, ACTION_PICK, TRAINING_CHOICE_EPOCHS);
    press(stage, UI_KEY_ENTER, 0);
    assert_true(stage->ui.edit.open);
    send(stage, (struct ui_event){.kind = UI_EVENT_PASTE, .text = "12"});
    assert_int_equal(stage->app->trainer.settings.epochs, 12);
    send(stage, (struct ui_event){.kind = UI_EVENT_TEXT, .text = "7"}); /* its key came before */
    assert_int_equal(stage->app->trainer.settings.epochs, 12);
}

static void test_path__recent_files_are_in_the_menu(void **state) {
    struct stage_app *stage = *state;
    const struct menu_entry *entry = menus[MENU_FILE].entries;
    while (entry->choices != MENU_CHOICES_RECENT)
        entry++;
    assert_false(menu_entry_enabled(entry, stage->app));
    app_update(stage->app, &(struct action){.kind = ACTION_OPEN, .text = picture});
    app_update(stage->app, &(struct action){.kind = ACTION_CLEAR});
    assert_true(menu_entry_enabled(entry, stage->app));
    press(stage, 'f', UI_ALT);
    while (&menus[MENU_FILE].entries[stage->ui.menu.entry] != entry)
        press(stage, UI_KEY_DOWN, 0);
    press(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(press(stage, UI_KEY_ENTER, 0).kind, ACTION_OPEN);
    assert_true(sketch_shows_picture(&stage->app->sketch));
}

static void test_path__long_names_lose_their_middle(void **state) {
    struct stage_app *stage = *state;
    struct recent_files *recent = &stage->app->recent;
    const struct menu_entry entry = {.label = "Open recent", .choices = MENU_CHOICES_RECENT};
    char label[MENU_MAX_LABEL];
    recent->count = 1;
    strcpy(recent->paths[0], "/a/short.png");
    menu_choice_label(&entry, 0, stage->app, label);
    assert_string_equal(label, "short.png");
    strcpy(recent->paths[0], "/a/");
    for (int i = 0; i < 100; i++)
        strcat(recent->paths[0], "\u00e4");
    strcat(recent->paths[0], "-the-end.png");
    menu_choice_label(&entry, 0, stage->app, label);
    check_in_range((long)strlen(label), 40, MENU_MAX_LABEL - 1);
    assert_non_null(strstr(label, "\u00e4\u2026-the-end.png"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_path__is_typed_and_opened),
        STAGE_TEST(test_path__keys_do_nothing_but_type),
        STAGE_TEST(test_path__escape_and_a_press_outside_cancel),
        STAGE_TEST(test_path__is_completed_by_tab),
        STAGE_TEST(test_path__new_name_is_replaced_by_the_first_letter),
        STAGE_TEST(test_path__pasted_text_ends_with_its_line),
        STAGE_TEST(test_path__paste_goes_into_the_recipe_s_value),
        STAGE_TEST(test_path__recent_files_are_in_the_menu),
        STAGE_TEST(test_path__long_names_lose_their_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
