/* How much each pixel contributes to an answer: gradients of a model's logits with respect to its
 * image.
 *
 * Batch norm uses its running statistics and dropout is off, as when a model reads. One thread at a
 * time. */
#pragma once

#include "nn/model.h"

struct nn_saliency;

/* Holds a reference to model. NO_MEMORY as for nn_inspection_create. */
NN_MUST_USE enum nn_status nn_saliency_create(struct nn_saliency **saliency, struct nn_model *model,
                                              struct nn_error *err);
void nn_saliency_destroy(struct nn_saliency *saliency);

/* Switches to another model of the same spec. */
void nn_saliency_set_model(struct nn_saliency *saliency, struct nn_model *model);
/* Borrowed. */
struct nn_model *nn_saliency_model(const struct nn_saliency *saliency);

/* gradient [H,W,C] (overwritten) of the sum of direction[k] * logits[k] with respect to image
 * [H,W,C], by back-propagation (Simonyan et al. 2013, section 3). direction has one number per
 * output. Returns the logits, borrowed until the next call. Allocates nothing. */
const float *nn_saliency_gradient(struct nn_saliency *saliency, const float *image,
                                  const float *direction, float *gradient);

/* One point of integrated gradients (Sundararajan, Taly and Yan 2017, equation 1) along the
 * straight line from a blank image: adds weight * image[i] * gradient[i], with the gradient at
 * fraction * image, to sum. The sums of n points at (k + 1/2) / n with weight 1 / n approach the
 * increase along the direction from the blank image to this one; more points come closer. */
void nn_saliency_add_point(struct nn_saliency *saliency, const float *image, const float *direction,
                           float fraction, float weight, float *sum);
