#include "app/ui/paint/text_lines.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"

/* Bytes of text that fit into a line: whole words, or the part of a word longer than a line. */
static int line_length(struct font *font, const char *text, int px, int width) {
    int fitting = text_fitting(font, text, px, FONT_REGULAR, width);
    fitting = clamp_int(fitting, 1, TEXT_LINES_TEXT - 1); /* one character at least */
    while (((unsigned char)text[fitting] & 0xC0) == 0x80) /* within a character */
        fitting++;
    if (text[fitting] == '\0')
        return fitting;
    for (int end = fitting; end > 0; end--)
        if (text[end] == ' ')
            return end;
    return fitting;
}

struct text_lines text_lines_split(struct font *font, const char *text, int px, int width,
                                   int max) {
    struct text_lines lines = {0};
    max = min_int(max, TEXT_LINES_MAX);
    while (*text && lines.count < max) {
        bool last = lines.count == max - 1;
        int length = last ? (int)strlen(text) : line_length(font, text, px, width);
        lines.start[lines.count] = text;
        lines.length[lines.count++] = length;
        text += length;
        text += *text == ' ';
    }
    return lines;
}

void text_lines_paint(struct painter *painter, struct rect rect, const struct text_lines *lines,
                      int spacing, struct text_style style) {
    for (int i = 0; i < lines->count; i++) {
        char text[TEXT_LINES_TEXT];
        snprintf(text, sizeof text, "%.*s", lines->length[i], lines->start[i]);
        paint_text(painter, (struct rect){rect.x, rect.y + i * spacing, rect.w, spacing}, text,
                   style, TEXT_LEFT);
    }
}
