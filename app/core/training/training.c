#include "app/core/training/training.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clock.h"
#include "app/core/base/worker.h"
#include "app/core/training/fine_tune.h"
#include "app/core/training/training_data.h"
#include "app/core/training/training_run.h"

enum { RING_POINTS = 4096 };
static const double publish_seconds = 0.1;

struct training {
    struct worker worker;
    struct data_set data;             /* the trainer's while it runs; kept from run to run */
    struct training_settings data_of; /* where they came from, and how they were prepared */
    /* Set before the trainer starts: fine-tuning, or the settings of a run. */
    struct fine_tune *fine_tune;
    struct training_settings settings;
    bool resumes; /* continues the run in the settings' folder */

    atomic_bool quit;    /* set by the main thread */
    atomic_bool updates; /* set by the trainer, cleared when collected */
    _Atomic(struct nn_model *) newest;

    /* The trainer's. */
    struct training_run *run; /* NULL when fine-tuning */
    bool stepped;             /* the run has done a step */
    double last_publish;

    /* Single producer (trainer), single consumer (main thread). */
    struct training_point ring[RING_POINTS];
    atomic_uint ring_written, ring_read;

    /* Under the worker's lock. */
    bool paused;
    struct training_updates news; /* without a model */
};

enum nn_status training_create(struct training **out, void (*wake)(void *), void *wake_context,
                               struct nn_error *err) {
    struct training *training = calloc(1, sizeof *training);
    if (!training)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the trainer");
    worker_init(&training->worker, wake, wake_context);
    *out = training;
    return NN_STATUS_OK;
}

void training_destroy(struct training *training) {
    if (!training)
        return;
    atomic_store(&training->quit, true);
    worker_deinit(&training->worker);
    nn_model_release(atomic_load(&training->newest));
    training_result_destroy(training->news.result);
    fine_tune_result_destroy(training->news.fine_tune);
    fine_tune_destroy(training->fine_tune);
    data_set_destroy(&training->data);
    free(training);
}

static void tell(struct training *training) {
    if (!atomic_exchange(&training->updates, true))
        worker_wake_main(&training->worker);
}

static void publish(struct training *training) {
    struct nn_model *model = NULL;
    /* Without memory for a copy the window keeps the weights that it has. */
    if (training_run_snapshot(training->run, &model, NULL) == NN_STATUS_OK)
        nn_model_release(atomic_exchange(&training->newest, model));
}

static bool on_step(void *context, const struct training_progress *progress) {
    struct training *training = context;
    double now = clock_seconds();
    training->stepped = true;
    if (now - training->last_publish >= publish_seconds) {
        training->last_publish = now;
        if (training->run)
            publish(training);
        tell(training);
    }
    pthread_mutex_lock(&training->worker.lock);
    training->news.progress = *progress;
    while (training->paused && !atomic_load(&training->worker.stop))
        worker_wait(&training->worker, NULL);
    pthread_mutex_unlock(&training->worker.lock);
    return !atomic_load(&training->worker.stop);
}

/* A full ring drops the point: the window has then missed thousands of them. */
static void on_point(void *context, const struct training_point *point) {
    struct training *training = context;
    training->stepped = true; /* a point is reported before its step */
    unsigned written = atomic_load_explicit(&training->ring_written, memory_order_relaxed);
    unsigned taken = atomic_load_explicit(&training->ring_read, memory_order_acquire);
    if (written - taken == RING_POINTS)
        return;
    training->ring[written % RING_POINTS] = *point;
    atomic_store_explicit(&training->ring_written, written + 1, memory_order_release);
    tell(training);
}

static bool is_stopped(void *context) {
    const struct training *training = context;
    return atomic_load(&training->quit) || atomic_load(&training->worker.stop);
}

/* A run that is stopped before its first step has no network to show, and stopped fine-tuning is of
 * no use: nothing of them has to be completed. */
static bool was_abandoned(void *context) {
    const struct training *training = context;
    bool is_useless = training->fine_tune || !training->stepped;
    return atomic_load(&training->quit) || (is_useless && atomic_load(&training->worker.stop));
}

bool training_next_point(struct training *training, struct training_point *point) {
    unsigned taken = atomic_load_explicit(&training->ring_read, memory_order_relaxed);
    if (taken == atomic_load_explicit(&training->ring_written, memory_order_acquire))
        return false;
    *point = training->ring[taken % RING_POINTS];
    atomic_store_explicit(&training->ring_read, taken + 1, memory_order_release);
    return true;
}

/* Reads the data unless an earlier run has loaded them. */
static enum nn_status load_data(struct training *training, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    enum nn_status status = training_data_folder(folder, &training->settings, err);
    const struct training_settings *wanted = &training->settings, *loaded = &training->data_of;
    if (status || (training->data.train.count > 0 && strcmp(folder, loaded->data_folder) == 0 &&
                   strcmp(wanted->prepare, loaded->prepare) == 0))
        return status;
    data_set_destroy(&training->data);
    training->data_of = *wanted;
    strcpy(training->data_of.data_folder, folder);
    return training_data_load(&training->data, folder, wanted->prepare, DATA_TRAIN | DATA_TEST,
                              err);
}

static void leave_loading(struct training *training) {
    pthread_mutex_lock(&training->worker.lock);
    if (training->news.state == TRAINING_LOADING)
        training->news.state = training->paused ? TRAINING_PAUSED : TRAINING_RUNNING;
    pthread_mutex_unlock(&training->worker.lock);
    tell(training);
}

static enum nn_status run_to_end(struct training *training,
                                 const struct training_observer *observer,
                                 struct training_result **result, struct nn_error *err) {
    enum nn_status status = load_data(training, err);
    if (!status)
        status = training_run_create(&training->run, &training->settings, &training->data, err);
    if (!status && training->resumes)
        status = training_run_resume(training->run, err);
    if (status)
        return status;
    leave_loading(training);
    if (was_abandoned(training))
        return NN_STATUS_OK; /* before the run has a folder */
    return training_run_execute(training->run, observer, result, err);
}

static enum nn_status learn_to_end(struct training *training,
                                   const struct training_observer *observer,
                                   struct fine_tune_result **result, struct nn_error *err) {
    enum nn_status status = load_data(training, err);
    if (status)
        return status;
    leave_loading(training);
    return fine_tune_run(training->fine_tune, &training->data.train, nn_processor_count(), observer,
                         result, err);
}

static void train(void *context) {
    struct training *training = context;
    const struct training_observer observer = {.context = training,
                                               .step = on_step,
                                               .point = on_point,
                                               .stopped = is_stopped,
                                               .abandoned = was_abandoned};
    struct training_updates news = {.model = NULL};
    enum nn_status status = training->fine_tune
                                ? learn_to_end(training, &observer, &news.fine_tune, &news.error)
                                : run_to_end(training, &observer, &news.result, &news.error);
    training_run_destroy(training->run);
    training->run = NULL;
    bool finished = news.result || news.fine_tune;
    news.state = status ? TRAINING_FAILED : finished ? TRAINING_FINISHED : TRAINING_IDLE;
    pthread_mutex_lock(&training->worker.lock);
    if (news.state != TRAINING_IDLE)
        news.progress = training->news.progress;
    training->news = news;
    pthread_mutex_unlock(&training->worker.lock);
    tell(training);
}

static bool is_under_way(enum training_state state) {
    return state == TRAINING_LOADING || state == TRAINING_RUNNING || state == TRAINING_PAUSED;
}

static enum training_state state_of(struct training *training) {
    pthread_mutex_lock(&training->worker.lock);
    enum training_state state = training->news.state;
    pthread_mutex_unlock(&training->worker.lock);
    return state;
}

/* Starts the trainer and clears what an earlier one left; fine_tune is NULL for a run. */
static enum nn_status begin(struct training *training, const struct training_settings *settings,
                            struct fine_tune *fine_tune, struct nn_error *err) {
    worker_join(&training->worker);
    fine_tune_destroy(training->fine_tune);
    training_result_destroy(training->news.result);
    fine_tune_result_destroy(training->news.fine_tune);
    training->fine_tune = fine_tune;
    training->settings = *settings;
    training->news = (struct training_updates){
        .state = TRAINING_LOADING, .progress = {.epochs = settings->epochs, .epoch = 1}};
    training->last_publish = 0;
    training->stepped = false;
    training->paused = false;
    enum nn_status status =
        worker_start(&training->worker, train, training, "start the trainer", err);
    if (status)
        training->news.state = TRAINING_IDLE;
    return status;
}

static enum nn_status check_idle(struct training *training, struct nn_error *err) {
    if (is_under_way(state_of(training)))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "training is already running: stop it before you start another");
    return NN_STATUS_OK;
}

static enum nn_status start(struct training *training, const struct training_settings *settings,
                            bool resumes, struct nn_error *err) {
    enum nn_status status = check_idle(training, err);
    if (!status)
        status = training_settings_check(settings, err);
    if (status)
        return status;
    training->resumes = resumes;
    return begin(training, settings, NULL, err);
}

enum nn_status training_start(struct training *training, const struct training_settings *settings,
                              struct nn_error *err) {
    return start(training, settings, false, err);
}

enum nn_status training_resume(struct training *training, const struct training_settings *settings,
                               struct nn_error *err) {
    return start(training, settings, true, err);
}

enum nn_status training_learn(struct training *training, struct fine_tune *fine_tune,
                              struct nn_error *err) {
    const struct training_settings settings = {.epochs = 1};
    enum nn_status status = check_idle(training, err);
    if (!status)
        return begin(training, &settings, fine_tune, err);
    fine_tune_destroy(fine_tune);
    return status;
}

void training_pause(struct training *training, bool paused) {
    pthread_mutex_lock(&training->worker.lock);
    if (is_under_way(training->news.state)) {
        training->paused = paused;
        if (training->news.state != TRAINING_LOADING)
            training->news.state = paused ? TRAINING_PAUSED : TRAINING_RUNNING;
    }
    pthread_cond_signal(&training->worker.changed);
    pthread_mutex_unlock(&training->worker.lock);
}

void training_stop(struct training *training) {
    worker_stop(&training->worker);
}

void training_collect(struct training *training, struct training_updates *updates) {
    atomic_store(&training->updates, false);
    pthread_mutex_lock(&training->worker.lock);
    *updates = training->news;
    training->news.result = NULL;
    training->news.fine_tune = NULL;
    pthread_mutex_unlock(&training->worker.lock);
    updates->model = atomic_exchange(&training->newest, NULL);
}
