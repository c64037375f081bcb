#include "app/core/state/trainer_session.h"

#include <math.h>
#include <stdio.h>

#include "app/core/base/files.h"
#include "app/core/base/text.h"
#include "app/core/runs/run_folder.h"

enum nn_status trainer_session_init(struct trainer_session *session,
                                    const struct training_settings *settings, void (*wake)(void *),
                                    void *wake_context, struct nn_error *err) {
    *session = (struct trainer_session){.settings = *settings};
    history_clear(&session->history);
    return training_create(&session->training, wake, wake_context, err);
}

void trainer_session_deinit(struct trainer_session *session) {
    training_destroy(session->training);
    training_result_destroy(session->result);
    fine_tune_result_destroy(session->fine_tune);
}

bool trainer_session_is_active(const struct trainer_session *session) {
    return session->state == TRAINING_LOADING || session->state == TRAINING_RUNNING ||
           session->state == TRAINING_PAUSED;
}

/* run: what a run began with; NULL for a fine-tuning. */
static void begin(struct trainer_session *session, const struct training_settings *run) {
    history_clear(&session->history);
    if (run)
        session->run = *run;
    session->fine_tuning = !run;
    session->progress = (struct training_progress){.epoch = 1, .epochs = run ? run->epochs : 1};
    session->state = TRAINING_LOADING;
}

enum nn_status trainer_session_start(struct trainer_session *session, const char *results,
                                     struct nn_error *err) {
    struct training_settings run = session->settings;
    enum nn_status status = files_new_folder(run.run_folder, results, "run", err);
    if (status)
        return status;
    status = training_start(session->training, &run, err);
    if (status)
        run_folder_discard_if_empty(run.run_folder);
    else
        begin(session, &run);
    return status;
}

enum nn_status trainer_session_resume(struct trainer_session *session, const char *run_folder,
                                      struct nn_error *err) {
    struct run_summary summary;
    enum nn_status status = run_folder_read_summary(&summary, run_folder, err);
    if (!status)
        status = training_resume(session->training, &summary.settings, err);
    if (!status)
        begin(session, &summary.settings);
    return status;
}

enum nn_status trainer_session_learn(struct trainer_session *session, struct nn_model *model,
                                     const struct collection *drawings, struct nn_error *err) {
    struct fine_tune *fine_tune = NULL;
    enum nn_status status = fine_tune_create(&fine_tune, model, drawings, err);
    if (!status)
        status = training_learn(session->training, fine_tune, err);
    if (status)
        return status;
    fine_tune_result_destroy(session->fine_tune);
    session->fine_tune = NULL;
    begin(session, NULL);
    return NN_STATUS_OK;
}

void trainer_session_stop(struct trainer_session *session) {
    training_stop(session->training);
    session->stopping = true;
}

static void take_points(struct trainer_session *session) {
    struct training_point point;
    while (training_next_point(session->training, &point))
        history_add(&session->history, &point);
}

static double last_accuracy(const struct trainer_session *session) {
    const struct history_series *series = &session->history.validation;
    return series->count > 0 ? series->accuracy[series->count - 1] : (double)NAN;
}

/* A run ends with a result, with an error, or, stopped before its first step, with neither. */
static void end(struct trainer_session *session, const struct training_updates *updates) {
    session->stopping = false;
    if (updates->fine_tune)
        session->fine_tune = updates->fine_tune;
    if (updates->result) {
        training_result_destroy(session->result);
        session->result = updates->result;
    } else if (!session->fine_tuning) {
        run_folder_discard_if_empty(session->run.run_folder);
    }
}

void trainer_session_collect(struct trainer_session *session, struct trainer_news *news) {
    bool was_active = trainer_session_is_active(session);
    training_collect(session->training, &news->updates);
    take_points(session);
    session->state = news->updates.state;
    session->progress = news->updates.progress;
    news->accuracy = last_accuracy(session);
    news->ended = was_active && !trainer_session_is_active(session);
    if (news->ended)
        end(session, &news->updates);
}

/* "5 of 6, before 3", of the drawings held out if there are any. */
static void score_text(const struct fine_tune_result *fine_tune, char *text, size_t size) {
    const struct fine_tune_score *held_out = &fine_tune->held_out, *learnt = &fine_tune->learnt;
    if (held_out->count > 0)
        snprintf(text, size, "%d of %d drawing%s kept for testing (before: %d)", held_out->after,
                 held_out->count, text_plural(held_out->count), held_out->before);
    else
        snprintf(text, size, "%d of your %d drawings (before: %d)", learnt->after, learnt->count,
                 learnt->before);
}

static void learnt_text(const struct fine_tune_result *result, bool reads, const char *kept,
                        char text[TRAINER_SENTENCE]) {
    char score[80];
    score_text(result, score, sizeof score);
    snprintf(text, TRAINER_SENTENCE,
             "Your hand %s learned: %s network reads %s and %.1f\u00a0%% of MNIST's validation "
             "digits (before: %.1f\u00a0%%). %s",
             reads ? "is" : "was", reads ? "the" : "that", score, 100 * result->validation_after,
             100 * result->validation_before,
             kept    ? kept
             : reads ? "Keep it or revert."
                     : "Another network is now in use.");
}

void trainer_session_fine_tune_text(const struct trainer_session *session,
                                    const struct nn_model *live, const struct nn_model *kept,
                                    bool saved, char text[TRAINER_SENTENCE]) {
    const struct fine_tune_result *result = session->fine_tune;
    bool reads = result && result->model && result->model == live;
    const char *end = saved ? "It is kept." : "It is in use until Inkling ends.";
    if (!result)
        text[0] = '\0';
    else if (result->model)
        learnt_text(result, reads, reads && result->model == kept ? end : NULL, text);
    else
        snprintf(text, TRAINER_SENTENCE,
                 "Not kept: the new network reads %.1f\u00a0%% of MNIST's validation digits "
                 "(before: %.1f\u00a0%%). Your network is unchanged.",
                 100 * result->validation_after, 100 * result->validation_before);
}
