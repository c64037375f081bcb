/* Random people who draw on the canvas: digits in all their forms, and what is no digit. */
#ifndef APP_CORE_PEN_PEN_WRITER_H
#define APP_CORE_PEN_PEN_WRITER_H

#include "app/core/pen/pen_drawing.h"
#include "app/core/pen/pen_forms.h"
#include "app/core/pen/pen_scribbles.h"
#include "nn/rng.h"

/* What is no digit. */
enum pen_none_kind {
    PEN_NONE_SYMBOL,   /* a letter or a sign */
    PEN_NONE_SCRIBBLE, /* a line, a zigzag, a spiral */
    PEN_NONE_MARK,     /* a dot or a mark too small to see what it is */
    PEN_NONE_PIECE,    /* a digit that is only begun */
    PEN_NONE_SEVERAL,  /* two or three digits */
    PEN_NONE_CROSSED,  /* a digit crossed out */
    PEN_NONE_KINDS,
};

/* Any form of this digit, 0 to 9, as often as its weight says. */
const struct pen_form *pen_writer_choose_digit(int digit, struct nn_rng *rng);

/* Each overwrites the drawing with one by a new person, somewhere on the canvas. */
void pen_writer_draw_form(struct pen_drawing *drawing, const struct pen_form *form,
                          struct nn_rng *rng);
void pen_writer_draw_scribble(struct pen_drawing *drawing, const struct pen_scribble *scribble,
                              struct nn_rng *rng);
void pen_writer_draw_none(struct pen_drawing *drawing, enum pen_none_kind kind, struct nn_rng *rng);

/* The drawing that goes by this number among those of a seed, the same whenever it is asked for.
 * This share of them are no digits. Returns the label: a digit, all equally often, or NN_NO_CLASS.
 */
int pen_writer_draw(struct pen_drawing *drawing, uint64_t seed, uint64_t number,
                    float none_fraction);

#endif
