/* The list of runs: which is selected, and which are drawn. Runs are known by name, as the list
 * changes under them; one that is drawn keeps its slot and so its colour. Owned by the main thread.
 */
#pragma once

#include "app/core/runs/run_list.h"

/* What is compared. */
enum run_value {
    RUN_VALUE_VALIDATION_ACCURACY,
    RUN_VALUE_VALIDATION_LOSS,
    RUN_VALUE_TRAINING_ACCURACY,
    RUN_VALUE_TRAINING_LOSS,
    RUN_VALUES,
};

enum { RUN_SLOTS = 8 };

struct run_browser {
    struct run_list *list;
    char selected[RUN_NAME], drawn[RUN_SLOTS][RUN_NAME]; /* "": none */
    enum run_value value;
    bool begun; /* the first list was seen */
};

/* wake as in training.h. */
NN_MUST_USE enum nn_status run_browser_init(struct run_browser *browser, void (*wake)(void *),
                                            void *wake_context, struct nn_error *err);
void run_browser_deinit(struct run_browser *browser);

/* Takes in what is new. The newest run is selected, and drawn, where there is none yet. */
void run_browser_collect(struct run_browser *browser);

int run_browser_count(const struct run_browser *browser);

/* An index, or -1; and that run, borrowed until the next collect, or NULL. */
int run_browser_selected(const struct run_browser *browser);
const struct run_record *run_browser_selected_run(const struct run_browser *browser);
void run_browser_select(struct run_browser *browser, int index); /* brought within what there is */

/* The slot in which a run is drawn, or -1; the run drawn in a slot, or -1. */
int run_browser_slot(const struct run_browser *browser, int index);
int run_browser_drawn(const struct run_browser *browser, int slot);

/* Draws a run, or hides it. */
bool run_browser_can_toggle(const struct run_browser *browser, int index);
void run_browser_toggle(struct run_browser *browser, int index);
void run_browser_next_value(struct run_browser *browser);
