/* Whole networks: training, inference, and the sprint to 99 %. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
static enum nn_status measure_training(const struct bench *bench, const char *net, int batch,
                                       int threads, struct nn_error *err) {
    struct nn_spec spec;
    struct nn_recipe recipe = nn_recipe_default();
    struct nn_thread_pool *pool = NULL;
    struct nn_trainer *trainer = NULL;
    recipe.batch_size = batch;
    recipe.epochs = 1000; /* more than there is time for */
    enum nn_status status = bench_spec(&spec, net, err);
    if (!status)
        status = nn_thread_pool_create(&pool, threads, err);
    if (!status)
        status = nn_trainer_create(&trainer, &spec, &recipe, &bench->data.train, pool, err);
    if (!status) {
        double step_s = timing_measure(run_step, trainer, seconds_a_measurement).median_s;
        double rate = batch / step_s, gflops = 1e-9 * rate * nn_spec_training_flops(&spec);
        bench_report(bench,
                     json_pack("{s:{s:s, s:i, s:i, s:f, s:f}}", "training", "net", net, "batch",
                               batch, "threads", threads, "images_per_second", rate, "gflops",
                               gflops),
                     "  training, batch %3d, threads %d    %10.0f images/s %7.1f GFLOP/s\n", batch,
                     threads, rate, gflops);
    }
    nn_trainer_destroy(trainer);
    nn_thread_pool_destroy(pool);
    return status;
}

static enum nn_status measure_trainings(const struct bench *bench, const char *net,
                                        struct nn_error *err) {
    static const int batches[] = {64, 128};
    int threads = bench->machine.threads;
    enum nn_status status = NN_STATUS_OK;
    for (size_t i = 0; i < sizeof batches / sizeof *batches && !status; i++) {
        status = measure_training(bench, net, batches[i], 1, err);
        if (!status && threads > 1)
            status = measure_training(bench, net, batches[i], threads, err);
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

/* One image on one thread, from floats to logits. */
static enum nn_status measure_latency(const struct bench *bench, const char *net,
                                      const struct nn_model *model, struct nn_error *err) {
    struct nn_dataset data = bench->data.test;
    int values = data.count * data.height * data.width;
    float *images = nn_floats_create((size_t)values);
    if (!images)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to measure inference");
    nn_image_to_floats(data.images, values, images);
    struct single_image single = {.model = model, .images = images, .count = data.count};
    enum nn_status status = nn_workspace_create(&single.workspace, nn_model_spec(model), 1, err);
    if (!status) {
        struct timing_result took =
            timing_measure(run_single_image, &single, seconds_a_measurement);
        double p50_us = 1e6 * took.median_s, p99_us = 1e6 * took.p99_s;
        bench_report(
            bench,
            json_pack("{s:{s:s, s:f, s:f}}", "latency", "net", net, "p50_us", p50_us, "p99_us",
                      p99_us),
            "  one image, threads 1             %10.1f us (median), %.1f us (99th percentile)\n",
            p50_us, p99_us);
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

/* Many images on all threads, from bytes to answers. */
static enum nn_status measure_throughput(const struct bench *bench, const char *net,
                                         const struct nn_model *model, int count,
                                         struct nn_error *err) {
    struct nn_dataset data = nn_dataset_slice(&bench->data.test, 0, count);
    struct evaluation evaluation = {.model = model, .data = &data, .err = err};
    int threads = bench->machine.threads;
    enum nn_status status = nn_thread_pool_create(&evaluation.pool, threads, err);
    if (status)
        return status;
    double took_s = timing_measure(run_evaluation, &evaluation, seconds_a_measurement).median_s;
    double rate = count / took_s,
           gflops = 1e-9 * rate * nn_spec_forward_flops(nn_model_spec(model));
    nn_thread_pool_destroy(evaluation.pool);
    if (evaluation.status)
        return evaluation.status;
    bench_report(bench,
                 json_pack("{s:{s:s, s:i, s:i, s:f, s:f}}", "throughput", "net", net, "images",
                           count, "threads", threads, "images_per_second", rate, "gflops", gflops),
                 "  %5d images at once, threads %d   %10.0f images/s %7.1f GFLOP/s\n", count,
                 threads, rate, gflops);
    return NN_STATUS_OK;
}

static enum nn_status measure_inference(const struct bench *bench, const char *net,
                                        struct nn_error *err) {
    static const int counts[] = {1000, 10000};
    struct nn_spec spec;
    struct nn_model *model = NULL;
    enum nn_status status = bench_spec(&spec, net, err);
    if (!status)
        status = nn_model_create(&model, &spec, 1, err);
    if (!status)
        status = measure_latency(bench, net, model, err);
    for (size_t i = 0; i < sizeof counts / sizeof *counts && !status; i++)
        status = measure_throughput(bench, net, model, counts[i], err);
    nn_model_release(model);
    return status;
}

/* A whole run of the sprint recipe. */
static enum nn_status measure_sprint(const struct bench *bench, struct nn_error *err) {
    const struct training_observer nobody = {0};
    struct training_settings settings;
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    enum nn_status status = training_settings_from_recipe(&settings, "sprint", err);
    if (!status)
        status = training_run_create(&run, &settings, &bench->data, err);
    if (!status)
        status = training_run_execute(run, &nobody, &result, err);
    if (!status)
        bench_report(bench,
                     json_pack("{s:{s:i, s:f, s:f}}", "sprint", "threads", result->settings.threads,
                               "train_seconds", result->train_seconds, "test_accuracy",
                               result->test.accuracy),
                     "  a whole run, threads %d           %10.2f s of training, then %.2f %% of "
                     "the test pictures right\n",
                     result->settings.threads, result->train_seconds, 100 * result->test.accuracy);
    training_result_destroy(result);
    training_run_destroy(run);
    return status;
}

enum nn_status bench_net(const struct bench *bench, const char *net, struct nn_error *err) {
    if (!bench->json)
        printf("\n%s: %s\n", net, nn_spec_named(net));
    enum nn_status status = measure_trainings(bench, net, err);
    if (!status)
        status = measure_inference(bench, net, err);
    return !status && strcmp(net, "sprint") == 0 ? measure_sprint(bench, err) : status;
}
