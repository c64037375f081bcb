/* The view of layers: a column for each layer of the network, with its maps for this picture. */
#include "app/ui/explain/view_layers.h"

#include <stdio.h>

enum { FRAME = 2, DIGIT_CELL = 12 };

/* A kind of layer: the name of its columns, and what it does. */
static const struct {
    const char *name, *text;
} kinds[] = {
    [NN_LAYER_CONV] = {"conv", "convolution %d \u00d7 %d"},
    [NN_LAYER_RELU] = {"relu", "ReLU"},
    [NN_LAYER_MAX_POOL] = {"pool", "the largest of every %d \u00d7 %d"},
    [NN_LAYER_BATCH_NORM] = {"norm", "batch norm"},
    [NN_LAYER_DROPOUT] = {"dropout", "dropout, inactive while reading"},
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = {"mean", "the mean of every map"},
    [NN_LAYER_FLATTEN] = {"flatten", "flatten"},
    [NN_LAYER_DENSE] = {"dense", "dense"},
    [NN_LAYER_AVERAGE_POOL] = {"mean", "the mean of every %d \u00d7 %d"},
    [NN_LAYER_AFFINE] = {"affine", "every map scaled and shifted"},
    [NN_LAYER_RESIZE] = {"resize", "scaled to another size"},
    [NN_LAYER_TRANSPOSE] = {"turned", "rows turned into columns"},
    [NN_LAYER_SIGMOID] = {"sigmoid", "sigmoid"},
    [NN_LAYER_TANH] = {"tanh", "hyperbolic tangent"},
    [NN_LAYER_RELU6] = {"relu6", "ReLU up to 6"},
    [NN_LAYER_SQUARE] = {"square", "the square of every value"},
    [NN_LAYER_LEAKY_RELU] = {"leaky", "leaky ReLU"},
    [NN_LAYER_ELU] = {"elu", "ELU"},
    [NN_LAYER_GELU] = {"gelu", "GELU"},
    [NN_LAYER_SILU] = {"silu", "SiLU"},
    [NN_LAYER_HARD_SWISH] = {"swish", "hard swish"},
    [NN_LAYER_FORK] = {"fork", "the input of two branches"},
    [NN_LAYER_BRANCH] = {"branch", "the fork's values again, for the second branch"},
    [NN_LAYER_JOIN] = {"sum", "the sum of two branches"},
};

/* With its number of maps or units, if that fits. */
static void column_name(const struct scene *scene, const struct nn_layer *layer, int width,
                        enum font_weight weight, char name[VIEW_MAX_TEXT]) {
    bool counts = layer && (layer->kind == NN_LAYER_CONV || layer->kind == NN_LAYER_DENSE);
    const char *kind = layer ? kinds[layer->kind].name : "picture";
    if (counts) {
        snprintf(name, VIEW_MAX_TEXT, "%s %d", kind, layer->out.channels);
        if (text_width(scene->painter.font, name, view_px(scene, TYPE_SMALL), weight) <= width)
            return;
    }
    snprintf(name, VIEW_MAX_TEXT, "%s", kind);
}

static void title_text(const struct scene *scene, char text[2 * VIEW_MAX_TEXT]) {
    const struct activations *activations = scene->app->explain.activations;
    int chosen = activations_value(activations)->choice.column;
    struct activations_column column = activations_column_at(activations, chosen);
    char kind[VIEW_MAX_TEXT];
    if (!column.layer) {
        snprintf(text, 2 * VIEW_MAX_TEXT,
                 "The picture: the canvas shrunk, and what the network sees");
        return;
    }
    struct nn_shape shape = column.shape;
    snprintf(kind, sizeof kind, kinds[column.layer->kind].text, column.layer->kernel,
             column.layer->kernel);
    int length = snprintf(text, 2 * VIEW_MAX_TEXT, "Layer %d of %d: %s, ", chosen,
                          activations_column_count(activations) - 1, kind);
    if (layers_is_vector(shape))
        snprintf(text + length, VIEW_MAX_TEXT, "%d units", shape.channels);
    else
        snprintf(text + length, VIEW_MAX_TEXT, "%d maps of %d \u00d7 %d", shape.channels,
                 shape.height, shape.width);
}

void view_layers_frame(struct scene *scene, struct rect rect, int width, color line) {
    paint_border(&scene->painter, rect_inset(rect, -width), width, line);
}

bool view_layers_is_output(const struct activations *activations, int column) {
    return column == activations_column_count(activations) - 1;
}

void view_layers_map(struct scene *scene, struct rect cell, int index, int map,
                     const color *shades) {
    const struct theme *theme = scene->theme;
    const struct activations *activations = scene->app->explain.activations;
    struct activations_column column = activations_column_at(activations, index);
    int width = column.shape.width, height = column.shape.height;
    const uint8_t *own = column.shades + (size_t)map * (size_t)(height * width);
    if (!column.layer) {
        paint_pixels(&scene->painter, cell, own, width, height, theme->panel, theme->ink);
        paint_border(&scene->painter, cell, 1, theme->line);
    } else if (layers_is_vector(column.shape)) {
        paint_fill(&scene->painter, cell, shades[*own]);
    } else {
        paint_shades(&scene->painter, cell, own, width, height, shades);
    }
    if (view_layers_is_output(activations, index) && cell.h >= view_px(scene, DIGIT_CELL))
        paint_text(&scene->painter, cell, view_class(scene->app, map),
                   view_style(scene, TYPE_SMALL, FONT_BOLD, theme_ink_on(theme, shades[*own])),
                   TEXT_CENTER);
}

static void paint_maps(struct scene *scene, const struct layers_strip *strip, int index,
                       const color *shades) {
    const struct activations *activations = scene->app->explain.activations;
    const struct activations_value *value = activations_value(activations);
    struct activations_column column = activations_column_at(activations, index);
    bool chosen = index == value->choice.column, source = index == value->choice.column - 1;
    struct layers_grid grid = layers_grid_make(layers_maps(strip, index), column.shape,
                                               chosen ? value->choice.map : 0, strip->scale);
    for (int map = grid.first; map < grid.first + grid.count; map++) {
        struct rect cell = layers_cell(&grid, map);
        view_layers_map(scene, cell, index, map, shades);
        if (chosen && map == value->choice.map)
            view_layers_frame(scene, cell, view_px(scene, FRAME), scene->theme->ink);
        else if (source && value->terms.shape.channels == column.shape.channels &&
                 map == value->strongest)
            view_layers_frame(scene, cell, 1, scene->theme->quiet);
    }
}

static void paint_column(struct scene *scene, const struct layers_strip *strip, int index,
                         const color *shades) {
    const struct theme *theme = scene->theme;
    const struct activations *activations = scene->app->explain.activations;
    struct activations_column column = activations_column_at(activations, index);
    bool chosen = index == activations_value(activations)->choice.column;
    char name[VIEW_MAX_TEXT];
    if (chosen && ui_has_focus(scene->ui, LAYOUT_LAYERS_STRIP))
        view_layers_frame(scene, rect_inset(layers_column(strip, index), -1), view_px(scene, FRAME),
                          theme->training);
    struct rect label = layers_label(strip, index);
    enum font_weight weight = chosen ? FONT_BOLD : FONT_REGULAR;
    column_name(scene, column.layer, label.w, weight, name);
    paint_text(&scene->painter, label, name,
               view_style(scene, TYPE_SMALL, weight, chosen ? theme->ink : theme->quiet),
               TEXT_LEFT);
    paint_maps(scene, strip, index, shades);
}

static void paint_strip(struct scene *scene, const color *shades) {
    const struct ui *ui = scene->ui;
    struct layers_strip strip = layers_strip_make(
        &ui->layout, activations_column_count(scene->app->explain.activations), ui->layers_first);
    for (int i = strip.first; i < strip.first + strip.count; i++)
        paint_column(scene, &strip, i, shades);
}

void view_layers(struct scene *scene) {
    struct rect panel = scene->ui->layout.layers;
    char title[2 * VIEW_MAX_TEXT];
    color shades[THEME_SHADES];
    if (panel.h == 0 || activations_column_count(scene->app->explain.activations) == 0)
        return;
    paint_fill(&scene->painter, panel, scene->theme->panel);
    view_button(scene, LAYOUT_LAYERS_BACK);
    view_button(scene, LAYOUT_LAYERS_NEXT);
    title_text(scene, title);
    paint_text(&scene->painter, scene->ui->layout.places[LAYOUT_LAYERS_TITLE], title,
               view_style(scene, TYPE_BODY, FONT_REGULAR, scene->theme->ink), TEXT_LEFT);
    theme_shades(scene->theme, shades);
    paint_strip(scene, shades);
    view_layers_value(scene, shades);
    paint_fill(&scene->painter, (struct rect){panel.x, panel.y, panel.w, 1}, scene->theme->line);
    if (scene->ui->layout.panel.x > panel.x)
        paint_fill(&scene->painter, (struct rect){panel.x + panel.w - 1, panel.y, 1, panel.h},
                   scene->theme->line);
}
