/* Where pictures to train and test with come from: a folder of IDX files, or the program's own ink,
 * alone or beside them. */
#ifndef APP_CORE_TRAINING_TRAINING_DATA_H
#define APP_CORE_TRAINING_TRAINING_DATA_H

#include "app/core/data/idx.h"
#include "app/core/data/ink_dataset.h"
#include "app/core/training/training.h"

/* Instead of a folder's path: ink of the program's own making. */
#define TRAINING_DATA_INK "ink"

/* As idx_folder_load (parts are its IDX_TRAIN and IDX_TEST), but knows ink as well, of digits
 * alone: 60,000 pictures to train and 10,000 others to test with, a fifth of each no digits.
 * idx_folder_destroy frees it. */
NN_MUST_USE enum nn_status training_data_load(struct idx_folder *data, const char *source,
                                              int parts, const struct class_set *classes,
                                              struct nn_error *err);

/* MISMATCH if the program draws no ink of these classes. */
NN_MUST_USE enum nn_status training_data_check_ink(const struct class_set *classes,
                                                   struct nn_error *err);

/* Moves data to a place where count pictures of ink come after its own. These are still to be
 * drawn: ink, whose seed and share are set, then says where. *memory is the caller's to free. */
NN_MUST_USE enum nn_status training_data_add_ink(struct nn_dataset *data, struct ink_dataset *ink,
                                                 int count, uint8_t **memory, struct nn_error *err);

/* The same with as many digits of ink as data has pictures, drawn; no run trains on them. */
NN_MUST_USE enum nn_status training_data_add_validation_ink(struct nn_dataset *data,
                                                            uint8_t **memory,
                                                            struct nn_thread_pool *pool,
                                                            struct nn_error *err);

#endif
