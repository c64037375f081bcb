#include "app/core/reading/inside.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/ink/raster.h"
#include "nn/loss.h"

/* shades is one block for all layers; offsets[i] is where those of layer i begin. */
struct inside {
    struct nn_model *model;
    struct nn_inspection *inspection;
    struct nn_spec spec;
    bool blank;
    uint8_t pictures[INSIDE_PICTURES * INK_PIXELS];
    uint8_t *shades;
    size_t offsets[NN_MAX_LAYERS];
    float largest[NN_MAX_LAYERS];
    struct reading shrunk_reading;
    struct inside_choice asked;
    struct inside_value value;
};

enum nn_status inside_create(struct inside **inside, struct nn_error *err) {
    *inside = calloc(1, sizeof **inside);
    return *inside ? NN_STATUS_OK
                   : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to look inside the net");
}

void inside_destroy(struct inside *inside) {
    if (!inside)
        return;
    nn_inspection_destroy(inside->inspection);
    nn_model_release(inside->model);
    free(inside->shades);
    free(inside);
}

/* Room for a net of another spec; what was there stays if there is none. */
static enum nn_status make_room(struct inside *inside, const struct nn_spec *spec,
                                struct nn_error *err) {
    struct nn_inspection *inspection = NULL;
    size_t offsets[NN_MAX_LAYERS], total = 0;
    for (int i = 0; i < spec->layer_count; i++) {
        offsets[i] = total;
        total += nn_shape_size(spec->layers[i].out);
    }
    enum nn_status status = nn_inspection_create(&inspection, spec, err);
    if (status)
        return status;
    assert(total > 0);
    uint8_t *shades = malloc(total);
    if (!shades) {
        nn_inspection_destroy(inspection);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to show a net's layers");
    }
    nn_inspection_destroy(inside->inspection);
    free(inside->shades);
    inside->inspection = inspection;
    inside->shades = shades;
    inside->spec = *spec;
    memcpy(inside->offsets, offsets, sizeof offsets);
    return NN_STATUS_OK;
}

static enum nn_status take_model(struct inside *inside, struct nn_model *model,
                                 struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    if (!inside->inspection || strcmp(spec->text, inside->spec.text) != 0) {
        enum nn_status status = make_room(inside, spec, err);
        if (status)
            return status;
    }
    nn_model_retain(model);
    nn_model_release(inside->model);
    inside->model = model;
    return NN_STATUS_OK;
}

/* The canvas at 28 x 28 with the brush that drew it: neither scaled, nor centred, nor redrawn. */
static void shrink(const struct strokes *strokes, uint8_t *pixels) {
    struct coverage target = {INK_SIDE, INK_SIDE, pixels};
    const struct raster_transform transform = {.scale = INK_SIDE};
    const struct pixel_box all = {0, 0, INK_SIDE, INK_SIDE};
    memset(pixels, 0, INK_PIXELS);
    raster_strokes(&target, strokes, &transform, &all);
}

static void run(struct inside *inside, const uint8_t *pixels) {
    float image[INK_PIXELS];
    nn_image_to_floats(pixels, INK_PIXELS, image);
    nn_inspection_run(inside->inspection, inside->model, image);
}

static void read_shrunk(struct inside *inside, bool any) {
    struct reading *reading = &inside->shrunk_reading;
    *reading = (struct reading){.digit = -1};
    if (!any)
        return;
    run(inside, inside->pictures + INSIDE_SHRUNK * INK_PIXELS);
    nn_softmax(nn_inspection_values(inside->inspection, inside->spec.layer_count - 1),
               READING_DIGITS, reading->probabilities);
    reading->digit = nn_argmax(reading->probabilities, READING_DIGITS);
    reading->confidence = reading->probabilities[reading->digit];
}

static float largest_of(const float *values, size_t count) {
    float largest = 0;
    for (size_t i = 0; i < count; i++) {
        float size = fabsf(values[i]);
        largest = size > largest ? size : largest;
    }
    return largest;
}

/* What overflowed has no shade of its own. */
static uint8_t shade_of(float value, float scale) {
    float shade = (float)INSIDE_ZERO + 0.5f + value * scale;
    return isfinite(shade) ? (uint8_t)shade : INSIDE_ZERO;
}

/* values [H,W,C] to shades [C,H,W]. */
static void make_shades(uint8_t *shades, const float *values, struct nn_shape shape,
                        float largest) {
    int pixels = shape.height * shape.width, C = shape.channels;
    float scale = largest > 0 ? INSIDE_STEPS / largest : 0;
    for (int p = 0; p < pixels; p++)
        for (int c = 0; c < C; c++)
            shades[(size_t)c * (size_t)pixels + (size_t)p] =
                shade_of(values[(size_t)p * (size_t)C + (size_t)c], scale);
}

static void shade_layer(struct inside *inside, int layer) {
    struct nn_shape shape = inside->spec.layers[layer].out;
    const float *values = nn_inspection_values(inside->inspection, layer);
    uint8_t *shades = inside->shades + inside->offsets[layer];
    inside->largest[layer] = inside->blank ? 0 : largest_of(values, nn_shape_size(shape));
    if (inside->blank)
        memset(shades, INSIDE_ZERO, nn_shape_size(shape));
    else
        make_shades(shades, values, shape, inside->largest[layer]);
}

enum nn_status inside_update(struct inside *inside, struct nn_model *model,
                             const struct ink_picture *picture, const struct strokes *strokes,
                             struct nn_error *err) {
    enum nn_status status = take_model(inside, model, err);
    if (status)
        return status;
    inside->blank = picture->blank;
    shrink(strokes, inside->pictures + INSIDE_SHRUNK * INK_PIXELS);
    memcpy(inside->pictures + INSIDE_GIVEN * INK_PIXELS, picture->pixels, INK_PIXELS);
    read_shrunk(inside, strokes->count > 0);
    run(inside, picture->pixels);
    for (int i = 0; i < inside->spec.layer_count; i++)
        shade_layer(inside, i);
    inside_choose(inside, inside->asked);
    return NN_STATUS_OK;
}

static int within(int value, int count) {
    return value < 0 ? 0 : value >= count ? count - 1 : value;
}

/* The pixel of a map whose shade is farthest from 0; the first of equals. */
static int strongest_pixel(const struct inside_column *column, int map) {
    int pixels = column->shape.height * column->shape.width, best = 0;
    const uint8_t *shades = column->shades + (size_t)map * (size_t)pixels;
    int zero = column->layer ? INSIDE_ZERO : 0;
    for (int i = 1; i < pixels; i++)
        if (abs(shades[i] - zero) > abs(shades[best] - zero))
            best = i;
    return best;
}

/* What each channel of the terms adds: the largest, and the others together. */
static void weigh_channels(struct inside_value *value) {
    const struct nn_terms *terms = &value->terms;
    int places = terms->shape.height * terms->shape.width, C = terms->shape.channels;
    double most = 0, all = 0;
    value->strongest = 0;
    for (int c = 0; c < C; c++) {
        double sum = 0;
        for (int i = c; i < places * C; i += C)
            sum += (double)terms->inputs[i] * (double)terms->weights[i];
        if (fabs(sum) > fabs(most)) {
            most = sum;
            value->strongest = c;
        }
        all += sum;
    }
    value->strongest_sum = (float)most;
    value->remaining_sum = (float)(all - most);
}

void inside_choose(struct inside *inside, struct inside_choice choice) {
    struct inside_value *value = &inside->value;
    inside->asked = choice;
    choice.column = within(choice.column, inside_column_count(inside));
    struct inside_column column = inside_column_at(inside, choice.column);
    int width = column.shape.width, pixels = column.shape.height * width;
    choice.map = within(choice.map, column.shape.channels);
    choice.pixel =
        choice.pixel < 0 ? strongest_pixel(&column, choice.map) : within(choice.pixel, pixels);
    *value = (struct inside_value){.choice = choice};
    if (!column.layer) {
        value->value = (float)column.shades[choice.map * pixels + choice.pixel] / 255;
        return;
    }
    int layer = choice.column - 1;
    value->value = nn_inspection_values(inside->inspection,
                                        layer)[choice.pixel * column.shape.channels + choice.map];
    nn_inspection_terms(inside->inspection, inside->model, layer, choice.pixel / width,
                        choice.pixel % width, choice.map, &value->terms);
    weigh_channels(value);
}

int inside_column_count(const struct inside *inside) {
    return inside->model ? inside->spec.layer_count + 1 : 0;
}

struct inside_column inside_column_at(const struct inside *inside, int column) {
    if (column == 0)
        return (struct inside_column){.shape = {INK_SIDE, INK_SIDE, INSIDE_PICTURES},
                                      .largest = 1,
                                      .shades = inside->pictures};
    const struct nn_layer *layer = &inside->spec.layers[column - 1];
    return (struct inside_column){.layer = layer,
                                  .shape = layer->out,
                                  .largest = inside->largest[column - 1],
                                  .shades = inside->shades + inside->offsets[column - 1]};
}

const struct inside_value *inside_value(const struct inside *inside) {
    return &inside->value;
}

const struct reading *inside_shrunk_reading(const struct inside *inside) {
    return &inside->shrunk_reading;
}

bool inside_is_blank(const struct inside *inside) {
    return inside->blank;
}
