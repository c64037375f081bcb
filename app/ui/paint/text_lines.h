/* Text broken into lines that fit a width. */
#pragma once

#include "app/ui/paint/paint.h"

/* TEXT: bytes that a text may have; SPACING: in units, for TYPE_SMALL. */
enum { TEXT_LINES_MAX = 9, TEXT_LINES_TEXT = 512, TEXT_LINES_SPACING = 18 };

/* Parts of the text; the last line holds all that is left, however long it is. */
struct text_lines {
    int count;
    const char *start[TEXT_LINES_MAX];
    int length[TEXT_LINES_MAX]; /* bytes */
};

/* At most `max` lines of px pixels' type, nor more than TEXT_LINES_MAX. Lines break between words;
 * a word longer than a line is cut. The text is borrowed. */
struct text_lines text_lines_split(struct font *font, const char *text, int px, int width, int max);

/* Paints the lines one below the other, `spacing` pixels each; what is too long for the last one
 * ends in an ellipsis. */
void text_lines_paint(struct painter *painter, struct rect rect, const struct text_lines *lines,
                      int spacing, struct text_style style);
