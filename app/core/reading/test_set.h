/* MNIST's test pictures and a network's reading of each, computed on a separate thread.
 *
 * The main thread owns the set and may look at the part of the arrays below `read`; the rest
 * belongs to the thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/base/class_set.h"
#include "nn/model.h"

struct test_set;

/* Loads nothing yet. The classes are those of the pictures' labels. wake as in training.h. */
NN_MUST_USE enum nn_status test_set_create(struct test_set **set, const struct class_set *classes,
                                           void (*wake)(void *), void *wake_context,
                                           struct nn_error *err);

/* Ends the thread, within a few pictures. */
void test_set_destroy(struct test_set *set);

/* Lets the model read all pictures. Does nothing if it was the last to read them, or while another
 * model is reading: call again later. The first call loads the pictures. */
NN_MUST_USE enum nn_status test_set_read(struct test_set *set, struct nn_model *model,
                                         struct nn_error *err);

/* The model that reads or has read them; NULL before the first. Borrowed. */
const struct nn_model *test_set_model(const struct test_set *set);

/* count is 0 until the pictures are loaded; images [count,INK_SIDE,INK_SIDE] and labels then live
 * as long as the set. readings [read] are the classes read so far, confidences [read] their
 * probabilities. pass grows with each model that starts to read. Borrowed. */
struct test_set_view {
    const struct class_set *classes;
    int count, read, pass;
    const uint8_t *images, *labels, *readings;
    const float *confidences;
};
struct test_set_view test_set_look(const struct test_set *set);

/* True, with the reason, if the pictures could not be loaded or read. */
bool test_set_failed(struct test_set *set, struct nn_error *err);
