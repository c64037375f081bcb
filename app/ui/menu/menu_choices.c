/* The submenus: one list of values for each setting. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/ui/menu/menu.h"

static const int epoch_counts[] = {1, 2, 3, 5, 10, 20, 50};
static const int batch_sizes[] = {16, 32, 64, 128, 256, 512};
static const float rates[] = {0.0003f, 0.001f, 0.003f, 0.004f, 0.005f, 0.01f, 0.03f, 0.1f};

static int count_names(const char *(*name_at)(int)) {
    int count = 0;
    while (count < MENU_MAX_CHOICES && name_at(count))
        count++;
    return count;
}

int menu_choice_count(enum menu_choices choices) {
    switch (choices) {
    case MENU_CHOICES_NET:
        return count_names(nn_spec_name);
    case MENU_CHOICES_RECIPE:
        return count_names(training_recipe_name);
    case MENU_CHOICES_AUGMENTATION:
        return count_names(training_augmentation_name);
    case MENU_CHOICES_EPOCHS:
        return (int)(sizeof epoch_counts / sizeof *epoch_counts);
    case MENU_CHOICES_BATCH_SIZE:
        return (int)(sizeof batch_sizes / sizeof *batch_sizes);
    case MENU_CHOICES_RATE:
        return (int)(sizeof rates / sizeof *rates);
    case MENU_CHOICES_ZOOM:
        return SETTINGS_ZOOM_MAX - SETTINGS_ZOOM_MIN + 1;
    case MENU_CHOICES_DIGIT:
        return class_set_digits()->count;
    case MENU_CHOICES_NONE:
        break;
    }
    return 0;
}

struct action menu_choice_action(enum menu_choices choices, int index) {
    switch (choices) {
    case MENU_CHOICES_NET:
        return (struct action){.kind = ACTION_NET, .text = nn_spec_name(index)};
    case MENU_CHOICES_RECIPE:
        return (struct action){.kind = ACTION_RECIPE, .text = training_recipe_name(index)};
    case MENU_CHOICES_AUGMENTATION:
        return (struct action){.kind = ACTION_AUGMENTATION,
                               .text = training_augmentation_name(index)};
    case MENU_CHOICES_EPOCHS:
        return (struct action){.kind = ACTION_EPOCHS, .number = epoch_counts[index]};
    case MENU_CHOICES_BATCH_SIZE:
        return (struct action){.kind = ACTION_BATCH_SIZE, .number = batch_sizes[index]};
    case MENU_CHOICES_RATE:
        return (struct action){.kind = ACTION_RATE, .value = rates[index]};
    case MENU_CHOICES_ZOOM:
        return (struct action){.kind = ACTION_ZOOM, .number = SETTINGS_ZOOM_MIN + index};
    case MENU_CHOICES_DIGIT:
        return (struct action){.kind = ACTION_DIGIT, .number = index};
    case MENU_CHOICES_NONE:
        break;
    }
    return (struct action){.kind = ACTION_NONE};
}

void menu_choice_label(enum menu_choices choices, int index, char text[MENU_MAX_LABEL]) {
    struct action action = menu_choice_action(choices, index);
    if (action.text)
        snprintf(text, MENU_MAX_LABEL, "%s", action.text);
    else if (action.kind == ACTION_RATE)
        snprintf(text, MENU_MAX_LABEL, "%g", (double)action.value);
    else if (action.kind == ACTION_ZOOM)
        snprintf(text, MENU_MAX_LABEL, "%d %%", app_zoom_percent(action.number));
    else
        snprintf(text, MENU_MAX_LABEL, "%d", action.number);
}

bool menu_choice_is_current(enum menu_choices choices, int index, const struct app *app) {
    const struct training_settings *settings = &app->settings;
    struct action action = menu_choice_action(choices, index);
    switch (choices) {
    case MENU_CHOICES_NET:
        return strcmp(action.text, settings->net) == 0;
    case MENU_CHOICES_RECIPE:
        return strcmp(action.text, settings->recipe) == 0;
    case MENU_CHOICES_AUGMENTATION:
        return strcmp(action.text, settings->augmentation) == 0;
    case MENU_CHOICES_EPOCHS:
        return action.number == settings->epochs;
    case MENU_CHOICES_BATCH_SIZE:
        return action.number == settings->batch_size;
    case MENU_CHOICES_RATE:
        return fabsf(action.value - settings->learning_rate) < 1e-3f * action.value;
    case MENU_CHOICES_ZOOM:
        return action.number == app->zoom;
    case MENU_CHOICES_DIGIT:
        return action.number == (app->view == APP_VIEW_TEST_SET && !app->mistakes.opened
                                     ? app->test_digit
                                     : app_said_digit(app));
    case MENU_CHOICES_NONE:
        break;
    }
    return false;
}
