/* The test pictures: which are shown, and what a model gets wrong. Owned by the main thread. */
#pragma once

#include "app/core/reading/mistakes.h"
#include "app/core/reading/test_set.h"

enum test_filter { TEST_FILTER_ALL, TEST_FILTER_WRONG, TEST_FILTER_RIGHT };

struct test_browser {
    const struct class_set *classes;
    struct test_set *set;
    int index;               /* of the picture looked at */
    int digit;               /* the digit to show, -1 for all */
    enum test_filter filter; /* beside that */
    struct mistakes mistakes;
    int mistake;          /* the one looked at of those shown, or -1 */
    int pass;             /* of the test set that the mistakes are of; 0: none yet */
    char model_name[64];  /* of the model that reads or has read the pictures */
    char mistakes_of[64]; /* of the model whose mistakes are shown */
    bool asked;           /* to measure again while a training goes on */
    void (*wake)(void *);
    void *wake_context;
};

/* The classes, borrowed, are those of the labels. wake as in training.h. */
NN_MUST_USE enum nn_status test_browser_init(struct test_browser *browser,
                                             const struct class_set *classes, void (*wake)(void *),
                                             void *wake_context, struct nn_error *err);
void test_browser_deinit(struct test_browser *browser);

/* Begins with a new test set where the last one failed: its files may be there now. */
NN_MUST_USE enum nn_status test_browser_open(struct test_browser *browser, struct nn_error *err);

/* Has the model read the pictures, unless busy: then only where none has read them yet, or where it
 * was asked for. Takes in what was read. */
NN_MUST_USE enum nn_status test_browser_collect(struct test_browser *browser,
                                                struct nn_model *model, const char *name, bool busy,
                                                struct nn_error *err);

/* A picture among those shown: its index in the set, or -1 where none is, and its number, from 1,
 * of so many. */
struct test_place {
    int index, number, count;
};
struct test_place test_browser_place(const struct test_browser *browser);
struct test_place test_browser_mistake_place(const struct test_browser *browser);

/* Goes so many shown pictures on, or back. */
void test_browser_step(struct test_browser *browser, int by);
void test_browser_show_digit(struct test_browser *browser, int digit); /* twice: all digits */
void test_browser_set_filter(struct test_browser *browser, enum test_filter filter);

/* Takes in the mistakes of a pass that has come to its end. */
NN_MUST_USE enum nn_status test_browser_measure(struct test_browser *browser, struct nn_error *err);

/* Asks to measure the model as it is now. */
bool test_browser_can_ask(const struct test_browser *browser, const struct nn_model *model);
void test_browser_ask(struct test_browser *browser);

/* The cell by its mistakes_cell_number; -1, or the chosen one again, shows all mistakes. */
void test_browser_choose_cell(struct test_browser *browser, int cell);
void test_browser_choose_mistake(struct test_browser *browser, int number); /* of those shown */

/* The fraction of the test pictures read that the mistakes do not count yet; 1: all is counted. */
double test_browser_progress(const struct test_browser *browser);
