/* One training run from start to end, on the calling thread and a pool of threads.
 *
 * The last tenth of the training pictures is kept for validation and never trained on; the ink in
 * the settings is added to the others. At the end the network is calibrated on the validation
 * pictures and, if it learnt ink, on as many digits of other ink, then tested once on the test
 * pictures. A run folder gets run.json, metrics.csv (one line per check) and model.safetensors, and
 * a checkpoint every two seconds and after every epoch. */
#pragma once

#include "app/core/data/data_set.h"
#include "app/core/runs/training_result.h"
#include "app/core/training/training.h"

/* A completed epoch. */
struct training_epoch {
    int epoch; /* from 1 */
    long step;
    double train_loss, train_accuracy, val_loss, val_accuracy;
    double seconds, images_per_second; /* of training only, in this epoch */
};

/* Callbacks of a run. Any may be NULL; all are called on the run's thread. */
struct training_observer {
    void *context;
    /* Called after every step; false stops the run there. */
    bool (*step)(void *context, const struct training_progress *progress);
    /* The earlier points of a resumed run come first. */
    void (*point)(void *context, const struct training_point *point);
    void (*epoch)(void *context, const struct training_epoch *epoch);
    /* Polled within a step too, on any thread: true ends the run with the steps done so far. A run
     * without one ends without a result. */
    bool (*stopped)(void *context);
    /* Polled between steps and parts of a validation: true ends the run without a result. */
    bool (*abandoned)(void *context);
};

static inline bool training_observer_abandons(const struct training_observer *observer) {
    return observer->abandoned && observer->abandoned(observer->context);
}

struct training_run;

/* Makes the network and reads the data, the test pictures too, so that nothing is trained that
 * cannot be tested; unless `data` has both parts already: then they are borrowed. A named network
 * gets as many outputs as the data have classes. 0 threads in the settings means one per processor.
 */
NN_MUST_USE enum nn_status training_run_create(struct training_run **run,
                                               const struct training_settings *settings,
                                               const struct data_set *data, struct nn_error *err);
void training_run_destroy(struct training_run *run);

/* The data that the run has read itself; borrowed. */
const struct data_set *training_run_data(const struct training_run *run);

/* Continues from the last checkpoint of the run folder; starts over if there is none yet. */
NN_MUST_USE enum nn_status training_run_resume(struct training_run *run, struct nn_error *err);

/* Trains to the end, evaluates once on the test set and writes the run folder. The caller owns
 * *result, which is NULL if the run was abandoned, or stopped before its first step was done. */
NN_MUST_USE enum nn_status training_run_execute(struct training_run *run,
                                                const struct training_observer *observer,
                                                struct training_result **result,
                                                struct nn_error *err);

/* Makes a model of the current weights; the observer's functions may call this. */
NN_MUST_USE enum nn_status training_run_snapshot(struct training_run *run, struct nn_model **model,
                                                 struct nn_error *err);
