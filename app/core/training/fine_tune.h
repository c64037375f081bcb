/* Learning the user's hand: a network is fine-tuned on the user's own drawings, mixed with pictures
 * of MNIST so that it forgets nothing.
 *
 * Each drawing is seen many times, augmented each time. Drawings that are held out are not learnt:
 * they tell whether the network learnt the hand or only the drawings. */
#pragma once

#include "app/core/data/collection.h"
#include "app/core/training/training_run.h"

/* The number of drawings that it takes, including those that are held out. */
enum { FINE_TUNE_MIN = 5 };

/* The largest acceptable loss of accuracy on MNIST's validation pictures. */
#define FINE_TUNE_TOLERANCE 0.001

/* How many more drawings it takes; 0 if there are enough and one of them is not held out. */
int fine_tune_missing(const struct collection *collection);

/* A model and copies of a collection's drawings, for another thread. */
struct fine_tune;

/* BAD_ARGUMENT if there are too few drawings. */
NN_MUST_USE enum nn_status fine_tune_create(struct fine_tune **fine_tune, struct nn_model *model,
                                            const struct collection *collection,
                                            struct nn_error *err);
void fine_tune_destroy(struct fine_tune *fine_tune);

/* The number of drawings, and how many of them are read correctly. */
struct fine_tune_score {
    int count, before, after;
};

struct fine_tune_result {
    struct nn_model *model; /* NULL if MNIST would be read too much worse */
    struct fine_tune_score learnt, held_out;
    double validation_before, validation_after;
};
void fine_tune_result_destroy(struct fine_tune_result *result);

/* Trains on `threads` threads, including the caller's. mnist is the training set; its end is kept
 * for validation. The same drawings and model give the same weights. The caller owns *result, which
 * is NULL if the observer stopped the work. */
NN_MUST_USE enum nn_status fine_tune_run(const struct fine_tune *fine_tune,
                                         const struct nn_dataset *mnist, int threads,
                                         const struct training_observer *observer,
                                         struct fine_tune_result **result, struct nn_error *err);
