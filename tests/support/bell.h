/* What a thread rings when it has news, and a test sleeps by. */
#pragma once

#include <pthread.h>

struct bell {
    pthread_mutex_t lock;
    pthread_cond_t rung;
    int rings; /* that nobody has waited for yet */
};

struct bell bell_make(void);

/* On any thread; bell is a void pointer so that this can be the `wake` of whoever has one. */
void bell_ring(void *bell);

/* Returns once it has been rung since the last time, however often. */
void bell_wait(struct bell *bell);
