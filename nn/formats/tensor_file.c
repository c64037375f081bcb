#include "nn/formats/tensor_file.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "nn/formats/json_text.h"

enum { LENGTH_BYTES = 8, MAX_HEADER = 1 << 20 };
static const size_t max_file = (size_t)1 << 30;

struct nn_tensor_file {
    json_t *header;
    void *data;                 /* the file's, or NULL where its reader has it */
    const unsigned char *bytes; /* of all tensors' values, in the file's order */
    float *values;              /* what nn_tensor_file_convert makes of them */
    size_t value_count;
    int count;
    struct nn_tensor_entry entries[NN_TENSOR_FILE_TENSORS];
};

/* The files are little endian on every machine. Returns the place after the bytes. */
static unsigned char *write_floats(unsigned char *bytes, const float *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        for (int b = 0; b < 4; b++)
            *bytes++ = (unsigned char)(bits >> (8 * b));
    }
    return bytes;
}

static void bytes_to_floats(const unsigned char *bytes, size_t count, float *values) {
    for (size_t i = 0; i < count; i++, bytes += 4) {
        uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                        (uint32_t)bytes[3] << 24;
        memcpy(&values[i], &bits, sizeof bits);
    }
}

static bool are_finite(const float *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

static json_t *describe(const struct nn_tensor_entry *entry, size_t begin) {
    json_t *shape = json_array();
    for (int i = 0; i < entry->rank; i++)
        if (json_array_append_new(shape, json_integer((json_int_t)entry->shape[i]))) {
            json_decref(shape);
            return NULL;
        }
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", "F32", "shape", shape, "data_offsets",
                     (json_int_t)begin, (json_int_t)(begin + 4 * entry->count));
}

/* The caller frees it; NULL if there is no memory. */
static char *header_text(const struct nn_tensor_entry *entries, int count,
                         const struct nn_metadata *metadata, int metadata_count) {
    json_t *header = json_object(), *strings = json_object();
    size_t at = 0;
    int lost = 0; /* jansson's functions return 0 or -1 */
    for (int i = 0; i < metadata_count; i++)
        lost |= json_object_set_new(strings, metadata[i].key, json_string(metadata[i].value));
    lost |= json_object_set_new(header, "__metadata__", strings);
    for (int i = 0; i < count; i++) {
        lost |= json_object_set_new(header, entries[i].name, describe(&entries[i], at));
        at += 4 * entries[i].count;
    }
    char *text = lost ? NULL : json_dumps(header, JSON_COMPACT);
    json_decref(header);
    return text;
}

enum nn_status nn_tensor_file_write(const char *path, const struct nn_tensor_entry *entries,
                                    int count, const struct nn_metadata *metadata,
                                    int metadata_count, struct nn_error *err) {
    for (int i = 0; i < count; i++)
        if (!are_finite(entries[i].values, entries[i].count))
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                "%s was not written: %s holds a value that is not a finite number",
                                path, entries[i].name);
    char *header = header_text(entries, count, metadata, metadata_count);
    /* Padded with spaces, so that the values begin at a multiple of 8. */
    size_t length = header ? strlen(header) : 0, padded = (length + 7) / 8 * 8;
    size_t size = LENGTH_BYTES + padded;
    for (int i = 0; i < count; i++)
        size += 4 * entries[i].count;
    unsigned char *bytes = malloc(size), *at = bytes;
    enum nn_status status;
    if (header && bytes) {
        for (int b = 0; b < LENGTH_BYTES; b++)
            *at++ = (unsigned char)((uint64_t)padded >> (8 * b));
        memset(at, ' ', padded);
        memcpy(at, header, length);
        at += padded;
        for (int i = 0; i < count; i++)
            at = write_floats(at, entries[i].values, entries[i].count);
        status = nn_file_write(path, bytes, size, err);
    } else {
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    }
    free(header);
    free(bytes);
    return status;
}

static enum nn_status bad(struct nn_error *err, const char *name, const char *what) {
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s is not a usable model: %s; write or download it again", name, what);
}

/* Reads a tensor's shape; false if it is out of bounds. */
static int read_shape(struct nn_tensor_entry *entry, const json_t *shape) {
    entry->rank = (int)json_array_size(shape);
    if (!json_is_array(shape) || json_array_size(shape) > NN_TENSOR_FILE_RANK)
        return 0;
    entry->count = 1;
    for (int i = 0; i < entry->rank; i++) {
        json_int_t side = json_integer_value(json_array_get(shape, (size_t)i));
        if (side < 1 || side > (json_int_t)max_file || entry->count > max_file / (size_t)side)
            return 0;
        entry->shape[i] = (size_t)side;
        entry->count *= (size_t)side;
    }
    return 1;
}

/* Checks that the offsets match the shape (4 bytes per value) and lie within the values. */
static bool is_range(const struct nn_tensor_entry *entry, json_int_t begin, json_int_t end,
                     size_t value_bytes) {
    return begin >= 0 && end >= begin && (uint64_t)end <= value_bytes && begin % 4 == 0 &&
           (size_t)(end - begin) == 4 * entry->count;
}

static enum nn_status read_entry(struct nn_tensor_file *file, const char *key, json_t *value,
                                 size_t value_bytes, const char *name, struct nn_error *err) {
    struct nn_tensor_entry *entry = &file->entries[file->count];
    const char *dtype;
    const json_t *shape;
    json_int_t begin, end;
    if (file->count == NN_TENSOR_FILE_TENSORS || strlen(key) >= sizeof entry->name)
        return bad(err, name, "it has too many tensors, or names that are too long");
    strcpy(entry->name, key);
    if (json_unpack(value, "{s:s, s:o, s:[I, I!]}", "dtype", &dtype, "shape", &shape,
                    "data_offsets", &begin, &end) != 0)
        return bad(err, name, "a tensor lacks its dtype, shape or two data_offsets");
    if (strcmp(dtype, "F32") != 0)
        return bad(err, name, "it holds a tensor that is not of type F32");
    if (!read_shape(entry, shape))
        return bad(err, name, "it holds a tensor with an impossible shape");
    if (!is_range(entry, begin, end, value_bytes))
        return bad(err, name, "a tensor's offsets do not fit its shape or the file");
    entry->values = file->values + begin / 4;
    file->count++;
    return NN_STATUS_OK;
}

static int by_place(const void *a, const void *b) {
    const struct nn_tensor_entry *left = a, *right = b;
    return (left->values > right->values) - (left->values < right->values);
}

static enum nn_status check_places(struct nn_tensor_file *file, const char *name,
                                   struct nn_error *err) {
    qsort(file->entries, (size_t)file->count, sizeof *file->entries, by_place);
    const float *next = file->values;
    for (int i = 0; i < file->count; i++) {
        if (file->entries[i].values != next)
            return bad(err, name, "its tensors overlap or leave gaps");
        next += file->entries[i].count;
    }
    return next == file->values + file->value_count
               ? NN_STATUS_OK
               : bad(err, name, "it has bytes that belong to no tensor");
}

enum nn_status nn_tensor_file_convert(struct nn_tensor_file *file, const char *name,
                                      struct nn_error *err) {
    bytes_to_floats(file->bytes, file->value_count, file->values);
    free(file->data);
    file->data = NULL;
    return are_finite(file->values, file->value_count)
               ? NN_STATUS_OK
               : bad(err, name, "it holds a value that is not a finite number");
}

static enum nn_status read_header(struct nn_tensor_file *file, const unsigned char *bytes,
                                  size_t size, const char *name, struct nn_error *err) {
    uint64_t length = 0;
    json_error_t reason;
    for (int b = 0; b < LENGTH_BYTES && size >= LENGTH_BYTES; b++)
        length |= (uint64_t)bytes[b] << (8 * b);
    if (nn_file_is_lfs_pointer(bytes, size))
        return nn_error_set(err, NN_STATUS_BAD_FILE, NN_FILE_LFS_POINTER, name);
    if (size < LENGTH_BYTES || length > MAX_HEADER || length > size - LENGTH_BYTES)
        return bad(err, name, "the length of its header is wrong, or the file was cut short");
    size_t value_bytes = size - LENGTH_BYTES - (size_t)length;
    if (value_bytes % 4 != 0)
        return bad(err, name, "its values are not a multiple of 4 bytes");
    enum nn_status status =
        nn_json_parse(&file->header, (const char *)bytes + LENGTH_BYTES, (size_t)length, &reason);
    file->values = malloc(value_bytes + 1);
    if (status == NN_STATUS_BAD_FILE || (!status && !json_is_object(file->header)))
        return bad(err, name, "its header is not a JSON object");
    if (status || !file->values)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", name);
    file->bytes = bytes + LENGTH_BYTES + length;
    file->value_count = value_bytes / 4;

    const char *key;
    json_t *value;
    json_object_foreach(file->header, key, value) {
        if (strcmp(key, "__metadata__") == 0)
            continue;
        status = read_entry(file, key, value, value_bytes, name, err);
        if (status)
            return status;
    }
    return check_places(file, name, err);
}

enum nn_status nn_tensor_file_parse(struct nn_tensor_file **out, const void *data, size_t size,
                                    const char *name, struct nn_error *err) {
    struct nn_tensor_file *file = calloc(1, sizeof *file);
    if (!file)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", name);
    enum nn_status status = read_header(file, data, size, name, err);
    if (status)
        nn_tensor_file_destroy(file);
    else
        *out = file;
    return status;
}

enum nn_status nn_tensor_file_read(struct nn_tensor_file **file, const char *path, bool follow_link,
                                   struct nn_error *err) {
    void *data = NULL;
    size_t size = 0;
    enum nn_status status = follow_link ? nn_file_read(&data, &size, path, max_file, err)
                                        : nn_file_read_no_link(&data, &size, path, max_file, err);
    if (!status)
        status = nn_tensor_file_parse(file, data, size, path, err);
    if (status)
        free(data);
    else
        (*file)->data = data;
    return status;
}

void nn_tensor_file_destroy(struct nn_tensor_file *file) {
    if (!file)
        return;
    json_decref(file->header);
    free(file->values);
    free(file->data);
    free(file);
}

const struct nn_tensor_entry *nn_tensor_file_find(const struct nn_tensor_file *file,
                                                  const char *name) {
    for (int i = 0; i < file->count; i++)
        if (strcmp(file->entries[i].name, name) == 0)
            return &file->entries[i];
    return NULL;
}

const char *nn_tensor_file_metadata(const struct nn_tensor_file *file, const char *key) {
    return json_string_value(json_object_get(json_object_get(file->header, "__metadata__"), key));
}

void nn_tensor_file_metadata_lines(const struct nn_tensor_file *file,
                                   struct nn_metadata_list *lines) {
    const char *key;
    json_t *value;
    lines->count = 0;
    json_object_foreach(json_object_get(file->header, "__metadata__"), key, value)
        nn_metadata_keep(lines, key, json_string_value(value));
}

int nn_tensor_file_count(const struct nn_tensor_file *file) {
    return file->count;
}
