/* The eraser, which cuts away the parts of lines that it passes over. */
#pragma once

#include "app/core/ink/stroke_list.h"

/* Moves a round eraser of diameter `size` from a to b (canvas units) over the strokes of list.
 * Lines lose every part whose ink it touches; the rest of a cut stroke becomes new strokes. Sets
 * *erased if anything was cut, or else leaves it alone. Without memory the list is unchanged. */
NN_MUST_USE enum nn_status eraser_cut(struct stroke_list *list, struct point a, struct point b,
                                      float size, bool *erased, struct nn_error *err);
