#include "tests/support/bell.h"

#include <time.h>

#include "tests/support/check.h"

struct bell bell_make(void) {
    return (struct bell){PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
}

void bell_ring(void *context) {
    struct bell *bell = context;
    pthread_mutex_lock(&bell->lock);
    bell->rings++;
    pthread_cond_signal(&bell->rung);
    pthread_mutex_unlock(&bell->lock);
}

/* The condition's clock may be set, so that it only decides how often to look at the other. */
void bell_wait(struct bell *bell, const char *what) {
    const double began = wait_begin();
    pthread_mutex_lock(&bell->lock);
    while (bell->rings == 0 && !wait_is_over(began)) {
        struct timespec soon;
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_sec++;
        pthread_cond_timedwait(&bell->rung, &bell->lock, &soon);
    }
    bool rung = bell->rings > 0;
    bell->rings = 0;
    pthread_mutex_unlock(&bell->lock);
    if (!rung)
        fail_msg("waited in vain for %s", what);
}
