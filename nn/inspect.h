/* Shows the inside of a network: every layer's output for one image, and how each value came about.
 *
 * Running a model for its answer fuses layers (fusion.h) and discards what lies between; here every
 * layer runs separately and its values are kept. An inspection belongs to one thread. */
#pragma once

#include "nn/model.h"

struct nn_inspection;

/* Allocates all layers' values for one image. NO_MEMORY also if they are more than 2^24. */
NN_MUST_USE enum nn_status nn_inspection_create(struct nn_inspection **inspection,
                                                const struct nn_spec *spec, struct nn_error *err);
void nn_inspection_destroy(struct nn_inspection *inspection);

/* Runs the model, which must have the inspection's spec, on image [H,W,C]. Allocates nothing. */
void nn_inspection_run(struct nn_inspection *inspection, const struct nn_model *model,
                       const float *image);

/* The output of layer number `layer` of the spec for the last image: [H,W,C] of the layer's out
 * shape, row-major, channels fastest. Layer -1 is the image itself. Borrowed until the next run. */
const float *nn_inspection_values(const struct nn_inspection *inspection, int layer);

/* One value as a weighted sum: the sum of inputs[i] * weights[i], plus bias. Both arrays are
 * [H,W,C] of shape, borrowed until the next call. Convolutions and dense layers have their own
 * weights; a dense layer's inputs keep the rows and columns from before they were flattened, a
 * convolution's are those of its own group, and padding counts as inputs of 0, which max pooling
 * does not look at. Other layers get the weights that apply to this image: relu 1 or 0, max pooling
 * 1 for the first maximum, the average 1 / count for each, batch norm and affine their scale, with
 * their shift as the bias, resizing the parts of four pixels, sigmoid and its relatives their slope
 * at this input, a sum 1 for both of its values, side by side. */
struct nn_terms {
    struct nn_shape shape;
    const float *inputs, *weights;
    float bias;
    int row, column; /* position of the first input in the layer's input; negative within padding */
};

/* The terms of value [row][column][channel] of a layer's output, after a run of the same model. */
void nn_inspection_terms(struct nn_inspection *inspection, const struct nn_model *model, int layer,
                         int row, int column, int channel, struct nn_terms *terms);
