/* What the readers of the formats of data share. Only for this folder. */
#pragma once

#include <stdbool.h>

#include "app/core/base/class_set.h"
#include "app/core/base/path.h"
#include "app/core/data/data_part.h"

/* Which parts of a data set are wanted. */
enum { DATA_TRAIN = 1, DATA_TEST = 2 };

/* Where the data are: a folder, or a file with its first bytes, unzipped. */
struct data_place {
    const char *path;
    bool is_folder;
    uint8_t head[256];
    size_t head_size;
};

/* What a reader has read. */
struct data_reading {
    struct data_part train, test;
    bool undivided;  /* there are no test pictures: all are in train, whatever was asked for */
    int train_count; /* of the whole training part, if only its first pictures were read */
    int min_label, max_label; /* of both parts, whichever was read */
    int named;                /* the label of the first name; the others follow */
    struct class_set names;   /* count 0: none are known */
};

/* Notes the labels of a file, which decide how many classes there are. */
NN_MUST_USE enum nn_status data_reading_note_labels(struct data_reading *reading,
                                                    const uint8_t *labels, int count,
                                                    const char *path, struct nn_error *err);

/* A kind of files. read is called where recognise says so, with an empty reading, which its caller
 * destroys; max is how many training pictures are enough. Every error names the file and says what
 * is wrong with it. */
struct data_format {
    bool (*recognise)(const struct data_place *place);
    enum nn_status (*read)(struct data_reading *reading, const char *path, int parts, int max,
                           struct nn_error *err);
};

extern const struct data_format data_idx_format, data_csv_format, data_npz_format,
    data_pictures_format;

/* The path of the file for testing with that belongs to one for training: of the same name but for
 * its "train", which is "test". False if the name has none or there is no such file. */
bool data_test_file(char path[FILES_MAX_PATH], const char *train);

/* Finds the one file in a folder, or a pair of one for training and one for testing, whose name
 * ends so; the error for several tells to name one. */
NN_MUST_USE enum nn_status data_find_file(char path[FILES_MAX_PATH], const char *folder,
                                          const char *const endings[2], struct nn_error *err);
