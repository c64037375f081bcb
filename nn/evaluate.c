#include <stdlib.h>
#include <string.h>

#include "nn/calibration.h"
#include "nn/loss.h"
#include "nn/model.h"
#include "nn/parameters.h"

/* A thread's activations of CHUNK images fit into its cache. */
enum { CHUNK = 8 };

struct job {
    const struct nn_model *model;
    const struct nn_dataset *data;
    struct nn_workspace **workspaces; /* one per thread */
    float *images;                    /* [threads, CHUNK, H, W] */
    float *logits;                    /* [count, classes] */
};

static void run_chunk(void *context, int piece, int worker) {
    struct job *job = context;
    int size = job->data->height * job->data->width, first = piece * CHUNK;
    int count = job->data->count - first < CHUNK ? job->data->count - first : CHUNK;
    float *images = job->images + (ptrdiff_t)worker * CHUNK * size;
    nn_image_to_floats(job->data->images + (ptrdiff_t)first * size, count * size, images);
    nn_model_forward(job->model, job->workspaces[worker], images, count,
                     job->logits + (ptrdiff_t)first * job->data->classes);
}

void nn_evaluate_logits(struct nn_evaluation *evaluation, const struct nn_dataset *data,
                        float *logits) {
    int classes = data->classes;
    struct nn_reliability reliability = {0};
    double loss = 0;
    memset(evaluation, 0, sizeof *evaluation);
    for (int n = 0; n < data->count; n++) {
        float *row = logits + (ptrdiff_t)n * classes;
        int label = data->labels[n], read = nn_argmax(row, classes);
        if (label != NN_NO_CLASS) {
            loss += nn_cross_entropy(row, &data->labels[n], 1, classes, 0, 1, NULL).sum;
            evaluation->confusion[label][read]++;
            evaluation->correct += read == label;
            evaluation->count++;
        }
        nn_softmax(row, classes, row);
        if (label != NN_NO_CLASS)
            nn_reliability_add(&reliability, row[read], read == label);
    }
    if (evaluation->count > 0) {
        evaluation->accuracy = (double)evaluation->correct / evaluation->count;
        evaluation->loss = loss / evaluation->count;
    }
    evaluation->ece = nn_reliability_error(&reliability);
}

enum nn_status nn_model_logits(const struct nn_model *model, const struct nn_dataset *data,
                               struct nn_thread_pool *pool, float *logits, struct nn_error *err) {
    enum nn_status status = nn_dataset_check(data, nn_model_spec(model), err);
    if (status)
        return status;
    int threads = nn_thread_pool_threads(pool);
    size_t pixels = (size_t)data->height * (size_t)data->width;
    struct nn_floats floats = {0};
    struct job job = {
        .model = model,
        .data = data,
        .workspaces = calloc((size_t)threads, sizeof *job.workspaces),
        .images = nn_floats_add(&floats, (size_t)threads * CHUNK * pixels),
        .logits = logits,
    };
    if (!job.workspaces || floats.failed)
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to evaluate a network");
    for (int i = 0; i < threads && !status; i++)
        status = nn_workspace_create(&job.workspaces[i], nn_model_spec(model), CHUNK, err);
    if (!status)
        nn_thread_pool_run(pool, (data->count + CHUNK - 1) / CHUNK, run_chunk, &job);
    for (int i = 0; job.workspaces && i < threads; i++)
        nn_workspace_destroy(job.workspaces[i]);
    free(job.workspaces);
    nn_floats_deinit(&floats);
    return status;
}

enum nn_status nn_model_evaluate(const struct nn_model *model, const struct nn_dataset *data,
                                 struct nn_thread_pool *pool, struct nn_evaluation *evaluation,
                                 float *probabilities, struct nn_error *err) {
    struct nn_floats floats = {0};
    float *logits = probabilities
                        ? probabilities
                        : nn_floats_add(&floats, (size_t)data->count * (size_t)data->classes);
    enum nn_status status =
        floats.failed ? nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to evaluate a network")
                      : nn_model_logits(model, data, pool, logits, err);
    if (!status)
        nn_evaluate_logits(evaluation, data, logits);
    nn_floats_deinit(&floats);
    return status;
}
