/* Lets threads wake a sleeping test. */
#pragma once

#include <pthread.h>

struct bell {
    pthread_mutex_t lock;
    pthread_cond_t rung;
    int rings; /* not yet waited for */
};

struct bell bell_make(void);

/* Callable from any thread; bell is a void pointer so that this function can be used as `wake`. */
void bell_ring(void *bell);

/* Returns once the bell has been rung since the last wait, however often. Fails, with what is
 * waited for, if it is not rung for WAIT_LIMIT_S. */
void bell_wait(struct bell *bell, const char *what);
