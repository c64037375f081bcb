/* The eraser: cuts away the parts of lines that it passes over. */
#ifndef APP_CORE_INK_ERASER_H
#define APP_CORE_INK_ERASER_H

#include "app/core/ink/stroke_list.h"

/* A round eraser of diameter `size` moves from a to b (canvas units) over the strokes of list.
 * Lines lose every part whose ink it would touch; what is left of a cut stroke becomes strokes of
 * its own. Sets *erased if anything was cut and leaves it alone otherwise. Without memory the list
 * stays as it was. */
NN_MUST_USE enum nn_status eraser_cut(struct stroke_list *list, struct point a, struct point b,
                                      float size, bool *erased, struct nn_error *err);

#endif
