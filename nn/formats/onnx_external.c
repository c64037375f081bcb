#include "nn/formats/onnx_external.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/file.h"

enum { MAX_FILE_NAME = 512 };
static const size_t max_bytes = (size_t)1 << 30; /* of all weights together */

struct reader {
    const struct nn_onnx_file *file;
    struct nn_error *err;
    int folder; /* an open folder, in which names are looked up */
    size_t left;
};

/* Where a tensor's bytes are; length 0: up to the end of the file. */
struct extent {
    const char *location;
    uint64_t offset, length;
};

static bool parse(const char *text, uint64_t *number) {
    char *end;
    errno = 0;
    unsigned long long parsed = text ? strtoull(text, &end, 10) : 0;
    *number = parsed;
    return text && text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

static bool extent_of(const Onnx__TensorProto *tensor, struct extent *extent) {
    *extent = (struct extent){0};
    for (size_t i = 0; i < tensor->n_external_data; i++) {
        const Onnx__StringStringEntryProto *entry = tensor->external_data[i];
        const char *key = entry->key ? entry->key : "";
        if (strcmp(key, "location") == 0)
            extent->location = entry->value;
        if ((strcmp(key, "offset") == 0 && !parse(entry->value, &extent->offset)) ||
            (strcmp(key, "length") == 0 && !parse(entry->value, &extent->length)))
            return false;
    }
    return extent->location && extent->location[0];
}

/* True for a plain path downwards: no root, no step up, no drive and no backslash. */
static bool stays_inside(const char *location) {
    if (location[0] == '/' || strchr(location, '\\') || strchr(location, ':') ||
        strlen(location) >= MAX_FILE_NAME)
        return false;
    for (const char *part = location; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t length = strcspn(part, "/");
        if (length == 2 && strncmp(part, "..", 2) == 0)
            return false;
    }
    return true;
}

/* Opens part after part, none of them a link; -1 with errno if that is impossible. */
static int open_inside(int folder, const char *location) {
    char path[MAX_FILE_NAME];
    snprintf(path, sizeof path, "%s", location);
    int at = dup(folder);
    for (char *part = path, *slash; at >= 0 && part; part = slash ? slash + 1 : NULL) {
        slash = strchr(part, '/');
        if (slash)
            *slash = '\0';
        int kind = slash ? O_DIRECTORY : O_NONBLOCK; /* a pipe would be waited for */
        int next = part[0] ? openat(at, part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | kind) : dup(at);
        int error = errno;
        close(at);
        errno = error;
        at = next;
    }
    return at;
}

static bool read_all(int fd, uint8_t *bytes, size_t size, uint64_t offset) {
    while (size > 0) {
        ssize_t part = pread(fd, bytes, size, (off_t)offset);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return false;
        bytes += part;
        size -= (size_t)part;
        offset += (uint64_t)part;
    }
    return true;
}

/* The tensor holds the bytes itself from now on. */
static void take(Onnx__TensorProto *tensor, uint8_t *bytes, size_t size) {
    free(tensor->raw_data.data);
    tensor->raw_data = (ProtobufCBinaryData){size, bytes};
    tensor->has_raw_data = 1;
    tensor->data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__DEFAULT;
    for (size_t i = 0; i < tensor->n_external_data; i++)
        onnx__string_string_entry_proto__free_unpacked(tensor->external_data[i], NULL);
    tensor->n_external_data = 0;
}

static enum nn_status read_extent(struct reader *reader, Onnx__TensorProto *tensor, int fd,
                                  const struct extent *extent, const char *shown) {
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return nn_onnx_refuse(reader->file, NULL, reader->err,
                              "its weights' file %s is not a regular file", shown);
    uint64_t all = (uint64_t)status.st_size;
    uint64_t length =
        extent->length || extent->offset > all ? extent->length : all - extent->offset;
    uint8_t begin[64];
    size_t looked = all < sizeof begin ? (size_t)all : sizeof begin;
    if (read_all(fd, begin, looked, 0) && nn_file_is_lfs_pointer(begin, looked))
        return nn_error_set(reader->err, NN_STATUS_BAD_FILE, NN_FILE_LFS_POINTER, shown);
    if (extent->offset > all || length > all - extent->offset)
        return nn_onnx_refuse(reader->file, NULL, reader->err,
                              "its weights' file %s is cut short: it has %llu bytes, of which it "
                              "needs number %llu",
                              shown, (unsigned long long)all,
                              (unsigned long long)(extent->offset + length));
    if (length > reader->left)
        return nn_onnx_refuse(reader->file, NULL, reader->err,
                              "its weights' file %s holds more than can be read", shown);
    uint8_t *bytes = malloc((size_t)length + 1);
    if (!bytes)
        return nn_error_set(reader->err, NN_STATUS_NO_MEMORY, "no memory to read %s", shown);
    if (!read_all(fd, bytes, (size_t)length, extent->offset)) {
        free(bytes);
        return nn_error_set(reader->err, NN_STATUS_IO, "cannot read %s, the weights' file of %s",
                            shown, reader->file->name);
    }
    reader->left -= (size_t)length;
    take(tensor, bytes, (size_t)length);
    return NN_STATUS_OK;
}

static enum nn_status read_tensor(struct reader *reader, Onnx__TensorProto *tensor) {
    struct extent extent;
    char shown[NN_ONNX_SHOWN];
    if (!nn_onnx_tensor_is_external(tensor))
        return NN_STATUS_OK;
    if (!extent_of(tensor, &extent)) {
        nn_onnx_show(shown, tensor->name);
        return nn_onnx_refuse(reader->file, NULL, reader->err,
                              "it does not say where its weight %s is", shown);
    }
    nn_onnx_show(shown, extent.location);
    if (!stays_inside(extent.location))
        return nn_onnx_refuse(reader->file, NULL, reader->err,
                              "its weights' file %s is not in its own folder", shown);
    int fd = open_inside(reader->folder, extent.location);
    if (fd < 0)
        return nn_onnx_refuse(reader->file, NULL, reader->err,
                              "its weights' file %s, which belongs beside it, cannot be opened: %s",
                              shown, errno == ELOOP ? "it is a link" : strerror(errno));
    enum nn_status status = read_extent(reader, tensor, fd, &extent, shown);
    close(fd);
    return status;
}

static enum nn_status read_constants(struct reader *reader, const Onnx__NodeProto *node) {
    enum nn_status status = NN_STATUS_OK;
    for (size_t i = 0; i < node->n_attribute && !status; i++)
        if (node->attribute[i]->t)
            status = read_tensor(reader, node->attribute[i]->t);
    return status;
}

static enum nn_status read_graph(struct reader *reader, const Onnx__GraphProto *graph) {
    enum nn_status status = NN_STATUS_OK;
    for (size_t i = 0; i < graph->n_initializer && !status; i++)
        status = read_tensor(reader, graph->initializer[i]);
    for (size_t i = 0; i < graph->n_node && !status; i++)
        status = read_constants(reader, graph->node[i]);
    return status;
}

static bool has_external(const Onnx__GraphProto *graph) {
    bool found = false;
    for (size_t i = 0; i < graph->n_initializer; i++)
        found |= nn_onnx_tensor_is_external(graph->initializer[i]);
    for (size_t i = 0; i < graph->n_node; i++)
        for (size_t a = 0; a < graph->node[i]->n_attribute; a++)
            found |= graph->node[i]->attribute[a]->t &&
                     nn_onnx_tensor_is_external(graph->node[i]->attribute[a]->t);
    return found;
}

enum nn_status nn_onnx_read_external(struct nn_onnx_file *file, const char *path,
                                     struct nn_error *err) {
    if (!path || !has_external(file->graph))
        return NN_STATUS_OK;
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    struct reader reader = {file, err, -1, max_bytes};
    if (!folder)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    reader.folder = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    enum nn_status status =
        reader.folder < 0 ? nn_error_set(err, NN_STATUS_IO, "cannot open the folder of %s: %s",
                                         path, strerror(errno))
                          : read_graph(&reader, file->graph);
    if (reader.folder >= 0)
        close(reader.folder);
    free(folder);
    return status;
}
