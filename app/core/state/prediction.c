#include "app/core/state/prediction.h"

#include <string.h>

enum nn_status prediction_init(struct prediction *prediction, struct nn_model *model,
                               struct nn_error *err) {
    *prediction = (struct prediction){.stale = true};
    return reader_create(&prediction->reader, model, err);
}

void prediction_deinit(struct prediction *prediction) {
    reader_destroy(prediction->reader);
}

enum nn_status prediction_set_model(struct prediction *prediction, struct nn_model *model,
                                    struct nn_error *err) {
    const struct class_set before = *reader_classes(prediction->reader);
    enum nn_status status = reader_set_model(prediction->reader, model, err);
    if (status)
        return status;
    if (!class_set_equal(&before, reader_classes(prediction->reader)))
        prediction->number.count = prediction->shown.count = 0; /* digits that have no name now */
    prediction->stale = true;
    return NN_STATUS_OK;
}

bool prediction_read_canvas(struct prediction *prediction, const struct canvas *canvas) {
    uint64_t revision = canvas_revision(canvas);
    bool fresh = !prediction->stale && prediction->of_canvas && prediction->revision == revision;
    if (!fresh) {
        struct strokes strokes = canvas_strokes(canvas);
        number_read(&prediction->number, &prediction->picture, prediction->reader, &strokes);
        prediction->reading = number_latest(&prediction->number);
    }
    prediction->of_canvas = true;
    prediction->revision = revision;
    prediction->stale = false;
    /* Half a digit reads as this and that: only what is sure is shown before the pen is lifted. */
    if (!canvas_is_drawing(canvas) || number_is_sure(&prediction->number))
        prediction->shown = prediction->number;
    return !fresh;
}

bool prediction_read_picture(struct prediction *prediction, const struct ink_picture *picture) {
    if (!prediction->stale && !prediction->of_canvas &&
        memcmp(picture, &prediction->picture, sizeof *picture) == 0)
        return false;
    prediction->picture = *picture;
    reader_read(prediction->reader, picture, &prediction->reading);
    number_of_reading(&prediction->number, &prediction->reading);
    prediction->reading = number_latest(&prediction->number);
    prediction->shown = prediction->number;
    prediction->of_canvas = prediction->stale = false;
    return true;
}
