/* Time for measuring how long things take. */
#ifndef APP_CORE_BASE_CLOCK_H
#define APP_CORE_BASE_CLOCK_H

/* Seconds since some start, from a clock that only goes forward. */
double clock_seconds(void);

#endif
