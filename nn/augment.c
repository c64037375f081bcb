#include "nn/augment.h"

#include <math.h>
#include <string.h>

#include "nn/dataset.h"

/* The coarse grid of elastic displacements: random at its nodes, interpolated between them, which
 * is as smooth as the Gaussian blur of Simard et al. 2003 for a fraction of the work. */
enum { NODES = 6 };

/* Where output pixel (x, y), measured from the centre, is taken from. */
struct warp {
    float xx, xy, yx, yy, shift_x, shift_y;
    int elastic;
    float node_x[NODES][NODES], node_y[NODES][NODES];
};

static struct warp random_warp(const struct nn_augmentation *a, struct nn_rng *rng) {
    struct warp warp = {.elastic = a->elastic_px > 0};
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
    for (int i = 0; warp.elastic && i < NODES; i++)
        for (int j = 0; j < NODES; j++) {
            warp.node_x[i][j] = nn_rng_normal(rng) * a->elastic_px;
            warp.node_y[i][j] = nn_rng_normal(rng) * a->elastic_px;
        }
    return warp;
}

/* Bilinear between the four nodes around (u, v), both 0 to 1 over the picture. */
static float displacement(const float nodes[NODES][NODES], float u, float v) {
    float x = u * (NODES - 1), y = v * (NODES - 1);
    int j = (int)x < NODES - 2 ? (int)x : NODES - 2, i = (int)y < NODES - 2 ? (int)y : NODES - 2;
    x -= (float)j;
    y -= (float)i;
    return (1 - y) * ((1 - x) * nodes[i][j] + x * nodes[i][j + 1]) +
           y * ((1 - x) * nodes[i + 1][j] + x * nodes[i + 1][j + 1]);
}

static float pixel_at(const float *image, int height, int width, int y, int x) {
    return x >= 0 && x < width && y >= 0 && y < height ? image[y * width + x] : 0;
}

static float sample(const float *image, int height, int width, float y, float x) {
    float floor_x = floorf(x), floor_y = floorf(y);
    int j = (int)floor_x, i = (int)floor_y;
    x -= floor_x;
    y -= floor_y;
    return (1 - y) * ((1 - x) * pixel_at(image, height, width, i, j) +
                      x * pixel_at(image, height, width, i, j + 1)) +
           y * ((1 - x) * pixel_at(image, height, width, i + 1, j) +
                x * pixel_at(image, height, width, i + 1, j + 1));
}

static void apply_warp(const struct warp *warp, const float *from, int height, int width,
                       float *to) {
    float centre_x = 0.5f * (float)(width - 1), centre_y = 0.5f * (float)(height - 1);
    float across = width > 1 ? (float)(width - 1) : 1, down = height > 1 ? (float)(height - 1) : 1;
    for (int i = 0; i < height; i++)
        for (int j = 0; j < width; j++) {
            float u = (float)j / across, v = (float)i / down;
            float x = (float)j - centre_x - warp->shift_x, y = (float)i - centre_y - warp->shift_y;
            float from_x = warp->xx * x + warp->xy * y + centre_x;
            float from_y = warp->yx * x + warp->yy * y + centre_y;
            if (warp->elastic) {
                from_x += displacement(warp->node_x, u, v);
                from_y += displacement(warp->node_y, u, v);
            }
            to[i * width + j] = sample(from, height, width, from_y, from_x);
        }
}

/* The darkest (or lightest) of a pixel and its four neighbours. */
static float extreme(const float *image, int height, int width, int i, int j, int darkest) {
    static const int offsets[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    float most = image[i * width + j];
    for (int k = 0; k < 4; k++) {
        float value = pixel_at(image, height, width, i + offsets[k][0], j + offsets[k][1]);
        if (darkest ? value > most : value < most)
            most = value;
    }
    return most;
}

/* Mixes the picture with its dilation (amount > 0) or erosion (amount < 0) of one pixel. */
static void change_pen(const float *from, int height, int width, float amount, float *to) {
    for (int i = 0; i < height; i++)
        for (int j = 0; j < width; j++) {
            float here = from[i * width + j];
            float changed = extreme(from, height, width, i, j, amount > 0);
            to[i * width + j] = here + fabsf(amount) * (changed - here);
        }
}

static int warps(const struct nn_augmentation *a) {
    return a->shift_px > 0 || a->rotation_deg > 0 || a->scale > 0 || a->shear > 0 ||
           a->elastic_px > 0;
}

void nn_augment(const struct nn_augmentation *augmentation, struct nn_rng *rng,
                const uint8_t *pixels, int height, int width, float *image) {
    float other[NN_AUGMENT_MAX_SIDE * NN_AUGMENT_MAX_SIDE];
    size_t bytes = (size_t)height * (size_t)width * sizeof *image;
    nn_image_to_floats(pixels, height * width, image);
    if (warps(augmentation)) {
        struct warp warp = random_warp(augmentation, rng);
        memcpy(other, image, bytes);
        apply_warp(&warp, other, height, width, image);
    }
    if (augmentation->pen_px > 0) {
        memcpy(other, image, bytes);
        change_pen(other, height, width, nn_rng_symmetric(rng) * augmentation->pen_px, image);
    }
}
