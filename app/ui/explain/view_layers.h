/* Shared by the two halves of the view of layers. */
#pragma once

#include "app/ui/explain/layers_layout.h"
#include "app/ui/view.h"

/* One map of a column within its cell, whatever its kind; a network's answer has its class' name.
 */
void view_layers_map(struct scene *scene, struct rect cell, int column, int map,
                     const color *shades);

/* The frame of what is chosen, around the rectangle. */
void view_layers_frame(struct scene *scene, struct rect rect, int width, color line);

/* True for the column of the network's answers. */
bool view_layers_is_output(const struct activations *activations, int column);

/* The enlarged map, and how the chosen value was computed. */
void view_layers_value(struct scene *scene, const color *shades);
