/* What the network reads in what is shown. Owned by the main thread. */
#pragma once

#include "app/core/ink/canvas.h"
#include "app/core/reading/number.h"

struct prediction {
    struct reader *reader;
    struct number number;       /* read now */
    struct number shown;        /* the same, but steady while a stroke is being drawn */
    struct ink_picture picture; /* what was read, or its latest digit */
    struct reading reading;     /* of that picture */
    bool stale;                 /* older than the model */
    bool of_canvas;
    uint64_t revision; /* of the canvas */
};

NN_MUST_USE enum nn_status prediction_init(struct prediction *prediction, struct nn_model *model,
                                           struct nn_error *err);
void prediction_deinit(struct prediction *prediction);

/* MISMATCH for a model of other pictures; the one before stays then. */
NN_MUST_USE enum nn_status prediction_set_model(struct prediction *prediction,
                                                struct nn_model *model, struct nn_error *err);

/* Reads the canvas, or a picture, if that or the model has changed since. True if it has. */
bool prediction_read_canvas(struct prediction *prediction, const struct canvas *canvas);
bool prediction_read_picture(struct prediction *prediction, const struct ink_picture *picture);
