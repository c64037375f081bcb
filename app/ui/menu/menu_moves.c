/* How pointer and keys move in the menus. */
#include <ctype.h>

#include "app/ui/menu/menu.h"

struct menu_state menu_closed(void) {
    return (struct menu_state){.open = -1, .entry = -1, .choice = -1};
}

/* The arguments of a handler; it changes the state and reads the rest. */
struct moves {
    struct menu_state *state;
    const struct menu_geometry *geometry;
    const struct app *app;
    struct action *action;
};

static const struct menu_entry *current_entry(const struct menu_state *state) {
    return &menus[state->open].entries[state->entry];
}

static int find(const struct rect *rects, int count, const struct ui_event *event) {
    for (int i = 0; i < count; i++)
        if (rect_contains(rects[i], event->x, event->y))
            return i;
    return -1;
}

static void open_menu(struct menu_state *state, int index, bool held) {
    *state = (struct menu_state){.open = index, .entry = -1, .choice = -1, .held = held};
}

static bool selectable(const struct moves *moves, int entry) {
    return menu_entry_enabled(&menus[moves->state->open].entries[entry], moves->app);
}

/* Chooses the marked entry, or opens its list. */
static void choose(struct moves *moves) {
    struct menu_state *state = moves->state;
    if (state->entry < 0 || !selectable(moves, state->entry))
        return;
    const struct menu_entry *entry = current_entry(state);
    if (entry->choices == MENU_CHOICES_NONE) {
        *moves->action = menu_entry_action(entry, moves->app);
    } else if (state->choice >= 0) {
        *moves->action = menu_choice_action(entry, state->choice, moves->app);
    } else {
        state->sub_open = true;
        state->choice = 0;
        return;
    }
    *state = menu_closed();
}

static void point_at(struct moves *moves, const struct ui_event *event) {
    struct menu_state *state = moves->state;
    int title = find(moves->geometry->titles, MENU_COUNT, event);
    if (title >= 0 && title != state->open) {
        open_menu(state, title, state->held);
        return;
    }
    int choice = find(moves->geometry->choices, MENU_MAX_CHOICES, event);
    if (choice >= 0) {
        state->choice = choice;
        return;
    }
    int entry = find(moves->geometry->entries, MENU_MAX_ENTRIES, event);
    if (entry < 0 && state->sub_open)
        return; /* on the way to the list */
    state->entry = entry >= 0 && selectable(moves, entry) ? entry : -1;
    state->choice = -1;
    state->sub_open = state->entry >= 0 && current_entry(state)->choices != MENU_CHOICES_NONE;
}

static bool over_popup(const struct moves *moves, const struct ui_event *event) {
    return rect_contains(moves->geometry->popup, event->x, event->y) ||
           rect_contains(moves->geometry->sub, event->x, event->y);
}

static bool press(struct moves *moves, const struct ui_event *event) {
    struct menu_state *state = moves->state;
    int title = find(moves->geometry->titles, MENU_COUNT, event);
    if (title >= 0 && title != state->open) {
        open_menu(state, title, true);
        return true;
    }
    if (state->open < 0)
        return false;
    if (!over_popup(moves, event))
        *state = menu_closed();
    return true;
}

/* A release over an entry chooses it; over the title it leaves the menu open for a second click. */
static void release(struct moves *moves, const struct ui_event *event) {
    struct menu_state *state = moves->state;
    int title = find(moves->geometry->titles, MENU_COUNT, event);
    bool held = state->held;
    state->held = false;
    if (title >= 0)
        return;
    if (!over_popup(moves, event)) {
        if (held)
            *state = menu_closed();
        return;
    }
    point_at(moves, event);
    if (state->entry >= 0 && (state->choice >= 0 || !state->sub_open))
        choose(moves);
}

static void step_entry(struct moves *moves, int by) {
    struct menu_state *state = moves->state;
    int count = menus[state->open].count;
    int at = state->entry < 0 && by < 0 ? 0 : state->entry;
    for (int tries = 0; tries < count; tries++) {
        at = (at + by + count) % count;
        if (selectable(moves, at)) {
            state->entry = at;
            return;
        }
    }
}

static void step(struct moves *moves, int by) {
    struct menu_state *state = moves->state;
    if (state->choice < 0) {
        state->sub_open = false;
        step_entry(moves, by);
        return;
    }
    int count = menu_choice_count(current_entry(state), moves->app);
    state->choice = (state->choice + by + count) % count;
}

static void step_menu(struct moves *moves, int by) {
    open_menu(moves->state, (moves->state->open + by + MENU_COUNT) % MENU_COUNT, false);
    step_entry(moves, 1);
}

static void close_one(struct menu_state *state) {
    if (state->choice < 0) {
        *state = menu_closed();
        return;
    }
    state->choice = -1;
    state->sub_open = false;
}

static void go_right(struct moves *moves) {
    struct menu_state *state = moves->state;
    bool has_list = state->entry >= 0 && current_entry(state)->choices != MENU_CHOICES_NONE;
    if (has_list && state->choice < 0)
        choose(moves);
    else
        step_menu(moves, 1);
}

/* Goes to the next entry or choice that begins with the letter. */
static void go_to_letter(struct moves *moves, int key) {
    struct menu_state *state = moves->state;
    const struct menu *menu = &menus[state->open];
    const struct menu_entry *list = state->choice >= 0 ? current_entry(state) : NULL;
    int count = list ? menu_choice_count(list, moves->app) : menu->count;
    int *at = list ? &state->choice : &state->entry;
    for (int i = 1; i <= count; i++) {
        int next = (*at + i + count) % count;
        char label[MENU_MAX_LABEL] = "";
        if (list)
            menu_choice_label(list, next, moves->app, label);
        else if (selectable(moves, next))
            label[0] = menu->entries[next].label[0];
        if (label[0] && tolower((unsigned char)label[0]) == key) {
            *at = next;
            state->sub_open = list != NULL;
            return;
        }
    }
}

/* The menu that a key opens, or -1. */
static int menu_for_key(const struct ui_event *event) {
    if (event->key == UI_KEY_F10 && event->mods == 0)
        return 0;
    for (int i = 0; i < MENU_COUNT; i++)
        if (event->mods == UI_ALT && tolower((unsigned char)menus[i].title[0]) == event->key)
            return i;
    return -1;
}

static bool key_when_closed(struct moves *moves, const struct ui_event *event) {
    int index = menu_for_key(event);
    if (index < 0)
        return false;
    open_menu(moves->state, index, false);
    step_entry(moves, 1);
    return true;
}

static void key_when_open(struct moves *moves, const struct ui_event *event) {
    switch (event->key) {
    case UI_KEY_ESCAPE:
        close_one(moves->state);
        break;
    case UI_KEY_F10:
        *moves->state = menu_closed();
        break;
    case UI_KEY_UP:
        step(moves, -1);
        break;
    case UI_KEY_DOWN:
        step(moves, 1);
        break;
    case UI_KEY_LEFT:
        if (moves->state->choice >= 0)
            close_one(moves->state);
        else
            step_menu(moves, -1);
        break;
    case UI_KEY_RIGHT:
        go_right(moves);
        break;
    case UI_KEY_ENTER:
    case ' ':
        choose(moves);
        break;
    default:
        if (event->mods != UI_ALT || !key_when_closed(moves, event))
            go_to_letter(moves, event->key);
        break;
    }
}

bool menu_handle(struct menu_state *state, const struct menu_geometry *geometry,
                 const struct app *app, const struct ui_event *event, struct action *action) {
    struct moves moves = {state, geometry, app, action};
    bool open = state->open >= 0;
    switch (event->kind) {
    case UI_EVENT_POINTER_DOWN:
        return press(&moves, event);
    case UI_EVENT_POINTER_MOVE:
        if (open)
            point_at(&moves, event);
        return open;
    case UI_EVENT_POINTER_UP:
        if (open)
            release(&moves, event);
        return open;
    case UI_EVENT_KEY:
        if (!open)
            return key_when_closed(&moves, event);
        key_when_open(&moves, event);
        return true;
    case UI_EVENT_FOCUS_LOST:
        *state = menu_closed();
        return false;
    default:
        return false;
    }
}
