/* Labelled pictures in memory that grows while a file of any format is read. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/ink/ink.h"
#include "nn/status.h"

enum {
    DATA_PART_MAX = (1 << 30) / INK_PIXELS, /* pictures */
    DATA_PART_MIN_SIDE = 4,                 /* of a picture as it is read */
    DATA_PART_MAX_SIDE = 512,
};

/* images [count,INK_SIDE,INK_SIDE], 0 paper to 255 ink; labels [count] as numbers in the file. All
 * zero is empty. */
struct data_part {
    uint8_t *images, *labels;
    int count, capacity;
};

void data_part_destroy(struct data_part *part);

/* Whether pictures of this size can be read; the error names the path. */
NN_MUST_USE enum nn_status data_part_check_size(int width, int height, const char *path,
                                                struct nn_error *err);

/* Adds a picture [height,width] of a size that was checked, scaled to the network's. The error
 * names the path. */
NN_MUST_USE enum nn_status data_part_add(struct data_part *part, const uint8_t *pixels, int width,
                                         int height, int label, const char *path,
                                         struct nn_error *err);
