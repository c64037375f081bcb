/* The parts of an inspection that saliency uses. */
#ifndef NN_INSPECT_PRIVATE_H
#define NN_INSPECT_PRIVATE_H

#include "nn/inspect.h"
#include "nn/model_private.h"

/* A pass over the image of the last run: the layer's x, y, parameters and scratch memory. */
struct nn_pass nn_inspection_pass(const struct nn_inspection *inspection,
                                  const struct nn_model *model, int layer);

#endif
