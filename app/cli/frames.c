#include "app/cli/frames.h"

#include <time.h>

#include "app/cli/selftest_drawings.h"
#include "app/core/base/clock.h"

void frames_rest(void) {
    const struct timespec pause = {0, 8 * 1000000L};
    nanosleep(&pause, NULL);
}

enum nn_status frames_draw(struct stage *stage, int i, struct timing *frames,
                           struct nn_error *err) {
    const struct stroke *three = selftest_drawing_of(3)->strokes[0];
    struct rect canvas = window_ui(stage->window)->layout.places[LAYOUT_CANVAS];
    int at = i % three->count;
    struct point p = three->points[at];
    enum ui_event_kind kind = at == 0                  ? UI_EVENT_POINTER_DOWN
                              : at == three->count - 1 ? UI_EVENT_POINTER_UP
                                                       : UI_EVENT_POINTER_MOVE;
    double start = clock_seconds();
    if (at == 0)
        app_update(stage->app, &(struct action){.kind = ACTION_CLEAR});
    window_pointer(stage->window, kind, canvas.x + (int)(p.x * (float)canvas.w),
                   canvas.y + (int)(p.y * (float)canvas.h));
    enum nn_status status = stage_frame(stage, err);
    timing_add(frames, clock_seconds() - start);
    frames_rest();
    return status;
}

enum nn_status frames_measure(struct stage *stage, struct timing *frames, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; !status && (i < FRAMES_COUNT || canvas_is_drawing(stage->app->canvas)); i++)
        status = frames_draw(stage, i, frames, err);
    return status;
}
