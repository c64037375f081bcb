#include "app/ui/ui.h"

#include <math.h>
#include <string.h>

#include "app/ui/chrome/button.h"
#include "app/ui/chrome/ui_keys.h"
#include "app/ui/explain/ui_activations.h"
#include "app/ui/mistakes/ui_mistakes.h"
#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/recipe/ui_recipe.h"
#include "app/ui/runs/ui_runs.h"
#include "app/ui/test_set/browse.h"
#include "app/ui/view.h"
#include "app/ui/widgets/slider.h"

static const double tip_delay_s = 0.6, double_click_s = 0.5;
enum { DOUBLE_CLICK_REACH = 4 }; /* units between its two presses */
static const struct action nothing = {.kind = ACTION_NONE};

void ui_init(struct ui *ui, struct font *font) {
    *ui = (struct ui){
        .font = font,
        .hover = LAYOUT_PLACES,
        .pressed = LAYOUT_PLACES,
        .focus = LAYOUT_PLACES,
        .menu = menu_closed(),
        .runs_cursor = -1,
        .press = {.time_s = -INFINITY},
    };
}

/* Whether the training panel gives way to something else, if only in part. */
static bool panel_gives_way(const struct layout *layout) {
    return layout->panel.w == 0 || layout->strip;
}

/* What is open and has room. */
static struct layout arranged(const struct app *app, int width, int height, float scale) {
    unsigned shown = (app->panel_open ? LAYOUT_SHOW_TRAINING : 0u) |
                     (app->layers_open ? LAYOUT_SHOW_LAYERS : 0u) |
                     (app->attribution_open ? LAYOUT_SHOW_ATTRIBUTION : 0u) |
                     (app->view == APP_VIEW_RUNS ? LAYOUT_SHOW_RUNS : 0u) |
                     (app->view == APP_VIEW_RECIPE ? LAYOUT_SHOW_RECIPE : 0u) |
                     (app->view == APP_VIEW_MISTAKES ? LAYOUT_SHOW_MISTAKES : 0u);
    static const unsigned in_front[] = {LAYOUT_SHOW_LAYERS, LAYOUT_SHOW_ATTRIBUTION};
    int classes = reader_classes(app->reader)->count;
    struct layout layout = layout_make(width, height, scale, shown, classes);
    for (int i = 0; i < 2 && app->panel_open && app->panel_in_front && panel_gives_way(&layout);
         i++) {
        shown &= ~in_front[i];
        layout = layout_make(width, height, scale, shown, classes);
    }
    return layout;
}

static enum layout_place place_of(const struct ui *ui, float x, float y) {
    for (int i = 0; i < LAYOUT_PLACES; i++)
        if (rect_contains(ui->layout.places[i], (int)floorf(x), (int)floorf(y)))
            return (enum layout_place)i;
    return LAYOUT_PLACES;
}

static enum layout_place place_at(const struct ui *ui, const struct ui_event *event) {
    return place_of(ui, event->x, event->y);
}

/* What lies under a pointer that rests may be another place now. It was not asked for: no
 * tooltip. */
static void arrange_hover(struct ui *ui) {
    if (!ui->pointer_inside)
        return;
    enum layout_place place = place_of(ui, ui->pointer_x, ui->pointer_y);
    if (ui->hover != place)
        ui->hover_since_s = INFINITY;
    ui->hover = place;
}

void ui_arrange(struct ui *ui, const struct app *app, int width, int height, float display_scale) {
    float zoom = (float)app_zoom_percent(app->zoom) / 100;
    ui->layout = arranged(app, width, height, display_scale * zoom);
    ui->theme = theme_make(app->dark, ui->layout.scale);
    if (ui->focus < LAYOUT_PLACES && ui->layout.places[ui->focus].w == 0)
        ui->focus = LAYOUT_PLACES;
    if (ui->focus == LAYOUT_BARS && !app->attribution_open)
        ui->focus = LAYOUT_PLACES;
    /* Another view has other buttons in the same places: Close must not become Clear. */
    if (ui->arranged_view != app->view && ui->focus >= LAYOUT_BRUSH && ui->focus <= LAYOUT_CLEAR)
        ui->focus = LAYOUT_PLACES;
    ui->arranged_view = app->view;
    arrange_hover(ui);
    ui_activations_arrange(ui, app);
    ui_recipe_arrange(ui, app);
}

int ui_zoom_that_fits(int width, int height, float display_scale) {
    float largest = 100 * layout_largest_scale(width, height) / display_scale;
    int step = SETTINGS_ZOOM_MIN;
    while (step < SETTINGS_ZOOM_MAX && (float)app_zoom_percent(step) < largest - 0.1f)
        step++;
    return step;
}

struct point ui_canvas_point(const struct layout *layout, float x, float y) {
    struct rect canvas = layout->places[LAYOUT_CANVAS];
    /* A window of a few pixels has a canvas of none. */
    float width = fmaxf((float)canvas.w, 1), height = fmaxf((float)canvas.h, 1);
    return (struct point){(x - (float)canvas.x) / width, (y - (float)canvas.y) / height};
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

static struct action pointer_down(struct ui *ui, const struct app *app,
                                  const struct ui_event *event) {
    ui->pressed = place_at(ui, event);
    ui->focus_shown = false;
    ui->hover_since_s = INFINITY; /* no tooltip over what was just pressed */
    if (app->view == APP_VIEW_RUNS)
        return ui_runs_press(ui, app, event);
    if (app->view == APP_VIEW_RECIPE)
        return ui_recipe_press(ui, app, event);
    if (app->view == APP_VIEW_MISTAKES)
        return ui_mistakes_press(ui, app, event);
    if (app->view != APP_VIEW_CANVAS)
        return ui->pressed == LAYOUT_CANVAS ? browse_press(app, &ui->layout, &ui->theme, event)
                                            : nothing;
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
    if (ui->hover == LAYOUT_RUNS_GRAPH)
        ui->runs_cursor = -1; /* the pointer reads now */
    bool sliding = ui->pressed == LAYOUT_BRUSH && app->view == APP_VIEW_CANVAS;
    return sliding ? brush_action(ui, event) : ui_activations_point(ui, app);
}

/* What pressing a place and letting go over it does; also by the keyboard. */
static struct action press_place(struct ui *ui, const struct app *app, enum layout_place place) {
    struct button button;
    if (place == LAYOUT_SETTINGS) {
        ui->menu = menu_closed();
        ui->menu.open = MENU_TRAIN;
        ui->menu.at_settings = true;
    }
    return button_at(place, app, &button) && button.enabled ? button.action : nothing;
}

static int bar_at_pointer(const struct ui *ui) {
    return layout_bar_at(&ui->layout, (int)ui->pointer_x, (int)ui->pointer_y);
}

/* Says that the picture is the digit whose bar is pressed. While bars are pointed at to ask what
 * speaks for their digit, a press must not teach. */
static struct action bar_action(const struct ui *ui, const struct app *app) {
    int digit = bar_at_pointer(ui);
    return digit < 0 || app->attribution_open
               ? nothing
               : (struct action){.kind = ACTION_DIGIT, .number = digit};
}

static struct action pointer_up(struct ui *ui, const struct app *app,
                                const struct ui_event *event) {
    enum layout_place pressed = ui->pressed;
    ui->pressed = LAYOUT_PLACES;
    if (ui->drawing) {
        ui->drawing = false;
        return (struct action){.kind = ACTION_STROKE_END};
    }
    if (pressed == LAYOUT_RECIPE_LIST)
        return ui_recipe_release(ui, app, event);
    if (pressed != place_at(ui, event))
        return nothing;
    if (pressed == LAYOUT_LAYERS_STRIP)
        return ui_activations_press(ui, app);
    return pressed == LAYOUT_BARS ? bar_action(ui, app) : press_place(ui, app, pressed);
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
    if (ui_activations_key(ui, app, event->key, action))
        return true;
    if (ui->focus == LAYOUT_BRUSH && (event->key == UI_KEY_LEFT || event->key == UI_KEY_RIGHT)) {
        *action = (struct action){.kind = ACTION_BRUSH_STEP,
                                  .number = event->key == UI_KEY_RIGHT ? 1 : -1};
        return true;
    }
    return false;
}

static struct action escape(struct ui *ui, const struct app *app) {
    bool notice = app->toast.until_s > 0, back = app->view != APP_VIEW_CANVAS;
    if (notice && (app->toast.bad || !back)) /* going back ends a good one too */
        return (struct action){.kind = ACTION_TOAST_CLOSE};
    if (back)
        return browse_back(app);
    ui->focus_shown = false;
    return nothing;
}

static struct action key_down(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct action action = nothing;
    ui->hover_since_s = INFINITY; /* no tooltip while the keyboard is used */
    if (ui_runs_key(ui, app, event, &action) || ui_recipe_key(ui, app, event, &action) ||
        ui_mistakes_key(ui, app, event, &action) || focus_key(ui, app, event, &action))
        return action;
    action = browse_key(app, &ui->layout, &ui->theme, event);
    if (action.kind != ACTION_NONE)
        return action;
    if (event->key >= '0' && event->key <= '9' && !event->mods)
        return (struct action){.kind = ACTION_DIGIT, .number = event->key - '0'};
    const struct menu_entry *entry = menu_entry_for_key(event->key, event->mods);
    if (entry)
        return menu_entry_action(entry, app);
    return event->key == UI_KEY_ESCAPE ? escape(ui, app) : nothing;
}

/* Over the canvas the wheel turns the brush's size, over what is browsed it goes on and back. */
static struct action wheel(const struct ui *ui, const struct app *app,
                           const struct ui_event *event) {
    if (ui->hover == LAYOUT_RUNS_LIST)
        return (struct action){.kind = ACTION_BROWSE, .number = -event->steps};
    if (app->view == APP_VIEW_MISTAKES)
        return ui_mistakes_wheel(ui, app, event->steps);
    if (ui->hover != LAYOUT_CANVAS || ui->drawing)
        return nothing;
    if (app->view == APP_VIEW_CANVAS)
        return (struct action){.kind = ACTION_BRUSH_STEP, .number = event->steps};
    return browse_wheel(app, &ui->layout, &ui->theme, event->steps);
}

/* Whatever was held is let go. */
static struct action lose_focus(struct ui *ui) {
    bool drawing = ui->drawing;
    ui->drawing = false;
    ui->pressed = LAYOUT_PLACES;
    ui->press_ignored = false;
    ui->recipe_pressed = RECIPE_NOWHERE;
    if (!drawing)
        return nothing;
    return (struct action){.kind = ACTION_STROKE_END};
}

static bool menus_handle(struct ui *ui, const struct app *app, const struct ui_event *event,
                         struct action *action) {
    struct menu_geometry geometry;
    if (ui->drawing || ui->pressed != LAYOUT_PLACES)
        return false;
    menu_measure(&geometry, &ui->menu, &ui->layout, &ui->theme, ui->font);
    bool taken = menu_handle(&ui->menu, &geometry, app, event, action);
    if (taken && action->kind != ACTION_NONE)
        ui->edit.open = false;
    return taken;
}

/* What a key that is held may do again and again. */
static bool may_repeat(enum action_kind kind) {
    return kind == ACTION_LAYER_STEP || kind == ACTION_MAP || kind == ACTION_MAP_PIXEL ||
           kind == ACTION_ATTRIBUTION_DIGIT || kind == ACTION_UNDO || kind == ACTION_REDO ||
           kind == ACTION_BRUSH_STEP || kind == ACTION_ZOOM_STEP || kind == ACTION_BROWSE ||
           kind == ACTION_CHOICE_STEP || kind == ACTION_CHOICE_TYPE || kind == ACTION_CELL;
}

static bool is_on_toast(const struct ui *ui, const struct app *app, const struct ui_event *event) {
    return app->toast.until_s > 0 &&
           rect_contains(view_toast_rect(app, ui), (int)event->x, (int)event->y);
}

/* Whether the press is the second of a double click whose first opened or closed something: it was
 * not meant for what is there now. Close must not become Clear. */
static bool is_left_over(const struct ui *ui, const struct ui_press *press) {
    const struct ui_press *last = &ui->press;
    float reach = DOUBLE_CLICK_REACH * ui->theme.scale;
    return press->time_s - last->time_s < double_click_s && fabsf(press->x - last->x) <= reach &&
           fabsf(press->y - last->y) <= reach &&
           (press->view != last->view || press->menu != last->menu || press->sheet != last->sheet);
}

/* Takes presses that are left over, and their releases. */
static bool ignores(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (event->kind == UI_EVENT_POINTER_DOWN) {
        const struct ui_press press = {event->x,  event->y,      app->now_s,
                                       app->view, ui->menu.open, app->keys_shown};
        ui->press_ignored = is_left_over(ui, &press);
        ui->press = press;
        return ui->press_ignored;
    }
    bool ignored = ui->press_ignored && event->kind == UI_EVENT_POINTER_UP;
    if (ignored)
        ui->press_ignored = false;
    return ignored;
}

static struct action handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct action action = nothing;
    bool is_pointer = event->kind <= UI_EVENT_POINTER_LEAVE;
    if (is_pointer)
        note_pointer(ui, app, event);
    if (ignores(ui, app, event))
        return nothing;
    bool over_sheet = event->kind == UI_EVENT_POINTER_DOWN || event->kind == UI_EVENT_KEY ||
                      event->kind == UI_EVENT_WHEEL;
    if (app->keys_shown && over_sheet)
        return ui_keys_handle(ui, app, event);
    if (menus_handle(ui, app, event, &action))
        return action;
    if (event->kind == UI_EVENT_POINTER_DOWN && is_on_toast(ui, app, event))
        return (struct action){.kind = ACTION_TOAST_CLOSE};
    switch (event->kind) {
    case UI_EVENT_POINTER_DOWN:
        return pointer_down(ui, app, event);
    case UI_EVENT_POINTER_MOVE:
        return pointer_move(ui, app, event);
    case UI_EVENT_POINTER_UP:
        return pointer_up(ui, app, event);
    case UI_EVENT_POINTER_LEAVE:
        return ui_activations_point(ui, app);
    case UI_EVENT_WHEEL:
        return wheel(ui, app, event);
    case UI_EVENT_KEY:
        return key_down(ui, app, event);
    case UI_EVENT_FOCUS_LOST:
        return lose_focus(ui);
    case UI_EVENT_DROP:
        return (struct action){.kind = ACTION_OPEN, .text = event->path};
    }
    return nothing;
}

static const char *bar_tip(const struct ui *ui, const struct app *app) {
    enum { KEYS = 10 }; /* the digits, whose classes have keys */
    static const char *const tips[][KEYS] = {
        {"This is a 0 (0)", "This is a 1 (1)", "This is a 2 (2)", "This is a 3 (3)",
         "This is a 4 (4)", "This is a 5 (5)", "This is a 6 (6)", "This is a 7 (7)",
         "This is an 8 (8)", "This is a 9 (9)"},
        {"Show only 0s, or all (0)", "Show only 1s, or all (1)", "Show only 2s, or all (2)",
         "Show only 3s, or all (3)", "Show only 4s, or all (4)", "Show only 5s, or all (5)",
         "Show only 6s, or all (6)", "Show only 7s, or all (7)", "Show only 8s, or all (8)",
         "Show only 9s, or all (9)"},
    };
    int digit = view_reading_hovered(app, ui);
    if (digit < 0 || digit >= KEYS)
        return NULL;
    return app->attribution_open ? "What speaks for this digit; its key says that it is meant"
                                 : tips[app->view == APP_VIEW_TEST_SET][digit];
}

static const char *tip_over(const struct ui *ui, const struct app *app) {
    struct button button;
    if (ui->hover == LAYOUT_BRUSH && app->view == APP_VIEW_CANVAS)
        return "Width of the brush ([ and ])";
    if (ui->hover == LAYOUT_SETTINGS)
        return "Change how to train";
    if (ui->hover == LAYOUT_ATTRIBUTION)
        return "By integrated gradients: all pixels together make this digit's lead";
    if (ui->hover == LAYOUT_RUNS_LIST && run_list_count(app->runs.list) > 0)
        return "A press on the box draws the run (Space)";
    if (ui->hover == LAYOUT_RECIPE_LIST && !app_is_training(app))
        return "Arrow keys choose and change, Enter types, Del resets";
    if (ui->hover == LAYOUT_LAYERS_STRIP && !activations_is_blank(app->activations))
        return "A press enlarges a map (Tab and arrow keys)";
    if (ui->hover == LAYOUT_MISTAKES_MATRIX && app->mistakes.measured.count > 0)
        return "A press shows the pictures behind a cell (Tab and arrow keys)";
    if (ui->hover == LAYOUT_MISTAKES_GALLERY && app->mistakes.measured.shown_count > 0)
        return "A press opens a picture (arrow keys and Enter)";
    if (ui->hover == LAYOUT_BARS)
        return bar_tip(ui, app);
    return button_at(ui->hover, app, &button) ? button.tip : NULL;
}

const char *ui_tip(const struct ui *ui, const struct app *app, double *due_s) {
    *due_s = 0;
    if (ui->pressed != LAYOUT_PLACES || ui->menu.open >= 0 || isinf(ui->hover_since_s))
        return NULL;
    const char *tip = tip_over(ui, app);
    if (!tip)
        return NULL;
    if (app->now_s < ui->hover_since_s + tip_delay_s) {
        *due_s = ui->hover_since_s + tip_delay_s;
        return NULL;
    }
    return tip;
}

/* What is open behind something else, panel, layers or why, comes to the front instead of being
 * closed. */
static struct action bring_to_front(const struct ui *ui, const struct app *app,
                                    struct action action) {
    bool panel = action.kind == ACTION_PANEL && app->panel_open && panel_gives_way(&ui->layout);
    bool layers = action.kind == ACTION_LAYERS && app->layers_open && ui->layout.layers.w == 0;
    bool attribution = action.kind == ACTION_ATTRIBUTION && app->attribution_open &&
                       (ui->layout.shown & LAYOUT_SHOW_ATTRIBUTION) == 0;
    if (panel || layers || attribution)
        action.number = 1;
    return action;
}

/* Keys that open and close things do so once, however long they are held. */
static bool is_held_switch(const struct ui_event *event) {
    return event->kind == UI_EVENT_KEY && event->repeat &&
           (event->key == UI_KEY_ENTER || event->key == UI_KEY_F10);
}

struct action ui_handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (is_held_switch(event))
        return nothing;
    struct action action = bring_to_front(ui, app, handle(ui, app, event));
    return event->repeat && !may_repeat(action.kind) ? nothing : action;
}
