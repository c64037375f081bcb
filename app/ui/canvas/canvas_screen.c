/* The canvas and its tools: how they are painted, and how pointer and keys move there. */
#include <math.h>
#include <stdio.h>

#include "app/ui/screen.h"
#include "app/ui/widgets/slider.h"

enum { DRAG_REACH = 4 }; /* units that a press on a picture moves before it draws */

void view_brush_ring(struct scene *scene) {
    const struct app *app = scene->app;
    const struct ui *ui = scene->ui;
    bool over = ui->drawing || (ui->pointer_inside && ui->hover == LAYOUT_CANVAS);
    bool eraser = app->sketch.tool == CANVAS_TOOL_ERASER;
    bool on_digit = view_opened_at(app, &ui->layout, ui->pointer_x, ui->pointer_y) >= 0;
    if (!over || on_digit || ui->menu.open >= 0 || ui_screen_of(app)->paint)
        return;
    struct rect canvas = ui->layout.places[LAYOUT_CANVAS];
    float radius = fmaxf(app->sketch.brush * (float)canvas.w / 2, 3 * scene->theme->scale);
    struct painter inside = scene->painter;
    inside.clip = rect_intersection(inside.clip, rect_inset(canvas, 1));
    paint_ring(&inside, ui->pointer_x, ui->pointer_y, radius, scene->theme->scale,
               eraser ? scene->theme->bad : scene->theme->quiet);
}

static void paint_drawing(struct scene *scene, struct rect canvas) {
    const struct theme *theme = scene->theme;
    if (scene->picture)
        view_opened(scene);
    else if (!sketch_has_strokes(&scene->app->sketch))
        view_invitation(scene, canvas, "Draw a digit", "with the mouse, a pen or a finger");
    paint_coverage(&scene->painter, canvas.x, canvas.y, &scene->ink, theme->ink);
}

void view_canvas(struct scene *scene) {
    struct rect canvas = scene->ui->layout.places[LAYOUT_CANVAS];
    paint_fill(&scene->painter, canvas, scene->theme->panel);
    if (ui_screen_of(scene->app)->paint)
        ui_screen_of(scene->app)->paint(scene);
    else
        paint_drawing(scene, canvas);
    paint_border(&scene->painter, canvas, 1, scene->theme->line);
}

/* A track with a disc that grows with the brush. */
static void paint_slider(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    float middle = (float)rect.y + 0.5f * (float)rect.h, scale = theme->scale;
    float left = slider_knob_x(rect, CANVAS_BRUSH_MIN),
          right = slider_knob_x(rect, CANVAS_BRUSH_MAX);
    bool held = scene->ui->hover == LAYOUT_BRUSH || scene->ui->pressed == LAYOUT_BRUSH;
    paint_line(&scene->painter, left, middle, right, middle, 2 * scale,
               held ? theme->quiet : theme->muted);
    float fraction =
        (scene->app->sketch.brush - CANVAS_BRUSH_MIN) / (CANVAS_BRUSH_MAX - CANVAS_BRUSH_MIN);
    paint_disc(&scene->painter, slider_knob_x(rect, scene->app->sketch.brush), middle,
               (4 + 6 * fraction) * scale, theme->ink);
    view_focus(scene, LAYOUT_BRUSH, 0);
}

/* The screen's title in place of the slider. */
static void paint_title(struct scene *scene, const struct ui_screen *screen) {
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    char text[VIEW_MAX_TEXT];
    snprintf(text, sizeof text, "%s", screen->title);
    if (screen->title_text)
        screen->title_text(scene->app, text);
    if (screen->short_title && view_text_width(scene, text) > rect.w)
        snprintf(text, sizeof text, "%s", screen->short_title);
    view_text(scene, rect, text, scene->theme->quiet, TEXT_LEFT);
}

void view_tools(struct scene *scene) {
    const struct ui_screen *screen = ui_screen_of(scene->app);
    if (screen->title)
        paint_title(scene, screen);
    else
        paint_slider(scene);
    for (int place = LAYOUT_ERASER; place <= LAYOUT_CLEAR; place++)
        view_button(scene, (enum layout_place)place);
}

static struct action brush_action(const struct ui *ui, const struct ui_event *event) {
    return (struct action){.kind = ACTION_BRUSH,
                           .value = slider_value(ui->layout.places[LAYOUT_BRUSH], event->x)};
}

static struct action begin_stroke(struct ui *ui, float x, float y) {
    ui->drawing = true;
    return (struct action){.kind = ACTION_STROKE_BEGIN,
                           .position = ui_canvas_point(&ui->layout, x, y)};
}

/* On a picture a press is a choice, until it moves. */
static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (ui->pressed == LAYOUT_CANVAS)
        return sketch_shows_picture(&app->sketch) ? ui_nothing
                                                  : begin_stroke(ui, event->x, event->y);
    ui->sliding = ui->pressed == LAYOUT_BRUSH;
    return ui->sliding ? brush_action(ui, event) : ui_nothing;
}

static struct action drag(struct ui *ui, const struct app *app, const struct ui_event *event) {
    float reach = DRAG_REACH * ui->theme.scale;
    bool moved = hypotf(event->x - ui->press.x, event->y - ui->press.y) > reach;
    return moved ? begin_stroke(ui, ui->press.x, ui->press.y) : ui_nothing;
}

static struct action release(struct ui *ui, const struct app *app, const struct ui_event *event) {
    int digit = view_opened_at(app, &ui->layout, event->x, event->y);
    return digit < 0 ? ui_nothing : ui_action(ACTION_PICK, digit);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    bool over = ui->hover == LAYOUT_CANVAS && !ui->drawing;
    return over ? ui_action(ACTION_BRUSH_STEP, steps) : ui_nothing;
}

/* Left and right go through the digits of a picture as they are read, up and down to the nearest of
 * another row. */
static bool choose_key(const struct app *app, struct ui_arrow arrow, struct action *action) {
    if (!sketch_shows_picture(&app->sketch) || (!arrow.across && !arrow.down))
        return false;
    *action = arrow.across ? ui_action(ACTION_STEP, arrow.across)
                           : ui_action(ACTION_PICK, view_opened_beside(&app->sketch, arrow.down));
    return true;
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    int across = ui_arrow(key).across;
    bool enters = key == UI_KEY_ENTER || key == ' '; /* the slider has nothing to press */
    if (!ui_has_focus(ui, LAYOUT_BRUSH))
        return choose_key(app, ui_arrow(key), action);
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
    .drag = drag,
    .released = LAYOUT_CANVAS,
    .release = release,
    .wheel = wheel,
    .key = key,
    .focus = {LAYOUT_BRUSH},
    .tip = tip,
    .bar_tip = "Label this as",
};
