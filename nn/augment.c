#include "nn/augment.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "nn/dataset.h"

/* Nearly normal with a variance of 1: the sum of four uniform numbers of 16 bits each is close
 * enough in shape, and takes a tenth of the time of a logarithm and a cosine. */
static float nearly_normal(struct nn_rng *rng) {
    uint64_t bits = nn_rng_next(rng);
    float sum = 0;
    for (int i = 0; i < 4; i++, bits >>= 16)
        sum += (float)(bits & 0xffff);
    return (sum * (1.0f / 65536) - 2) * 1.7320508f;
}

static struct nn_warp random_warp(const struct nn_augmentation *a, struct nn_rng *rng) {
    struct nn_warp warp = {.elastic = a->elastic_px > 0};
    float angle = nn_rng_symmetric(rng) * a->rotation_deg * (3.14159265f / 180);
    float scale_x = 1 / (1 + nn_rng_symmetric(rng) * a->scale);
    float scale_y = 1 / (1 + nn_rng_symmetric(rng) * a->scale);
    float shear = nn_rng_symmetric(rng) * a->shear;
    float c = cosf(angle), s = sinf(angle);
    warp.xx = scale_x * (c + shear * s);
    warp.xy = scale_x * (s - shear * c);
    warp.yx = -scale_y * s;
    warp.yy = scale_y * c;
    warp.shift_x = nn_rng_symmetric(rng) * a->shift_px;
    warp.shift_y = nn_rng_symmetric(rng) * a->shift_px;
    for (int i = 0; warp.elastic && i < NN_WARP_NODES; i++)
        for (int j = 0; j < NN_WARP_NODES; j++) {
            warp.node_x[i][j] = nearly_normal(rng) * a->elastic_px;
            warp.node_y[i][j] = nearly_normal(rng) * a->elastic_px;
        }
    return warp;
}

static bool warps(const struct nn_augmentation *a) {
    return a->shift_px > 0 || a->rotation_deg > 0 || a->scale > 0 || a->shear > 0 ||
           a->elastic_px > 0;
}

enum { PADDED_SIDE = NN_WARP_MAX_SIDE + NN_PEN_BORDER, PADDED = PADDED_SIDE * PADDED_SIDE };

static int clamp(int value, int min, int max) {
    return value < min ? min : value > max ? max : value;
}

/* Blends a soft-edged disc anywhere into every other picture, towards ink by the given fraction. */
static void add_spot(float *image, int height, int width, struct nn_rng *rng, float radius_px,
                     float fraction, float ink) {
    float radius = radius_px * nn_rng_symmetric(rng); /* no disc if negative */
    float at_x = nn_rng_uniform(rng) * (float)width, at_y = nn_rng_uniform(rng) * (float)height;
    if (radius <= 0)
        return;
    int reach = (int)radius + 2, column = (int)at_x, row = (int)at_y;
    int right = clamp(column + reach, 0, width), bottom = clamp(row + reach, 0, height);
    for (int y = clamp(row - reach, 0, height); y < bottom; y++)
        for (int x = clamp(column - reach, 0, width); x < right; x++) {
            float dx = (float)x + 0.5f - at_x, dy = (float)y + 0.5f - at_y;
            float inside = radius + 0.5f - sqrtf(dx * dx + dy * dy);
            float covered = inside < 0 ? 0 : inside > 1 ? 1 : inside;
            float *pixel = &image[y * width + x];
            *pixel += (ink - *pixel) * fraction * covered;
        }
}

static void add_spots(const struct nn_augmentation *a, struct nn_rng *rng, int height, int width,
                      float *image) {
    if (a->gap_px > 0)
        add_spot(image, height, width, rng, a->gap_px, 1, 0);
    if (a->smear_px > 0)
        add_spot(image, height, width, rng, a->smear_px, nn_rng_uniform(rng), 1);
}

void nn_augment(const struct nn_kernels *kernels, const struct nn_augmentation *augmentation,
                struct nn_rng *rng, const uint8_t *pixels, int height, int width, float *image) {
    if (!warps(augmentation) && augmentation->pen_px == 0 && augmentation->gap_px == 0 &&
        augmentation->smear_px == 0) {
        nn_image_to_floats(pixels, height * width, image);
        return;
    }
    int row = width + NN_PEN_BORDER;
    float padded[PADDED], *inside = padded + row + 1; /* the first pixel within the border */
    memset(padded, 0, (size_t)row * (size_t)(height + NN_PEN_BORDER) * sizeof *padded);
    if (warps(augmentation)) {
        struct nn_warp warp = random_warp(augmentation, rng);
        warp.height = height;
        warp.width = width;
        kernels->warp(inside, row, pixels, &warp);
    } else {
        for (int i = 0; i < height; i++)
            nn_image_to_floats(pixels + i * width, width, inside + i * row);
    }
    kernels->change_pen(image, padded, height, width, nn_rng_symmetric(rng) * augmentation->pen_px);
    add_spots(augmentation, rng, height, width, image);
}
