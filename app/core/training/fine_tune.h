/* Learning a hand: a net is trained a little further on the user's own drawings, mixed with
 * pictures of MNIST so that it forgets nothing.
 *
 * Each drawing is seen many times, changed a little each time. Drawings that are held out are not
 * learnt: they tell whether the hand was learnt or the drawings were. */
#ifndef APP_CORE_TRAINING_FINE_TUNE_H
#define APP_CORE_TRAINING_FINE_TUNE_H

#include "app/core/data/collection.h"
#include "app/core/training/training_run.h"

/* Drawings it takes: as the user counts them, those that are held out with the others. */
enum { FINE_TUNE_MIN = 5 };

/* How far the accuracy on MNIST's validation pictures may fall for the learnt net to be of use. */
#define FINE_TUNE_TOLERANCE 0.001

/* How many more drawings of the user it takes; 0 if there are enough and one is not held out. */
int fine_tune_missing(const struct collection *collection);

/* Copies of a model's and a collection's drawings as they were, for another thread. */
struct fine_tune;

/* BAD_ARGUMENT if there are too few drawings. */
NN_MUST_USE enum nn_status fine_tune_create(struct fine_tune **fine_tune, struct nn_model *model,
                                            const struct collection *collection,
                                            struct nn_error *err);
void fine_tune_destroy(struct fine_tune *fine_tune);

/* How many drawings, and how many of them are read right. */
struct fine_tune_score {
    int count, before, after;
};

struct fine_tune_result {
    struct nn_model *model; /* what was learnt; NULL if MNIST would be read too much worse */
    struct fine_tune_score learnt, held_out;
    double validation_before, validation_after;
};
void fine_tune_result_destroy(struct fine_tune_result *result);

/* Learns on the calling thread and so many more that there are `threads`. mnist is the training
 * set; its end, kept for validation, is not learnt. The same drawings and model give the same
 * weights. *result is the caller's; NULL if the observer asked to stop. */
NN_MUST_USE enum nn_status fine_tune_run(const struct fine_tune *fine_tune,
                                         const struct nn_dataset *mnist, int threads,
                                         const struct training_observer *observer,
                                         struct fine_tune_result **result, struct nn_error *err);

#endif
