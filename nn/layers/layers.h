/* Forward and backward passes of each kind of layer, over some images of a batch.
 *
 * Arrays are [count,H,W,C] of the layer's in or out shape, row-major, channels fastest. The
 * backward pass overwrites dx and adds to dweight and dbias. Every function runs on the calling
 * thread and allocates nothing. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/kernels.h"
#include "nn/parameters.h"
#include "nn/spec.h"

/* The arguments of one call. Members that a kind of layer does not use are ignored. */
struct nn_pass {
    const struct nn_kernels *kernels;
    const struct nn_layer *layer;
    int count; /* images */
    const float *x;
    float *y;
    const float *other;  /* of + and ]: what came to the mark before */
    const float *dy;     /* with a fused relu: 0 where y is 0 */
    const float *dother; /* of [ and +: the gradient of what the mark after it gives */
    float *dx;           /* NULL if not needed */
    uint8_t *argmax;     /* [count, out] of a fused pooling; NULL outside training */

    const float *weight, *bias;
    const float *forward_weights, *backward_weights; /* see nn_layer_prepare_forward */
    float *dweight, *dbias;
    const float *running_mean, *running_variance;

    uint64_t dropout_key; /* of this layer and step */
    int first;            /* number of the first image in its batch */
    bool training;        /* dropout is active */

    float *scratch; /* nn_layer_scratch floats */
};

/* C [M,N] = A [M,K] B [K,N] of rows without gaps; the caller fills in the arrays. */
static inline struct nn_gemm nn_gemm_of(int M, int N, int K) {
    return (struct nn_gemm){
        .M = M, .N = N, .K = K, .segments = 1, .a_row = K, .a_step = 1, .b_row = N, .c_row = N};
}

static inline size_t nn_larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/* A pass with the layer's parameters; the caller fills in images and scratch memory. */
struct nn_pass nn_layer_pass(const struct nn_kernels *kernels, const struct nn_layer *layer,
                             const struct nn_parameters *parameters, const float *values);

/* True if y is x and dx is dy: a fork, and relu and flatten unless they are the first to read a
 * branch's input, which is read again. Only where the layers before it can still run backward from
 * what is left: max pooling finds its maxima again in its y, which relu changes only where the
 * gradient is 0, but dropout would change everywhere. */
bool nn_layer_in_place(const struct nn_spec *spec, int layer);

/* Floats of scratch memory that nn_layer_forward needs or, with backward, either direction. */
size_t nn_layer_scratch(const struct nn_layer *layer, bool backward);

/* The maximum over all layers of the spec, of this scratch memory and of one image's values. */
size_t nn_layers_scratch(const struct nn_spec *spec, bool backward);
size_t nn_layers_values(const struct nn_spec *spec);

/* The forward pass; batch norm uses the running statistics. */
void nn_layer_forward(const struct nn_pass *pass);

/* The backward pass of that. Leaves a dense layer's dweight alone: see nn_dense_weight_gradient. */
void nn_layer_backward(const struct nn_pass *pass);

/* A layer's weight in the forms that its passes read, made anew whenever it changes. Forward, only
 * some convolutions have such a form, of nn_layer_forward_weights floats; others read the weight
 * itself, and have 0. The form of nn_layer_backward_weights floats is read by the data gradient: a
 * dense layer's is the weight transposed, [out,in], a convolution's depends on its method.
 *
 * Both functions below make the part of input channels first to first + count - 1; the second reads
 * what the first wrote. */
size_t nn_layer_forward_weights(const struct nn_layer *layer);
size_t nn_layer_backward_weights(const struct nn_layer *layer);
void nn_layer_prepare_forward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                              const float *weight, float *forward, int first, int count);
void nn_layer_prepare_backward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                               const float *weight, const float *forward, float *backward,
                               int first, int count);

void nn_conv_forward(const struct nn_pass *pass);
void nn_conv_backward(const struct nn_pass *pass);
size_t nn_conv_scratch(const struct nn_layer *layer, bool backward);
size_t nn_conv_forward_weights(const struct nn_layer *layer);
void nn_conv_prepare_forward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                             const float *weight, float *forward, int first, int count);
void nn_conv_prepare_backward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                              const float *weight, const float *forward, float *backward, int first,
                              int count);

/* A convolution with more than one group; nn_conv_forward and nn_conv_backward call them. */
void nn_grouped_conv_forward(const struct nn_pass *pass);
void nn_grouped_conv_backward(const struct nn_pass *pass);

void nn_dense_forward(const struct nn_pass *pass);
void nn_dense_backward(const struct nn_pass *pass);

/* Rows first to first + count - 1 of the gradient, dweight [count,out]: the sum over the batch of
 * x[n][first + i] * dy[n][o]; overwrites.
 * Works by rows instead of images: a large weight needs neither copies nor a sum over them. */
void nn_dense_weight_gradient(const struct nn_pass *pass, int first, int count);

/* Sigmoid and its relatives (spec.h): of one value, its slope there, and of a layer. */
float nn_activation_value(const struct nn_layer *layer, float x);
float nn_activation_slope(const struct nn_layer *layer, float x);
void nn_activation_forward(const struct nn_pass *pass);
void nn_activation_backward(const struct nn_pass *pass);

void nn_max_pool_forward(const struct nn_pass *pass);
void nn_max_pool_backward(const struct nn_pass *pass); /* needs y */

void nn_average_pool_forward(const struct nn_pass *pass);
void nn_average_pool_backward(const struct nn_pass *pass);
size_t nn_pool_scratch(const struct nn_layer *layer, bool backward); /* of both */

void nn_global_average_pool_forward(const struct nn_pass *pass);
void nn_global_average_pool_backward(const struct nn_pass *pass);

void nn_affine_forward(const struct nn_pass *pass);
void nn_affine_backward(const struct nn_pass *pass); /* scratch holds C floats */

/* Value i of new_side, scaled from `side` values, lies between number `first`, whose part is 1 -
 * fraction, and the next one. Pixels are squares: their centres are at halves. */
struct nn_sample {
    int first;
    float fraction;
};
struct nn_sample nn_resize_sample(int side, int new_side, int i);
void nn_resize_forward(const struct nn_pass *pass);
void nn_resize_backward(const struct nn_pass *pass);

void nn_transpose_forward(const struct nn_pass *pass);
void nn_transpose_backward(const struct nn_pass *pass);

/* [ + ] of spec.h. dx may be dy. */
void nn_fork_forward(const struct nn_pass *pass);
void nn_fork_backward(const struct nn_pass *pass);
void nn_branch_forward(const struct nn_pass *pass);
void nn_branch_backward(const struct nn_pass *pass);
void nn_join_forward(const struct nn_pass *pass);
void nn_join_backward(const struct nn_pass *pass);

/* As a model reads; no gradients of the weights. scratch holds 2 C floats. See batch_norm.h. */
void nn_batch_norm_infer(const struct nn_pass *pass);
void nn_batch_norm_infer_backward(const struct nn_pass *pass);

/* Inverted dropout (Srivastava et al. 2014) in training, else a copy: kept values are divided by 1
 * - rate. The pattern is a function of the key, the image's number and the value's index. */
void nn_dropout_forward(const struct nn_pass *pass);
void nn_dropout_backward(const struct nn_pass *pass);
