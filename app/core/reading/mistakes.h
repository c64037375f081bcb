/* The mistakes of a network on labelled pictures: how often each class was read as each other one,
 * and the pictures concerned, the most interesting first.
 *
 * A copy of one pass over the test pictures, which stays while the next pass runs. Owned by the
 * main thread. */
#pragma once

#include "app/core/reading/reading.h"
#include "app/core/reading/test_set.h"

/* confidence is the probability that the network gives to the reading. */
struct mistakes_picture {
    int index; /* in the test set */
    int label, reading;
    float confidence;
};

/* A cell of the confusion matrix; label -1 stands for everything off the diagonal. Its number is -1
 * for that, and otherwise not negative. */
struct mistakes_cell {
    int label, reading;
};
int mistakes_cell_number(struct mistakes_cell cell);
struct mistakes_cell mistakes_cell_of(int number);

/* Written only by this module. All zero means no pictures. */
struct mistakes {
    const struct class_set *classes; /* of the pictures; NULL before the first are measured */
    int count;                       /* pictures measured */
    int wrong;
    int confusion[CLASS_SET_MAX][CLASS_SET_MAX]; /* [label][reading] */
    struct mistakes_cell cell;                   /* of `shown` */
    int shown_count;
    struct mistakes_picture *shown; /* [shown_count]: see mistakes_choose */
    struct mistakes_picture *pictures;
};

void mistakes_init(struct mistakes *mistakes);
void mistakes_deinit(struct mistakes *mistakes);

/* Measures the readings of all pictures in the view and shows the pictures of the same cell as
 * before. On failure nothing changes. */
NN_MUST_USE enum nn_status mistakes_measure(struct mistakes *mistakes,
                                            const struct test_set_view *view, struct nn_error *err);

/* Shows the cell's pictures: mistakes by falling confidence, so that the worst come first, correct
 * readings by rising confidence, equal ones in the order of the set. */
void mistakes_choose(struct mistakes *mistakes, struct mistakes_cell cell);

/* The number of pictures of a class, by its row of a confusion matrix, and the fraction of them
 * read correctly: NaN if there are none. */
int mistakes_row(const int row[CLASS_SET_MAX]);
double mistakes_recall(const struct mistakes *mistakes, int label);
