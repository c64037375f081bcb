/* The user's own drawings, each with the digit that the user says it is.
 *
 * With a file, every change is on disk when its function returns: a new file, ndjson as in
 * drawing.h, replaces the old one, so that it is always complete. A change that cannot be written
 * is not made. Several programs may change one file at once: each locks its folder from reading to
 * writing it. Owned by the main thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/base/class_set.h"
#include "app/core/ink/drawing.h"
#include "app/core/ink/ink.h"

enum { COLLECTION_MAX = 2000, COLLECTION_HELD_OUT = 4 };

/* held_out: never learnt, to test what was learnt. One in COLLECTION_HELD_OUT drawings is held out,
 * chosen by a hash of its points and so always the same. */
struct collection_item {
    int digit;
    bool held_out;
    bool is_picture; /* cut out of a picture, and has no strokes */
    uint64_t hash;
    uint8_t pixels[INK_PIXELS]; /* the network's input */
    char *line;                 /* of the file */
};

struct collection;

/* Makes an empty collection, in memory only, for drawings of these classes. */
NN_MUST_USE enum nn_status collection_create(struct collection **collection,
                                             const struct class_set *classes, struct nn_error *err);
void collection_destroy(struct collection *collection);

/* Loads the file's drawings and saves later changes there; a missing file is empty. Call once. If
 * some lines are no drawings of its classes, the others are loaded, the original file is kept under
 * another name, and the error says so. A file that cannot be read or renamed is left alone, and so is one
 * that is write-protected, which is loaded; the error says that nothing will be saved. Reads until that time, by clock_seconds, and at least one
 * drawing; collection_load_some reads on, if there is more, and so does what needs all drawings,
 * such as a change. */
NN_MUST_USE enum nn_status collection_load(struct collection *collection, const char *path,
                                           double until_s, struct nn_error *err);

/* Saves no more changes. */
void collection_let_go(struct collection *collection);

NN_MUST_USE enum nn_status collection_load_some(struct collection *collection, double until_s,
                                                struct nn_error *err);
bool collection_is_loading(const struct collection *collection);

int collection_count(const struct collection *collection);

/* Borrowed until the next change. index counts from 0, oldest first. */
const struct collection_item *collection_at(const struct collection *collection, int index);

/* The index of the drawing with this hash, or -1. */
int collection_find(const struct collection *collection, uint64_t hash);

/* Grows with every change. */
uint64_t collection_revision(const struct collection *collection);

/* Adds a copy of the strokes. If the drawing exists already, it gets the new digit instead; else it
 * replaces the one with the hash `changed`, if there is one. Stores its index. BAD_ARGUMENT for a
 * blank drawing or a full collection. */
NN_MUST_USE enum nn_status collection_put(struct collection *collection,
                                          const struct strokes *strokes, int digit,
                                          uint64_t changed, int *index, struct nn_error *err);

/* The same for a digit cut out of a picture, which cannot be changed; it must not be blank. */
NN_MUST_USE enum nn_status collection_put_picture(struct collection *collection,
                                                  const struct ink_picture *picture, int digit,
                                                  int *index, struct nn_error *err);

/* The hash of such a digit. */
uint64_t collection_hash_of_picture(const struct ink_picture *picture);

/* If another program has changed the file since it was read, these reload it instead and say so:
 * the index may no longer mean the same drawing. */
NN_MUST_USE enum nn_status collection_relabel(struct collection *collection, int index, int digit,
                                              struct nn_error *err);
NN_MUST_USE enum nn_status collection_remove(struct collection *collection, int index,
                                             struct nn_error *err);
NN_MUST_USE enum nn_status collection_undo(struct collection *collection, struct nn_error *err);
bool collection_can_undo(const struct collection *collection);

/* Writes all drawings to another file. */
NN_MUST_USE enum nn_status collection_export(struct collection *collection, const char *path,
                                             struct nn_error *err);

/* Opens the drawing, as strokes of this brush, as a file with just this drawing. */
NN_MUST_USE enum nn_status collection_open_drawing(const struct collection *collection, int index,
                                                   float brush, struct drawing_file **file,
                                                   struct nn_error *err);
