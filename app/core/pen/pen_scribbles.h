/* Skeletons of what is no writing at all: lines, scribbles, spirals, dots. */
#ifndef APP_CORE_PEN_PEN_SCRIBBLES_H
#define APP_CORE_PEN_PEN_SCRIBBLES_H

#include "app/core/pen/pen_skeleton.h"
#include "nn/rng.h"

/* A kind of scribble; draw overwrites the skeleton. */
struct pen_scribble {
    float weight;
    const char *name;
    void (*draw)(struct pen_skeleton *skeleton, struct nn_rng *rng);
};

/* Number index (0, 1, ...), or NULL past the last; borrowed for ever. */
const struct pen_scribble *pen_scribbles_at(int index);

/* Adds a zigzag across the unit box, as somebody crosses out what was wrong. */
void pen_scribbles_add_zigzag(struct pen_skeleton *skeleton, struct nn_rng *rng);

#endif
