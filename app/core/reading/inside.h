/* What every layer of the net that reads makes of the picture, ready to be shown.
 *
 * Column 0 is the picture: map 0 the canvas simply shrunk to 28 x 28, map 1 what the net is given.
 * Column i + 1 is layer i of the net's spec, unmerged, a map for each channel. Owned by the main
 * thread. */
#ifndef APP_CORE_READING_INSIDE_H
#define APP_CORE_READING_INSIDE_H

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"
#include "nn/inspect.h"

enum { INSIDE_SHRUNK, INSIDE_GIVEN, INSIDE_PICTURES };

/* A value as a shade: INSIDE_ZERO is 0, and 127 steps from it is the largest of the column. */
enum { INSIDE_ZERO = 128, INSIDE_STEPS = 127 };

/* shades [channels, height, width]: map after map. */
struct inside_column {
    const struct nn_layer *layer; /* NULL: the picture */
    struct nn_shape shape;
    float largest; /* absolute value in the column */
    const uint8_t *shades;
};

/* The value looked at. pixel is row * width + column of its map; -1 asks for the map's strongest.
 */
struct inside_choice {
    int column, map, pixel;
};

/* The chosen value and how it came about. The picture's have no terms: their shape is empty. */
struct inside_value {
    struct inside_choice choice; /* pixel is never -1 */
    float value;
    struct nn_terms terms;
    int strongest;       /* channel of the terms whose products add up to the most, by size */
    float strongest_sum; /* what they add up to */
    float remaining_sum; /* the other channels' products */
};

struct inside;

NN_MUST_USE enum nn_status inside_create(struct inside **inside, struct nn_error *err);
void inside_destroy(struct inside *inside);

/* Takes in what is read now. strokes are what is shrunk: none if the picture is from a file. */
NN_MUST_USE enum nn_status inside_update(struct inside *inside, struct nn_model *model,
                                         const struct ink_picture *picture,
                                         const struct strokes *strokes, struct nn_error *err);

/* Looks at a value, brought within what there is; updates go on looking at what was asked for.
 * After an update only. */
void inside_choose(struct inside *inside, struct inside_choice choice);

/* What follows is borrowed until the next update or choice; there are no columns before the first
 * update. */
int inside_column_count(const struct inside *inside);
struct inside_column inside_column_at(const struct inside *inside, int column);
const struct inside_value *inside_value(const struct inside *inside);
/* What the net reads in the canvas simply shrunk. */
const struct reading *inside_shrunk_reading(const struct inside *inside);
/* Whether there is nothing to look at: every layer's values count as 0. */
bool inside_is_blank(const struct inside *inside);

#endif
