/* How a network takes its pictures: others than 0 (paper) to 1 (ink), turned, or of another size.
 * The layers for it come first in the network itself, so that whatever runs, trains, explains or
 * saves it feeds it right. */
#pragma once

#include <stdbool.h>

#include "nn/model.h"

/* value = pixel * scale + shift, of pictures whose rows and columns may be exchanged. */
struct nn_input {
    float scale, shift;
    bool transposed;
};

/* A model that takes pictures [H,W,1] and gives them to this one, scaled to its square if that is
 * of another size. It has the model's metadata, and text as the line "input". BAD_SPEC if the
 * network cannot take such pictures or becomes too long. The caller releases the model. */
NN_MUST_USE enum nn_status nn_model_feed(struct nn_model **out, const struct nn_model *model,
                                         int height, int width, const struct nn_input *input,
                                         const char *text, struct nn_error *err);
