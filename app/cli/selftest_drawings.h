/* A digit of each kind, drawn for the program's own checks. */
#ifndef APP_CLI_SELFTEST_DRAWINGS_H
#define APP_CLI_SELFTEST_DRAWINGS_H

#include "app/core/ink/stroke.h"

/* The strokes of digit 0 to 9 in canvas units, borrowed for ever. */
struct strokes selftest_drawing_of(int digit);

#endif
