/* The buffers of a forward pass: which each layer reads and writes, so that few are needed. */
#pragma once

#include "nn/spec.h"

enum { NN_SLOT_IMAGE = -1 }; /* what the network is given */

/* Numbers of buffers; other is that of nn_pass, else NN_SLOT_IMAGE. */
struct nn_slots {
    int x, other, y;
};

/* Fills in one for each layer and returns the number of buffers. A chain alternates between two; a
 * branch keeps one more while it is open. [ and + do no work: their y is their x or other. */
int nn_slots_of(const struct nn_spec *spec, struct nn_slots slots[NN_MAX_LAYERS]);
