#include "app/core/base/worker.h"

#include <string.h>

#include "app/core/base/platform.h"

void worker_init(struct worker *worker, void (*wake)(void *), void *wake_context) {
    *worker = (struct worker){.wake = wake, .wake_context = wake_context};
    pthread_mutex_init(&worker->lock, NULL);
    platform_condition_init(&worker->changed);
}

void worker_deinit(struct worker *worker) {
    worker_stop(worker);
    worker_join(worker);
    pthread_cond_destroy(&worker->changed);
    pthread_mutex_destroy(&worker->lock);
}

static void *thread_main(void *argument) {
    struct worker *worker = argument;
    platform_lower_priority();
    worker->run(worker->run_context);
    return NULL;
}

enum nn_status worker_start(struct worker *worker, void (*run)(void *), void *context,
                            const char *task, struct nn_error *err) {
    worker_join(worker);
    worker->run = run;
    worker->run_context = context;
    atomic_store(&worker->stop, false);
    int failure = pthread_create(&worker->thread, NULL, thread_main, worker);
    if (failure)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "cannot %s: %s", task, strerror(failure));
    worker->joinable = true;
    return NN_STATUS_OK;
}

void worker_stop(struct worker *worker) {
    pthread_mutex_lock(&worker->lock);
    atomic_store(&worker->stop, true);
    pthread_cond_signal(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
}

void worker_join(struct worker *worker) {
    if (worker->joinable)
        pthread_join(worker->thread, NULL);
    worker->joinable = false;
}

bool worker_wait(struct worker *worker, const struct timespec *most) {
    if (!most)
        return pthread_cond_wait(&worker->changed, &worker->lock) == 0;
    return platform_condition_wait(&worker->changed, &worker->lock, most);
}

void worker_wake_main(const struct worker *worker) {
    if (worker->wake)
        worker->wake(worker->wake_context);
}
