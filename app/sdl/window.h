/* The window: SDL's events in, the painted picture out. For the main thread alone.
 *
 * An offscreen window needs neither a display nor SDL's video: events are handed in and the picture
 * is read back, so that what is measured and tested is what a person gets. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/ui.h"

struct window;
union SDL_Event;

/* width and height in window units, 0 for the usual size; scale is in pixels per unit of the
 * layout, 0 for the display's own. */
struct window_options {
    bool offscreen, maximised;
    int width, height;
    float scale;
};

/* app is borrowed. A window that cannot be opened is an IO error with SDL's reason. The window
 * appears with its first frame. */
NN_MUST_USE enum nn_status window_create(struct window **window, struct app *app,
                                         const struct window_options *options,
                                         struct nn_error *err);
void window_destroy(struct window *window);

/* Handles events and paints until the app quits; sleeps while nothing moves. Fails only if there is
 * no first frame: a later one may fail in a window that is too large for the memory. If the display
 * is lost, `lost` is called to save what can be saved, and the program exits with 1. */
NN_MUST_USE enum nn_status window_run(struct window *window, void (*lost)(void *context),
                                      void *context, struct nn_error *err);

/* Stores in the settings whether the window is maximised, and its size when it is not. */
void window_note_settings(const struct window *window, struct settings *settings);

/* The two halves of window_run's body. A frame collects the trainer's updates, reads the drawing,
 * paints what has changed and does what the app asks of its window. now_s is in seconds since any
 * start. */
void window_handle(struct window *window, const union SDL_Event *event);
NN_MUST_USE enum nn_status window_frame(struct window *window, double now_s, struct nn_error *err);

/* Hands in a press, a motion or a release of the left mouse button at (x, y), in window units. */
void window_pointer(struct window *window, enum ui_event_kind kind, int x, int y);

/* The same for the press of a key: ASCII or an enum ui_key, with UI_SHIFT and so on. */
void window_key(struct window *window, int key, unsigned mods);

/* The last frame's picture and the layout it has; borrowed until the next frame. */
const struct image *window_image(const struct window *window);
const struct ui *window_ui(const struct window *window);

/* For app_options: wakes the window that is on screen, from any thread. */
void window_wake(void *context);
