/* Printing what may come from outside, such as names and the contents of files. */
#pragma once

#include <stdio.h>

#include "nn/status.h"

/* As fprintf, but prints a question mark for each control character, which a terminal would obey;
 * ends of lines stay. */
void say(FILE *stream, const char *format, ...) NN_PRINTF(2, 3);
