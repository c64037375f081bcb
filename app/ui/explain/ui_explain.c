#include "app/ui/explain/ui_explain.h"

#include <math.h>

#include "app/ui/explain/layers_layout.h"

static int columns_of(const struct app *app) {
    return activations_column_count(app->explain.activations);
}

static struct activations_choice choice_of(const struct app *app) {
    return activations_value(app->explain.activations)->choice;
}

static struct nn_shape shape_of(const struct app *app, int column) {
    return activations_column_at(app->explain.activations, column).shape;
}

void ui_explain_arrange(struct ui *ui, const struct app *app) {
    int columns = columns_of(app);
    int shown = layers_columns_shown(&ui->layout, columns);
    int chosen = choice_of(app).column;
    if (chosen < ui->layers_first)
        ui->layers_first = chosen;
    if (chosen >= ui->layers_first + shown)
        ui->layers_first = chosen - shown + 1;
    ui->layers_first = layers_strip_make(&ui->layout, columns, ui->layers_first).first;
}

static struct action map_action(int column, int map) {
    return (struct action){.kind = ACTION_MAP, .map = {column, map, -1}};
}

static struct action point_at_bar(const struct ui *ui, const struct app *app) {
    int digit = layout_bar_at(&ui->layout, ui->pointer_x, ui->pointer_y);
    return digit == app->explain.digit ? ui_nothing : ui_action(ACTION_ATTRIBUTION_DIGIT, digit);
}

/* Over a map its pixel is looked at; over a vector's units, the unit. */
static struct action point_at_map(const struct ui *ui, const struct app *app) {
    struct rect square = ui->layout.places[LAYOUT_LAYERS_MAP];
    struct activations_choice choice = choice_of(app);
    struct nn_shape shape = shape_of(app, choice.column);
    int x = (int)floorf(ui->pointer_x), y = (int)floorf(ui->pointer_y), cell;
    if (layers_is_vector(shape)) {
        struct layers_grid grid =
            layers_grid_make(square, shape, choice.map, LAYERS_ENLARGE * ui->layout.scale);
        int map = layers_map_at(&grid, x, y);
        return map < 0 || map == choice.map ? ui_nothing : map_action(choice.column, map);
    }
    struct rect map = layers_enlarged(square, shape, &cell);
    if (!rect_contains(map, ui->pointer_x, ui->pointer_y))
        return ui_nothing;
    int pixel = (y - map.y) / cell * shape.width + (x - map.x) / cell;
    return ui_action(ACTION_MAP_PIXEL, pixel);
}

struct action ui_explain_point(struct ui *ui, const struct app *app) {
    bool asked = ui->asking, probed = ui->probing;
    bool over = ui->pointer_inside && ui->menu.open < 0;
    ui->asking = over && app->explain.attribution_open && ui->hover == LAYOUT_BARS;
    ui->probing = over && ui->hover == LAYOUT_LAYERS_MAP && columns_of(app) > 0;
    if (ui->asking)
        return point_at_bar(ui, app);
    if (asked)
        return ui_action(ACTION_ATTRIBUTION_DIGIT, -1);
    if (ui->probing)
        return point_at_map(ui, app);
    return probed ? ui_action(ACTION_MAP_PIXEL, -1) : ui_nothing;
}

struct action ui_explain_press(const struct ui *ui, const struct app *app) {
    int columns = columns_of(app);
    int x = (int)floorf(ui->pointer_x), y = (int)floorf(ui->pointer_y);
    struct layers_strip strip = layers_strip_make(&ui->layout, columns, ui->layers_first);
    for (int i = strip.first; i < strip.first + strip.count; i++) {
        if (!rect_contains(layers_column(&strip, i), ui->pointer_x, ui->pointer_y))
            continue;
        struct activations_choice choice = choice_of(app);
        int chosen = choice.column == i ? choice.map : 0;
        struct layers_grid grid =
            layers_grid_make(layers_maps(&strip, i), shape_of(app, i), chosen, ui->layout.scale);
        int map = layers_map_at(&grid, x, y);
        return map_action(i, map < 0 ? chosen : map);
    }
    return ui_nothing;
}

static bool strip_key(const struct app *app, int key, struct action *action) {
    struct activations_choice choice = choice_of(app);
    struct ui_arrow arrow = ui_arrow(key);
    if (arrow.across)
        *action = ui_action(ACTION_LAYER_STEP, arrow.across);
    else if (arrow.down)
        *action = map_action(choice.column, choice.map + arrow.down);
    return arrow.across || arrow.down;
}

/* A vector has one pixel a map: there the keys go from unit to unit. */
static bool map_key(const struct app *app, int key, struct action *action) {
    struct activations_choice choice = choice_of(app);
    struct nn_shape shape = shape_of(app, choice.column);
    struct ui_arrow arrow = ui_arrow(key);
    int column = choice.pixel % shape.width + arrow.across;
    int row = choice.pixel / shape.width + arrow.down;
    if (!arrow.across && !arrow.down)
        return false;
    if (layers_is_vector(shape))
        *action = map_action(choice.column, choice.map + arrow.across + arrow.down);
    else if (column >= 0 && column < shape.width && row >= 0 && row < shape.height)
        *action = ui_action(ACTION_MAP_PIXEL, row * shape.width + column);
    return true;
}

static bool bars_key(const struct app *app, int key, struct action *action) {
    int by = ui_arrow(key).down;
    int from = app->explain.digit >= 0 ? app->explain.digit : app->prediction.reading.digit;
    if (!by || from < 0)
        return false;
    int count = app->prediction.reading.classes->count;
    *action = ui_action(ACTION_ATTRIBUTION_DIGIT, (from + by + count) % count);
    return true;
}

bool ui_explain_key(const struct ui *ui, const struct app *app, int key, struct action *action) {
    if (!ui_explain_takes_focus(ui->focus, app))
        return false;
    if (ui->focus == LAYOUT_LAYERS_STRIP)
        return strip_key(app, key, action);
    if (ui->focus == LAYOUT_LAYERS_MAP)
        return map_key(app, key, action);
    return bars_key(app, key, action);
}

bool ui_explain_takes_focus(enum layout_place place, const struct app *app) {
    if (place == LAYOUT_BARS)
        return app->explain.attribution_open;
    return (place == LAYOUT_LAYERS_STRIP || place == LAYOUT_LAYERS_MAP) && columns_of(app) > 0;
}

const char *ui_explain_tip(const struct ui *ui, const struct app *app) {
    if (ui->hover == LAYOUT_ATTRIBUTION)
        return "Integrated gradients: all pixels together add up to this digit's lead";
    if (ui->hover == LAYOUT_BARS && app->explain.attribution_open)
        return "Evidence for this digit; its key labels the drawing";
    if (ui->hover == LAYOUT_LAYERS_STRIP && !activations_is_blank(app->explain.activations))
        return "Press a map to enlarge it (Tab and arrow keys)";
    return NULL;
}
