/* The inside of a model, for the parts of the library that make models. */
#pragma once

#include <stdatomic.h>

#include "nn/layers/layers.h"
#include "nn/metadata_list.h"
#include "nn/model.h"
#include "nn/parameters.h"

/* Once it is shared, its values and metadata never change. */
struct nn_model {
    atomic_int references;
    struct nn_spec spec, fused;
    struct nn_parameters parameters;
    float *values;
    float *forward_weights[NN_MAX_LAYERS]; /* by layer of the spec: see nn_layer_prepare_forward */
    struct nn_floats floats;               /* the memory of these */
    struct nn_metadata_list metadata;      /* owned texts */
};

/* A model whose values are all 0. */
NN_MUST_USE enum nn_status nn_model_allocate(struct nn_model **model, const struct nn_spec *spec,
                                             struct nn_error *err);

/* Makes the model ready to run. To be called once all of its values are there. */
void nn_model_prepare(struct nn_model *model);

/* A pass through a layer of the spec, fused or not, with the model's parameters. */
struct nn_pass nn_model_pass(const struct nn_model *model, const struct nn_kernels *kernels,
                             const struct nn_layer *layer);

/* A pass over the image of the last run: the layer's x, y, parameters and scratch memory. */
struct nn_inspection;
struct nn_pass nn_inspection_pass(const struct nn_inspection *inspection,
                                  const struct nn_model *model, int layer);
