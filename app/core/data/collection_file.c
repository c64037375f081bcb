#include "app/core/data/collection_private.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/clock.h"
#include "app/core/base/files.h"
#include "app/core/base/text.h"
#include "app/core/data/collection_item.h"
#include "app/core/ink/canvas.h"
#include "nn/file.h"

/* Of the file: more than a full collection of drawings by hand takes. */
enum { MAX_MEGABYTES = 128, MAX_BYTES = MAX_MEGABYTES << 20 };

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
        return collection_no_memory(err);
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

enum nn_status collection_save(struct collection *collection, struct nn_error *err) {
    if (!collection->path[0])
        return NN_STATUS_OK;
    if (nn_file_is_write_protected(collection->path))
        return nn_error_set(err, NN_STATUS_IO,
                            "this change to your drawings was not made, for %s is write-protected: "
                            "allow writing it, then repeat the change",
                            collection->path);
    enum nn_status status = write_all(collection, collection->path, err);
    if (!status)
        collection->signature = files_signature(collection->path);
    return status;
}

/* Until collection_unlock, no other program changes the file. */
static enum nn_status lock(struct collection *collection, struct nn_error *err) {
    enum { WAIT_MS = 50 }; /* a frame waits for it */
    char folder[FILES_MAX_PATH];
    path_parent(folder, collection->path);
    if (files_lock_folder(&collection->lock, folder, WAIT_MS))
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_IO, "another program is writing to %s: try again", folder);
}

enum nn_status collection_unlock(struct collection *collection, enum nn_status status) {
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
                  !drawing_is_blank(drawing) && collection->count < COLLECTION_MAX;
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
    collection_empty(collection);
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
    status = collection_save(collection, err);
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

/* Saves no more and says why, after the file's path: "used: it is a folder". */
static enum nn_status let_go_and_say(struct collection *collection, enum nn_status status,
                                     const char *why, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    strcpy(path, collection->path);
    collection_let_go(collection);
    return nn_error_set(
        err, status,
        "your drawings in %s cannot be %.220s; drawings that you label now will be lost "
        "when Inkling ends",
        path, why);
}

static enum nn_status let_go(struct collection *collection, enum nn_status status,
                             const struct nn_error *reason, struct nn_error *err) {
    char why[sizeof reason->message];
    snprintf(why, sizeof why, "used: %.200s", reason->message);
    return let_go_and_say(collection, status, why, err);
}

/* Where another program has the file, or has changed it, this is left to the next change. */
static enum nn_status mend_unless_busy(struct collection *collection, struct nn_error *err) {
    if (collection->bad == 0 || !collection->path[0])
        return NN_STATUS_OK;
    bool current =
        !lock(collection, NULL) && files_signature(collection->path) == collection->signature;
    if (!current)
        collection->signature = 0;
    return collection_unlock(collection, current ? mend(collection, err) : NN_STATUS_OK);
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
    if (status)
        return let_go(collection, status, &reason, err);
    status = collection_load_some(collection, until_s, err);
    return !status && nn_file_is_write_protected(collection->path)
               ? let_go_and_say(collection, NN_STATUS_IO, "saved, as the file is write-protected",
                                err)
               : status;
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

enum nn_status collection_begin(struct collection *collection, bool *stale, struct nn_error *err) {
    *stale = false;
    enum nn_status status = finish_loading(collection, err);
    if (status || !collection->path[0])
        return status;
    status = files_make_folder_of(collection->path, err);
    if (!status)
        status = lock(collection, err);
    if (!status)
        status = catch_up(collection, stale, err);
    return status ? collection_unlock(collection, status) : status;
}

enum nn_status collection_begin_if_current(struct collection *collection, struct nn_error *err) {
    bool stale;
    enum nn_status status = collection_begin(collection, &stale, err);
    if (status || !stale)
        return status;
    return collection_unlock(collection,
                             nn_error_set(err, NN_STATUS_MISMATCH,
                                          "another program changed %s: its drawings are shown now",
                                          collection->path));
}
