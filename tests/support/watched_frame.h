/* A frame as the user sees it, to check that nothing on it is stale. */
#pragma once

#include "app/ui/frame.h"

/* seen is the picture, updated after every frame in its dirty part alone. */
struct watched_frame {
    struct frame *frame;
    struct image seen;
};

NN_MUST_USE enum nn_status watched_frame_create(struct watched_frame *watched,
                                                struct nn_error *err);
void watched_frame_destroy(struct watched_frame *watched);

NN_MUST_USE enum nn_status watched_frame_paint(struct watched_frame *watched, const struct app *app,
                                               const struct ui *ui, struct frame_dirty *dirty,
                                               struct nn_error *err);

/* Paints the same state from scratch. stale->x and y are the first pixel that differs from seen;
 * stale->w is 0 if there is none. */
NN_MUST_USE enum nn_status watched_frame_compare(const struct watched_frame *watched,
                                                 const struct app *app, const struct ui *ui,
                                                 struct rect *stale, struct nn_error *err);
