/* How pointer and keys move in the lines of the recipe, and how values are typed. */
#include <stdio.h>
#include <string.h>

#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/screen.h"

struct recipe_hit recipe_hovered(const struct ui *ui) {
    if (!ui->pointer_inside || ui->hover != LAYOUT_RECIPE_LIST)
        return (struct recipe_hit){TRAINING_CHOICE_RECIPE, RECIPE_NOWHERE};
    return recipe_at(&ui->layout, ui->pointer_x, ui->pointer_y);
}

/* A network is typed as its spec, so that one with a name can be changed, too; a number is more
 * often replaced. */
static void begin_edit(struct ui *ui, const struct app *app, enum training_choice choice) {
    if (app_is_training(app) || !training_choice_is_typed(choice))
        return;
    training_choice_value(&app->trainer.settings, choice, ui->edit_before);
    const char *spec = choice == TRAINING_CHOICE_NET ? nn_spec_named(ui->edit_before) : NULL;
    text_field_open(&ui->edit, spec ? spec : ui->edit_before, choice != TRAINING_CHOICE_NET);
}

static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct recipe_hit hit = recipe_at(&ui->layout, event->x, event->y);
    ui->recipe_pressed = (int)hit.part;
    /* A press elsewhere ends the typing unless it would be lost. */
    if (hit.part != RECIPE_NOWHERE || recipe_typed_well(ui, app, NULL))
        ui->edit.open = false;
    if (hit.part == RECIPE_NOWHERE)
        return ui_nothing;
    if (hit.part == RECIPE_VALUE)
        begin_edit(ui, app, hit.choice);
    return ui_action(ACTION_PICK, (int)hit.choice);
}

static struct action release(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct recipe_hit hit = recipe_at(&ui->layout, event->x, event->y);
    bool same = hit.choice == app->recipe.choice && (int)hit.part == ui->recipe_pressed;
    ui->recipe_pressed = RECIPE_NOWHERE;
    if (!same)
        return ui_nothing;
    if (hit.part == RECIPE_BACK || hit.part == RECIPE_ON)
        return ui_action(ACTION_CHOICE_STEP, hit.part == RECIPE_ON ? 1 : -1);
    return hit.part == RECIPE_NOTE ? ui_action(ACTION_CHOICE_RESET, (int)hit.choice) : ui_nothing;
}

static struct action typed(const struct app *app, const char *text) {
    return (struct action){.kind = ACTION_SETTING, .setting = {app->recipe.choice, text}};
}

bool recipe_typed_well(const struct ui *ui, const struct app *app, struct nn_error *err) {
    struct training_settings settings = app->trainer.settings;
    return training_choice_type(&settings, app->recipe.choice, ui->edit.text, err) == NN_STATUS_OK;
}

/* A comma counts as a decimal point: values have no other. */
static struct action type_letter(struct text_field *edit, const struct app *app, int key) {
    const char letter[] = {key == ',' ? '.' : (char)key, '\0'};
    text_field_type(edit, letter, TRAINING_CHOICE_TEXT);
    return typed(app, edit->text);
}

/* Keys, and what is pasted, while a value is typed. Keys that go elsewhere end the typing and are
 * for others. */
static bool type(struct ui *ui, const struct app *app, const struct ui_event *event,
                 struct action *action) {
    struct text_field *edit = &ui->edit;
    if (event->kind == UI_EVENT_PASTE) {
        text_field_type(edit, event->text, TRAINING_CHOICE_TEXT);
        *action = typed(app, edit->text);
        return true;
    }
    if (event->key > ' ' && event->key < 127) {
        *action = type_letter(edit, app, event->key);
        return true;
    }
    switch (event->key) {
    case UI_KEY_DELETE:
        text_field_delete(edit);
        *action = typed(app, edit->text);
        return true;
    case UI_KEY_ENTER:
        edit->open = !recipe_typed_well(ui, app, NULL);
        return true;
    case UI_KEY_ESCAPE:
        edit->open = false;
        *action = typed(app, ui->edit_before);
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

/* Enter begins typing, or, where there are only names, goes to the next one. */
static struct action enter(struct ui *ui, const struct app *app) {
    begin_edit(ui, app, app->recipe.choice);
    return ui->edit.open ? ui_nothing : ui_action(ACTION_CHOICE_STEP, 1);
}

/* A digit begins a new number. */
static bool begin_number(struct ui *ui, const struct app *app, int key, struct action *action) {
    bool number =
        training_choice_is_typed(app->recipe.choice) && app->recipe.choice != TRAINING_CHOICE_NET;
    if (key < '0' || key > '9' || !number)
        return false;
    begin_edit(ui, app, app->recipe.choice);
    if (!ui->edit.open)
        return false;
    *action = type_letter(&ui->edit, app, key);
    return true;
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    if (arrow.down)
        *action = ui_action(ACTION_STEP, arrow.down);
    else if (arrow.across)
        *action = ui_action(ACTION_CHOICE_STEP, arrow.across);
    else if (key == UI_KEY_ENTER)
        *action = enter(ui, app);
    else if (key == UI_KEY_DELETE)
        *action = ui_action(ACTION_CHOICE_RESET, (int)app->recipe.choice);
    else if (key == 'r')
        *action = ui_action(ACTION_CHOICE_RESET, TRAINING_CHOICE_RECIPE);
    else if (key == 'a')
        *action = ui_action(ACTION_PREVIEW, 0);
    else
        return begin_number(ui, app, key, action);
    return true;
}

static const char *tip(const struct ui *ui, const struct app *app) {
    return ui->hover == LAYOUT_RECIPE_LIST && !app_is_training(app)
               ? "Arrow keys select and change, Enter edits, Del resets"
               : NULL;
}

static const struct button buttons[] = {
    {.label = NULL},
    {"New", "New pictures, freshly augmented (A)", .action = {.kind = ACTION_PREVIEW}},
    {"Reset", "Back to the recipe's values (R)",
     .action = {ACTION_CHOICE_RESET, {TRAINING_CHOICE_RECIPE}}},
    {"Close", "Back to the canvas (Esc)", .action = {ACTION_SCREEN, {SCREEN_CANVAS}}},
};

/* Start is here while the training panel, which has it too, is closed or gives way. */
static void button(const struct app *app, enum layout_place place, struct button *button) {
    bool panel =
        app->preferences.panel_open && !app->explain.layers_open && !app->explain.attribution_open;
    if (place == LAYOUT_ERASER && !panel)
        *button = (struct button){"Start", "Train a new network like this",
                                  .action = {.kind = ACTION_TRAINING_START}};
}

const struct ui_screen ui_recipe_screen = {
    .shown = LAYOUT_SHOW_RECIPE,
    .buttons = buttons,
    .button = button,
    .press = press,
    .released = LAYOUT_RECIPE_LIST,
    .release = release,
    .key = key,
    .type = type,
    .focus = {LAYOUT_RECIPE_LIST},
    .tip = tip,
    .title = "Recipe",
};
