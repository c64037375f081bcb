/* The inside of a model, for the parts of the library that make models. */
#pragma once

#include "nn/layers/layers.h"
#include "nn/model.h"
#include "nn/parameters.h"

/* A model whose values are all 0. */
NN_MUST_USE enum nn_status nn_model_allocate(struct nn_model **model, const struct nn_spec *spec,
                                             struct nn_error *err);

const struct nn_parameters *nn_model_parameters(const struct nn_model *model);

/* A pass over the image of an inspection's last run: the layer's x, y, parameters and scratch
 * memory. */
struct nn_inspection;
struct nn_pass nn_inspection_pass(const struct nn_inspection *inspection,
                                  const struct nn_model *model, int layer);

/* For filling a model that is not shared yet; after that its values never change. */
float *nn_model_unpublished_values(struct nn_model *model);
