#include "app/sdl/input.h"

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
        cmocka_unit_test(test_input__mouse_emulated_from_a_finger_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
