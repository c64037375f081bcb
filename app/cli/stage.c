#include "app/cli/stage.h"

#include <math.h>
#include <time.h>

#include "app/core/base/clock.h"

enum nn_status stage_create(struct stage *stage, const char *model, const char *results, bool large,
                            struct nn_error *err) {
    const struct app_options app_options = {.model = model, .results = results};
    const struct window_options window_options = {.offscreen = true,
                                                  .width = large ? STAGE_WIDTH : 0,
                                                  .height = large ? STAGE_HEIGHT : 0,
                                                  .scale = 1};
    *stage = (struct stage){0};
    enum nn_status status = app_create(&stage->app, &app_options, err);
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

/* One event of the pointer and the frame that answers it. */
static enum nn_status point(struct stage *stage, enum ui_event_kind kind, struct point at,
                            const struct stage_square *square, struct nn_error *err) {
    struct rect canvas = canvas_rect(stage);
    float x = (float)canvas.x + square->left + at.x * square->size;
    float y = (float)canvas.y + square->top + at.y * square->size;
    double begin = clock_seconds();
    window_pointer(stage->window, kind, (int)floorf(x), (int)floorf(y));
    enum nn_status status = stage_frame(stage, err);
    timing_add(&stage->frames, clock_seconds() - begin);
    return status;
}

enum nn_status stage_draw(struct stage *stage, const struct strokes *strokes,
                          const struct stage_square *square, struct nn_error *err) {
    const struct stage_square all = {.size = (float)stage_canvas_side(stage)};
    square = square ? square : &all;
    enum nn_status status = NN_STATUS_OK;
    for (int s = 0; s < strokes->count && !status; s++) {
        const struct stroke *stroke = strokes->items[s];
        status = point(stage, UI_EVENT_POINTER_DOWN, stroke->points[0], square, err);
        for (int i = 1; i < stroke->count && !status; i++)
            status = point(stage, UI_EVENT_POINTER_MOVE, stroke->points[i], square, err);
        if (!status)
            status =
                point(stage, UI_EVENT_POINTER_UP, stroke->points[stroke->count - 1], square, err);
    }
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
    enum nn_status status = point(stage, kind, three->points[at], &all, err);
    stage_rest();
    return status;
}

enum nn_status stage_clear(struct stage *stage, struct nn_error *err) {
    app_update(stage->app, &(struct action){.kind = ACTION_CLEAR});
    return stage_frame(stage, err);
}
