/* A picture resampled through a map, and a thicker or thinner pen. Pictures to read from have a
 * border of zeros: one pixel above and to the left, two below and to the right, so that whatever
 * lies outside is clamped into it. Loops over a row's pixels become vectors by the compiler. */
#include "nn/kernels/level.h"

enum { BORDER = NN_WARP_BORDER, NODES = NN_WARP_NODES, MAX_SIDE = NN_WARP_MAX_SIDE };

static inline float clamp(float value, float least, float most) {
    value = value < least ? least : value;
    return value > most ? most : value;
}

/* How much of each node's displacement a pixel has, by its place among so many: 1 at the node,
 * falling to 0 at its neighbours. Sums over all nodes need no table look-ups. */
struct shares {
    float of[NODES][MAX_SIDE];
};

static void find_shares(struct shares *shares, int pixels) {
    float step = pixels > 1 ? (float)(NODES - 1) / (float)(pixels - 1) : 0;
    for (int k = 0; k < NODES; k++)
        for (int i = 0; i < pixels; i++) {
            float away = (float)i * step - (float)k;
            away = away < 0 ? -away : away;
            shares->of[k][i] = away < 1 ? 1 - away : 0;
        }
}

/* Adds the displacements of pixel row i. */
static void displace(float *restrict from, const float nodes[NODES][NODES],
                     const struct shares *down, const struct shares *across, int i, int width) {
    float row[NODES] = {0};
    for (int k = 0; k < NODES; k++)
        for (int n = 0; n < NODES; n++)
            row[n] += down->of[k][i] * nodes[k][n];
    for (int j = 0; j < width; j++)
#pragma GCC unroll 6
        for (int n = 0; n < NODES; n++)
            from[j] += row[n] * across->of[n][j];
}

/* Bilinear, at places measured in pixels from the centre of the first one. */
static void sample_row(float *restrict to, const float *restrict padded, const struct nn_warp *warp,
                       const float *restrict from_x, const float *restrict from_y) {
    const int row = warp->width + BORDER, width = warp->width;
    const float right = (float)warp->width, bottom = (float)warp->height;
    for (int j = 0; j < width; j++) {
        float x = clamp(from_x[j], -1, right) + 1, y = clamp(from_y[j], -1, bottom) + 1;
        int column = (int)x, line = (int)y, at = line * row + column;
        x -= (float)column;
        y -= (float)line;
        float upper = padded[at] + x * (padded[at + 1] - padded[at]);
        float lower = padded[at + row] + x * (padded[at + row + 1] - padded[at + row]);
        to[j] = upper + y * (lower - upper);
    }
}

void NN_KERNEL(warp)(float *to, ptrdiff_t to_row, const float *padded, const struct nn_warp *warp) {
    const float centre_x = 0.5f * (float)(warp->width - 1);
    const float centre_y = 0.5f * (float)(warp->height - 1);
    struct shares down, across;
    find_shares(&down, warp->height);
    find_shares(&across, warp->width);
    for (int i = 0; i < warp->height; i++, to += to_row) {
        float from_x[MAX_SIDE], from_y[MAX_SIDE];
        float y = (float)i - centre_y - warp->shift_y;
        for (int j = 0; j < warp->width; j++) {
            float x = (float)j - centre_x - warp->shift_x;
            from_x[j] = warp->xx * x + warp->xy * y + centre_x;
            from_y[j] = warp->yx * x + warp->yy * y + centre_y;
        }
        if (warp->elastic) {
            displace(from_x, warp->node_x, &down, &across, i, warp->width);
            displace(from_y, warp->node_y, &down, &across, i, warp->width);
        }
        sample_row(to, padded, warp, from_x, from_y);
    }
}

void NN_KERNEL(change_pen)(float *restrict to, const float *restrict padded, int height, int width,
                           float amount) {
    const int row = width + BORDER;
    const float sign = amount < 0 ? -1 : 1, share = sign * amount;
    for (int i = 0; i < height; i++, to += width) {
        const float *here = padded + (i + 1) * row + 1;
        for (int j = 0; j < width; j++) {
            float most = sign * here[j];
            float left = sign * here[j - 1], right = sign * here[j + 1];
            float above = sign * here[j - row], below = sign * here[j + row];
            most = left > most ? left : most;
            most = right > most ? right : most;
            most = above > most ? above : most;
            most = below > most ? below : most;
            to[j] = here[j] + share * (sign * most - here[j]);
        }
    }
}
