/* The source of pictures to train and test with: files of a data set, ink drawn by the program, or
 * both. */
#pragma once

#include "app/core/data/data_set.h"
#include "app/core/ink/ink.h"
#include "app/core/training/training.h"
#include "nn/thread_pool.h"

/* Given instead of a path: ink drawn by the program. */
#define TRAINING_DATA_INK "ink"

/* Works as data_set_load, but accepts ink as well: 60,000 pictures of digits to train and 10,000
 * others to test with, a fifth of both non-digits. prepare is what to do to the pictures of a data
 * set (data_preparation.h). data_set_destroy frees the data. */
NN_MUST_USE enum nn_status training_data_load(struct data_set *data, const char *source,
                                              const char *prepare, int parts, struct nn_error *err);

/* MISMATCH if the program cannot draw ink of these classes. */
NN_MUST_USE enum nn_status training_data_check_ink(const struct class_set *classes,
                                                   struct nn_error *err);

/* The folder or file that the settings name, or MNIST's. */
NN_MUST_USE enum nn_status training_data_folder(char folder[FILES_MAX_PATH],
                                                const struct training_settings *settings,
                                                struct nn_error *err);

/* Splits all into pictures to train on and, at its end, pictures to validate with. Both view its
 * memory. MISMATCH if there are too few pictures; source names them in the message. */
NN_MUST_USE enum nn_status training_data_split(const struct nn_dataset *all, const char *source,
                                               struct nn_dataset *train,
                                               struct nn_dataset *validation, struct nn_error *err);

/* Images [count,INK_SIDE,INK_SIDE] of ink and labels [count], the caller's. A seed stands for an
 * endless sequence of pictures in random order: none_fraction of them are non-digits (NN_NO_CLASS),
 * the others digits, all equally often. The arrays begin with number `start` of the sequence. */
struct training_ink {
    uint8_t *images, *labels;
    uint64_t seed, start;
    float none_fraction;
};

/* Draws elements first to first + count - 1 of the arrays on the pool's threads, each of which
 * draws some 20,000 per second. */
void training_data_draw_ink(const struct training_ink *ink, int first, int count,
                            struct nn_thread_pool *pool);

/* Moves data to memory with space for count pictures of ink after its own, which are still to be
 * drawn: ink, whose seed and fraction are set, gets their place. The caller frees *memory. */
NN_MUST_USE enum nn_status training_data_add_ink(struct nn_dataset *data, struct training_ink *ink,
                                                 int count, uint8_t **memory, struct nn_error *err);

/* Does the same and draws as many digits of ink as data has pictures; no run trains on them. */
NN_MUST_USE enum nn_status training_data_add_validation_ink(struct nn_dataset *data,
                                                            uint8_t **memory,
                                                            struct nn_thread_pool *pool,
                                                            struct nn_error *err);
