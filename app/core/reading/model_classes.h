/* Which classes a model tells apart: its metadata name them in the line "classes", a JSON array. */
#pragma once

#include "app/core/base/class_set.h"
#include "nn/model.h"

/* The classes of the outputs, of which there must be NN_MIN_CLASSES to NN_MAX_CLASSES; numbers from
 * 0 on where the metadata do not name as many. */
struct class_set model_classes(const struct nn_model *model);

/* Puts the names into the metadata; as nn_model_annotate. */
NN_MUST_USE enum nn_status model_classes_annotate(struct nn_model *model,
                                                  const struct class_set *classes,
                                                  struct nn_error *err);
