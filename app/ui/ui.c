#include "app/ui/ui.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/ui/explain/ui_explain.h"
#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/screen.h"
#include "app/ui/widgets/slider.h"

static const double tip_delay_s = 0.6, double_click_s = 0.5;
enum { DOUBLE_CLICK_REACH = 4 }; /* units between its two presses */
const struct action ui_nothing = {.kind = ACTION_NONE};

struct action ui_action(enum action_kind kind, int number) {
    return (struct action){.kind = kind, .number = number};
}

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

/* True if the training panel gives way to something else, if only in part. */
static bool panel_gives_way(const struct layout *layout) {
    return layout->panel.w == 0 || layout->strip;
}

/* The layout of what is open and has space. */
static struct layout arranged(const struct app *app, int width, int height, float scale) {
    unsigned shown = (app->preferences.panel_open ? LAYOUT_SHOW_TRAINING : 0u) |
                     (app->explain.layers_open ? LAYOUT_SHOW_LAYERS : 0u) |
                     (app->explain.attribution_open ? LAYOUT_SHOW_ATTRIBUTION : 0u) |
                     ui_screen_of(app)->shown;
    static const unsigned in_front[] = {LAYOUT_SHOW_LAYERS, LAYOUT_SHOW_ATTRIBUTION};
    int classes = reader_classes(app->prediction.reader)->count;
    struct layout layout = layout_make(width, height, scale, shown, classes);
    for (int i = 0; i < 2 && app->preferences.panel_open && app->preferences.panel_in_front &&
                    panel_gives_way(&layout);
         i++) {
        shown &= ~in_front[i];
        layout = layout_make(width, height, scale, shown, classes);
    }
    return layout;
}

static enum layout_place place_of(const struct ui *ui, float x, float y) {
    for (int i = 0; i < LAYOUT_PLACES; i++)
        if (rect_contains(ui->layout.places[i], x, y))
            return (enum layout_place)i;
    return LAYOUT_PLACES;
}

/* Over another place than before, the delay of the tooltip begins, at since_s. */
static void update_hover(struct ui *ui, double since_s) {
    enum layout_place place =
        ui->pointer_inside ? place_of(ui, ui->pointer_x, ui->pointer_y) : LAYOUT_PLACES;
    if (ui->hover != place)
        ui->hover_since_s = since_s;
    ui->hover = place;
}

void ui_arrange(struct ui *ui, const struct app *app, int width, int height, float display_scale) {
    float zoom = (float)preferences_zoom_percent(app->preferences.zoom) / 100;
    ui->layout = arranged(app, width, height, display_scale * zoom);
    ui->theme = theme_make(app->preferences.dark, ui->layout.scale);
    if (ui->focus < LAYOUT_PLACES && ui->layout.places[ui->focus].w == 0)
        ui->focus = LAYOUT_PLACES;
    if (ui->focus == LAYOUT_BARS && !app->explain.attribution_open)
        ui->focus = LAYOUT_PLACES;
    /* Another screen has other buttons in the same places: Close must not become Clear. */
    if (ui->arranged_screen != app->screen && ui->focus >= LAYOUT_BRUSH &&
        ui->focus <= LAYOUT_CLEAR)
        ui->focus = LAYOUT_PLACES;
    ui->arranged_screen = app->screen;
    update_hover(ui, INFINITY); /* the pointer rests: nobody asked for a tooltip */
    ui_explain_arrange(ui, app);
    /* Typing ends where its line is no longer shown. */
    if (!ui_screen_of(app)->type || app_is_training(app))
        ui->edit.open = false;
    ui_path_arrange(ui, app);
}

int ui_zoom_that_fits(int width, int height, float display_scale) {
    float largest = 100 * layout_largest_scale(width, height) / display_scale;
    int step = SETTINGS_ZOOM_MIN;
    while (step < SETTINGS_ZOOM_MAX && (float)preferences_zoom_percent(step) < largest - 0.1f)
        step++;
    return step;
}

bool ui_has_focus(const struct ui *ui, enum layout_place place) {
    return ui->focus_shown && ui->focus == place;
}

struct point ui_canvas_point(const struct layout *layout, float x, float y) {
    struct rect canvas = layout->places[LAYOUT_CANVAS];
    /* A window of a few pixels has a canvas of none. */
    float width = fmaxf((float)canvas.w, 1), height = fmaxf((float)canvas.h, 1);
    return (struct point){(x - (float)canvas.x) / width, (y - (float)canvas.y) / height};
}

struct ui_arrow ui_arrow(int key) {
    return (struct ui_arrow){
        .across = (key == UI_KEY_RIGHT) - (key == UI_KEY_LEFT),
        .down = (key == UI_KEY_DOWN) - (key == UI_KEY_UP),
    };
}

static void note_pointer(struct ui *ui, const struct app *app, const struct ui_event *event) {
    ui->pointer_x = event->x;
    ui->pointer_y = event->y;
    ui->pointer_inside = event->kind != UI_EVENT_POINTER_LEAVE;
    update_hover(ui, app->notices.now_s);
}

static struct action pointer_down(struct ui *ui, const struct app *app,
                                  const struct ui_event *event) {
    const struct ui_screen *screen = ui_screen_of(app);
    ui->pressed = place_of(ui, event->x, event->y);
    ui->focus_shown = false;
    ui->hover_since_s = INFINITY; /* no tooltip over what was just pressed */
    return screen->press ? screen->press(ui, app, event) : ui_nothing;
}

static struct action pointer_move(struct ui *ui, const struct app *app,
                                  const struct ui_event *event) {
    if (ui->drawing)
        return (struct action){.kind = ACTION_STROKE_MOVE,
                               .position = ui_canvas_point(&ui->layout, event->x, event->y)};
    if (ui->hover == LAYOUT_RUNS_GRAPH)
        ui->runs_cursor = -1; /* the pointer reads now */
    const struct ui_screen *screen = ui_screen_of(app);
    if (screen->drag && ui->pressed == screen->released)
        return screen->drag(ui, app, event);
    return ui->sliding
               ? (struct action){.kind = ACTION_BRUSH,
                                 .value = slider_value(ui->layout.places[LAYOUT_BRUSH], event->x)}
               : ui_explain_point(ui, app);
}

/* A place is pressed and released, by the pointer or by the keyboard. */
static struct action press_place(struct ui *ui, const struct app *app, enum layout_place place) {
    struct button button;
    if (place == LAYOUT_SETTINGS) {
        ui->menu = menu_closed();
        ui->menu.open = MENU_TRAIN;
        ui->menu.at_settings = true;
    }
    return button_at(place, app, &button) && button.enabled ? button.action : ui_nothing;
}

/* Labels the picture as the digit whose bar is pressed; but not while bars are pointed at to see
 * the evidence for their digits. */
static struct action bar_action(const struct ui *ui, const struct app *app) {
    int digit = layout_bar_at(&ui->layout, ui->pointer_x, ui->pointer_y);
    return digit < 0 || app->explain.attribution_open ? ui_nothing : ui_action(ACTION_DIGIT, digit);
}

static struct action pointer_up(struct ui *ui, const struct app *app,
                                const struct ui_event *event) {
    const struct ui_screen *screen = ui_screen_of(app);
    enum layout_place pressed = ui->pressed;
    ui->pressed = LAYOUT_PLACES;
    ui->sliding = false;
    if (ui->drawing) {
        ui->drawing = false;
        return ui_action(ACTION_STROKE_END, 0);
    }
    if (screen->release && pressed == screen->released)
        return screen->release(ui, app, event);
    if (pressed != place_of(ui, event->x, event->y))
        return ui_nothing;
    if (pressed == LAYOUT_LAYERS_STRIP)
        return ui_explain_press(ui, app);
    return pressed == LAYOUT_BARS ? bar_action(ui, app) : press_place(ui, app, pressed);
}

static void move_focus(struct ui *ui, const struct app *app, int by) {
    int at = ui->focus < LAYOUT_PLACES ? (int)ui->focus : by > 0 ? -1 : 0;
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

/* Keys for the place that has the focus. */
static bool focus_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                      struct action *action) {
    bool enters = event->key == UI_KEY_ENTER || event->key == ' ';
    if (event->key == UI_KEY_TAB && (event->mods & ~(unsigned)UI_SHIFT) == 0) {
        move_focus(ui, app, event->mods & UI_SHIFT ? -1 : 1);
        return true;
    }
    if (ui->focus == LAYOUT_PLACES || !ui->focus_shown || event->mods)
        return false;
    if (enters && !ui_screen_takes_focus(app, ui->focus)) {
        *action = press_place(ui, app, ui->focus);
        return true;
    }
    return ui_explain_key(ui, app, event->key, action);
}

static struct action escape(struct ui *ui, const struct app *app) {
    const struct action stop_import = ui_action(ACTION_IMPORT_STOP, 0);
    bool notice = app->notices.shown.until_s > 0,
         back = screens[app->screen]->parent != app->screen;
    if (app_can(app, &stop_import))
        return stop_import;
    if (notice && (app->notices.shown.bad || !back)) /* going back ends a good one too */
        return ui_action(ACTION_NOTICE_CLOSE, 0);
    if (back)
        return ui_action(ACTION_SCREEN, (int)screens[app->screen]->parent);
    ui->focus_shown = false;
    return ui_nothing;
}

static struct action key_down(struct ui *ui, const struct app *app, const struct ui_event *event) {
    const struct ui_screen *screen = ui_screen_of(app);
    struct action action = ui_nothing;
    ui->hover_since_s = INFINITY; /* no tooltip while the keyboard is used */
    /* Until the next frame the value may still be open that was typed on the screen before. */
    bool types = ui->edit.open && screen->type && (event->mods & ~(unsigned)UI_SHIFT) == 0;
    if ((types && screen->type(ui, app, event, &action)) || focus_key(ui, app, event, &action))
        return action;
    if (!event->mods && screen->key && screen->key(ui, app, event->key, &action))
        return action;
    if (event->key >= '0' && event->key <= '9' && !event->mods)
        return ui_action(ACTION_DIGIT, event->key - '0');
    const struct menu_entry *entry = menu_entry_for_key(event->key, event->mods);
    if (entry && entry->action.kind == ACTION_COPY && ui->edit.open)
        return ui_action(ACTION_COPY, COPY_TEXT);
    if (entry)
        return menu_entry_action(entry, app);
    return event->key == UI_KEY_ESCAPE ? escape(ui, app) : ui_nothing;
}

/* Releases whatever was held. */
static struct action lose_focus(struct ui *ui) {
    bool drawing = ui->drawing;
    ui->drawing = ui->sliding = false;
    ui->pressed = LAYOUT_PLACES;
    ui->press_ignored = false;
    ui->recipe_pressed = RECIPE_NOWHERE;
    return drawing ? ui_action(ACTION_STROKE_END, 0) : ui_nothing;
}

static bool menus_handle(struct ui *ui, const struct app *app, const struct ui_event *event,
                         struct action *action) {
    struct menu_geometry geometry;
    if (ui->drawing || ui->pressed != LAYOUT_PLACES)
        return false;
    menu_measure(&geometry, &ui->menu, &ui->layout, app, ui->font);
    bool taken = menu_handle(&ui->menu, &geometry, app, event, action);
    if (taken && action->kind != ACTION_NONE)
        ui->edit.open = false;
    return taken;
}

static bool is_on_toast(const struct ui *ui, const struct app *app, const struct ui_event *event) {
    return app->notices.shown.until_s > 0 &&
           rect_contains(view_toast_rect(app, ui), event->x, event->y);
}

/* True for the second press of a double click whose first opened or closed something: it was not
 * meant for what is there now. Close must not become Clear. */
static bool is_left_over(const struct ui *ui, const struct ui_press *press) {
    const struct ui_press *last = &ui->press;
    float reach = DOUBLE_CLICK_REACH * ui->theme.scale;
    return press->time_s - last->time_s < double_click_s && fabsf(press->x - last->x) <= reach &&
           fabsf(press->y - last->y) <= reach &&
           (press->screen != last->screen || press->menu != last->menu ||
            press->sheet != last->sheet);
}

/* True for presses that are left over, and for their releases. */
static bool ignores(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (event->kind == UI_EVENT_POINTER_DOWN) {
        const struct ui_press press = {
            event->x,    event->y,      app->notices.now_s,
            app->screen, ui->menu.open, app->preferences.keys_shown || app->file_request.typed};
        ui->press_ignored = is_left_over(ui, &press);
        ui->press = press;
        return ui->press_ignored;
    }
    bool ignored = ui->press_ignored && event->kind == UI_EVENT_POINTER_UP;
    if (ignored)
        ui->press_ignored = false;
    return ignored;
}

const char *ui_typed_text(const struct ui *ui) {
    return ui->path.open ? ui->path.text : ui->edit.open ? ui->edit.text : NULL;
}

static struct action paste(struct ui *ui, const struct app *app, const struct ui_event *event) {
    const struct ui_screen *screen = ui_screen_of(app);
    struct action action = ui_nothing;
    if (ui->edit.open && screen->type)
        screen->type(ui, app, event, &action);
    return action;
}

static struct action handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    const struct ui_screen *screen = ui_screen_of(app);
    struct action action = ui_nothing;
    if (event->kind <= UI_EVENT_POINTER_LEAVE)
        note_pointer(ui, app, event);
    if (ignores(ui, app, event))
        return ui_nothing;
    bool over_sheet = event->kind == UI_EVENT_POINTER_DOWN || event->kind == UI_EVENT_KEY ||
                      event->kind == UI_EVENT_WHEEL;
    bool is_text = event->kind == UI_EVENT_TEXT || event->kind == UI_EVENT_PASTE;
    if (app->file_request.typed && (over_sheet || is_text))
        return ui_path_handle(ui, app, event);
    if (app->preferences.keys_shown && (over_sheet || is_text))
        return ui_keys_handle(ui, app, event);
    if (menus_handle(ui, app, event, &action))
        return action;
    if (event->kind == UI_EVENT_POINTER_DOWN && is_on_toast(ui, app, event))
        return ui_action(ACTION_NOTICE_CLOSE, 0);
    switch (event->kind) {
    case UI_EVENT_POINTER_DOWN:
        return pointer_down(ui, app, event);
    case UI_EVENT_POINTER_MOVE:
        return pointer_move(ui, app, event);
    case UI_EVENT_POINTER_UP:
        return pointer_up(ui, app, event);
    case UI_EVENT_POINTER_LEAVE:
        return ui_explain_point(ui, app);
    case UI_EVENT_WHEEL:
        if (event->mods & UI_CTRL)
            return ui_action(ACTION_ZOOM_STEP, event->steps > 0 ? 1 : -1);
        return screen->wheel ? screen->wheel(ui, app, event->steps) : ui_nothing;
    case UI_EVENT_KEY:
        return key_down(ui, app, event);
    case UI_EVENT_FOCUS_LOST:
        return lose_focus(ui);
    case UI_EVENT_DROP:
        return (struct action){.kind = event->many || app->screen == SCREEN_SHEET ? ACTION_SHEET_ADD
                                                                                  : ACTION_OPEN,
                               .text = event->path};
    case UI_EVENT_TEXT:
        return ui_nothing;
    case UI_EVENT_PASTE:
        return paste(ui, app, event);
    }
    return ui_nothing;
}

/* A button's tooltip, with the shortcut that does the same, unless it tells a key of the screen. */
static void button_tip(const struct ui *ui, const struct app *app, char text[UI_TIP_TEXT]) {
    struct button button;
    char shortcut[MENU_MAX_LABEL] = "";
    if (!button_at(ui->hover, app, &button) || !button.tip)
        return;
    const struct menu_entry *entry = menu_entry_for_action(&button.action);
    if (entry && !strchr(button.tip, '('))
        menu_entry_shortcut(entry, shortcut);
    snprintf(text, UI_TIP_TEXT, shortcut[0] ? "%s (%s)" : "%s", button.tip, shortcut);
}

/* About what is under the pointer; "" if there is nothing to say. */
static void tip_over(const struct ui *ui, const struct app *app, char text[UI_TIP_TEXT]) {
    const struct ui_screen *screen = ui_screen_of(app);
    int digit = view_reading_hovered(app, ui);
    const char *tip = ui_explain_tip(ui, app);
    if (!tip && screen->tip)
        tip = screen->tip(ui, app);
    if (!tip && ui->hover == LAYOUT_SETTINGS)
        tip = "Change how to train";
    snprintf(text, UI_TIP_TEXT, "%s", tip ? tip : "");
    if (!tip && digit >= 0 && screen->bar_tip)
        snprintf(text, UI_TIP_TEXT, "%s %d (%d)", screen->bar_tip, digit, digit);
    else if (!tip)
        button_tip(ui, app, text);
}

bool ui_tip(const struct ui *ui, const struct app *app, char text[UI_TIP_TEXT], double *due_s) {
    *due_s = 0;
    if (ui->pressed != LAYOUT_PLACES || ui->menu.open >= 0 || isinf(ui->hover_since_s))
        return false;
    tip_over(ui, app, text);
    bool due = text[0] && app->notices.now_s >= ui->hover_since_s + tip_delay_s;
    if (text[0] && !due)
        *due_s = ui->hover_since_s + tip_delay_s;
    return due;
}

/* A view that is open behind another one comes to the front instead of being closed. */
static struct action bring_to_front(const struct ui *ui, const struct app *app,
                                    struct action action) {
    bool panel =
        action.kind == ACTION_PANEL && app->preferences.panel_open && panel_gives_way(&ui->layout);
    bool layers =
        action.kind == ACTION_LAYERS && app->explain.layers_open && ui->layout.layers.w == 0;
    bool attribution = action.kind == ACTION_ATTRIBUTION && app->explain.attribution_open &&
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

/* A text that is a key's counts as that key, unless a path is typed. */
static struct ui_event without_text(const struct app *app, const struct ui_event *event) {
    struct ui_event plain = *event;
    if (event->kind == UI_EVENT_TEXT && event->key && !app->file_request.typed)
        plain.kind = UI_EVENT_KEY;
    return plain;
}

struct action ui_handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    const struct ui_event plain = without_text(app, event);
    bool typed_badly =
        ui->edit.open && app->screen == SCREEN_RECIPE && !recipe_typed_well(ui, app, NULL);
    if (is_held_switch(event))
        return ui_nothing;
    struct action action = bring_to_front(ui, app, handle(ui, app, &plain));
    if (typed_badly && action.kind == ACTION_TRAINING_START) {
        ui->edit.open = true; /* what is wrong is still said there; the old value was not meant */
        return ui_nothing;
    }
    return event->repeat && !(command_flags(action.kind) & COMMAND_REPEATS) ? ui_nothing : action;
}
