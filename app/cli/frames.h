/* How long frames take while somebody draws a 3, clears the canvas and draws the next. */
#ifndef APP_CLI_FRAMES_H
#define APP_CLI_FRAMES_H

#include "app/cli/stage.h"
#include "app/cli/timing.h"

/* The window that frames are measured in, in pixels, and of how many a figure is made. */
enum { FRAMES_WIDTH = 1920, FRAMES_HEIGHT = 1080, FRAMES_COUNT = 300 };

/* Motion number i of the drawing and the frame that answers it, whose time is added; then a pause
 * as between the events of a mouse. */
NN_MUST_USE enum nn_status frames_draw(struct stage *stage, int i, struct timing *frames,
                                       struct nn_error *err);

/* The pause alone. */
void frames_rest(void);

/* Adds the times of FRAMES_COUNT frames, and of those that the last drawing takes to its end. */
NN_MUST_USE enum nn_status frames_measure(struct stage *stage, struct timing *frames,
                                          struct nn_error *err);

#endif
