/* The submenus: a list of values each. */
#include <stdio.h>
#include <string.h>

#include "app/ui/menu/menu.h"

int menu_choice_count(const struct menu_entry *entry) {
    switch (entry->choices) {
    case MENU_CHOICES_SETTING: {
        int count = training_choice_suggestion_count(entry->action.setting.choice);
        return count < MENU_MAX_CHOICES ? count : MENU_MAX_CHOICES;
    }
    case MENU_CHOICES_ZOOM:
        return SETTINGS_ZOOM_MAX - SETTINGS_ZOOM_MIN + 1;
    case MENU_CHOICES_DIGIT:
        return class_set_digits()->count;
    case MENU_CHOICES_NONE:
        break;
    }
    return 0;
}

struct action menu_choice_action(const struct menu_entry *entry, int index) {
    enum training_choice choice = entry->action.setting.choice;
    switch (entry->choices) {
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

void menu_choice_label(const struct menu_entry *entry, int index, char text[MENU_MAX_LABEL]) {
    struct action action = menu_choice_action(entry, index);
    if (action.kind == ACTION_SETTING)
        snprintf(text, MENU_MAX_LABEL, "%s", action.setting.text);
    else if (action.kind == ACTION_ZOOM)
        snprintf(text, MENU_MAX_LABEL, "%d %%", preferences_zoom_percent(action.number));
    else
        snprintf(text, MENU_MAX_LABEL, "%d", action.number);
}

bool menu_choice_is_current(const struct menu_entry *entry, int index, const struct app *app) {
    struct action action = menu_choice_action(entry, index);
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
