#include "app/cli/stage.h"

#include <math.h>
#include <time.h>

#include "app/core/base/clock.h"

enum nn_status stage_create(struct stage *stage, const struct app_options *app_options, bool large,
                            struct nn_error *err) {
    const struct window_options window_options = {.offscreen = true,
                                                  .width = large ? STAGE_WIDTH : 0,
                                                  .height = large ? STAGE_HEIGHT : 0,
                                                  .scale = 1};
    *stage = (struct stage){0};
    enum nn_status status = app_create(&stage->app, app_options, err);
    if (!status)
        status = window_create(&stage->window, stage->app, &window_options, err);
    if (!status)
        status = stage_frame(stage, err);
    if (status)
        stage_destroy(stage);
    return status;
}

void stage_destroy(struct stage *stage) {
    app_destroy(stage->app);
    window_destroy(stage->window);
    timing_deinit(&stage->frames);
    *stage = (struct stage){0};
}

static struct rect canvas_rect(const struct stage *stage) {
    return window_ui(stage->window)->layout.places[LAYOUT_CANVAS];
}

int stage_canvas_side(const struct stage *stage) {
    return canvas_rect(stage).w;
}

enum nn_status stage_frame(struct stage *stage, struct nn_error *err) {
    return window_frame(stage->window, clock_seconds(), err);
}

/* Where a point of the square is, in pixels from the canvas' corner. */
static struct point placed(struct point at, const struct stage_square *square) {
    return (struct point){square->left + at.x * square->size, square->top + at.y * square->size};
}

/* One event of the pointer and the frame that answers it. */
static enum nn_status point(struct stage *stage, enum ui_event_kind kind, struct point at,
                            struct nn_error *err) {
    struct rect canvas = canvas_rect(stage);
    double begin = clock_seconds();
    window_pointer(stage->window, kind, (int)floorf((float)canvas.x + at.x),
                   (int)floorf((float)canvas.y + at.y));
    enum nn_status status = stage_frame(stage, err);
    timing_add(&stage->frames, clock_seconds() - begin);
    return status;
}

/* The pen goes down where the stroke comes onto the canvas: beside it there are buttons. */
static enum nn_status draw_stroke(struct stage *stage, const struct stroke *stroke,
                                  const struct stage_square *square, struct nn_error *err) {
    const float last_pixel = (float)stage_canvas_side(stage) - 0.5f;
    const struct box canvas = {0, 0, last_pixel, last_pixel};
    struct point from, to;
    int next = 0, last = stroke->count - 1;
    bool comes;
    do {
        from = placed(stroke->points[next], square);
        next++;
        to = placed(stroke->points[next < last ? next : last], square);
        comes = box_cut_line(&canvas, &from, &to);
    } while (!comes && next < last);
    if (!comes)
        return NN_STATUS_OK;
    enum nn_status status = point(stage, UI_EVENT_POINTER_DOWN, from, err);
    for (; next <= last && !status; next++)
        status = point(stage, UI_EVENT_POINTER_MOVE, placed(stroke->points[next], square), err);
    return status ? status
                  : point(stage, UI_EVENT_POINTER_UP, placed(stroke->points[last], square), err);
}

enum nn_status stage_draw(struct stage *stage, const struct strokes *strokes,
                          const struct stage_square *square, struct nn_error *err) {
    const struct stage_square all = {.size = (float)stage_canvas_side(stage)};
    enum nn_status status = NN_STATUS_OK;
    for (int s = 0; s < strokes->count && !status; s++)
        status = draw_stroke(stage, strokes->items[s], square ? square : &all, err);
    return status;
}

void stage_rest(void) {
    const struct timespec pause = {0, 8 * 1000000L};
    nanosleep(&pause, NULL);
}

enum nn_status stage_scribble(struct stage *stage, int i, struct nn_error *err) {
    const struct stage_square all = {.size = (float)stage_canvas_side(stage)};
    const struct stroke *three = stage_digit(3).items[0];
    int at = i % three->count;
    enum ui_event_kind kind = at == 0                  ? UI_EVENT_POINTER_DOWN
                              : at == three->count - 1 ? UI_EVENT_POINTER_UP
                                                       : UI_EVENT_POINTER_MOVE;
    if (at == 0)
        app_update(stage->app, &(struct action){.kind = ACTION_CLEAR});
    enum nn_status status = point(stage, kind, placed(three->points[at], &all), err);
    stage_rest();
    return status;
}

enum nn_status stage_clear(struct stage *stage, struct nn_error *err) {
    app_update(stage->app, &(struct action){.kind = ACTION_SCREEN, .number = SCREEN_CANVAS});
    app_update(stage->app, &(struct action){.kind = ACTION_TOOL, .number = CANVAS_TOOL_PEN});
    app_update(stage->app, &(struct action){.kind = ACTION_CLEAR});
    return stage_frame(stage, err);
}
