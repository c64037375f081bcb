/* A training run read back from its folder, to be looked at: what it was told, how far it is, its
 * graphs. Immutable and counted; any thread may look. */
#ifndef APP_CORE_RUNS_RUN_RECORD_H
#define APP_CORE_RUNS_RUN_RECORD_H

#include <stdbool.h>

#include "app/core/runs/history.h"
#include "app/core/runs/run_folder.h"

enum run_state {
    RUN_RUNNING,
    RUN_FINISHED,
    RUN_STOPPED, /* by its user, or cut off: --resume goes on */
};

enum { RUN_NAME = 128 };

/* summary.settings.run_folder is its path. Accuracies are NaN where they are not known. */
struct run_record {
    char name[RUN_NAME]; /* of its folder */
    enum run_state state;
    struct run_summary summary;
    struct history history;
    double epochs_done, val_accuracy; /* at the last validation that is written down */
    bool has_model;                   /* a file that says so is in the folder; */
    bool went_on;                     /* but the run has gone on since it was written */
    bool can_resume;                  /* it was stopped or cut off, and what it needs is there */
};

/* Reads a folder that nobody vouches for. BAD_FILE if it holds no run of this program's; a metrics
 * file that is missing or spoilt gives the points before that. The caller releases it. */
NN_MUST_USE enum nn_status run_record_read(struct run_record **record, const char *path,
                                           struct nn_error *err);
struct run_record *run_record_retain(struct run_record *record);
void run_record_release(struct run_record *record); /* accepts NULL */

/* "running", "finished", "stopped". */
const char *run_state_name(enum run_state state);

#endif
