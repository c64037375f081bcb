/* A preview of augmentation: the first training pictures of a set, changed by the same code and the
 * same kind of random numbers as in a training. */
#pragma once

#include "app/core/data/data_set.h"
#include "app/core/ink/ink.h"
#include "nn/recipe.h"

enum { PREVIEW_PICTURES = 24 };

/* Plain values but for data; all zero before it is loaded. */
struct preview {
    struct data_set data;
    int data_count; /* training pictures of the whole set; 0: nothing is loaded */
    int count;      /* of the pictures below */
    uint8_t pictures[PREVIEW_PICTURES][INK_PIXELS], labels[PREVIEW_PICTURES];
};

/* Reads the first few hundred pictures of the data folder, which takes no longer than a frame. */
NN_MUST_USE enum nn_status preview_load(struct preview *preview, const char *folder,
                                        struct nn_error *err);
void preview_deinit(struct preview *preview);

/* Draws the pictures of a round, 0 or more; the same arguments give the same pictures. Each round
 * continues where the previous one ended. */
void preview_draw(struct preview *preview, const struct nn_augmentation *augmentation,
                  uint64_t seed, int round);
