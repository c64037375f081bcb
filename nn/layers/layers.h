/* Forward and backward of each kind of layer, over some images of a batch.
 *
 * Arrays are [count,H,W,C] of the layer's in or out shape, row-major, channels fastest. Backward
 * overwrites dx and adds to dweight and dbias. Every function runs on the calling thread and
 * allocates nothing. */
#ifndef NN_LAYERS_LAYERS_H
#define NN_LAYERS_LAYERS_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/kernels.h"
#include "nn/spec.h"

/* What one call works on. Members that a kind of layer does not use are ignored. */
struct nn_pass {
    const struct nn_kernels *kernels;
    const struct nn_layer *layer;
    int count; /* images */
    const float *x;
    float *y;
    const float *dy; /* with a relu merged into the layer: 0 where y is 0 */
    float *dx;       /* NULL if it is not wanted */
    uint8_t *argmax; /* [count, out] of a pooling merged into the layer; NULL without training */

    const float *weight, *bias;
    const float *transposed_weights; /* the weight made ready for the data gradient by
                                        nn_layer_transpose_weights */
    float *dweight, *dbias;
    const float *running_mean, *running_variance;

    uint64_t dropout_key; /* of this layer and step */
    int first;            /* number of the first image in its batch */
    bool training;        /* whether dropout drops */

    float *scratch; /* nn_layer_scratch floats */
};

/* Whether y is x and dx is dy. Only where every layer before it can still do its backward from what
 * is left: max pooling finds its maxima again in its y, which relu changes only where no gradient
 * goes, and dropout would change everywhere. */
bool nn_layer_in_place(const struct nn_layer *layer);

/* Floats of scratch memory that a call of nn_layer_forward needs, or, backward, of either. */
size_t nn_layer_scratch(const struct nn_layer *layer, bool backward);

/* The most that any layer of the spec needs: such scratch memory, and values of one image. */
size_t nn_layers_scratch(const struct nn_spec *spec, bool backward);
size_t nn_layers_values(const struct nn_spec *spec);

/* Forward of the layer's kind; batch norm uses the running statistics. */
void nn_layer_forward(const struct nn_pass *pass);

/* Backward of the layer's kind, but for batch norm (batch_norm.h). Dense layers' dweight is left
 * alone: nn_dense_weight_gradient. */
void nn_layer_backward(const struct nn_pass *pass);

/* The weight in the layout that the layer's data gradient reads, of as many floats: a dense layer's
 * transposed, [out,in]; a convolution's as its way of computing wants it. Of the weight seen as a
 * matrix of OC columns, rows first to first + count - 1. */
void nn_layer_transpose_weights(const struct nn_kernels *kernels, const struct nn_layer *layer,
                                const float *weight, float *transposed, int first, int count);
int nn_layer_weight_rows(const struct nn_layer *layer);

void nn_conv_forward(const struct nn_pass *pass);
void nn_conv_backward(const struct nn_pass *pass);
size_t nn_conv_scratch(const struct nn_layer *layer, bool backward);
void nn_conv_transpose_weights(const struct nn_kernels *kernels, const struct nn_layer *layer,
                               const float *weight, float *transposed, int first, int count);

void nn_dense_forward(const struct nn_pass *pass);
void nn_dense_backward(const struct nn_pass *pass);

/* dweight[first to first + count - 1][out] = sum over the batch of x[n][i] * dy[n][o]; overwrites.
 * By rows and not by images, so that a large weight needs neither copies nor a sum over them. */
void nn_dense_weight_gradient(const struct nn_pass *pass, int first, int count);

void nn_max_pool_forward(const struct nn_pass *pass);
void nn_max_pool_backward(const struct nn_pass *pass); /* needs y */

void nn_average_pool_forward(const struct nn_pass *pass);
void nn_average_pool_backward(const struct nn_pass *pass);

/* Inverted dropout (Srivastava et al. 2014): what stays is divided by 1 - rate. The pattern is a
 * function of the key, the image's number and the value's place. */
void nn_dropout_forward(const struct nn_pass *pass);
void nn_dropout_backward(const struct nn_pass *pass);

#endif
