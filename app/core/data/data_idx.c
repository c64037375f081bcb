/* Sets of IDX files: pictures and labels of a training and a test part, of any names that say which
 * is which ("emnist-letters-train-images-idx3-ubyte.gz", "t10k-labels.idx1-ubyte"). */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "app/core/base/clamp.h"
#include "app/core/base/text.h"
#include "app/core/data/class_names.h"
#include "app/core/data/folder_list.h"
#include "app/core/data/idx.h"

enum { IMAGES, LABELS, TRAIN = 0, TEST = 2, FILES = 4, MAX_STEM = 200 };
enum { QMNIST_COLUMNS = 8 }; /* of its labels, the digit first */

static const char separators[] = "-_. ";

/* What a file's name says: which of the four it is, and what is left, which all four share. */
struct idx_name {
    int file;
    bool divided; /* it says whether it is for training or for testing */
    char stem[MAX_STEM];
};

/* Takes a word out of the text, with what separates it from the rest. */
static bool take_out(char *text, const char *word) {
    const char *at = text_find(text, word);
    if (!at)
        return false;
    char *found = text + (at - text), *rest = found + strlen(word);
    while (found > text && strchr(separators, found[-1]))
        found--;
    if (found == text)
        rest += strspn(rest, separators);
    memmove(found, rest, strlen(rest) + 1);
    return true;
}

static bool parse_name(struct idx_name *name, const char *text) {
    char *stem = name->stem;
    if (!text_copy(stem, MAX_STEM, text) || !text_find(stem, "idx"))
        return false;
    bool images = text_find(stem, "images"), labels = text_find(stem, "labels");
    const char *kind = text_find(stem, images ? "images" : "labels");
    if (images == labels || !text_find(kind, "idx"))
        return false;
    stem[kind - stem] = '\0';
    for (size_t end = strlen(stem); end > 0 && strchr(separators, stem[end - 1]); end--)
        stem[end - 1] = '\0';
    bool train = take_out(stem, "train");
    bool test = !train && (take_out(stem, "t10k") || take_out(stem, "test"));
    name->divided = train || test;
    name->file = (test ? TEST : TRAIN) + (images ? IMAGES : LABELS);
    return true;
}

/* The four files of a set; empty paths are not there. */
struct idx_files {
    const char *folder;
    char stem[MAX_STEM];
    bool any, divided;
    char paths[FILES][FILES_MAX_PATH];
};

/* A file may be in a folder of its own name. */
static bool path_of(char path[FILES_MAX_PATH], const char *folder,
                    const struct folder_entry *entry) {
    if (entry->is_folder &&
        path_format(path, NULL, "%s/%s/%s", folder, entry->name, entry->name) == NN_STATUS_OK &&
        access(path, F_OK) == 0)
        return true;
    return path_join(path, folder, entry->name, NULL) == NN_STATUS_OK;
}

static enum nn_status note(struct idx_files *files, const struct folder_entry *entry, bool any_stem,
                           struct nn_error *err) {
    struct idx_name name;
    char path[FILES_MAX_PATH];
    if (!parse_name(&name, entry->name) || (!any_stem && strcasecmp(name.stem, files->stem) != 0))
        return NN_STATUS_OK;
    if (files->any && strcasecmp(name.stem, files->stem) != 0)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "%s has the IDX files of several sets: name a file of one of them, "
                            "such as %s/%s",
                            files->folder, files->folder, entry->name);
    files->any = true;
    files->divided |= name.divided;
    strcpy(files->stem, name.stem);
    char *known = files->paths[name.file];
    if (path_of(path, files->folder, entry) && (!known[0] || text_ends_with(path, ".gz")))
        strcpy(known, path);
    return NN_STATUS_OK;
}

/* Finds the files of the set to which path, a file, belongs, or of the only set in the folder. */
static enum nn_status find_files(struct idx_files *files, const char *path,
                                 char folder[FILES_MAX_PATH], struct nn_error *err) {
    struct idx_name name = {0};
    struct folder_list list;
    bool is_folder = folder_list_is_folder(path);
    *files = (struct idx_files){.folder = folder};
    if (!is_folder && parse_name(&name, path_base_name(path)))
        strcpy(files->stem, name.stem);
    enum nn_status status = path_copy(folder, path, err);
    if (status)
        return status;
    if (!is_folder)
        path_parent(folder, path);
    if (!is_folder && strcmp(path_base_name(folder), path_base_name(path)) == 0) {
        char own[FILES_MAX_PATH];
        strcpy(own, folder);
        path_parent(folder, own);
    }
    status = folder_list_read(&list, folder, err);
    for (int i = 0; i < list.count && !status; i++)
        status = note(files, &list.entries[i], is_folder, err);
    folder_list_destroy(&list);
    return status;
}

static enum nn_status check_images(const struct idx_array *images, const char *path,
                                   struct nn_error *err) {
    if (images->rank != 3 || images->item_size != 1)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is not a usable IDX file: it does not contain pictures", path);
    if (images->sizes[0] > DATA_PART_MAX)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has more than %d pictures: split it", path,
                            DATA_PART_MAX);
    return data_part_check_size(images->sizes[2], images->sizes[1], path, err);
}

static enum nn_status check_labels(const struct idx_array *labels, const char *path,
                                   struct nn_error *err) {
    bool qmnist = labels->rank == 2 && labels->item_size == 4 && labels->sizes[1] == QMNIST_COLUMNS;
    return labels->rank == 1 || qmnist
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_BAD_FILE,
                              "%s is not a usable IDX file: it does not contain labels", path);
}

/* The labels as bytes; integers have the label in their first column. */
static enum nn_status take_labels(struct data_part *part, struct idx_array *labels,
                                  const char *path, struct nn_error *err) {
    int columns = labels->rank == 2 ? labels->sizes[1] : 1;
    uint8_t *bytes = labels->values;
    for (int i = 0; i < labels->sizes[0] && labels->item_size == 4; i++) {
        uint32_t label;
        memcpy(&label, labels->values + (size_t)i * (size_t)columns * sizeof label, sizeof label);
        label = ntohl(label);
        if (label > UINT8_MAX)
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s has label %ld for picture %d: labels can be 0 to %d", path,
                                (long)(int32_t)label, i + 1, UINT8_MAX);
        bytes[i] = (uint8_t)label; /* which was read already */
    }
    part->labels = bytes;
    labels->values = NULL;
    return NN_STATUS_OK;
}

static enum nn_status scale_images(struct data_part *part, const struct idx_array *images,
                                   int count, const char *path, struct nn_error *err) {
    struct data_part scaled = {0};
    int height = images->sizes[1], width = images->sizes[2];
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < count && !status; i++)
        status = data_part_add(&scaled, images->values + (size_t)i * (size_t)(height * width),
                               width, height, part->labels[i], path, err);
    data_part_destroy(part);
    *part = scaled;
    return status;
}

/* Moves the values where their size is the network's. */
static enum nn_status take_images(struct data_part *part, struct idx_array *images, int max,
                                  const char *path, struct nn_error *err) {
    int count = min_int(images->sizes[0], max);
    if (images->sizes[1] != INK_SIDE || images->sizes[2] != INK_SIDE)
        return scale_images(part, images, count, path, err);
    part->images = images->values;
    part->count = part->capacity = count;
    images->values = NULL;
    return NN_STATUS_OK;
}

static enum nn_status missing(const struct idx_files *files, int file, struct nn_error *err) {
    const char *stem = files->stem, *part = file < TEST ? "train" : stem[0] ? "test" : "t10k";
    return nn_error_set(err, NN_STATUS_IO,
                        "%s has no file %s%s%s-%s (nor one that ends in .gz): name a folder with "
                        "the four IDX files of MNIST or a set like it",
                        files->folder, stem, stem[0] ? "-" : "", part,
                        file % 2 == IMAGES ? "images-idx3-ubyte" : "labels-idx1-ubyte");
}

static enum nn_status read_labels(struct data_reading *reading, struct data_part *part, int *count,
                                  const char *path, struct nn_error *err) {
    struct idx_array labels;
    enum nn_status status = idx_read(&labels, path, DATA_PART_MAX, check_labels, err);
    if (status)
        return status;
    *count = min_int(labels.sizes[0], DATA_PART_MAX);
    status = take_labels(part, &labels, path, err);
    if (!status)
        status = data_reading_note_labels(reading, part->labels, *count, path, err);
    idx_array_destroy(&labels);
    return status;
}

static enum nn_status read_images(struct data_part *part, int *all, int labels,
                                  const struct idx_files *files, int first, int max,
                                  struct nn_error *err) {
    struct idx_array images;
    const char *path = files->paths[first + IMAGES];
    enum nn_status status = idx_read(&images, path, max, check_images, err);
    if (status)
        return status;
    *all = images.sizes[0];
    if (*all != labels)
        status = nn_error_set(err, NN_STATUS_BAD_FILE,
                              "%s has %d labels, but there are %d pictures: the two files must be "
                              "from the same set",
                              files->paths[first + LABELS], labels, *all);
    else
        status = take_images(part, &images, max, path, err);
    idx_array_destroy(&images);
    return status;
}

/* Labels are read of either part, because they decide which classes there are. */
static enum nn_status read_part(struct data_reading *reading, struct data_part *part,
                                const struct idx_files *files, int first, bool wanted, int max,
                                struct nn_error *err) {
    const char *labels = files->paths[first + LABELS];
    int count = 0, all = 0;
    if (wanted && !files->paths[first + IMAGES][0])
        return missing(files, first + IMAGES, err);
    if (wanted && !labels[0])
        return missing(files, first + LABELS, err);
    enum nn_status status = labels[0] ? read_labels(reading, part, &count, labels, err) : 0;
    if (!status && wanted)
        status = read_images(part, &all, count, files, first, max, err);
    if (!status && first == TRAIN)
        reading->train_count = all;
    if (!status && !wanted)
        data_part_destroy(part);
    return status;
}

static enum nn_status read_set(struct data_reading *reading, const char *path, int parts, int max,
                               struct nn_error *err) {
    struct idx_files *files = malloc(sizeof *files);
    char folder[FILES_MAX_PATH];
    if (!files)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    enum nn_status status = find_files(files, path, folder, err);
    reading->undivided = !files->paths[TEST + IMAGES][0] && !files->paths[TEST + LABELS][0];
    if (!status)
        status = read_part(reading, &reading->train, files, TRAIN,
                           parts & DATA_TRAIN || reading->undivided, max, err);
    if (!status && !reading->undivided)
        status =
            read_part(reading, &reading->test, files, TEST, parts & DATA_TEST, DATA_PART_MAX, err);
    int named = parts & DATA_TRAIN || reading->undivided ? TRAIN : TEST;
    if (!status)
        status = class_names_find(reading, files->paths[named + IMAGES], files->stem, err);
    free(files);
    return status;
}

static bool recognise(const struct data_place *place) {
    struct folder_list list;
    struct idx_name name;
    bool found = false;
    if (!place->is_folder)
        return parse_name(&name, path_base_name(place->path));
    if (folder_list_read(&list, place->path, NULL))
        return false;
    for (int i = 0; i < list.count && !found; i++)
        found = parse_name(&name, list.entries[i].name);
    folder_list_destroy(&list);
    return found;
}

const struct data_format data_idx_format = {recognise, read_set};
