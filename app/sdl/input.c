#include "app/sdl/input.h"

static bool translate_mouse(const struct input *input, Uint32 which, int x, int y,
                            enum ui_event_kind kind, struct ui_event *translated) {
    if (which == SDL_TOUCH_MOUSEID)
        return false; /* it came as a finger already */
    /* A mouse is over the middle of its pixel. */
    *translated = (struct ui_event){.kind = kind,
                                    .x = ((float)x + 0.5f) * input->density,
                                    .y = ((float)y + 0.5f) * input->density};
    return true;
}

static bool translate_finger(struct input *input, const SDL_TouchFingerEvent *finger,
                             struct ui_event *translated) {
    if (finger->type == SDL_FINGERDOWN && !input->touching) {
        input->touching = true;
        input->finger = finger->fingerId;
    }
    if (!input->touching || finger->fingerId != input->finger)
        return false;
    enum ui_event_kind kind = UI_EVENT_POINTER_MOVE;
    if (finger->type == SDL_FINGERDOWN)
        kind = UI_EVENT_POINTER_DOWN;
    if (finger->type == SDL_FINGERUP) {
        kind = UI_EVENT_POINTER_UP;
        input->touching = false;
    }
    *translated = (struct ui_event){
        .kind = kind, .x = finger->x * (float)input->width, .y = finger->y * (float)input->height};
    return true;
}

/* The first line with a key of ours is the SDL key that it becomes in input_key_event. */
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
enum { KEYS = sizeof keys / sizeof *keys };

static int translate_key(SDL_Keycode key) {
    for (int i = 0; i < KEYS; i++)
        if (keys[i].sdl == key)
            return keys[i].ui;
    if (key >= SDLK_KP_1 && key <= SDLK_KP_9)
        return '1' + (int)(key - SDLK_KP_1);
    if (key >= SDLK_F1 && key <= SDLK_F12)
        return UI_KEY_F1 + (int)(key - SDLK_F1);
    return key >= ' ' && key < 127 ? (int)key : UI_KEY_NONE;
}

static SDL_Keycode sdl_key(int key) {
    for (int i = 0; i < KEYS; i++)
        if (keys[i].ui == key)
            return keys[i].sdl;
    return key >= UI_KEY_F1 ? SDLK_F1 + (key - UI_KEY_F1) : key;
}

static unsigned translate_mods(Uint16 mods) {
    return ((mods & KMOD_SHIFT) ? UI_SHIFT : 0u) |
           ((mods & (KMOD_CTRL | KMOD_GUI)) ? UI_CTRL : 0u) | ((mods & KMOD_ALT) ? UI_ALT : 0u);
}

static bool translate_window(const SDL_WindowEvent *event, struct ui_event *translated) {
    if (event->event == SDL_WINDOWEVENT_LEAVE)
        translated->kind = UI_EVENT_POINTER_LEAVE;
    else if (event->event == SDL_WINDOWEVENT_FOCUS_LOST)
        translated->kind = UI_EVENT_FOCUS_LOST;
    else
        return false;
    return true;
}

bool input_translate(struct input *input, const SDL_Event *event, struct ui_event *translated) {
    *translated = (struct ui_event){0};
    switch (event->type) {
    case SDL_MOUSEMOTION:
        return translate_mouse(input, event->motion.which, event->motion.x, event->motion.y,
                               UI_EVENT_POINTER_MOVE, translated);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return event->button.button == SDL_BUTTON_LEFT &&
               translate_mouse(input, event->button.which, event->button.x, event->button.y,
                               event->type == SDL_MOUSEBUTTONDOWN ? UI_EVENT_POINTER_DOWN
                                                                  : UI_EVENT_POINTER_UP,
                               translated);
    case SDL_MOUSEWHEEL:
        translated->kind = UI_EVENT_WHEEL;
        translated->steps =
            event->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -event->wheel.y : event->wheel.y;
        return translated->steps != 0;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        return translate_finger(input, &event->tfinger, translated);
    case SDL_KEYDOWN:
        translated->kind = UI_EVENT_KEY;
        translated->key = translate_key(event->key.keysym.sym);
        translated->mods = translate_mods(event->key.keysym.mod);
        translated->repeat = event->key.repeat != 0;
        return translated->key != UI_KEY_NONE;
    case SDL_WINDOWEVENT:
        return translate_window(&event->window, translated);
    case SDL_DROPFILE:
        translated->kind = UI_EVENT_DROP;
        translated->path = event->drop.file;
        return translated->path != NULL;
    default:
        return false;
    }
}

SDL_Event input_pointer_event(enum ui_event_kind kind, int x, int y) {
    if (kind == UI_EVENT_POINTER_MOVE)
        return (SDL_Event){.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}};
    bool down = kind == UI_EVENT_POINTER_DOWN;
    return (SDL_Event){.button = {.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP,
                                  .button = SDL_BUTTON_LEFT,
                                  .x = x,
                                  .y = y}};
}

SDL_Event input_key_event(int key, unsigned mods) {
    Uint16 held = (Uint16)((mods & UI_SHIFT ? KMOD_LSHIFT : 0) | (mods & UI_CTRL ? KMOD_LCTRL : 0) |
                           (mods & UI_ALT ? KMOD_LALT : 0));
    return (SDL_Event){.key = {.type = SDL_KEYDOWN, .keysym = {.sym = sdl_key(key), .mod = held}}};
}
