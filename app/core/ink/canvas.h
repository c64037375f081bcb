/* The drawing: strokes as vectors, with undo and redo of every change.
 *
 * The history is a list of states; a state is a list of immutable, counted strokes. A stroke, a
 * pass of the eraser and Clear each make one new state. Owned by the main thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/ink/stroke.h"

struct canvas;

/* Diameters of the brush, in canvas units. */
#define CANVAS_BRUSH_MIN     0.02f
#define CANVAS_BRUSH_MAX     0.12f
#define CANVAS_BRUSH_DEFAULT 0.06f

enum canvas_tool { CANVAS_TOOL_PEN, CANVAS_TOOL_ERASER };

NN_MUST_USE enum nn_status canvas_create(struct canvas **canvas, struct nn_error *err);
void canvas_destroy(struct canvas *canvas);

/* One stroke or one pass of the eraser; size is the diameter in canvas units. Move appends a point
 * (one equal to the last is ignored) and end closes; canvas_begin ends an open stroke first. The
 * eraser cuts away the parts of lines whose edge it touches; a pass that touches nothing adds no
 * state to the history. */
NN_MUST_USE enum nn_status canvas_begin(struct canvas *canvas, enum canvas_tool tool, float size,
                                        struct point position, struct nn_error *err);
NN_MUST_USE enum nn_status canvas_move(struct canvas *canvas, struct point position,
                                       struct nn_error *err);
void canvas_end(struct canvas *canvas);
bool canvas_is_drawing(const struct canvas *canvas);

/* Undo ends an open stroke first. Clearing an empty canvas does nothing. */
bool canvas_can_undo(const struct canvas *canvas);
bool canvas_can_redo(const struct canvas *canvas);
int canvas_undo_count(const struct canvas *canvas); /* finished steps that can be undone */
void canvas_undo(struct canvas *canvas);
void canvas_redo(struct canvas *canvas);
NN_MUST_USE enum nn_status canvas_clear(struct canvas *canvas, struct nn_error *err);

/* Replaces the drawing by copies of these strokes, as one undoable step. */
NN_MUST_USE enum nn_status canvas_replace(struct canvas *canvas, const struct strokes *strokes,
                                          struct nn_error *err);

/* The current drawing, including the open stroke. Borrowed until the next call that changes it. */
struct strokes canvas_strokes(const struct canvas *canvas);

/* Grows whenever the result of canvas_strokes changes. */
uint64_t canvas_revision(const struct canvas *canvas);
