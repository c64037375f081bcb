/* The input of a person, in the window's own terms. */
#pragma once

#include <stdbool.h>

enum ui_event_kind {
    UI_EVENT_POINTER_MOVE,
    UI_EVENT_POINTER_DOWN, /* the left button or a finger */
    UI_EVENT_POINTER_UP,
    UI_EVENT_POINTER_LEAVE,
    UI_EVENT_WHEEL,      /* turned, by so many steps, up being positive */
    UI_EVENT_KEY,        /* pressed or repeated */
    UI_EVENT_FOCUS_LOST, /* the window's, to another window */
    UI_EVENT_DROP,       /* a file was dropped on the window */
    UI_EVENT_TEXT,       /* typed; after the key, if it has one */
    UI_EVENT_PASTE,      /* text from the clipboard, where some is being typed */
};

/* Keys that print are their own ASCII character, letters in lower case. */
enum ui_key {
    UI_KEY_NONE = 0,
    UI_KEY_ENTER = 256,
    UI_KEY_TAB,
    UI_KEY_ESCAPE,
    UI_KEY_DELETE,
    UI_KEY_LEFT,
    UI_KEY_RIGHT,
    UI_KEY_UP,
    UI_KEY_DOWN,
    UI_KEY_F1, /* to F12, in order */
    UI_KEY_F10 = UI_KEY_F1 + 9,
    UI_KEY_F12 = UI_KEY_F1 + 11,
};

enum { UI_SHIFT = 1, UI_CTRL = 2, UI_ALT = 4 };

struct ui_event {
    enum ui_event_kind kind;
    float x, y;       /* pixels */
    int steps;        /* of the wheel */
    int key;          /* ASCII or an enum ui_key */
    unsigned mods;    /* UI_SHIFT and so on, joined by |; of keys and the wheel */
    bool repeat;      /* of a key: it was pressed before and is held */
    const char *path; /* of a file that was dropped; borrowed for the call */
    const char *text; /* likewise; of a text that is also a key's, key is that key */
    bool many;        /* the file is one of several */
};
