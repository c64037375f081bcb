/* Fuzzes the file of the user's own drawings, and every change made to them. */
#include <math.h>

#include "app/core/data/collection_import.h"
#include "tests/fuzz/fuzz.h"

static void read_all(const struct collection *collection) {
    for (int i = 0; i < collection_count(collection); i++) {
        const struct collection_item *item = collection_at(collection, i);
        struct drawing_file *file = NULL;
        const struct drawing *drawing = NULL;
        struct nn_error err;
        fuzz_expect(item->digit >= 0 && item->digit < 10, "every drawing has a digit");
        fuzz_expect(collection_open_drawing(collection, i, 0.06f, &file, &err) == NN_STATUS_OK &&
                        drawing_file_next(file, &drawing, &err) == NN_STATUS_OK && drawing,
                    "what was taken up can be read again");
        drawing_file_close(file);
    }
}

static enum nn_status import_file(struct collection *collection, const char *file,
                                  struct collection_import_count *count, struct nn_error *err) {
    struct collection_import *import = NULL;
    enum nn_status status = collection_import_open(&import, collection, file, err);
    if (!status)
        status = collection_import_read(import, (double)INFINITY, err);
    if (!status)
        status = collection_import_add(import, collection, count, err);
    collection_import_close(import);
    return status;
}

/* count is the number of drawings before all the changes that can be undone. */
static void change(struct collection *collection, const char *path, int count) {
    struct nn_error err;
    struct collection_import_count counts;
    int middle = collection_count(collection) / 2;
    if (collection_count(collection) > 0) {
        fuzz_expect_told(collection_relabel(collection, middle, 3, &err), &err);
        fuzz_expect_told(collection_remove(collection, 0, &err), &err);
    }
    fuzz_expect_told(import_file(collection, path, &counts, &err), &err);
    read_all(collection);
    enum nn_status status = NN_STATUS_OK;
    while (!status && collection_can_undo(collection))
        status = collection_undo(collection, &err);
    fuzz_expect_told(status, &err);
    fuzz_expect(collection_count(collection) == count, "undoing all leaves what was there");
}

/* A damaged file cannot be set aside here, so the drawings stay in memory only; with a valid file
 * no change can be written, so none may be made. */
static void load(const char *path) {
    struct collection *collection = NULL;
    struct nn_error err;
    fuzz_expect(collection_create(&collection, class_set_digits(), &err) == NN_STATUS_OK,
                "there is a collection");
    fuzz_expect_told(collection_load(collection, path, (double)INFINITY, &err), &err);
    read_all(collection);
    change(collection, path, collection_count(collection));
    collection_destroy(collection);
}

static void import(const char *path) {
    struct collection *collection = NULL;
    struct nn_error err;
    struct collection_import_count counts = {0};
    fuzz_expect(collection_create(&collection, class_set_digits(), &err) == NN_STATUS_OK,
                "there is a collection");
    enum nn_status status = import_file(collection, path, &counts, &err);
    fuzz_expect_told(status, &err);
    fuzz_expect(collection_count(collection) == (status ? 0 : counts.added),
                "it holds what was added");
    read_all(collection);
    change(collection, path, 0);
    collection_destroy(collection);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *path = fuzz_file(data, size);
    load(path);
    import(path);
    return 0;
}
