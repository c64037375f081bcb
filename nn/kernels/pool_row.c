/* Max pooling fused with a convolution: windows do not overlap, and the position of the maximum is
 * kept in a byte, so that the convolution's output need not be stored. */
#include "nn/kernels/argmax.h"
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

/* The channel after those at c: the last vector ends with the last channel and may repeat some of
 * the previous one. With fewer channels than lanes, one by one. */
static int next_lanes(int c, int C) {
    if (C < LANES)
        return c + 1;
    return c + 2 * LANES <= C || c + LANES == C ? c + LANES : C - LANES;
}

static void pool_lanes(const struct nn_pool_row *row, const float *window, float *y,
                       uint8_t *argmax) {
    struct running_max max = running_max_of(vector_load(window), 0);
    for (int r = 0, number = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++, number++) {
            const float *at = window + r * row->row_stride + p * row->pixel_stride;
            running_max_update(&max, running_max_of(vector_load(at), number));
        }
    running_max_store(&max, row->relu, y, argmax);
}

static void pool_channel(const struct nn_pool_row *row, const float *window, float *y,
                         uint8_t *argmax) {
    float max = *window;
    int index = 0;
    for (int r = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++) {
            float value = window[r * row->row_stride + p * row->pixel_stride];
            if (value > max) {
                max = value;
                index = r * row->kernel + p;
            }
        }
    *y = row->relu && !(max > 0) ? 0 : max;
    if (argmax)
        *argmax = (uint8_t)index;
}

void NN_KERNEL(pool_row)(const struct nn_pool_row *row) {
    float *y = row->y;
    uint8_t *argmax = row->argmax;
    for (int ow = 0; ow < row->OW; ow++, y += row->C, argmax += argmax ? row->C : 0) {
        const float *window = row->rows + ow * row->kernel * row->pixel_stride;
        for (int c = 0; c < row->C; c = next_lanes(c, row->C))
            if (row->C >= LANES)
                pool_lanes(row, window + c, y + c, argmax ? argmax + c : NULL);
            else
                pool_channel(row, window + c, y + c, argmax ? argmax + c : NULL);
    }
}

static void unpool_lanes(const struct nn_pool_row *row, float *window, vector dy,
                         const uint8_t *argmax) {
    vector_mask index = vector_load_bytes(argmax), place = {0};
    for (int r = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++) {
            vector_store(window + r * row->row_stride + p * row->pixel_stride,
                         vector_choose(index == place, dy, (vector){0}));
            place += 1;
        }
}

static void unpool_channel(const struct nn_pool_row *row, float *window, float dy, int index) {
    for (int r = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++)
            window[r * row->row_stride + p * row->pixel_stride] =
                r * row->kernel + p == index ? dy : 0;
}

void NN_KERNEL(unpool_row)(const struct nn_pool_row *row) {
    const float *dy = row->dy;
    const uint8_t *argmax = row->argmax;
    for (int ow = 0; ow < row->OW; ow++, dy += row->C, argmax += row->C) {
        float *window = row->rows + ow * row->kernel * row->pixel_stride;
        for (int c = 0; c < row->C; c = next_lanes(c, row->C))
            if (row->C >= LANES)
                unpool_lanes(row, window + c, vector_load(dy + c), argmax + c);
            else
                unpool_channel(row, window + c, dy[c], argmax[c]);
    }
}
