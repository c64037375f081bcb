/* A line of text that is typed at its end. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "app/core/base/path.h"

/* whole: the text is selected, and what is typed next replaces it. */
struct text_field {
    bool open, whole;
    char text[FILES_MAX_PATH];
};

void text_field_open(struct text_field *field, const char *text, bool whole);

/* Types text, or as much of its whole UTF-8 characters as `capacity`, with the terminator, has
 * space for; up to a control character, such as the end of a line. */
void text_field_type(struct text_field *field, const char *text, size_t capacity);

/* Removes what is selected, or the last character. */
void text_field_delete(struct text_field *field);
