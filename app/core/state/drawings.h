/* The user's own drawings: which is selected, what the network reads in each, and which of them is
 * on the canvas. Owned by the main thread. */
#pragma once

#include "app/core/base/path.h"
#include "app/core/data/collection.h"
#include "app/core/data/collection_import.h"
#include "app/core/ink/canvas.h"
#include "app/core/reading/reading.h"

/* Computed a few per frame. digits [known] are read by the newest model or by the one before it. */
struct drawings_readings {
    struct nn_model *model; /* which reads now */
    uint64_t revision;      /* of the collection */
    int done, known;
    uint8_t digits[COLLECTION_MAX];
};

/* The drawing on the canvas, since it was labelled or opened: changed and labelled again it stays
 * the same drawing. Hashes of collection_item, 0 for none. */
struct drawings_on_canvas {
    uint64_t drawing, before; /* now, and before it was labelled last */
    uint64_t canvas;          /* the revision at which the canvas shows it unchanged */
    int undo_count;           /* of the canvas then: undone further, it is another drawing */
    uint64_t collection;      /* the revision since it was labelled last */
    int count;                /* how often it was labelled that Undo can take back */
};

/* A file whose drawings are to be added; several are read one after another. */
struct drawings_import {
    struct collection_import *file;
    double since_s; /* by clock_seconds */
    struct drawings_import *next;
    char name[];
};

/* Digits of the picture in the canvas' place that were labelled and that Undo can take back: how
 * many, and the collection's revision since the last of them. */
struct drawings_of_picture {
    int count;
    uint64_t collection;
};

struct drawings {
    struct collection *collection;
    struct drawings_import *imports; /* the first is being read; NULL: none */
    struct drawings_readings readings;
    struct drawings_on_canvas on_canvas;
    struct drawings_of_picture of_picture;
    int selected;              /* an index; without meaning where there is none */
    char path[FILES_MAX_PATH]; /* of the collection's file; "": in memory only */
    bool saved;                /* what was labelled or imported last is in that file */
};

/* The classes, borrowed, are those of the labels. */
NN_MUST_USE enum nn_status drawings_init(struct drawings *drawings, const struct class_set *classes,
                                         struct nn_error *err);
void drawings_deinit(struct drawings *drawings);

/* Begins to load the file as collection_load does; the rest comes in parts that take less than a
 * frame. */
NN_MUST_USE enum nn_status drawings_load(struct drawings *drawings, const char *path,
                                         struct nn_error *err);

NN_MUST_USE enum nn_status drawings_load_some(struct drawings *drawings, struct nn_error *err);

/* The selected drawing, or NULL; borrowed until the next change. */
const struct collection_item *drawings_selected(const struct drawings *drawings);
void drawings_select(struct drawings *drawings, int index); /* brought within what there is */

/* Labelling what is on the canvas adds a drawing, changes the one that it was, or its label. */
enum drawings_labelled { DRAWINGS_ADDED, DRAWINGS_CHANGED, DRAWINGS_RELABELLED };
NN_MUST_USE enum nn_status drawings_label(struct drawings *drawings, const struct canvas *canvas,
                                          int digit, enum drawings_labelled *what,
                                          struct nn_error *err);

/* Undo of the above while neither canvas nor drawings have changed since. Afterwards the drawing
 * has its label before, is as it was before, or is not kept. */
enum drawings_unlabelled { DRAWINGS_LABEL_BEFORE, DRAWINGS_AS_BEFORE, DRAWINGS_NOT_KEPT };
bool drawings_can_unlabel(const struct drawings *drawings, const struct canvas *canvas);
NN_MUST_USE enum nn_status drawings_unlabel(struct drawings *drawings,
                                            enum drawings_unlabelled *what, struct nn_error *err);

/* The same for a digit cut out of a picture, which stays what it is. */
NN_MUST_USE enum nn_status drawings_label_picture(struct drawings *drawings,
                                                  const struct ink_picture *picture, int digit,
                                                  enum drawings_labelled *what,
                                                  struct nn_error *err);
bool drawings_can_unlabel_picture(const struct drawings *drawings);
NN_MUST_USE enum nn_status drawings_unlabel_picture(struct drawings *drawings,
                                                    struct nn_error *err);

/* The label of such a digit, or -1. */
int drawings_picture_label(const struct drawings *drawings, const struct ink_picture *picture);

/* How a sentence on what was labelled or imported goes on: "" if that is saved. */
const char *drawings_lost(const struct drawings *drawings);

/* The label of what is on the canvas, or -1. */
int drawings_canvas_label(const struct drawings *drawings, const struct canvas *canvas);

NN_MUST_USE enum nn_status drawings_relabel(struct drawings *drawings, int digit,
                                            struct nn_error *err);
NN_MUST_USE enum nn_status drawings_remove(struct drawings *drawings, struct nn_error *err);
NN_MUST_USE enum nn_status drawings_undo(struct drawings *drawings, struct nn_error *err);
/* Begins to import a file, after those that were begun before. */
NN_MUST_USE enum nn_status drawings_import(struct drawings *drawings, const char *path,
                                           struct nn_error *err);

/* Imports some more, in less than a frame, of the first of drawings->imports. Once it is read its
 * drawings are added, and only what was added is saved or not. *count says how many; *over is
 * whether it is done with, as it also is after an error. */
NN_MUST_USE enum nn_status drawings_import_some(struct drawings *drawings, bool *over,
                                                struct collection_import_count *count,
                                                struct nn_error *err);

/* Gives up all imports, of which nothing is added. */
void drawings_stop_imports(struct drawings *drawings);

/* Puts the selected drawing on the canvas, as strokes of this brush. */
NN_MUST_USE enum nn_status drawings_open(struct drawings *drawings, struct canvas *canvas,
                                         float brush, struct nn_error *err);

/* The canvas shows none of the drawings. */
void drawings_forget(struct drawings *drawings, const struct canvas *canvas);

/* The same where the canvas was cleared, or undone to a drawing before. */
void drawings_forget_if_cleared(struct drawings *drawings, const struct canvas *canvas);

/* Reads some more of the drawings, of which there are more while there is work to do. */
bool drawings_have_work(const struct drawings *drawings, const struct reader *reader);
void drawings_read_some(struct drawings *drawings, struct reader *reader);
