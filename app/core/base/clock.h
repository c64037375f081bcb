/* A clock to measure durations with. */
#pragma once

/* Seconds since an arbitrary start, from a clock that only goes forward. */
double clock_seconds(void);
