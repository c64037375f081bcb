#include "app/core/data/idx.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "app/core/base/path.h"
#include "app/core/ink/ink.h"
#include "nn/file.h"

enum { UNSIGNED_BYTE = 8 };
static const size_t max_values = (size_t)1 << 30;

struct source {
    const char *path;
    gzFile file;
};

static enum nn_status bad(struct nn_error *err, const char *path, const char *what) {
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s is not a usable IDX file: %s; copy or download it again", path, what);
}

/* Reports why the last gzread returned nothing. */
static enum nn_status read_failure(const struct source *source, struct nn_error *err) {
    int code = Z_OK;
    const char *reason = gzerror(source->file, &code);
    if (code == Z_ERRNO)
        return nn_error_set(err, NN_STATUS_IO, "cannot read %s: %s", source->path, strerror(errno));
    if (code == Z_OK || code == Z_BUF_ERROR)
        return bad(err, source->path, "it ends too early");
    return bad(err, source->path, code == Z_DATA_ERROR ? "its gzip data are corrupt" : reason);
}

static enum nn_status read_bytes(const struct source *source, uint8_t *bytes, size_t size,
                                 struct nn_error *err) {
    while (size > 0) {
        unsigned part = size < (1u << 30) ? (unsigned)size : 1u << 30;
        int got = gzread(source->file, bytes, part);
        if (got <= 0)
            return read_failure(source, err);
        bytes += got;
        size -= (size_t)got;
    }
    return NN_STATUS_OK;
}

/* Checks that nothing follows, and gzip's checksum, which zlib verifies only at the end. */
static enum nn_status read_end(const struct source *source, struct nn_error *err) {
    uint8_t extra;
    int got = gzread(source->file, &extra, 1), code = Z_OK;
    if (got > 0)
        return bad(err, source->path, "it continues after its last value");
    gzerror(source->file, &code);
    return got == 0 && code == Z_OK ? NN_STATUS_OK : read_failure(source, err);
}

static enum nn_status read_header(const struct source *source, struct idx_array *array,
                                  size_t *count, struct nn_error *err) {
    uint8_t magic[4];
    uint32_t side;
    enum nn_status status = read_bytes(source, magic, sizeof magic, err);
    if (status)
        return status;
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTE || magic[3] < 1 || magic[3] > 3)
        return bad(err, source->path, "its first four bytes are not those of an array of bytes");
    array->rank = magic[3];
    *count = 1;
    for (int i = 0; i < array->rank; i++) {
        status = read_bytes(source, (uint8_t *)&side, sizeof side, err);
        if (status)
            return status;
        side = be32toh(side);
        if (side < 1 || side > max_values || *count > max_values / side)
            return bad(err, source->path, "the sizes in its header are out of bounds");
        array->sizes[i] = (int)side;
        *count *= side;
    }
    return NN_STATUS_OK;
}

/* Memory grows with the data read, so that a false header cannot claim a gigabyte. */
static enum nn_status read_values(const struct source *source, struct idx_array *array,
                                  size_t count, struct nn_error *err) {
    size_t capacity = 0, step = (size_t)1 << 24;
    enum nn_status status = NN_STATUS_OK;
    while (!status && capacity < count) {
        size_t part = count - capacity < step ? count - capacity : step;
        uint8_t *values = realloc(array->values, capacity + part);
        if (!values)
            return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", source->path);
        array->values = values;
        status = read_bytes(source, values + capacity, part, err);
        capacity += part;
        step = capacity;
    }
    return status;
}

/* Says what is wrong with the rank or the sizes; `count` is what there is to label. */
typedef enum nn_status check_array(const struct idx_array *array, int count, const char *path,
                                   struct nn_error *err);

/* A header that is not wanted is refused before a gigabyte of values is read. */
static enum nn_status read_array(struct idx_array *array, const char *path, int max,
                                 check_array *check, int wanted, struct nn_error *err) {
    struct source source = {path, NULL};
    size_t count = 0;
    int fd;
    assert(max > 0);
    *array = (struct idx_array){0};
    enum nn_status status = nn_file_open(&fd, path, err);
    if (status)
        return status;
    source.file = gzdopen(fd, "rb");
    if (!source.file) {
        close(fd);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    }
    gzbuffer(source.file, 1 << 17);
    status = read_header(&source, array, &count, err);
    if (!status && check)
        status = check(array, wanted, path, err);
    bool whole = !status && array->sizes[0] <= max;
    if (!status)
        status = read_values(&source, array,
                             whole ? count : count / (size_t)array->sizes[0] * (size_t)max, err);
    if (whole && !status)
        status = read_end(&source, err);
    gzclose_r(source.file);
    if (status)
        idx_array_destroy(array);
    return status;
}

enum nn_status idx_read(struct idx_array *array, const char *path, int max, struct nn_error *err) {
    return read_array(array, path, max, NULL, 0, err);
}

void idx_array_destroy(struct idx_array *array) {
    free(array->values);
    *array = (struct idx_array){0};
}

/* Two files of a folder, and how much of them to read. */
struct part {
    const char *folder, *prefix;
    int max;
    const struct class_set *classes;
};

/* Finds FOLDER/PREFIX-KIND, with or without .gz. */
static enum nn_status find_file(char path[FILES_MAX_PATH], const struct part *part,
                                const char *kind, struct nn_error *err) {
    static const char *const endings[] = {".gz", ""};
    for (int i = 0; i < 2; i++) {
        enum nn_status status =
            path_format(path, err, "%s/%s-%s%s", part->folder, part->prefix, kind, endings[i]);
        if (status || access(path, F_OK) == 0)
            return status;
    }
    return nn_error_set(err, NN_STATUS_IO,
                        "%s has no file %s-%s (nor %s-%s.gz): name a folder with the four IDX "
                        "files of MNIST or a set like it",
                        part->folder, part->prefix, kind, part->prefix, kind);
}

static enum nn_status check_images(const struct idx_array *images, int count, const char *path,
                                   struct nn_error *err) {
    if (images->rank != 3)
        return bad(err, path, "it does not contain pictures");
    if (images->sizes[1] != INK_SIDE || images->sizes[2] != INK_SIDE)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has pictures of %d x %d: Inkling's networks take %d x %d", path,
                            images->sizes[1], images->sizes[2], INK_SIDE, INK_SIDE);
    return NN_STATUS_OK;
}

static enum nn_status check_labels(const struct idx_array *labels, int count, const char *path,
                                   struct nn_error *err) {
    if (labels->rank != 1)
        return bad(err, path, "it does not contain labels");
    if (labels->sizes[0] != count)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has %d labels, but there are %d pictures: the two files must be "
                            "from the same set",
                            path, labels->sizes[0], count);
    return NN_STATUS_OK;
}

static enum nn_status check_classes(const struct idx_array *labels, int count,
                                    const struct part *part, const char *path,
                                    struct nn_error *err) {
    for (int i = 0; i < count; i++)
        if (labels->values[i] >= part->classes->count)
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s has label %d for picture %d: labels are 0 to %d", path,
                                labels->values[i], i, part->classes->count - 1);
    return NN_STATUS_OK;
}

/* Loads the pictures to arrays[0] and their labels to arrays[1]. */
static enum nn_status load_set(struct nn_dataset *set, struct idx_array *arrays,
                               const struct part *part, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = find_file(path, part, "images-idx3-ubyte", err);
    if (!status)
        status = read_array(&arrays[0], path, part->max, check_images, 0, err);
    if (status)
        return status;
    int all = arrays[0].sizes[0], count = all < part->max ? all : part->max;
    status = find_file(path, part, "labels-idx1-ubyte", err);
    if (!status)
        status = read_array(&arrays[1], path, part->max, check_labels, all, err);
    if (!status)
        status = check_classes(&arrays[1], count, part, path, err);
    if (!status)
        *set = (struct nn_dataset){
            .images = arrays[0].values,
            .labels = arrays[1].values,
            .count = count,
            .height = INK_SIDE,
            .width = INK_SIDE,
            .classes = part->classes->count,
        };
    return status;
}

/* Fills in the prefix of the part. */
static enum nn_status load_parts(struct idx_folder *folder, struct part part, int parts,
                                 struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    *folder = (struct idx_folder){.classes = part.classes};
    part.prefix = "train";
    if (parts & IDX_TRAIN)
        status = load_set(&folder->train, &folder->arrays[0], &part, err);
    part.prefix = "t10k";
    if (!status && parts & IDX_TEST)
        status = load_set(&folder->test, &folder->arrays[2], &part, err);
    if (status)
        idx_folder_destroy(folder);
    return status;
}

enum nn_status idx_folder_load(struct idx_folder *folder, const char *path, int parts,
                               const struct class_set *classes, struct nn_error *err) {
    return load_parts(folder, (struct part){path, NULL, INT_MAX, classes}, parts, err);
}

enum nn_status idx_folder_peek(struct idx_folder *folder, const char *path, int max,
                               const struct class_set *classes, struct nn_error *err) {
    return load_parts(folder, (struct part){path, NULL, max, classes}, IDX_TRAIN, err);
}

void idx_folder_destroy(struct idx_folder *folder) {
    for (int i = 0; i < 4; i++)
        idx_array_destroy(&folder->arrays[i]);
    *folder = (struct idx_folder){0};
}
