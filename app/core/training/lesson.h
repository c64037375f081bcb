/* Learning a hand: a net is trained a little further on the user's own drawings, mixed with
 * pictures of MNIST so that it forgets nothing.
 *
 * Each drawing is seen many times, changed a little each time. Drawings that are held out are not
 * learnt: they tell whether the hand was learnt or the drawings were. */
#ifndef APP_CORE_TRAINING_LESSON_H
#define APP_CORE_TRAINING_LESSON_H

#include "app/core/data/collection.h"
#include "app/core/training/training_run.h"

/* Drawings it takes: as the user counts them, those that are held out with the others. */
enum { LESSON_LEAST = 5 };

/* How far the accuracy on MNIST's validation pictures may fall for the learnt net to be of use. */
#define LESSON_TOLERANCE 0.001

/* How many more drawings of the user it takes; 0 if there are enough and one is not held out. */
int lesson_missing(const struct collection *collection);

/* Copies of a model's and a collection's drawings as they were, for another thread. */
struct lesson;

/* BAD_ARGUMENT if there are too few drawings. */
NN_MUST_USE enum nn_status lesson_create(struct lesson **lesson, struct nn_model *model,
                                         const struct collection *collection, struct nn_error *err);
void lesson_destroy(struct lesson *lesson);

/* How many drawings, and how many of them are read right. */
struct lesson_score {
    int count, before, after;
};

struct lesson_result {
    struct nn_model *model; /* what was learnt; NULL if MNIST would be read too much worse */
    struct lesson_score learnt, held_out;
    double validation_before, validation_after;
};
void lesson_result_destroy(struct lesson_result *result);

/* Learns on the calling thread and so many more that there are `threads`. mnist is the training
 * set; its end, kept for validation, is not learnt. The same drawings and model give the same
 * weights. *result is the caller's; NULL if the observer asked to stop. */
NN_MUST_USE enum nn_status lesson_run(const struct lesson *lesson, const struct nn_dataset *mnist,
                                      int threads, const struct training_observer *observer,
                                      struct lesson_result **result, struct nn_error *err);

#endif
