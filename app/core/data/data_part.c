#include "app/core/data/data_part.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/data/picture_scale.h"

void data_part_destroy(struct data_part *part) {
    free(part->images);
    free(part->labels);
    *part = (struct data_part){0};
}

enum nn_status data_part_check_size(int width, int height, const char *path, struct nn_error *err) {
    if (min_int(width, height) >= DATA_PART_MIN_SIDE &&
        max_int(width, height) <= DATA_PART_MAX_SIDE)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s has pictures of %d x %d: their sides can be %d to %d pixels", path,
                        height, width, DATA_PART_MIN_SIDE, DATA_PART_MAX_SIDE);
}

static bool grow(struct data_part *part) {
    enum { FIRST = 1024 };
    int capacity = clamp_int(2 * part->capacity, FIRST, DATA_PART_MAX);
    uint8_t *images = realloc(part->images, (size_t)capacity * INK_PIXELS);
    if (!images)
        return false;
    part->images = images;
    uint8_t *labels = realloc(part->labels, (size_t)capacity);
    if (!labels)
        return false;
    part->labels = labels;
    part->capacity = capacity;
    return true;
}

enum nn_status data_part_add(struct data_part *part, const uint8_t *pixels, int width, int height,
                             int label, const char *path, struct nn_error *err) {
    if (label < 0 || label > UINT8_MAX)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has label %d for picture %d: labels can be 0 to %d", path, label,
                            part->count + 1, UINT8_MAX);
    if (part->count == DATA_PART_MAX)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has more than %d pictures: split it", path,
                            DATA_PART_MAX);
    if (part->count == part->capacity && !grow(part))
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    picture_scale(part->images + (ptrdiff_t)part->count * INK_PIXELS, pixels, width, height);
    part->labels[part->count++] = (uint8_t)label;
    return NN_STATUS_OK;
}
