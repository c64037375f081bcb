/* A fixed set of threads that run the pieces of one job at a time.
 *
 * Any thread may run any piece, so a job must not depend on it: each piece writes its own part of
 * the output, and sums over pieces are computed afterwards in a fixed order. One caller at a time.
 * Idle threads sleep. */
#pragma once

#include "nn/status.h"

struct nn_thread_pool;

/* piece is from 0 to count - 1, worker from 0 to threads - 1 (the caller is worker 0). */
typedef void nn_piece_function(void *context, int piece, int worker);

/* threads >= 1 includes the calling thread: a pool of one starts none. */
NN_MUST_USE enum nn_status nn_thread_pool_create(struct nn_thread_pool **pool, int threads,
                                                 struct nn_error *err);
void nn_thread_pool_destroy(struct nn_thread_pool *pool);

/* The number of threads, including the caller. */
int nn_thread_pool_threads(const struct nn_thread_pool *pool);

/* Runs every piece once and returns when all are done. */
void nn_thread_pool_run(struct nn_thread_pool *pool, int count, nn_piece_function *function,
                        void *context);

/* Processors that this process may run on, at least 1. */
int nn_processor_count(void);
