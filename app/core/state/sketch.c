#include "app/core/state/sketch.h"

#include <stdio.h>

#include "app/core/base/clamp.h"

enum nn_status sketch_init(struct sketch *sketch, float brush, struct nn_error *err) {
    *sketch = (struct sketch){.brush = brush};
    return canvas_create(&sketch->canvas, err);
}

void sketch_deinit(struct sketch *sketch) {
    canvas_destroy(sketch->canvas);
    opened_picture_destroy(&sketch->opened);
}

void sketch_set_brush(struct sketch *sketch, float brush) {
    sketch->brush = clamp_float(brush, CANVAS_BRUSH_MIN, CANVAS_BRUSH_MAX);
}

enum nn_status sketch_clear(struct sketch *sketch, struct nn_error *err) {
    sketch->picture_name[0] = '\0';
    return canvas_clear(sketch->canvas, err);
}

enum nn_status sketch_open_picture(struct sketch *sketch, struct opened_picture *opened,
                                   const char *name, struct nn_error *err) {
    enum nn_status status = canvas_clear(sketch->canvas, err);
    opened_picture_destroy(status ? opened : &sketch->opened);
    if (status)
        return status;
    sketch->opened = *opened;
    sketch->opened_number++;
    sketch->chosen = 0;
    snprintf(sketch->picture_name, sizeof sketch->picture_name, "%s", name);
    sketch->picture_revision = canvas_revision(sketch->canvas);
    return NN_STATUS_OK;
}

const struct page_digit *sketch_chosen_digit(const struct sketch *sketch) {
    return opened_picture_digit(&sketch->opened, sketch->chosen);
}

void sketch_choose_digit(struct sketch *sketch, int index) {
    sketch->chosen = clamp_int(index, 0, opened_picture_count(&sketch->opened) - 1);
}

bool sketch_shows_picture(const struct sketch *sketch) {
    return sketch->picture_name[0] && sketch->picture_revision == canvas_revision(sketch->canvas);
}

bool sketch_has_strokes(const struct sketch *sketch) {
    return canvas_strokes(sketch->canvas).count > 0;
}
