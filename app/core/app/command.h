/* The table of commands: for each kind of action one row that says whether it may be done, how, and
 * what it changes. Menus, buttons, keys and the program itself read it. */
#pragma once

#include "app/core/app/action.h"
#include "app/core/app/screen.h"

struct app;

/* Parts of the state, as bits. */
enum {
    CHANGES_SKETCH = 1 << 0,
    CHANGES_DRAWINGS = 1 << 1,
    CHANGES_MODELS = 1 << 2,
    CHANGES_TRAINING = 1 << 3, /* the run or what came of it */
    CHANGES_SETTINGS = 1 << 4, /* of the next run */
    CHANGES_TESTS = 1 << 5,
    CHANGES_RUNS = 1 << 6,
    CHANGES_RECIPE = 1 << 7, /* the recipe's page */
    CHANGES_EXPLAIN = 1 << 8,
    CHANGES_PREFERENCES = 1 << 9,
    CHANGES_SCREEN = 1 << 10,
    CHANGES_EFFECTS = 1 << 11, /* what the window is to do */
    CHANGES_NOTICE = 1 << 12,
    CHANGES_FILES = 1 << 13, /* the file asked for, and those opened last */
    CHANGES_SHEET = 1 << 14,
};

enum {
    COMMAND_REPEATS = 1,      /* again and again while its key is held */
    COMMAND_KEEPS_NOTICE = 2, /* a message about what was done before stays */
    COMMAND_BY_NUMBER = 4,    /* its number tells entries of menus apart */
    COMMAND_SETS = 8,         /* sets a value, which it may have already */
};

/* A row of the table. screens: bits of enum app_screen on which it can be done, ON_ALL or ON(...);
 * what DIGIT, STEP, PICK and UNDO do differs from screen to screen, so that they have several rows.
 * refusal: NULL if it may be done, else a sentence that says why not, "" where there is nothing to
 * say; no function: it may always be done. Either apply, which cannot fail, or run, which says why
 * and leaves what it is about as it was. */
struct command {
    enum action_kind kind;
    unsigned screens;
    const char *(*refusal)(const struct app *app, const struct action *action);
    void (*apply)(struct app *app, const struct action *action);
    enum nn_status (*run)(struct app *app, const struct action *action, struct nn_error *err);
    unsigned changes, flags;
};

/* The first row for one of these screens, as bits; NULL where it cannot be done there. */
const struct command *command_find(enum action_kind kind, unsigned on);

/* The flags of an action, which are the same on every screen. */
unsigned command_flags(enum action_kind kind);
