#include "app/core/ink/canvas.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/array.h"
#include "app/core/base/clamp.h"
#include "app/core/ink/eraser.h"
#include "app/core/ink/stroke_list.h"

enum { MAX_STATES = 1000 };

/* states[current] is the drawing; those after it can be redone. While a stroke is open, the drawing
 * is `shown`: the current state as it is being changed, with an open pen stroke behind its end. */
struct canvas {
    struct stroke_list states[MAX_STATES];
    int current, last;
    uint64_t revision;

    bool drawing;
    enum canvas_tool tool;
    struct stroke_list shown;
    struct stroke open; /* the pen stroke, or the path of the eraser */
    struct point *open_points;
    int open_capacity;
    bool erased;
};

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory left for the drawing");
}

enum nn_status canvas_create(struct canvas **canvas, struct nn_error *err) {
    *canvas = calloc(1, sizeof **canvas);
    return *canvas ? NN_STATUS_OK : no_memory(err);
}

void canvas_destroy(struct canvas *canvas) {
    if (!canvas)
        return;
    for (int i = 0; i <= canvas->last; i++)
        stroke_list_deinit(&canvas->states[i]);
    stroke_list_deinit(&canvas->shown);
    free(canvas->open_points);
    free(canvas);
}

static void forget_redo(struct canvas *canvas) {
    for (int i = canvas->current + 1; i <= canvas->last; i++)
        stroke_list_deinit(&canvas->states[i]);
    canvas->last = canvas->current;
}

/* Makes this list the newest state and takes ownership of it; drops the oldest if there are too
 * many. */
static void push_state(struct canvas *canvas, struct stroke_list *list) {
    forget_redo(canvas);
    if (canvas->last == MAX_STATES - 1) {
        stroke_list_deinit(&canvas->states[0]);
        memmove(&canvas->states[0], &canvas->states[1],
                (MAX_STATES - 1) * sizeof canvas->states[0]);
        canvas->last--;
    }
    canvas->current = ++canvas->last;
    canvas->states[canvas->current] = *list;
    *list = (struct stroke_list){0};
    canvas->revision++;
}

static bool append_point(struct canvas *canvas, struct point position) {
    struct point *points = array_reserve(canvas->open_points, &canvas->open_capacity,
                                         canvas->open.count + 1, sizeof *points);
    if (!points)
        return false;
    points[canvas->open.count++] = position;
    canvas->open.points = canvas->open_points = points;
    return true;
}

enum nn_status canvas_begin(struct canvas *canvas, enum canvas_tool tool, float size,
                            struct point position, struct nn_error *err) {
    canvas_end(canvas);
    canvas->tool = tool;
    canvas->erased = false;
    canvas->open = (struct stroke){.brush = size};
    if (!stroke_list_copy(&canvas->shown, &canvas->states[canvas->current]) ||
        !stroke_list_reserve(&canvas->shown, canvas->shown.count + 1) ||
        !append_point(canvas, position))
        return no_memory(err);
    canvas->shown.items[canvas->shown.count] = &canvas->open; /* canvas_strokes counts it */
    canvas->drawing = true;
    canvas->revision++;
    if (tool == CANVAS_TOOL_ERASER)
        return eraser_cut(&canvas->shown, position, position, size, &canvas->erased, err);
    return NN_STATUS_OK;
}

enum nn_status canvas_move(struct canvas *canvas, struct point position, struct nn_error *err) {
    if (!canvas->drawing)
        return NN_STATUS_OK;
    struct point last = canvas->open_points[canvas->open.count - 1];
    if (last.x == position.x && last.y == position.y)
        return NN_STATUS_OK;
    if (!append_point(canvas, position))
        return no_memory(err);
    canvas->revision++;
    if (canvas->tool == CANVAS_TOOL_ERASER)
        return eraser_cut(&canvas->shown, last, position, canvas->open.brush, &canvas->erased, err);
    return NN_STATUS_OK;
}

void canvas_end(struct canvas *canvas) {
    if (!canvas->drawing)
        return;
    canvas->drawing = false;
    /* Without memory the drawing stays as it was before the stroke. */
    if (canvas->tool == CANVAS_TOOL_PEN ? stroke_list_add_copy(&canvas->shown, &canvas->open)
                                        : canvas->erased)
        push_state(canvas, &canvas->shown);
    stroke_list_deinit(&canvas->shown);
    canvas->open.count = 0;
    canvas->revision++;
}

bool canvas_is_drawing(const struct canvas *canvas) {
    return canvas->drawing;
}

bool canvas_can_undo(const struct canvas *canvas) {
    return canvas->current > 0 || canvas->drawing;
}

bool canvas_can_redo(const struct canvas *canvas) {
    return canvas->current < canvas->last && !canvas->drawing;
}

int canvas_undo_count(const struct canvas *canvas) {
    return canvas->current;
}

static void step(struct canvas *canvas, int by) {
    canvas_end(canvas);
    int state = clamp_int(canvas->current + by, 0, canvas->last);
    canvas->revision += state != canvas->current;
    canvas->current = state;
}

void canvas_undo(struct canvas *canvas) {
    step(canvas, -1);
}

void canvas_redo(struct canvas *canvas) {
    step(canvas, 1);
}

enum nn_status canvas_replace(struct canvas *canvas, const struct strokes *strokes,
                              struct nn_error *err) {
    struct stroke_list next = {0};
    canvas_end(canvas);
    for (int i = 0; i < strokes->count; i++)
        if (!stroke_list_add_copy(&next, strokes->items[i])) {
            stroke_list_deinit(&next);
            return no_memory(err);
        }
    push_state(canvas, &next);
    return NN_STATUS_OK;
}

enum nn_status canvas_clear(struct canvas *canvas, struct nn_error *err) {
    const struct strokes none = {0, NULL};
    canvas_end(canvas);
    if (canvas->states[canvas->current].count == 0)
        return NN_STATUS_OK;
    return canvas_replace(canvas, &none, err);
}

struct strokes canvas_strokes(const struct canvas *canvas) {
    const struct stroke_list *list =
        canvas->drawing ? &canvas->shown : &canvas->states[canvas->current];
    bool pen = canvas->drawing && canvas->tool == CANVAS_TOOL_PEN;
    return (struct strokes){list->count + pen, list->items};
}

uint64_t canvas_revision(const struct canvas *canvas) {
    return canvas->revision;
}
