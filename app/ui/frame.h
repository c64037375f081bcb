/* The window's picture, brought up to date with the state: only what has changed is painted again.
 *
 * Every view runs each frame into a recording, a hash of all that it would paint; where that is not
 * what is shown, views run again and paint. So nobody has to tell what has changed, and a view may
 * depend on nothing but what it is given.
 * Owned by the main thread. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/ui.h"

enum { FRAME_MAX_DIRTY = 35 };

/* Rectangles of pixels that have changed; they do not overlap. */
struct frame_dirty {
    int count;
    struct rect rects[FRAME_MAX_DIRTY];
};

struct frame;

NN_MUST_USE enum nn_status frame_create(struct frame **frame, struct nn_error *err);
void frame_destroy(struct frame *frame);

/* Paints for the layout in ui, whose size the picture takes on. dirty->count 0: nothing changed.
 * The picture is only good if this succeeds. */
NN_MUST_USE enum nn_status frame_paint(struct frame *frame, const struct app *app,
                                       const struct ui *ui, struct frame_dirty *dirty,
                                       struct nn_error *err);

/* Borrowed; valid until the next frame_paint. */
const struct image *frame_image(const struct frame *frame);
