#include "nn/augment.h"

#include <math.h>
#include <string.h>

#include "nn/dataset.h"

/* Nearly normal with a variance of 1: the sum of four uniform numbers, of 16 bits each, has the
 * shape that matters here, for a tenth of a logarithm's and a cosine's time. */
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

static int warps(const struct nn_augmentation *a) {
    return a->shift_px > 0 || a->rotation_deg > 0 || a->scale > 0 || a->shear > 0 ||
           a->elastic_px > 0;
}

enum { PADDED_SIDE = NN_AUGMENT_MAX_SIDE + NN_WARP_BORDER, PADDED = PADDED_SIDE * PADDED_SIDE };

/* The first pixel within a picture's border. */
static float *first_pixel(float *padded, int width) {
    return padded + width + NN_WARP_BORDER + 1;
}

void nn_augment(const struct nn_kernels *kernels, const struct nn_augmentation *augmentation,
                struct nn_rng *rng, const uint8_t *pixels, int height, int width, float *image) {
    if (!warps(augmentation) && augmentation->pen_px == 0) {
        nn_image_to_floats(pixels, height * width, image);
        return;
    }
    float padded[PADDED], warped[PADDED], *last = padded;
    int row = width + NN_WARP_BORDER;
    size_t bytes = (size_t)row * (size_t)(height + NN_WARP_BORDER) * sizeof *padded;
    memset(padded, 0, bytes);
    for (int i = 0; i < height; i++)
        nn_image_to_floats(pixels + i * width, width, first_pixel(padded, width) + i * row);
    if (warps(augmentation)) {
        struct nn_warp warp = random_warp(augmentation, rng);
        warp.height = height;
        warp.width = width;
        memset(warped, 0, bytes);
        kernels->warp(first_pixel(warped, width), row, padded, &warp);
        last = warped;
    }
    kernels->change_pen(image, last, height, width, nn_rng_symmetric(rng) * augmentation->pen_px);
}
