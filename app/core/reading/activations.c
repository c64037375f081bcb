#include "app/core/reading/activations.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/raster.h"
#include "nn/loss.h"

/* shades is one block for all layers; offsets[i] is where layer i begins. */
struct activations {
    struct nn_model *model;
    struct nn_inspection *inspection;
    struct nn_spec spec;
    bool blank;
    uint8_t pictures[ACTIVATIONS_PICTURES * INK_PIXELS];
    uint8_t *shades;
    size_t offsets[NN_MAX_LAYERS];
    float largest[NN_MAX_LAYERS];
    struct reading shrunk_reading;
    struct activations_choice asked;
    struct activations_value value;
};

enum nn_status activations_create(struct activations **activations, struct nn_error *err) {
    *activations = calloc(1, sizeof **activations);
    return *activations
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to show the activations");
}

void activations_destroy(struct activations *activations) {
    if (!activations)
        return;
    nn_inspection_destroy(activations->inspection);
    nn_model_release(activations->model);
    free(activations->shades);
    free(activations);
}

/* Allocates space for a network of another spec; on failure nothing changes. */
static enum nn_status make_capacity(struct activations *activations, const struct nn_spec *spec,
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
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to show the activations");
    }
    nn_inspection_destroy(activations->inspection);
    free(activations->shades);
    activations->inspection = inspection;
    activations->shades = shades;
    activations->spec = *spec;
    memcpy(activations->offsets, offsets, sizeof offsets);
    return NN_STATUS_OK;
}

static enum nn_status take_model(struct activations *activations, struct nn_model *model,
                                 struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    if (!activations->inspection || strcmp(spec->text, activations->spec.text) != 0) {
        enum nn_status status = make_capacity(activations, spec, err);
        if (status)
            return status;
    }
    nn_model_retain(model);
    nn_model_release(activations->model);
    activations->model = model;
    return NN_STATUS_OK;
}

/* Draws the canvas at INK_SIDE with its own brush: neither scaled nor centred. */
static void shrink(const struct strokes *strokes, uint8_t *pixels) {
    struct coverage target = {INK_SIDE, INK_SIDE, pixels};
    const struct raster_transform transform = {.scale = INK_SIDE};
    const struct pixel_box all = {0, 0, INK_SIDE, INK_SIDE};
    memset(pixels, 0, INK_PIXELS);
    raster_strokes(&target, strokes, &transform, &all);
}

static void run(struct activations *activations, const uint8_t *pixels) {
    float image[INK_PIXELS];
    nn_image_to_floats(pixels, INK_PIXELS, image);
    nn_inspection_run(activations->inspection, activations->model, image);
}

static void read_shrunk(struct activations *activations, bool any) {
    struct reading *reading = &activations->shrunk_reading;
    *reading = (struct reading){.digit = -1};
    if (!any)
        return;
    run(activations, activations->pictures + ACTIVATIONS_SHRUNK * INK_PIXELS);
    int classes = (int)nn_shape_size(activations->spec.output);
    nn_softmax(nn_inspection_values(activations->inspection, activations->spec.layer_count - 1),
               classes, reading->probabilities);
    reading->digit = nn_argmax(reading->probabilities, classes);
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

/* A value that overflowed has no shade of its own. */
static uint8_t shade_of(float value, float scale) {
    float shade = (float)ACTIVATIONS_ZERO + 0.5f + value * scale;
    return isfinite(shade) ? (uint8_t)shade : ACTIVATIONS_ZERO;
}

/* values [H,W,C] to shades [C,H,W]. */
static void make_shades(uint8_t *shades, const float *values, struct nn_shape shape,
                        float largest) {
    int pixels = shape.height * shape.width, C = shape.channels;
    float scale = largest > 0 ? ACTIVATIONS_STEPS / largest : 0;
    for (int p = 0; p < pixels; p++)
        for (int c = 0; c < C; c++)
            shades[(size_t)c * (size_t)pixels + (size_t)p] =
                shade_of(values[(size_t)p * (size_t)C + (size_t)c], scale);
}

static void shade_layer(struct activations *activations, int layer) {
    struct nn_shape shape = activations->spec.layers[layer].out;
    const float *values = nn_inspection_values(activations->inspection, layer);
    uint8_t *shades = activations->shades + activations->offsets[layer];
    activations->largest[layer] = activations->blank ? 0 : largest_of(values, nn_shape_size(shape));
    make_shades(shades, values, shape, activations->largest[layer]);
}

enum nn_status activations_update(struct activations *activations, struct nn_model *model,
                                  const struct ink_picture *picture, const struct strokes *strokes,
                                  struct nn_error *err) {
    enum nn_status status = take_model(activations, model, err);
    if (status)
        return status;
    activations->blank = picture->blank;
    shrink(strokes, activations->pictures + ACTIVATIONS_SHRUNK * INK_PIXELS);
    memcpy(activations->pictures + ACTIVATIONS_GIVEN * INK_PIXELS, picture->pixels, INK_PIXELS);
    read_shrunk(activations, strokes->count > 0);
    run(activations, picture->pixels);
    for (int i = 0; i < activations->spec.layer_count; i++)
        shade_layer(activations, i);
    activations_choose(activations, activations->asked);
    return NN_STATUS_OK;
}

/* The first pixel of a map whose shade is farthest from 0. */
static int strongest_pixel(const struct activations_column *column, int map) {
    int pixels = column->shape.height * column->shape.width, best = 0;
    const uint8_t *shades = column->shades + (size_t)map * (size_t)pixels;
    int zero = column->layer ? ACTIVATIONS_ZERO : 0;
    for (int i = 1; i < pixels; i++)
        if (abs(shades[i] - zero) > abs(shades[best] - zero))
            best = i;
    return best;
}

/* Sums the terms of each channel: the largest sum, and the others together. */
static void weigh_channels(struct activations_value *value) {
    const struct nn_terms *terms = &value->terms;
    int places = terms->shape.height * terms->shape.width, C = terms->shape.channels;
    double max = 0, all = 0;
    value->strongest = 0;
    for (int c = 0; c < C; c++) {
        double sum = 0;
        for (int i = c; i < places * C; i += C)
            sum += (double)terms->inputs[i] * (double)terms->weights[i];
        if (fabs(sum) > fabs(max)) {
            max = sum;
            value->strongest = c;
        }
        all += sum;
    }
    value->strongest_sum = (float)max;
    value->remaining_sum = (float)(all - max);
}

void activations_choose(struct activations *activations, struct activations_choice choice) {
    struct activations_value *value = &activations->value;
    activations->asked = choice;
    choice.column = clamp_int(choice.column, 0, activations_column_count(activations) - 1);
    struct activations_column column = activations_column_at(activations, choice.column);
    int width = column.shape.width, pixels = column.shape.height * width;
    choice.map = clamp_int(choice.map, 0, column.shape.channels - 1);
    choice.pixel = choice.pixel < 0 ? strongest_pixel(&column, choice.map)
                                    : clamp_int(choice.pixel, 0, pixels - 1);
    *value = (struct activations_value){.choice = choice};
    if (!column.layer) {
        value->value = (float)column.shades[choice.map * pixels + choice.pixel] / 255;
        return;
    }
    int layer = choice.column - 1;
    value->value = nn_inspection_values(activations->inspection,
                                        layer)[choice.pixel * column.shape.channels + choice.map];
    nn_inspection_terms(activations->inspection, activations->model, layer, choice.pixel / width,
                        choice.pixel % width, choice.map, &value->terms);
    weigh_channels(value);
}

int activations_column_count(const struct activations *activations) {
    return activations->model ? activations->spec.layer_count + 1 : 0;
}

struct activations_column activations_column_at(const struct activations *activations, int column) {
    if (column == 0)
        return (struct activations_column){.shape = {INK_SIDE, INK_SIDE, ACTIVATIONS_PICTURES},
                                           .largest = 1,
                                           .shades = activations->pictures};
    const struct nn_layer *layer = &activations->spec.layers[column - 1];
    return (struct activations_column){.layer = layer,
                                       .shape = layer->out,
                                       .largest = activations->largest[column - 1],
                                       .shades =
                                           activations->shades + activations->offsets[column - 1]};
}

const struct activations_value *activations_value(const struct activations *activations) {
    return &activations->value;
}

const struct reading *activations_shrunk_reading(const struct activations *activations) {
    return &activations->shrunk_reading;
}

bool activations_is_blank(const struct activations *activations) {
    return activations->blank;
}
