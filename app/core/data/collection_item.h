/* One drawing of a collection; see collection.h. */
#pragma once

#include "app/core/data/collection.h"

/* Makes an item of a drawing with a class's name that was read from `line`, which is copied. */
NN_MUST_USE enum nn_status
collection_item_from_line(struct collection_item **item, const struct drawing *drawing,
                          const char *line, const struct class_set *classes, struct nn_error *err);

/* Makes an item of strokes or of a picture by way of text, so that a drawing from the canvas has
 * the same points, and the same hash, as when it is read back. The drawing's word is that of the
 * digit, whatever it was. */
NN_MUST_USE enum nn_status collection_item_from_drawing(struct collection_item **item,
                                                        const struct drawing *drawing,
                                                        const struct class_set *classes, int digit,
                                                        struct nn_error *err);
void collection_item_destroy(struct collection_item *item);
