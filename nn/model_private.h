/* A model's inside, for the parts of the library that make models. */
#ifndef NN_MODEL_PRIVATE_H
#define NN_MODEL_PRIVATE_H

#include "nn/model.h"
#include "nn/parameters.h"

/* A model whose values are all 0. */
NN_MUST_USE enum nn_status nn_model_allocate(struct nn_model **model, const struct nn_spec *spec,
                                             struct nn_error *err);

const struct nn_parameters *nn_model_parameters(const struct nn_model *model);

/* For filling a model that nobody else knows yet; once it is handed out its values stay. */
float *nn_model_unpublished_values(struct nn_model *model);

#endif
