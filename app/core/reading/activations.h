/* The activations of every layer of the network for the picture, ready to be shown.
 *
 * Column 0 is the picture: map 0 is the canvas simply shrunk to 28 x 28, map 1 the network's input.
 * Column i + 1 is layer i of the network's spec, without fusion, one map per channel. Owned by the
 * main thread. */
#pragma once

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"
#include "nn/inspect.h"

enum { ACTIVATIONS_SHRUNK, ACTIVATIONS_GIVEN, ACTIVATIONS_PICTURES };

/* Values as shades: ACTIVATIONS_ZERO is 0, the largest value of a column is 127 steps from it. */
enum { ACTIVATIONS_ZERO = 128, ACTIVATIONS_STEPS = 127 };

/* shades [channels, height, width], map by map. */
struct activations_column {
    const struct nn_layer *layer; /* NULL: the picture */
    struct nn_shape shape;
    float largest; /* absolute value in the column */
    const uint8_t *shades;
};

/* The chosen value. pixel is row * width + column of its map; -1 means the strongest of the map. */
struct activations_choice {
    int column, map, pixel;
};

/* The chosen value and its terms. Values of the picture have none: the shape is empty. */
struct activations_value {
    struct activations_choice choice; /* pixel is never -1 */
    float value;
    struct nn_terms terms;
    int strongest;       /* channel of the terms with the largest absolute sum of products */
    float strongest_sum; /* that sum */
    float remaining_sum; /* the sum over the other channels */
};

struct activations;

NN_MUST_USE enum nn_status activations_create(struct activations **activations,
                                              struct nn_error *err);
void activations_destroy(struct activations *activations);

/* Updates for the current picture. strokes are shrunk: none if the picture is from a file. */
NN_MUST_USE enum nn_status activations_update(struct activations *activations,
                                              struct nn_model *model,
                                              const struct ink_picture *picture,
                                              const struct strokes *strokes, struct nn_error *err);

/* Chooses a value, clamped to the existing ones; updates keep the original choice. Only to be
 * called after an update. */
void activations_choose(struct activations *activations, struct activations_choice choice);

/* The results are borrowed until the next update or choice; there are no columns before the first
 * update. */
int activations_column_count(const struct activations *activations);
struct activations_column activations_column_at(const struct activations *activations, int column);
const struct activations_value *activations_value(const struct activations *activations);
/* The network's reading of the shrunk canvas. */
const struct reading *activations_shrunk_reading(const struct activations *activations);
/* True if the picture is blank: the values of every layer then count as 0. */
bool activations_is_blank(const struct activations *activations);
