/* What a model from elsewhere was fed while it was trained. Most programs give a network other
 * numbers than 0 (paper) to 1 (ink): fed wrongly, it reads worse without a word. */
#pragma once

#include <stdbool.h>

#include "nn/model.h"

enum { FEEDING_TEXT = 200 };

/* What was done, for people. */
struct feeding {
    bool changed;            /* the model is fed otherwise than it would have been */
    bool untrained;          /* it reads hardly any of the training pictures however it is fed */
    char text[FEEDING_TEXT]; /* a sentence without its subject, the model; "": nothing to say */
};

/* Opens a model that reads pictures into NN_MIN_CLASSES to NN_MAX_CLASSES classes. choice is a word
 * of feeding_check or NULL: then a model that was not trained here is tried on training pictures of
 * the folder (NULL: MNIST) that are of its classes, in each usual range, inverted and turned, and
 * fed as it reads clearly best. Smaller and larger pictures are scaled. MISMATCH, with the file's
 * name, if it reads something else. The caller releases the model. */
NN_MUST_USE enum nn_status feeding_open_model(struct nn_model **model, struct feeding *feeding,
                                              const char *path, const char *choice,
                                              const char *folder, struct nn_error *err);

/* BAD_ARGUMENT unless choice is one of 0..1, norm, -1..1 and 0..255, which ",inverted" and
 * ",transposed" may follow. */
NN_MUST_USE enum nn_status feeding_check(const char *choice, struct nn_error *err);
