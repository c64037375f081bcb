#include "app/core/data/data_set.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "app/core/base/clamp.h"
#include "app/core/base/text.h"
#include "app/core/data/byte_source.h"
#include "app/core/data/folder_list.h"
#include "nn/rng.h"

static const struct data_format *const formats[] = {&data_idx_format, &data_npz_format,
                                                    &data_csv_format, &data_pictures_format};

/* What people have that is not read here, by how it begins. */
static const struct {
    const char *magic, *what;
} refused[] = {
    {"PAR1", "a Parquet file: convert it with Python, pictures and labels to a file for "
             "numpy.savez_compressed (x_train, y_train, x_test, y_test), or to a folder of PNG "
             "pictures for each class"},
    {"\x93NUMPY", "one NumPy array: put pictures and labels into one file with "
                  "numpy.savez_compressed (x_train, y_train, x_test, y_test)"},
    {"MATLAB", "a MATLAB file: this set is to be had as IDX or CSV files as well"},
    {"\x89HDF", "an HDF5 file: convert it to a file for numpy.savez_compressed (x_train, y_train, "
                "x_test, y_test)"},
};

bool data_test_file(char path[FILES_MAX_PATH], const char *train) {
    const char *word = text_find(path_base_name(train), "train");
    static const char *const words[] = {"test", "TEST", "Test"};
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (path_format(path, NULL, "%.*s%s%s", (int)(word - train), train, words[i],
                        word + strlen("train")) == NN_STATUS_OK &&
            access(path, F_OK) == 0)
            return true;
    return false;
}

enum nn_status data_find_file(char path[FILES_MAX_PATH], const char *folder,
                              const char *const endings[2], struct nn_error *err) {
    struct folder_list list;
    const char *only = NULL, *train = NULL;
    int files = 0, trains = 0;
    enum nn_status status = folder_list_read(&list, folder, err);
    if (status)
        return status;
    for (int i = 0; i < list.count; i++) {
        const char *name = list.entries[i].name;
        if (!text_ends_with(name, endings[0]) && !text_ends_with(name, endings[1]))
            continue;
        only = name;
        files++;
        train = text_find(name, "train") ? name : train;
        trains += text_find(name, "train") != NULL;
    }
    const char *found = files == 1 ? only : trains == 1 ? train : NULL;
    status = found ? path_join(path, folder, found, err)
                   : nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                  "%s has several files that end in %s: name one of them, such as "
                                  "%s/%s",
                                  folder, endings[0], folder, only ? only : "");
    folder_list_destroy(&list);
    return status;
}

enum nn_status data_reading_note_labels(struct data_reading *reading, const uint8_t *labels,
                                        int count, const char *path, struct nn_error *err) {
    for (int i = 0; i < count; i++) {
        if (labels[i] > CLASS_SET_MAX)
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s has label %d for picture %d: labels can be 0 to %d", path,
                                labels[i], i + 1, CLASS_SET_MAX);
        reading->min_label = min_int(reading->min_label, labels[i]);
        reading->max_label = max_int(reading->max_label, labels[i]);
    }
    return NN_STATUS_OK;
}

static enum nn_status look_at(struct data_place *place, const char *path, struct nn_error *err) {
    struct byte_source *source = NULL;
    *place = (struct data_place){.path = path, .is_folder = folder_list_is_folder(path)};
    if (place->is_folder)
        return NN_STATUS_OK;
    enum nn_status status = byte_source_open(&source, path, err);
    if (!status)
        status =
            byte_source_read(source, place->head, sizeof place->head - 1, &place->head_size, err);
    byte_source_close(source);
    return status;
}

static enum nn_status refuse(const struct data_place *place, struct nn_error *err) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (memcmp(place->head, refused[i].magic, strlen(refused[i].magic)) == 0)
            return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is %s", place->path, refused[i].what);
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s has no pictures to learn from: name IDX files, a CSV or NPZ file, or a "
                        "folder with them or with a folder of pictures for each class",
                        place->path);
}

static enum nn_status read_place(struct data_reading *reading, const char *path, int parts, int max,
                                 struct nn_error *err) {
    struct data_place place;
    *reading = (struct data_reading){.min_label = INT_MAX};
    enum nn_status status = look_at(&place, path, err);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->recognise(&place))
            return formats[i]->read(reading, path, parts, max, err);
    return refuse(&place, err);
}

/* Always the same pictures of a set, in no order that its files could have. */
static bool is_for_testing(int index) {
    enum { EVERY = 7 };
    static const uint64_t seed = 1;
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_SHUFFLE, (uint64_t)index);
    return nn_rng_below(&rng, EVERY) == 0;
}

/* Leaves the pictures to train with, or those to test with. */
static void keep_part(struct data_part *part, bool testing) {
    int kept = 0;
    for (int i = 0; i < part->count; i++)
        if (is_for_testing(i) == testing) {
            memmove(part->images + (ptrdiff_t)kept * INK_PIXELS,
                    part->images + (ptrdiff_t)i * INK_PIXELS, INK_PIXELS);
            part->labels[kept++] = part->labels[i];
        }
    part->count = kept;
}

static bool copy_part(struct data_part *to, const struct data_part *from) {
    size_t count = (size_t)from->count;
    *to = (struct data_part){malloc(count * INK_PIXELS), malloc(count), from->count, from->count};
    if (!to->images || !to->labels)
        return false;
    memcpy(to->images, from->images, count * INK_PIXELS);
    memcpy(to->labels, from->labels, count);
    return true;
}

static enum nn_status divide(struct data_reading *reading, const char *path, int parts,
                             struct nn_error *err) {
    bool fits = !(parts & DATA_TEST) || copy_part(&reading->test, &reading->train);
    if (!fits)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    keep_part(&reading->train, false);
    keep_part(&reading->test, true);
    reading->train_count = reading->train.count;
    return NN_STATUS_OK;
}

static enum nn_status name_classes(struct class_set *classes, int *first,
                                   const struct data_reading *reading, const char *path,
                                   struct nn_error *err) {
    bool named = reading->names.count > 0;
    *first = named ? reading->named : reading->min_label == 1;
    int count = named ? reading->names.count : reading->max_label - *first + 1;
    if (count < NN_MIN_CLASSES || count > CLASS_SET_MAX)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has pictures with labels from %d to %d: a network tells %d to %d "
                            "classes apart",
                            path, reading->min_label, reading->max_label, NN_MIN_CLASSES,
                            CLASS_SET_MAX);
    *classes = named ? reading->names : class_set_numbers(*first, count);
    return NN_STATUS_OK;
}

static struct nn_dataset view_of(const struct data_set *set, const struct data_part *part) {
    if (part->count == 0)
        return (struct nn_dataset){0};
    return (struct nn_dataset){part->images, part->labels, part->count,
                               INK_SIDE,     INK_SIDE,     set->classes.count};
}

void data_set_view(struct data_set *set) {
    set->train = view_of(set, &set->parts[0]);
    set->test = view_of(set, &set->parts[1]);
}

static enum nn_status finish(struct data_set *set, const struct data_reading *reading,
                             const char *path, struct nn_error *err) {
    int first;
    enum nn_status status = name_classes(&set->classes, &first, reading, path, err);
    if (status)
        return status;
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < set->parts[p].count; i++)
            set->parts[p].labels[i] = (uint8_t)(set->parts[p].labels[i] - first);
    set->train_count = reading->train_count ? reading->train_count : set->parts[0].count;
    data_set_view(set);
    return NN_STATUS_OK;
}

static enum nn_status load(struct data_set *set, const char *path, int parts, int max,
                           struct nn_error *err) {
    struct data_reading reading;
    *set = (struct data_set){0};
    enum nn_status status = read_place(&reading, path, parts, max, err);
    if (!status && reading.undivided)
        status = divide(&reading, path, parts, err);
    if (!(parts & DATA_TRAIN)) /* some readers need it */
        data_part_destroy(&reading.train);
    set->parts[0] = reading.train;
    set->parts[1] = reading.test;
    if (!status)
        status = finish(set, &reading, path, err);
    if (status)
        data_set_destroy(set);
    return status;
}

enum nn_status data_set_load(struct data_set *set, const char *path, int parts,
                             struct nn_error *err) {
    return load(set, path, parts, INT_MAX, err);
}

enum nn_status data_set_peek(struct data_set *set, const char *path, int max,
                             struct nn_error *err) {
    enum nn_status status = load(set, path, DATA_TRAIN, max, err);
    if (!status)
        set->train.count = min_int(set->train.count, max);
    return status;
}

void data_set_destroy(struct data_set *set) {
    for (int i = 0; i < 2; i++)
        data_part_destroy(&set->parts[i]);
    *set = (struct data_set){0};
}

/* Where each class of the set is among the network's; returns the name of one that is not there. */
static const char *find_classes(int places[CLASS_SET_MAX], const struct class_set *from,
                                const struct class_set *to) {
    for (int i = 0; i < from->count; i++) {
        places[i] = class_set_find(to, from->names[i]);
        if (places[i] < 0)
            return from->names[i];
    }
    return NULL;
}

static bool is_unnamed(const struct class_set *classes) {
    const struct class_set numbers = class_set_numbers(classes->names[0][0] == '1', classes->count);
    return class_set_equal(classes, &numbers);
}

enum nn_status data_set_adopt(struct data_set *set, const struct class_set *classes,
                              const char *path, struct nn_error *err) {
    int places[CLASS_SET_MAX];
    const char *missing = find_classes(places, &set->classes, classes);
    bool by_number = is_unnamed(&set->classes) && set->classes.count <= classes->count;
    if (missing && !by_number)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "%s has pictures of %s, which the network does not know: its classes "
                            "are %s to %s",
                            path, missing, class_set_name(classes, 0),
                            class_set_name(classes, classes->count - 1));
    for (int p = 0; p < 2 && !missing; p++)
        for (int i = 0; i < set->parts[p].count; i++)
            if (set->parts[p].labels[i] != NN_NO_CLASS)
                set->parts[p].labels[i] = (uint8_t)places[set->parts[p].labels[i]];
    set->classes = *classes;
    data_set_view(set);
    return NN_STATUS_OK;
}
