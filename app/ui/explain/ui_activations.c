#include "app/ui/explain/ui_activations.h"

#include <math.h>

#include "app/ui/explain/layers_layout.h"

static const struct action nothing = {.kind = ACTION_NONE};

void ui_activations_arrange(struct ui *ui, const struct app *app) {
    int columns = activations_column_count(app->activations);
    int shown = layers_columns_shown(&ui->layout, columns);
    int chosen = activations_value(app->activations)->choice.column;
    if (chosen < ui->layers_first)
        ui->layers_first = chosen;
    if (chosen >= ui->layers_first + shown)
        ui->layers_first = chosen - shown + 1;
    ui->layers_first = layers_strip_make(&ui->layout, columns, ui->layers_first).first;
}

static struct action map_action(int column, int map) {
    return (struct action){.kind = ACTION_MAP, .choice = {column, map, -1}};
}

static struct action pixel_action(int pixel) {
    return (struct action){.kind = ACTION_MAP_PIXEL, .number = pixel};
}

static struct action attribution_action(int digit) {
    return (struct action){.kind = ACTION_ATTRIBUTION_DIGIT, .number = digit};
}

static struct action point_at_bar(const struct ui *ui, const struct app *app) {
    int digit = layout_bar_at(&ui->layout, (int)floorf(ui->pointer_x), (int)floorf(ui->pointer_y));
    return digit == app->attribution_digit ? nothing : attribution_action(digit);
}

/* Over a map its pixel is looked at; over a vector's units, the unit. */
static struct action point_at_map(const struct ui *ui, const struct app *app) {
    struct rect square = ui->layout.places[LAYOUT_LAYERS_MAP];
    struct activations_choice choice = activations_value(app->activations)->choice;
    struct nn_shape shape = activations_column_at(app->activations, choice.column).shape;
    int x = (int)floorf(ui->pointer_x), y = (int)floorf(ui->pointer_y), cell;
    if (layers_is_vector(shape)) {
        struct layers_grid grid =
            layers_grid_make(square, shape, choice.map, LAYERS_ENLARGE * ui->layout.scale);
        int map = layers_map_at(&grid, x, y);
        return map < 0 || map == choice.map ? nothing : map_action(choice.column, map);
    }
    struct rect map = layers_enlarged(square, shape, &cell);
    if (!rect_contains(map, x, y))
        return nothing;
    int pixel = (y - map.y) / cell * shape.width + (x - map.x) / cell;
    return pixel_action(pixel);
}

struct action ui_activations_point(struct ui *ui, const struct app *app) {
    bool asked = ui->asking, probed = ui->probing;
    bool over = ui->pointer_inside && ui->menu.open < 0;
    ui->asking = over && app->attribution_open && ui->hover == LAYOUT_BARS;
    ui->probing =
        over && ui->hover == LAYOUT_LAYERS_MAP && activations_column_count(app->activations) > 0;
    if (ui->asking)
        return point_at_bar(ui, app);
    if (asked)
        return attribution_action(-1);
    if (ui->probing)
        return point_at_map(ui, app);
    return probed ? pixel_action(-1) : nothing;
}

struct action ui_activations_press(const struct ui *ui, const struct app *app) {
    int columns = activations_column_count(app->activations);
    int x = (int)floorf(ui->pointer_x), y = (int)floorf(ui->pointer_y);
    if (ui->hover != LAYOUT_LAYERS_STRIP)
        return nothing;
    struct layers_strip strip = layers_strip_make(&ui->layout, columns, ui->layers_first);
    for (int i = strip.first; i < strip.first + strip.count; i++) {
        if (!rect_contains(layers_column(&strip, i), x, y))
            continue;
        struct activations_choice choice = activations_value(app->activations)->choice;
        int chosen = choice.column == i ? choice.map : 0;
        struct layers_grid grid = layers_grid_make(layers_maps(&strip, i),
                                                   activations_column_at(app->activations, i).shape,
                                                   chosen, ui->layout.scale);
        int map = layers_map_at(&grid, x, y);
        return map_action(i, map < 0 ? chosen : map);
    }
    return nothing;
}

static int step_of(int key, int before, int after) {
    return key == after ? 1 : key == before ? -1 : 0;
}

static bool strip_key(const struct app *app, int key, struct action *action) {
    struct activations_choice choice = activations_value(app->activations)->choice;
    int across = step_of(key, UI_KEY_LEFT, UI_KEY_RIGHT),
        down = step_of(key, UI_KEY_UP, UI_KEY_DOWN);
    if (across)
        *action = (struct action){.kind = ACTION_LAYER_STEP, .number = across};
    else if (down)
        *action = map_action(choice.column, choice.map + down);
    return across || down;
}

/* A vector has one pixel a map: there the keys go from unit to unit. */
static bool map_key(const struct app *app, int key, struct action *action) {
    struct activations_choice choice = activations_value(app->activations)->choice;
    struct nn_shape shape = activations_column_at(app->activations, choice.column).shape;
    int across = step_of(key, UI_KEY_LEFT, UI_KEY_RIGHT),
        down = step_of(key, UI_KEY_UP, UI_KEY_DOWN);
    int column = choice.pixel % shape.width + across, row = choice.pixel / shape.width + down;
    if (!across && !down)
        return false;
    if (layers_is_vector(shape))
        *action = map_action(choice.column, choice.map + across + down);
    else if (column >= 0 && column < shape.width && row >= 0 && row < shape.height)
        *action = pixel_action(row * shape.width + column);
    return true;
}

static bool bars_key(const struct app *app, int key, struct action *action) {
    int by = step_of(key, UI_KEY_UP, UI_KEY_DOWN);
    int from = app->attribution_digit >= 0 ? app->attribution_digit : app->reading.digit;
    if (!by || from < 0)
        return false;
    int count = app->reading.classes->count;
    *action = attribution_action((from + by + count) % count);
    return true;
}

bool ui_activations_key(const struct ui *ui, const struct app *app, int key,
                        struct action *action) {
    if (!ui_activations_takes_focus(ui->focus, app))
        return false;
    if (ui->focus == LAYOUT_LAYERS_STRIP)
        return strip_key(app, key, action);
    if (ui->focus == LAYOUT_LAYERS_MAP)
        return map_key(app, key, action);
    return bars_key(app, key, action);
}

bool ui_activations_takes_focus(enum layout_place place, const struct app *app) {
    if (place == LAYOUT_BARS)
        return app->attribution_open;
    return (place == LAYOUT_LAYERS_STRIP || place == LAYOUT_LAYERS_MAP) &&
           activations_column_count(app->activations) > 0;
}
