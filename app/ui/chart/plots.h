/* The pictures of a training run's folder: what `inkling train` and the window leave behind.
 *
 * Each function makes a fresh picture of its own size in the look's theme, opaque, painted with the
 * look's font; the caller destroys it. The sizes below are units, of theme->scale pixels each. An
 * error leaves *image without pixels. */
#pragma once

#include "app/core/base/class_set.h"
#include "app/core/training/training.h"
#include "app/ui/paint/theme.h"
#include "nn/dataset.h"
#include "nn/model.h"

/* All borrowed. A scale of 2 gives files that are sharp on any screen. The classes are those of the
 * samples and of the evaluation. */
struct plots_look {
    struct font *font;
    const struct theme *theme;
    const struct class_set *classes;
};

enum { PLOTS_TRAINING_WIDTH = 800, PLOTS_TRAINING_HEIGHT = 640 };
/* The confusion matrix: the side of a cell, the space beside and above its cells, and the least
 * width that fits the title. */
enum { PLOTS_CELL = 48, PLOTS_BESIDE = 160, PLOTS_ABOVE = 140, PLOTS_CONFUSION_MIN_WIDTH = 480 };
enum { PLOTS_SAMPLE_COLUMNS = 6, PLOTS_SAMPLES_WIDTH = 596 };

/* accuracy.png: accuracy, and below it loss, of training and validation over the epochs.
 * points [count], in the order of time; what is NaN is left out, and no points at all give empty
 * axes. NO_MEMORY is the only error. */
NN_MUST_USE enum nn_status plots_training(struct image *image, const struct plots_look *look,
                                          const struct training_point *points, int count,
                                          struct nn_error *err);

/* samples.png: the pictures of a dataset (36 fill a square) in rows of six, each with its label and
 * with what was read in it, predictions [samples->count]. Those read wrongly have a coloured frame,
 * a cross and bold words. BAD_ARGUMENT if there are none, or too many for a picture. */
NN_MUST_USE enum nn_status plots_samples(struct image *image, const struct plots_look *look,
                                         const struct nn_dataset *samples,
                                         const uint8_t *predictions, struct nn_error *err);

/* confusion.png: evaluation->confusion with the counts in its cells, rows the true classes, columns
 * what they were read as; the accuracy in the title and of each class at the end of its row. Right
 * answers are tinted by their fraction of the row, wrong ones, in another colour, by the square
 * root of their count over the largest of them: a few errors among thousands must be seen. */
NN_MUST_USE enum nn_status plots_confusion(struct image *image, const struct plots_look *look,
                                           const struct nn_evaluation *evaluation,
                                           struct nn_error *err);

/* The fullest cell off the diagonal of counts [label][reading], at least 1. */
int confusion_max_errors(const int counts[CLASS_SET_MAX][CLASS_SET_MAX]);

/* Behind a count: right ones out of `max` pictures of the class, wrong ones out of `max` in the
 * fullest cell. Even a single one differs from none. */
color confusion_tint(const struct theme *theme, bool right, int count, int max);
