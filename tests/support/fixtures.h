/* Fixtures for suites of the library: specs, models, thread pools, random numbers, pictures.
 * Anything that cannot be made fails the test. */
#pragma once

#include <stdint.h>

#include "nn/dataset.h"
#include "nn/model.h"
#include "nn/rng.h"
#include "nn/spec.h"
#include "nn/thread_pool.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct nn_spec fixture_spec(const char *text, int height, int width, int channels);

/* Returns a model with random values, running statistics included, so that each of them matters.
 * The caller releases it. */
struct nn_model *fixture_model(const struct nn_spec *spec);

/* The caller destroys it. */
struct nn_thread_pool *fixture_pool(int threads);

struct nn_rng fixture_rng(uint64_t seed);

/* Fill the array with normal numbers of the given deviation, and convert an array to doubles. */
void fixture_normal(struct nn_rng *rng, float deviation, float *values, size_t count);
void fixture_doubles(const float *values, size_t count, double *doubles);

/* Returns an allocated array of zeros, with slack after it; the caller frees it. */
float *fixture_floats(size_t count);

/* The same with random values: normal ones, or whole numbers so small that sums of their products
 * are exact and many of them equal. The slack, which may be read but not used, is NaN. */
float *fixture_noise(struct nn_rng *rng, size_t count);
float *fixture_whole(struct nn_rng *rng, size_t count);

/* Return copies, the first with the slack; the caller frees them. */
float *fixture_copy(const float *values, size_t count);
double *fixture_double_copy(const float *values, size_t count);

enum { FIXTURE_PICTURES = 150, FIXTURE_SIDE = 12, FIXTURE_CLASSES = 3 };

/* Pictures that a small network can learn: a bright bar in the upper, middle or lower third gives
 * the class; the rest is noise. */
struct fixture_pictures {
    uint8_t images[FIXTURE_PICTURES * FIXTURE_SIDE * FIXTURE_SIDE];
    uint8_t labels[FIXTURE_PICTURES];
    struct nn_dataset data; /* refers to images and labels */
};
void fixture_pictures_init(struct fixture_pictures *pictures);
