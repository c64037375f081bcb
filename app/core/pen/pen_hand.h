/* A random person's hand, which turns skeletons into pen strokes as this person would draw them.
 *
 * Lengths are in units of the skeleton's box. A hand is chosen once per drawing: its slant, its
 * proportions and its speed stay the same throughout. */
#pragma once

#include "app/core/pen/pen_drawing.h"
#include "app/core/pen/pen_skeleton.h"
#include "nn/rng.h"

enum { PEN_WAVES = 3 };

/* A smooth displacement: push times the sine of across . position + phase. */
struct pen_wave {
    struct point across, push;
    float phase;
};

struct pen_hand {
    float carelessness; /* standard deviation of each knot's position */
    float roundness;    /* length over which corners are rounded */
    struct point bulge; /* moves the middle of the box, which changes proportions */
    struct pen_wave waves[PEN_WAVES];
    float width, slant, rotation; /* radians; slant is a shear */
    float tremor;                 /* standard deviation of a shake along the line */
    float overshoot;              /* standard deviation of where a line ends */
    float hook;                   /* probability of a small hook at an end */
    float drag;                   /* probability of a dragged pen where that is possible */
    float spacing;                /* distance between two positions of the pointer: its speed */
};

struct pen_hand pen_hand_random(struct nn_rng *rng);

/* Adds the skeleton's strokes to the drawing, roughly in the unit box. */
void pen_hand_write(const struct pen_hand *hand, const struct pen_skeleton *skeleton,
                    struct nn_rng *rng, struct pen_drawing *drawing);
