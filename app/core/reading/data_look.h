/* A look at the pictures of a data set before a network learns them: what seems wrong. */
#pragma once

#include "app/core/data/data_preparation.h"

enum { DATA_LOOK_TEXT = 400 };

/* cure is what would put the pictures right; all false if they seem right, or if nobody can tell:
 * the built-in network tells how digits lie, other classes it does not know. text says it, and
 * which classes have no training pictures, in sentences without their subject, the data; "":
 * nothing. */
struct data_look {
    struct data_preparation cure;
    char text[DATA_LOOK_TEXT];
};

/* Looks at some hundred training pictures, which takes about a second. */
NN_MUST_USE enum nn_status data_look_at(struct data_look *look, const struct data_set *set,
                                        struct nn_error *err);
