/* Max pooling merged into a convolution: windows do not overlap, and which value won is kept in a
 * byte, so that the convolution's own output need not be. */
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"
#include "nn/kernels/winner.h"

/* The channel to go on with after those at c: the last vector ends with the last channel and may do
 * some of the one before over again. With fewer channels than lanes, one by one. */
static int next_lanes(int c, int C) {
    if (C < LANES)
        return c + 1;
    return c + 2 * LANES <= C || c + LANES == C ? c + LANES : C - LANES;
}

static void pool_lanes(const struct nn_pool_row *row, const float *window, float *y,
                       uint8_t *winners) {
    struct winner winner = winner_of(vector_load(window), 0);
    for (int r = 0, number = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++, number++) {
            const float *at = window + r * row->row_stride + p * row->pixel_stride;
            winner_update(&winner, winner_of(vector_load(at), number));
        }
    winner_store(&winner, row->relu, y, winners);
}

static void pool_channel(const struct nn_pool_row *row, const float *window, float *y,
                         uint8_t *winners) {
    float max = *window;
    int winner = 0;
    for (int r = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++) {
            float value = window[r * row->row_stride + p * row->pixel_stride];
            if (value > max) {
                max = value;
                winner = r * row->kernel + p;
            }
        }
    *y = row->relu && !(max > 0) ? 0 : max;
    if (winners)
        *winners = (uint8_t)winner;
}

void NN_KERNEL(pool_row)(const struct nn_pool_row *row) {
    float *y = row->y;
    uint8_t *winners = row->winners;
    for (int ow = 0; ow < row->OW; ow++, y += row->C, winners += winners ? row->C : 0) {
        const float *window = row->rows + ow * row->kernel * row->pixel_stride;
        for (int c = 0; c < row->C; c = next_lanes(c, row->C))
            if (row->C >= LANES)
                pool_lanes(row, window + c, y + c, winners ? winners + c : NULL);
            else
                pool_channel(row, window + c, y + c, winners ? winners + c : NULL);
    }
}

static void unpool_lanes(const struct nn_pool_row *row, float *window, vector dy,
                         const uint8_t *winners) {
    vector_mask winner = vector_load_bytes(winners), number = {0};
    for (int r = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++) {
            vector_store(window + r * row->row_stride + p * row->pixel_stride,
                         vector_choose(winner == number, dy, (vector){0}));
            number += 1;
        }
}

static void unpool_channel(const struct nn_pool_row *row, float *window, float dy, int winner) {
    for (int r = 0; r < row->kernel; r++)
        for (int p = 0; p < row->kernel; p++)
            window[r * row->row_stride + p * row->pixel_stride] =
                r * row->kernel + p == winner ? dy : 0;
}

void NN_KERNEL(unpool_row)(const struct nn_pool_row *row) {
    const float *dy = row->dy;
    const uint8_t *winners = row->winners;
    for (int ow = 0; ow < row->OW; ow++, dy += row->C, winners += row->C) {
        float *window = row->rows + ow * row->kernel * row->pixel_stride;
        for (int c = 0; c < row->C; c = next_lanes(c, row->C))
            if (row->C >= LANES)
                unpool_lanes(row, window + c, vector_load(dy + c), winners + c);
            else
                unpool_channel(row, window + c, dy[c], winners[c]);
    }
}
