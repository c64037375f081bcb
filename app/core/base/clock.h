/* A clock to measure durations with. */
#ifndef APP_CORE_BASE_CLOCK_H
#define APP_CORE_BASE_CLOCK_H

/* Seconds since an arbitrary start, from a clock that only goes forward. */
double clock_seconds(void);

#endif
