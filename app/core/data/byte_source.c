#include "app/core/data/byte_source.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "nn/file.h"

static const uint8_t gzip_magic[] = {0x1f, 0x8b};

/* zlib's own reader of files is not used: some versions take a file that ends within its checksum
 * for whole. */
struct byte_source {
    const char *path;
    int fd;
    bool zipped, ended; /* ended: at the end of gzip data whose checksum was right */
    z_stream stream;
    uint8_t buffer[1 << 16];
};

static enum nn_status damaged(const struct byte_source *source, const char *what,
                              struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is damaged: %s; copy or download it again",
                        source->path, what);
}

static enum nn_status no_memory(struct nn_error *err, const char *path) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
}

/* Reads on if all that was read is used up; avail_in stays 0 at the end of the file. */
static enum nn_status fill(struct byte_source *source, struct nn_error *err) {
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
static enum nn_status unpack(struct byte_source *source, struct nn_error *err) {
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
                                         : damaged(source, "its gzip data are corrupt", err);
}

enum nn_status byte_source_read(struct byte_source *source, void *bytes, size_t size, size_t *got,
                                struct nn_error *err) {
    z_stream *stream = &source->stream;
    for (*got = 0; *got < size;) {
        enum nn_status status = fill(source, err);
        if (status)
            return status;
        if (stream->avail_in == 0 && source->zipped && !source->ended)
            return damaged(source, "it ends too early", err);
        if (stream->avail_in == 0 || (source->ended && stream->next_in[0] != gzip_magic[0]))
            return NN_STATUS_OK;
        unsigned part = size - *got < (1u << 30) ? (unsigned)(size - *got) : 1u << 30;
        stream->next_out = (uint8_t *)bytes + *got;
        stream->avail_out = part;
        status = unpack(source, err);
        if (status)
            return status;
        *got += part - stream->avail_out;
    }
    return NN_STATUS_OK;
}

static enum nn_status begin(struct byte_source *source, const char *path, struct nn_error *err) {
    enum { GZIP_ALONE = 15 + 16 }; /* the largest window, and only gzip's format */
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

enum nn_status byte_source_open(struct byte_source **out, const char *path, struct nn_error *err) {
    struct byte_source *source = calloc(1, sizeof *source);
    if (!source)
        return no_memory(err, path);
    source->path = path;
    enum nn_status status = begin(source, path, err);
    if (status)
        free(source);
    else
        *out = source;
    return status;
}

void byte_source_close(struct byte_source *source) {
    if (!source)
        return;
    inflateEnd(&source->stream);
    close(source->fd);
    free(source);
}

const char *byte_source_path(const struct byte_source *source) {
    return source->path;
}
