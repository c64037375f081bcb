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
static const uint8_t gzip_magic[] = {0x1f, 0x8b};
static const size_t max_values = (size_t)1 << 30;

/* A file, plain or gzipped. zlib's own reader of files is not used: some versions take a file that
 * ends within its checksum for whole. */
struct source {
    const char *path;
    int fd;
    bool zipped, ended; /* ended: at the end of gzip data whose checksum was right */
    z_stream stream;
    uint8_t buffer[1 << 16];
};

static enum nn_status bad(struct nn_error *err, const char *path, const char *what) {
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s is not a usable IDX file: %s; copy or download it again", path, what);
}

static enum nn_status no_memory(struct nn_error *err, const char *path) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
}

/* Reads on if all that was read is used up; avail_in stays 0 at the end of the file. */
static enum nn_status fill(struct source *source, struct nn_error *err) {
    ssize_t got = 0;
    if (source->stream.avail_in > 0)
        return NN_STATUS_OK;
    do
        got = read(source->fd, source->buffer, sizeof source->buffer);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return nn_error_set(err, NN_STATUS_IO, "cannot read %s: %s", source->path, strerror(errno));
    source->stream.next_in = source->buffer;
    source->stream.avail_in = (unsigned)got;
    return NN_STATUS_OK;
}

/* Copies what is there to next_out, unzipped. */
static enum nn_status unpack(struct source *source, struct nn_error *err) {
    z_stream *stream = &source->stream;
    if (!source->zipped) {
        unsigned part = stream->avail_in < stream->avail_out ? stream->avail_in : stream->avail_out;
        memcpy(stream->next_out, stream->next_in, part);
        stream->next_in += part;
        stream->avail_in -= part;
        stream->avail_out -= part;
        return NN_STATUS_OK;
    }
    if (source->ended)
        inflateReset(stream); /* gzip data may follow each other */
    int code = inflate(stream, Z_NO_FLUSH);
    source->ended = code == Z_STREAM_END;
    if (code == Z_MEM_ERROR)
        return no_memory(err, source->path);
    return code == Z_OK || source->ended ? NN_STATUS_OK
                                         : bad(err, source->path, "its gzip data are corrupt");
}

/* Reads at most size bytes; fewer only at the end. */
static enum nn_status read_some(struct source *source, uint8_t *bytes, size_t size, size_t *got,
                                struct nn_error *err) {
    z_stream *stream = &source->stream;
    for (*got = 0; *got < size;) {
        enum nn_status status = fill(source, err);
        if (status)
            return status;
        if (stream->avail_in == 0 && source->zipped && !source->ended)
            return bad(err, source->path, "it ends too early");
        if (stream->avail_in == 0 || (source->ended && stream->next_in[0] != gzip_magic[0]))
            return NN_STATUS_OK;
        unsigned part = size - *got < (1u << 30) ? (unsigned)(size - *got) : 1u << 30;
        stream->next_out = bytes + *got;
        stream->avail_out = part;
        status = unpack(source, err);
        if (status)
            return status;
        *got += part - stream->avail_out;
    }
    return NN_STATUS_OK;
}

static enum nn_status read_bytes(struct source *source, uint8_t *bytes, size_t size,
                                 struct nn_error *err) {
    size_t got;
    enum nn_status status = read_some(source, bytes, size, &got, err);
    return !status && got < size ? bad(err, source->path, "it ends too early") : status;
}

/* Checks that nothing follows, and gzip's checksum, which comes after the last value. */
static enum nn_status read_end(struct source *source, struct nn_error *err) {
    uint8_t extra;
    size_t got;
    enum nn_status status = read_some(source, &extra, 1, &got, err);
    return !status && got > 0 ? bad(err, source->path, "it continues after its last value")
                              : status;
}

static enum nn_status open_source(struct source *source, const char *path, struct nn_error *err) {
    enum { GZIP_ALONE = 15 + 16 }; /* the largest window, and only gzip's format */
    *source = (struct source){.path = path};
    enum nn_status status = nn_file_open(&source->fd, path, NN_FILE_REGULAR, err);
    if (status)
        return status;
    status = fill(source, err);
    source->zipped = source->stream.avail_in >= sizeof gzip_magic &&
                     memcmp(source->buffer, gzip_magic, sizeof gzip_magic) == 0;
    if (!status && inflateInit2(&source->stream, GZIP_ALONE) != Z_OK)
        status = no_memory(err, path);
    if (status)
        close(source->fd);
    return status;
}

static enum nn_status read_header(struct source *source, struct idx_array *array, size_t *count,
                                  struct nn_error *err) {
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
static enum nn_status read_values(struct source *source, struct idx_array *array, size_t count,
                                  struct nn_error *err) {
    size_t capacity = 0, step = (size_t)1 << 24;
    enum nn_status status = NN_STATUS_OK;
    while (!status && capacity < count) {
        size_t part = count - capacity < step ? count - capacity : step;
        uint8_t *values = realloc(array->values, capacity + part);
        if (!values)
            return no_memory(err, source->path);
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
    struct source source;
    size_t count = 0;
    assert(max > 0);
    *array = (struct idx_array){0};
    enum nn_status status = open_source(&source, path, err);
    if (status)
        return status;
    status = read_header(&source, array, &count, err);
    if (!status && check)
        status = check(array, wanted, path, err);
    bool whole = !status && array->sizes[0] <= max;
    if (!status)
        status = read_values(&source, array,
                             whole ? count : count / (size_t)array->sizes[0] * (size_t)max, err);
    if (whole && !status)
        status = read_end(&source, err);
    inflateEnd(&source.stream);
    close(source.fd);
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
