/* What was read, as a line for people. */
#ifndef APP_CLI_SAY_NUMBER_H
#define APP_CLI_SAY_NUMBER_H

#include "app/core/reading/number.h"

/* Prints "7  98.2 %", "1984  98.2 99.9 91.0 97.5 %" or "nothing is drawn", and a line's end. */
void say_number(const struct number *number);

#endif
