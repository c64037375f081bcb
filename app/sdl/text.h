/* The font of the window: the faces compiled into the program, drawn by SDL_ttf.
 *
 * Each glyph is drawn once and kept, so the font grows with use. Needs no video device.
 * Used by one thread. */
#pragma once

#include "app/ui/paint/font.h"
#include "nn/status.h"

/* Opens the font; the caller destroys it. */
NN_MUST_USE enum nn_status text_create(struct font **font, struct nn_error *err);

/* Destroys a font that text_create made, with all its glyphs. NULL is fine. */
void text_destroy(struct font *font);
