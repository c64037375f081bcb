#include "app/core/training/fine_tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clock.h"
#include "app/core/base/text.h"
#include "app/core/recipe/recipes.h"
#include "app/core/training/training_data.h"
#include "app/core/training/validation.h"
#include "nn/calibration.h"
#include "nn/trainer.h"

/* PICTURES are seen in all; a drawing is seen MAX_COPIES times, or less often if all of them would
 * exceed own_fraction of that. */
enum { PICTURES = 8192, MAX_COPIES = 64, BATCH = 64, STEPS = PICTURES / BATCH };
static const double own_fraction = 1.0 / 3;

/* Fractions of the way from the old network to the trained one: the largest that forgets nothing is
 * used. */
static const float fractions[] = {1, 0.75f, 0.5f, 0.25f};
enum { FRACTIONS = sizeof fractions / sizeof *fractions };

struct fine_tune {
    struct nn_model *model;
    uint8_t *images, *labels;           /* in one block */
    struct nn_dataset learnt, held_out; /* the drawings: consecutive views of the two arrays */
};

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to learn your hand");
}

void fine_tune_destroy(struct fine_tune *fine_tune) {
    if (!fine_tune)
        return;
    nn_model_release(fine_tune->model);
    free(fine_tune->images);
    free(fine_tune);
}

static struct nn_dataset view(const uint8_t *images, const uint8_t *labels, int count,
                              const struct nn_model *model) {
    int classes = (int)nn_shape_size(nn_model_spec(model)->output);
    return (struct nn_dataset){images, labels, count, INK_SIDE, INK_SIDE, classes};
}

static int count_held_out(const struct collection *collection) {
    int count = 0;
    for (int i = 0; i < collection_count(collection); i++)
        count += collection_at(collection, i)->held_out;
    return count;
}

int fine_tune_missing(const struct collection *collection) {
    int count = collection_count(collection);
    if (count < FINE_TUNE_MIN)
        return FINE_TUNE_MIN - count;
    return count > count_held_out(collection) ? 0 : 1;
}

static void copy_drawings(struct fine_tune *fine_tune, const struct collection *collection) {
    int learnt = 0, held_out = fine_tune->learnt.count;
    for (int i = 0; i < collection_count(collection); i++) {
        const struct collection_item *item = collection_at(collection, i);
        int at = item->held_out ? held_out++ : learnt++;
        memcpy(fine_tune->images + (ptrdiff_t)at * INK_PIXELS, item->pixels, INK_PIXELS);
        fine_tune->labels[at] = (uint8_t)item->digit;
    }
}

enum nn_status fine_tune_create(struct fine_tune **out, struct nn_model *model,
                                const struct collection *collection, struct nn_error *err) {
    int all = collection_count(collection), held_out = count_held_out(collection);
    int missing = fine_tune_missing(collection);
    if (missing > 0)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "learning your hand takes %d more drawing%s: draw a digit, then press "
                            "its key or its bar",
                            missing, text_plural(missing));
    struct fine_tune *fine_tune = calloc(1, sizeof *fine_tune);
    uint8_t *images = malloc((size_t)all * (INK_PIXELS + 1));
    if (!fine_tune || !images) {
        free(fine_tune);
        free(images);
        return no_memory(err);
    }
    fine_tune->images = images;
    fine_tune->labels = images + (ptrdiff_t)all * INK_PIXELS;
    fine_tune->model = nn_model_retain(model);
    const struct nn_dataset drawings = view(fine_tune->images, fine_tune->labels, all, model);
    fine_tune->learnt = nn_dataset_slice(&drawings, 0, all - held_out);
    fine_tune->held_out = nn_dataset_slice(&drawings, all - held_out, held_out);
    copy_drawings(fine_tune, collection);
    *out = fine_tune;
    return NN_STATUS_OK;
}

void fine_tune_result_destroy(struct fine_tune_result *result) {
    if (result)
        nn_model_release(result->model);
    free(result);
}

/* Chosen by MNIST's validation pictures and by drawings of shapes that the built-in network does
 * not know: a lower rate forgets more, not less, since MNIST is then not learnt again in time. */
static struct nn_recipe fine_tune_recipe(void) {
    struct nn_recipe recipe = nn_recipe_default();
    recipe.optimizer = NN_OPTIMIZER_ADAMW;
    recipe.schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe.warmup = 0.1f;
    recipe.learning_rate = 2e-3f;
    recipe.ema_decay = 0.97f;
    recipe.epochs = 1;
    recipe.batch_size = BATCH;
    recipe.augmentation = recipes_find(RECIPES_AUGMENTATION, "light")->recipe.augmentation;
    return recipe;
}

struct work {
    const struct fine_tune *fine_tune;
    const struct training_observer *observer;
    struct nn_thread_pool *pool;
    struct nn_dataset validation;
    uint8_t *images, *labels; /* to train on, in one block */
    struct nn_trainer *trainer;
};

/* Mixes the user's drawings in turn with pictures spread evenly over MNIST. */
static enum nn_status mix(struct work *work, const struct nn_dataset *mnist, struct nn_error *err) {
    const struct nn_dataset *drawings = &work->fine_tune->learnt;
    int max = (int)(own_fraction * PICTURES), copies = drawings->count * MAX_COPIES;
    int own = copies < max ? copies : max;
    work->images = malloc((size_t)PICTURES * (INK_PIXELS + 1));
    if (!work->images)
        return no_memory(err);
    work->labels = work->images + (ptrdiff_t)PICTURES * INK_PIXELS;
    for (int i = 0; i < PICTURES; i++) {
        int from = i < own ? i % drawings->count
                           : (int)((long)(i - own) * mnist->count / (PICTURES - own));
        const struct nn_dataset *source = i < own ? drawings : mnist;
        memcpy(work->images + (ptrdiff_t)i * INK_PIXELS,
               source->images + (ptrdiff_t)from * INK_PIXELS, INK_PIXELS);
        work->labels[i] = source->labels[from];
    }
    return NN_STATUS_OK;
}

static enum nn_status prepare(struct work *work, const struct nn_dataset *mnist, int threads,
                              struct nn_error *err) {
    struct nn_dataset learnt;
    const struct nn_recipe recipe = fine_tune_recipe();
    struct nn_model *model = work->fine_tune->model;
    enum nn_status status = training_data_split(mnist, "MNIST", &learnt, &work->validation, err);
    if (!status)
        status = mix(work, &learnt, err);
    if (!status)
        status = nn_thread_pool_create(&work->pool, threads, err);
    if (status)
        return status;
    struct nn_dataset mixed = view(work->images, work->labels, PICTURES, model);
    status =
        nn_trainer_create(&work->trainer, nn_model_spec(model), &recipe, &mixed, work->pool, err);
    return status ? status : nn_trainer_start_from(work->trainer, model, err);
}

static enum nn_status count_right(struct work *work, const struct nn_model *model,
                                  const struct nn_dataset *data, int *right, struct nn_error *err) {
    struct validation measured = {0};
    enum nn_status status =
        validation_measure(&measured, model, data, work->pool, work->observer, err);
    *right = measured.correct;
    return status;
}

/* Measures the model on the drawings and on MNIST's validation pictures. */
static enum nn_status judge(struct work *work, const struct nn_model *model, int *learnt,
                            int *held_out, double *accuracy, struct nn_error *err) {
    struct validation measured = {0};
    enum nn_status status = count_right(work, model, &work->fine_tune->learnt, learnt, err);
    if (!status)
        status = count_right(work, model, &work->fine_tune->held_out, held_out, err);
    if (!status)
        status = validation_measure(&measured, model, &work->validation, work->pool, work->observer,
                                    err);
    *accuracy = measured.accuracy;
    return status;
}

/* *stopped tells whether the observer stopped it. */
static enum nn_status train(struct work *work, bool *stopped, struct nn_error *err) {
    const struct training_observer *observer = work->observer;
    double spent = 0; /* in steps, without pauses */
    *stopped = false;
    for (long done = 1; done <= STEPS && !*stopped; done++) {
        double start = clock_seconds();
        struct nn_step step = nn_trainer_step(work->trainer);
        spent += clock_seconds() - start;
        double seconds = spent / (double)done;
        if (!isfinite(step.loss))
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                "your hand could not be learned: the network's loss is no longer a "
                                "number; go back to the built-in network");
        const struct training_progress progress = {
            .fraction = (double)done / STEPS,
            .epoch = 1,
            .epochs = 1,
            .images_per_second = BATCH / seconds,
            .seconds_left = seconds * (double)(STEPS - done),
        };
        if (observer->step)
            *stopped = !observer->step(observer->context, &progress);
    }
    return NN_STATUS_OK;
}

/* Blends in as much of the trained model as MNIST allows. */
static enum nn_status settle(struct work *work, const struct nn_model *trained,
                             struct fine_tune_result *result, struct nn_error *err) {
    const struct nn_calibration as_before = {
        .temperature = 1,
        .none_threshold = (double)nn_model_none_threshold(work->fine_tune->model)};
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < FRACTIONS && !status && !result->model; i++) {
        struct nn_model *model = NULL;
        status = nn_model_blend(&model, work->fine_tune->model, trained, fractions[i], err);
        if (!status)
            status = nn_model_calibrate(model, &as_before, err);
        if (!status)
            status = judge(work, model, &result->learnt.after, &result->held_out.after,
                           &result->validation_after, err);
        if (!status && result->validation_after >= result->validation_before - FINE_TUNE_TOLERANCE)
            result->model = nn_model_retain(model);
        nn_model_release(model);
    }
    return status;
}

static enum nn_status learn(struct work *work, struct fine_tune_result *result, bool *stopped,
                            struct nn_error *err) {
    struct nn_model *trained = NULL;
    result->learnt.count = work->fine_tune->learnt.count;
    result->held_out.count = work->fine_tune->held_out.count;
    enum nn_status status = judge(work, work->fine_tune->model, &result->learnt.before,
                                  &result->held_out.before, &result->validation_before, err);
    if (!status)
        status = train(work, stopped, err);
    if (status || *stopped)
        return status;
    status = nn_trainer_snapshot(work->trainer, &trained, err);
    if (!status)
        status = settle(work, trained, result, err);
    nn_model_release(trained);
    *stopped = training_observer_abandons(work->observer);
    return status;
}

enum nn_status fine_tune_run(const struct fine_tune *fine_tune, const struct nn_dataset *mnist,
                             int threads, const struct training_observer *observer,
                             struct fine_tune_result **out, struct nn_error *err) {
    struct work work = {.fine_tune = fine_tune, .observer = observer};
    bool stopped = false;
    *out = NULL;
    struct fine_tune_result *result = calloc(1, sizeof *result);
    if (!result)
        return no_memory(err);
    enum nn_status status = prepare(&work, mnist, threads, err);
    if (!status)
        status = learn(&work, result, &stopped, err);
    nn_trainer_destroy(work.trainer);
    nn_thread_pool_destroy(work.pool);
    free(work.images);
    if (status || stopped)
        fine_tune_result_destroy(result);
    else
        *out = result;
    return status;
}
