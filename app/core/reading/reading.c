#include "app/core/reading/reading.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/reading/model_classes.h"
#include "nn/calibration.h"
#include "nn/formats/safetensors.h"
#include "nn/loss.h"

/* The file assets/model/best.safetensors, embedded at build time. */
extern const unsigned char embedded_model[], embedded_model_end[];

enum { MEMORIES = 32 };

/* A picture that was read, and the time of its last use; 0: never. */
struct memory {
    uint64_t used;
    struct ink_picture picture;
    struct reading reading;
};

/* Only one digit of a number changes while it is drawn: the others are remembered. */
struct reader {
    struct class_set classes; /* the model's */
    struct nn_model *model;
    struct nn_workspace *workspace;
    struct memory memories[MEMORIES];
    uint64_t now;
};

static enum nn_status check_shape(const struct nn_model *model, struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    size_t outputs = nn_shape_size(spec->output);
    if (spec->input.height == INK_SIDE && spec->input.width == INK_SIDE &&
        spec->input.channels == 1 && outputs >= NN_MIN_CLASSES && outputs <= NN_MAX_CLASSES)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_MISMATCH,
                        "the model takes %d x %d x %d pictures and has %zu outputs; to read "
                        "drawings it must take %d x %d x 1 and have %d to %d",
                        spec->input.height, spec->input.width, spec->input.channels, outputs,
                        INK_SIDE, INK_SIDE, NN_MIN_CLASSES, NN_MAX_CLASSES);
}

enum nn_status reader_create(struct reader **out, struct nn_model *model, struct nn_error *err) {
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read drawings");
    enum nn_status status = reader_set_model(reader, model, err);
    if (status)
        reader_destroy(reader);
    else
        *out = reader;
    return status;
}

void reader_destroy(struct reader *reader) {
    if (!reader)
        return;
    nn_workspace_destroy(reader->workspace);
    nn_model_release(reader->model);
    free(reader);
}

enum nn_status reader_set_model(struct reader *reader, struct nn_model *model,
                                struct nn_error *err) {
    enum nn_status status = check_shape(model, err);
    const char *spec = nn_model_spec(model)->text;
    if (!status && (!reader->model || strcmp(nn_model_spec(reader->model)->text, spec) != 0)) {
        struct nn_workspace *workspace = NULL;
        status = nn_workspace_create(&workspace, nn_model_spec(model), 1, err);
        if (!status) {
            nn_workspace_destroy(reader->workspace);
            reader->workspace = workspace;
        }
    }
    if (status)
        return status;
    nn_model_retain(model);
    nn_model_release(reader->model);
    reader->model = model;
    reader->classes = model_classes(model);
    memset(reader->memories, 0, sizeof reader->memories);
    return NN_STATUS_OK;
}

struct nn_model *reader_model(const struct reader *reader) {
    return reader->model;
}

const struct class_set *reader_classes(const struct reader *reader) {
    return &reader->classes;
}

/* The memory of the picture, or the least recently used one. */
static struct memory *memory_for(struct reader *reader, const struct ink_picture *picture) {
    struct memory *oldest = &reader->memories[0];
    for (struct memory *memory = oldest; memory < reader->memories + MEMORIES; memory++) {
        if (memory->used && memcmp(memory->picture.pixels, picture->pixels, INK_PIXELS) == 0)
            return memory;
        if (memory->used < oldest->used)
            oldest = memory;
    }
    oldest->used = 0;
    return oldest;
}

static void run_model(struct reader *reader, const struct ink_picture *picture,
                      struct reading *reading) {
    int classes = reader->classes.count;
    float image[INK_PIXELS];
    nn_image_to_floats(picture->pixels, INK_PIXELS, image);
    nn_model_forward(reader->model, reader->workspace, image, 1, reading->probabilities);
    nn_softmax(reading->probabilities, classes, reading->probabilities);
    reading->digit = nn_argmax(reading->probabilities, classes);
    reading->confidence = reading->probabilities[reading->digit];
    reading->is_digit = reading->confidence >= nn_model_none_threshold(reader->model);
}

void reader_read(struct reader *reader, const struct ink_picture *picture,
                 struct reading *reading) {
    *reading = (struct reading){.classes = &reader->classes, .digit = -1};
    if (picture->blank)
        return;
    struct memory *memory = memory_for(reader, picture);
    if (!memory->used) {
        memory->picture = *picture;
        memory->reading = *reading;
        run_model(reader, picture, &memory->reading);
    }
    memory->used = ++reader->now;
    *reading = memory->reading;
}

enum nn_status reading_builtin_model(struct nn_model **model, struct nn_error *err) {
    /* To the compiler these are two objects, between which there is no pointer arithmetic. */
    size_t size = (uintptr_t)embedded_model_end - (uintptr_t)embedded_model;
    return nn_model_load_memory(model, embedded_model, size, "the built-in model", err);
}
