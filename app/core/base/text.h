/* Small functions for text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Copies `from` and its terminator. False, copying nothing, if it is NULL or does not fit. */
bool text_copy(char *to, size_t capacity, const char *from);

/* True if the text ends so; case does not matter. */
bool text_ends_with(const char *text, const char *ending);

/* Makes a sentence of an error, which is worded to follow a program's name and a colon, where its
 * size leaves space. */
void text_make_sentence(char *text, size_t size);

/* Where the word is in the text, or NULL; case does not matter. */
const char *text_find(const char *text, const char *word);

/* The ending of a plural: "s", or "" for one. */
static inline const char *text_plural(long count) {
    return count == 1 ? "" : "s";
}
