#include "app/core/state/drawings.h"

#include <stdlib.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/base/clock.h"
#include "app/core/base/files.h"

enum { READ_PER_FRAME = 16 };

enum nn_status drawings_init(struct drawings *drawings, const struct class_set *classes,
                             struct nn_error *err) {
    *drawings = (struct drawings){0};
    return collection_create(&drawings->collection, classes, err);
}

void drawings_deinit(struct drawings *drawings) {
    drawings_stop_imports(drawings);
    collection_destroy(drawings->collection);
    nn_model_release(drawings->readings.model);
}

/* Less than a frame from now. */
static double slice_end_s(void) {
    return clock_seconds() + 0.008;
}

enum nn_status drawings_load(struct drawings *drawings, const char *path, struct nn_error *err) {
    enum nn_status status = path_copy(drawings->path, path, err);
    return status ? status : collection_load(drawings->collection, path, slice_end_s(), err);
}

enum nn_status drawings_load_some(struct drawings *drawings, struct nn_error *err) {
    return collection_load_some(drawings->collection, slice_end_s(), err);
}

const struct collection_item *drawings_selected(const struct drawings *drawings) {
    return drawings->selected < collection_count(drawings->collection)
               ? collection_at(drawings->collection, drawings->selected)
               : NULL;
}

void drawings_select(struct drawings *drawings, int index) {
    int count = collection_count(drawings->collection);
    drawings->selected = count > 0 ? clamp_int(index, 0, count - 1) : 0;
}

/* Readings of other drawings than there are now are none. */
static void drop_old_readings(struct drawings *drawings) {
    if (drawings->readings.revision != collection_revision(drawings->collection))
        drawings->readings.known = 0;
}

/* The canvas shows the drawing with this hash. */
static void show(struct drawings *drawings, const struct canvas *canvas, uint64_t hash) {
    drawings->on_canvas = (struct drawings_on_canvas){.drawing = hash,
                                                      .canvas = canvas_revision(canvas),
                                                      .undo_count = canvas_undo_count(canvas)};
}

void drawings_forget(struct drawings *drawings, const struct canvas *canvas) {
    show(drawings, canvas, 0);
}

void drawings_forget_if_cleared(struct drawings *drawings, const struct canvas *canvas) {
    if (canvas_strokes(canvas).count == 0 ||
        canvas_undo_count(canvas) < drawings->on_canvas.undo_count)
        drawings_forget(drawings, canvas);
}

static int index_on_canvas(const struct drawings *drawings) {
    return collection_find(drawings->collection, drawings->on_canvas.drawing);
}

static bool is_unchanged(const struct drawings *drawings, const struct canvas *canvas) {
    return drawings->on_canvas.canvas == canvas_revision(canvas) && index_on_canvas(drawings) >= 0;
}

bool drawings_can_unlabel(const struct drawings *drawings, const struct canvas *canvas) {
    const struct drawings_on_canvas *on_canvas = &drawings->on_canvas;
    return on_canvas->count > 0 && is_unchanged(drawings, canvas) &&
           on_canvas->collection == collection_revision(drawings->collection);
}

const char *drawings_lost(const struct drawings *drawings) {
    return drawings->saved ? "" : ", but lost when Inkling ends";
}

int drawings_canvas_label(const struct drawings *drawings, const struct canvas *canvas) {
    return is_unchanged(drawings, canvas)
               ? collection_at(drawings->collection, index_on_canvas(drawings))->digit
               : -1;
}

enum nn_status drawings_label(struct drawings *drawings, const struct canvas *canvas, int digit,
                              enum drawings_labelled *what, struct nn_error *err) {
    const struct strokes strokes = canvas_strokes(canvas);
    struct drawings_on_canvas *on_canvas = &drawings->on_canvas;
    int index, count_before = collection_count(drawings->collection);
    uint64_t before = on_canvas->drawing;
    int times = drawings_can_unlabel(drawings, canvas) ? on_canvas->count : 0;
    bool same = index_on_canvas(drawings) >= 0;
    int undo_count = same ? on_canvas->undo_count : canvas_undo_count(canvas);
    uint64_t file = files_signature(drawings->path);
    enum nn_status status =
        collection_put(drawings->collection, &strokes, digit, before, &index, err);
    if (status)
        return status;
    /* The collection may have let go of its file, and else has written another one. */
    drawings->saved = files_signature(drawings->path) != file;
    drop_old_readings(drawings);
    show(drawings, canvas, collection_at(drawings->collection, index)->hash);
    on_canvas->before = before;
    on_canvas->undo_count = undo_count;
    on_canvas->collection = collection_revision(drawings->collection);
    on_canvas->count = times + 1;
    drawings->selected = index;
    if (same && on_canvas->drawing != before)
        *what = DRAWINGS_CHANGED;
    else
        *what = collection_count(drawings->collection) == count_before ? DRAWINGS_RELABELLED
                                                                       : DRAWINGS_ADDED;
    return NN_STATUS_OK;
}

enum nn_status drawings_label_picture(struct drawings *drawings, const struct ink_picture *picture,
                                      int digit, enum drawings_labelled *what,
                                      struct nn_error *err) {
    struct drawings_of_picture *of_picture = &drawings->of_picture;
    int index, count_before = collection_count(drawings->collection);
    int times = drawings_can_unlabel_picture(drawings) ? of_picture->count : 0;
    uint64_t file = files_signature(drawings->path);
    enum nn_status status =
        collection_put_picture(drawings->collection, picture, digit, &index, err);
    if (status)
        return status;
    drawings->saved = files_signature(drawings->path) != file;
    drop_old_readings(drawings);
    *of_picture =
        (struct drawings_of_picture){times + 1, collection_revision(drawings->collection)};
    drawings->selected = index;
    *what = collection_count(drawings->collection) == count_before ? DRAWINGS_RELABELLED
                                                                   : DRAWINGS_ADDED;
    return NN_STATUS_OK;
}

bool drawings_can_unlabel_picture(const struct drawings *drawings) {
    return drawings->of_picture.count > 0 &&
           drawings->of_picture.collection == collection_revision(drawings->collection);
}

enum nn_status drawings_unlabel_picture(struct drawings *drawings, struct nn_error *err) {
    enum nn_status status = drawings_undo(drawings, err);
    if (status)
        return status;
    drawings->of_picture.count--;
    drawings->of_picture.collection = collection_revision(drawings->collection);
    return NN_STATUS_OK;
}

int drawings_picture_label(const struct drawings *drawings, const struct ink_picture *picture) {
    int index = collection_find(drawings->collection, collection_hash_of_picture(picture));
    return index < 0 ? -1 : collection_at(drawings->collection, index)->digit;
}

enum nn_status drawings_unlabel(struct drawings *drawings, enum drawings_unlabelled *what,
                                struct nn_error *err) {
    struct drawings_on_canvas *on_canvas = &drawings->on_canvas;
    enum nn_status status = drawings_undo(drawings, err);
    if (status)
        return status;
    on_canvas->collection = collection_revision(drawings->collection);
    on_canvas->count--;
    if (index_on_canvas(drawings) >= 0) {
        *what = DRAWINGS_LABEL_BEFORE;
        return NN_STATUS_OK;
    }
    bool is_there = collection_find(drawings->collection, on_canvas->before) >= 0;
    *what = is_there ? DRAWINGS_AS_BEFORE : DRAWINGS_NOT_KEPT;
    *on_canvas = (struct drawings_on_canvas){.drawing = on_canvas->before,
                                             .undo_count = on_canvas->undo_count};
    return NN_STATUS_OK;
}

/* Keeps the selection among the drawings, however many there are now. */
static enum nn_status settle(struct drawings *drawings, enum nn_status status) {
    drop_old_readings(drawings);
    drawings_select(drawings, drawings->selected);
    return status;
}

enum nn_status drawings_relabel(struct drawings *drawings, int digit, struct nn_error *err) {
    return settle(drawings,
                  collection_relabel(drawings->collection, drawings->selected, digit, err));
}

enum nn_status drawings_remove(struct drawings *drawings, struct nn_error *err) {
    return settle(drawings, collection_remove(drawings->collection, drawings->selected, err));
}

enum nn_status drawings_undo(struct drawings *drawings, struct nn_error *err) {
    return settle(drawings, collection_undo(drawings->collection, err));
}

enum nn_status drawings_import(struct drawings *drawings, const char *path, struct nn_error *err) {
    const char *name = path_base_name(path);
    struct drawings_import **last = &drawings->imports, *import;
    import = calloc(1, sizeof *import + strlen(name) + 1);
    if (!import)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to import %s", name);
    enum nn_status status = collection_import_open(&import->file, drawings->collection, path, err);
    if (status) {
        free(import);
        return status;
    }
    strcpy(import->name, name);
    import->since_s = clock_seconds();
    while (*last)
        last = &(*last)->next;
    *last = import;
    return NN_STATUS_OK;
}

/* Takes the first import off the list. */
static void end_import(struct drawings *drawings) {
    struct drawings_import *import = drawings->imports;
    drawings->imports = import->next;
    collection_import_close(import->file);
    free(import);
}

void drawings_stop_imports(struct drawings *drawings) {
    while (drawings->imports)
        end_import(drawings);
}

static enum nn_status add_imported(struct drawings *drawings, struct collection_import_count *count,
                                   struct nn_error *err) {
    uint64_t file = files_signature(drawings->path);
    enum nn_status status =
        collection_import_add(drawings->imports->file, drawings->collection, count, err);
    if (!status && count->added > 0) {
        drawings->saved = files_signature(drawings->path) != file;
        drawings->selected = collection_count(drawings->collection) - 1;
    }
    return settle(drawings, status);
}

enum nn_status drawings_import_some(struct drawings *drawings, bool *over,
                                    struct collection_import_count *count, struct nn_error *err) {
    *over = false;
    /* Which drawings are new shows when all are there. */
    if (!drawings->imports || collection_is_loading(drawings->collection))
        return NN_STATUS_OK;
    struct collection_import *file = drawings->imports->file;
    enum nn_status status = collection_import_read(file, slice_end_s(), err);
    *over = status || collection_import_is_read(file);
    if (!status && *over)
        status = add_imported(drawings, count, err);
    if (*over)
        end_import(drawings);
    return status;
}

enum nn_status drawings_open(struct drawings *drawings, struct canvas *canvas, float brush,
                             struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    enum nn_status status =
        collection_open_drawing(drawings->collection, drawings->selected, brush, &file, err);
    if (!status)
        status = drawing_file_next(file, &drawing, err);
    if (!status)
        status = canvas_replace(canvas, &drawing->strokes, err);
    drawing_file_close(file);
    if (!status)
        show(drawings, canvas, drawings_selected(drawings)->hash);
    return status;
}

bool drawings_have_work(const struct drawings *drawings, const struct reader *reader) {
    const struct drawings_readings *readings = &drawings->readings;
    return readings->model != reader_model(reader) ||
           readings->revision != collection_revision(drawings->collection) ||
           readings->done < collection_count(drawings->collection);
}

void drawings_read_some(struct drawings *drawings, struct reader *reader) {
    struct drawings_readings *readings = &drawings->readings;
    struct nn_model *model = reader_model(reader);
    uint64_t revision = collection_revision(drawings->collection);
    if (readings->model != model || readings->revision != revision) {
        drop_old_readings(drawings);
        nn_model_release(readings->model);
        readings->model = nn_model_retain(model);
        readings->revision = revision;
        readings->done = 0;
    }
    int count = collection_count(drawings->collection);
    for (int i = 0; i < READ_PER_FRAME && readings->done < count; i++) {
        struct ink_picture picture = {.blank = false};
        struct reading reading;
        memcpy(picture.pixels, collection_at(drawings->collection, readings->done)->pixels,
               sizeof picture.pixels);
        reader_read(reader, &picture, &reading);
        readings->digits[readings->done++] = (uint8_t)reading.digit;
    }
    readings->known = readings->done > readings->known ? readings->done : readings->known;
}
