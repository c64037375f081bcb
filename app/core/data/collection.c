#include "app/core/data/collection.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/array.h"
#include "app/core/base/files.h"
#include "app/core/base/text.h"
#include "app/core/data/collection_item.h"
#include "app/core/ink/canvas.h"
#include "nn/file.h"

/* A change of one place; done, it turns into the change that undoes it. */
enum change_kind { CHANGE_INSERT, CHANGE_REMOVE, CHANGE_REPLACE };
struct change {
    enum change_kind kind;
    int index;
    struct collection_item *item; /* to put there; NULL to remove */
    bool joined;                  /* is undone together with the one before */
};

/* By which a file that somebody else has written is known. */
struct signature {
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct collection {
    const struct class_set *classes;
    char path[FILES_MAX_PATH]; /* "": in memory alone */
    struct signature signature;
    int count;
    struct collection_item *items[COLLECTION_MAX];
    int undo_count, undo_capacity;
    struct change *undo;
    uint64_t revision;
};

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for your drawings");
}

enum nn_status collection_create(struct collection **collection, const struct class_set *classes,
                                 struct nn_error *err) {
    *collection = calloc(1, sizeof **collection);
    if (*collection)
        (*collection)->classes = classes;
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

static struct signature signature_of(const char *path) {
    struct stat info;
    if (stat(path, &info) != 0)
        return (struct signature){0};
    return (struct signature){info.st_ino, info.st_size, info.st_mtim};
}

static bool same_signature(const struct signature *a, const struct signature *b) {
    return a->inode == b->inode && a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static enum nn_status write_all(const struct collection *collection, const char *path,
                                struct nn_error *err) {
    size_t size = 0, at = 0;
    for (int i = 0; i < collection->count; i++)
        size += strlen(collection->items[i]->line);
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
        collection->signature = signature_of(collection->path);
    return status;
}

/* Does the change, which becomes its own opposite. */
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

static bool reserve_undo(struct collection *collection, int more) {
    struct change *undo = array_reserve(collection->undo, &collection->undo_capacity,
                                        collection->undo_count + more, sizeof *undo);
    if (undo)
        collection->undo = undo;
    return undo;
}

/* Undoes the changes down to number `first` in memory, and forgets them. */
static void take_back(struct collection *collection, int first) {
    while (collection->undo_count > first) {
        struct change *change = &collection->undo[--collection->undo_count];
        apply(collection, change);
        collection_item_destroy(change->item);
    }
}

/* Does count changes as one, and writes them; their items are taken over. All or nothing. */
static enum nn_status commit(struct collection *collection, struct change *changes, int count,
                             struct nn_error *err) {
    int first = collection->undo_count;
    enum nn_status status = reserve_undo(collection, count) ? NN_STATUS_OK : no_memory(err);
    for (int i = 0; i < count; i++) {
        if (status) {
            collection_item_destroy(changes[i].item);
            continue;
        }
        changes[i].joined = i > 0;
        apply(collection, &changes[i]);
        collection->undo[collection->undo_count++] = changes[i];
    }
    if (!status)
        status = save(collection, err);
    if (status)
        take_back(collection, first);
    return status;
}

/* Appends what can be read of the file; *bad counts the lines that are no drawings of a class. */
static enum nn_status read_lines(struct collection *collection, const char *path, int *bad,
                                 struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    enum nn_status status = drawing_file_open(&file, path, CANVAS_BRUSH_DEFAULT, err);
    if (status)
        return status;
    for (*bad = 0; !status && !drawing_file_is_over(file);) {
        status = drawing_file_next(file, &drawing, err);
        bool usable = drawing && class_set_find(collection->classes, drawing->word) >= 0 &&
                      drawing->strokes.count > 0 && collection->count < COLLECTION_MAX;
        if (!status && usable)
            status = collection_item_from_line(&collection->items[collection->count], drawing,
                                               drawing_file_line(file), collection->classes, err);
        if (!status)
            collection->count += usable;
        *bad += status == NN_STATUS_BAD_FILE || (drawing && !usable);
        if (status == NN_STATUS_BAD_FILE)
            status = NN_STATUS_OK;
    }
    drawing_file_close(file);
    return status;
}

/* Replaces what there is by the file's drawings. An empty file has no drawing and no bad line. */
static enum nn_status read_file(struct collection *collection, int *bad, struct nn_error *err) {
    empty(collection);
    *bad = 0;
    collection->signature = signature_of(collection->path);
    if (collection->signature.size == 0 && access(collection->path, R_OK) == 0)
        return NN_STATUS_OK;
    if (access(collection->path, F_OK) != 0 && errno == ENOENT)
        return NN_STATUS_OK;
    return read_lines(collection, collection->path, bad, err);
}

/* The good lines are written anew once the file as it was has a second name: at no moment is there
 * none. BAD_FILE tells of it; after another error all is as it was. */
static enum nn_status mend(struct collection *collection, int bad, struct nn_error *err) {
    char aside[FILES_MAX_PATH];
    bool full = collection->count == COLLECTION_MAX;
    enum nn_status status = files_keep_aside(aside, collection->path, err);
    if (status)
        return status;
    status = save(collection, err);
    if (status) {
        unlink(aside);
        return status;
    }
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%d line%s of %s %s: the other %d are there, and the file as it was is now "
                        "%s",
                        bad, text_plural(bad), collection->path,
                        full ? "found no room" : "could not be read", collection->count,
                        path_base_name(aside));
}

/* Keeps nothing in the file any more, and says why. */
static enum nn_status let_go(struct collection *collection, enum nn_status status,
                             const struct nn_error *reason, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    strcpy(path, collection->path);
    collection->path[0] = '\0';
    return nn_error_set(err, status,
                        "your drawings in %s cannot be used: %.200s; what you teach now is lost "
                        "when Inkling ends",
                        path, reason->message);
}

enum nn_status collection_load(struct collection *collection, const char *path,
                               struct nn_error *err) {
    struct nn_error reason = {0};
    int bad = 0;
    enum nn_status status = path_copy(collection->path, path, err);
    if (status)
        return status;
    status = read_file(collection, &bad, &reason);
    if (!status && bad > 0)
        status = mend(collection, bad, &reason);
    if (!status)
        return NN_STATUS_OK;
    if (status == NN_STATUS_BAD_FILE)
        return nn_error_set(err, status, "%s", reason.message);
    return let_go(collection, status, &reason, err);
}

/* Takes up what another program has written meanwhile; *stale says that it has. */
static enum nn_status catch_up(struct collection *collection, bool *stale, struct nn_error *err) {
    struct signature now = signature_of(collection->path);
    int bad = 0;
    bool exists = now.inode != 0; /* one that was removed is written anew */
    struct nn_error reason;
    *stale = collection->path[0] && exists && !same_signature(&now, &collection->signature);
    if (!*stale)
        return NN_STATUS_OK;
    enum nn_status status = read_file(collection, &bad, &reason);
    if (status)
        return let_go(collection, status, &reason, err);
    if (bad == 0)
        return NN_STATUS_OK;
    status = mend(collection, bad, &reason);
    if (status != NN_STATUS_BAD_FILE)
        collection->signature = (struct signature){0}; /* what is there is to be read again */
    return nn_error_set(err, status, "%.400s; do again what you did", reason.message);
}

/* MISMATCH if another program has written meanwhile: what is to be changed may not be there. */
static enum nn_status need_current(struct collection *collection, struct nn_error *err) {
    bool stale;
    enum nn_status status = catch_up(collection, &stale, err);
    if (status || !stale)
        return status;
    return nn_error_set(err, NN_STATUS_MISMATCH,
                        "another program has changed %s: here is what it holds now",
                        collection->path);
}

static enum nn_status commit_if_current(struct collection *collection, struct change *change,
                                        struct nn_error *err) {
    enum nn_status status = need_current(collection, err);
    if (!status)
        return commit(collection, change, 1, err);
    collection_item_destroy(change->item);
    return status;
}

/* Insert or replace, whichever the item, or the drawing that it was before, calls for. */
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
    enum nn_status status = catch_up(collection, &stale, err);
    if (!status)
        status = collection_item_from_strokes(&item, strokes, collection->classes, digit, err);
    if (status)
        return status;
    struct change change = change_for(collection, item, changed);
    *index = change.index;
    if (change.kind == CHANGE_INSERT && collection->count == COLLECTION_MAX) {
        collection_item_destroy(item);
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "your collection is full with %d drawings: remove some first",
                            COLLECTION_MAX);
    }
    return commit(collection, &change, 1, err);
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
    return status ? status : commit_if_current(collection, &change, err);
}

enum nn_status collection_remove(struct collection *collection, int index, struct nn_error *err) {
    assert(index >= 0 && index < collection->count);
    struct change change = {.kind = CHANGE_REMOVE, .index = index};
    return commit_if_current(collection, &change, err);
}

enum nn_status collection_undo(struct collection *collection, struct nn_error *err) {
    enum nn_status status = need_current(collection, err);
    if (status || collection->undo_count == 0)
        return status;
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
    return status;
}

/* Whether one of the changes puts this drawing there. */
static bool is_among(const struct change *changes, int count, uint64_t hash) {
    for (int i = 0; i < count; i++)
        if (changes[i].item->hash == hash)
            return true;
    return false;
}

/* Fills changes, with room for COLLECTION_MAX, with the drawings that are new. */
static enum nn_status gather(const struct collection *collection, struct drawing_file *file,
                             struct change *changes, int *added, int *skipped,
                             struct nn_error *err) {
    const struct drawing *drawing = NULL;
    enum nn_status status;
    while (!(status = drawing_file_next(file, &drawing, err)) && drawing) {
        struct collection_item *item = NULL;
        int digit = class_set_find(collection->classes, drawing->word);
        if (digit >= 0 && drawing->strokes.count > 0)
            status = collection_item_from_strokes(&item, &drawing->strokes, collection->classes,
                                                  digit, err);
        if (status)
            return status;
        bool is_new = item && collection_find(collection, item->hash) < 0 &&
                      !is_among(changes, *added, item->hash) &&
                      collection->count + *added < COLLECTION_MAX;
        if (is_new) {
            changes[*added] = (struct change){
                .kind = CHANGE_INSERT, .index = collection->count + *added, .item = item};
            ++*added;
        } else {
            ++*skipped;
            collection_item_destroy(item);
        }
    }
    return status;
}

enum nn_status collection_import(struct collection *collection, const char *path, int *added,
                                 int *skipped, struct nn_error *err) {
    struct drawing_file *file = NULL;
    struct change *changes = NULL;
    bool stale;
    *added = *skipped = 0;
    enum nn_status status = catch_up(collection, &stale, err);
    if (!status)
        status = drawing_file_open(&file, path, CANVAS_BRUSH_DEFAULT, err);
    if (status)
        return status;
    changes = malloc(COLLECTION_MAX * sizeof *changes);
    status = changes ? gather(collection, file, changes, added, skipped, err) : no_memory(err);
    drawing_file_close(file);
    if (!status) {
        status = commit(collection, changes, *added, err);
    } else {
        for (int i = 0; i < *added; i++)
            collection_item_destroy(changes[i].item);
    }
    free(changes);
    return status;
}

enum nn_status collection_export(const struct collection *collection, const char *path,
                                 struct nn_error *err) {
    return write_all(collection, path, err);
}

enum nn_status collection_open_drawing(const struct collection *collection, int index, float brush,
                                       struct drawing_file **file, struct nn_error *err) {
    assert(index >= 0 && index < collection->count);
    return drawing_file_open_text(file, collection->items[index]->line, "your drawing", brush, err);
}
