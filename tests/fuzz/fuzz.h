/* The frame of every fuzz target. Built with clang's libFuzzer (preset fuzz) it generates inputs;
 * built without, it runs the files of the given folders: seeds, and failures found earlier. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"

/* Runs one input; faults are reported by the sanitizers and fuzz_expect. Returns 0, as libFuzzer
 * asks. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts the process unless the condition holds. */
void fuzz_expect(int holds, const char *what);

/* Expects that a failed call left its status and a message in err, and a successful one OK. */
void fuzz_expect_told(enum nn_status status, const struct nn_error *err);

/* Returns the path of a file in memory that holds the data until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* Runs a small model once and releases it; larger ones are only released. Accepts NULL. */
void fuzz_use_model(struct nn_model *model);
