#include "app/sdl/input.h"

#include <string.h>

/* A mouse is over the middle of its pixel. */
struct ui_event input_pointer(const struct input *input, enum ui_event_kind kind, int x, int y) {
    return (struct ui_event){.kind = kind,
                             .x = ((float)x + 0.5f) * input->density,
                             .y = ((float)y + 0.5f) * input->density};
}

static bool translate_finger(struct input *input, const SDL_TouchFingerEvent *finger,
                             struct ui_event *translated) {
    bool down = finger->type == SDL_FINGERDOWN, up = finger->type == SDL_FINGERUP;
    if (down && !input->touching) {
        input->touching = true;
        input->finger = finger->fingerId;
    }
    if (!input->touching || finger->fingerId != input->finger)
        return false;
    input->touching = !up;
    *translated = (struct ui_event){
        .kind = down ? UI_EVENT_POINTER_DOWN
                : up ? UI_EVENT_POINTER_UP
                     : UI_EVENT_POINTER_MOVE,
        .x = finger->x * (float)input->width,
        .y = finger->y * (float)input->height,
    };
    return true;
}

static const struct {
    SDL_Keycode sdl;
    int ui;
} keys[] = {
    {SDLK_RETURN, UI_KEY_ENTER},  {SDLK_KP_ENTER, UI_KEY_ENTER},
    {SDLK_TAB, UI_KEY_TAB},       {SDLK_ESCAPE, UI_KEY_ESCAPE},
    {SDLK_DELETE, UI_KEY_DELETE}, {SDLK_BACKSPACE, UI_KEY_DELETE},
    {SDLK_LEFT, UI_KEY_LEFT},     {SDLK_RIGHT, UI_KEY_RIGHT},
    {SDLK_UP, UI_KEY_UP},         {SDLK_DOWN, UI_KEY_DOWN},
    {SDLK_KP_PLUS, '+'},          {SDLK_KP_MINUS, '-'},
    {SDLK_KP_PERIOD, '.'},        {SDLK_KP_0, '0'},
};

/* Signs that mean something somewhere in the window, besides letters and digits. */
static bool is_sign(int key) {
    return key > 0 && key < 127 && strchr("+-=.,[]", key);
}

static bool is_digit(int key) {
    return key >= '0' && key <= '9';
}

static bool is_known(int key) {
    return (key >= 'a' && key <= 'z') || is_digit(key) || is_sign(key) || key == ' ';
}

/* The sign in this place on a US keyboard. */
static int sign_at(SDL_Scancode place) {
    static const struct {
        SDL_Scancode place;
        int sign;
    } others[] = {
        {SDL_SCANCODE_0, '0'},
        {SDL_SCANCODE_MINUS, '-'},
        {SDL_SCANCODE_EQUALS, '='},
        {SDL_SCANCODE_LEFTBRACKET, '['},
        {SDL_SCANCODE_RIGHTBRACKET, ']'},
        {SDL_SCANCODE_COMMA, ','},
        {SDL_SCANCODE_PERIOD, '.'},
    };
    if (place >= SDL_SCANCODE_A && place <= SDL_SCANCODE_Z)
        return 'a' + (int)(place - SDL_SCANCODE_A);
    if (place >= SDL_SCANCODE_1 && place <= SDL_SCANCODE_9)
        return '1' + (int)(place - SDL_SCANCODE_1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].place == place)
            return others[i].sign;
    return UI_KEY_NONE;
}

/* A key counts by its sign. Where that means nothing it counts by its place: the upper row of a
 * French keyboard has no digits without Shift, a Russian one no Latin letters. */
static int translate_key(const SDL_Keysym *pressed) {
    SDL_Keycode key = pressed->sym;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].sdl == key)
            return keys[i].ui;
    if (key >= SDLK_KP_1 && key <= SDLK_KP_9)
        return '1' + (int)(key - SDLK_KP_1);
    if (key >= SDLK_F1 && key <= SDLK_F12)
        return UI_KEY_F1 + (int)(key - SDLK_F1);
    return is_known((int)key) ? (int)key : sign_at(pressed->scancode);
}

static unsigned translate_mods(Uint16 mods) {
    return ((mods & KMOD_SHIFT) ? UI_SHIFT : 0u) |
           ((mods & (KMOD_CTRL | KMOD_GUI)) ? UI_CTRL : 0u) | ((mods & KMOD_ALT) ? UI_ALT : 0u);
}

/* With Shift alone a sign's key types something else, which counts instead. */
static int key_of(const SDL_Keysym *pressed) {
    int key = translate_key(pressed);
    return is_sign(key) && translate_mods(pressed->mod) == UI_SHIFT ? UI_KEY_NONE : key;
}

/* What is typed counts as a key if its own key did not: a bracket with AltGr, a digit with Shift.
 */
static int text_key(const struct input *input, char letter) {
    return (is_sign(letter) || is_digit(letter)) && letter != input->key ? letter : UI_KEY_NONE;
}

bool input_translate(struct input *input, const SDL_Event *event, struct ui_event *translated) {
    *translated = (struct ui_event){0};
    switch (event->type) {
    /* The mouse that SDL makes of a touch came as a finger already. */
    case SDL_MOUSEMOTION:
        *translated = input_pointer(input, UI_EVENT_POINTER_MOVE, event->motion.x, event->motion.y);
        return event->motion.which != SDL_TOUCH_MOUSEID;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        *translated = input_pointer(
            input, event->type == SDL_MOUSEBUTTONDOWN ? UI_EVENT_POINTER_DOWN : UI_EVENT_POINTER_UP,
            event->button.x, event->button.y);
        return event->button.which != SDL_TOUCH_MOUSEID && event->button.button == SDL_BUTTON_LEFT;
    case SDL_MOUSEWHEEL:
        translated->kind = UI_EVENT_WHEEL;
        translated->steps =
            event->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -event->wheel.y : event->wheel.y;
        translated->mods = translate_mods((Uint16)SDL_GetModState());
        return translated->steps != 0;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        return translate_finger(input, &event->tfinger, translated);
    case SDL_KEYDOWN:
        translated->kind = UI_EVENT_KEY;
        translated->key = key_of(&event->key.keysym);
        translated->mods = translate_mods(event->key.keysym.mod);
        translated->repeat = event->key.repeat != 0;
        input->key = translated->key;
        return translated->key != UI_KEY_NONE;
    case SDL_TEXTINPUT:
        translated->kind = UI_EVENT_TEXT;
        translated->text = event->text.text;
        translated->key = text_key(input, event->text.text[0]);
        return event->text.text[0] != '\0';
    case SDL_WINDOWEVENT:
        translated->kind = event->window.event == SDL_WINDOWEVENT_LEAVE ? UI_EVENT_POINTER_LEAVE
                                                                        : UI_EVENT_FOCUS_LOST;
        return event->window.event == SDL_WINDOWEVENT_LEAVE ||
               event->window.event == SDL_WINDOWEVENT_FOCUS_LOST;
    case SDL_DROPCOMPLETE:
        input->dropping_many = false;
        return false;
    case SDL_DROPFILE: /* all files of one drop are in the queue */
        translated->kind = UI_EVENT_DROP;
        translated->path = event->drop.file;
        input->dropping_many = input->dropping_many || SDL_HasEvent(SDL_DROPFILE);
        translated->many = input->dropping_many;
        return translated->path != NULL;
    default:
        return false;
    }
}
