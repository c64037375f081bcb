/* A folder of pictures for each class, named as the class: "7/a.png". Folders "train" and "test"
 * may be above them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/core/base/text.h"
#include "app/core/data/data_format.h"
#include "app/core/data/folder_list.h"
#include "app/core/image/image.h"
#include "app/core/ink/ink_grey.h"
#include "app/core/ink/ink_image.h"

static bool is_picture_name(const char *name) {
    static const char *const endings[] = {".png", ".jpg",  ".jpeg", ".webp", ".bmp", ".gif",
                                          ".tif", ".tiff", ".pgm",  ".ppm",  ".pbm", ".pnm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (text_ends_with(name, endings[i]))
            return true;
    return false;
}

/* A picture of the network's size is taken as it is. */
static void take_greys(uint8_t pixels[INK_PIXELS], const struct image *image) {
    struct ink_greys greys = {299, 587, 114, 255};
    (void)ink_greys_choose(&greys, image, 1);
    for (int y = 0; y < INK_SIDE; y++)
        for (int x = 0; x < INK_SIDE; x++)
            pixels[y * INK_SIDE + x] =
                (uint8_t)ink_grey_of(&greys, image->pixels[y * image->stride + x]);
}

static enum nn_status add_picture(struct data_part *part, const char *path, int label,
                                  struct nn_error *err) {
    struct image image = {0};
    struct ink_cutting cuttings[INK_CUTTINGS];
    int count;
    enum nn_status status = image_read(&image, path, err);
    if (status)
        return status;
    if (image.width == INK_SIDE && image.height == INK_SIDE)
        take_greys(cuttings[0].picture.pixels, &image);
    else
        status = ink_cuttings_from_image(&image, cuttings, &count, err);
    image_destroy(&image);
    return status ? status
                  : data_part_add(part, cuttings[0].picture.pixels, INK_SIDE, INK_SIDE, label, path,
                                  err);
}

static enum nn_status add_class(struct data_part *part, const char *folder, int label,
                                struct nn_error *err) {
    struct folder_list list;
    char path[FILES_MAX_PATH];
    enum nn_status status = folder_list_read(&list, folder, err);
    for (int i = 0; i < list.count && !status; i++) {
        if (list.entries[i].is_folder || !is_picture_name(list.entries[i].name))
            continue;
        status = path_join(path, folder, list.entries[i].name, err);
        if (!status)
            status = add_picture(part, path, label, err);
    }
    folder_list_destroy(&list);
    return status;
}

/* Whether there is a picture in the folder. */
static bool has_picture(const char *folder) {
    struct folder_list list;
    bool found = false;
    if (folder_list_read(&list, folder, NULL))
        return false;
    for (int i = 0; i < list.count && !found; i++)
        found = !list.entries[i].is_folder && is_picture_name(list.entries[i].name);
    folder_list_destroy(&list);
    return found;
}

/* Names the classes by the folders with pictures; none if there are none. */
static enum nn_status name_classes(struct class_set *names, const char *folder,
                                   struct nn_error *err) {
    struct folder_list list;
    char path[FILES_MAX_PATH];
    enum nn_status status = folder_list_read(&list, folder, err);
    *names = (struct class_set){0};
    for (int i = 0; i < list.count && !status; i++) {
        const char *name = list.entries[i].name;
        if (!list.entries[i].is_folder || path_join(path, folder, name, NULL) || !has_picture(path))
            continue;
        if (names->count == CLASS_SET_MAX)
            status = nn_error_set(err, NN_STATUS_BAD_FILE,
                                  "%s has more than %d folders with pictures: a network tells %d "
                                  "to %d classes apart",
                                  folder, CLASS_SET_MAX, NN_MIN_CLASSES, CLASS_SET_MAX);
        else if (class_set_rename(names, names->count, name))
            names->count++;
        else
            status = nn_error_set(err, NN_STATUS_BAD_FILE,
                                  "the name of %s is no name for a class that differs from the "
                                  "others in its first %d letters",
                                  path, CLASS_SET_MAX_NAME - 1);
    }
    folder_list_destroy(&list);
    return status;
}

/* Adds the pictures of all classes that the reading has names of. */
static enum nn_status add_classes(struct data_reading *reading, struct data_part *part,
                                  const char *folder, struct nn_error *err) {
    struct folder_list list;
    char path[FILES_MAX_PATH], kept[CLASS_SET_MAX_NAME];
    enum nn_status status = folder_list_read(&list, folder, err);
    for (int i = 0; i < list.count && !status; i++) {
        struct class_set one = {.count = 1};
        if (!list.entries[i].is_folder || !class_set_rename(&one, 0, list.entries[i].name))
            continue;
        memcpy(kept, one.names[0], sizeof kept);
        int label = class_set_find(&reading->names, kept);
        status = path_join(path, folder, list.entries[i].name, err);
        if (!status && label < 0 && has_picture(path))
            status = nn_error_set(err, NN_STATUS_BAD_FILE,
                                  "%s has pictures of a class that there are none of to train with",
                                  path);
        if (!status && label >= 0)
            status = add_class(part, path, label, err);
    }
    folder_list_destroy(&list);
    return status ? status
                  : data_reading_note_labels(reading, part->labels, part->count, folder, err);
}

/* FOLDER/NAME for the first of the names that is there. */
static bool find_folder(char path[FILES_MAX_PATH], const char *folder, const char *const names[],
                        size_t count) {
    for (size_t i = 0; i < count; i++)
        if (path_join(path, folder, names[i], NULL) == NN_STATUS_OK && folder_list_is_folder(path))
            return true;
    return false;
}

static const char *const train_names[] = {"train", "training", "Train", "Training", "trainingSet"};
static const char *const test_names[] = {"test", "testing", "Test", "Testing", "testSet"};
enum { NAMES = sizeof train_names / sizeof *train_names };

static enum nn_status read_set(struct data_reading *reading, const char *path, int parts, int max,
                               struct nn_error *err) {
    char train[FILES_MAX_PATH], test[FILES_MAX_PATH];
    bool has_train = find_folder(train, path, train_names, NAMES);
    reading->undivided = !has_train || !find_folder(test, path, test_names, NAMES);
    enum nn_status status = has_train ? NN_STATUS_OK : path_copy(train, path, err);
    if (!status)
        status = name_classes(&reading->names, train, err);
    if (!status && reading->names.count < NN_MIN_CLASSES)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has no pictures to learn from: a folder of pictures for each of at "
                            "least two classes is expected in it, or IDX, CSV or NPZ files",
                            train);
    if (!status && (parts & DATA_TRAIN || reading->undivided))
        status = add_classes(reading, &reading->train, train, err);
    if (!status && !reading->undivided && parts & DATA_TEST)
        status = add_classes(reading, &reading->test, test, err);
    return status;
}

static bool recognise(const struct data_place *place) {
    return place->is_folder;
}

const struct data_format data_pictures_format = {recognise, read_set};
