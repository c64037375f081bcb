/* What was read in a drawing or a picture, as a line of output. */
#pragma once

#include <jansson.h>

#include "app/core/reading/number.h"

/* Prints what was read, for people "FILE WORD: 7  98.2 %", "1984  98.2 99.9 91.0 97.5 %" or
 * "nothing is drawn"; file and word may be NULL.
 *
 * As JSON {"file", "word", "digit", "confidence", "is_digit", "probabilities"} of the digit drawn
 * last; digit is null where nothing is drawn. With several digits also "number", all of them as a
 * string; with other classes than digits also "class", the name of the one read, and "classes", the
 * names of all in the order of the probabilities. */
void say_number(const char *file, const char *word, const struct number *number, bool json);

/* The JSON object of one reading, all keys but "number"; NULL without memory. */
json_t *say_reading_json(const char *file, const char *word, const struct reading *reading);
