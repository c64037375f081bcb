/* A model's reading of a picture of ink. */
#pragma once

#include <stdbool.h>

#include "app/core/base/class_set.h"
#include "app/core/ink/ink.h"
#include "nn/model.h"

struct reading {
    const struct class_set *classes; /* the model's; borrowed from the reader */
    int digit;                       /* a class, or -1: nothing is drawn */
    bool is_digit; /* false: nothing is drawn, or the model's confidence is below its threshold */
    float confidence;                   /* probability of digit; 0 if there is none */
    float probabilities[CLASS_SET_MAX]; /* of each class; 0 beyond them */
};

/* One reader for each thread that reads; holds a reference to its model and scratch memory. */
struct reader;

NN_MUST_USE enum nn_status reader_create(struct reader **reader, struct nn_model *model,
                                         struct nn_error *err);
void reader_destroy(struct reader *reader);

/* Switches to another model and its classes, reallocating only if its spec differs: earlier
 * readings no longer have a meaning if these are others. MISMATCH if the model does not read
 * pictures of INK_SIDE pixels a side into NN_MIN_CLASSES to NN_MAX_CLASSES classes. */
NN_MUST_USE enum nn_status reader_set_model(struct reader *reader, struct nn_model *model,
                                            struct nn_error *err);
struct nn_model *reader_model(const struct reader *reader);

/* What the model tells apart; borrowed. */
const struct class_set *reader_classes(const struct reader *reader);

/* Recently read pictures are not run through the model again. */
void reader_read(struct reader *reader, const struct ink_picture *picture, struct reading *reading);

/* The model compiled into the program; the caller releases it. */
NN_MUST_USE enum nn_status reading_builtin_model(struct nn_model **model, struct nn_error *err);
