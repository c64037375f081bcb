#include "nn/trainer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/augment.h"
#include "nn/formats/tensor_file.h"
#include "nn/model_private.h"
#include "nn/network.h"
#include "nn/optimizer.h"
#include "nn/rng.h"

static const char checkpoint_format[] = "inkling-checkpoint";
enum { RUN_TEXT = 160, RECIPE_TEXT = 640 };

struct nn_trainer {
    struct nn_spec spec;
    struct nn_recipe recipe;
    struct nn_dataset data;
    const struct nn_kernels *kernels;
    struct nn_network *network;
    size_t trainable_count, count; /* floats of the blocks below */
    float *values, *moment1, *moment2;
    float *average; /* NULL unless the recipe asks for it */
    float *running; /* [count - trainable_count] the statistics in values, before the step */
    struct nn_floats floats;
    long steps_done, steps_per_epoch;
    bool (*stop)(void *context); /* may be NULL */
    void *stop_context;

    int *order;         /* the epoch's pictures, shuffled */
    long ordered_epoch; /* the epoch that order is for; -1: none */
    uint8_t *labels;    /* of the current batch */
    const int *indices; /* [batch_count] of the current batch, in order */
    int batch_count;
    struct nn_augmentation augmentation; /* of the current step, as the next */
    struct nn_optimizer_step optimizer;
};

void nn_trainer_destroy(struct nn_trainer *trainer) {
    if (!trainer)
        return;
    nn_network_destroy(trainer->network);
    nn_floats_deinit(&trainer->floats);
    free(trainer->order);
    free(trainer->labels);
    free(trainer);
}

static enum nn_status create_blocks(struct nn_trainer *trainer, struct nn_error *err) {
    const struct nn_parameters *parameters = nn_network_parameters(trainer->network);
    trainer->trainable_count = parameters->trainable_count;
    trainer->count = parameters->count;
    trainer->values = nn_floats_add(&trainer->floats, trainer->count);
    trainer->moment1 = nn_floats_add(&trainer->floats, trainer->count);
    trainer->moment2 = nn_floats_add(&trainer->floats, trainer->count);
    trainer->running = nn_floats_add(&trainer->floats, trainer->count - trainer->trainable_count);
    if (trainer->recipe.ema_decay > 0)
        trainer->average = nn_floats_add(&trainer->floats, trainer->count);
    trainer->order = malloc((size_t)trainer->data.count * sizeof *trainer->order);
    trainer->labels = malloc((size_t)trainer->recipe.batch_size);
    if (trainer->floats.failed || !trainer->order || !trainer->labels)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to train a network");
    nn_parameters_initialise(parameters, &trainer->spec, trainer->recipe.seed, trainer->values);
    if (trainer->average)
        memcpy(trainer->average, trainer->values, trainer->count * sizeof(float));
    return NN_STATUS_OK;
}

/* A batch norm of vectors that sees one of them subtracts it from itself: it gives its shift for
 * whatever picture, and no gradient. */
static enum nn_status check_norms(const struct nn_spec *spec, const struct nn_recipe *recipe,
                                  struct nn_error *err) {
    for (int i = 0; i < spec->layer_count && recipe->batch_size == 1; i++)
        if (spec->layers[i].kind == NN_LAYER_BATCH_NORM &&
            spec->layers[i].in.height * spec->layers[i].in.width == 1)
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                "%.80s learns nothing from one picture at a time, because of the "
                                "batch norm in its layer %d: choose a batch of 2 or more",
                                spec->text, i + 1);
    return NN_STATUS_OK;
}

enum nn_status nn_trainer_create(struct nn_trainer **out, const struct nn_spec *spec,
                                 const struct nn_recipe *recipe, const struct nn_dataset *data,
                                 struct nn_thread_pool *pool, struct nn_error *err) {
    enum nn_status status = nn_recipe_check(recipe, err);
    if (!status)
        status = check_norms(spec, recipe, err);
    if (!status)
        status = nn_dataset_check(data, spec, err);
    if (!status && (data->height > NN_WARP_MAX_SIDE || data->width > NN_WARP_MAX_SIDE))
        status = nn_error_set(err, NN_STATUS_MISMATCH,
                              "the pictures are %d x %d: training takes at most %d x %d",
                              data->height, data->width, NN_WARP_MAX_SIDE, NN_WARP_MAX_SIDE);
    if (status)
        return status;
    struct nn_trainer *trainer = calloc(1, sizeof *trainer);
    if (!trainer)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to train a network");
    trainer->spec = *spec;
    trainer->recipe = *recipe;
    trainer->data = *data;
    trainer->kernels = nn_kernels_best();
    trainer->steps_per_epoch = (data->count + recipe->batch_size - 1) / recipe->batch_size;
    trainer->ordered_epoch = -1;
    status =
        nn_network_create(&trainer->network, spec, recipe->batch_size, pool, trainer->kernels, err);
    if (!status)
        status = create_blocks(trainer, err);
    if (status)
        nn_trainer_destroy(trainer);
    else
        *out = trainer;
    return status;
}

enum nn_status nn_trainer_start_from(struct nn_trainer *trainer, const struct nn_model *model,
                                     struct nn_error *err) {
    assert(trainer->steps_done == 0);
    if (!nn_spec_is_same(&model->spec, &trainer->spec))
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "training %s cannot start from the weights of %s", trainer->spec.text,
                            model->spec.text);
    memcpy(trainer->values, model->values, trainer->count * sizeof(float));
    nn_network_weights_changed(trainer->network);
    if (trainer->average)
        memcpy(trainer->average, trainer->values, trainer->count * sizeof(float));
    return NN_STATUS_OK;
}

long nn_trainer_steps_per_epoch(const struct nn_trainer *trainer) {
    return trainer->steps_per_epoch;
}

long nn_trainer_step_count(const struct nn_trainer *trainer) {
    return trainer->steps_per_epoch * trainer->recipe.epochs;
}

long nn_trainer_steps_done(const struct nn_trainer *trainer) {
    return trainer->steps_done;
}

/* Fisher-Yates shuffle, from the seed and the epoch alone. */
static void shuffle(struct nn_trainer *trainer, long epoch) {
    struct nn_rng rng = nn_rng_stream(trainer->recipe.seed, NN_RNG_SHUFFLE, (uint64_t)epoch);
    for (int i = 0; i < trainer->data.count; i++)
        trainer->order[i] = i;
    for (int i = trainer->data.count - 1; i > 0; i--) {
        int j = (int)nn_rng_below(&rng, (uint32_t)i + 1), swapped = trainer->order[i];
        trainer->order[i] = trainer->order[j];
        trainer->order[j] = swapped;
    }
    trainer->ordered_epoch = epoch;
}

/* A batch is scattered in the data: each picture is fetched while the one before is processed. */
static void prefetch(const uint8_t *pixels, ptrdiff_t size) {
    for (ptrdiff_t i = 0; i < size; i += 64)
        __builtin_prefetch(pixels + i);
}

static void load_image(void *context, int index, float *image) {
    const struct nn_trainer *trainer = context;
    const struct nn_dataset *data = &trainer->data;
    uint64_t seen = (uint64_t)trainer->steps_done * (uint64_t)trainer->recipe.batch_size;
    struct nn_rng rng = nn_rng_stream(trainer->recipe.seed, NN_RNG_AUGMENT, seen + (uint64_t)index);
    ptrdiff_t size = (ptrdiff_t)data->height * data->width;
    if (index + 1 < trainer->batch_count)
        prefetch(data->images + trainer->indices[index + 1] * size, size);
    nn_augment(trainer->kernels, &trainer->augmentation, &rng,
               data->images + trainer->indices[index] * size, data->height, data->width, image);
}

/* The average follows more closely at first, when the weights still change fast. */
static float average_fraction(const struct nn_trainer *trainer) {
    float steps = (float)trainer->steps_done;
    float fraction = 9 / (10 + steps), min = 1 - trainer->recipe.ema_decay;
    return fraction > min ? fraction : min;
}

static void move_average(struct nn_trainer *trainer, size_t first, size_t count) {
    if (trainer->average)
        trainer->kernels->move_towards(trainer->average + first, trainer->values + first,
                                       average_fraction(trainer), count);
}

static void update(void *context, size_t first, const float *gradient, size_t count) {
    struct nn_trainer *trainer = context;
    nn_optimizer_apply(&trainer->optimizer, first, gradient, count);
    move_average(trainer, first, count);
}

static struct nn_optimizer_step optimizer_step(const struct nn_trainer *trainer) {
    struct nn_optimizer_step step =
        nn_optimizer_begin(&trainer->recipe, trainer->steps_done, nn_trainer_step_count(trainer));
    step.kernels = trainer->kernels;
    step.weights = trainer->values;
    step.moment1 = trainer->moment1;
    step.moment2 = trainer->moment2;
    return step;
}

void nn_trainer_stop_when(struct nn_trainer *trainer, bool (*stop)(void *context), void *context) {
    trainer->stop = stop;
    trainer->stop_context = context;
}

static bool is_stopped(void *context) {
    const struct nn_trainer *trainer = context;
    return trainer->stop && trainer->stop(trainer->stop_context);
}

/* Returns no loss if the batch was left; then nothing has changed. */
static struct nn_loss train_on(struct nn_trainer *trainer, const struct nn_batch *batch) {
    float *running = trainer->values + trainer->trainable_count;
    size_t size = (trainer->count - trainer->trainable_count) * sizeof *running;
    memcpy(trainer->running, running, size);
    struct nn_loss loss = nn_network_gradient(trainer->network, trainer->values, batch, NULL,
                                              &(struct nn_update){update, trainer});
    if (nn_network_was_left(trainer->network))
        memcpy(running, trainer->running, size);
    return loss;
}

struct nn_step nn_trainer_step(struct nn_trainer *trainer) {
    long epoch = trainer->steps_done / trainer->steps_per_epoch;
    int first = (int)(trainer->steps_done % trainer->steps_per_epoch) * trainer->recipe.batch_size;
    int left = trainer->data.count - first;
    if (trainer->ordered_epoch != epoch)
        shuffle(trainer, epoch);
    struct nn_batch batch = {
        .count = left < trainer->recipe.batch_size ? left : trainer->recipe.batch_size,
        .image = load_image,
        .stop = is_stopped,
        .context = trainer,
        .labels = trainer->labels,
        .label_smoothing = trainer->recipe.label_smoothing,
        .dropout_seed = trainer->recipe.seed,
        .step = (uint64_t)trainer->steps_done,
    };
    trainer->indices = trainer->order + first;
    trainer->batch_count = batch.count;
    trainer->optimizer = optimizer_step(trainer);
    trainer->augmentation = nn_recipe_augmentation(&trainer->recipe, trainer->steps_done,
                                                   nn_trainer_step_count(trainer));
    for (int i = 0; i < batch.count; i++)
        trainer->labels[i] = trainer->data.labels[trainer->indices[i]];
    struct nn_loss loss = train_on(trainer, &batch);
    if (nn_network_was_left(trainer->network))
        return (struct nn_step){.step = trainer->steps_done};
    move_average(trainer, trainer->trainable_count, trainer->count - trainer->trainable_count);
    trainer->steps_done++;
    return (struct nn_step){.step = trainer->steps_done,
                            .images = batch.count,
                            .loss = loss.sum / batch.count,
                            .correct = loss.correct,
                            .classed = loss.classed};
}

enum nn_status nn_trainer_snapshot(struct nn_trainer *trainer, struct nn_model **model,
                                   struct nn_error *err) {
    enum nn_status status = nn_model_allocate(model, &trainer->spec, err);
    if (status)
        return status;
    memcpy((*model)->values, trainer->average ? trainer->average : trainer->values,
           trainer->count * sizeof(float));
    nn_model_prepare(*model);
    return NN_STATUS_OK;
}

/* Lists the blocks that a checkpoint holds; returns their number. */
static int list_blocks(const struct nn_trainer *trainer, struct nn_tensor_entry entries[4]) {
    size_t count = trainer->count;
    const struct nn_tensor_entry all[4] = {
        {"values", 1, {count}, count, trainer->values},
        {"moment1", 1, {count}, count, trainer->moment1},
        {"moment2", 1, {count}, count, trainer->moment2},
        {"average", 1, {count}, count, trainer->average},
    };
    memcpy(entries, all, sizeof all);
    return trainer->average ? 4 : 3;
}

/* Describes a run, so that it cannot be continued from another one's checkpoint. */
static void describe_run(const struct nn_trainer *trainer, char text[RUN_TEXT]) {
    const struct nn_recipe *recipe = &trainer->recipe;
    const struct nn_dataset *data = &trainer->data;
    snprintf(text, RUN_TEXT,
             "optimizer %d, schedule %d, batch %d, epochs %d, seed %llu; %d pictures of %d x %d",
             (int)recipe->optimizer, (int)recipe->schedule, recipe->batch_size, recipe->epochs,
             (unsigned long long)recipe->seed, data->count, data->height, data->width);
}

/* The rest of the recipe, in hexadecimal, to be exact. */
static void describe_recipe(const struct nn_trainer *trainer, char text[RECIPE_TEXT]) {
    const struct nn_recipe *recipe = &trainer->recipe;
    const struct nn_augmentation *changes = &recipe->augmentation;
    const float numbers[] = {
        recipe->learning_rate, recipe->warmup,  recipe->momentum,        recipe->beta1,
        recipe->beta2,         recipe->epsilon, recipe->weight_decay,    recipe->label_smoothing,
        recipe->ema_decay,     recipe->easing,  (float)recipe->nesterov, changes->shift_px,
        changes->rotation_deg, changes->scale,  changes->shear,          changes->elastic_px,
        changes->pen_px,       changes->gap_px, changes->smear_px,
    };
    size_t length = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        length += (size_t)snprintf(text + length, RECIPE_TEXT - length, "%a ", (double)numbers[i]);
}

enum nn_status nn_trainer_save(const struct nn_trainer *trainer, const char *path, const char *note,
                               struct nn_error *err) {
    struct nn_tensor_entry blocks[4];
    int count = list_blocks(trainer, blocks);
    char steps[32], run[RUN_TEXT], recipe[RECIPE_TEXT];
    snprintf(steps, sizeof steps, "%ld", trainer->steps_done);
    describe_run(trainer, run);
    describe_recipe(trainer, recipe);
    const struct nn_metadata metadata[] = {
        {"format", checkpoint_format},
        {"spec", trainer->spec.text},
        {"run", run},
        {"recipe", recipe},
        {"steps_done", steps},
        {"note", note},
    };
    return nn_tensor_file_write(path, blocks, count, metadata, sizeof metadata / sizeof *metadata,
                                err);
}

static bool says(const struct nn_tensor_file *file, const char *key, const char *text) {
    const char *said = nn_tensor_file_metadata(file, key);
    return said && strcmp(said, text) == 0;
}

static enum nn_status load_blocks(struct nn_trainer *trainer, struct nn_tensor_file *file,
                                  const char *path, char note[NN_TRAINER_NOTE],
                                  struct nn_error *err) {
    const char *steps = nn_tensor_file_metadata(file, "steps_done");
    const char *kept = nn_tensor_file_metadata(file, "note");
    struct nn_tensor_entry blocks[4];
    int count = list_blocks(trainer, blocks);
    char *end = NULL;
    long steps_done = steps ? strtol(steps, &end, 10) : -1;
    char run[RUN_TEXT], recipe[RECIPE_TEXT];
    describe_run(trainer, run);
    describe_recipe(trainer, recipe);
    if (!says(file, "format", checkpoint_format) || !says(file, "spec", trainer->spec.text) ||
        !says(file, "run", run) || nn_tensor_file_count(file) != count ||
        (nn_tensor_file_metadata(file, "recipe") && !says(file, "recipe", recipe)))
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "%s is a checkpoint of another network or recipe; start a new run",
                            path);
    if (steps_done < 0 || end == steps || *end || steps_done > nn_trainer_step_count(trainer))
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s does not say how many steps its run has done", path);
    for (int i = 0; i < count; i++) {
        const struct nn_tensor_entry *entry = nn_tensor_file_find(file, blocks[i].name);
        if (!entry || entry->count != trainer->count)
            return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has no block %s of the right size",
                                path, blocks[i].name);
    }
    enum nn_status status = nn_tensor_file_convert(file, path, err);
    if (status)
        return status;
    for (int i = 0; i < count; i++)
        memcpy((float *)blocks[i].values, nn_tensor_file_find(file, blocks[i].name)->values,
               trainer->count * sizeof(float));
    nn_network_weights_changed(trainer->network);
    trainer->steps_done = steps_done;
    snprintf(note, NN_TRAINER_NOTE, "%s", kept ? kept : "");
    return NN_STATUS_OK;
}

enum nn_status nn_trainer_load(struct nn_trainer *trainer, const char *path,
                               char note[NN_TRAINER_NOTE], struct nn_error *err) {
    struct nn_tensor_file *file = NULL;
    enum nn_status status = nn_tensor_file_read(&file, path, false, err);
    if (!status)
        status = load_blocks(trainer, file, path, note, err);
    nn_tensor_file_destroy(file);
    return status;
}
