/* A network with its weights, and how to run it.
 *
 * A model is immutable once made, and reference-counted: any thread may read it, and each holder
 * releases it once. Scratch memory is in a workspace, one for each thread that runs a model.
 *
 * Images are floats [N,H,W,C], 0 (paper) to 1 (ink), row-major, channels fastest. */
#pragma once

#include <stdint.h>

#include "nn/dataset.h"
#include "nn/metadata.h"
#include "nn/spec.h"
#include "nn/status.h"
#include "nn/thread_pool.h"

struct nn_model;
struct nn_workspace;

/* A new model with random weights: He et al. 2015 (normal, fan in) before a relu or the like,
 * Glorot and Bengio 2010 (uniform) elsewhere; biases zero. The caller releases it. */
NN_MUST_USE enum nn_status nn_model_create(struct nn_model **model, const struct nn_spec *spec,
                                           uint64_t seed, struct nn_error *err);

/* A new model with the values (1 - fraction) * a + fraction * b, both of the same spec: models
 * between a network and the same one trained further keep most of the abilities of both (Wortsman
 * et al. 2022). It has no metadata. MISMATCH if the specs differ. The caller releases it. */
NN_MUST_USE enum nn_status nn_model_blend(struct nn_model **model, const struct nn_model *a,
                                          const struct nn_model *b, float fraction,
                                          struct nn_error *err);

/* Retain returns its argument; the last release frees. Release accepts NULL. Safe on any thread. */
struct nn_model *nn_model_retain(struct nn_model *model);
void nn_model_release(struct nn_model *model);

/* Borrowed, valid as long as the model. */
const struct nn_spec *nn_model_spec(const struct nn_model *model);

/* All values as one block in the library's own order, borrowed, and its number of floats. Equal
 * models have equal blocks. */
const float *nn_model_values(const struct nn_model *model);
size_t nn_model_value_count(const struct nn_model *model);

/* Lines about the model (network, recipe, seed) that are in its files too; borrowed. */
const struct nn_metadata *nn_model_metadata(const struct nn_model *model, int *count);

/* The value of the line with this key, borrowed, or NULL. */
const char *nn_model_metadata_value(const struct nn_model *model, const char *key);

/* Copies lines into the model's metadata, replacing those with the same key. Call it before the
 * model is shared. BAD_ARGUMENT if the metadata are full or a line is not UTF-8 of at most 4096
 * bytes; the lines before that one have then been added. Lines that describe the file (metadata.h)
 * are skipped. */
NN_MUST_USE enum nn_status nn_model_annotate(struct nn_model *model,
                                             const struct nn_metadata *lines, int count,
                                             struct nn_error *err);

/* Scratch memory for batches of up to max_batch images of any model with this spec. */
NN_MUST_USE enum nn_status nn_workspace_create(struct nn_workspace **workspace,
                                               const struct nn_spec *spec, int max_batch,
                                               struct nn_error *err);
void nn_workspace_destroy(struct nn_workspace *workspace);

/* logits [count, classes] of images [count,H,W,C]; count <= the workspace's max_batch. Runs on the
 * calling thread, allocates nothing. The workspace must have been made for the model's spec. */
void nn_model_forward(const struct nn_model *model, struct nn_workspace *workspace,
                      const float *images, int count, float *logits);

/* probabilities[i] = exp(logits[i]) / sum exp(logits), computed without overflow. May alias. */
void nn_softmax(const float *logits, int classes, float *probabilities);

/* How well a model reads the images of a dataset that have a class; accuracy, loss and ece are 0 if
 * there are none. confusion[t][p] counts images of true class t read as p; ece is the expected
 * calibration error over 15 equal bins (Guo et al. 2017, section 2). */
struct nn_evaluation {
    int count, correct;
    double accuracy, loss, ece;
    int confusion[NN_MAX_CLASSES][NN_MAX_CLASSES];
};

/* logits [count, classes] of all images of data, computed on the pool's threads with the same bits
 * for any number of them. MISMATCH if the data do not fit (see nn_dataset_check). */
NN_MUST_USE enum nn_status nn_model_logits(const struct nn_model *model,
                                           const struct nn_dataset *data,
                                           struct nn_thread_pool *pool, float *logits,
                                           struct nn_error *err);

/* Compares logits [count, classes] with the labels of data, and replaces them by probabilities. */
void nn_evaluate_logits(struct nn_evaluation *evaluation, const struct nn_dataset *data,
                        float *logits);

/* Both: runs model over all of data. probabilities is NULL or [count, classes]. */
NN_MUST_USE enum nn_status nn_model_evaluate(const struct nn_model *model,
                                             const struct nn_dataset *data,
                                             struct nn_thread_pool *pool,
                                             struct nn_evaluation *evaluation, float *probabilities,
                                             struct nn_error *err);
