/* Labelled drawings as Quick, Draw! ndjson: one object per line with `word`, `canvas` [w,h] and
 * `drawing`, strokes of [xs, ys] or [xs, ys, ms], y down. A digit cut out of a picture has no
 * strokes but `pixels`, the network's input row by row as two hexadecimal digits a pixel. */
#pragma once

#include <stdbool.h>

#include "app/core/ink/ink.h"

enum { DRAWING_MAX_WORD = 64 };

/* Strokes in canvas units; a box that is not square is fitted and centred. picture, borrowed, is in
 * place of strokes; else it is NULL. */
struct drawing {
    char word[DRAWING_MAX_WORD];
    struct strokes strokes;
    const struct ink_picture *picture;
};

/* Whether it has neither strokes nor a picture. */
bool drawing_is_blank(const struct drawing *drawing);

/* What the network sees of it. */
void drawing_to_ink(const struct drawing *drawing, struct ink_picture *picture);

/* True if word is a number: digits and nothing else, with a space between rows. */
bool drawing_is_number(const struct drawing *drawing);

/* True if the path has an ending for drawings: .ndjson or .jsonl. */
bool drawing_is_file_name(const char *path);

struct drawing_file;

/* Opens a file to be read one drawing at a time; an empty file is an error, and so is a malformed
 * line, named by its number. Every stroke gets this brush, in canvas units. */
NN_MUST_USE enum nn_status drawing_file_open(struct drawing_file **file, const char *path,
                                             float brush, struct nn_error *err);

/* The same also for a pipe or a device, such as /dev/stdin, for which it waits. */
NN_MUST_USE enum nn_status drawing_file_open_stream(struct drawing_file **file, const char *path,
                                                    float brush, struct nn_error *err);

/* The same for lines in memory, which are borrowed; messages refer to them by name. */
NN_MUST_USE enum nn_status drawing_file_open_text(struct drawing_file **file, const char *text,
                                                  const char *name, float brush,
                                                  struct nn_error *err);
void drawing_file_close(struct drawing_file *file);

/* Stores NULL in *drawing at the end; otherwise it is borrowed until the next call. */
NN_MUST_USE enum nn_status drawing_file_next(struct drawing_file *file,
                                             const struct drawing **drawing, struct nn_error *err);

/* The last line read, including its end if it has one; borrowed until the next is read. A malformed
 * line is an error, but the lines after it can still be read, until the file is over. */
const char *drawing_file_line(const struct drawing_file *file);
bool drawing_file_is_over(const struct drawing_file *file);

/* How much of a regular file is read, from 0 to 1; 0 for any other. */
double drawing_file_fraction(const struct drawing_file *file);

/* The drawing as one line, including its end; the caller frees it. BAD_ARGUMENT for a drawing that
 * could not be read again: it has too many strokes or points. */
NN_MUST_USE enum nn_status drawing_line(char **line, const struct drawing *drawing,
                                        struct nn_error *err);

/* Writes a drawing as a file of one line, through a temporary file that is then renamed. */
NN_MUST_USE enum nn_status drawing_save(const struct drawing *drawing, const char *path,
                                        struct nn_error *err);
