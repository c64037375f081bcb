#define _GNU_SOURCE /* gettid */
#include "app/core/base/priority.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>

enum { NICENESS = 10 };
#endif

void priority_lower(void) {
#ifdef __linux__
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS);
#endif
}
