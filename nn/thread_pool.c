#define _GNU_SOURCE /* sched_getaffinity */
#include "nn/thread_pool.h"

#ifdef __linux__
#include <sched.h>
#endif
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How often a thread polls before it sleeps, some tens of microseconds in all: the jobs of a
 * training step follow one another faster than a sleeping thread wakes up. */
enum { LOOKS = 1000 };

/* A thread and its range of a job's pieces, with which others help once they are done with their
 * own. Getting the same pieces every time, it finds their memory in its cache. */
struct worker {
    _Alignas(64) atomic_int left; /* pieces not taken yet, the last ones of the range */
    int end;                      /* one past the range's last piece */
    int number;
    struct nn_thread_pool *pool;
    pthread_t thread; /* not of number 0, which is the caller */
};

struct nn_thread_pool {
    int threads;

    /* The job. Written by the caller while left is 0; read by whoever has taken a piece. */
    nn_piece_function *function;
    void *context;
    atomic_int left, running; /* pieces not taken yet; pieces not finished yet */

    pthread_mutex_t lock; /* for sleeping: a thread checks once more under it before it sleeps */
    pthread_cond_t work, done;
    bool quit;               /* under lock */
    struct worker workers[]; /* [threads] */
};

static void pause_briefly(void) {
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

/* Takes a piece of the worker's range; returns -1 if there is none left. */
static int take_piece(struct worker *worker) {
    int left = atomic_load(&worker->left);
    while (left > 0)
        if (atomic_compare_exchange_weak(&worker->left, &left, left - 1)) {
            atomic_fetch_sub(&worker->pool->left, 1);
            return worker->end - left;
        }
    return -1;
}

static void run_piece(struct nn_thread_pool *pool, int piece, int worker) {
    pool->function(pool->context, piece, worker);
    if (atomic_fetch_sub(&pool->running, 1) == 1) {
        pthread_mutex_lock(&pool->lock);
        pthread_cond_signal(&pool->done);
        pthread_mutex_unlock(&pool->lock);
    }
}

/* Runs pieces until none is left, the worker's own first. */
static void run_pieces(struct nn_thread_pool *pool, int worker) {
    for (int i = 0; i < pool->threads; i++)
        for (int piece; (piece = take_piece(&pool->workers[(worker + i) % pool->threads])) >= 0;)
            run_piece(pool, piece, worker);
}

/* Returns true when there are pieces to run, false when the pool is being destroyed. */
static bool wait_for_work(struct nn_thread_pool *pool) {
    for (int i = 0; i < LOOKS && atomic_load(&pool->left) == 0; i++)
        pause_briefly();
    if (atomic_load(&pool->left) > 0)
        return true;
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->left) == 0 && !pool->quit)
        pthread_cond_wait(&pool->work, &pool->lock);
    bool quit = pool->quit;
    pthread_mutex_unlock(&pool->lock);
    return !quit;
}

static void *worker_main(void *argument) {
    struct worker *self = argument;
    while (wait_for_work(self->pool))
        run_pieces(self->pool, self->number);
    return NULL;
}

enum nn_status nn_thread_pool_create(struct nn_thread_pool **out, int threads,
                                     struct nn_error *err) {
    if (threads < 1 || threads > 1024)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "a pool cannot have %d threads: 1 to 1024 are possible", threads);
    size_t size = sizeof(struct nn_thread_pool) + (size_t)threads * sizeof(struct worker);
    struct nn_thread_pool *pool = aligned_alloc(_Alignof(struct nn_thread_pool), size);
    if (!pool)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for %d threads", threads);
    memset(pool, 0, size);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    for (int i = 0; i < threads; i++) {
        struct worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->number = i;
        int failure = i > 0 ? pthread_create(&worker->thread, NULL, worker_main, worker) : 0;
        if (failure) {
            nn_thread_pool_destroy(pool);
            return nn_error_set(err, NN_STATUS_NO_MEMORY, "cannot start thread %d of %d: %s", i + 1,
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
    pool->quit = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

int nn_thread_pool_threads(const struct nn_thread_pool *pool) {
    return pool->threads;
}

static void wait_until_done(struct nn_thread_pool *pool) {
    for (int i = 0; i < LOOKS && atomic_load(&pool->running) > 0; i++)
        pause_briefly();
    if (atomic_load(&pool->running) == 0)
        return;
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->running) > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void nn_thread_pool_run(struct nn_thread_pool *pool, int count, nn_piece_function *function,
                        void *context) {
    if (count < 1)
        return;
    pool->function = function;
    pool->context = context;
    for (int i = 0; i < pool->threads; i++)
        pool->workers[i].end = (int)((int64_t)count * (i + 1) / pool->threads);
    atomic_store(&pool->running, count);
    atomic_store(&pool->left, count);
    for (int i = 0; i < pool->threads; i++)
        atomic_store(&pool->workers[i].left,
                     pool->workers[i].end - (i > 0 ? pool->workers[i - 1].end : 0));
    if (pool->threads > 1 && count > 1) {
        pthread_mutex_lock(&pool->lock);
        pthread_cond_broadcast(&pool->work);
        pthread_mutex_unlock(&pool->lock);
    }
    run_pieces(pool, 0);
    wait_until_done(pool);
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
