/* One level's kernels, under names that end in the level's: nn_gemm_avx2. CMake builds the files of
 * this folder once a level, with NN_LEVEL defined and the compiler's flags for that processor. */
#ifndef NN_KERNELS_LEVEL_H
#define NN_KERNELS_LEVEL_H

#include "nn/kernels.h"

#define NN_JOIN_EXPANDED(a, b) a##_##b
#define NN_JOIN(a, b)          NN_JOIN_EXPANDED(a, b)
#define NN_TEXT_EXPANDED(a)    #a
#define NN_TEXT(a)             NN_TEXT_EXPANDED(a)
#define NN_KERNEL(name)        NN_JOIN(nn_##name, NN_LEVEL)

extern const struct nn_kernels NN_KERNEL(kernels);

void NN_KERNEL(gemm)(const struct nn_gemm *gemm);
void NN_KERNEL(relu)(float *y, const float *x, size_t count);
void NN_KERNEL(relu_backward)(float *dx, const float *dy, const float *y, size_t count);
void NN_KERNEL(max_pool)(float *y, const float *x, const struct nn_pooling *pooling);
void NN_KERNEL(max_pool_backward)(float *dx, const float *dy, const float *x, const float *y,
                                  const struct nn_pooling *pooling);
void NN_KERNEL(pool_row)(const struct nn_pool_row *row);
void NN_KERNEL(unpool_row)(const struct nn_pool_row *row);
void NN_KERNEL(pooled_conv)(const struct nn_pooled_conv *conv);
void NN_KERNEL(pooled_conv_gradient)(const struct nn_pooled_conv *conv);
void NN_KERNEL(add_patches)(float *sum, const float *x, const struct nn_patches *patches);
void NN_KERNEL(winograd_input)(const struct nn_winograd *tiles, const float *x, float *to);
void NN_KERNEL(winograd_output)(const struct nn_winograd *tiles, const float *from,
                                const struct nn_winograd_end *end, float *y);
void NN_KERNEL(winograd_output_pooled)(const struct nn_winograd *tiles, const float *from,
                                       const struct nn_winograd_end *end, float *y,
                                       uint8_t *argmax);
void NN_KERNEL(winograd_output_gradient)(const struct nn_winograd *tiles, const float *dy,
                                         float *to);
void NN_KERNEL(winograd_weight)(const float *weight, size_t count, float *to);
void NN_KERNEL(winograd_weight_gradient)(const float *from, size_t count, float *dweight);
void NN_KERNEL(transpose)(float *to, ptrdiff_t to_row, const float *from, ptrdiff_t from_row,
                          int rows, int columns, int accumulate);
void NN_KERNEL(add_scaled)(float *y, const float *x, float scale, size_t count);
void NN_KERNEL(column_sums)(float *sums, const float *x, int rows, int C);
void NN_KERNEL(column_products)(float *sums, const float *x, const float *y, int rows, int C);
void NN_KERNEL(scale_shift)(float *y, const float *x, const float *scale, const float *shift,
                            int rows, int C);
void NN_KERNEL(blend)(float *y, const float *a, const float *b, const float *factors, int rows,
                      int C);
void NN_KERNEL(adam)(float *w, float *m, float *v, const float *gradient, size_t count,
                     const struct nn_adam *adam);
void NN_KERNEL(momentum)(float *w, float *velocity, const float *gradient, size_t count, float rate,
                         float momentum, float decay, int nesterov);
void NN_KERNEL(move_towards)(float *average, const float *w, float fraction, size_t count);
void NN_KERNEL(warp)(float *to, ptrdiff_t to_row, const uint8_t *pixels,
                     const struct nn_warp *warp);
void NN_KERNEL(change_pen)(float *to, const float *padded, int height, int width, float amount);
double NN_KERNEL(multiply_add)(float *total, float factor, float term, long rounds);

#endif
