/* What a net got wrong in labelled pictures: how often each class was read as each other, and the
 * pictures behind that, in the order in which they are worth a look.
 *
 * A copy of one pass over the test pictures: it stays while the next one is under way. Owned by the
 * main thread. */
#ifndef APP_CORE_READING_MISTAKES_H
#define APP_CORE_READING_MISTAKES_H

#include "app/core/reading/reading.h"
#include "app/core/reading/test_set.h"

/* confidence is the probability that the net gives to the reading. */
struct mistakes_picture {
    int index; /* in the test set */
    int label, reading;
    float confidence;
};

/* A cell of the confusion matrix; label -1 stands for everything off its diagonal. As one number,
 * whatever the classes are: -1 for that, else one that is not negative. */
struct mistakes_cell {
    int label, reading;
};
int mistakes_cell_number(struct mistakes_cell cell);
struct mistakes_cell mistakes_cell_of(int number);

/* Read by others, written by this module alone. All zero is one of no pictures. */
struct mistakes {
    const struct class_set *classes; /* of the pictures; NULL before the first are measured */
    int count;                       /* pictures measured */
    int wrong;
    int confusion[CLASS_SET_MAX][CLASS_SET_MAX]; /* [label][reading] */
    struct mistakes_cell cell;                   /* what `shown` are of */
    int shown_count;
    struct mistakes_picture *shown; /* [shown_count]: see mistakes_choose */
    struct mistakes_picture *pictures;
};

void mistakes_init(struct mistakes *mistakes);
void mistakes_deinit(struct mistakes *mistakes);

/* Takes in what was read in all pictures of the view, and shows the pictures of the same cell as
 * before. On failure everything stays as it was. */
NN_MUST_USE enum nn_status mistakes_measure(struct mistakes *mistakes,
                                            const struct test_set_view *view, struct nn_error *err);

/* Shows the cell's pictures: mistakes by falling confidence, so that the worst come first; what was
 * read right by rising confidence. What is equally sure stands in the order of the set. */
void mistakes_choose(struct mistakes *mistakes, struct mistakes_cell cell);

/* Pictures of a class, by its row of a confusion matrix, and the share of them that is read right:
 * NaN where there are none. */
int mistakes_row(const int row[CLASS_SET_MAX]);
double mistakes_recall(const struct mistakes *mistakes, int label);

#endif
