/* The user's own drawings, each with the class, a digit, that it was said to be.
 *
 * With a file, every change is on the disk when its function returns: the file, ndjson as in
 * drawing.h, is written anew and renamed, so that it is never half there. A change that cannot be
 * written is not made. Owned by the main thread. */
#ifndef APP_CORE_DATA_COLLECTION_H
#define APP_CORE_DATA_COLLECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "app/core/base/class_set.h"
#include "app/core/ink/drawing.h"
#include "app/core/ink/ink.h"

enum { COLLECTION_MAX = 2000, COLLECTION_HELD_OUT = 4 };

/* held_out: never learnt, so that what was learnt can be judged by it. One in COLLECTION_HELD_OUT
 * drawings is, chosen by a hash of its points: always the same ones. */
struct collection_item {
    int digit;
    bool held_out;
    uint64_t hash;
    uint8_t pixels[INK_PIXELS]; /* as a net gets it */
    char *line;                 /* as in the file */
};

struct collection;

/* An empty one, in memory alone. Its drawings are of these classes. */
NN_MUST_USE enum nn_status collection_create(struct collection **collection,
                                             const struct class_set *classes, struct nn_error *err);
void collection_destroy(struct collection *collection);

/* Takes up the file's drawings, and keeps later changes there; a missing file is empty. Call once.
 * Where some lines are no drawings of its classes, the others are taken, the file as it was is
 * moved aside, and the error says so. A file that cannot be read or moved is left alone: the error
 * says that nothing is kept. */
NN_MUST_USE enum nn_status collection_load(struct collection *collection, const char *path,
                                           struct nn_error *err);

int collection_count(const struct collection *collection);

/* Borrowed until the next change. index from 0, oldest first. */
const struct collection_item *collection_at(const struct collection *collection, int index);

/* The index of the drawing with this hash, or -1. */
int collection_find(const struct collection *collection, uint64_t hash);

/* Grows with every change. */
uint64_t collection_revision(const struct collection *collection);

/* Adds copies of the strokes. A drawing that is there already gets the new digit instead; else the
 * one with the hash `changed`, if that is there, becomes the new one. *index tells where it is.
 * BAD_ARGUMENT for a blank drawing or a full collection. */
NN_MUST_USE enum nn_status collection_put(struct collection *collection,
                                          const struct strokes *strokes, int digit,
                                          uint64_t changed, int *index, struct nn_error *err);

/* Where another program has changed the file since it was read, these take up the file instead, and
 * say so: their index may no longer be what was meant. */
NN_MUST_USE enum nn_status collection_relabel(struct collection *collection, int index, int digit,
                                              struct nn_error *err);
NN_MUST_USE enum nn_status collection_remove(struct collection *collection, int index,
                                             struct nn_error *err);
NN_MUST_USE enum nn_status collection_undo(struct collection *collection, struct nn_error *err);
bool collection_can_undo(const struct collection *collection);

/* Adds the drawings of a file that have a class's name and are not there yet, as one change;
 * *added and *skipped count them and the others. All or nothing, a malformed line being an error.
 */
NN_MUST_USE enum nn_status collection_import(struct collection *collection, const char *path,
                                             int *added, int *skipped, struct nn_error *err);

/* Writes all drawings to another file. */
NN_MUST_USE enum nn_status collection_export(const struct collection *collection, const char *path,
                                             struct nn_error *err);

/* The drawing as strokes of this brush, in a file to be closed, from which it is the next. */
NN_MUST_USE enum nn_status collection_open_drawing(const struct collection *collection, int index,
                                                   float brush, struct drawing_file **file,
                                                   struct nn_error *err);

#endif
