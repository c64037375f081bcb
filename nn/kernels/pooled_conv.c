/* Convolutions of small patches with 2 x 2 max pooling, such as a first layer's: a vector holds
 * channels of the output, and a window's four outputs stay in registers but for the largest. */
#include "nn/kernels/argmax.h"
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

#if defined(__clang__) /* warns that loops of the general case, of any patch, are not unrolled */
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

enum { WINDOW = 4 };

/* LANES channels from c on. Where rows and width are constants, the weights stay in registers. */
static inline __attribute__((always_inline)) void
forward_lanes(const struct nn_pooled_conv *given, int c, const int rows, const int width) {
    const struct nn_pooled_conv conv = *given; /* a copy that stores through y cannot change */
    const ptrdiff_t right = conv.step_x, below = conv.step_y;
    float *y = conv.y + c;
    uint8_t *argmax = conv.argmax ? conv.argmax + c : NULL;
    vector weight[NN_POOLED_CONV_MAX_PATCH];
    const vector bias = vector_load(conv.bias + c);
    NN_UNROLL(25)
    for (int i = 0; i < rows * width; i++)
        weight[i] = vector_load(conv.weight + (ptrdiff_t)i * conv.OC + c);

    for (int oh = 0; oh < conv.OH; oh++) {
        const float *x = conv.x + 2 * oh * below;
        for (int ow = 0; ow < conv.OW; ow++, x += 2 * right, y += conv.OC) {
            vector value[WINDOW] = {bias, bias, bias, bias};
            const float *upper = x, *lower = x + below;
            NN_UNROLL(5)
            for (int r = 0; r < rows; r++, upper += conv.patch_row, lower += conv.patch_row) {
                NN_UNROLL(5)
                for (int k = 0; k < width; k++) {
                    /* cppcheck-suppress uninitvar ; set above, for the same rows and width */
                    value[0] += weight[r * width + k] * upper[k];
                    value[1] += weight[r * width + k] * upper[right + k];
                    value[2] += weight[r * width + k] * lower[k];
                    value[3] += weight[r * width + k] * lower[right + k];
                }
            }
            struct running_max max = running_max_of_four(value);
            running_max_store(&max, conv.relu, y, argmax);
            argmax += argmax ? conv.OC : 0;
        }
    }
}

/* Rows first_row to first_row + rows - 1 of the patch of dweight, LANES channels from c on, of
 * which the first `done` are already done. */
static inline __attribute__((always_inline)) void gradient_lanes(const struct nn_pooled_conv *conv,
                                                                 int c, int done, int first_row,
                                                                 const int rows, const int width) {
    const ptrdiff_t right = conv->step_x, below = conv->step_y, patch_row = conv->patch_row;
    const float *dy = conv->dy + c;
    const uint8_t *argmax = conv->argmax + c;
    float *dweight = conv->dweight + (ptrdiff_t)first_row * width * conv->OC + c;
    const vector_mask open = vector_lane_numbers() >= done;
    vector acc[NN_POOLED_CONV_MAX_PATCH];
    NN_UNROLL(25)
    for (int i = 0; i < rows * width; i++)
        acc[i] = vector_load(dweight + (ptrdiff_t)i * conv->OC);

    for (int oh = 0; oh < conv->OH; oh++) {
        const float *x = conv->x + 2 * oh * below + first_row * patch_row;
        for (int ow = 0; ow < conv->OW; ow++, x += 2 * right, dy += conv->OC, argmax += conv->OC) {
            const vector_mask all = (vector_mask)vector_load(dy) & open;
            const vector_mask index = vector_load_bytes(argmax);
            vector fraction[WINDOW];
            NN_UNROLL(4)
            for (int w = 0; w < WINDOW; w++)
                fraction[w] = (vector)(all & (index == w));
            const float *upper = x, *lower = x + below;
            NN_UNROLL(5)
            for (int r = 0; r < rows; r++, upper += patch_row, lower += patch_row) {
                NN_UNROLL(5)
                for (int k = 0; k < width; k++) {
                    acc[r * width + k] += fraction[0] * upper[k];
                    acc[r * width + k] += fraction[1] * upper[right + k];
                    acc[r * width + k] += fraction[2] * lower[k];
                    acc[r * width + k] += fraction[3] * lower[right + k];
                }
            }
        }
    }
    NN_UNROLL(25)
    for (int i = 0; i < rows * width; i++)
        vector_store(dweight + (ptrdiff_t)i * conv->OC, acc[i]);
}

/* The last vector of channels ends with the last channel and overlaps the previous one. */
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
        else if (conv->rows == 5 && conv->width == 5 && NN_ACCUMULATORS >= 24)
            gradient_lanes(conv, at, c - at, 0, 5, 5);
        else
            for (int r = 0; r < conv->rows; r++)
                if (conv->width == 5)
                    gradient_lanes(conv, at, c - at, r, 1, 5);
                else
                    gradient_lanes(conv, at, c - at, r, 1, conv->width);
    }
}
