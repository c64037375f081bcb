/* What every fuzz target is made of. Built with clang's libFuzzer (preset fuzz) it makes up inputs;
 * built without, it runs the files of the folders that it is given: seeds, and cases once found. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"

/* One input; a fault is what the sanitizers or fuzz_expect say. Returns 0, as libFuzzer asks. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process unless it holds. */
void fuzz_expect(int holds, const char *what);

/* A call that may fail says why: a failure has its status in err and a sentence, success has OK. */
void fuzz_expect_told(enum nn_status status, const struct nn_error *err);

/* The path of a file in memory that holds the data until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* Runs a model once, if it is small, and releases it. Accepts NULL. */
void fuzz_use_model(struct nn_model *model);
