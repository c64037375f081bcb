/* A drawing in the making: pen strokes in memory of their own. */
#pragma once

#include "app/core/ink/stroke.h"

enum { PEN_MAX_POINTS = 2048, PEN_MAX_STROKES = 32 };

/* strokes points into the drawing, which therefore must not be copied. */
struct pen_drawing {
    struct strokes strokes;
    int point_count;
    struct point points[PEN_MAX_POINTS];
    struct stroke stroke_items[PEN_MAX_STROKES];
    const struct stroke *stroke_pointers[PEN_MAX_STROKES];
};

void pen_drawing_clear(struct pen_drawing *drawing);

/* Puts the pen down; strokes and points that do not fit are left out. */
void pen_drawing_begin_stroke(struct pen_drawing *drawing);
void pen_drawing_add_point(struct pen_drawing *drawing, struct point point);

/* Keeps only the part of the first stroke between these fractions of its points. */
void pen_drawing_keep_piece(struct pen_drawing *drawing, float from, float to);

/* point = scale * point + offset, for the strokes from number first_stroke on. */
void pen_drawing_move(struct pen_drawing *drawing, int first_stroke, float scale,
                      struct point offset);

/* The box around the strokes from number first_stroke on, of which there must be one. */
struct box pen_drawing_box(const struct pen_drawing *drawing, int first_stroke);
