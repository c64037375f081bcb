/* Resamples a picture, and changes its pen, in loops over rows that the compiler vectorises. */
#include <string.h>

#include "nn/kernels/level.h"

/* Rows are computed in whole vectors, including what lies past their end. */
enum { NODES = NN_WARP_NODES, MAX_SIDE = NN_WARP_MAX_SIDE, LANES = 16 };
_Static_assert(MAX_SIDE % LANES == 0, "whole vectors");

static inline int whole_vectors(int width) {
    return (width + LANES - 1) / LANES * LANES;
}

static inline float clamp(float value, float min, float max) {
    value = value < min ? min : value;
    return value > max ? max : value;
}

/* Displacements along one axis, [nodes down, pixels across]: already interpolated across. */
struct displacements {
    float at[NODES][MAX_SIDE];
};

/* Nodes per pixel: they are spaced evenly from the first pixel to the last. */
static inline float node_step(int pixels) {
    return pixels > 1 ? (float)(NODES - 1) / (float)(pixels - 1) : 0;
}

/* A node's displacement is full at the node and falls linearly to 0 at its neighbours. */
static void spread_across(struct displacements *spread, const float nodes[NODES][NODES],
                          int width) {
    const int columns = whole_vectors(width);
    const float step = node_step(width);
    memset(spread, 0, sizeof *spread);
    for (int n = 0; n < NODES; n++) {
        float fractions[MAX_SIDE];
        for (int j = 0; j < columns; j++) {
            float away = (float)j * step - (float)n;
            away = away < 0 ? -away : away;
            fractions[j] = away < 1 ? 1 - away : 0;
        }
        for (int k = 0; k < NODES; k++)
            for (int j = 0; j < columns; j++)
                spread->at[k][j] += nodes[k][n] * fractions[j];
    }
}

/* Adds the displacements of a row at distance `down`, in nodes, from the first node. */
static void displace(float *restrict from, const struct displacements *spread, float down,
                     int columns) {
    const int node = down < NODES - 2 ? (int)down : NODES - 2;
    const float *above = spread->at[node], *below = spread->at[node + 1];
    const float fraction = down - (float)node;
    for (int j = 0; j < columns; j++)
        from[j] += above[j] + fraction * (below[j] - above[j]);
}

/* Every 2 x 2 pixels of a picture in one word, upper left in the lowest byte, for one look-up a
 * sample: word [i][j] holds pixels (i - 1, j - 1) to (i, j). Pixels outside are 0. */
struct quads {
    int row; /* words, in whole vectors */
    uint32_t at[(MAX_SIDE + 2) * (MAX_SIDE + LANES)];
};

static void find_quads(struct quads *quads, const uint8_t *pixels, int height, int width) {
    uint8_t above[MAX_SIDE + LANES + 1] = {0}, below[MAX_SIDE + LANES + 1] = {0};
    const int row = quads->row = whole_vectors(width + 2);
    for (int i = 0; i < height + 2; i++) {
        uint32_t *restrict to = quads->at + i * row;
        memset(below, 0, sizeof below);
        if (i < height)
            memcpy(below + 1, pixels + i * width, (size_t)width);
        for (int j = 0; j < row; j++)
            to[j] = above[j] | (uint32_t)above[j + 1] << 8 | (uint32_t)below[j] << 16 |
                    (uint32_t)below[j + 1] << 24;
        memcpy(above, below, sizeof above);
    }
}

/* Samples bilinearly at positions measured in pixels from the centre of the first one. */
static void sample_row(float *restrict to, const struct quads *restrict quads,
                       const struct nn_warp *warp, const float *restrict from_x,
                       const float *restrict from_y) {
    const int row = quads->row, columns = whole_vectors(warp->width);
    const float right = (float)warp->width, bottom = (float)warp->height;
    for (int j = 0; j < columns; j++) {
        float x = clamp(from_x[j], -1, right) + 1, y = clamp(from_y[j], -1, bottom) + 1;
        int column = (int)x, line = (int)y;
        uint32_t quad = quads->at[line * row + column];
        float upper_left = (float)(int)(quad & 0xff), upper_right = (float)(int)(quad >> 8 & 0xff);
        float lower_left = (float)(int)(quad >> 16 & 0xff), lower_right = (float)(int)(quad >> 24);
        x -= (float)column;
        y -= (float)line;
        float upper = upper_left + x * (upper_right - upper_left);
        float lower = lower_left + x * (lower_right - lower_left);
        to[j] = (upper + y * (lower - upper)) * (1.0f / 255);
    }
}

void NN_KERNEL(warp)(float *to, ptrdiff_t to_row, const uint8_t *pixels,
                     const struct nn_warp *warp) {
    const float centre_x = 0.5f * (float)(warp->width - 1);
    const float centre_y = 0.5f * (float)(warp->height - 1);
    const int columns = whole_vectors(warp->width);
    const float step = node_step(warp->height);
    struct displacements spread_x, spread_y;
    struct quads quads;
    find_quads(&quads, pixels, warp->height, warp->width);
    if (warp->elastic) {
        spread_across(&spread_x, warp->node_x, warp->width);
        spread_across(&spread_y, warp->node_y, warp->width);
    }
    for (int i = 0; i < warp->height; i++, to += to_row) {
        float from_x[MAX_SIDE], from_y[MAX_SIDE], sampled[MAX_SIDE];
        float y = (float)i - centre_y - warp->shift_y;
        for (int j = 0; j < columns; j++) {
            float x = (float)j - centre_x - warp->shift_x;
            from_x[j] = warp->xx * x + warp->xy * y + centre_x;
            from_y[j] = warp->yx * x + warp->yy * y + centre_y;
        }
        if (warp->elastic) {
            displace(from_x, &spread_x, (float)i * step, columns);
            displace(from_y, &spread_y, (float)i * step, columns);
        }
        sample_row(sampled, &quads, warp, from_x, from_y);
        memcpy(to, sampled, (size_t)warp->width * sizeof *to);
    }
}

void NN_KERNEL(change_pen)(float *restrict to, const float *restrict padded, int height, int width,
                           float amount) {
    const int row = width + NN_PEN_BORDER;
    const float sign = amount < 0 ? -1 : 1, fraction = sign * amount;
    for (int i = 0; i < height; i++, to += width) {
        const float *here = padded + (i + 1) * row + 1;
        for (int j = 0; j < width; j++) {
            float max = sign * here[j];
            float left = sign * here[j - 1], right = sign * here[j + 1];
            float above = sign * here[j - row], below = sign * here[j + row];
            max = left > max ? left : max;
            max = right > max ? right : max;
            max = above > max ? above : max;
            max = below > max ? below : max;
            to[j] = here[j] + fraction * (sign * max - here[j]);
        }
    }
}
