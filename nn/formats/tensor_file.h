/* The safetensors container: named f32 tensors and string metadata. See safetensors.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nn/metadata_list.h"
#include "nn/status.h"

enum { NN_TENSOR_FILE_RANK = 4, NN_TENSOR_FILE_NAME = 64, NN_TENSOR_FILE_TENSORS = 512 };

/* values are native floats: borrowed when writing, owned by the file when reading. */
struct nn_tensor_entry {
    char name[NN_TENSOR_FILE_NAME];
    int rank;
    size_t shape[NN_TENSOR_FILE_RANK]; /* 0 beyond rank */
    size_t count;                      /* product of the shape */
    const float *values;
};

NN_MUST_USE enum nn_status nn_tensor_file_write(const char *path,
                                                const struct nn_tensor_entry *entries, int count,
                                                const struct nn_metadata *metadata,
                                                int metadata_count, struct nn_error *err);

struct nn_tensor_file;

/* Checks the header's length, JSON, dtypes, shapes and offsets (in bounds, no overlap, no gap).
 * name stands for the file in messages. data is borrowed until nn_tensor_file_convert. */
NN_MUST_USE enum nn_status nn_tensor_file_parse(struct nn_tensor_file **file, const void *data,
                                                size_t size, const char *name,
                                                struct nn_error *err);
NN_MUST_USE enum nn_status nn_tensor_file_read(struct nn_tensor_file **file, const char *path,
                                               bool follow_link, struct nn_error *err);

/* Fills in the tensors' values; BAD_FILE if one is not finite. It takes as long as there are
 * values: so what the header says is checked first. */
NN_MUST_USE enum nn_status nn_tensor_file_convert(struct nn_tensor_file *file, const char *name,
                                                  struct nn_error *err);
void nn_tensor_file_destroy(struct nn_tensor_file *file);

/* Borrowed; NULL if there is none of this name. */
const struct nn_tensor_entry *nn_tensor_file_find(const struct nn_tensor_file *file,
                                                  const char *name);
const char *nn_tensor_file_metadata(const struct nn_tensor_file *file, const char *key);
/* As many lines of text metadata as the list can hold. */
void nn_tensor_file_metadata_lines(const struct nn_tensor_file *file,
                                   struct nn_metadata_list *lines);
int nn_tensor_file_count(const struct nn_tensor_file *file);
