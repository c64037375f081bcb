/* The names of a data set's classes, where its files tell them. */
#pragma once

#include "app/core/data/data_format.h"

/* Looks for a mapping file beside the file `path`: STEM-mapping.txt, as EMNIST has them, or the
 * only *mapping.txt in its folder. Its lines are a label and the codes of its characters ("1 65
 * 97"), or a label and a name ("3 Dress"). Without one, sets that are known by a word in their path
 * have their names: emnist-letters, fashion, kmnist. BAD_FILE if a mapping file is malformed. */
NN_MUST_USE enum nn_status class_names_find(struct data_reading *reading, const char *path,
                                            const char *stem, struct nn_error *err);
