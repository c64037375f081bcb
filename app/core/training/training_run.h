/* One training run from start to end, on the calling thread and a pool of threads.
 *
 * The last tenth of the training pictures is kept for validation and never trained on; the ink that
 * the settings ask for is added to the others. At the end the net is calibrated on the validation
 * pictures and, if it learnt ink, on as many digits of other ink. The test pictures are looked at
 * once, when the run is over. With a run folder, the folder gets run.json, metrics.csv (a line a
 * check) and model.safetensors, and a checkpoint every two seconds and after every epoch. */
#ifndef APP_CORE_TRAINING_TRAINING_RUN_H
#define APP_CORE_TRAINING_TRAINING_RUN_H

#include "app/core/data/idx.h"
#include "app/core/runs/training_result.h"
#include "app/core/training/training.h"

/* An epoch that is over. */
struct training_epoch {
    int epoch; /* from 1 */
    long step;
    double train_loss, train_accuracy, val_loss, val_accuracy;
    double seconds, images_per_second; /* of training alone, this epoch */
};

/* Who wants to know. Any function may be NULL; all are called on the run's thread. */
struct training_observer {
    void *context;
    /* After every step; false asks the run to stop there. */
    bool (*step)(void *context, const struct training_progress *progress);
    /* Of a run that was resumed, those before come first. */
    void (*point)(void *context, const struct training_point *point);
    void (*epoch)(void *context, const struct training_epoch *epoch);
    /* Polled between steps and pieces of a validation: true abandons the run, which then ends
     * without a result. */
    bool (*abandoned)(void *context);
};

struct training_run;

/* Reads the data (unless `data` has its training part already: then it is borrowed, and its classes
 * are the run's; else they are the digits), makes the net. threads of the settings: 0 is all
 * processors. */
NN_MUST_USE enum nn_status training_run_create(struct training_run **run,
                                               const struct training_settings *settings,
                                               const struct idx_folder *data, struct nn_error *err);
void training_run_destroy(struct training_run *run);

/* Goes on from the last checkpoint of the run folder; anew if the run ended before its first. */
NN_MUST_USE enum nn_status training_run_resume(struct training_run *run, struct nn_error *err);

/* Trains to the end, evaluates once on the test set, writes the run folder. *result is the
 * caller's; NULL if the run was abandoned. */
NN_MUST_USE enum nn_status training_run_execute(struct training_run *run,
                                                const struct training_observer *observer,
                                                struct training_result **result,
                                                struct nn_error *err);

/* A new model of the weights as they are now; callable from the observer's functions. */
NN_MUST_USE enum nn_status training_run_snapshot(struct training_run *run, struct nn_model **model,
                                                 struct nn_error *err);

#endif
