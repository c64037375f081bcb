/* Included by every suite: cmocka, with the headers that it needs first, and comparisons of
 * floats. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails, with both numbers, unless both are finite and |actual - expected| <= absolute + relative *
 * |expected|. */
#define check_close(actual, expected, absolute, relative)                                          \
    check_close_at(actual, expected, absolute, relative, -1, __FILE__, __LINE__)

/* The same for count values; prints the first index that differs. */
#define check_all_close(actual, expected, count, absolute, relative)                               \
    check_all_close_at(actual, expected, count, absolute, relative, __FILE__, __LINE__)

/* Fails, with all three numbers, unless low <= value <= high. cmocka's own is taken away: it is
 * deprecated since version 2, and what replaces it is missing before. */
#undef assert_in_range
#define check_in_range(value, low, high) check_in_range_at(value, low, high, __FILE__, __LINE__)

/* Fails unless status is expected; prints the error's message. */
#define check_status(status, expected, error)                                                      \
    check_status_at(status, expected, error, __FILE__, __LINE__)

#define check_ok(status, error) check_status_at(status, 0, error, __FILE__, __LINE__)

/* A loop that waits, for a thread or for work that is done in frames: fails, with the condition,
 * once it has held for WAIT_LIMIT_S. */
#define wait_while(condition)                                                                      \
    for (double wait_began = wait_begin(); condition;                                              \
         wait_check_at(wait_began, #condition, __FILE__, __LINE__))

struct nn_error;

/* Longer than any wait that ends well, under valgrind too, and shorter than ctest's patience. */
enum { WAIT_LIMIT_S = 300 };

double wait_begin(void);
bool wait_is_over(double began);
void wait_check_at(double began, const char *condition, const char *file, int line);

void check_close_at(double actual, double expected, double absolute, double relative, int index,
                    const char *file, int line);
void check_all_close_at(const float *actual, const double *expected, int count, double absolute,
                        double relative, const char *file, int line);
void check_in_range_at(intmax_t value, intmax_t low, intmax_t high, const char *file, int line);
void check_status_at(int status, int expected, const struct nn_error *error, const char *file,
                     int line);
