#include "app/core/data/collection.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/array.h"
#include "app/core/base/clock.h"
#include "app/core/base/files.h"
#include "app/core/base/text.h"
#include "app/core/data/collection_item.h"
#include "app/core/ink/canvas.h"
#include "nn/file.h"

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

/* Of the file: more than a full collection of drawings by hand takes. */
enum { MAX_MEGABYTES = 128, MAX_BYTES = MAX_MEGABYTES << 20 };

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for your drawings");
}

enum nn_status collection_create(struct collection **collection, const struct class_set *classes,
                                 struct nn_error *err) {
    *collection = calloc(1, sizeof **collection);
    if (*collection) {
        (*collection)->classes = classes;
        (*collection)->lock = FILES_NO_LOCK;
    }
    return *collection ? NN_STATUS_OK : no_memory(err);
}

static void empty(struct collection *collection) {
    for (int i = 0; i < collection->count; i++)
        collection_item_destroy(collection->items[i]);
    for (int i = 0; i < collection->undo_count; i++)
        collection_item_destroy(collection->undo[i].item);
    collection->count = collection->undo_count = 0;
    collection->revision++;
}

void collection_destroy(struct collection *collection) {
    if (!collection)
        return;
    empty(collection);
    drawing_file_close(collection->rest);
    free(collection->undo);
    free(collection);
}

int collection_count(const struct collection *collection) {
    return collection->count;
}

const struct collection_item *collection_at(const struct collection *collection, int index) {
    return collection->items[index];
}

uint64_t collection_revision(const struct collection *collection) {
    return collection->revision;
}

bool collection_can_undo(const struct collection *collection) {
    return collection->undo_count > 0;
}

int collection_find(const struct collection *collection, uint64_t hash) {
    for (int i = 0; i < collection->count; i++)
        if (collection->items[i]->hash == hash)
            return i;
    return -1;
}

static enum nn_status write_all(const struct collection *collection, const char *path,
                                struct nn_error *err) {
    size_t size = 0, at = 0;
    for (int i = 0; i < collection->count; i++)
        size += strlen(collection->items[i]->line);
    if (size > MAX_BYTES)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "your drawings take more than %d MB: delete some first", MAX_MEGABYTES);
    char *text = malloc(size + 1);
    if (!text)
        return no_memory(err);
    for (int i = 0; i < collection->count; i++) {
        size_t length = strlen(collection->items[i]->line);
        memcpy(text + at, collection->items[i]->line, length);
        at += length;
    }
    enum nn_status status = files_make_folder_of(path, err);
    if (!status)
        status = nn_file_write(path, text, size, err);
    free(text);
    return status;
}

static enum nn_status save(struct collection *collection, struct nn_error *err) {
    if (!collection->path[0])
        return NN_STATUS_OK;
    enum nn_status status = write_all(collection, collection->path, err);
    if (!status)
        collection->signature = files_signature(collection->path);
    return status;
}

static void apply(struct collection *collection, struct change *change) {
    struct collection_item **place = &collection->items[change->index], *item = change->item;
    size_t after = (size_t)(collection->count - change->index) * sizeof *place;
    switch (change->kind) {
    case CHANGE_INSERT:
        memmove(place + 1, place, after);
        *place = item;
        collection->count++;
        *change = (struct change){CHANGE_REMOVE, change->index, NULL, change->joined};
        break;
    case CHANGE_REMOVE:
        change->kind = CHANGE_INSERT;
        change->item = *place;
        collection->count--;
        memmove(place, place + 1, after - sizeof *place);
        break;
    case CHANGE_REPLACE:
        change->item = *place;
        *place = item;
        break;
    }
    collection->revision++;
}

/* Makes the change in memory, to be undone; takes ownership of its item. */
static enum nn_status make(struct collection *collection, struct change change,
                           struct nn_error *err) {
    struct change *undo = array_reserve(collection->undo, &collection->undo_capacity,
                                        collection->undo_count + 1, sizeof *undo);
    if (!undo) {
        collection_item_destroy(change.item);
        return no_memory(err);
    }
    collection->undo = undo;
    apply(collection, &change);
    undo[collection->undo_count++] = change;
    return NN_STATUS_OK;
}

/* Saves the changes from number `first` on, or reverts them if making or saving them fails. */
static enum nn_status commit(struct collection *collection, int first, enum nn_status status,
                             struct nn_error *err) {
    if (!status)
        status = save(collection, err);
    while (status && collection->undo_count > first) {
        struct change *change = &collection->undo[--collection->undo_count];
        apply(collection, change);
        collection_item_destroy(change->item);
    }
    return status;
}

static enum nn_status make_and_commit(struct collection *collection, struct change change,
                                      struct nn_error *err) {
    int first = collection->undo_count;
    return commit(collection, first, make(collection, change, err), err);
}

/* Until `unlock`, no other program changes the file. */
static enum nn_status lock(struct collection *collection, struct nn_error *err) {
    enum { WAIT_MS = 50 }; /* a frame waits for it */
    char folder[FILES_MAX_PATH];
    path_parent(folder, collection->path);
    if (files_lock_folder(&collection->lock, folder, WAIT_MS))
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_IO, "another program is writing to %s: try again", folder);
}

static enum nn_status unlock(struct collection *collection, enum nn_status status) {
    files_unlock(collection->lock);
    collection->lock = FILES_NO_LOCK;
    return status;
}

bool collection_is_loading(const struct collection *collection) {
    return collection->rest;
}

/* Adds the drawing of the next line, if it is one that can be used. */
static enum nn_status read_line(struct collection *collection, struct nn_error *err) {
    const struct drawing *drawing = NULL;
    struct collection_item **item = &collection->items[collection->count];
    enum nn_status status = drawing_file_next(collection->rest, &drawing, err);
    bool usable = drawing && class_set_find(collection->classes, drawing->word) >= 0 &&
                  drawing->strokes.count > 0 && collection->count < COLLECTION_MAX;
    if (!status && usable)
        status = collection_item_from_line(item, drawing, drawing_file_line(collection->rest),
                                           collection->classes, err);
    if (!status && usable) {
        collection->count++;
        collection->revision++;
    }
    collection->bad += status == NN_STATUS_BAD_FILE || (drawing && !usable);
    return status == NN_STATUS_BAD_FILE ? NN_STATUS_OK : status;
}

/* Reads on until that time, by clock_seconds, or to the end, or until there is more than fits. */
static enum nn_status read_until(struct collection *collection, double until_s,
                                 struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    bool over = !collection->rest;
    while (!over && !status) {
        status = read_line(collection, err);
        over = drawing_file_is_over(collection->rest) ||
               (collection->count == COLLECTION_MAX && collection->bad > 0);
        if (clock_seconds() >= until_s)
            break;
    }
    if (over || status) {
        drawing_file_close(collection->rest);
        collection->rest = NULL;
    }
    return status;
}

/* Begins to replace the collection by the file's drawings. An empty file has no drawing and no bad
 * line. The file may be replaced meanwhile, but not changed. */
static enum nn_status begin_reading(struct collection *collection, struct nn_error *err) {
    empty(collection);
    collection->bad = 0;
    collection->signature = files_signature(collection->path);
    struct stat info = {0};
    bool missing = stat(collection->path, &info) != 0 && errno == ENOENT;
    if (missing || (S_ISREG(info.st_mode) && info.st_size == 0))
        return NN_STATUS_OK;
    if (info.st_size > MAX_BYTES)
        return nn_error_set(err, NN_STATUS_IO, "it is larger than %d MB", MAX_MEGABYTES);
    return drawing_file_open(&collection->rest, collection->path, CANVAS_BRUSH_DEFAULT, err);
}

/* Gives the file a second name, then replaces it by its good lines: it exists at every moment.
 * Reports this as BAD_FILE; after any other error nothing has changed. */
static enum nn_status mend(struct collection *collection, struct nn_error *err) {
    char aside[FILES_MAX_PATH], what[100];
    enum nn_status status = files_keep_aside(aside, collection->path, err);
    if (status)
        return status;
    status = save(collection, err);
    if (status) {
        unlink(aside);
        return status;
    }
    if (collection->count == COLLECTION_MAX)
        snprintf(what, sizeof what, "more than %d drawings: the first", COLLECTION_MAX);
    else
        snprintf(what, sizeof what, "%d line%s that could not be read: the other %d",
                 collection->bad, text_plural(collection->bad), collection->count);
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s has %s were loaded, and the original file was kept as %s",
                        collection->path, what, path_base_name(aside));
}

void collection_let_go(struct collection *collection) {
    collection->path[0] = '\0';
}

/* Stops using the file and says why. */
static enum nn_status let_go(struct collection *collection, enum nn_status status,
                             const struct nn_error *reason, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    strcpy(path, collection->path);
    collection_let_go(collection);
    return nn_error_set(err, status,
                        "your drawings in %s cannot be used: %.200s; drawings that you label now "
                        "will be lost when Inkling ends",
                        path, reason->message);
}

/* Where another program has the file, or has changed it, this is left to the next change. */
static enum nn_status mend_unless_busy(struct collection *collection, struct nn_error *err) {
    if (collection->bad == 0 || !collection->path[0])
        return NN_STATUS_OK;
    bool current =
        !lock(collection, NULL) && files_signature(collection->path) == collection->signature;
    if (!current)
        collection->signature = 0;
    return unlock(collection, current ? mend(collection, err) : NN_STATUS_OK);
}

enum nn_status collection_load_some(struct collection *collection, double until_s,
                                    struct nn_error *err) {
    struct nn_error reason = {0};
    if (!collection->rest)
        return NN_STATUS_OK;
    enum nn_status status = read_until(collection, until_s, &reason);
    if (!status && !collection->rest)
        status = mend_unless_busy(collection, &reason);
    if (status == NN_STATUS_BAD_FILE)
        return nn_error_set(err, status, "%s", reason.message);
    return status ? let_go(collection, status, &reason, err) : NN_STATUS_OK;
}

enum nn_status collection_load(struct collection *collection, const char *path, double until_s,
                               struct nn_error *err) {
    struct nn_error reason;
    enum nn_status status = path_copy(collection->path, path, err);
    if (status)
        return status;
    status = begin_reading(collection, &reason);
    return status ? let_go(collection, status, &reason, err)
                  : collection_load_some(collection, until_s, err);
}

static enum nn_status finish_loading(struct collection *collection, struct nn_error *err) {
    return collection_load_some(collection, (double)INFINITY, err);
}

enum nn_status collection_export(struct collection *collection, const char *path,
                                 struct nn_error *err) {
    enum nn_status status = finish_loading(collection, err);
    return status ? status : write_all(collection, path, err);
}

/* Reloads the file if another program has changed it; *stale tells whether it has. */
static enum nn_status catch_up(struct collection *collection, bool *stale, struct nn_error *err) {
    uint64_t now = files_signature(collection->path);
    struct nn_error reason;
    /* A file that was removed is written again. */
    *stale = now != 0 && now != collection->signature;
    if (!*stale)
        return NN_STATUS_OK;
    enum nn_status status = begin_reading(collection, &reason);
    if (!status)
        status = read_until(collection, INFINITY, &reason);
    if (status)
        return let_go(collection, status, &reason, err);
    if (collection->bad == 0)
        return NN_STATUS_OK;
    status = mend(collection, &reason);
    if (status != NN_STATUS_BAD_FILE)
        collection->signature = 0;
    return nn_error_set(err, status, "%.400s; repeat your change", reason.message);
}

/* Begins a change, which ends with `unlock` unless this fails: between reading the file and writing
 * it no other program's drawings may come. */
static enum nn_status begin(struct collection *collection, bool *stale, struct nn_error *err) {
    *stale = false;
    enum nn_status status = finish_loading(collection, err);
    if (status || !collection->path[0])
        return status;
    status = files_make_folder_of(collection->path, err);
    if (!status)
        status = lock(collection, err);
    if (!status)
        status = catch_up(collection, stale, err);
    return status ? unlock(collection, status) : status;
}

/* MISMATCH if another program has changed the file: the drawing to change may be gone. */
static enum nn_status begin_if_current(struct collection *collection, struct nn_error *err) {
    bool stale;
    enum nn_status status = begin(collection, &stale, err);
    if (status || !stale)
        return status;
    return unlock(collection, nn_error_set(err, NN_STATUS_MISMATCH,
                                           "another program changed %s: its drawings are shown now",
                                           collection->path));
}

static enum nn_status commit_if_current(struct collection *collection, struct change change,
                                        struct nn_error *err) {
    enum nn_status status = begin_if_current(collection, err);
    if (!status)
        return unlock(collection, make_and_commit(collection, change, err));
    collection_item_destroy(change.item);
    return status;
}

/* Replaces the same drawing, or the one that it was before, or else inserts a new one. */
static struct change change_for(const struct collection *collection, struct collection_item *item,
                                uint64_t before) {
    int at = collection_find(collection, item->hash);
    if (at < 0)
        at = collection_find(collection, before);
    return at < 0 ? (struct change){.kind = CHANGE_INSERT, .index = collection->count, .item = item}
                  : (struct change){.kind = CHANGE_REPLACE, .index = at, .item = item};
}

enum nn_status collection_put(struct collection *collection, const struct strokes *strokes,
                              int digit, uint64_t changed, int *index, struct nn_error *err) {
    struct collection_item *item = NULL;
    bool stale;
    if (strokes->count == 0)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "draw something first");
    enum nn_status status =
        collection_item_from_strokes(&item, strokes, collection->classes, digit, err);
    if (status)
        return status;
    status = begin(collection, &stale, err);
    if (status) {
        collection_item_destroy(item);
        return status;
    }
    struct change change = change_for(collection, item, changed);
    *index = change.index;
    if (change.kind == CHANGE_INSERT && collection->count == COLLECTION_MAX) {
        collection_item_destroy(item);
        status = nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                              "your collection is full with %d drawings: remove some first",
                              COLLECTION_MAX);
    } else
        status = make_and_commit(collection, change, err);
    return unlock(collection, status);
}

enum nn_status collection_relabel(struct collection *collection, int index, int digit,
                                  struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    struct change change = {.kind = CHANGE_REPLACE, .index = index};
    enum nn_status status =
        collection_open_drawing(collection, index, CANVAS_BRUSH_DEFAULT, &file, err);
    if (status)
        return status;
    status = drawing_file_next(file, &drawing, err);
    if (!status)
        status = collection_item_from_strokes(&change.item, &drawing->strokes, collection->classes,
                                              digit, err);
    drawing_file_close(file);
    return status ? status : commit_if_current(collection, change, err);
}

enum nn_status collection_remove(struct collection *collection, int index, struct nn_error *err) {
    assert(index >= 0 && index < collection->count);
    return commit_if_current(collection, (struct change){.kind = CHANGE_REMOVE, .index = index},
                             err);
}

enum nn_status collection_undo(struct collection *collection, struct nn_error *err) {
    enum nn_status status = begin_if_current(collection, err);
    if (status || collection->undo_count == 0)
        return unlock(collection, status);
    int last = collection->undo_count, first = last;
    do
        apply(collection, &collection->undo[--first]);
    while (collection->undo[first].joined);
    status = save(collection, err);
    for (int i = first; i < last; i++)
        if (status)
            apply(collection, &collection->undo[i]);
        else
            collection_item_destroy(collection->undo[i].item);
    if (!status)
        collection->undo_count = first;
    return unlock(collection, status);
}

/* Adds the drawing in memory if it is new and there is space. */
static enum nn_status add_new(struct collection *collection, const struct drawing *drawing,
                              struct collection_import *count, struct nn_error *err) {
    struct collection_item *item = NULL;
    enum nn_status status = NN_STATUS_OK;
    int digit = class_set_find(collection->classes, drawing->word);
    if (digit >= 0 && drawing->strokes.count > 0)
        status =
            collection_item_from_strokes(&item, &drawing->strokes, collection->classes, digit, err);
    if (status)
        return status;
    bool new = item &&collection_find(collection, item->hash) < 0;
    if (new && collection->count < COLLECTION_MAX) {
        struct change change = {CHANGE_INSERT, collection->count, item, .joined = count->added > 0};
        count->added++;
        return make(collection, change, err);
    }
    count->unfit += new;
    count->skipped += !new;
    collection_item_destroy(item);
    return NN_STATUS_OK;
}

enum nn_status collection_import(struct collection *collection, const char *path,
                                 struct collection_import *count, struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    bool stale;
    *count = (struct collection_import){.added = 0};
    enum nn_status status = drawing_file_open(&file, path, CANVAS_BRUSH_DEFAULT, err);
    if (status)
        return status;
    status = begin(collection, &stale, err);
    int first = collection->undo_count;
    while (!status && !(status = drawing_file_next(file, &drawing, err)) && drawing)
        status = add_new(collection, drawing, count, err);
    drawing_file_close(file);
    return unlock(collection, commit(collection, first, status, err));
}

enum nn_status collection_open_drawing(const struct collection *collection, int index, float brush,
                                       struct drawing_file **file, struct nn_error *err) {
    assert(index >= 0 && index < collection->count);
    return drawing_file_open_text(file, collection->items[index]->line, "your drawing", brush, err);
}
