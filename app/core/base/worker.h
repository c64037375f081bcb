/* A background thread of the window: starting it, waiting on it, stopping it.
 *
 * The main thread owns the worker and makes all calls that do not say otherwise. It never waits for
 * the thread, except to join it. The thread and those that it starts run with low priority, so that
 * drawing comes first. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "nn/status.h"

struct worker {
    void (*wake)(void *context); /* may be NULL */
    void *wake_context;
    void (*run)(void *context);
    void *run_context;
    pthread_t thread;
    bool joinable;          /* started and not yet joined */
    atomic_bool stop;       /* set by the main thread, polled by the thread */
    pthread_mutex_t lock;   /* guards what the owner shares with the thread; held only to copy */
    pthread_cond_t changed; /* signalled, with the lock held, to wake the waiting thread */
};

/* wake is called on the thread and must be safe to call there, as SDL_PushEvent is. */
void worker_init(struct worker *worker, void (*wake)(void *), void *wake_context);

/* Stops the thread and joins it. */
void worker_deinit(struct worker *worker);

/* Joins the previous thread, then starts run(context) on a new one. If that fails, the message
 * begins "cannot TASK". */
NN_MUST_USE enum nn_status worker_start(struct worker *worker, void (*run)(void *), void *context,
                                        const char *task, struct nn_error *err);

/* Asks the thread to stop and wakes it, but does not wait for it. */
void worker_stop(struct worker *worker);
void worker_join(struct worker *worker);

/* Called on the thread with the lock held, which is released during the wait. Waits until the
 * thread is woken, possibly spuriously, or for this time at most, unless it is NULL, whatever
 * becomes of the wall clock. False if that time has passed. */
bool worker_wait(struct worker *worker, const struct timespec *most);

/* Called on the thread: wakes the main thread to collect something. */
void worker_wake_main(const struct worker *worker);
