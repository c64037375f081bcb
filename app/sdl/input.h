/* SDL's events in the window's own terms. */
#pragma once

#include <SDL.h>
#include <stdbool.h>

#include "app/ui/widgets/event.h"

/* density: pixels per window unit, in which mouse events come; fingers come in fractions of the
 * window's size. */
struct input {
    float density;
    int width, height;
    int key;            /* pressed last, as the window knows it */
    bool touching;      /* the first finger down draws; others are ignored */
    bool dropping_many; /* files that were dropped together */
    SDL_FingerID finger;
};

/* False if the event does not concern the window's content. A dropped file's path stays SDL's. */
bool input_translate(struct input *input, const SDL_Event *event, struct ui_event *translated);

/* What the mouse does at (x, y), in window units. */
struct ui_event input_pointer(const struct input *input, enum ui_event_kind kind, int x, int y);
