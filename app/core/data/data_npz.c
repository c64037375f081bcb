/* NPZ files: ZIP archives of NumPy's arrays, as Keras' mnist.npz. Arrays are found by their names
 * and read from the archive: nothing is unpacked to files. */
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "app/core/base/clamp.h"
#include "app/core/base/text.h"
#include "app/core/data/class_names.h"
#include "app/core/data/folder_list.h"
#include "app/core/data/npy.h"
#include "nn/file.h"

/* An array in the archive, or in another archive, of which it is the only one. */
struct array {
    zip_t *archive;
    zip_file_t *file;
    char name[FILES_MAX_PATH + 80]; /* for messages */
    struct npy_header header;
};

static enum nn_status read_bytes(void *context, void *bytes, size_t size, struct nn_error *err) {
    struct array *array = context;
    for (size_t got = 0; got < size;) {
        zip_int64_t part = zip_fread(array->file, (uint8_t *)bytes + got, size - got);
        if (part < 0)
            return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is damaged: %s; download it again",
                                array->name, zip_file_strerror(array->file));
        if (part == 0)
            return nn_error_set(err, NN_STATUS_BAD_FILE, "%s ends too early; download it again",
                                array->name);
        got += (size_t)part;
    }
    return NN_STATUS_OK;
}

/* After the last value; the archive's checksum is compared there. */
static enum nn_status read_end(struct array *array, struct nn_error *err) {
    uint8_t extra;
    zip_int64_t part = zip_fread(array->file, &extra, 1);
    if (part < 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is damaged: %s; download it again",
                            array->name, zip_file_strerror(array->file));
    return part == 0 ? NN_STATUS_OK
                     : nn_error_set(err, NN_STATUS_BAD_FILE, "%s continues after its last value",
                                    array->name);
}

static void close_array(struct array *array) {
    if (array->file)
        zip_fclose(array->file);
    array->file = NULL;
}

/* False if the archive has no such array. */
static bool find_array(struct array *array, zip_t *archive, const char *path, const char *name) {
    char member[64];
    snprintf(member, sizeof member, "%s.npy", name);
    *array = (struct array){.archive = archive, .file = zip_fopen(archive, member, 0)};
    snprintf(array->name, sizeof array->name, "%s in %s", member, path);
    return array->file;
}

static enum nn_status open_archive(zip_t **archive, const char *path, struct nn_error *err) {
    int fd, code;
    enum nn_status status = nn_file_open(&fd, path, NN_FILE_REGULAR, err);
    if (status)
        return status;
    *archive = zip_fdopen(fd, ZIP_RDONLY, &code);
    if (*archive)
        return NN_STATUS_OK;
    close(fd);
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s is not a ZIP archive that can be read; copy or download it again",
                        path);
}

/* The sides of the pictures; rows of pixels are square pictures. */
static enum nn_status picture_size(int *width, int *height, const struct array *images,
                                   struct nn_error *err) {
    const int64_t *sizes = images->header.sizes;
    int rank = images->header.rank;
    int64_t side = rank == 2 ? llround(sqrt((double)sizes[1])) : 0;
    bool grey = rank == 3 || (rank == 4 && sizes[3] == 1) || (rank == 2 && side * side == sizes[1]);
    if (!grey || sizes[0] > DATA_PART_MAX)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is no array of at most %d grey pictures: its shape must be (count, "
                            "height, width), or (count, pixels) of squares",
                            images->name, DATA_PART_MAX);
    *height = (int)(rank == 2 ? side : sizes[1]);
    *width = (int)(rank == 2 ? side : sizes[2]);
    return data_part_check_size(*width, *height, images->name, err);
}

/* Pixels that are numbers from 0 to 1 or from 0 to 255, which the first picture that is not blank
 * shows; *scale is 0 before. */
static enum nn_status to_pixels(uint8_t *pixels, double *scale, const struct array *images,
                                const uint8_t *bytes, int count, struct nn_error *err) {
    double max = 0;
    for (int i = 0; i < count; i++) {
        double value = npy_value(&images->header, bytes + (size_t)i * (size_t)images->header.size);
        if (!(value >= 0 && value <= 255))
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s has the pixel %g: pixels are from 0 to 255, or from 0 to 1",
                                images->name, value);
        max = fmax(max, value);
    }
    if (*scale == 0 && max > 0)
        *scale = max <= 1 ? 255 : 1;
    if (max * *scale > 255)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has pixels above 1, unlike its first picture: pixels are from 0 "
                            "to 255, or from 0 to 1",
                            images->name);
    for (int i = 0; i < count; i++)
        pixels[i] = (uint8_t)lround(
            *scale * npy_value(&images->header, bytes + (size_t)i * (size_t)images->header.size));
    return NN_STATUS_OK;
}

struct row {
    int width, height;
    uint8_t *bytes, *pixels;
};

static enum nn_status read_rows(struct data_part *part, struct array *images, const struct row *row,
                                const uint8_t *labels, struct nn_error *err) {
    int pixels = row->width * row->height;
    size_t size = (size_t)pixels * (size_t)images->header.size;
    bool bytes = images->header.kind == 'u' && images->header.size == 1;
    double scale = 0;
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < (int)images->header.sizes[0] && !status; i++) {
        status = read_bytes(images, row->bytes, size, err);
        if (!status && !bytes)
            status = to_pixels(row->pixels, &scale, images, row->bytes, pixels, err);
        if (!status)
            status = data_part_add(part, bytes ? row->bytes : row->pixels, row->width, row->height,
                                   labels[i], images->name, err);
    }
    return status ? status : read_end(images, err);
}

static enum nn_status read_images(struct data_part *part, struct array *images,
                                  const uint8_t *labels, int count, struct nn_error *err) {
    struct row row = {0};
    enum nn_status status = picture_size(&row.width, &row.height, images, err);
    if (!status && images->header.sizes[0] != count)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has %d pictures, but there are %d labels",
                            images->name, (int)images->header.sizes[0], count);
    if (status)
        return status;
    size_t pixels = (size_t)row.width * (size_t)row.height;
    assert(pixels > 0 && images->header.size > 0);
    row.bytes = malloc(pixels * (size_t)images->header.size);
    row.pixels = malloc(pixels);
    status = row.bytes && row.pixels
                 ? read_rows(part, images, &row, labels, err)
                 : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", images->name);
    free(row.bytes);
    free(row.pixels);
    return status;
}

/* A label for each picture: numbers, or, as (count, classes), 1 where the label is. */
static enum nn_status read_label(uint8_t *label, struct array *labels, int columns, uint8_t *bytes,
                                 struct nn_error *err) {
    double value = 0;
    int ones = 0;
    size_t size = (size_t)labels->header.size;
    enum nn_status status = read_bytes(labels, bytes, size * (size_t)columns, err);
    if (status)
        return status;
    for (int i = 0; i < columns; i++) {
        double here = npy_value(&labels->header, bytes + (size_t)i * size);
        if (columns > 1 && here == 1)
            value = i;
        ones += here == 1;
        if (columns == 1 || (here != 0 && here != 1))
            value = here;
        if (columns > 1 && here != 0 && here != 1)
            ones = 2;
    }
    if (!(value >= 0 && value <= UINT8_MAX) || value != floor(value) || (columns > 1 && ones != 1))
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has the label %g: labels are whole numbers from 0 to %d, or rows "
                            "with one 1",
                            labels->name, value, UINT8_MAX);
    *label = (uint8_t)value;
    return NN_STATUS_OK;
}

static enum nn_status read_labels(uint8_t **out, int *count, struct array *labels,
                                  struct nn_error *err) {
    const struct npy_header *header = &labels->header;
    int64_t columns = header->rank == 1 ? 1 : header->sizes[1];
    uint8_t bytes[8 * CLASS_SET_MAX];
    if (header->rank > 2 || columns > CLASS_SET_MAX || header->sizes[0] > DATA_PART_MAX)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is no array of at most %d labels",
                            labels->name, DATA_PART_MAX);
    *count = (int)header->sizes[0];
    *out = calloc((size_t)*count + 1, 1);
    if (!*out)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", labels->name);
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < *count && !status; i++)
        status = read_label(*out + i, labels, (int)columns, bytes, err);
    return status ? status : read_end(labels, err);
}

static enum nn_status read_header(struct array *array, struct nn_error *err) {
    const struct npy_source source = {read_bytes, array, array->name};
    return npy_read_header(&array->header, &source, err);
}

static enum nn_status read_pair(struct data_reading *reading, struct data_part *part,
                                struct array *images, struct array *labels, struct nn_error *err) {
    uint8_t *bytes = NULL;
    int count = 0;
    enum nn_status status = read_header(labels, err);
    if (!status)
        status = read_labels(&bytes, &count, labels, err);
    if (!status)
        status = read_header(images, err);
    if (!status)
        status = read_images(part, images, bytes, count, err);
    if (!status)
        status = data_reading_note_labels(reading, bytes, count, labels->name, err);
    free(bytes);
    return status;
}

/* The names that people give: of pictures, then of labels. */
static const char *const pairs[][2] = {
    {"x_train", "y_train"},
    {"train_images", "train_labels"},
    {"X_train", "y_train"},
    {"training_images", "training_labels"},
    {"x", "y"},
    {"X", "y"},
    {"images", "labels"},
    {"data", "target"},
};
static const char *const test_pairs[][2] = {
    {"x_test", "y_test"},
    {"test_images", "test_labels"},
    {"X_test", "y_test"},
};

/* False if the archive has none of the pairs. */
static bool find_pair(struct array *images, struct array *labels, zip_t *archive, const char *path,
                      const char *const names[][2], size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (find_array(images, archive, path, names[i][0]) &&
            find_array(labels, archive, path, names[i][1]))
            return true;
        close_array(images);
    }
    return false;
}

static enum nn_status read_archive(struct data_reading *reading, zip_t *archive, const char *path,
                                   struct nn_error *err) {
    struct array images = {0}, labels = {0};
    if (!find_pair(&images, &labels, archive, path, pairs, sizeof pairs / sizeof *pairs))
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has no arrays x_train and y_train: write them with "
                            "numpy.savez_compressed, and x_test and y_test, if there are any",
                            path);
    enum nn_status status = read_pair(reading, &reading->train, &images, &labels, err);
    close_array(&images);
    close_array(&labels);
    reading->undivided = !find_pair(&images, &labels, archive, path, test_pairs,
                                    sizeof test_pairs / sizeof *test_pairs);
    if (!status && !reading->undivided)
        status = read_pair(reading, &reading->test, &images, &labels, err);
    close_array(&images);
    close_array(&labels);
    return status;
}

static enum nn_status read_set(struct data_reading *reading, const char *path, int parts, int max,
                               struct nn_error *err) {
    static const char *const endings[] = {".npz", ".npz"};
    char file[FILES_MAX_PATH], stem[64];
    zip_t *archive = NULL;
    enum nn_status status = folder_list_is_folder(path) ? data_find_file(file, path, endings, err)
                                                        : path_copy(file, path, err);
    if (!status)
        status = open_archive(&archive, file, err);
    if (status)
        return status;
    status = read_archive(reading, archive, file, err);
    zip_discard(archive);
    snprintf(stem, sizeof stem, "%.*s", (int)strcspn(path_base_name(file), "."),
             path_base_name(file));
    return status ? status : class_names_find(reading, file, stem, err);
}

static bool has_npz(const char *path) {
    struct folder_list list;
    bool found = false;
    if (folder_list_read(&list, path, NULL))
        return false;
    for (int i = 0; i < list.count && !found; i++)
        found = text_ends_with(list.entries[i].name, ".npz");
    folder_list_destroy(&list);
    return found;
}

static bool recognise(const struct data_place *place) {
    return place->is_folder ? has_npz(place->path)
                            : place->head_size >= 4 && memcmp(place->head, "PK\3\4", 4) == 0;
}

const struct data_format data_npz_format = {recognise, read_set};
