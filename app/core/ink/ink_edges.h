/* Tells strokes from edges: a stroke has paper on both sides, the edge of a shadow on one only. */
#pragma once

#include "app/core/ink/ink_plane.h"

/* Turns into paper the pieces of ink that have paper on one side only, given the picture's greys
 * [height, width], which are lighter for paper if ink is dark. The border counts as paper. False
 * without memory. */
bool ink_edges_remove(struct ink_plane *plane, const uint8_t *greys, bool ink_is_dark);
