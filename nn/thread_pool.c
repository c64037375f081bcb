#define _GNU_SOURCE /* sched_getaffinity */
#include "nn/thread_pool.h"

#ifdef __linux__
#include <sched.h>
#endif
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct worker {
    struct nn_thread_pool *pool;
    int number;
    pthread_t thread;
};

struct nn_thread_pool {
    int threads;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    /* Under lock: */
    nn_piece_function *function;
    void *context;
    int next, count, running;
    int quit;
    struct worker workers[]; /* the threads started; number 1 first */
};

/* Runs pieces until none is left. Called and returns with the lock held. */
static void run_pieces(struct nn_thread_pool *pool, int worker) {
    while (pool->next < pool->count) {
        int piece = pool->next++;
        pool->running++;
        pthread_mutex_unlock(&pool->lock);
        pool->function(pool->context, piece, worker);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
    }
    if (pool->running == 0)
        pthread_cond_signal(&pool->done);
}

static void *worker_main(void *argument) {
    struct worker *self = argument;
    struct nn_thread_pool *pool = self->pool;
    pthread_mutex_lock(&pool->lock);
    while (!pool->quit) {
        run_pieces(pool, self->number);
        if (!pool->quit)
            pthread_cond_wait(&pool->work, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

enum nn_status nn_thread_pool_create(struct nn_thread_pool **out, int threads,
                                     struct nn_error *err) {
    if (threads < 1 || threads > 1024)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%d threads asked for: 1 to 1024 can be",
                            threads);
    struct nn_thread_pool *pool =
        calloc(1, sizeof *pool + (size_t)(threads - 1) * sizeof *pool->workers);
    if (!pool)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for %d threads", threads);
    pool->threads = 1;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    for (int i = 0; i < threads - 1; i++) {
        struct worker *worker = &pool->workers[i];
        *worker = (struct worker){.pool = pool, .number = i + 1};
        int failure = pthread_create(&worker->thread, NULL, worker_main, worker);
        if (failure) {
            nn_thread_pool_destroy(pool);
            return nn_error_set(err, NN_STATUS_NO_MEMORY, "cannot start thread %d of %d: %s", i + 2,
                                threads, strerror(failure));
        }
        pool->threads++;
    }
    *out = pool;
    return NN_STATUS_OK;
}

void nn_thread_pool_destroy(struct nn_thread_pool *pool) {
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->quit = 1;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->threads - 1; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

int nn_thread_pool_threads(const struct nn_thread_pool *pool) {
    return pool->threads;
}

void nn_thread_pool_run(struct nn_thread_pool *pool, int count, nn_piece_function *function,
                        void *context) {
    pthread_mutex_lock(&pool->lock);
    pool->function = function;
    pool->context = context;
    pool->next = 0;
    pool->count = count;
    if (pool->threads > 1 && count > 1)
        pthread_cond_broadcast(&pool->work);
    run_pieces(pool, 0);
    while (pool->running > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

int nn_processor_count(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
#endif
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (int)count;
}
