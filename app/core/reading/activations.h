/* What every layer of the net that reads makes of the picture, ready to be shown.
 *
 * Column 0 is the picture: map 0 the canvas simply shrunk to 28 x 28, map 1 what the net is given.
 * Column i + 1 is layer i of the net's spec, unmerged, a map for each channel. Owned by the main
 * thread. */
#ifndef APP_CORE_READING_ACTIVATIONS_H
#define APP_CORE_READING_ACTIVATIONS_H

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"
#include "nn/inspect.h"

enum { ACTIVATIONS_SHRUNK, ACTIVATIONS_GIVEN, ACTIVATIONS_PICTURES };

/* A value as a shade: ACTIVATIONS_ZERO is 0, and 127 steps from it is the largest of the column. */
enum { ACTIVATIONS_ZERO = 128, ACTIVATIONS_STEPS = 127 };

/* shades [channels, height, width]: map after map. */
struct activations_column {
    const struct nn_layer *layer; /* NULL: the picture */
    struct nn_shape shape;
    float largest; /* absolute value in the column */
    const uint8_t *shades;
};

/* The value looked at. pixel is row * width + column of its map; -1 asks for the map's strongest.
 */
struct activations_choice {
    int column, map, pixel;
};

/* The chosen value and how it came about. The picture's have no terms: their shape is empty. */
struct activations_value {
    struct activations_choice choice; /* pixel is never -1 */
    float value;
    struct nn_terms terms;
    int strongest;       /* channel of the terms whose products add up to the most, by size */
    float strongest_sum; /* what they add up to */
    float remaining_sum; /* the other channels' products */
};

struct activations;

NN_MUST_USE enum nn_status activations_create(struct activations **activations,
                                              struct nn_error *err);
void activations_destroy(struct activations *activations);

/* Takes in what is read now. strokes are what is shrunk: none if the picture is from a file. */
NN_MUST_USE enum nn_status activations_update(struct activations *activations,
                                              struct nn_model *model,
                                              const struct ink_picture *picture,
                                              const struct strokes *strokes, struct nn_error *err);

/* Looks at a value, brought within what there is; updates go on looking at what was asked for.
 * After an update only. */
void activations_choose(struct activations *activations, struct activations_choice choice);

/* What follows is borrowed until the next update or choice; there are no columns before the first
 * update. */
int activations_column_count(const struct activations *activations);
struct activations_column activations_column_at(const struct activations *activations, int column);
const struct activations_value *activations_value(const struct activations *activations);
/* What the net reads in the canvas simply shrunk. */
const struct reading *activations_shrunk_reading(const struct activations *activations);
/* Whether there is nothing to look at: every layer's values count as 0. */
bool activations_is_blank(const struct activations *activations);

#endif
