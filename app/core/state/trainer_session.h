/* The training: what the next run will be told, the one under way, and what came of the last. Owned
 * by the main thread, which the trainer's thread reaches only through training.h. */
#pragma once

#include "app/core/runs/history.h"
#include "app/core/runs/training_result.h"
#include "app/core/training/fine_tune.h"
#include "app/core/training/training.h"

struct trainer_session {
    struct training *training;
    struct training_settings settings; /* of the next run */
    struct training_settings run;      /* what the run under way, or the last one, began with */
    enum training_state state;
    struct training_progress progress;
    bool fine_tuning;                   /* what was started last learns the user's hand */
    bool stopping;                      /* it was told to end early */
    struct history history;             /* of the run */
    struct training_result *result;     /* of the last run that came to an end, or NULL */
    struct fine_tune_result *fine_tune; /* of the last fine-tuning, or NULL */
};

/* wake as in training.h. */
NN_MUST_USE enum nn_status trainer_session_init(struct trainer_session *session,
                                                const struct training_settings *settings,
                                                void (*wake)(void *), void *wake_context,
                                                struct nn_error *err);
void trainer_session_deinit(struct trainer_session *session);

/* Loading, running or paused. */
bool trainer_session_is_active(const struct trainer_session *session);

/* Starts a run in a new folder within the one for results. */
NN_MUST_USE enum nn_status trainer_session_start(struct trainer_session *session,
                                                 const char *results, struct nn_error *err);

/* Continues the run in this folder. */
NN_MUST_USE enum nn_status trainer_session_resume(struct trainer_session *session,
                                                  const char *run_folder, struct nn_error *err);

/* Learns the user's hand from the drawings. */
NN_MUST_USE enum nn_status trainer_session_learn(struct trainer_session *session,
                                                 struct nn_model *model,
                                                 const struct collection *drawings,
                                                 struct nn_error *err);
void trainer_session_stop(struct trainer_session *session);

/* The updates' model is the caller's, what it ended with the session's. */
struct trainer_news {
    struct training_updates updates;
    double accuracy; /* of the model in validation; NaN before the first check */
    bool ended;      /* the training came to its end */
};

/* Takes in what the trainer has said since the last call. */
void trainer_session_collect(struct trainer_session *session, struct trainer_news *news);

/* What came of the last fine-tuning, in a sentence or two; "" before the first. live and kept tell
 * whether its model reads, and whether it is the one to start with, saved also next time. */
enum { TRAINER_SENTENCE = 320 };
void trainer_session_fine_tune_text(const struct trainer_session *session,
                                    const struct nn_model *live, const struct nn_model *kept,
                                    bool saved, char text[TRAINER_SENTENCE]);
