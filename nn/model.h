/* A net with its weights, and what it takes to run it.
 *
 * A model is immutable once made and counted: any thread may read it, each holder releases it
 * once. Scratch memory lives in a workspace, one for each thread that runs a model.
 *
 * Images go in as floats [N,H,W,C], 0 (paper) to 1 (ink), row-major, channels fastest. */
#ifndef NN_MODEL_H
#define NN_MODEL_H

#include <stdint.h>

#include "nn/dataset.h"
#include "nn/metadata.h"
#include "nn/spec.h"
#include "nn/status.h"
#include "nn/thread_pool.h"

struct nn_model;
struct nn_workspace;

/* A new model with random weights: He et al. 2015 (normal, fan in) before a relu, Glorot and Bengio
 * 2010 (uniform) elsewhere; biases zero. The caller releases it. */
NN_MUST_USE enum nn_status nn_model_create(struct nn_model **model, const struct nn_spec *spec,
                                           uint64_t seed, struct nn_error *err);

/* A new model of the values (1 - share) * a + share * b, of one spec: between a net and the same
 * net trained further there are nets that have most of what both can (Wortsman et al. 2022).
 * MISMATCH if the specs differ. Without metadata. The caller releases it. */
NN_MUST_USE enum nn_status nn_model_blend(struct nn_model **model, const struct nn_model *a,
                                          const struct nn_model *b, float fraction,
                                          struct nn_error *err);

/* Retain returns its argument; the last release frees. Release accepts NULL. Safe on any thread. */
struct nn_model *nn_model_retain(struct nn_model *model);
void nn_model_release(struct nn_model *model);

/* Borrowed, valid as long as the model. */
const struct nn_spec *nn_model_spec(const struct nn_model *model);

/* All values as one block in the library's own order, borrowed, and how many floats it holds. Equal
 * models have equal blocks. */
const float *nn_model_values(const struct nn_model *model);
size_t nn_model_value_count(const struct nn_model *model);

/* Lines about the model (which net, recipe, seed) that go with it into every file and come back
 * from there; borrowed. */
const struct nn_metadata *nn_model_metadata(const struct nn_model *model, int *count);

/* Copies lines into the model's metadata, over those of the same key. Before the model is shared;
 * BAD_ARGUMENT if there is no room left or a line is not UTF-8 of at most 4096 bytes; the lines
 * before that one are then in. What model files say of themselves (metadata.h) is left out. */
NN_MUST_USE enum nn_status nn_model_annotate(struct nn_model *model,
                                             const struct nn_metadata *lines, int count,
                                             struct nn_error *err);

/* Room for batches of up to max_batch images of any model with this spec. */
NN_MUST_USE enum nn_status nn_workspace_create(struct nn_workspace **workspace,
                                               const struct nn_spec *spec, int max_batch,
                                               struct nn_error *err);
void nn_workspace_destroy(struct nn_workspace *workspace);

/* logits [count, classes] of images [count,H,W,C]; count <= the workspace's max_batch. Runs on the
 * calling thread, allocates nothing. The workspace must be made for the model's spec. */
void nn_model_forward(const struct nn_model *model, struct nn_workspace *workspace,
                      const float *images, int count, float *logits);

/* probabilities[i] = exp(logits[i]) / sum exp(logits), computed without overflow. May alias. */
void nn_softmax(const float *logits, int classes, float *probabilities);

/* What a model makes of a dataset's images that have a class; accuracy, loss and ece are 0 if there
 * are none. confusion[t][p] counts images of true class t read as p; ece is the expected
 * calibration error over 15 equal bins (Guo et al. 2017, section 2). */
struct nn_evaluation {
    int count, correct;
    double accuracy, loss, ece;
    int confusion[NN_MAX_CLASSES][NN_MAX_CLASSES];
};

/* Runs model over all of data on the pool's threads; the same result for any number of them.
 * probabilities is NULL or [count, classes]. MISMATCH if there are no images, more than
 * NN_MAX_CLASSES classes, or others than the net takes and gives. */
NN_MUST_USE enum nn_status nn_model_evaluate(const struct nn_model *model,
                                             const struct nn_dataset *data,
                                             struct nn_thread_pool *pool,
                                             struct nn_evaluation *evaluation, float *probabilities,
                                             struct nn_error *err);

#endif
