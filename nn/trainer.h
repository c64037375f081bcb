/* Trains a network one batch at a time, on the calling thread and a pool's.
 *
 * The same spec, recipe and data give the same weights, bit for bit, with any number of threads, on
 * processors for which the same kernels are chosen (AVX2, AVX-512 and so on): every random number
 * is a function of the seed and of its purpose, and every sum over images is taken over fixed
 * shards of the batch in a fixed order. One thread owns a trainer. */
#pragma once

#include <stdbool.h>

#include "nn/dataset.h"
#include "nn/model.h"
#include "nn/recipe.h"
#include "nn/spec.h"
#include "nn/thread_pool.h"

struct nn_trainer;

/* One batch's figures, measured in the forward pass that also trained on it. */
struct nn_step {
    long step; /* steps done, including this one */
    int images;
    double loss;          /* mean over the batch */
    int correct, classed; /* of the images that have a class */
};

/* Starts from random weights given by the recipe's seed. Borrows data's arrays and the pool for its
 * lifetime. BAD_ARGUMENT if a number in the recipe is out of bounds, or the batch is 1 and the
 * network has a batch norm of vectors, which would learn nothing; MISMATCH if the data do not
 * fit (see nn_dataset_check) or have sides of more than 64. */
NN_MUST_USE enum nn_status nn_trainer_create(struct nn_trainer **trainer,
                                             const struct nn_spec *spec,
                                             const struct nn_recipe *recipe,
                                             const struct nn_dataset *data,
                                             struct nn_thread_pool *pool, struct nn_error *err);
void nn_trainer_destroy(struct nn_trainer *trainer);

/* Starts from the model's weights instead, before the first step. MISMATCH for another spec. */
NN_MUST_USE enum nn_status nn_trainer_start_from(struct nn_trainer *trainer,
                                                 const struct nn_model *model,
                                                 struct nn_error *err);

long nn_trainer_step_count(const struct nn_trainer *trainer); /* of the whole run */
long nn_trainer_steps_per_epoch(const struct nn_trainer *trainer);
long nn_trainer_steps_done(const struct nn_trainer *trainer);

/* Has steps ask, on any thread and between the layers of a part of the batch, whether to leave
 * off. */
void nn_trainer_stop_when(struct nn_trainer *trainer, bool (*stop)(void *context), void *context);

/* Trains on the next batch. Call it while steps_done < step_count. Allocates nothing. A step that
 * was left has no images, and the trainer is as it was before. */
struct nn_step nn_trainer_step(struct nn_trainer *trainer);

/* A new model with the current weights (their average, if the recipe keeps one), without metadata.
 * The caller releases it. */
NN_MUST_USE enum nn_status nn_trainer_snapshot(struct nn_trainer *trainer, struct nn_model **model,
                                               struct nn_error *err);

/* Everything that a trainer needs to continue later as if it had never stopped: a safetensors file,
 * written atomically, read into a trainer made with the same spec, recipe and data. note is the
 * caller's own text, shorter than NN_TRAINER_NOTE. Weights that are not finite are not saved
 * (BAD_ARGUMENT): the previous checkpoint stays. A link at path is replaced when saving and refused
 * (BAD_FILE) when loading: folders with runs may come from elsewhere. Loading gives MISMATCH for a
 * checkpoint of another spec, recipe or number of pictures and BAD_FILE for a damaged one, and then
 * leaves the trainer unchanged. */
enum { NN_TRAINER_NOTE = 512 };
NN_MUST_USE enum nn_status nn_trainer_save(const struct nn_trainer *trainer, const char *path,
                                           const char *note, struct nn_error *err);
NN_MUST_USE enum nn_status nn_trainer_load(struct nn_trainer *trainer, const char *path,
                                           char note[NN_TRAINER_NOTE], struct nn_error *err);
