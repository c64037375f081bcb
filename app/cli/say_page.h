/* What was read in a picture, as lines of output. */
#pragma once

#include "app/core/reading/page.h"

/* Prints what was read, for people. One digit or none is a line as of say_number; several are a
 * line per number, with its box: "FILE: 12  99.1 98.4 %  at 40,60 size 80x55".
 *
 * As JSON the keys of say_number, for the last digit, and "numbers": of each its "text", its "box"
 * [left, top, width, height] in pixels, and its "digits" with "digit", "confidence" and "box". If
 * the picture must be turned to be read, `turned` is by how many degrees clockwise, which is a key,
 * too; otherwise it is 0. */
void say_page(const char *file, const struct page *page, int turned, bool json);
