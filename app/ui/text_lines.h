/* Text broken into lines. */
#ifndef APP_UI_TEXT_LINES_H
#define APP_UI_TEXT_LINES_H

#include "app/ui/font.h"

enum { TEXT_LINES = 6, TEXT_LINES_TEXT = 512 };

/* Lines of a text, which they point into. */
struct text_lines {
    int count;
    const char *start[TEXT_LINES];
    int length[TEXT_LINES]; /* bytes */
};

/* Breaks text of less than TEXT_LINES_TEXT bytes between words, or within one that is longer than a
 * line, into lines of at most width pixels in the regular weight. What has no room is left out. */
struct text_lines text_lines_split(struct font *font, const char *text, int px, int width);

#endif
