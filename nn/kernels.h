/* The inner loops, compiled for several kinds of processor and chosen at run time.
 *
 * Levels sum in different orders, with or without fused multiply-adds, so they agree up to
 * rounding; one level gives the same bits every time. Inputs may be read, but not used, up to
 * NN_SLACK floats past their end: allocations include that much slack. Kernels cannot fail. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { NN_SLACK = 16 };

/* C[m][n] = (accumulate ? C[m][n] : bias ? bias[n] : 0)
 *           + sum over s < segments, k < K of
 *             A[m * a_row + s * a_segment + k * a_step] * B[s * b_segment + k * b_row + n].
 *
 * m < M, n < N; C's rows are c_row floats apart. C overlaps neither A nor B. One form of sum serves
 * every layer: convolutions read A straight from the image (segments are the kernel's rows, a_row
 * the stride), gradients of weights read it transposed (a_row 1, a_step from pixel to pixel). */
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
    int relu; /* negative results become 0 */
};

/* Geometry of max pooling of one image [H,W,C] to [OH,OW,C], row-major, channels fastest. */
struct nn_pooling {
    int W, C, OH, OW, kernel, stride;
};

/* One row of OW pooled pixels of C channels, y [OW,C], from its window rows: their pixel (r, p) is
 * at rows + r * row_stride + p * pixel_stride. argmax [OW,C], unless NULL, gets the index within
 * its window, in row order, of the first maximum. relu sets negative y to 0 and does not affect the
 * backward pass, which writes dy to each window's maximum and 0 elsewhere. kernel is at most 15. */
struct nn_pool_row {
    int OW, C, kernel, relu;
    float *rows;
    ptrdiff_t row_stride, pixel_stride;
    float *y;
    const float *dy; /* backward only */
    uint8_t *argmax;
};

enum { NN_POOLED_CONV_MAX_PATCH = 25 };

/* A convolution of one image fused with max pooling of 2 x 2, for patches of at most
 * NN_POOLED_CONV_MAX_PATCH values and at least `lanes` output channels OC. OH and OW count pooled
 * pixels. A patch is `rows` rows of `width` = kernel * IC values, patch_row floats apart; that of
 * the next output begins step_x floats further on to the right and step_y below. */
struct nn_pooled_conv {
    int OH, OW, OC, rows, width, relu;
    ptrdiff_t patch_row, step_x, step_y;
    const float *x;
    const float *weight, *bias; /* [rows*width,OC], [OC] */
    float *y;                   /* [OH,OW,OC] */
    uint8_t *argmax;            /* [OH,OW,OC], as in struct nn_pool_row; may be NULL forward */
    const float *dy;            /* gradient only: 0 where relu zeroed y */
    float *dweight;             /* gradient only; accumulates */
};

/* A patch that begins at index `at` of an array, and its factor. */
struct nn_patch {
    int32_t at;
    float factor;
};

/* Patches of `rows` rows of `width` values, patch_row floats apart, added up into rows that are
 * sum_row floats apart; width is at least `lanes`. */
struct nn_patches {
    int rows, width;
    ptrdiff_t patch_row, sum_row;
    const struct nn_patch *items;
    int count;
};

enum { NN_WINOGRAD_POSITIONS = 16 };

/* Winograd's convolution F(2x2, 3x3) (Lavin and Gray 2016) between its transforms: a matrix [tiles,
 * C] for each of 16 positions, `position` floats apart, tiles row by row. A tile is 2 x 2 pixels of
 * the output, computed from 4 x 4 of the input. The first tile's corner is (top, left) in an image
 * [rows, columns, C] whose pixels are `row` floats apart vertically and `pixel` floats
 * horizontally: those outside the image count as 0, and are not written. top and left are negative
 * only for inputs. C is a multiple of `lanes`. */
struct nn_winograd {
    int tile_rows, tile_columns, C, top, left, rows, columns;
    ptrdiff_t row, pixel, position;
};

/* Applied to outputs; bias [C] may be NULL. */
struct nn_winograd_end {
    const float *bias;
    int relu;
};

enum { NN_WARP_NODES = 6, NN_PEN_BORDER = 2, NN_WARP_MAX_SIDE = 64 };

/* The source position of pixel (x, y) of a changed picture, both measured from the centre: (xx, xy;
 * yx, yy) times ((x, y) - shift), plus, if elastic, displacements interpolated between the nodes of
 * a coarse grid, as smooth as the blur of Simard et al. 2003 and cheaper. Lengths are in pixels. */
struct nn_warp {
    int height, width; /* up to NN_WARP_MAX_SIDE */
    float xx, xy, yx, yy, shift_x, shift_y;
    int elastic;
    float node_x[NN_WARP_NODES][NN_WARP_NODES], node_y[NN_WARP_NODES][NN_WARP_NODES];
};

/* The numbers in one step of Adam; corrections are 1 - beta^t. */
struct nn_adam {
    float rate, beta1, beta2, epsilon, decay, decoupled_decay;
    float correction1, correction2;
};

struct nn_kernels {
    const char *name;
    int lanes; /* floats per vector */
    void (*gemm)(const struct nn_gemm *gemm);

    /* y[i] = max(0, x[i]); dx[i] = y[i] > 0 ? dy[i] : 0. May work in place. */
    void (*relu)(float *y, const float *x, size_t count);
    void (*relu_backward)(float *dx, const float *dy, const float *y, size_t count);

    /* y is each window's maximum, the first of which in row order gets dy. dx must be zero. */
    void (*max_pool)(float *y, const float *x, const struct nn_pooling *pooling);
    void (*max_pool_backward)(float *dx, const float *dy, const float *x, const float *y,
                              const struct nn_pooling *pooling);

    /* One row of pooled pixels, forward and backward; see struct nn_pool_row. */
    void (*pool_row)(const struct nn_pool_row *row);
    void (*unpool_row)(const struct nn_pool_row *row);

    /* The forward pass, and the gradient of the weight. */
    void (*pooled_conv)(const struct nn_pooled_conv *conv);
    void (*pooled_conv_gradient)(const struct nn_pooled_conv *conv);

    /* sum[r * sum_row + k] += the sum over patches of factor * x[at + r * patch_row + k]. */
    void (*add_patches)(float *sum, const float *x, const struct nn_patches *patches);

    /* Transforms an image, products into an image (or into its 2 x 2 maxima [tiles, C] and their
     * argmax, as in struct nn_pool_row), and an image's gradient into that of the products. */
    void (*winograd_input)(const struct nn_winograd *tiles, const float *image, float *to);
    void (*winograd_output)(const struct nn_winograd *tiles, const float *from,
                            const struct nn_winograd_end *end, float *y);
    void (*winograd_output_pooled)(const struct nn_winograd *tiles, const float *from,
                                   const struct nn_winograd_end *end, float *y, uint8_t *argmax);
    void (*winograd_output_gradient)(const struct nn_winograd *tiles, const float *dy, float *to);
    /* count values of a weight's taps to 16 positions, taps and positions `apart` floats apart; a
     * gradient [16,count] back to [3,3,count], accumulating. lanes divides count. */
    void (*winograd_weight)(const float *weight, ptrdiff_t apart, size_t count, float *to);
    void (*winograd_weight_gradient)(const float *from, size_t count, float *dweight);

    /* to[c][r] = from[r][c], or += to accumulate; rows are to_row and from_row floats apart. */
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
    /* y[r][c] = f[0][c] * a[r][c] + f[1][c] * b[r][c] + f[2][c], f [3, C]. y may be a or b. */
    void (*blend)(float *y, const float *a, const float *b, const float *f, int rows, int C);

    /* One step for count weights; m and v are Adam's moments, velocity is momentum's. */
    void (*adam)(float *w, float *m, float *v, const float *gradient, size_t count,
                 const struct nn_adam *adam);
    void (*momentum)(float *w, float *velocity, const float *gradient, size_t count, float rate,
                     float momentum, float decay, int nesterov);
    /* average[i] += (w[i] - average[i]) * fraction. */
    void (*move_towards)(float *average, const float *w, float fraction, size_t count);

    /* Resamples a picture [height,width] of 8-bit pixels bilinearly to floats from 0 to 1, in rows
     * to_row floats apart. Pixels outside are 0. */
    void (*warp)(float *to, ptrdiff_t to_row, const uint8_t *pixels, const struct nn_warp *warp);
    /* to [height,width] is the padded picture blended, by amount (-1 to 1), with its dilation
     * (above 0) or erosion (below 0) by one pixel. padded has a border of zeros of one pixel:
     * [height + NN_PEN_BORDER, width + NN_PEN_BORDER]. */
    void (*change_pen)(float *to, const float *padded, int height, int width, float amount);

    /* Measures a processor's peak: independent sums that stay in registers, s = s * factor + term,
     * rounds times. *total is the sum of all. Returns the operations: two per multiply-add. */
    double (*multiply_add)(float *total, float factor, float term, long rounds);
};

/* The fastest level that this processor supports, or the one that the environment variable
 * INKLING_SIMD names if it is supported. Never NULL. */
const struct nn_kernels *nn_kernels_best(void);

/* Level number index, slowest first, or NULL past the last that this processor supports. */
const struct nn_kernels *nn_kernels_level(int index);
