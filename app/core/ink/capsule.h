/* A capsule: all points closer than radius to a straight segment, which a round pen or eraser
 * covers on its way from one place to the next. */
#pragma once

#include <stdbool.h>

#include "app/core/ink/stroke.h"

struct capsule {
    struct point from, to;
    float radius;
};

/* Finds where the line origin + t * direction, which is not (0,0), is inside the capsule: in one
 * interval *enter < t < *leave, since a capsule is convex. False if it never is. */
bool capsule_crosses_line(const struct capsule *capsule, struct point origin,
                          struct point direction, float *enter, float *leave);
