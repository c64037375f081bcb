/* An offscreen window with its app, for verbs that draw in it as a person would. */
#pragma once

#include "app/cli/timing.h"
#include "app/core/ink/drawing.h"
#include "app/sdl/window.h"

struct stage {
    struct app *app;
    struct window *window;
    struct timing frames; /* from a pointer's event to the frame that answers it being painted */
};

/* An app with these options. large: in a window of STAGE_WIDTH by
 * STAGE_HEIGHT pixels, in which frames are measured. Paints the first frame. */
enum { STAGE_WIDTH = 1920, STAGE_HEIGHT = 1080 };
NN_MUST_USE enum nn_status stage_create(struct stage *stage, const struct app_options *app_options,
                                        bool large, struct nn_error *err);
void stage_destroy(struct stage *stage);

/* Side of the canvas in pixels. */
int stage_canvas_side(const struct stage *stage);

NN_MUST_USE enum nn_status stage_frame(struct stage *stage, struct nn_error *err);

/* A square in pixels from the canvas's top left. */
struct stage_square {
    float left, top, size;
};

/* The strokes of a digit, 0 to 9, in canvas units, borrowed for ever. */
struct strokes stage_digit(int digit);

/* Draws the strokes with the mouse: press, motions, release, and a frame after each. Their canvas
 * units are scaled into the square, or into the whole canvas if that is NULL. */
NN_MUST_USE enum nn_status stage_draw(struct stage *stage, const struct strokes *strokes,
                                      const struct stage_square *square, struct nn_error *err);

/* Motion number i of somebody who draws a 3, clears the canvas and draws the next; then a pause as
 * between the events of a mouse. */
NN_MUST_USE enum nn_status stage_scribble(struct stage *stage, int i, struct nn_error *err);

/* The pause alone. */
void stage_rest(void);

/* How many motions a measurement of frames takes, besides those that finish the last drawing. */
enum { STAGE_FRAMES = 300 };

/* Empties the canvas. */
NN_MUST_USE enum nn_status stage_clear(struct stage *stage, struct nn_error *err);
