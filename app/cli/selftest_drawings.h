/* A digit of each kind, drawn for the program's own checks. */
#pragma once

#include "app/core/ink/stroke.h"

/* The strokes of digit 0 to 9 in canvas units, borrowed for ever. */
struct strokes selftest_drawing_of(int digit);
