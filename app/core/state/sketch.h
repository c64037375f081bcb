/* What is drawn: the canvas with its tools, or a picture from a file that stands in its place until
 * something is drawn. Owned by the main thread. */
#pragma once

#include "app/core/ink/canvas.h"
#include "app/core/reading/opened_picture.h"

struct sketch {
    struct canvas *canvas;
    enum canvas_tool tool;
    float brush; /* diameter in canvas units */
    struct opened_picture opened;
    uint64_t opened_number;    /* grows with every picture opened */
    int chosen;                /* of its digits */
    char picture_name[128];    /* its file's; "" where there is none */
    uint64_t picture_revision; /* of the canvas while the picture stands there */
};

NN_MUST_USE enum nn_status sketch_init(struct sketch *sketch, float brush, struct nn_error *err);
void sketch_deinit(struct sketch *sketch);

void sketch_set_brush(struct sketch *sketch, float brush); /* brought within its bounds */

NN_MUST_USE enum nn_status sketch_clear(struct sketch *sketch, struct nn_error *err);

/* Clears the canvas and puts the picture, which is taken over or else destroyed, in its place; its
 * first digit is chosen. */
NN_MUST_USE enum nn_status sketch_open_picture(struct sketch *sketch, struct opened_picture *opened,
                                               const char *name, struct nn_error *err);
const struct page_digit *sketch_chosen_digit(const struct sketch *sketch);
void sketch_choose_digit(struct sketch *sketch, int index); /* brought within what there is */
bool sketch_shows_picture(const struct sketch *sketch);
bool sketch_has_strokes(const struct sketch *sketch);
