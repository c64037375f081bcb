/* Labelled drawings as Quick, Draw! ndjson: an object a line with `word`, `canvas` [w,h] and
 * `drawing`, strokes of [xs, ys] or [xs, ys, ms], y down. */
#ifndef APP_CORE_INK_DRAWING_H
#define APP_CORE_INK_DRAWING_H

#include <stdbool.h>

#include "app/core/ink/stroke.h"

enum { DRAWING_MAX_WORD = 64 };

/* Strokes in canvas units; a box that is not square is fitted in and centred. */
struct drawing {
    char word[DRAWING_MAX_WORD];
    struct strokes strokes;
};

/* Whether word is a number: digits and nothing else. */
bool drawing_is_number(const struct drawing *drawing);

/* Whether a path ends as files of drawings do: .ndjson or .jsonl. */
bool drawing_is_file_name(const char *path);

struct drawing_file;

/* Reads a file one drawing at a time; an empty file is an error, as is any malformed line, named by
 * its number. Every stroke gets this brush, in canvas units. */
NN_MUST_USE enum nn_status drawing_file_open(struct drawing_file **file, const char *path,
                                             float brush, struct nn_error *err);

/* The same for lines in memory, which are borrowed; messages call them by name. */
NN_MUST_USE enum nn_status drawing_file_open_text(struct drawing_file **file, const char *text,
                                                  const char *name, float brush,
                                                  struct nn_error *err);
void drawing_file_close(struct drawing_file *file);

/* *drawing is NULL at the end; else borrowed until the next call. */
NN_MUST_USE enum nn_status drawing_file_next(struct drawing_file *file,
                                             const struct drawing **drawing, struct nn_error *err);

/* The line that was last read, with its end if it has one; borrowed until the next is read. A line
 * that is no drawing is an error, and does not keep the lines after it from being read: reading
 * goes on until the file is over. */
const char *drawing_file_line(const struct drawing_file *file);
bool drawing_file_is_over(const struct drawing_file *file);

/* The drawing as one line, its end included; the caller frees it. NULL without memory. */
char *drawing_line(const struct drawing *drawing);

/* Writes one drawing as a file of one line, by way of a temporary file that is renamed. */
NN_MUST_USE enum nn_status drawing_save(const struct drawing *drawing, const char *path,
                                        struct nn_error *err);

#endif
