/* Results as JSON: one object per line on standard output. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "app/core/base/class_set.h"

/* Prints the object and the end of the line at once, so that a reader of the pipe need not wait;
 * takes the object over. A failure to write shows on stdout's error flag; an object that could not
 * be made, NULL, in json_out_is_whole. */
void json_out(json_t *object);

/* Whether every object so far could be printed: jansson makes none of a number that is infinite or
 * NaN, nor without memory. */
bool json_out_is_whole(void);

/* The names of the classes as an array, the caller's; NULL without memory. */
json_t *json_out_names(const struct class_set *classes);
