#include "app/core/data/collection_import.h"

#include <assert.h>
#include <stdlib.h>

#include "app/core/base/clock.h"
#include "app/core/data/collection_item.h"
#include "app/core/data/collection_private.h"
#include "app/core/ink/canvas.h"

struct collection_import {
    const struct collection *collection; /* where they are to go */
    struct drawing_file *file;
    bool read;
    struct collection_import_count count; /* nothing is added yet */
    int item_count;
    struct collection_item *items[COLLECTION_MAX]; /* those that were new when they were read */
};

enum nn_status collection_import_open(struct collection_import **out,
                                      const struct collection *collection, const char *path,
                                      struct nn_error *err) {
    struct collection_import *import = calloc(1, sizeof *import);
    if (!import)
        return collection_no_memory(err);
    import->collection = collection;
    enum nn_status status = drawing_file_open(&import->file, path, CANVAS_BRUSH_DEFAULT, err);
    if (status)
        free(import);
    else
        *out = import;
    return status;
}

void collection_import_close(struct collection_import *import) {
    if (!import)
        return;
    for (int i = 0; i < import->item_count; i++)
        collection_item_destroy(import->items[i]);
    drawing_file_close(import->file);
    free(import);
}

bool collection_import_is_read(const struct collection_import *import) {
    return import->read;
}

double collection_import_fraction(const struct collection_import *import) {
    return drawing_file_fraction(import->file);
}

static bool is_known(const struct collection_import *import, uint64_t hash) {
    for (int i = 0; i < import->item_count; i++)
        if (import->items[i]->hash == hash)
            return true;
    return collection_find(import->collection, hash) >= 0;
}

/* Keeps the drawing if it is new and could fit. */
static enum nn_status read_drawing(struct collection_import *import, const struct drawing *drawing,
                                   struct nn_error *err) {
    const struct class_set *classes = import->collection->classes;
    struct collection_item *item = NULL;
    int digit = class_set_find(classes, drawing->word);
    if (digit >= 0 && !drawing_is_blank(drawing)) {
        enum nn_status status = collection_item_from_drawing(&item, drawing, classes, digit, err);
        if (status)
            return status;
    }
    bool new = item && !is_known(import, item->hash);
    if (new && import->item_count < COLLECTION_MAX) {
        import->items[import->item_count++] = item;
        return NN_STATUS_OK;
    }
    import->count.unfit += new;
    import->count.skipped += !new;
    collection_item_destroy(item);
    return NN_STATUS_OK;
}

enum nn_status collection_import_read(struct collection_import *import, double until_s,
                                      struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    while (!import->read && !status) {
        const struct drawing *drawing = NULL;
        status = drawing_file_next(import->file, &drawing, err);
        import->read = !drawing;
        if (drawing)
            status = read_drawing(import, drawing, err);
        if (clock_seconds() >= until_s)
            break;
    }
    return status;
}

/* Adds the drawing in memory, if it still is new and there is space. */
static enum nn_status add(struct collection *collection, struct collection_item *item,
                          struct collection_import_count *count, struct nn_error *err) {
    bool new = collection_find(collection, item->hash) < 0;
    if (new && collection->count < COLLECTION_MAX)
        return collection_change(
            collection,
            (struct change){CHANGE_INSERT, collection->count, item, .joined = count->added++ > 0},
            err);
    count->unfit += new;
    count->skipped += !new;
    collection_item_destroy(item);
    return NN_STATUS_OK;
}

enum nn_status collection_import_add(struct collection_import *import,
                                     struct collection *collection,
                                     struct collection_import_count *count, struct nn_error *err) {
    bool stale;
    assert(import->read && import->collection == collection);
    *count = import->count;
    enum nn_status status = collection_begin(collection, &stale, err);
    if (status)
        return status;
    int first = collection->undo_count, items = import->item_count;
    import->item_count = 0;
    for (int i = 0; i < items; i++)
        if (status)
            collection_item_destroy(import->items[i]);
        else
            status = add(collection, import->items[i], count, err);
    return collection_unlock(collection, collection_commit(collection, first, status, err));
}
