/* A training run: data and settings in; a model, metrics and a run folder out.
 *
 * training_run_* does the work on the calling thread (`inkling train`). training_* does it in the
 * background for the window: the main thread starts, pauses and stops the trainer and collects its
 * updates; it never waits for the trainer, except to join it when stopping. */
#pragma once

#include <stdbool.h>

#include "app/core/recipe/training_settings.h"
#include "app/core/runs/history.h"
#include "nn/model.h"

/* The progress of a run. */
struct training_progress {
    double fraction;   /* 0 to 1 */
    int epoch, epochs; /* the current epoch, from 1 */
    double images_per_second, seconds_left;
};

enum training_state {
    TRAINING_IDLE,
    TRAINING_LOADING,
    TRAINING_RUNNING,
    TRAINING_PAUSED,
    TRAINING_FINISHED, /* with a model: after all epochs, at the target, or stopped after a step */
    TRAINING_FAILED,
};

struct training;
struct training_result;

/* wake is called on the trainer's thread when there is an update and the last one was collected; it
 * must be safe to call there, as SDL_PushEvent is, and may be NULL. */
NN_MUST_USE enum nn_status training_create(struct training **training, void (*wake)(void *),
                                           void *wake_context, struct nn_error *err);

/* Stops and joins the trainer if it runs: soon, but not before the current batch or, at the end of
 * a run, the evaluation on the test pictures is complete. */
void training_destroy(struct training *training);

/* Starts a run; BAD_ARGUMENT while one is in progress or if the settings are invalid. */
NN_MUST_USE enum nn_status training_start(struct training *training,
                                          const struct training_settings *settings,
                                          struct nn_error *err);

/* Continues the run in the settings' run_folder, which began with these settings, from its last
 * checkpoint; its earlier points, at most about 2000 of them, come first. Errors as in
 * training_start; a problem with the folder ends the training as FAILED. */
NN_MUST_USE enum nn_status training_resume(struct training *training,
                                           const struct training_settings *settings,
                                           struct nn_error *err);
void training_pause(struct training *training, bool paused);
void training_stop(struct training *training); /* does not wait: the state tells when it ends */

/* Starts fine-tuning in the same way; takes ownership of fine_tune, even on failure. */
struct fine_tune;
NN_MUST_USE enum nn_status training_learn(struct training *training, struct fine_tune *fine_tune,
                                          struct nn_error *err);

/* Collects what happened since the last call; the main thread calls this every frame. A run that is
 * stopped before its first step, or fine-tuning before its end, ends IDLE without a result. */
struct fine_tune_result;
struct training_updates {
    enum training_state state;
    struct training_progress progress;
    struct nn_model *model; /* newest weights, or NULL if none since the last call; the caller's */
    struct training_result *result;     /* once, when FINISHED; the caller's */
    struct fine_tune_result *fine_tune; /* the same for fine-tuning */
    struct nn_error error;              /* when FAILED */
};
void training_collect(struct training *training, struct training_updates *updates);

/* Removes the next metrics point from the queue. False if there is none. */
bool training_next_point(struct training *training, struct training_point *point);
