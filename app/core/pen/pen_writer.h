/* Random people who draw on the canvas: digits in all their forms, and non-digits. */
#pragma once

#include "app/core/pen/pen_drawing.h"
#include "app/core/pen/pen_forms.h"
#include "app/core/pen/pen_scribbles.h"
#include "nn/rng.h"

/* Kinds of non-digits. */
enum pen_none_kind {
    PEN_NONE_SYMBOL,   /* a letter or a sign */
    PEN_NONE_SCRIBBLE, /* a line, a zigzag, a spiral */
    PEN_NONE_MARK,     /* a dot or another mark too small to recognise */
    PEN_NONE_PIECE,    /* an unfinished digit */
    PEN_NONE_SEVERAL,  /* two or three digits */
    PEN_NONE_CROSSED,  /* a crossed-out digit */
    PEN_NONE_KINDS,
};

/* A random form with this label, a digit or NN_NO_CLASS, by weight. */
const struct pen_form *pen_writer_choose(int label, struct nn_rng *rng);

/* Each replaces the drawing by one of a new person, somewhere on the canvas. */
void pen_writer_draw_form(struct pen_drawing *drawing, const struct pen_form *form,
                          struct nn_rng *rng);
void pen_writer_draw_scribble(struct pen_drawing *drawing, const struct pen_scribble *scribble,
                              struct nn_rng *rng);
void pen_writer_draw_none(struct pen_drawing *drawing, enum pen_none_kind kind, struct nn_rng *rng);

/* Draws drawing `number` of a seed, which is always the same. Each has this probability of being no
 * digit. Returns the label: a digit, all equally likely, or NN_NO_CLASS. */
int pen_writer_draw(struct pen_drawing *drawing, uint64_t seed, uint64_t number,
                    float none_fraction);
