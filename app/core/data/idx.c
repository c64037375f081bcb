#include "app/core/data/idx.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "app/core/data/byte_source.h"

enum { UNSIGNED_BYTE = 8, INTEGER = 12 };
static const size_t max_bytes = (size_t)1 << 30;

static enum nn_status bad(struct nn_error *err, const char *path, const char *what) {
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s is not a usable IDX file: %s; copy or download it again", path, what);
}

static enum nn_status read_bytes(struct byte_source *source, void *bytes, size_t size,
                                 struct nn_error *err) {
    size_t got;
    enum nn_status status = byte_source_read(source, bytes, size, &got, err);
    return !status && got < size ? bad(err, byte_source_path(source), "it ends too early") : status;
}

/* Checks that nothing follows, and gzip's checksum, which comes after the last value. */
static enum nn_status read_end(struct byte_source *source, struct nn_error *err) {
    uint8_t extra;
    size_t got;
    enum nn_status status = byte_source_read(source, &extra, 1, &got, err);
    return !status && got > 0
               ? bad(err, byte_source_path(source), "it continues after its last value")
               : status;
}

static enum nn_status read_magic(struct byte_source *source, struct idx_array *array,
                                 struct nn_error *err) {
    uint8_t magic[4];
    enum nn_status status = read_bytes(source, magic, sizeof magic, err);
    if (status)
        return status;
    bool known = magic[2] == UNSIGNED_BYTE || magic[2] == INTEGER;
    if (magic[0] != 0 || magic[1] != 0 || !known || magic[3] < 1 || magic[3] > 3)
        return bad(err, byte_source_path(source),
                   "its first four bytes are not those of an array of bytes or integers");
    array->rank = magic[3];
    array->item_size = magic[2] == UNSIGNED_BYTE ? 1 : 4;
    return NN_STATUS_OK;
}

/* *size: of all values, in bytes. */
static enum nn_status read_header(struct byte_source *source, struct idx_array *array, size_t *size,
                                  struct nn_error *err) {
    uint32_t side;
    enum nn_status status = read_magic(source, array, err);
    *size = (size_t)array->item_size;
    for (int i = 0; i < array->rank && !status; i++) {
        status = read_bytes(source, &side, sizeof side, err);
        if (status)
            return status;
        side = ntohl(side);
        if (side < 1 || side > max_bytes || *size > max_bytes / side)
            return bad(err, byte_source_path(source), "the sizes in its header are out of bounds");
        array->sizes[i] = (int)side;
        *size *= side;
    }
    return status;
}

/* Memory grows with the data read, so that a false header cannot claim a gigabyte. */
static enum nn_status read_values(struct byte_source *source, struct idx_array *array, size_t size,
                                  struct nn_error *err) {
    size_t capacity = 0, step = (size_t)1 << 24;
    enum nn_status status = NN_STATUS_OK;
    while (!status && capacity < size) {
        size_t part = size - capacity < step ? size - capacity : step;
        uint8_t *values = realloc(array->values, capacity + part);
        if (!values)
            return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s",
                                byte_source_path(source));
        array->values = values;
        status = read_bytes(source, values + capacity, part, err);
        capacity += part;
        step = capacity;
    }
    return status;
}

enum nn_status idx_read(struct idx_array *array, const char *path, int max, idx_check *check,
                        struct nn_error *err) {
    struct byte_source *source = NULL;
    size_t size = 0;
    assert(max > 0);
    *array = (struct idx_array){0};
    enum nn_status status = byte_source_open(&source, path, err);
    if (status)
        return status;
    status = read_header(source, array, &size, err);
    if (!status && check)
        status = check(array, path, err);
    bool whole = !status && array->sizes[0] <= max;
    if (!status)
        status = read_values(source, array,
                             whole ? size : size / (size_t)array->sizes[0] * (size_t)max, err);
    if (whole && !status)
        status = read_end(source, err);
    byte_source_close(source);
    if (status)
        idx_array_destroy(array);
    return status;
}

void idx_array_destroy(struct idx_array *array) {
    free(array->values);
    *array = (struct idx_array){0};
}
