#include "tests/support/fixtures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/kernels.h"
#include "nn/model_private.h"
#include "tests/support/check.h"

struct nn_spec fixture_spec(const char *text, int height, int width, int channels) {
    struct nn_spec spec;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, text, (struct nn_shape){height, width, channels}, &err), &err);
    return spec;
}

struct nn_model *fixture_model(const struct nn_spec *spec) {
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_create(&model, spec, 3, &err), &err);
    struct nn_rng rng = nn_rng_stream(4, NN_RNG_WEIGHTS, 0);
    const struct nn_parameters *parameters = &model->parameters;
    for (int t = 0; t < parameters->tensor_count; t++) {
        const struct nn_tensor *tensor = &parameters->tensors[t];
        float *values = model->values + tensor->offset;
        for (size_t i = 0; i < tensor->size; i++)
            if (tensor->role == NN_TENSOR_RUNNING_VARIANCE)
                values[i] = 0.3f + 2 * nn_rng_uniform(&rng);
            else
                values[i] += 0.2f * nn_rng_normal(&rng);
    }
    return model;
}

struct nn_thread_pool *fixture_pool(int threads) {
    struct nn_thread_pool *pool = NULL;
    struct nn_error err;
    check_ok(nn_thread_pool_create(&pool, threads, &err), &err);
    return pool;
}

struct nn_rng fixture_rng(uint64_t seed) {
    return nn_rng_stream(seed, NN_RNG_WEIGHTS, 0);
}

void fixture_normal(struct nn_rng *rng, float deviation, float *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        values[i] = deviation * nn_rng_normal(rng);
}

void fixture_doubles(const float *values, size_t count, double *doubles) {
    for (size_t i = 0; i < count; i++)
        doubles[i] = (double)values[i];
}

float *fixture_floats(size_t count) {
    float *floats = nn_floats_create(count);
    assert_non_null(floats);
    return floats;
}

/* malloc aligns to less than a vector, and no kernel may need more. */
static float *floats_and_slack(size_t count) {
    float *values = malloc((count + NN_SLACK) * sizeof *values);
    assert_non_null(values);
    for (size_t i = count; i < count + NN_SLACK; i++)
        values[i] = NAN;
    return values;
}

float *fixture_noise(struct nn_rng *rng, size_t count) {
    float *values = floats_and_slack(count);
    fixture_normal(rng, 1, values, count);
    return values;
}

float *fixture_whole(struct nn_rng *rng, size_t count) {
    float *values = floats_and_slack(count);
    for (size_t i = 0; i < count; i++)
        values[i] = (float)nn_rng_below(rng, 7) - 3;
    return values;
}

float *fixture_copy(const float *values, size_t count) {
    float *copy = floats_and_slack(count);
    memcpy(copy, values, (count + NN_SLACK) * sizeof *copy);
    return copy;
}

double *fixture_double_copy(const float *values, size_t count) {
    double *copy = malloc((count + 1) * sizeof *copy);
    assert_non_null(copy);
    fixture_doubles(values, count, copy);
    return copy;
}

void fixture_pictures_init(struct fixture_pictures *pictures) {
    struct nn_rng rng = nn_rng_stream(7, NN_RNG_AUGMENT, 0);
    uint8_t *pixel = pictures->images;
    for (int n = 0; n < FIXTURE_PICTURES; n++) {
        int label = (int)nn_rng_below(&rng, FIXTURE_CLASSES);
        int bar = label * FIXTURE_SIDE / FIXTURE_CLASSES + 1 + (int)nn_rng_below(&rng, 2);
        pictures->labels[n] = (uint8_t)label;
        for (int i = 0; i < FIXTURE_SIDE * FIXTURE_SIDE; i++)
            *pixel++ = (uint8_t)(nn_rng_below(&rng, 60) + (i / FIXTURE_SIDE == bar ? 180 : 0));
    }
    pictures->data = (struct nn_dataset){
        .images = pictures->images,
        .labels = pictures->labels,
        .count = FIXTURE_PICTURES,
        .height = FIXTURE_SIDE,
        .width = FIXTURE_SIDE,
        .classes = FIXTURE_CLASSES,
    };
}
