/* The menu bar: its entries, which of them can be chosen, and how pointer and keys move in it. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/widgets/event.h"
#include "app/ui/widgets/layout.h"

enum { MENU_FILE, MENU_EDIT, MENU_VIEW, MENU_TRAIN, MENU_HELP, MENU_COUNT };

enum { MENU_MAX_ENTRIES = 19, MENU_MAX_CHOICES = 10, MENU_MAX_LABEL = 48 };

/* Lists that a submenu offers. */
enum menu_choices {
    MENU_CHOICES_NONE,
    MENU_CHOICES_SETTING, /* of the next training: action.setting.choice */
    MENU_CHOICES_ZOOM,
    MENU_CHOICES_DIGIT,  /* the label of the drawing */
    MENU_CHOICES_RECENT, /* files opened last */
};

/* Space in units at the ends of a line: for its mark, and after its words, where an entry with a
 * list has its arrow. */
enum { MENU_MARK_WIDTH = 24, MENU_END_PADDING = 16, MENU_ARROW_WIDTH = 12 };

/* A separator has no label, a hint no action. key and mods are the shortcut, or key is 0. */
struct menu_entry {
    const char *label;
    struct action action;
    int key;
    unsigned mods;
    enum menu_choices choices;
};

struct menu {
    const char *title; /* opened by Alt and its first letter */
    int count;
    const struct menu_entry *entries;
};

enum menu_mark { MENU_MARK_NONE, MENU_MARK_CHECK, MENU_MARK_DOT };

extern const struct menu menus[MENU_COUNT];

/* The action of choosing the entry now: a switch is turned over. */
struct action menu_entry_action(const struct menu_entry *entry, const struct app *app);
bool menu_entry_enabled(const struct menu_entry *entry, const struct app *app);
enum menu_mark menu_entry_mark(const struct menu_entry *entry, const struct app *app);

/* Its words; for the list of digits, they depend on the screen. */
const char *menu_entry_label(const struct menu_entry *entry, const struct app *app);

/* The value that the entry's list sets, or "". */
void menu_entry_value(const struct menu_entry *entry, const struct app *app,
                      char text[MENU_MAX_LABEL]);

/* "Ctrl+Z", or "" */
void menu_entry_shortcut(const struct menu_entry *entry, char text[MENU_MAX_LABEL]);

/* The entry with this shortcut, or NULL. */
const struct menu_entry *menu_entry_for_key(int key, unsigned mods);

/* The entry that does this, or NULL: for the shortcut in a tooltip. */
const struct menu_entry *menu_entry_for_action(const struct action *action);

/* The entry's list, at most MENU_MAX_CHOICES of it. */
int menu_choice_count(const struct menu_entry *entry, const struct app *app);
struct action menu_choice_action(const struct menu_entry *entry, int index, const struct app *app);
void menu_choice_label(const struct menu_entry *entry, int index, const struct app *app,
                       char text[MENU_MAX_LABEL]);
bool menu_choice_is_current(const struct menu_entry *entry, int index, const struct app *app);

/* The parts that are open and marked; -1 for none. */
struct menu_state {
    int open, entry, choice;
    bool sub_open;    /* the entry's list is shown */
    bool at_settings; /* it is beside the training's settings, not under its title */
    bool held;        /* the press that opened the menu has not been released yet */
};

struct menu_state menu_closed(void);

/* All rectangles, in pixels; those of parts that are not open are empty. */
struct menu_geometry {
    struct rect titles[MENU_COUNT];
    struct rect popup, entries[MENU_MAX_ENTRIES];
    struct rect sub, choices[MENU_MAX_CHOICES];
};

void menu_measure(struct menu_geometry *geometry, const struct menu_state *state,
                  const struct layout *layout, const struct app *app, struct font *font);

/* Moves in the menus. False: the event is not for them. *action is what was chosen, if anything. */
bool menu_handle(struct menu_state *state, const struct menu_geometry *geometry,
                 const struct app *app, const struct ui_event *event, struct action *action);
