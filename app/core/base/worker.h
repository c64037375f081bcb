/* A thread that works in the background of the window: its start, what it waits for, its end.
 *
 * The main thread owns the worker and calls everything that does not say otherwise. It never waits
 * for the thread, except to join it. The thread runs with low priority, so that drawing goes first,
 * and so do the threads that it starts. */
#ifndef APP_CORE_BASE_WORKER_H
#define APP_CORE_BASE_WORKER_H

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
    bool joinable;        /* it was started and is not joined yet */
    atomic_bool stop;     /* asked for by the main thread, looked at by the thread */
    pthread_mutex_t lock; /* of what the owner shares with the thread; held for copies only */
    pthread_cond_t changed;
};

/* wake is called on the thread and must be safe there (SDL_PushEvent is). */
void worker_init(struct worker *worker, void (*wake)(void *), void *wake_context);

/* Asks the thread to stop, wakes it, joins it. */
void worker_deinit(struct worker *worker);

/* Joins the thread before, then starts run(context) on a new one. Without one the message begins
 * "cannot TASK". */
NN_MUST_USE enum nn_status worker_start(struct worker *worker, void (*run)(void *), void *context,
                                        const char *task, struct nn_error *err);

/* Asks the thread to stop and wakes it, but does not wait for it. */
void worker_stop(struct worker *worker);
void worker_join(struct worker *worker);

/* On any thread. */
void worker_lock(struct worker *worker);
void worker_unlock(struct worker *worker);

/* Wakes the thread where it waits; call with the lock held. */
void worker_signal(struct worker *worker);

/* On the thread, with the lock held, which it releases while it waits: until it is woken, perhaps
 * for nothing, or until a moment of CLOCK_REALTIME, unless that is NULL. False if that is past. */
bool worker_wait(struct worker *worker, const struct timespec *until);

/* On the thread: wakes the main thread, which has something to collect. */
void worker_wake_main(const struct worker *worker);

#endif
