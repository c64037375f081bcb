#include "app/ui/ui.h"

#include <math.h>
#include <string.h>

#include "app/ui/button.h"
#include "app/ui/slider.h"
#include "app/ui/ui_inside.h"
#include "app/ui/view.h"

enum { ZOOM_STEPS = 4 }; /* to twice the size */

static const double tip_delay_s = 0.6;
static const struct action nothing = {.kind = ACTION_NONE};

void ui_init(struct ui *ui, struct font *font) {
    *ui = (struct ui){
        .font = font,
        .hover = LAYOUT_PLACES,
        .pressed = LAYOUT_PLACES,
        .focus = LAYOUT_PLACES,
        .menu = menu_closed(),
    };
}

void ui_arrange(struct ui *ui, const struct app *app, int width, int height, float display_scale) {
    float zoom = powf(2.0f, (float)app->zoom / ZOOM_STEPS);
    unsigned shown = (app->panel_open ? LAYOUT_SHOW_TRAINING : 0u) |
                     (app->layers_open ? LAYOUT_SHOW_LAYERS : 0u) |
                     (app->why_open ? LAYOUT_SHOW_WHY : 0u);
    ui->layout = layout_make(width, height, display_scale * zoom, shown);
    ui->theme = theme_make(app->dark, ui->layout.scale);
    if (ui->focus < LAYOUT_PLACES && ui->layout.places[ui->focus].w == 0)
        ui->focus = LAYOUT_PLACES;
    ui_inside_arrange(ui, app);
}

int ui_zoom_that_fits(int width, int height, float display_scale) {
    float largest = layout_largest_scale(width, height) / display_scale;
    return (int)ceilf(ZOOM_STEPS * log2f(largest) - 1e-3f);
}

struct point ui_canvas_point(const struct layout *layout, float x, float y) {
    struct rect canvas = layout->places[LAYOUT_CANVAS];
    return (struct point){(x - (float)canvas.x) / (float)canvas.w,
                          (y - (float)canvas.y) / (float)canvas.h};
}

static enum layout_place place_at(const struct ui *ui, const struct ui_event *event) {
    for (int i = 0; i < LAYOUT_PLACES; i++)
        if (rect_contains(ui->layout.places[i], (int)floorf(event->x), (int)floorf(event->y)))
            return (enum layout_place)i;
    return LAYOUT_PLACES;
}

static struct action stroke_action(const struct ui *ui, enum action_kind kind,
                                   const struct ui_event *event) {
    return (struct action){.kind = kind,
                           .position = ui_canvas_point(&ui->layout, event->x, event->y)};
}

static struct action brush_action(const struct ui *ui, const struct ui_event *event) {
    return (struct action){.kind = ACTION_BRUSH,
                           .value = slider_value(ui->layout.places[LAYOUT_BRUSH], event->x)};
}

/* Moves the hover; the tooltip waits anew. */
static void hover_over(struct ui *ui, const struct app *app, enum layout_place place) {
    if (ui->hover != place)
        ui->hover_since_s = app->now_s;
    ui->hover = place;
}

static void note_pointer(struct ui *ui, const struct app *app, const struct ui_event *event) {
    ui->pointer_x = event->x;
    ui->pointer_y = event->y;
    ui->pointer_inside = event->kind != UI_EVENT_POINTER_LEAVE;
    hover_over(ui, app, ui->pointer_inside ? place_at(ui, event) : LAYOUT_PLACES);
}

static struct action pointer_down(struct ui *ui, const struct ui_event *event) {
    ui->pressed = place_at(ui, event);
    ui->focus_shown = false;
    ui->hover_since_s = INFINITY; /* no tooltip over what was just pressed */
    if (ui->pressed == LAYOUT_CANVAS) {
        ui->drawing = true;
        return stroke_action(ui, ACTION_STROKE_BEGIN, event);
    }
    return ui->pressed == LAYOUT_BRUSH ? brush_action(ui, event) : nothing;
}

static struct action pointer_move(struct ui *ui, const struct app *app,
                                  const struct ui_event *event) {
    if (ui->drawing)
        return stroke_action(ui, ACTION_STROKE_MOVE, event);
    return ui->pressed == LAYOUT_BRUSH ? brush_action(ui, event) : ui_inside_point(ui, app);
}

/* What pressing a place and letting go over it does; also by the keyboard. */
static struct action press_place(struct ui *ui, const struct app *app, enum layout_place place) {
    struct button button;
    if (place == LAYOUT_SETTINGS) {
        ui->menu = menu_closed();
        ui->menu.open = MENU_TRAIN;
    }
    return button_at(place, app, &button) && button.enabled ? button.action : nothing;
}

static struct action pointer_up(struct ui *ui, const struct app *app,
                                const struct ui_event *event) {
    enum layout_place pressed = ui->pressed;
    ui->pressed = LAYOUT_PLACES;
    if (ui->drawing) {
        ui->drawing = false;
        return (struct action){.kind = ACTION_STROKE_END};
    }
    if (pressed == LAYOUT_LAYERS_STRIP && place_at(ui, event) == pressed)
        return ui_inside_press(ui, app);
    return pressed == place_at(ui, event) ? press_place(ui, app, pressed) : nothing;
}

static void move_focus(struct ui *ui, const struct app *app, int by) {
    int at = ui->focus == LAYOUT_PLACES && by < 0 ? 0 : (int)ui->focus;
    if (ui->focus == LAYOUT_PLACES && by > 0)
        at = -1;
    for (int tries = 0; tries < LAYOUT_PLACES; tries++) {
        at = (at + by + LAYOUT_PLACES) % LAYOUT_PLACES;
        enum layout_place place = (enum layout_place)at;
        if (ui->layout.places[at].w > 0 && button_takes_focus(place, app)) {
            ui->focus = place;
            break;
        }
    }
    ui->focus_shown = true;
}

/* Keys that belong to what has the focus. */
static bool focus_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                      struct action *action) {
    if (event->key == UI_KEY_TAB && (event->mods & ~(unsigned)UI_SHIFT) == 0) {
        move_focus(ui, app, event->mods & UI_SHIFT ? -1 : 1);
        return true;
    }
    if (ui->focus == LAYOUT_PLACES || !ui->focus_shown || event->mods)
        return false;
    if (event->key == UI_KEY_ENTER || event->key == ' ') {
        *action = press_place(ui, app, ui->focus);
        return true;
    }
    if (ui_inside_key(ui, app, event->key, action))
        return true;
    if (ui->focus == LAYOUT_BRUSH && (event->key == UI_KEY_LEFT || event->key == UI_KEY_RIGHT)) {
        *action = (struct action){.kind = ACTION_BRUSH_STEP,
                                  .number = event->key == UI_KEY_RIGHT ? 1 : -1};
        return true;
    }
    return false;
}

static struct action key_down(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct action action = nothing;
    ui->hover_since_s = INFINITY; /* no tooltip while the keyboard is used */
    if (app->keys_shown && event->key == UI_KEY_ESCAPE)
        return (struct action){.kind = ACTION_KEYS, .number = 0};
    if (focus_key(ui, app, event, &action))
        return action;
    const struct menu_entry *entry = menu_entry_for_key(event->key, event->mods);
    if (entry)
        return menu_entry_action(entry, app);
    if (event->key == UI_KEY_ESCAPE && app->toast.until_s > 0)
        return (struct action){.kind = ACTION_TOAST_CLOSE};
    if (event->key == UI_KEY_ESCAPE)
        ui->focus_shown = false;
    return action;
}

/* Whatever was held is let go. */
static struct action lose_focus(struct ui *ui) {
    bool drawing = ui->drawing;
    ui->drawing = false;
    ui->pressed = LAYOUT_PLACES;
    return drawing ? (struct action){.kind = ACTION_STROKE_END} : nothing;
}

static bool menus_handle(struct ui *ui, const struct app *app, const struct ui_event *event,
                         struct action *action) {
    struct menu_geometry geometry;
    if (ui->drawing || ui->pressed != LAYOUT_PLACES)
        return false;
    menu_measure(&geometry, &ui->menu, &ui->layout, &ui->theme, ui->font);
    return menu_handle(&ui->menu, &geometry, app, event, action);
}

/* What a key that is held may do again and again. */
static bool may_repeat(enum action_kind kind) {
    return kind == ACTION_LAYER_STEP || kind == ACTION_MAP || kind == ACTION_MAP_PIXEL ||
           kind == ACTION_WHY_DIGIT || kind == ACTION_UNDO || kind == ACTION_REDO ||
           kind == ACTION_BRUSH_STEP || kind == ACTION_ZOOM_STEP;
}

static bool is_on_toast(const struct ui *ui, const struct app *app, const struct ui_event *event) {
    return app->toast.until_s > 0 &&
           rect_contains(view_toast_rect(app, ui), (int)event->x, (int)event->y);
}

static struct action handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct action action = nothing;
    bool is_pointer = event->kind <= UI_EVENT_POINTER_LEAVE;
    if (is_pointer)
        note_pointer(ui, app, event);
    if (app->keys_shown && event->kind == UI_EVENT_POINTER_DOWN)
        return (struct action){.kind = ACTION_KEYS, .number = 0};
    if (menus_handle(ui, app, event, &action))
        return action;
    if (event->kind == UI_EVENT_POINTER_DOWN && is_on_toast(ui, app, event))
        return (struct action){.kind = ACTION_TOAST_CLOSE};
    switch (event->kind) {
    case UI_EVENT_POINTER_DOWN:
        return pointer_down(ui, event);
    case UI_EVENT_POINTER_MOVE:
        return pointer_move(ui, app, event);
    case UI_EVENT_POINTER_UP:
        return pointer_up(ui, app, event);
    case UI_EVENT_POINTER_LEAVE:
        return ui_inside_point(ui, app);
    case UI_EVENT_KEY:
        return key_down(ui, app, event);
    case UI_EVENT_FOCUS_LOST:
        return lose_focus(ui);
    case UI_EVENT_DROP:
        return (struct action){.kind = ACTION_OPEN, .text = event->path};
    }
    return nothing;
}

const char *ui_tip(const struct ui *ui, const struct app *app, double *due_s) {
    struct button button;
    *due_s = 0;
    if (ui->pressed != LAYOUT_PLACES || ui->menu.open >= 0 || isinf(ui->hover_since_s))
        return NULL;
    const char *tip = NULL;
    if (ui->hover == LAYOUT_BRUSH)
        tip = "Width of the brush";
    else if (ui->hover == LAYOUT_WHY)
        tip = "By integrated gradients: all pixels together make this digit's lead";
    else if (ui->hover == LAYOUT_SETTINGS)
        tip = "Change how to train";
    else if (button_at(ui->hover, app, &button))
        tip = button.tip;
    if (!tip)
        return NULL;
    if (app->now_s < ui->hover_since_s + tip_delay_s) {
        *due_s = ui->hover_since_s + tip_delay_s;
        return NULL;
    }
    return tip;
}

struct action ui_handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct action action = handle(ui, app, event);
    return event->repeat && !may_repeat(action.kind) ? nothing : action;
}
