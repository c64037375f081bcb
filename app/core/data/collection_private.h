/* What the files of a collection share; see collection.h. */
#pragma once

#include "app/core/data/collection.h"

#include "app/core/base/path.h"

/* A change of one drawing; once applied, it becomes the change that undoes it. */
enum change_kind { CHANGE_INSERT, CHANGE_REMOVE, CHANGE_REPLACE };
struct change {
    enum change_kind kind;
    int index;
    struct collection_item *item; /* to put there; NULL to remove */
    bool joined;                  /* undone together with the one before */
};

struct collection {
    const struct class_set *classes;
    char path[FILES_MAX_PATH]; /* "": in memory only */
    int lock;                  /* of the file's folder during a change */
    uint64_t signature;        /* of the file when last read or written; 0: read it again */
    struct drawing_file *rest; /* of the file, while it is read; else NULL */
    int bad;                   /* lines read that are no drawing of a class, or do not fit */
    int count;
    struct collection_item *items[COLLECTION_MAX];
    int undo_count, undo_capacity;
    struct change *undo;
    uint64_t revision;
};

enum nn_status collection_no_memory(struct nn_error *err);

/* Removes all drawings, from memory alone. */
void collection_empty(struct collection *collection);

/* Writes all drawings to the collection's file, if it has one. */
NN_MUST_USE enum nn_status collection_save(struct collection *collection, struct nn_error *err);

/* Begins a change, which ends with collection_unlock unless this fails: between reading the file
 * and writing it no other program's drawings may come. *stale tells whether the file was reloaded,
 * since another program had changed it. */
NN_MUST_USE enum nn_status collection_begin(struct collection *collection, bool *stale,
                                            struct nn_error *err);

/* The same, but MISMATCH if it was reloaded: the drawing to change may be gone. */
NN_MUST_USE enum nn_status collection_begin_if_current(struct collection *collection,
                                                       struct nn_error *err);

/* Returns the status. */
enum nn_status collection_unlock(struct collection *collection, enum nn_status status);

/* Makes the change in memory, to be undone; takes ownership of its item. */
NN_MUST_USE enum nn_status collection_change(struct collection *collection, struct change change,
                                             struct nn_error *err);

/* Saves the changes from number `first` on, or reverts them if making or saving them fails. */
NN_MUST_USE enum nn_status collection_commit(struct collection *collection, int first,
                                             enum nn_status status, struct nn_error *err);
