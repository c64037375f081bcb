/* The messages that the program shows, one at a time, each for some seconds. Never reads the clock:
 * the time is told from outside. Owned by the main thread. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>

/* until_s is 0 where there is none. */
struct notice {
    bool bad;     /* an error */
    bool refused; /* why nothing was done */
    double said_s, until_s;
    char text[512];
};

/* Errors of the same moment as the one shown wait for their turn; more than these are dropped. */
enum { NOTICES_MAX_WAITING = 8 };

struct notices {
    double now_s; /* seconds of any clock */
    struct notice shown;
    int waiting_count;
    struct notice waiting[NOTICES_MAX_WAITING];
};

/* Messages of before the first time stay as long as any other. */
void notices_set_time(struct notices *notices, double now_s);

/* Ends what has been shown long enough. */
void notices_collect(struct notices *notices);

/* Shows a message. An error is worded to follow a program's name and a colon, and becomes a
 * sentence here. */
void notices_say(struct notices *notices, bool bad, const char *format, va_list arguments);

/* Shows why a command does nothing now. */
void notices_refuse(struct notices *notices, const char *why);

/* The next one that waits takes its place. */
void notices_end(struct notices *notices);
