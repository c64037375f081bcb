/* Convolutions of few values a patch with 2 x 2 max pooling, as a net's first layer is: a vector
 * holds channels of the output, the four outputs of a window stay in registers until the largest is
 * known, and only that is stored. */
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"
#include "nn/kernels/winner.h"

enum { WINDOW = 4 };

/* From a window's first patch to the patches of its four outputs. */
struct window {
    ptrdiff_t at[WINDOW];
};

static struct window window_of(const struct nn_pooled_conv *conv) {
    return (struct window){{0, conv->step_x, conv->step_y, conv->step_y + conv->step_x}};
}

/* LANES channels from c on. rows and width are constants wherever speed counts, which puts the
 * weights into registers as far as there are enough. */
static inline __attribute__((always_inline)) void
forward_lanes(const struct nn_pooled_conv *conv, int c, const int rows, const int width) {
    const struct window window = window_of(conv);
    const ptrdiff_t patch_row = conv->patch_row;
    vector weight[NN_POOLED_CONV_MAX_PATCH];
    const vector bias = vector_load(conv->bias + c);
#pragma GCC unroll 25
    for (int i = 0; i < rows * width; i++)
        weight[i] = vector_load(conv->weight + (ptrdiff_t)i * conv->OC + c);

    for (int oh = 0; oh < conv->OH; oh++)
        for (int ow = 0; ow < conv->OW; ow++) {
            const float *x = conv->x + 2 * (oh * conv->step_y + ow * conv->step_x);
            ptrdiff_t at = ((ptrdiff_t)oh * conv->OW + ow) * conv->OC + c;
            vector acc[WINDOW] = {bias, bias, bias, bias};
#pragma GCC unroll 5
            for (int r = 0; r < rows; r++)
#pragma GCC unroll 5
                for (int k = 0; k < width; k++)
#pragma GCC unroll 4
                    for (int w = 0; w < WINDOW; w++)
                        acc[w] += weight[r * width + k] * x[window.at[w] + r * patch_row + k];
            struct winner winner = winner_of_first(acc[0]);
            for (int w = 1; w < WINDOW; w++)
                winner_update(&winner, acc[w], w);
            winner_store(&winner, conv->relu, conv->y + at,
                         conv->winners ? conv->winners + at : NULL);
        }
}

/* dweight's rows first_row to first_row + rows - 1 of the patch, LANES channels from c on, of which
 * the first `done` have been seen to already. */
static inline __attribute__((always_inline)) void gradient_lanes(const struct nn_pooled_conv *conv,
                                                                 int c, int done, int first_row,
                                                                 const int rows, const int width) {
    const struct window window = window_of(conv);
    const ptrdiff_t patch_row = conv->patch_row;
    float *dweight = conv->dweight + (ptrdiff_t)first_row * width * conv->OC + c;
    const vector_mask open = vector_lane_numbers() >= done;
    vector acc[NN_POOLED_CONV_MAX_PATCH];
#pragma GCC unroll 25
    for (int i = 0; i < rows * width; i++)
        acc[i] = vector_load(dweight + (ptrdiff_t)i * conv->OC);

    for (int oh = 0; oh < conv->OH; oh++)
        for (int ow = 0; ow < conv->OW; ow++) {
            const float *x =
                conv->x + 2 * (oh * conv->step_y + ow * conv->step_x) + first_row * patch_row;
            ptrdiff_t at = ((ptrdiff_t)oh * conv->OW + ow) * conv->OC + c;
            vector_mask winner = winner_load(conv->winners + at);
            vector dy[WINDOW];
#pragma GCC unroll 4
            for (int w = 0; w < WINDOW; w++)
                dy[w] = (vector)((vector_mask)vector_load(conv->dy + at) & (winner == w) & open);
#pragma GCC unroll 5
            for (int r = 0; r < rows; r++)
#pragma GCC unroll 5
                for (int k = 0; k < width; k++)
#pragma GCC unroll 4
                    for (int w = 0; w < WINDOW; w++)
                        acc[r * width + k] += dy[w] * x[window.at[w] + r * patch_row + k];
        }
#pragma GCC unroll 25
    for (int i = 0; i < rows * width; i++)
        vector_store(dweight + (ptrdiff_t)i * conv->OC, acc[i]);
}

/* The last vector of channels ends with the last channel and begins within the one before. */
static int lanes_at(int c, int OC) {
    return c + LANES <= OC ? c : OC - LANES;
}

void NN_KERNEL(pooled_conv)(const struct nn_pooled_conv *conv) {
    for (int c = 0; c < conv->OC; c += LANES) {
        int at = lanes_at(c, conv->OC);
        if (conv->rows == 3 && conv->width == 3)
            forward_lanes(conv, at, 3, 3);
        else if (conv->rows == 5 && conv->width == 5)
            forward_lanes(conv, at, 5, 5);
        else
            forward_lanes(conv, at, conv->rows, conv->width);
    }
}

void NN_KERNEL(pooled_conv_gradient)(const struct nn_pooled_conv *conv) {
    for (int c = 0; c < conv->OC; c += LANES) {
        int at = lanes_at(c, conv->OC);
        if (conv->rows == 3 && conv->width == 3)
            gradient_lanes(conv, at, c - at, 0, 3, 3);
        else
            for (int r = 0; r < conv->rows; r++)
                if (conv->width == 5)
                    gradient_lanes(conv, at, c - at, r, 1, 5);
                else
                    gradient_lanes(conv, at, c - at, r, 1, conv->width);
    }
}
