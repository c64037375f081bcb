/* Every layer straight from its definition, in double precision and without regard to speed: the
 * reference for the library's results.
 *
 * Arrays are [N,H,W,C], row-major, channels fastest; weights lie as nn/parameters.h says. Sizes
 * come from the layer. No array may overlap another. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/dataset.h"
#include "nn/parameters.h"
#include "nn/spec.h"

/* weight [KH,KW,IC,OC], bias [OC]. */
void reference_conv(const struct nn_layer *layer, int count, const double *x, const double *weight,
                    const double *bias, double *y);
/* weight [in,out], bias [out]. */
void reference_dense(const struct nn_layer *layer, int count, const double *x, const double *weight,
                     const double *bias, double *y);

/* These return the distance to the nearest kink: how far x is from values at which another branch
 * would be taken. Windows whose largest values are equal do not count: relu or dropout made them
 * equal, and no small change of a weight separates them. */
double reference_relu(const struct nn_layer *layer, int count, const double *x, double *y);
double reference_activation(const struct nn_layer *layer, int count, const double *x, double *y);
double reference_max_pool(const struct nn_layer *layer, int count, const double *x, double *y);

void reference_average_pool(const struct nn_layer *layer, int count, const double *x, double *y);
void reference_global_average_pool(const struct nn_layer *layer, int count, const double *x,
                                   double *y);

/* Resizing and transposing. */
void reference_geometry(const struct nn_layer *layer, int count, const double *x, double *y);

/* weight and bias [C]. */
void reference_affine(const struct nn_layer *layer, int count, const double *x,
                      const double *weight, const double *bias, double *y);

/* mean and variance (biased) [C] of x over all pixels of all images. */
void reference_statistics(const struct nn_layer *layer, int count, const double *x, double *mean,
                          double *variance);
void reference_batch_norm(const struct nn_layer *layer, int count, const double *x,
                          const double *weight, const double *bias, const double *mean,
                          const double *variance, double *y);

/* kept [N,H,W,C] is 1 where a value stays and 0 where it is dropped. */
void reference_dropout(const struct nn_layer *layer, int count, const double *x,
                       const uint8_t *kept, double *y);

void reference_softmax(const double *logits, int classes, double *probabilities);

/* Returns the sum over the images of the cross-entropy with labels smoothed as in nn/loss.h. */
double reference_cross_entropy(const double *logits, const uint8_t *labels, int count, int classes,
                               double smoothing);

/* Runs layer number index of a network as reference_forward does: x [N, in] to y [N, out]. */
double reference_layer(const struct nn_spec *spec, int index, const double *values, bool training,
                       int count, const double *x, double *y);

/* The output of + or ], in y, from its input in y (which + ignores) and from other, which came to
 * the mark before it. */
void reference_mark(const struct nn_layer *layer, int count, const double *other, double *y);

/* Runs a whole network with the parameters in values; dropout drops nothing. Batch norm uses the
 * batch's own statistics in training, else the running ones. logits [count, outputs]. Returns the
 * distance to the nearest kink of any layer. */
double reference_forward(const struct nn_spec *spec, const double *values, bool training,
                         const double *images, int count, double *logits);

/* A training batch. */
struct reference_batch {
    int count;
    const double *images;
    const uint8_t *labels;
    double label_smoothing;
};

/* Returns the mean loss of the batch. *kink is the result of reference_forward, unless NULL. */
double reference_loss(const struct nn_spec *spec, const double *values,
                      const struct reference_batch *batch, double *kink);
