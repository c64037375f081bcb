/* A training run as read from its folder. Immutable and counted; any thread may read it. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "app/core/runs/history.h"
#include "app/core/runs/run_folder.h"

enum run_state {
    RUN_RUNNING,
    RUN_FINISHED,
    RUN_STOPPED, /* by its user, or interrupted: --resume continues it */
};

enum { RUN_NAME = 256 };

/* summary.settings.run_folder is its path. Unknown accuracies are NaN. */
struct run_record {
    atomic_int owners;   /* changed by run_record_retain and run_record_release only */
    char name[RUN_NAME]; /* of its folder */
    enum run_state state;
    struct run_summary summary;
    struct history history;
    double epochs_done, val_accuracy; /* at the last recorded validation */
    bool has_model;                   /* the folder has the model of a result */
    bool went_on;                     /* the run has continued since that was written */
    bool can_resume;                  /* stopped or interrupted, with all that it needs */
};

/* Reads an untrusted folder. BAD_FILE if it has no run of this program; from a damaged metrics file
 * come the points before the damage. The caller releases the record. */
NN_MUST_USE enum nn_status run_record_read(struct run_record **record, const char *path,
                                           struct nn_error *err);
struct run_record *run_record_retain(struct run_record *record);
void run_record_release(struct run_record *record); /* accepts NULL */

/* "running", "finished", "stopped". */
const char *run_state_name(enum run_state state);
