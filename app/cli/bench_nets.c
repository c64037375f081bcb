/* Whole nets: training, inference, and the sprint to 99 %. */
#include <stdlib.h>

#include "app/cli/bench.h"
#include "app/cli/timing.h"
#include "app/core/training/training_run.h"
#include "nn/model.h"
#include "nn/parameters.h"
#include "nn/trainer.h"

static const double seconds_a_measurement = 0.7;

static void run_step(void *context) {
    nn_trainer_step(context);
}

/* Adam at 1e-3 on the plain training pictures. */
static enum nn_status measure_training(const struct bench *bench, struct bench_training *training,
                                       struct nn_error *err) {
    struct nn_spec spec;
    struct nn_recipe recipe = nn_recipe_default();
    struct nn_thread_pool *pool = NULL;
    struct nn_trainer *trainer = NULL;
    recipe.batch_size = training->batch;
    recipe.epochs = 1000; /* more than there is time for */
    enum nn_status status = bench_spec(&spec, training->net, err);
    if (!status)
        status = nn_thread_pool_create(&pool, training->threads, err);
    if (!status)
        status = nn_trainer_create(&trainer, &spec, &recipe, &bench->data.train, pool, err);
    if (!status) {
        struct timing timing = {0};
        timing_repeat(&timing, run_step, trainer, seconds_a_measurement);
        training->images_per_second = training->batch / timing_percentile(&timing, 0.5);
        training->flops = training->images_per_second * nn_spec_training_flops(&spec);
        timing_deinit(&timing);
    }
    nn_trainer_destroy(trainer);
    nn_thread_pool_destroy(pool);
    return status;
}

enum nn_status bench_training(const struct bench *bench, const char *net, struct nn_error *err) {
    static const int batches[] = {64, 128};
    enum nn_status status = NN_STATUS_OK;
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++)
        for (int all = 0; all < (bench->machine.threads > 1 ? 2 : 1) && !status; all++) {
            struct bench_training training = {
                .net = net, .batch = batches[i], .threads = all ? bench->machine.threads : 1};
            status = measure_training(bench, &training, err);
            if (!status)
                bench_report_training(bench, &training);
        }
    return status;
}

/* One picture after another of a dataset, as floats. */
struct single_image {
    const struct nn_model *model;
    struct nn_workspace *workspace;
    const float *images;
    int count, next;
};

static void run_single_image(void *context) {
    struct single_image *single = context;
    float logits[NN_MAX_CLASSES];
    nn_model_forward(single->model, single->workspace,
                     single->images + (ptrdiff_t)single->next * INK_PIXELS, 1, logits);
    single->next = (single->next + 1) % single->count;
}

static enum nn_status measure_latency(const struct bench *bench, const struct nn_model *model,
                                      struct bench_latency *latency, struct nn_error *err) {
    struct nn_dataset data = bench->data.test;
    int values = data.count * data.height * data.width;
    float *images = nn_floats_create((size_t)values);
    if (!images)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to measure inference");
    nn_image_to_floats(data.images, values, images);
    struct single_image single = {.model = model, .images = images, .count = data.count};
    enum nn_status status = nn_workspace_create(&single.workspace, nn_model_spec(model), 1, err);
    if (!status) {
        struct timing timing = {0};
        timing_repeat(&timing, run_single_image, &single, seconds_a_measurement);
        latency->median_s = timing_percentile(&timing, 0.5);
        latency->p99_s = timing_percentile(&timing, 0.99);
        timing_deinit(&timing);
    }
    nn_workspace_destroy(single.workspace);
    free(images);
    return status;
}

/* A dataset to be read as a whole, from bytes to answers. */
struct evaluation {
    const struct nn_model *model;
    const struct nn_dataset *data;
    struct nn_thread_pool *pool;
    enum nn_status status;
    struct nn_error *err;
};

static void run_evaluation(void *context) {
    struct evaluation *evaluation = context;
    struct nn_evaluation result;
    if (!evaluation->status)
        evaluation->status = nn_model_evaluate(evaluation->model, evaluation->data,
                                               evaluation->pool, &result, NULL, evaluation->err);
}

static enum nn_status measure_throughput(const struct nn_model *model,
                                         const struct nn_dataset *data,
                                         struct bench_throughput *throughput,
                                         struct nn_error *err) {
    struct evaluation evaluation = {.model = model, .data = data, .err = err};
    enum nn_status status = nn_thread_pool_create(&evaluation.pool, throughput->threads, err);
    if (status)
        return status;
    struct timing timing = {0};
    timing_repeat(&timing, run_evaluation, &evaluation, seconds_a_measurement);
    throughput->images = data->count;
    throughput->images_per_second = data->count / timing_percentile(&timing, 0.5);
    throughput->flops = throughput->images_per_second * nn_spec_forward_flops(nn_model_spec(model));
    timing_deinit(&timing);
    nn_thread_pool_destroy(evaluation.pool);
    return evaluation.status;
}

enum nn_status bench_inference(const struct bench *bench, const char *net, struct nn_error *err) {
    static const int counts[] = {1000, 10000};
    struct bench_latency latency = {.net = net};
    struct bench_throughput throughput = {.net = net, .threads = bench->machine.threads};
    struct nn_spec spec;
    struct nn_model *model = NULL;
    enum nn_status status = bench_spec(&spec, net, err);
    if (!status)
        status = nn_model_create(&model, &spec, 1, err);
    if (!status)
        status = measure_latency(bench, model, &latency, err);
    if (!status)
        bench_report_latency(bench, &latency);
    for (size_t i = 0; i < sizeof counts / sizeof *counts && !status; i++) {
        struct nn_dataset data = nn_dataset_slice(&bench->data.test, 0, counts[i]);
        status = measure_throughput(model, &data, &throughput, err);
        if (!status)
            bench_report_throughput(bench, &throughput);
    }
    nn_model_release(model);
    return status;
}

enum nn_status bench_sprint(const struct bench *bench, struct nn_error *err) {
    const struct training_observer nobody = {0};
    struct training_settings settings;
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    enum nn_status status = training_settings_from_recipe(&settings, "sprint", err);
    if (!status)
        status = training_run_create(&run, &settings, &bench->data, err);
    if (!status)
        status = training_run_execute(run, &nobody, &result, err);
    if (!status) {
        struct bench_sprint sprint = {
            .threads = result->settings.threads,
            .train_seconds = result->train_seconds,
            .test_accuracy = result->test.accuracy,
        };
        bench_report_sprint(bench, &sprint);
    }
    training_result_destroy(result);
    training_run_destroy(run);
    return status;
}
