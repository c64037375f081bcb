#include "app/ui/menu/menu.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ENTRIES(array) (int)(sizeof(array) / sizeof *(array)), array

static const struct menu_entry file_entries[] = {
    {.label = "To open a file, drop it here"},
    {.label = NULL},
    {"Export my drawings", {.kind = ACTION_EXPORT}, 'e', UI_CTRL, 0},
    {"Save drawing", {.kind = ACTION_SAVE_DRAWING}, 's', UI_CTRL, 0},
    {"Save model", {.kind = ACTION_SAVE_MODEL}, 's', UI_CTRL | UI_SHIFT, 0},
    {"Save picture of the window", {.kind = ACTION_SAVE_PICTURE}, UI_KEY_F12, 0, 0},
    {.label = NULL},
    {"Quit", {.kind = ACTION_QUIT}, 'q', UI_CTRL, 0},
};

static const struct menu_entry edit_entries[] = {
    {"Undo", {.kind = ACTION_UNDO}, 'z', UI_CTRL, 0},
    {"Redo", {.kind = ACTION_REDO}, 'z', UI_CTRL | UI_SHIFT, 0},
    {"Clear", {.kind = ACTION_CLEAR}, UI_KEY_DELETE, 0, 0},
    {.label = NULL},
    {"Pen", {.kind = ACTION_TOOL, .number = CANVAS_TOOL_PEN}, 'p', 0, 0},
    {"Eraser", {.kind = ACTION_TOOL, .number = CANVAS_TOOL_ERASER}, 'e', 0, 0},
    {.label = NULL},
    {"Thicker brush", {.kind = ACTION_BRUSH_STEP, .number = 1}, ']', 0, 0},
    {"Thinner brush", {.kind = ACTION_BRUSH_STEP, .number = -1}, '[', 0, 0},
    {.label = NULL},
    {.label = "This is a", .choices = MENU_CHOICES_DIGIT},
};

static const struct menu_entry view_entries[] = {
    {"My drawings", {.kind = ACTION_VIEW, .number = APP_VIEW_COLLECTION}, 'm', UI_CTRL, 0},
    {"Test pictures", {.kind = ACTION_VIEW, .number = APP_VIEW_TEST_SET}, 't', UI_CTRL, 0},
    {"Mistakes", {.kind = ACTION_VIEW, .number = APP_VIEW_MISTAKES}, UI_KEY_F1 + 2, 0, 0},
    {"Compare runs", {.kind = ACTION_VIEW, .number = APP_VIEW_RUNS}, 'g', UI_CTRL, 0},
    {.label = NULL},
    {"Training panel", {.kind = ACTION_PANEL}, UI_KEY_F1 + 8, 0, 0},
    {"Layers of the net", {.kind = ACTION_LAYERS}, 'l', 0, 0},
    {"Next layer", {.kind = ACTION_LAYER_STEP, .number = 1}, '.', 0, 0},
    {"Previous layer", {.kind = ACTION_LAYER_STEP, .number = -1}, ',', 0, 0},
    {"Why this answer", {.kind = ACTION_ATTRIBUTION}, 'w', 0, 0},
    {.label = NULL},
    {"Dark colours", {.kind = ACTION_THEME, .number = SETTINGS_THEME_DARK}, 'd', UI_CTRL, 0},
    {"Follow the desktop", {.kind = ACTION_THEME, .number = SETTINGS_THEME_DESKTOP}, 0, 0, 0},
    {"Reduced motion", {.kind = ACTION_MOTION}, 0, 0, 0},
    {.label = NULL},
    {.label = "Size", .choices = MENU_CHOICES_ZOOM},
    {"Larger", {.kind = ACTION_ZOOM_STEP, .number = 1}, '+', UI_CTRL, 0},
    {"Smaller", {.kind = ACTION_ZOOM_STEP, .number = -1}, '-', UI_CTRL, 0},
    {"Normal size", {.kind = ACTION_ZOOM_STEP, .number = 0}, '0', UI_CTRL, 0},
};

static const struct menu_entry train_entries[] = {
    {"Start", {.kind = ACTION_TRAINING_START}, UI_KEY_F1 + 4, 0, 0},
    {"Pause", {.kind = ACTION_TRAINING_PAUSE}, ' ', 0, 0},
    {"Stop", {.kind = ACTION_TRAINING_STOP}, UI_KEY_F1 + 6, 0, 0},
    {.label = NULL},
    {"Learn my hand", {.kind = ACTION_LEARN}, 'l', UI_CTRL, 0},
    {.label = NULL},
    {"Keep this net", {.kind = ACTION_KEEP}, 'k', UI_CTRL, 0},
    {"Revert to the net before", {.kind = ACTION_REVERT}, 'r', UI_CTRL, 0},
    {"Back to the built-in net", {.kind = ACTION_BUILTIN}, 'b', UI_CTRL, 0},
    {.label = NULL},
    {"Recipe...", {.kind = ACTION_VIEW, .number = APP_VIEW_RECIPE}, UI_KEY_F1 + 3, 0, 0},
    {.label = "Recipe by name", .choices = MENU_CHOICES_RECIPE},
    {.label = "Net", .choices = MENU_CHOICES_NET},
    {.label = "Epochs", .choices = MENU_CHOICES_EPOCHS},
    {.label = "Batch size", .choices = MENU_CHOICES_BATCH_SIZE},
    {.label = "Learning rate", .choices = MENU_CHOICES_RATE},
    {.label = "Augmentation", .choices = MENU_CHOICES_AUGMENTATION},
};

static const struct menu_entry help_entries[] = {
    {"Keys and mouse", {.kind = ACTION_KEYS}, UI_KEY_F1, 0, 0},
};

static const struct menu menus[MENU_COUNT] = {
    [MENU_FILE] = {"File", ENTRIES(file_entries)}, [MENU_EDIT] = {"Edit", ENTRIES(edit_entries)},
    [MENU_VIEW] = {"View", ENTRIES(view_entries)}, [MENU_TRAIN] = {"Train", ENTRIES(train_entries)},
    [MENU_HELP] = {"Help", ENTRIES(help_entries)},
};

const struct menu *menu_at(int index) {
    return &menus[index];
}

static bool theme_is_on(const struct menu_entry *entry, const struct app *app) {
    return entry->action.number == SETTINGS_THEME_DESKTOP ? app->theme == SETTINGS_THEME_DESKTOP
                                                          : app->dark;
}

/* Either entry, when it is on, is turned to what is left: fixed colours, or light ones. */
static int next_theme(const struct menu_entry *entry, const struct app *app) {
    bool on = theme_is_on(entry, app), follows = entry->action.number == SETTINGS_THEME_DESKTOP;
    if (!on)
        return entry->action.number;
    return follows && app->dark ? SETTINGS_THEME_DARK : SETTINGS_THEME_LIGHT;
}

/* Whether this view is on the canvas' place. A mistake that was opened is neither the browser of
 * the test pictures nor the view that lists the mistakes. */
static bool is_open(const struct menu_entry *entry, const struct app *app) {
    return entry->action.number == (int)app->view && !app->mistakes.opened;
}

struct action menu_entry_action(const struct menu_entry *entry, const struct app *app) {
    struct action action = entry->action;
    switch (action.kind) {
    case ACTION_PANEL:
        action.number = !app->panel_open;
        break;
    case ACTION_LAYERS:
        action.number = !app->layers_open;
        break;
    case ACTION_ATTRIBUTION:
        action.number = !app->attribution_open;
        break;
    case ACTION_THEME:
        action.number = next_theme(entry, app);
        break;
    case ACTION_VIEW:
        if (is_open(entry, app))
            action.number = APP_VIEW_CANVAS;
        break;
    case ACTION_MOTION:
        action.number = !app->reduced_motion;
        break;
    case ACTION_KEYS:
        action.number = !app->keys_shown;
        break;
    case ACTION_TRAINING_PAUSE:
        action.number = app->training_state != TRAINING_PAUSED;
        break;
    default:
        break;
    }
    return action;
}

bool menu_entry_enabled(const struct menu_entry *entry, const struct app *app) {
    if (entry->choices != MENU_CHOICES_NONE) {
        struct action first = menu_choice_action(entry->choices, 0);
        return app_can(app, &first);
    }
    struct action action = menu_entry_action(entry, app);
    return entry->label && action.kind != ACTION_NONE && app_can(app, &action);
}

enum menu_mark menu_entry_mark(const struct menu_entry *entry, const struct app *app) {
    switch (entry->action.kind) {
    case ACTION_PANEL:
        return app->panel_open ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_LAYERS:
        return app->layers_open ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_ATTRIBUTION:
        return app->attribution_open ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_THEME:
        return theme_is_on(entry, app) ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_VIEW:
        return is_open(entry, app) ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_MOTION:
        return app->reduced_motion ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_TRAINING_PAUSE:
        return app->training_state == TRAINING_PAUSED ? MENU_MARK_CHECK : MENU_MARK_NONE;
    case ACTION_TOOL:
        return entry->action.number == (int)app->tool ? MENU_MARK_DOT : MENU_MARK_NONE;
    default:
        return MENU_MARK_NONE;
    }
}

const char *menu_entry_label(const struct menu_entry *entry, const struct app *app) {
    bool digits = entry->choices == MENU_CHOICES_DIGIT;
    return digits && app->view == APP_VIEW_TEST_SET ? "Show only" : entry->label;
}

static void key_name(int key, char *text, size_t size) {
    if (key == UI_KEY_DELETE)
        snprintf(text, size, "Del");
    else if (key == ' ')
        snprintf(text, size, "Space");
    else if (key == '.' || key == ',') /* too small to be told apart */
        snprintf(text, size, key == '.' ? "Period" : "Comma");
    else if (key >= UI_KEY_F1)
        snprintf(text, size, "F%d", key - UI_KEY_F1 + 1);
    else
        snprintf(text, size, "%c", key >= 'a' && key <= 'z' ? key - 'a' + 'A' : key);
}

void menu_entry_value(const struct menu_entry *entry, const struct app *app,
                      char text[MENU_MAX_LABEL]) {
    const struct training_settings *settings = &app->settings;
    text[0] = '\0';
    switch (entry->choices) {
    case MENU_CHOICES_NET:
        snprintf(text, MENU_MAX_LABEL, "%.40s",
                 nn_spec_named(settings->net) ? settings->net : "own");
        break;
    case MENU_CHOICES_RECIPE:
        snprintf(text, MENU_MAX_LABEL, "%s", settings->recipe);
        break;
    case MENU_CHOICES_EPOCHS:
        snprintf(text, MENU_MAX_LABEL, "%d", settings->epochs);
        break;
    case MENU_CHOICES_BATCH_SIZE:
        snprintf(text, MENU_MAX_LABEL, "%d", settings->batch_size);
        break;
    case MENU_CHOICES_RATE:
        snprintf(text, MENU_MAX_LABEL, "%g", (double)settings->learning_rate);
        break;
    case MENU_CHOICES_AUGMENTATION:
        snprintf(text, MENU_MAX_LABEL, "%s", settings->augmentation);
        break;
    case MENU_CHOICES_ZOOM:
        snprintf(text, MENU_MAX_LABEL, "%d %%", app_zoom_percent(app->zoom));
        break;
    case MENU_CHOICES_DIGIT:
    case MENU_CHOICES_NONE:
        break;
    }
}

void menu_entry_shortcut(const struct menu_entry *entry, char text[MENU_MAX_LABEL]) {
    char name[16] = "";
    if (entry->choices == MENU_CHOICES_DIGIT) {
        snprintf(text, MENU_MAX_LABEL, "0-9");
        return;
    }
    if (entry->key)
        key_name(entry->key, name, sizeof name);
    snprintf(text, MENU_MAX_LABEL, "%s%s%s", entry->mods & UI_CTRL ? "Ctrl+" : "",
             entry->mods & UI_SHIFT ? "Shift+" : "", name);
}

/* Shortcuts that mean the same as one in the menus. */
static void usual_name(int *key, unsigned *mods) {
    if (*key == UI_KEY_F1 + 5 && *mods == 0)
        *key = ' ';
    if (*key == 'y' && *mods == UI_CTRL) {
        *key = 'z';
        *mods = UI_CTRL | UI_SHIFT;
    }
    /* Where + is typed with shift, = is the same key. */
    if ((*key == '=' || *key == '+') && *mods & UI_CTRL) {
        *key = '+';
        *mods = UI_CTRL;
    }
}

const struct menu_entry *menu_entry_for_key(int key, unsigned mods) {
    usual_name(&key, &mods);
    for (int m = 0; m < MENU_COUNT; m++)
        for (int i = 0; i < menus[m].count; i++)
            if (menus[m].entries[i].key == key && menus[m].entries[i].mods == mods)
                return &menus[m].entries[i];
    return NULL;
}

/* Whether entries with this action differ by its number. */
static bool is_told_apart(enum action_kind kind) {
    return kind == ACTION_TOOL || kind == ACTION_LAYER_STEP || kind == ACTION_VIEW;
}

const struct menu_entry *menu_entry_for_action(const struct action *action) {
    for (int m = 0; m < MENU_COUNT; m++)
        for (int i = 0; i < menus[m].count; i++) {
            const struct menu_entry *entry = &menus[m].entries[i];
            if (entry->label && entry->action.kind == action->kind &&
                (!is_told_apart(action->kind) || entry->action.number == action->number))
                return entry;
        }
    return NULL;
}
