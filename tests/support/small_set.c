#include "tests/support/small_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "nn/file.h"
#include "nn/rng.h"
#include "tests/support/check.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE, BAR = 3, TOP = 4, HEIGHT = 20, PLACES = 10 };

static void write_file(const char *folder, const char *name, const uint8_t *bytes, size_t size) {
    char path[512];
    struct nn_error err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    check_ok(nn_file_write(path, bytes, size, &err), &err);
}

static void put_size(uint8_t *bytes, int size) {
    bytes[2] = (uint8_t)(size >> 8);
    bytes[3] = (uint8_t)size;
}

/* With up to ten classes the bars are as high as the field; more are arranged in rows of ten. */
static void draw(uint8_t *picture, int label, int classes, struct nn_rng *rng) {
    int height = HEIGHT / ((classes + PLACES - 1) / PLACES), top = TOP + label / PLACES * height;
    for (int i = 0; i < PIXELS; i++)
        picture[i] = (uint8_t)nn_rng_below(rng, 60);
    int left = label % PLACES * 2 + 3 + (int)nn_rng_below(rng, 2);
    for (int y = top; y < top + height; y++)
        memset(picture + y * SIDE + left, 230, BAR);
}

static void write_set(const char *folder, const char *prefix, int classes, int count,
                      uint64_t seed) {
    char name[64];
    uint8_t *images = calloc(16 + (size_t)count * PIXELS, 1);
    uint8_t *labels = calloc(8 + (size_t)count, 1);
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_SHUFFLE, 0);
    memcpy(images, (uint8_t[]){0, 0, 8, 3}, 4);
    memcpy(labels, (uint8_t[]){0, 0, 8, 1}, 4);
    put_size(images + 4, count);
    put_size(images + 8, SIDE);
    put_size(images + 12, SIDE);
    put_size(labels + 4, count);
    for (int i = 0; i < count; i++) {
        labels[8 + i] = (uint8_t)(i % classes);
        draw(images + 16 + (size_t)i * PIXELS, i % classes, classes, &rng);
    }
    snprintf(name, sizeof name, "%s-images-idx3-ubyte", prefix);
    write_file(folder, name, images, 16 + (size_t)count * PIXELS);
    snprintf(name, sizeof name, "%s-labels-idx1-ubyte", prefix);
    write_file(folder, name, labels, 8 + (size_t)count);
    free(images);
    free(labels);
}

void small_set_write_classes(const char *folder, int classes, int train, int test) {
    mkdir(folder, 0777);
    write_set(folder, "train", classes, train, 1);
    write_set(folder, "t10k", classes, test, 2);
}

void small_set_write(const char *folder, int train, int test) {
    small_set_write_classes(folder, PLACES, train, test);
}

void small_set_use(const char *folder, int train, int test) {
    small_set_write(folder, train, test);
    setenv("INKLING_DATA_DIR", folder, 1);
}
