/* Skeletons of drawings that are not writing: lines, scribbles, spirals, dots. */
#pragma once

#include "app/core/pen/pen_skeleton.h"
#include "nn/rng.h"

/* A kind of scribble; draw overwrites the skeleton. */
struct pen_scribble {
    float weight;
    const char *name;
    void (*draw)(struct pen_skeleton *skeleton, struct nn_rng *rng);
};

/* Scribble number index (0, 1, ...), or NULL after the last; static. */
const struct pen_scribble *pen_scribbles_at(int index);

/* Adds a zigzag across the unit box, as when somebody crosses out a mistake. */
void pen_scribbles_add_zigzag(struct pen_skeleton *skeleton, struct nn_rng *rng);
