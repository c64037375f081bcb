/* The inner loops, built several times for different processors and chosen when the program runs.
 *
 * Levels sum in orders of their own, with fused multiply-adds or without, so that they agree to
 * rounding; one level gives the same bits every time. Inputs may be read, never used, up to
 * NN_SLACK floats past their end: whoever allocates leaves that much room. Kernels cannot fail. */
#ifndef NN_KERNELS_H
#define NN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { NN_SLACK = 16 };

/* C[m][n] = (accumulate ? C[m][n] : bias ? bias[n] : 0)
 *           + sum over s < segments, k < K of
 *             A[m * a_row + s * a_segment + k * a_step] * B[s * b_segment + k * b_row + n].
 *
 * m < M, n < N; C's rows are c_row floats apart. C overlaps neither A nor B. One shape of sum
 * serves every layer: convolutions read A straight from the image (segments are the kernel's rows,
 * a_row the stride), gradients of weights read it transposed (a_row 1, a_step from pixel to pixel).
 */
struct nn_gemm {
    int M, N, K, segments;
    const float *a;
    ptrdiff_t a_row, a_step, a_segment;
    const float *b;
    ptrdiff_t b_row, b_segment;
    float *c;
    ptrdiff_t c_row;
    const float *bias;
    int accumulate;
    int relu; /* at the end, negative values become 0 */
};

/* Geometry of max pooling of one image [H,W,C] to [OH,OW,C], row-major, channels fastest. */
struct nn_pooling {
    int W, C, OH, OW, kernel, stride;
};

/* One row of OW pooled pixels of C channels, y [OW,C], from the window rows that it is made of:
 * pixel (r, p) of them is at rows + r * row_stride + p * pixel_stride. argmax [OW,C], unless NULL,
 * gets the number within its window, in row order, of the first value that is the largest. relu
 * turns negative y to 0 and has no part in the backward, which overwrites every pixel of the window
 * rows with dy where it won and with 0 elsewhere. kernel is at most 15. */
struct nn_pool_row {
    int OW, C, kernel, relu;
    float *rows;
    ptrdiff_t row_stride, pixel_stride;
    float *y;
    const float *dy; /* backward only */
    uint8_t *argmax;
};

enum { NN_POOLED_CONV_MAX_PATCH = 25 };

/* A convolution of one image merged with max pooling of 2 x 2, for patches of at most
 * NN_POOLED_CONV_MAX_PATCH values and at least `lanes` output channels OC. OH and OW count pooled
 * pixels. A patch is `rows` rows of `width` = kernel * IC values, patch_row floats apart; the patch
 * of the convolution's next output to the right begins step_x floats further on, below step_y. */
struct nn_pooled_conv {
    int OH, OW, OC, rows, width, relu;
    ptrdiff_t patch_row, step_x, step_y;
    const float *x;
    const float *weight, *bias; /* [rows*width,OC], [OC] */
    float *y;                   /* [OH,OW,OC] */
    uint8_t *argmax;            /* [OH,OW,OC], as in struct nn_pool_row; may be NULL forward */
    const float *dy;            /* gradient only: 0 where relu cut y off */
    float *dweight;             /* gradient only; added to */
};

/* Patches that begin at float number `at` of an array, each to be multiplied by its factor. */
struct nn_patch {
    int32_t at;
    float factor;
};

/* Patches of `rows` rows of `width` values, patch_row floats apart, to be added up where rows are
 * sum_row floats apart; width is at least `lanes`. */
struct nn_patches {
    int rows, width;
    ptrdiff_t patch_row, sum_row;
    const struct nn_patch *items;
    int count;
};

enum { NN_WINOGRAD_POSITIONS = 16 };

/* Winograd's convolution F(2x2, 3x3) (Lavin and Gray 2016) between its transforms: for each of 16
 * positions a matrix [tiles, C], `position` floats after the one before, tiles row by row. A tile
 * is 2 x 2 pixels of the output, made from 4 x 4 of the input, whose pixels are `row` floats below
 * and `pixel` floats beside each other. From the first tile on there are rows x columns pixels:
 * what lies beyond counts as 0 and is not written. C is a multiple of `lanes`. */
struct nn_winograd {
    int tile_rows, tile_columns, C, rows, columns;
    ptrdiff_t row, pixel, position;
};

/* What is done to outputs: bias [C] may be NULL. */
struct nn_winograd_end {
    const float *bias;
    int relu;
};

enum { NN_WARP_NODES = 6, NN_PEN_BORDER = 2, NN_WARP_MAX_SIDE = 64 };

/* Where pixel (x, y) of a changed picture, measured from the centre, is taken from:
 * (xx, xy; yx, yy) times ((x, y) - shift), and with elastic the displacements of a coarse grid,
 * interpolated between its nodes, which is as smooth as the Gaussian blur of Simard et al. 2003 for
 * a fraction of the work. Lengths are in pixels. */
struct nn_warp {
    int height, width; /* up to NN_WARP_MAX_SIDE */
    float xx, xy, yx, yy, shift_x, shift_y;
    int elastic;
    float node_x[NN_WARP_NODES][NN_WARP_NODES], node_y[NN_WARP_NODES][NN_WARP_NODES];
};

/* Values that one step of Adam needs besides the arrays; corrections are 1 - beta^t. */
struct nn_adam {
    float rate, beta1, beta2, epsilon, decay, decoupled_decay;
    float correction1, correction2;
};

struct nn_kernels {
    const char *name;
    int lanes; /* floats a vector */
    void (*gemm)(const struct nn_gemm *gemm);

    /* y[i] = max(0, x[i]); dx[i] = y[i] > 0 ? dy[i] : 0. In place where pointers are equal. */
    void (*relu)(float *y, const float *x, size_t count);
    void (*relu_backward)(float *dx, const float *dy, const float *y, size_t count);

    /* y is each window's maximum. dx must be zero; the first place in a window that holds the
     * maximum, in row order, gets its dy. */
    void (*max_pool)(float *y, const float *x, const struct nn_pooling *pooling);
    void (*max_pool_backward)(float *dx, const float *dy, const float *x, const float *y,
                              const struct nn_pooling *pooling);

    /* One row of pooled pixels and its backward; see struct nn_pool_row. */
    void (*pool_row)(const struct nn_pool_row *row);
    void (*unpool_row)(const struct nn_pool_row *row);

    /* Forward, and the gradient of the weight. */
    void (*pooled_conv)(const struct nn_pooled_conv *conv);
    void (*pooled_conv_gradient)(const struct nn_pooled_conv *conv);

    /* sum[r * sum_row + k] += the sum over patches of factor * x[at + r * patch_row + k]. */
    void (*add_patches)(float *sum, const float *x, const struct nn_patches *patches);

    /* The transforms of an image, of products into an image (or the 2 x 2 maxima [tiles, C] of it
     * and their argmax, as in struct nn_pool_row), and of an image's gradient into the products'.
     */
    void (*winograd_input)(const struct nn_winograd *tiles, const float *x, float *to);
    void (*winograd_output)(const struct nn_winograd *tiles, const float *from,
                            const struct nn_winograd_end *end, float *y);
    void (*winograd_output_pooled)(const struct nn_winograd *tiles, const float *from,
                                   const struct nn_winograd_end *end, float *y, uint8_t *argmax);
    void (*winograd_output_gradient)(const struct nn_winograd *tiles, const float *dy, float *to);
    /* Of a weight [3,3,count] into [16,count], and the gradient back, which is added. count is a
     * multiple of `lanes`. */
    void (*winograd_weight)(const float *weight, size_t count, float *to);
    void (*winograd_weight_gradient)(const float *from, size_t count, float *dweight);

    /* to[c][r] = from[r][c], or added to what is there; rows of `to` and of `from` are to_row and
     * from_row floats apart. */
    void (*transpose)(float *to, ptrdiff_t to_row, const float *from, ptrdiff_t from_row, int rows,
                      int columns, int accumulate);

    /* y[i] += x[i] * scale. */
    void (*add_scaled)(float *y, const float *x, float scale, size_t count);
    /* sums[c] += the sum over rows r of x[r][c]; x [rows, C]. */
    void (*column_sums)(float *sums, const float *x, int rows, int C);
    /* sums[c] += the sum over rows r of x[r][c] * y[r][c]. */
    void (*column_products)(float *sums, const float *x, const float *y, int rows, int C);
    /* y[r][c] = x[r][c] * scale[c] + shift[c]. y may be x. */
    void (*scale_shift)(float *y, const float *x, const float *scale, const float *shift, int rows,
                        int C);
    /* y[r][c] = factors[0][c] * a[r][c] + factors[1][c] * b[r][c] + factors[2][c]; factors [3, C].
     * y may be a or b. */
    void (*blend)(float *y, const float *a, const float *b, const float *factors, int rows, int C);

    /* One step for count weights; m and v are Adam's running moments, velocity is momentum's. */
    void (*adam)(float *w, float *m, float *v, const float *gradient, size_t count,
                 const struct nn_adam *adam);
    void (*momentum)(float *w, float *velocity, const float *gradient, size_t count, float rate,
                     float momentum, float decay, int nesterov);
    /* average[i] += (w[i] - average[i]) * share. */
    void (*move_towards)(float *average, const float *w, float fraction, size_t count);

    /* A picture [height,width] of 8-bit pixels resampled bilinearly to floats 0 to 1, in rows
     * to_row floats apart. Outside it is 0. */
    void (*warp)(float *to, ptrdiff_t to_row, const uint8_t *pixels, const struct nn_warp *warp);
    /* to [height,width] is the padded picture mixed, by amount, with its dilation (above 0) or
     * erosion (below 0) of one pixel: -1 to 1. padded has a border of zeros of one pixel:
     * [height + NN_PEN_BORDER, width + NN_PEN_BORDER]. */
    void (*change_pen)(float *to, const float *padded, int height, int width, float amount);

    /* For measuring what a processor can do at most: independent sums that stay in registers, each
     * s = s * factor + term, rounds times. *total is all of them added up. Returns how many
     * floating-point operations the rounds took, a multiply-add being two. */
    double (*multiply_add)(float *total, float factor, float term, long rounds);
};

/* The fastest level that this processor has, or the one named by the environment variable
 * INKLING_SIMD if the processor has it. Never NULL. */
const struct nn_kernels *nn_kernels_best(void);

/* Level number index, slowest first, or NULL past the last that this processor can run. */
const struct nn_kernels *nn_kernels_level(int index);

#endif
