#include "app/core/data/collection_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/array.h"
#include "app/core/base/files.h"
#include "app/core/data/collection_item.h"
#include "app/core/ink/canvas.h"

enum nn_status collection_no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for your drawings");
}

enum nn_status collection_create(struct collection **collection, const struct class_set *classes,
                                 struct nn_error *err) {
    *collection = calloc(1, sizeof **collection);
    if (*collection) {
        (*collection)->classes = classes;
        (*collection)->lock = FILES_NO_LOCK;
    }
    return *collection ? NN_STATUS_OK : collection_no_memory(err);
}

void collection_empty(struct collection *collection) {
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
    collection_empty(collection);
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

enum nn_status collection_change(struct collection *collection, struct change change,
                                 struct nn_error *err) {
    struct change *undo = array_reserve(collection->undo, &collection->undo_capacity,
                                        collection->undo_count + 1, sizeof *undo);
    if (!undo) {
        collection_item_destroy(change.item);
        return collection_no_memory(err);
    }
    collection->undo = undo;
    apply(collection, &change);
    undo[collection->undo_count++] = change;
    return NN_STATUS_OK;
}

enum nn_status collection_commit(struct collection *collection, int first, enum nn_status status,
                                 struct nn_error *err) {
    if (!status)
        status = collection_save(collection, err);
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
    return collection_commit(collection, first, collection_change(collection, change, err), err);
}

static enum nn_status commit_if_current(struct collection *collection, struct change change,
                                        struct nn_error *err) {
    enum nn_status status = collection_begin_if_current(collection, err);
    if (!status)
        return collection_unlock(collection, make_and_commit(collection, change, err));
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

static enum nn_status put(struct collection *collection, const struct drawing *drawing, int digit,
                          uint64_t changed, int *index, struct nn_error *err) {
    struct collection_item *item = NULL;
    bool stale;
    if (drawing_is_blank(drawing))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "draw something first");
    enum nn_status status =
        collection_item_from_drawing(&item, drawing, collection->classes, digit, err);
    if (status)
        return status;
    status = collection_begin(collection, &stale, err);
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
    return collection_unlock(collection, status);
}

enum nn_status collection_put(struct collection *collection, const struct strokes *strokes,
                              int digit, uint64_t changed, int *index, struct nn_error *err) {
    const struct drawing drawing = {.strokes = *strokes};
    return put(collection, &drawing, digit, changed, index, err);
}

enum nn_status collection_put_picture(struct collection *collection,
                                      const struct ink_picture *picture, int digit, int *index,
                                      struct nn_error *err) {
    const struct drawing drawing = {.picture = picture};
    return put(collection, &drawing, digit, 0, index, err);
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
        status =
            collection_item_from_drawing(&change.item, drawing, collection->classes, digit, err);
    drawing_file_close(file);
    return status ? status : commit_if_current(collection, change, err);
}

enum nn_status collection_remove(struct collection *collection, int index, struct nn_error *err) {
    assert(index >= 0 && index < collection->count);
    return commit_if_current(collection, (struct change){.kind = CHANGE_REMOVE, .index = index},
                             err);
}

enum nn_status collection_undo(struct collection *collection, struct nn_error *err) {
    enum nn_status status = collection_begin_if_current(collection, err);
    if (status || collection->undo_count == 0)
        return collection_unlock(collection, status);
    int last = collection->undo_count, first = last;
    do
        apply(collection, &collection->undo[--first]);
    while (collection->undo[first].joined);
    status = collection_save(collection, err);
    for (int i = first; i < last; i++)
        if (status)
            apply(collection, &collection->undo[i]);
        else
            collection_item_destroy(collection->undo[i].item);
    if (!status)
        collection->undo_count = first;
    return collection_unlock(collection, status);
}

enum nn_status collection_open_drawing(const struct collection *collection, int index, float brush,
                                       struct drawing_file **file, struct nn_error *err) {
    assert(index >= 0 && index < collection->count);
    return drawing_file_open_text(file, collection->items[index]->line, "your drawing", brush, err);
}
