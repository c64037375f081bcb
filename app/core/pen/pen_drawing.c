#include "app/core/pen/pen_drawing.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

void pen_drawing_clear(struct pen_drawing *drawing) {
    drawing->strokes = (struct strokes){0, drawing->stroke_pointers};
    drawing->point_count = 0;
}

void pen_drawing_begin_stroke(struct pen_drawing *drawing) {
    const float brush = 0.05f;
    int index = drawing->strokes.count;
    if (index == PEN_MAX_STROKES || drawing->point_count == PEN_MAX_POINTS)
        return;
    drawing->stroke_items[index] =
        (struct stroke){brush, 0, drawing->points + drawing->point_count};
    drawing->stroke_pointers[index] = &drawing->stroke_items[index];
    drawing->strokes.count++;
}

void pen_drawing_add_point(struct pen_drawing *drawing, struct point point) {
    if (drawing->point_count == PEN_MAX_POINTS)
        return;
    drawing->points[drawing->point_count++] = point;
    drawing->stroke_items[drawing->strokes.count - 1].count++;
}

void pen_drawing_keep_piece(struct pen_drawing *drawing, float from, float to) {
    struct stroke *stroke = &drawing->stroke_items[0];
    int first = (int)(from * (float)stroke->count), last = (int)(to * (float)stroke->count);
    int count = last > first ? last - first : 1;
    memmove(drawing->points, drawing->points + first, (size_t)count * sizeof *drawing->points);
    stroke->count = drawing->point_count = count;
    drawing->strokes.count = 1;
}

void pen_drawing_move(struct pen_drawing *drawing, int first_stroke, float scale,
                      struct point offset) {
    ptrdiff_t first = drawing->stroke_items[first_stroke].points - drawing->points;
    for (ptrdiff_t i = first; i < drawing->point_count; i++) {
        struct point *point = &drawing->points[i];
        point->x = scale * point->x + offset.x;
        point->y = scale * point->y + offset.y;
    }
}

struct box pen_drawing_box(const struct pen_drawing *drawing, int first_stroke) {
    struct box box;
    struct strokes some = {drawing->strokes.count - first_stroke,
                           drawing->strokes.items + first_stroke};
    bool any = strokes_bounds(&some, &box);
    assert(any);
    (void)any;
    return box;
}
