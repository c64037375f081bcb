#include "app/sdl/input.h"

#include <stdio.h>

#include "tests/support/check.h"

static struct input make_input(void) {
    return (struct input){.density = 2, .width = 800, .height = 600};
}

static SDL_Event finger(Uint32 type, SDL_FingerID id, float x, float y) {
    return (SDL_Event){.tfinger = {.type = type, .fingerId = id, .x = x, .y = y}};
}

static void test_input__finger_is_a_pointer_in_pixels(void **state) {
    static const struct {
        Uint32 type;
        enum ui_event_kind kind;
    } rows[] = {{SDL_FINGERDOWN, UI_EVENT_POINTER_DOWN},
                {SDL_FINGERMOTION, UI_EVENT_POINTER_MOVE},
                {SDL_FINGERUP, UI_EVENT_POINTER_UP}};
    struct input input = make_input();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        SDL_Event event = finger(rows[i].type, 7, 0.25f, 0.5f);
        struct ui_event translated;
        assert_true(input_translate(&input, &event, &translated));
        assert_int_equal(translated.kind, rows[i].kind);
        check_close((double)translated.x, 200, 1e-3, 0);
        check_close((double)translated.y, 300, 1e-3, 0);
    }
}

static bool passes(struct input *input, SDL_Event event) {
    struct ui_event translated;
    return input_translate(input, &event, &translated);
}

static void test_input__one_finger_draws_at_a_time(void **state) {
    struct input input = make_input();
    assert_false(passes(&input, finger(SDL_FINGERMOTION, 1, 0, 0)));
    assert_true(passes(&input, finger(SDL_FINGERDOWN, 1, 0, 0)));
    assert_false(passes(&input, finger(SDL_FINGERDOWN, 2, 0, 0)));
    assert_false(passes(&input, finger(SDL_FINGERMOTION, 2, 0, 0)));
    assert_false(passes(&input, finger(SDL_FINGERUP, 2, 0, 0)));
    assert_true(passes(&input, finger(SDL_FINGERMOTION, 1, 0, 0)));
    assert_true(passes(&input, finger(SDL_FINGERUP, 1, 0, 0)));
    assert_true(passes(&input, finger(SDL_FINGERDOWN, 2, 0, 0)));
}

static SDL_Event key_down(SDL_Keycode key, Uint16 mods) {
    return (SDL_Event){.key = {.type = SDL_KEYDOWN, .keysym = {.sym = key, .mod = mods}}};
}

/* On a German keyboard [ is AltGr and 8. Where it has a key of its own, it counts once. */
static void test_input__brackets_may_need_a_modifier(void **state) {
    static const SDL_Event text = {.text = {.type = SDL_TEXTINPUT, .text = "["}};
    struct input input = make_input();
    struct ui_event translated;
    SDL_Event down = key_down('8', KMOD_RALT);
    assert_true(input_translate(&input, &down, &translated));
    assert_true(input_translate(&input, &text, &translated));
    assert_int_equal(translated.kind, UI_EVENT_TEXT);
    assert_int_equal(translated.key, '[');
    assert_int_equal(translated.mods, 0);
    down = key_down('[', 0);
    assert_true(input_translate(&input, &down, &translated));
    assert_int_equal(translated.key, '[');
    assert_true(input_translate(&input, &text, &translated));
    assert_int_equal(translated.key, UI_KEY_NONE);
    assert_string_equal(translated.text, "[");
}

/* What a key press does, and the text that follows it: at most one of the two is a key. */
static void test_input__keys_count_by_sign_else_by_place(void **state) {
    static const struct {
        const char *layout, *text;
        SDL_Keycode sign;
        SDL_Scancode place;
        Uint16 mods;
        int key, text_key;
    } rows[] = {
        {"US: 1", "1", '1', SDL_SCANCODE_1, 0, '1', 0},
        {"US: Shift+1", "!", '1', SDL_SCANCODE_1, KMOD_LSHIFT, '1', 0},
        {"US: semicolon", ";", ';', SDL_SCANCODE_SEMICOLON, 0, 0, 0},
        {"US: Shift+=", "+", '=', SDL_SCANCODE_EQUALS, KMOD_LSHIFT, 0, '+'},
        {"US: Ctrl+Shift+=", "", '=', SDL_SCANCODE_EQUALS, KMOD_LCTRL | KMOD_LSHIFT, '=', 0},
        {"French: 1 without Shift", "&", '&', SDL_SCANCODE_1, 0, '1', 0},
        {"French: 1", "1", '&', SDL_SCANCODE_1, KMOD_LSHIFT, '1', 0},
        {"French: 0 without Shift", "\303\240", 0xe0, SDL_SCANCODE_0, 0, '0', 0},
        {"French: a hyphen", "-", '-', SDL_SCANCODE_6, 0, '-', 0},
        {"French: 6", "6", '-', SDL_SCANCODE_6, KMOD_LSHIFT, 0, '6'},
        {"French: a", "a", 'a', SDL_SCANCODE_Q, 0, 'a', 0},
        {"French: m", "m", 'm', SDL_SCANCODE_SEMICOLON, 0, 'm', 0},
        {"French: a full stop", ".", ';', SDL_SCANCODE_COMMA, KMOD_LSHIFT, 0, '.'},
        {"German: z", "z", 'z', SDL_SCANCODE_Y, 0, 'z', 0},
        {"German: u with two dots", "\303\274", 0xfc, SDL_SCANCODE_LEFTBRACKET, 0, '[', 0},
        {"Russian: the key of Z", "\321\217", 0x44f, SDL_SCANCODE_Z, 0, 'z', 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct input input = make_input();
        struct ui_event translated;
        SDL_Event down = key_down(rows[i].sign, rows[i].mods), text = {.type = SDL_TEXTINPUT};
        down.key.keysym.scancode = rows[i].place;
        snprintf(text.text.text, sizeof text.text.text, "%s", rows[i].text);
        print_message("%s\n", rows[i].layout);
        assert_int_equal(input_translate(&input, &down, &translated), rows[i].key != 0);
        assert_int_equal(translated.key, rows[i].key);
        assert_int_equal(input_translate(&input, &text, &translated), rows[i].text[0] != '\0');
        assert_int_equal(translated.key, rows[i].text_key);
    }
}

static void test_input__wheel_knows_the_keys_that_are_held(void **state) {
    SDL_Event event = {.wheel = {.type = SDL_MOUSEWHEEL, .y = 2}};
    struct input input = make_input();
    struct ui_event translated;
    SDL_SetModState(KMOD_LCTRL);
    assert_true(input_translate(&input, &event, &translated));
    SDL_SetModState(KMOD_NONE);
    assert_int_equal(translated.steps, 2);
    assert_int_equal(translated.mods, UI_CTRL);
}

/* SDL may also report a finger as a mouse that it emulates. */
static void test_input__mouse_emulated_from_a_finger_is_ignored(void **state) {
    struct input input = make_input();
    SDL_Event press = {.button = {.type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_LEFT}};
    assert_true(passes(&input, press));
    press.button.which = SDL_TOUCH_MOUSEID;
    assert_false(passes(&input, press));
    SDL_Event motion = {.type = SDL_MOUSEMOTION};
    assert_true(passes(&input, motion));
    motion.motion.which = SDL_TOUCH_MOUSEID;
    assert_false(passes(&input, motion));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_input__finger_is_a_pointer_in_pixels),
        cmocka_unit_test(test_input__one_finger_draws_at_a_time),
        cmocka_unit_test(test_input__brackets_may_need_a_modifier),
        cmocka_unit_test(test_input__keys_count_by_sign_else_by_place),
        cmocka_unit_test(test_input__wheel_knows_the_keys_that_are_held),
        cmocka_unit_test(test_input__mouse_emulated_from_a_finger_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
