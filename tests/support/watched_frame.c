#include "tests/support/watched_frame.h"

#include <string.h>

enum nn_status watched_frame_create(struct watched_frame *watched, struct nn_error *err) {
    *watched = (struct watched_frame){0};
    return frame_create(&watched->frame, err);
}

void watched_frame_destroy(struct watched_frame *watched) {
    frame_destroy(watched->frame);
    image_destroy(&watched->seen);
}

static enum nn_status resize(struct image *seen, const struct image *image, struct nn_error *err) {
    if (seen->width == image->width && seen->height == image->height)
        return NN_STATUS_OK;
    image_destroy(seen);
    *seen = (struct image){0};
    return image_create(seen, image->width, image->height, err);
}

static uint32_t *row_of(const struct image *image, struct rect rect, int y) {
    return image->pixels + (ptrdiff_t)(rect.y + y) * image->stride + rect.x;
}

enum nn_status watched_frame_paint(struct watched_frame *watched, const struct app *app,
                                   const struct ui *ui, struct frame_dirty *dirty,
                                   struct nn_error *err) {
    enum nn_status status = frame_paint(watched->frame, app, ui, dirty, err);
    if (!status)
        status = resize(&watched->seen, frame_image(watched->frame), err);
    for (int i = 0; !status && i < dirty->count; i++) {
        struct rect rect = dirty->rects[i];
        for (int y = 0; y < rect.h; y++)
            memcpy(row_of(&watched->seen, rect, y), row_of(frame_image(watched->frame), rect, y),
                   (size_t)rect.w * 4);
    }
    return status;
}

static struct rect first_difference(const struct image *a, const struct image *b) {
    struct rect whole = {0, 0, a->width, a->height};
    for (int y = 0; y < a->height; y++) {
        const uint32_t *left = row_of(a, whole, y), *right = row_of(b, whole, y);
        for (int x = 0; x < a->width; x++)
            if (left[x] != right[x])
                return (struct rect){x, y, 1, 1};
    }
    return (struct rect){0, 0, 0, 0};
}

enum nn_status watched_frame_compare(const struct watched_frame *watched, const struct app *app,
                                     const struct ui *ui, struct rect *stale,
                                     struct nn_error *err) {
    struct frame *fresh = NULL;
    struct frame_dirty dirty;
    enum nn_status status = frame_create(&fresh, err);
    if (!status)
        status = frame_paint(fresh, app, ui, &dirty, err);
    if (!status)
        *stale = first_difference(&watched->seen, frame_image(fresh));
    frame_destroy(fresh);
    return status;
}
