#include "app/core/training/training_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/core/base/array.h"
#include "app/core/base/clamp.h"
#include "app/core/base/clock.h"
#include "app/core/base/fingerprint.h"
#include "app/core/reading/model_classes.h"
#include "app/core/runs/run_folder.h"
#include "app/core/training/training_run_private.h"
#include "app/core/training/validation.h"

enum { INK_SLICE = 1000, POINTS_A_CHECK = 4, CHECKPOINT_SECONDS = 2 };

static enum nn_status load_data(struct training_run *run, const struct data_set *data,
                                struct nn_error *err) {
    enum nn_status status = training_data_folder(run->data_folder, &run->settings, err);
    if (!status && !data)
        status = training_data_load(&run->own_data, run->data_folder, run->settings.prepare,
                                    DATA_TRAIN | DATA_TEST, err);
    if (status)
        return status;
    const struct nn_dataset *all = data ? &data->train : &run->own_data.train;
    run->test = data ? data->test : run->own_data.test;
    run->classes = data ? data->classes : run->own_data.classes;
    run->settings.classes = run->classes.count;
    size_t pixels = (size_t)all->count * (size_t)all->height * (size_t)all->width;
    run->data_hash = fingerprint(FINGERPRINT_SEED, all->images, pixels);
    run->data_hash = fingerprint(run->data_hash, all->labels, (size_t)all->count);
    return training_data_split(all, run->data_folder, &run->train, &run->validation, err);
}

static enum nn_status prepare(struct training_run *run, const struct data_set *data,
                              struct nn_error *err) {
    const struct training_settings *settings = &run->settings;
    struct nn_recipe recipe;
    enum nn_status status = training_settings_recipe(settings, &recipe, err);
    if (!status)
        status = load_data(run, data, err);
    if (!status)
        status = training_settings_spec(settings, &run->spec, err);
    if (!status)
        status = nn_thread_pool_create(&run->pool, settings->threads, err);
    if (!status && settings->ink_pictures > 0)
        status = training_data_check_ink(&run->classes, err);
    if (!status && settings->ink_pictures > 0) {
        run->ink =
            (struct training_ink){.seed = settings->seed, .none_fraction = settings->none_fraction};
        status = training_data_add_ink(&run->train, &run->ink, settings->ink_pictures,
                                       &run->with_ink, err);
    }
    if (!status)
        status = nn_trainer_create(&run->trainer, &run->spec, &recipe, &run->train, run->pool, err);
    return status;
}

enum nn_status training_run_create(struct training_run **out,
                                   const struct training_settings *settings,
                                   const struct data_set *data, struct nn_error *err) {
    struct training_run *run = calloc(1, sizeof *run);
    if (!run)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a training run");
    run->settings = *settings;
    run->ink_epoch = -1;
    if (run->settings.threads == 0)
        run->settings.threads = nn_processor_count();
    enum nn_status status = prepare(run, data, err);
    if (status)
        training_run_destroy(run);
    else
        *out = run;
    return status;
}

const struct data_set *training_run_data(const struct training_run *run) {
    return &run->own_data;
}

void training_run_destroy(struct training_run *run) {
    if (!run)
        return;
    nn_trainer_destroy(run->trainer);
    nn_thread_pool_destroy(run->pool);
    run_folder_destroy(run->folder);
    data_set_destroy(&run->own_data);
    free(run->with_ink);
    free(run->points);
    free(run);
}

enum nn_status training_run_resume(struct training_run *run, struct nn_error *err) {
    enum nn_status status = run_folder_open(&run->folder, run->settings.run_folder, err);
    if (!status)
        status = training_checkpoint_load(run, err);
    if (!status)
        status = run_folder_go_back(run->folder, nn_trainer_steps_done(run->trainer), err);
    if (!status)
        status = run_folder_points(run->folder, &run->points, &run->point_count, err);
    run->point_capacity = run->point_count;
    /* A run interrupted between reaching its target and writing its result must not go past it. */
    run->reached_target = run->settings.target > 0 && run->point_count > 0 &&
                          run->points[run->point_count - 1].val_accuracy >= run->settings.target;
    run->first_step = nn_trainer_steps_done(run->trainer);
    run->first_seconds = run->train_seconds;
    return status;
}

enum nn_status training_run_snapshot(struct training_run *run, struct nn_model **model,
                                     struct nn_error *err) {
    char seed[32], ink[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)run->settings.seed);
    snprintf(ink, sizeof ink, "%d", run->settings.ink_pictures);
    const struct nn_metadata record[] = {
        {"program", "inkling " INKLING_VERSION},
        {"net", run->settings.net},
        {"recipe", run->settings.recipe},
        {"augmentation", run->settings.augmentation},
        {"ink_pictures", ink},
        {"seed", seed},
    };
    struct nn_model *made = NULL;
    enum nn_status status = nn_trainer_snapshot(run->trainer, &made, err);
    if (!status)
        status = nn_model_annotate(made, record, sizeof record / sizeof *record, err);
    if (!status)
        status = model_classes_annotate(made, &run->classes, err);
    if (status)
        nn_model_release(made);
    else
        *model = made;
    return status;
}

static bool is_abandoned(const struct training_run *run) {
    return training_observer_abandons(run->observer);
}

/* Draws new ink for each epoch, so that no picture of it is seen twice, in slices, so that quitting
 * does not wait for it. */
static void draw_ink(struct training_run *run) {
    int count = run->settings.ink_pictures;
    long epoch = nn_trainer_steps_done(run->trainer) / nn_trainer_steps_per_epoch(run->trainer);
    if (run->ink_epoch == epoch)
        return;
    run->ink.start = (uint64_t)epoch * (uint64_t)count;
    for (int first = 0; first < count && !is_abandoned(run); first += INK_SLICE) {
        int size = count - first < INK_SLICE ? count - first : INK_SLICE;
        training_data_draw_ink(&run->ink, first, size, run->pool);
    }
    run->ink_epoch = epoch;
}

static double fraction(long part, long whole) {
    return whole > 0 ? (double)part / (double)whole : 0;
}

static enum nn_status validate(struct training_run *run, struct training_point *point,
                               struct nn_error *err) {
    struct nn_model *model = NULL;
    struct validation measured = {0};
    enum nn_status status = training_run_snapshot(run, &model, err);
    if (!status)
        status =
            validation_measure(&measured, model, &run->validation, run->pool, run->observer, err);
    nn_model_release(model);
    point->val_loss = measured.loss;
    point->val_accuracy = measured.accuracy;
    return status;
}

static void tell_point(const struct training_run *run, const struct training_point *point) {
    if (run->observer->point)
        run->observer->point(run->observer->context, point);
}

static enum nn_status keep_point(struct training_run *run, const struct training_point *point,
                                 struct nn_error *err) {
    struct training_point *points =
        array_reserve(run->points, &run->point_capacity, run->point_count + 1, sizeof *points);
    if (!points)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a run's graph");
    run->points = points;
    run->points[run->point_count++] = *point;
    tell_point(run, point);
    return NN_STATUS_OK;
}

/* Steps between points of the graph; every POINTS_A_CHECK-th has a validation. */
static long point_interval(const struct training_run *run) {
    int checks = clamp_int(20 / run->settings.epochs, 2, 10); /* per epoch */
    long interval = nn_trainer_steps_per_epoch(run->trainer) / (checks * POINTS_A_CHECK);
    return interval < 1 ? 1 : interval;
}

static enum nn_status finish_epoch(struct training_run *run, const struct training_point *point,
                                   struct nn_error *err) {
    const struct tally *tally = &run->since_epoch;
    long steps = nn_trainer_steps_done(run->trainer);
    struct training_epoch epoch = {
        .epoch = (int)(steps / nn_trainer_steps_per_epoch(run->trainer)),
        .step = steps,
        .train_loss = tally->loss_sum / (double)tally->images,
        .train_accuracy = fraction(tally->correct, tally->classed),
        .val_loss = point->val_loss,
        .val_accuracy = point->val_accuracy,
        .seconds = tally->seconds,
        .images_per_second = (double)tally->images / tally->seconds,
    };
    run->since_epoch = (struct tally){0};
    if (run->observer->epoch)
        run->observer->epoch(run->observer->context, &epoch);
    return run->folder ? training_checkpoint_save(run, err) : NN_STATUS_OK;
}

/* Adds a point to the graph if one is due, and checks whether the target is reached. */
static enum nn_status check(struct training_run *run, struct nn_error *err) {
    long steps = nn_trainer_steps_done(run->trainer);
    long per_epoch = nn_trainer_steps_per_epoch(run->trainer), interval = point_interval(run);
    long in_epoch = steps % per_epoch;
    /* A point just before the epoch's end would cover only a few steps and show their noise. */
    bool epoch_ends = in_epoch == 0;
    bool due = epoch_ends || (in_epoch % interval == 0 && per_epoch - in_epoch >= interval);
    if (!due)
        return NN_STATUS_OK;
    const struct tally *tally = &run->since_point;
    struct training_point point = {
        .epoch = (double)steps / (double)per_epoch,
        .train_loss = tally->loss_sum / (double)tally->images,
        .train_accuracy = fraction(tally->correct, tally->classed),
        .val_loss = NAN,
        .val_accuracy = NAN,
    };
    run->since_point = (struct tally){0};
    enum nn_status status = NN_STATUS_OK;
    if (epoch_ends || in_epoch / interval % POINTS_A_CHECK == 0)
        status = validate(run, &point, err);
    if (status || is_abandoned(run))
        return status;
    run->reached_target = run->settings.target > 0 && point.val_accuracy >= run->settings.target;
    status = keep_point(run, &point, err);
    if (!status && run->folder)
        status = run_folder_add(run->folder, steps, run->train_seconds, &point, err);
    if (!status && epoch_ends)
        status = finish_epoch(run, &point, err);
    return status;
}

static void add_step(struct tally *tally, const struct nn_step *step, double seconds) {
    tally->loss_sum += step->loss * step->images;
    tally->correct += step->correct;
    tally->classed += step->classed;
    tally->images += step->images;
    tally->seconds += seconds;
}

static struct training_progress progress_of(const struct training_run *run) {
    long done = nn_trainer_steps_done(run->trainer), all = nn_trainer_step_count(run->trainer);
    long per_epoch = nn_trainer_steps_per_epoch(run->trainer);
    double step_seconds =
        (run->train_seconds - run->first_seconds) / (double)(done - run->first_step);
    return (struct training_progress){
        .fraction = (double)done / (double)all,
        .epoch = (int)((done - 1) / per_epoch) + 1,
        .epochs = run->settings.epochs,
        .images_per_second = (double)run->train.count / (double)per_epoch / step_seconds,
        .seconds_left = (double)(all - done) * step_seconds,
    };
}

static bool leaves_step(void *context) {
    const struct training_run *run = context;
    return run->observer->stopped && run->observer->stopped(run->observer->context);
}

static enum nn_status train(struct training_run *run, struct nn_error *err) {
    const struct training_observer *observer = run->observer;
    bool stop = false;
    enum nn_status status = NN_STATUS_OK;
    run->saved_s = clock_seconds();
    nn_trainer_stop_when(run->trainer, leaves_step, run);
    while (!status && !stop && !run->reached_target &&
           nn_trainer_steps_done(run->trainer) < nn_trainer_step_count(run->trainer)) {
        double begin = clock_seconds();
        draw_ink(run);
        if (is_abandoned(run))
            break;
        struct nn_step step = nn_trainer_step(run->trainer);
        if (step.images == 0)
            break;
        double seconds = clock_seconds() - begin;
        run->train_seconds += seconds;
        if (!isfinite(step.loss))
            return training_run_diverged(run, "the loss is", err);
        add_step(&run->since_point, &step, seconds);
        add_step(&run->since_epoch, &step, seconds);
        status = check(run, err);
        if (is_abandoned(run))
            break; /* perhaps in the middle of a check: the previous checkpoint stays */
        if (!status && run->folder && clock_seconds() - run->saved_s > CHECKPOINT_SECONDS)
            status = training_checkpoint_save(run, err);
        if (observer->step) {
            struct training_progress progress = progress_of(run);
            stop = !observer->step(observer->context, &progress);
        }
    }
    return status;
}

/* Calibrates on the validation pictures and, if the network learnt ink, on as much ink: with MNIST
 * alone it would be less confident about drawings in the window than it should be. */
static enum nn_status calibrate(const struct training_run *run, struct nn_model *model,
                                struct nn_error *err) {
    struct nn_dataset data = run->validation;
    uint8_t *memory = NULL;
    enum nn_status status = NN_STATUS_OK;
    if (run->settings.ink_pictures > 0)
        status = training_data_add_validation_ink(&data, &memory, run->pool, err);
    if (!status)
        status = validation_calibrate(model, &data, run->pool, run->observer, err);
    free(memory);
    return status;
}

static enum nn_status conclude(struct training_run *run, struct training_result *result,
                               struct nn_error *err) {
    enum nn_status status = training_run_snapshot(run, &result->model, err);
    if (status || is_abandoned(run))
        return status;
    status = calibrate(run, result->model, err);
    if (!status && !is_abandoned(run))
        status = validation_final_test(result, &run->test, run->pool, run->observer, err);
    if (is_abandoned(run))
        return status;
    if (status && run->folder)
        return run_folder_keep(run->folder, result->model, NULL)
                   ? status
                   : run_folder_say_kept(run->settings.run_folder, status, err);
    if (status)
        return status;
    result->settings = run->settings;
    result->steps = nn_trainer_steps_done(run->trainer);
    result->stopped = !run->reached_target && result->steps < nn_trainer_step_count(run->trainer);
    result->train_seconds = run->train_seconds;
    result->points = run->points;
    result->point_count = run->point_count;
    run->points = NULL;
    if (run->folder && (result->stopped || run->reached_target))
        status = training_checkpoint_save(run, err); /* after the last epoch there is one already */
    if (status)
        return status;
    return run->folder ? run_folder_finish(run->folder, result, err) : NN_STATUS_OK;
}

/* A failed write ends a run, but what was written before is not lost, if it is still there. */
static enum nn_status say_what_is_kept(const struct training_run *run, enum nn_status status,
                                       struct nn_error *err) {
    if (!err || !run_folder_can_resume(run->folder))
        return status;
    const struct nn_error reason = *err;
    return nn_error_set(err, status, "%.300s; then continue with inkling train --resume %s",
                        reason.message, run->settings.run_folder);
}

static enum nn_status train_and_conclude(struct training_run *run, struct training_result **out,
                                         struct nn_error *err) {
    enum nn_status status = train(run, err);
    if (status || is_abandoned(run) || nn_trainer_steps_done(run->trainer) == 0)
        return status;
    struct training_result *result = calloc(1, sizeof *result);
    if (!result)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a run's result");
    result->classes = run->classes;
    status = conclude(run, result, err);
    if (status || is_abandoned(run))
        training_result_destroy(result);
    else
        *out = result;
    return status;
}

/* Reports the points of a resumed run all at once, hence no more than an observer can hold, and
 * always the last. */
static void tell_points_before(const struct training_run *run) {
    enum { MAX = 2000 };
    int every = 1 + run->point_count / MAX;
    for (int i = (run->point_count - 1) % every; i < run->point_count; i += every)
        tell_point(run, &run->points[i]);
}

enum nn_status training_run_execute(struct training_run *run,
                                    const struct training_observer *observer,
                                    struct training_result **out, struct nn_error *err) {
    *out = NULL;
    run->observer = observer;
    enum nn_status status = NN_STATUS_OK;
    if (run->settings.run_folder[0] && !run->folder)
        status = run_folder_create(&run->folder, &run->settings, err);
    if (status)
        return status;
    tell_points_before(run);
    status = train_and_conclude(run, out, err);
    return status == NN_STATUS_IO && run->folder ? say_what_is_kept(run, status, err) : status;
}
