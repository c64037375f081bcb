#include "app/ui/menu/menu.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"

#define ENTRIES(array) (int)(sizeof(array) / sizeof *(array)), array

static const struct menu_entry file_entries[] = {
    {"Open...", {.kind = ACTION_ASK_FILE, .number = FILE_PURPOSE_OPEN}, 'o', UI_CTRL, 0},
    {"Open model...",
     {.kind = ACTION_ASK_FILE, .number = FILE_PURPOSE_OPEN_MODEL},
     'o',
     UI_CTRL | UI_SHIFT,
     0},
    {.label = "Open recent", .choices = MENU_CHOICES_RECENT},
    {.label = NULL},
    {"Save drawing", {.kind = ACTION_SAVE_DRAWING}, 's', UI_CTRL, 0},
    {"Save drawing as...", {.kind = ACTION_ASK_FILE, .number = FILE_PURPOSE_SAVE_DRAWING}, 0, 0, 0},
    {"Save model", {.kind = ACTION_SAVE_MODEL}, 's', UI_CTRL | UI_SHIFT, 0},
    {"Save model as...", {.kind = ACTION_ASK_FILE, .number = FILE_PURPOSE_SAVE_MODEL}, 0, 0, 0},
    {"Save picture of the window", {.kind = ACTION_SAVE_PICTURE}, UI_KEY_F12, 0, 0},
    {"Save picture as...", {.kind = ACTION_ASK_FILE, .number = FILE_PURPOSE_SAVE_WINDOW}, 0, 0, 0},
    {"Export my drawings", {.kind = ACTION_EXPORT}, 'e', UI_CTRL, 0},
    {"Export answers", {.kind = ACTION_SHEET_EXPORT}, 'e', UI_CTRL | UI_SHIFT, 0},
    {"Contact sheet", {.kind = ACTION_SCREEN, .number = SCREEN_SHEET}, UI_KEY_F1 + 7, 0, 0},
    {.label = NULL},
    {"Quit", {.kind = ACTION_QUIT}, 'q', UI_CTRL, 0},
};

static const struct menu_entry edit_entries[] = {
    {"Undo", {.kind = ACTION_UNDO}, 'z', UI_CTRL, 0},
    {"Redo", {.kind = ACTION_REDO}, 'z', UI_CTRL | UI_SHIFT, 0},
    {"Clear", {.kind = ACTION_CLEAR}, UI_KEY_DELETE, 0, 0},
    {.label = NULL},
    {"Paste", {.kind = ACTION_PASTE}, 'v', UI_CTRL, 0},
    {"Copy drawing", {.kind = ACTION_COPY, .number = COPY_DRAWING}, 'c', UI_CTRL, 0},
    {"Copy 28x28 picture", {.kind = ACTION_COPY, .number = COPY_INPUT}, 0, 0, 0},
    {"Copy window", {.kind = ACTION_COPY, .number = COPY_WINDOW}, 0, 0, 0},
    {.label = NULL},
    {"Pen", {.kind = ACTION_TOOL, .number = CANVAS_TOOL_PEN}, 'p', 0, 0},
    {"Eraser", {.kind = ACTION_TOOL, .number = CANVAS_TOOL_ERASER}, 'e', 0, 0},
    {.label = NULL},
    {"Thicker brush", {.kind = ACTION_BRUSH_STEP, .number = 1}, ']', 0, 0},
    {"Thinner brush", {.kind = ACTION_BRUSH_STEP, .number = -1}, '[', 0, 0},
    {.label = NULL},
    {.label = "Label as", .choices = MENU_CHOICES_DIGIT},
};

static const struct menu_entry view_entries[] = {
    {"My drawings", {.kind = ACTION_SCREEN, .number = SCREEN_DRAWINGS}, 'm', UI_CTRL, 0},
    {"Test pictures", {.kind = ACTION_SCREEN, .number = SCREEN_TEST_SET}, 't', UI_CTRL, 0},
    {"Mistakes", {.kind = ACTION_SCREEN, .number = SCREEN_MISTAKES}, UI_KEY_F1 + 2, 0, 0},
    {"Compare runs", {.kind = ACTION_SCREEN, .number = SCREEN_RUNS}, 'g', UI_CTRL, 0},
    {.label = NULL},
    {"Training panel", {.kind = ACTION_PANEL}, UI_KEY_F1 + 8, 0, 0},
    {"Layers of the network", {.kind = ACTION_LAYERS}, 'l', 0, 0},
    {"Next layer", {.kind = ACTION_LAYER_STEP, .number = 1}, '.', 0, 0},
    {"Previous layer", {.kind = ACTION_LAYER_STEP, .number = -1}, ',', 0, 0},
    {"Evidence for the answer", {.kind = ACTION_ATTRIBUTION}, 'w', 0, 0},
    {.label = NULL},
    {"Dark colours", {.kind = ACTION_THEME, .number = SETTINGS_THEME_DARK}, 'd', UI_CTRL, 0},
    {"Follow the desktop", {.kind = ACTION_THEME, .number = SETTINGS_THEME_DESKTOP}, 0, 0, 0},
    {"Reduced motion", {.kind = ACTION_MOTION}, 0, 0, 0},
    {.label = "Size", .choices = MENU_CHOICES_ZOOM},
    {"Larger", {.kind = ACTION_ZOOM_STEP, .number = 1}, '+', UI_CTRL, 0},
    {"Smaller", {.kind = ACTION_ZOOM_STEP, .number = -1}, '-', UI_CTRL, 0},
    {"Normal size", {.kind = ACTION_ZOOM_STEP, .number = 0}, '0', UI_CTRL, 0},
    {"Full screen", {.kind = ACTION_FULL_SCREEN}, UI_KEY_F1 + 10, 0, 0},
};

static const struct menu_entry train_entries[] = {
    {"Start", {.kind = ACTION_TRAINING_START}, UI_KEY_F1 + 4, 0, 0},
    {"Pause", {.kind = ACTION_TRAINING_PAUSE}, ' ', 0, 0},
    {"Stop", {.kind = ACTION_TRAINING_STOP}, UI_KEY_F1 + 6, 0, 0},
    {.label = NULL},
    {"Learn my hand", {.kind = ACTION_LEARN}, 'l', UI_CTRL, 0},
    {.label = NULL},
    {"Keep this network", {.kind = ACTION_KEEP}, 'k', UI_CTRL, 0},
    {"Revert to the previous network", {.kind = ACTION_REVERT}, 'r', UI_CTRL, 0},
    {"Back to the built-in network", {.kind = ACTION_BUILTIN}, 'b', UI_CTRL, 0},
    {.label = NULL},
    {"Recipe...", {.kind = ACTION_SCREEN, .number = SCREEN_RECIPE}, UI_KEY_F1 + 3, 0, 0},
    {"Recipe by name", {.setting.choice = TRAINING_CHOICE_RECIPE}, 0, 0, MENU_CHOICES_SETTING},
    {"Network", {.setting.choice = TRAINING_CHOICE_NET}, 0, 0, MENU_CHOICES_SETTING},
    {"Epochs", {.setting.choice = TRAINING_CHOICE_EPOCHS}, 0, 0, MENU_CHOICES_SETTING},
    {"Batch size", {.setting.choice = TRAINING_CHOICE_BATCH_SIZE}, 0, 0, MENU_CHOICES_SETTING},
    {"Learning rate", {.setting.choice = TRAINING_CHOICE_RATE}, 0, 0, MENU_CHOICES_SETTING},
    {"Augmentation", {.setting.choice = TRAINING_CHOICE_AUGMENTATION}, 0, 0, MENU_CHOICES_SETTING},
};

static const struct menu_entry help_entries[] = {
    {"Keys and mouse", {.kind = ACTION_KEYS}, UI_KEY_F1, 0, 0},
};

const struct menu menus[MENU_COUNT] = {
    [MENU_FILE] = {"File", ENTRIES(file_entries)}, [MENU_EDIT] = {"Edit", ENTRIES(edit_entries)},
    [MENU_VIEW] = {"View", ENTRIES(view_entries)}, [MENU_TRAIN] = {"Train", ENTRIES(train_entries)},
    [MENU_HELP] = {"Help", ENTRIES(help_entries)},
};

static bool theme_is_on(const struct menu_entry *entry, const struct app *app) {
    return entry->action.number == SETTINGS_THEME_DESKTOP
               ? app->preferences.theme == SETTINGS_THEME_DESKTOP
               : app->preferences.dark;
}

/* An entry that is on is switched to what is left: fixed colours, or light ones. */
static int next_theme(const struct menu_entry *entry, const struct app *app) {
    bool on = theme_is_on(entry, app), follows = entry->action.number == SETTINGS_THEME_DESKTOP;
    if (!on)
        return entry->action.number;
    return follows && app->preferences.dark ? SETTINGS_THEME_DARK : SETTINGS_THEME_LIGHT;
}

/* True if what the entry switches is on. */
static bool is_on(const struct menu_entry *entry, const struct app *app) {
    switch (entry->action.kind) {
    case ACTION_PANEL:
        return app->preferences.panel_open;
    case ACTION_LAYERS:
        return app->explain.layers_open;
    case ACTION_ATTRIBUTION:
        return app->explain.attribution_open;
    case ACTION_THEME:
        return theme_is_on(entry, app);
    case ACTION_SCREEN:
        return entry->action.number == (int)app->screen;
    case ACTION_MOTION:
        return app->preferences.reduced_motion;
    case ACTION_KEYS:
        return app->preferences.keys_shown;
    case ACTION_TRAINING_PAUSE:
        return app->trainer.state == TRAINING_PAUSED;
    default:
        return false;
    }
}

struct action menu_entry_action(const struct menu_entry *entry, const struct app *app) {
    static const bool switches[ACTIONS] = {
        [ACTION_PANEL] = true,  [ACTION_LAYERS] = true, [ACTION_ATTRIBUTION] = true,
        [ACTION_MOTION] = true, [ACTION_KEYS] = true,   [ACTION_TRAINING_PAUSE] = true,
    };
    struct action action = entry->action;
    if (switches[action.kind])
        action.number = !is_on(entry, app);
    else if (action.kind == ACTION_THEME)
        action.number = next_theme(entry, app);
    else if (action.kind == ACTION_SCREEN && is_on(entry, app))
        action.number = SCREEN_CANVAS;
    return action;
}

bool menu_entry_enabled(const struct menu_entry *entry, const struct app *app) {
    if (entry->choices != MENU_CHOICES_NONE) {
        struct action first = menu_choice_action(entry, 0, app);
        return menu_choice_count(entry, app) > 0 && app_can(app, &first);
    }
    struct action action = menu_entry_action(entry, app);
    return entry->label && action.kind != ACTION_NONE && app_can(app, &action);
}

enum menu_mark menu_entry_mark(const struct menu_entry *entry, const struct app *app) {
    if (entry->action.kind == ACTION_TOOL && entry->action.number == (int)app->sketch.tool)
        return MENU_MARK_DOT;
    return entry->action.kind != ACTION_KEYS && is_on(entry, app) ? MENU_MARK_CHECK
                                                                  : MENU_MARK_NONE;
}

const char *menu_entry_label(const struct menu_entry *entry, const struct app *app) {
    const char *title = screens[app->screen]->digit_title;
    return entry->choices == MENU_CHOICES_DIGIT && title ? title : entry->label;
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
    enum training_choice choice = entry->action.setting.choice;
    char value[TRAINING_CHOICE_TEXT] = "";
    if (entry->choices == MENU_CHOICES_SETTING)
        training_choice_value(&app->trainer.settings, choice, value);
    else if (entry->choices == MENU_CHOICES_ZOOM)
        snprintf(value, sizeof value, "%d %%", preferences_zoom_percent(app->preferences.zoom));
    bool own = entry->choices == MENU_CHOICES_SETTING && choice == TRAINING_CHOICE_NET &&
               !nn_spec_named(value);
    snprintf(text, MENU_MAX_LABEL, "%.40s", own ? "own" : value);
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

/* Replaces a second shortcut by the one in the menus. */
static void usual_name(int *key, unsigned *mods) {
    if (*key == UI_KEY_F1 + 5 && *mods == 0)
        *key = ' ';
    if (*key == 'y' && *mods == UI_CTRL) {
        *key = 'z';
        *mods = UI_CTRL | UI_SHIFT;
    }
    if (*key == 'n' && *mods == UI_CTRL) {
        *key = UI_KEY_DELETE;
        *mods = 0;
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

const struct menu_entry *menu_entry_for_action(const struct action *action) {
    for (int m = 0; m < MENU_COUNT; m++)
        for (int i = 0; i < menus[m].count; i++) {
            const struct menu_entry *entry = &menus[m].entries[i];
            if (entry->label && entry->action.kind == action->kind &&
                (!(command_flags(action->kind) & COMMAND_BY_NUMBER) ||
                 entry->action.number == action->number))
                return entry;
        }
    return NULL;
}

int menu_choice_count(const struct menu_entry *entry, const struct app *app) {
    switch (entry->choices) {
    case MENU_CHOICES_RECENT:
        return app->recent.count;
    case MENU_CHOICES_SETTING:
        return min_int(training_choice_suggestion_count(entry->action.setting.choice),
                       MENU_MAX_CHOICES);
    case MENU_CHOICES_ZOOM:
        return SETTINGS_ZOOM_MAX - SETTINGS_ZOOM_MIN + 1;
    case MENU_CHOICES_DIGIT:
        return class_set_digits()->count;
    case MENU_CHOICES_NONE:
        break;
    }
    return 0;
}

struct action menu_choice_action(const struct menu_entry *entry, int index, const struct app *app) {
    enum training_choice choice = entry->action.setting.choice;
    switch (entry->choices) {
    case MENU_CHOICES_RECENT:
        return (struct action){.kind = ACTION_OPEN, .text = app->recent.paths[index]};
    case MENU_CHOICES_SETTING:
        return (struct action){.kind = ACTION_SETTING,
                               .setting = {choice, training_choice_suggestion(choice, index)}};
    case MENU_CHOICES_ZOOM:
        return (struct action){.kind = ACTION_ZOOM, .number = SETTINGS_ZOOM_MIN + index};
    case MENU_CHOICES_DIGIT:
        return (struct action){.kind = ACTION_DIGIT, .number = index};
    case MENU_CHOICES_NONE:
        break;
    }
    return (struct action){.kind = ACTION_NONE};
}

/* The file's name, without the middle of a long one. */
static void file_label(const char *path, char text[MENU_MAX_LABEL]) {
    enum { END = 12, BEGINNING = MENU_MAX_LABEL - END - sizeof "\u2026" };
    const char *name = path_base_name(path);
    size_t length = strlen(name), first = BEGINNING, last = length - END;
    if (length < MENU_MAX_LABEL) {
        snprintf(text, MENU_MAX_LABEL, "%s", name);
        return;
    }
    while (((unsigned char)name[first] & 0xC0) == 0x80 && first > 0)
        first--;
    while (((unsigned char)name[last] & 0xC0) == 0x80)
        last++;
    snprintf(text, MENU_MAX_LABEL, "%.*s\u2026%s", (int)first, name, name + last);
}

void menu_choice_label(const struct menu_entry *entry, int index, const struct app *app,
                       char text[MENU_MAX_LABEL]) {
    struct action action = menu_choice_action(entry, index, app);
    if (action.kind == ACTION_OPEN)
        file_label(action.text, text);
    else if (action.kind == ACTION_SETTING)
        snprintf(text, MENU_MAX_LABEL, "%s", action.setting.text);
    else if (action.kind == ACTION_ZOOM)
        snprintf(text, MENU_MAX_LABEL, "%d %%", preferences_zoom_percent(action.number));
    else
        snprintf(text, MENU_MAX_LABEL, "%d", action.number);
}

bool menu_choice_is_current(const struct menu_entry *entry, int index, const struct app *app) {
    struct action action = menu_choice_action(entry, index, app);
    char value[TRAINING_CHOICE_TEXT];
    switch (action.kind) {
    case ACTION_SETTING:
        training_choice_value(&app->trainer.settings, action.setting.choice, value);
        return strcmp(action.setting.text, value) == 0;
    case ACTION_ZOOM:
        return action.number == app->preferences.zoom;
    case ACTION_DIGIT:
        return action.number == app_chosen_digit(app);
    default:
        return false;
    }
}
