/* Cures for pictures that lie on their side, are mirrored or inverted: what is done to every
 * picture of a data set once it is read. */
#pragma once

#include "app/core/data/data_set.h"

/* Done in this order. */
struct data_preparation {
    bool transpose; /* rows become columns, as EMNIST's pictures need it */
    bool mirror;    /* left and right are exchanged */
    bool flip;      /* top and bottom are exchanged */
    bool invert;    /* ink becomes paper */
};

/* Parses words joined by commas, such as "transpose,invert"; "" is nothing to do. BAD_ARGUMENT
 * lists the words. */
NN_MUST_USE enum nn_status data_preparation_parse(struct data_preparation *preparation,
                                                  const char *words, struct nn_error *err);

/* The words of a preparation, which are parsed to the same one. */
enum { DATA_PREPARATION_TEXT = 40 };
void data_preparation_text(const struct data_preparation *preparation,
                           char text[DATA_PREPARATION_TEXT]);

/* Changes a picture. */
void data_preparation_apply_to(const struct data_preparation *preparation,
                               uint8_t picture[INK_PIXELS]);

/* Changes all pictures of the set. */
void data_preparation_apply(const struct data_preparation *preparation, struct data_set *set);
