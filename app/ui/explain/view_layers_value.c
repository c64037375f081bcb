/* The chosen map enlarged, and the product sum that made the value under the pointer. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/ui/explain/view_layers.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/paint/text_lines.h"

enum {
    LABEL = 16,
    OPERATOR = 20,    /* between two tables */
    CELL_MAX = 38,    /* of a table */
    WHOLE_FROM = 36,  /* "-0.53" fits */
    NUMBER_FROM = 28, /* "-.53" does */
    CELL_MIN = 3,
    TILES_MIN = 28,
};

static void paint_map(struct scene *scene, const struct activations_column *column,
                      const struct activations_choice *choice, const color *shades) {
    struct nn_shape shape = column->shape;
    int cell;
    struct rect map = layers_enlarged(scene->ui->layout.places[LAYOUT_LAYERS_MAP], shape, &cell);
    view_layers_map(scene, map, choice->column, choice->map, shades);
    struct rect pixel = {map.x + choice->pixel % shape.width * cell,
                         map.y + choice->pixel / shape.width * cell, cell, cell};
    if (column->layer)
        view_layers_frame(scene, pixel, view_px(scene, 1), scene->theme->ink);
}

static void paint_units(struct scene *scene, struct nn_shape shape,
                        const struct activations_choice *choice, const color *shades) {
    struct layers_grid grid = layers_grid_make(scene->ui->layout.places[LAYOUT_LAYERS_MAP], shape,
                                               choice->map, LAYERS_ENLARGE * scene->theme->scale);
    for (int unit = grid.first; unit < grid.first + grid.count; unit++)
        view_layers_map(scene, layers_cell(&grid, unit), choice->column, unit, shades);
    view_layers_frame(scene, layers_cell(&grid, choice->map), view_px(scene, 2), scene->theme->ink);
}

static void paint_enlarged(struct scene *scene, const color *shades) {
    const struct activations *activations = scene->app->explain.activations;
    const struct activations_choice *choice = &activations_value(activations)->choice;
    struct activations_column column = activations_column_at(activations, choice->column);
    if (layers_is_vector(column.shape))
        paint_units(scene, column.shape, choice, shades);
    else
        paint_map(scene, &column, choice, shades);
    view_focus(scene, LAYOUT_LAYERS_MAP, VIEW_AROUND);
}

static void place_text(const struct app *app, char text[VIEW_MAX_TEXT]) {
    const struct activations *activations = app->explain.activations;
    const struct activations_choice *choice = &activations_value(activations)->choice;
    struct activations_column column = activations_column_at(activations, choice->column);
    if (!column.layer)
        snprintf(text, VIEW_MAX_TEXT, "%s",
                 choice->map == ACTIVATIONS_SHRUNK ? "The canvas, simply shrunk"
                                                   : "What the network sees");
    else if (view_layers_is_output(activations, choice->column))
        snprintf(text, VIEW_MAX_TEXT, "Digit %s", view_class(app, choice->map));
    else if (layers_is_vector(column.shape))
        snprintf(text, VIEW_MAX_TEXT, "Unit %d", choice->map + 1);
    else
        snprintf(text, VIEW_MAX_TEXT, "Map %d, row %d, column %d", choice->map + 1,
                 choice->pixel / column.shape.width + 1, choice->pixel % column.shape.width + 1);
}

static void reading_text(const struct app *app, const struct reading *reading,
                         char text[VIEW_MAX_TEXT]) {
    if (reading->digit < 0)
        snprintf(text, VIEW_MAX_TEXT, "is not read");
    else
        snprintf(text, VIEW_MAX_TEXT, "reads %s, %.1f %%", view_class(app, reading->digit),
                 100 * (double)reading->confidence);
}

static void picture_text(const struct app *app, int map, char text[TEXT_LINES_TEXT]) {
    char shrunk[VIEW_MAX_TEXT], given[VIEW_MAX_TEXT];
    const struct reading *reading = activations_shrunk_reading(app->explain.activations);
    bool drawn = reading->digit >= 0; /* else there is no picture, or it is not of the canvas */
    reading_text(app, reading, shrunk);
    reading_text(app, &app->prediction.reading, given);
    if (!drawn && map == ACTIVATIONS_SHRUNK)
        snprintf(text, TEXT_LINES_TEXT, "%s",
                 app_shows_sketch(app) ? "Nothing is drawn."
                                       : "Only a drawing on the canvas is shrunk.");
    else if (!drawn)
        snprintf(text, TEXT_LINES_TEXT, "This %s.", given);
    else if (map == ACTIVATIONS_SHRUNK && reading->digit == app->prediction.reading.digit)
        snprintf(text, TEXT_LINES_TEXT,
                 "This %s, too. Drawn smaller, thicker or in a corner, it might not.", shrunk);
    else if (map == ACTIVATIONS_SHRUNK)
        snprintf(text, TEXT_LINES_TEXT,
                 "This %s. Small, thick or off-centre, it is not what the network has learned.",
                 shrunk);
    else
        snprintf(text, TEXT_LINES_TEXT,
                 "This %s. The same strokes, scaled to one size, centred, and drawn again with the "
                 "pen of the pictures that the network has learned from.",
                 given);
}

static struct number_text hundredths(float value) {
    return number_text_value((double)value, 2);
}

/* A sum of products in words: the strongest input's part, the others' and the bias. */
static void sum_text(const struct activations_value *value, bool output,
                     char text[TEXT_LINES_TEXT]) {
    const struct nn_terms *terms = &value->terms;
    int places = terms->shape.height * terms->shape.width, others = terms->shape.channels - 1;
    const char *end = output ? " Softmax makes the bars." : "";
    struct number_text max = hundredths(value->strongest_sum);
    struct number_text bias = hundredths(terms->bias), total = hundredths(value->value);
    if (others == 0)
        snprintf(text, TEXT_LINES_TEXT, "%s = %s from %d products, bias %s.%s", total.text,
                 max.text, places, bias.text, end);
    else
        snprintf(text, TEXT_LINES_TEXT, "%s = %s from %s %d, %s from the %d others, bias %s.%s",
                 total.text, max.text, places > 1 ? "input map" : "unit", value->strongest + 1,
                 hundredths(value->remaining_sum).text, others, bias.text, end);
}

static void layer_text(const struct activations_value *value,
                       const struct activations_column *column, bool output,
                       char text[TEXT_LINES_TEXT]) {
    const struct nn_terms *terms = &value->terms;
    struct number_text input = hundredths(terms->inputs[0]), total = hundredths(value->value);
    switch (column->layer->kind) {
    case NN_LAYER_CONV:
    case NN_LAYER_DENSE:
        sum_text(value, output, text);
        break;
    case NN_LAYER_RELU:
        snprintf(text, TEXT_LINES_TEXT,
                 terms->inputs[0] > 0 ? "%s is above 0 and stays as it is."
                                      : "%s is not above 0 and becomes %s.",
                 input.text, total.text);
        break;
    case NN_LAYER_MAX_POOL:
    case NN_LAYER_AVERAGE_POOL:
    case NN_LAYER_GLOBAL_AVERAGE_POOL:
        snprintf(text, TEXT_LINES_TEXT, "%s is the %s of %d \u00d7 %d values.", total.text,
                 column->layer->kind == NN_LAYER_MAX_POOL ? "largest" : "mean", terms->shape.height,
                 terms->shape.width);
        break;
    case NN_LAYER_BATCH_NORM:
    case NN_LAYER_AFFINE:
        snprintf(text, TEXT_LINES_TEXT, "%s = %s \u00d7 %s, shifted by %s.", total.text, input.text,
                 hundredths(terms->weights[0]).text, hundredths(terms->bias).text);
        break;
    case NN_LAYER_DROPOUT:
        snprintf(text, TEXT_LINES_TEXT,
                 "%s passes unchanged. In training, %.0f %% are dropped at random.", total.text,
                 100 * (double)column->layer->rate);
        break;
    case NN_LAYER_RESIZE:
        snprintf(text, TEXT_LINES_TEXT, "%s is a mix of 2 \u00d7 2 values.", total.text);
        break;
    case NN_LAYER_SIGMOID:
    case NN_LAYER_TANH:
    case NN_LAYER_RELU6:
    case NN_LAYER_SQUARE:
    case NN_LAYER_LEAKY_RELU:
    case NN_LAYER_ELU:
    case NN_LAYER_GELU:
    case NN_LAYER_SILU:
    case NN_LAYER_HARD_SWISH:
        snprintf(text, TEXT_LINES_TEXT, "%s becomes %s. The slope there is %s.", input.text,
                 total.text, hundredths(terms->weights[0]).text);
        break;
    case NN_LAYER_JOIN:
        snprintf(text, TEXT_LINES_TEXT, "%s is the sum of %s and, from the other branch, %s.",
                 total.text, input.text, hundredths(terms->inputs[1]).text);
        break;
    case NN_LAYER_FORK:
    case NN_LAYER_BRANCH:
    case NN_LAYER_TRANSPOSE:
    case NN_LAYER_FLATTEN:
        snprintf(text, TEXT_LINES_TEXT, "%s passes unchanged.", total.text);
        break;
    }
}

/* Some of a value's terms, as rows and columns: one channel of a window, or a vector's units folded
 * into rows. factors NULL: inputs alone; else their products. */
struct table {
    int rows, columns, count, first, step;
    const float *inputs, *factors;
};

static float entry(const struct table *table, int i) {
    int at = table->first + i * table->step;
    return table->factors ? table->inputs[at] * table->factors[at] : table->inputs[at];
}

static struct table table_of(const struct activations_value *value, const float *inputs,
                             const float *factors) {
    struct nn_shape shape = value->terms.shape;
    struct table table = {.rows = shape.height,
                          .columns = shape.width,
                          .count = shape.height * shape.width,
                          .first = value->strongest,
                          .step = shape.channels,
                          .inputs = inputs,
                          .factors = factors};
    if (table.count == 1) {
        table.count = shape.channels;
        table.columns = (int)ceil(sqrt((double)shape.channels));
        table.rows = (shape.channels + table.columns - 1) / table.columns;
        table.first = 0;
        table.step = 1;
    }
    return table;
}

static float largest_entry(const struct table *table) {
    float largest = 0;
    for (int i = 0; i < table->count; i++)
        largest = fmaxf(largest, fabsf(entry(table, i)));
    return largest;
}

/* Where there is little space, without a leading 0 or with one decimal less. */
static void paint_number(struct scene *scene, struct rect cell, float value, color behind) {
    bool narrow = cell.w < view_px(scene, WHOLE_FROM), small = fabsf(value) < 0.995f;
    if (cell.w < view_px(scene, NUMBER_FROM))
        return;
    int decimals = fabsf(value) >= 9.95f || (narrow && !small) ? 1 : 2;
    struct number_text number = number_text_value((double)value, decimals);
    char *zero = narrow && small ? strstr(number.text, "0.") : NULL;
    if (zero)
        memmove(zero, zero + 1, strlen(zero));
    view_text(scene, cell, number.text, theme_ink_on(scene->theme, behind), TEXT_CENTER);
}

static void paint_table(struct scene *scene, int x, int y, int cell, const struct table *table) {
    float largest = largest_entry(table);
    int gap = cell >= view_px(scene, 8) ? 1 : 0;
    for (int i = 0; i < table->count; i++) {
        struct rect rect = {x + i % table->columns * cell, y + i / table->columns * cell,
                            cell - gap, cell - gap};
        color fill = theme_value_color(scene->theme, entry(table, i), largest);
        paint_fill(&scene->painter, rect, fill);
        paint_number(scene, rect, entry(table, i), fill);
    }
}

static int table_cell(const struct scene *scene, struct rect area, const struct table *table,
                      int count) {
    int width = (area.w - (count - 1) * view_px(scene, OPERATOR)) / (count * table->columns);
    int height = (area.h - view_px(scene, LABEL)) / table->rows;
    return min_int(min_int(width, height), view_px(scene, CELL_MAX));
}

/* Side by side with signs between them; takes their space away. */
static void paint_tables(struct scene *scene, struct rect *area, const struct table *tables,
                         int count) {
    static const char *const labels[] = {"input", "weights", "products"}, *const signs[] = {
                                                                              "", "\u00d7", "="};
    int cell = table_cell(scene, *area, tables, count), label = view_px(scene, LABEL);
    int sign = view_px(scene, OPERATOR), x = area->x, width = cell * tables->columns;
    bool single = tables->count == 1;
    if (cell < CELL_MIN || (single && cell < view_px(scene, NUMBER_FROM)))
        return;
    for (int i = 0; i < count; i++, x += width + sign) {
        struct rect above = {x, area->y, width + sign, label};
        struct rect between = {x - sign, area->y + label, sign, cell * tables->rows};
        view_text(scene, above, labels[i], scene->theme->quiet, TEXT_LEFT);
        view_text(scene, between, signs[i], scene->theme->quiet, TEXT_CENTER);
        paint_table(scene, x, area->y + label, cell, &tables[i]);
    }
    rect_cut_top(area, label + cell * tables->rows + view_px(scene, 8));
}

/* The weights of one input map, in a rectangle. */
static void paint_tile(struct scene *scene, struct rect tile, const struct nn_terms *terms,
                       int channel, float largest) {
    struct nn_shape shape = terms->shape;
    for (int row = 0; row < shape.height; row++)
        for (int column = 0; column < shape.width; column++) {
            float weight = terms->weights[(row * shape.width + column) * shape.channels + channel];
            paint_fill(&scene->painter, rect_cell(tile, column, shape.width, row, shape.height),
                       theme_value_color(scene->theme, weight, largest));
        }
}

static void paint_weights(struct scene *scene, struct rect area,
                          const struct activations_value *value) {
    const struct nn_terms *terms = &value->terms;
    float largest = 0;
    char text[VIEW_MAX_TEXT];
    if (area.h < view_px(scene, TILES_MIN))
        return;
    snprintf(text, sizeof text, "weights of all %d input maps", terms->shape.channels);
    view_lines(scene, &area, text, view_small(scene, scene->theme->quiet), false);
    for (size_t i = 0; i < nn_shape_size(terms->shape); i++)
        largest = fmaxf(largest, fabsf(terms->weights[i]));
    struct layers_grid grid =
        layers_grid_make(area, terms->shape, value->strongest, scene->theme->scale);
    for (int c = grid.first; c < grid.first + grid.count; c++)
        if (layers_cell(&grid, c).y + grid.cell_h <= area.y + area.h)
            paint_tile(scene, layers_cell(&grid, c), terms, c, largest);
    view_layers_frame(scene, layers_cell(&grid, value->strongest), 1, scene->theme->ink);
}

static void paint_terms(struct scene *scene, struct rect area,
                        const struct activations_value *value, enum nn_layer_kind kind) {
    const struct nn_terms *terms = &value->terms;
    const struct table tables[] = {
        table_of(value, terms->inputs, NULL),
        table_of(value, terms->weights, NULL),
        table_of(value, terms->inputs, terms->weights),
    };
    if (kind == NN_LAYER_MAX_POOL || kind == NN_LAYER_AVERAGE_POOL ||
        kind == NN_LAYER_GLOBAL_AVERAGE_POOL)
        paint_tables(scene, &area, tables, 1);
    else if (kind != NN_LAYER_DROPOUT && kind != NN_LAYER_FLATTEN && kind != NN_LAYER_TRANSPOSE &&
             kind != NN_LAYER_FORK && kind != NN_LAYER_BRANCH && kind != NN_LAYER_JOIN)
        paint_tables(scene, &area, tables, 3);
    if (kind != NN_LAYER_CONV && kind != NN_LAYER_DENSE)
        return;
    if (terms->shape.channels > 1 && terms->shape.height * terms->shape.width > 1)
        paint_weights(scene, area, value);
}

void view_layers_value(struct scene *scene, const color *shades) {
    const struct app *app = scene->app;
    const struct activations_value *value = activations_value(app->explain.activations);
    struct activations_column column =
        activations_column_at(app->explain.activations, value->choice.column);
    struct rect area = scene->ui->layout.places[LAYOUT_LAYERS_SUM];
    char place[VIEW_MAX_TEXT], text[TEXT_LINES_TEXT] = "Draw, and every layer shows its work.";
    bool blank = activations_is_blank(app->explain.activations);
    paint_enlarged(scene, shades);
    place_text(app, place);
    if (!column.layer && !blank)
        picture_text(app, value->choice.map, text);
    else if (!blank)
        layer_text(value, &column,
                   view_layers_is_output(app->explain.activations, value->choice.column), text);
    view_lines(scene, &area, place, view_style(scene, TYPE_SMALL, FONT_BOLD, scene->theme->ink),
               false);
    view_lines(scene, &area, text, view_small(scene, scene->theme->ink), false);
    rect_cut_top(&area, view_px(scene, 8));
    if (column.layer && !blank)
        paint_terms(scene, area, value, column.layer->kind);
}
