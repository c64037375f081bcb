/* Small functions on text. */
#ifndef APP_CORE_BASE_TEXT_H
#define APP_CORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Copies `from` with its terminator. False, and nothing copied, if it does not fit or is NULL. */
bool text_copy(char *to, size_t capacity, const char *from);

/* True if the text ends so, in capitals or not. */
bool text_ends_with(const char *text, const char *ending);

/* What the plural of a word has at its end: "s" or "". */
static inline const char *text_plural(long count) {
    return count == 1 ? "" : "s";
}

#endif
