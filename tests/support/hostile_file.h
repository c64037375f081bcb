/* Damaged model files in memory, given to the loader of their format under the name
 * "hostile.model". */
#pragma once

#include "nn/model.h"

typedef enum nn_status hostile_loader(struct nn_model **model, const void *data, size_t size,
                                      const char *name, struct nn_error *err);

/* Loads the bytes from a block of exactly their size, so that the sanitizer sees any access beyond
 * it. A model is released at once; fails the test if there is one after an error. */
enum nn_status hostile_load(hostile_loader *load, const unsigned char *bytes, size_t size,
                            struct nn_error *err);

/* Fails, with what, unless the bytes are refused as a bad file or one of another version, with a
 * message that contains the name and said. */
void hostile_check_refused(hostile_loader *load, const unsigned char *bytes, size_t size,
                           const char *what, const char *said);

/* Sets each of the first count bytes of the file to each of the values in turn. Fails unless the
 * file loads or is refused with its name; the sanitizers check the rest. */
void hostile_check_changed_bytes(hostile_loader *load, unsigned char *file, size_t size,
                                 size_t count, const unsigned char *values, size_t value_count);
