#include "tests/support/collections.h"

#include <math.h>
#include <string.h>

#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"

struct collection *collections_create(void) {
    struct collection *collection = NULL;
    struct nn_error err;
    check_ok(collection_create(&collection, class_set_digits(), &err), &err);
    return collection;
}

struct collection *collections_load(const char *file) {
    struct collection *collection = collections_create();
    struct nn_error err;
    check_ok(collection_load(collection, file, (double)INFINITY, &err), &err);
    return collection;
}

int collections_add(struct collection *collection, int number, int digit) {
    const struct point points[] = {{0.3f, 0.1f + 0.0007f * (float)number}, {0.31f / 3, 0.9f}};
    const struct stroke stroke = {0.06f, 2, points}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    struct nn_error err;
    int index = -1;
    enum nn_status status;
    do /* another program may be writing */
        status = collection_put(collection, &drawn, digit, 0, &index, &err);
    while (status && strstr(err.message, "another program is writing"));
    check_ok(status, &err);
    return index;
}

void collections_check_digits(const struct collection *collection, const char *digits) {
    assert_int_equal(collection_count(collection), strlen(digits));
    for (int i = 0; digits[i]; i++)
        if (collection_at(collection, i)->digit != digits[i] - '0')
            fail_msg("drawing %d is a %d", i, collection_at(collection, i)->digit);
}

void collections_check_kept(const char *file, const char *digits) {
    struct collection *again = collections_load(file);
    collections_check_digits(again, digits);
    collection_destroy(again);
}

void collections_write(const char *file, const char *text) {
    struct nn_error err;
    check_ok(files_make_folder_of(file, &err), &err);
    check_ok(nn_file_write(file, text, strlen(text), &err), &err);
}
