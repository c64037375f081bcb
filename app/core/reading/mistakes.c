#include "app/core/reading/mistakes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct mistakes_cell all_mistakes = {-1, -1};

int mistakes_cell_number(struct mistakes_cell cell) {
    return cell.label < 0 ? -1 : cell.label * CLASS_SET_MAX + cell.reading;
}

struct mistakes_cell mistakes_cell_of(int number) {
    return number < 0 ? all_mistakes
                      : (struct mistakes_cell){number / CLASS_SET_MAX, number % CLASS_SET_MAX};
}

void mistakes_init(struct mistakes *mistakes) {
    *mistakes = (struct mistakes){.cell = all_mistakes};
}

void mistakes_deinit(struct mistakes *mistakes) {
    free(mistakes->pictures);
    mistakes_init(mistakes);
}

static bool belongs(const struct mistakes_picture *picture, struct mistakes_cell cell) {
    if (cell.label < 0)
        return picture->label != picture->reading;
    return picture->label == cell.label && picture->reading == cell.reading;
}

/* Orders two pictures that are both read correctly or both wrongly. */
static int compare(const void *left, const void *right) {
    const struct mistakes_picture *a = left, *b = right;
    bool wrong = a->label != a->reading;
    if (a->confidence != b->confidence)
        return (a->confidence > b->confidence) == wrong ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

void mistakes_choose(struct mistakes *mistakes, struct mistakes_cell cell) {
    mistakes->cell = cell;
    mistakes->shown_count = 0;
    for (int i = 0; i < mistakes->count; i++)
        if (belongs(&mistakes->pictures[i], cell))
            mistakes->shown[mistakes->shown_count++] = mistakes->pictures[i];
    if (mistakes->shown_count > 0)
        qsort(mistakes->shown, (size_t)mistakes->shown_count, sizeof *mistakes->shown, compare);
}

/* Allocates space for this number of pictures, both measured and shown. */
static enum nn_status make_capacity(struct mistakes *mistakes, int count, struct nn_error *err) {
    if (mistakes->count == count)
        return NN_STATUS_OK;
    struct mistakes_picture *pictures = malloc(2 * (size_t)count * sizeof *pictures);
    if (!pictures)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the mistakes");
    free(mistakes->pictures);
    mistakes->pictures = pictures;
    mistakes->shown = pictures + count;
    return NN_STATUS_OK;
}

enum nn_status mistakes_measure(struct mistakes *mistakes, const struct test_set_view *view,
                                struct nn_error *err) {
    enum nn_status status = make_capacity(mistakes, view->count, err);
    if (status)
        return status;
    mistakes->classes = view->classes;
    mistakes->count = view->count;
    mistakes->wrong = 0;
    memset(mistakes->confusion, 0, sizeof mistakes->confusion);
    for (int i = 0; i < view->count; i++) {
        int label = view->labels[i], reading = view->readings[i];
        mistakes->pictures[i] = (struct mistakes_picture){i, label, reading, view->confidences[i]};
        mistakes->confusion[label][reading]++;
        mistakes->wrong += label != reading;
    }
    mistakes_choose(mistakes, mistakes->cell);
    return NN_STATUS_OK;
}

int mistakes_row(const int row[CLASS_SET_MAX]) {
    int sum = 0;
    for (int i = 0; i < CLASS_SET_MAX; i++)
        sum += row[i];
    return sum;
}

double mistakes_recall(const struct mistakes *mistakes, int label) {
    int all = mistakes_row(mistakes->confusion[label]);
    return all > 0 ? (double)mistakes->confusion[label][label] / all : (double)NAN;
}
