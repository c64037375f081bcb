#include "app/ui/recipe/ui_recipe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct action nothing = {.kind = ACTION_NONE};

void ui_recipe_arrange(struct ui *ui, const struct app *app) {
    if (app->view != APP_VIEW_RECIPE || app_is_training(app))
        ui->edit.open = false;
}

struct recipe_hit ui_recipe_hovered(const struct ui *ui) {
    int x = (int)floorf(ui->pointer_x), y = (int)floorf(ui->pointer_y);
    if (!ui->pointer_inside || ui->hover != LAYOUT_RECIPE_LIST)
        return (struct recipe_hit){TRAINING_CHOICE_RECIPE, RECIPE_NOWHERE};
    return recipe_at(&ui->layout, &ui->theme, x, y);
}

/* A net is typed as its spec, so that it can be changed where it has a name as well; a number is
 * more often typed anew. */
static void begin_edit(struct ui *ui, const struct app *app, enum training_choice choice) {
    struct ui_edit *edit = &ui->edit;
    if (app_is_training(app) || !training_choice_is_typed(choice))
        return;
    training_choice_value(&app->settings, choice, edit->before);
    const char *spec = choice == TRAINING_CHOICE_NET ? nn_spec_named(edit->before) : NULL;
    snprintf(edit->text, sizeof edit->text, "%s", spec ? spec : edit->before);
    edit->open = true;
    edit->whole = choice != TRAINING_CHOICE_NET;
}

struct action ui_recipe_press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct recipe_hit hit =
        recipe_at(&ui->layout, &ui->theme, (int)floorf(event->x), (int)floorf(event->y));
    ui->edit.open = false;
    ui->recipe_pressed = (int)hit.part;
    if (hit.part == RECIPE_NOWHERE)
        return nothing;
    if (hit.part == RECIPE_VALUE)
        begin_edit(ui, app, hit.choice);
    return (struct action){.kind = ACTION_PICK, .number = (int)hit.choice};
}

static struct action step(int by) {
    return (struct action){.kind = ACTION_CHOICE_STEP, .number = by};
}

static struct action reset(enum training_choice choice) {
    return (struct action){.kind = ACTION_CHOICE_RESET, .number = (int)choice};
}

struct action ui_recipe_release(struct ui *ui, const struct app *app,
                                const struct ui_event *event) {
    struct recipe_hit hit =
        recipe_at(&ui->layout, &ui->theme, (int)floorf(event->x), (int)floorf(event->y));
    bool same = hit.choice == app->recipe.choice && (int)hit.part == ui->recipe_pressed;
    ui->recipe_pressed = RECIPE_NOWHERE;
    if (!same)
        return nothing;
    if (hit.part == RECIPE_BACK || hit.part == RECIPE_ON)
        return step(hit.part == RECIPE_ON ? 1 : -1);
    return hit.part == RECIPE_NOTE ? reset(hit.choice) : nothing;
}

static struct action typed(const char *text) {
    return (struct action){.kind = ACTION_CHOICE_TYPE, .text = text};
}

static bool makes_sense(const struct ui *ui, const struct app *app) {
    struct training_settings settings = app->settings;
    return training_choice_type(&settings, app->recipe.choice, ui->edit.text, NULL) == NN_STATUS_OK;
}

/* Adds a letter, or with 0 takes the last one away; either replaces a selected text. A comma is
 * taken for a decimal point: values have no other. */
static struct action edit_text(struct ui_edit *edit, char letter) {
    if (letter == ',')
        letter = '.';
    if (edit->whole)
        edit->text[0] = '\0';
    edit->whole = false;
    size_t length = strlen(edit->text);
    if (letter && length + 1 < sizeof edit->text) {
        edit->text[length] = letter;
        edit->text[length + 1] = '\0';
    } else if (!letter && length > 0) {
        edit->text[length - 1] = '\0';
    }
    return typed(edit->text);
}

/* Keys while a value is typed. Those that go elsewhere end it and are for others. */
static bool edit_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                     struct action *action) {
    struct ui_edit *edit = &ui->edit;
    if (event->key > ' ' && event->key < 127) {
        *action = edit_text(edit, (char)event->key);
        return true;
    }
    switch (event->key) {
    case UI_KEY_DELETE:
        *action = edit_text(edit, 0);
        return true;
    case UI_KEY_ENTER:
        edit->open = !makes_sense(ui, app);
        return true;
    case UI_KEY_ESCAPE:
        edit->open = false;
        *action = typed(edit->before);
        return true;
    case UI_KEY_LEFT:
    case UI_KEY_RIGHT:
        edit->whole = false;
        return true;
    case ' ':
        return true;
    case UI_KEY_UP:
    case UI_KEY_DOWN:
    case UI_KEY_TAB:
        edit->open = false;
        return false;
    default:
        return false;
    }
}

static bool is_on_button(const struct ui *ui) {
    return ui->focus_shown && ui->focus < LAYOUT_PLACES && ui->focus != LAYOUT_RECIPE_LIST;
}

static bool is_elsewhere(const struct ui *ui) {
    return ui->focus_shown && (ui->focus == LAYOUT_LAYERS_STRIP || ui->focus == LAYOUT_LAYERS_MAP);
}

/* Enter types, or, where there are names alone, goes on. */
static struct action enter(struct ui *ui, const struct app *app) {
    begin_edit(ui, app, app->recipe.choice);
    return ui->edit.open ? nothing : step(1);
}

/* A digit begins a number anew. */
static bool begin_number(struct ui *ui, const struct app *app, int key, struct action *action) {
    bool number =
        training_choice_is_typed(app->recipe.choice) && app->recipe.choice != TRAINING_CHOICE_NET;
    if (key < '0' || key > '9' || !number)
        return false;
    begin_edit(ui, app, app->recipe.choice);
    if (!ui->edit.open)
        return false;
    *action = edit_text(&ui->edit, (char)key);
    return true;
}

static bool line_key(struct ui *ui, const struct app *app, int key, struct action *action) {
    switch (key) {
    case UI_KEY_UP:
    case UI_KEY_DOWN:
        *action = (struct action){.kind = ACTION_BROWSE, .number = key == UI_KEY_DOWN ? 1 : -1};
        return true;
    case UI_KEY_LEFT:
    case UI_KEY_RIGHT:
        *action = step(key == UI_KEY_RIGHT ? 1 : -1);
        return true;
    case UI_KEY_ENTER:
        if (is_on_button(ui))
            return false;
        *action = enter(ui, app);
        return true;
    case UI_KEY_DELETE:
        *action = reset(app->recipe.choice);
        return true;
    case 'r':
        *action = reset(TRAINING_CHOICE_RECIPE);
        return true;
    case 'a':
        *action = (struct action){.kind = ACTION_PREVIEW};
        return true;
    default:
        return begin_number(ui, app, key, action);
    }
}

bool ui_recipe_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                   struct action *action) {
    if (app->view != APP_VIEW_RECIPE || event->mods & ~(unsigned)UI_SHIFT || is_elsewhere(ui))
        return false;
    if (ui->edit.open && edit_key(ui, app, event, action))
        return true;
    return !event->mods && line_key(ui, app, event->key, action);
}
