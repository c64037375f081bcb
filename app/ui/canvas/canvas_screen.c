/* Drawing on the canvas, and its tools. */
#include "app/ui/screen.h"
#include "app/ui/widgets/slider.h"

static struct action brush_action(const struct ui *ui, const struct ui_event *event) {
    return (struct action){.kind = ACTION_BRUSH,
                           .value = slider_value(ui->layout.places[LAYOUT_BRUSH], event->x)};
}

static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (ui->pressed == LAYOUT_CANVAS) {
        ui->drawing = true;
        return (struct action){.kind = ACTION_STROKE_BEGIN,
                               .position = ui_canvas_point(&ui->layout, event->x, event->y)};
    }
    ui->sliding = ui->pressed == LAYOUT_BRUSH;
    return ui->sliding ? brush_action(ui, event) : ui_nothing;
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    bool over = ui->hover == LAYOUT_CANVAS && !ui->drawing;
    return over ? ui_action(ACTION_BRUSH_STEP, steps) : ui_nothing;
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    int across = ui_arrow(key).across;
    bool enters = key == UI_KEY_ENTER || key == ' '; /* the slider has nothing to press */
    if (!ui_has_focus(ui, LAYOUT_BRUSH))
        return false;
    if (across)
        *action = ui_action(ACTION_BRUSH_STEP, across);
    return across || enters;
}

static const char *tip(const struct ui *ui, const struct app *app) {
    return ui->hover == LAYOUT_BRUSH ? "Width of the brush ([ and ])" : NULL;
}

static const struct button buttons[] = {
    {"Eraser", "Rub out parts of lines", .action = {ACTION_TOOL, {CANVAS_TOOL_ERASER}}},
    {"Undo", "Undo", .action = {.kind = ACTION_UNDO}},
    {"Redo", "Redo", .action = {.kind = ACTION_REDO}},
    {"Clear", "Clear the canvas", .action = {.kind = ACTION_CLEAR}},
};

static void button(const struct app *app, enum layout_place place, struct button *button) {
    if (place != LAYOUT_ERASER || app->sketch.tool != CANVAS_TOOL_ERASER)
        return;
    button->on = true;
    button->tip = "Back to the pen";
    button->action.number = CANVAS_TOOL_PEN;
}

const struct ui_screen ui_canvas_screen = {
    .buttons = buttons,
    .button = button,
    .press = press,
    .wheel = wheel,
    .key = key,
    .focus = {LAYOUT_BRUSH},
    .tip = tip,
    .bar_tip = "Label this as",
};
