#include "nn/trainer.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

static const char plain[] = "conv4k3-relu-pool2-flatten-dense16-relu-dense3";
static const char with_norms[] =
    "conv5k3-bn-relu-pool2-dropout0.2-flatten-dense17-bn-relu-dropout0.4-dense3";

/* Uses every part of training that could depend on the number of threads; 150 pictures make the
 * last batch partial. */
static struct nn_recipe rich_recipe(void) {
    struct nn_recipe recipe = nn_recipe_default();
    recipe.optimizer = NN_OPTIMIZER_ADAMW;
    recipe.schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe.epochs = 2;
    recipe.batch_size = 37;
    recipe.learning_rate = 0.01f;
    recipe.weight_decay = 0.1f;
    recipe.label_smoothing = 0.1f;
    recipe.ema_decay = 0.9f;
    recipe.augmentation = (struct nn_augmentation){1, 10, 0.1f, 0.1f, 0.5f, 0.5f, 1.5f, 1};
    recipe.seed = 3;
    return recipe;
}

/* A trainer and the objects that it borrows. */
struct training {
    struct fixture_pictures pictures;
    struct nn_spec spec;
    struct nn_thread_pool *pool;
    struct nn_trainer *trainer;
};

static void training_init(struct training *training, const char *text,
                          const struct nn_recipe *recipe, int threads) {
    struct nn_error err;
    fixture_pictures_init(&training->pictures);
    training->spec = fixture_spec(text, FIXTURE_SIDE, FIXTURE_SIDE, 1);
    training->pool = fixture_pool(threads);
    check_ok(nn_trainer_create(&training->trainer, &training->spec, recipe,
                               &training->pictures.data, training->pool, &err),
             &err);
}

static void training_deinit(struct training *training) {
    nn_trainer_destroy(training->trainer);
    nn_thread_pool_destroy(training->pool);
}

static struct nn_model *snapshot(struct training *training) {
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_trainer_snapshot(training->trainer, &model, &err), &err);
    return model;
}

static void run_to(struct training *training, long step) {
    while (nn_trainer_steps_done(training->trainer) < step)
        nn_trainer_step(training->trainer);
}

/* Returns the model after all steps of the recipe; the caller releases it. */
static struct nn_model *trained(const char *text, const struct nn_recipe *recipe, int threads) {
    struct training training;
    training_init(&training, text, recipe, threads);
    run_to(&training, nn_trainer_step_count(training.trainer));
    struct nn_model *model = snapshot(&training);
    training_deinit(&training);
    return model;
}

static int same_bits(const struct nn_model *a, const struct nn_model *b) {
    return memcmp(nn_model_values(a), nn_model_values(b), a->parameters.count * sizeof(float)) == 0;
}

/* The first 6 of 10 steps see the same pictures, with easing or without. */
static void test_trainer__augmentation_eases_off_at_the_end(void **state) {
    struct nn_recipe recipe = rich_recipe(), eased = recipe;
    struct training all, easing;
    eased.easing = 0.5f;
    training_init(&all, plain, &recipe, 1);
    training_init(&easing, plain, &eased, 1);
    assert_int_equal(nn_trainer_step_count(all.trainer), 10);
    for (int step = 1; step <= 10; step++) {
        run_to(&all, step);
        run_to(&easing, step);
        struct nn_model *a = snapshot(&all), *b = snapshot(&easing);
        assert_int_equal(same_bits(a, b), step <= 6);
        nn_model_release(a);
        nn_model_release(b);
    }
    training_deinit(&all);
    training_deinit(&easing);
}

static void test_trainer__weights_are_the_same_with_any_number_of_threads(void **state) {
    static const int threads[] = {2, 3, 5};
    static const char *const texts[] = {plain, with_norms};
    struct nn_recipe recipe = rich_recipe();
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct nn_model *expected = trained(texts[t], &recipe, 1);
        for (size_t i = 0; i < COUNT_OF(threads); i++) {
            struct nn_model *model = trained(texts[t], &recipe, threads[i]);
            assert_true(same_bits(model, expected));
            nn_model_release(model);
        }
        nn_model_release(expected);
    }
}

static void test_trainer__seed_decides_the_weights(void **state) {
    struct nn_recipe recipe = rich_recipe(), other = rich_recipe();
    other.seed++;
    struct nn_model *first = trained(with_norms, &recipe, 2);
    struct nn_model *again = trained(with_norms, &recipe, 2);
    struct nn_model *different = trained(with_norms, &other, 2);
    assert_true(same_bits(first, again));
    assert_false(same_bits(first, different));
    nn_model_release(first);
    nn_model_release(again);
    nn_model_release(different);
}

static void test_trainer__starts_from_the_weights_of_its_seed(void **state) {
    struct nn_recipe recipe = rich_recipe();
    struct training training;
    struct nn_model *model = NULL;
    struct nn_error err;
    training_init(&training, plain, &recipe, 1);
    check_ok(nn_model_create(&model, &training.spec, recipe.seed, &err), &err);
    struct nn_model *start = snapshot(&training);
    assert_true(same_bits(start, model));
    nn_model_release(start);
    nn_model_release(model);
    training_deinit(&training);
}

static void test_trainer__starts_from_the_weights_of_a_model(void **state) {
    struct nn_recipe recipe = rich_recipe(), without_average = rich_recipe();
    without_average.ema_decay = 0;
    const struct nn_recipe *const recipes[] = {&recipe, &without_average};
    struct nn_model *model = trained(with_norms, &recipe, 1);
    for (size_t i = 0; i < COUNT_OF(recipes); i++) {
        struct training training;
        struct nn_error err;
        training_init(&training, with_norms, recipes[i], 1);
        check_ok(nn_trainer_start_from(training.trainer, model, &err), &err);
        struct nn_model *start = snapshot(&training);
        assert_true(same_bits(start, model));
        run_to(&training, 1);
        struct nn_model *after = snapshot(&training);
        assert_false(same_bits(after, model));
        nn_model_release(start);
        nn_model_release(after);
        training_deinit(&training);
    }
    nn_model_release(model);
}

static void test_trainer__model_of_another_network_is_refused_as_start(void **state) {
    struct nn_recipe recipe = rich_recipe();
    struct training training;
    struct nn_error err;
    training_init(&training, plain, &recipe, 1);
    struct nn_model *before = snapshot(&training), *other = trained(with_norms, &recipe, 1);
    check_status(nn_trainer_start_from(training.trainer, other, &err), NN_STATUS_MISMATCH, &err);
    struct nn_model *after = snapshot(&training);
    assert_true(same_bits(before, after));
    nn_model_release(before);
    nn_model_release(other);
    nn_model_release(after);
    training_deinit(&training);
}

static void test_trainer__steps_are_counted(void **state) {
    struct nn_recipe recipe = rich_recipe();
    struct training training;
    training_init(&training, plain, &recipe, 2);
    assert_int_equal(nn_trainer_steps_per_epoch(training.trainer), 5);
    assert_int_equal(nn_trainer_step_count(training.trainer), 10);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(nn_trainer_steps_done(training.trainer), i);
        struct nn_step step = nn_trainer_step(training.trainer);
        assert_int_equal(step.step, i + 1);
        assert_int_equal(step.images, i % 5 == 4 ? 2 : 37);
        check_in_range(step.correct, 0, step.images);
        assert_true(isfinite(step.loss) && step.loss > 0);
    }
    training_deinit(&training);
}

/* One batch of all pictures: the loss does not depend on their order, so the reference can compute
 * it. */
static void test_trainer__loss_is_the_references(void **state) {
    static const float smoothings[] = {0, 0.3f};
    for (size_t s = 0; s < COUNT_OF(smoothings); s++) {
        enum { PIXELS = FIXTURE_PICTURES * FIXTURE_SIDE * FIXTURE_SIDE };
        struct nn_recipe recipe = nn_recipe_default();
        struct training training;
        recipe.batch_size = FIXTURE_PICTURES;
        recipe.label_smoothing = smoothings[s];
        training_init(&training, plain, &recipe, 1);
        struct nn_model *start = snapshot(&training);
        size_t count = start->parameters.count;
        double *values = malloc(count * sizeof *values), *images = malloc(PIXELS * sizeof *images);
        fixture_doubles(nn_model_values(start), count, values);
        for (int i = 0; i < PIXELS; i++)
            images[i] = training.pictures.images[i] / 255.0;
        struct reference_batch batch = {FIXTURE_PICTURES, images, training.pictures.labels,
                                        (double)smoothings[s]};
        double expected = reference_loss(&training.spec, values, &batch, NULL);
        check_close(nn_trainer_step(training.trainer).loss, expected, 0, 1e-5);
        free(values);
        free(images);
        nn_model_release(start);
        training_deinit(&training);
    }
}

static void test_trainer__average_follows_the_weights(void **state) {
    struct nn_recipe recipe = rich_recipe(), bare = rich_recipe();
    bare.ema_decay = 0;
    struct training averaged, direct;
    training_init(&averaged, with_norms, &recipe, 1);
    training_init(&direct, with_norms, &bare, 1);
    struct nn_model *model = snapshot(&direct);
    size_t count = model->parameters.count;
    double *expected = malloc(count * sizeof *expected);
    fixture_doubles(nn_model_values(model), count, expected);
    nn_model_release(model);
    for (int step = 0; step < 10; step++) {
        nn_trainer_step(averaged.trainer);
        nn_trainer_step(direct.trainer);
        double fraction = fmax(9 / (10.0 + step), 1 - 0.9);
        model = snapshot(&direct);
        for (size_t i = 0; i < count; i++)
            expected[i] += ((double)nn_model_values(model)[i] - expected[i]) * fraction;
        nn_model_release(model);
        model = snapshot(&averaged);
        check_all_close(nn_model_values(model), expected, (int)count, 1e-6, 1e-5);
        nn_model_release(model);
    }
    free(expected);
    training_deinit(&averaged);
    training_deinit(&direct);
}

static void test_trainer__small_networks_learn(void **state) {
    static const char *const texts[] = {plain, with_norms};
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct nn_recipe recipe = nn_recipe_default();
        struct training training;
        struct nn_evaluation evaluation;
        struct nn_error err;
        recipe.epochs = 8;
        recipe.learning_rate = 0.01f;
        training_init(&training, texts[t], &recipe, 2);
        double first = nn_trainer_step(training.trainer).loss;
        run_to(&training, nn_trainer_step_count(training.trainer));
        struct nn_model *model = snapshot(&training);
        check_ok(nn_model_evaluate(model, &training.pictures.data, training.pool, &evaluation, NULL,
                                   &err),
                 &err);
        assert_true(evaluation.accuracy > 0.97 && evaluation.loss < first / 4);
        nn_model_release(model);
        training_deinit(&training);
    }
}

/* A published model does not change while training continues. */
static void test_trainer__snapshots_do_not_change(void **state) {
    struct nn_recipe recipe = rich_recipe();
    struct training training;
    training_init(&training, plain, &recipe, 1);
    run_to(&training, 2);
    struct nn_model *early = snapshot(&training), *same = snapshot(&training);
    run_to(&training, 4);
    struct nn_model *late = snapshot(&training);
    assert_true(same_bits(early, same));
    assert_false(same_bits(early, late));
    nn_model_release(early);
    nn_model_release(same);
    nn_model_release(late);
    training_deinit(&training);
}

/* True from that call on; any thread may ask. */
static bool is_over(void *calls_left) {
    return atomic_fetch_sub((atomic_int *)calls_left, 1) <= 0;
}

/* Before the first layer, between any two of either direction, and around the batch norms. */
static void test_trainer__step_that_is_left_changes_nothing(void **state) {
    const struct nn_recipe recipe = rich_recipe();
    for (int threads = 1; threads <= 3; threads += 2) {
        struct nn_model *whole = trained(with_norms, &recipe, threads);
        struct training training;
        int left = 0;
        training_init(&training, with_norms, &recipe, threads);
        for (int calls = 0; calls < 400; calls += calls < 40 ? 1 : 23) {
            atomic_int calls_left = calls;
            nn_trainer_stop_when(training.trainer, is_over, &calls_left);
            long before = nn_trainer_steps_done(training.trainer);
            struct nn_step step = nn_trainer_step(training.trainer);
            assert_int_equal(step.images == 0, nn_trainer_steps_done(training.trainer) == before);
            left += step.images == 0;
            nn_trainer_stop_when(training.trainer, NULL, NULL);
            if (calls % 8 == 0 && nn_trainer_steps_done(training.trainer) < 6)
                nn_trainer_step(training.trainer);
            if (nn_trainer_steps_done(training.trainer) == 8)
                break;
        }
        assert_true(left > 20);
        run_to(&training, nn_trainer_step_count(training.trainer));
        struct nn_model *model = snapshot(&training);
        assert_true(same_bits(model, whole));
        nn_model_release(model);
        nn_model_release(whole);
        training_deinit(&training);
    }
}

static const char checkpoint[] = "test_trainer.safetensors";

static void save(const struct training *training) {
    struct nn_error err;
    check_ok(nn_trainer_save(training->trainer, checkpoint, "a note", &err), &err);
}

/* Stops after each possible step, also in mid-epoch, and resumes in a new trainer. */
static void test_trainer__resumes_from_a_checkpoint_as_if_uninterrupted(void **state) {
    struct nn_recipe recipe = rich_recipe();
    struct nn_model *expected = trained(with_norms, &recipe, 2);
    for (long stop = 0; stop <= 10; stop++) {
        struct training before, after;
        char note[NN_TRAINER_NOTE];
        struct nn_error err;
        training_init(&before, with_norms, &recipe, 2);
        run_to(&before, stop);
        save(&before);
        training_deinit(&before);
        training_init(&after, with_norms, &recipe, 3);
        run_to(&after, 2); /* its earlier steps are discarded */
        check_ok(nn_trainer_load(after.trainer, checkpoint, note, &err), &err);
        assert_string_equal(note, "a note");
        assert_int_equal(nn_trainer_steps_done(after.trainer), stop);
        run_to(&after, 10);
        struct nn_model *model = snapshot(&after);
        assert_true(same_bits(model, expected));
        nn_model_release(model);
        training_deinit(&after);
    }
    unlink(checkpoint);
    nn_model_release(expected);
}

static void check_refused(const struct nn_recipe *recipe, const char *text, const char *path,
                          enum nn_status status) {
    struct training training;
    char note[NN_TRAINER_NOTE];
    struct nn_error err;
    training_init(&training, text, recipe, 1);
    struct nn_model *before = snapshot(&training);
    check_status(nn_trainer_load(training.trainer, path, note, &err), status, &err);
    assert_non_null(strstr(err.message, path));
    assert_int_equal(nn_trainer_steps_done(training.trainer), 0);
    struct nn_model *after = snapshot(&training);
    assert_true(same_bits(before, after));
    nn_model_release(before);
    nn_model_release(after);
    training_deinit(&training);
}

static void test_trainer__mismatched_checkpoints_are_refused(void **state) {
    struct nn_recipe recipe = rich_recipe(), bare = rich_recipe(), shorter = rich_recipe();
    struct nn_recipe other = rich_recipe(), faster = rich_recipe(), turned = rich_recipe();
    struct training training;
    faster.learning_rate *= 2;
    turned.augmentation.rotation_deg += 1;
    bare.ema_decay = 0;
    shorter.epochs = 1;
    other.seed++;
    training_init(&training, plain, &recipe, 1);
    run_to(&training, 6);
    save(&training);
    training_deinit(&training);
    check_refused(&recipe, with_norms, checkpoint, NN_STATUS_MISMATCH);
    check_refused(&bare, plain, checkpoint, NN_STATUS_MISMATCH);
    check_refused(&shorter, plain, checkpoint, NN_STATUS_MISMATCH);
    check_refused(&other, plain, checkpoint, NN_STATUS_MISMATCH);
    check_refused(&faster, plain, checkpoint, NN_STATUS_MISMATCH);
    check_refused(&turned, plain, checkpoint, NN_STATUS_MISMATCH);
    check_refused(&recipe, plain, "no-such-file", NN_STATUS_IO);
    assert_int_equal(truncate(checkpoint, 1000), 0);
    check_refused(&recipe, plain, checkpoint, NN_STATUS_BAD_FILE);
    unlink(checkpoint);
}

static void test_trainer__mismatched_data_are_refused(void **state) {
    struct fixture_pictures pictures;
    struct nn_recipe recipe = nn_recipe_default(), bad = nn_recipe_default();
    struct nn_spec spec = fixture_spec(plain, FIXTURE_SIDE, FIXTURE_SIDE, 1);
    struct nn_thread_pool *pool = fixture_pool(1);
    fixture_pictures_init(&pictures);
    bad.batch_size = 0;
    struct nn_dataset empty = pictures.data, wide = pictures.data, more = pictures.data;
    struct nn_dataset large = pictures.data;
    struct nn_spec large_spec = fixture_spec(plain, 96, 96, 1);
    large.height = large.width = 96;
    empty.count = 0;
    wide.width++;
    more.classes++;
    const struct {
        const struct nn_recipe *recipe;
        const struct nn_dataset *data;
        enum nn_status status;
        const char *word;
    } rows[] = {
        {&bad, &pictures.data, NN_STATUS_BAD_ARGUMENT, "batch size"},
        {&recipe, &empty, NN_STATUS_MISMATCH, "no pictures"},
        {&recipe, &wide, NN_STATUS_MISMATCH, "12 x 13"},
        {&recipe, &more, NN_STATUS_MISMATCH, "dense4"},
        {&recipe, &large, NN_STATUS_MISMATCH, "at most 64 x 64"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_trainer *trainer = NULL;
        struct nn_error err;
        check_status(nn_trainer_create(&trainer, rows[i].data == &large ? &large_spec : &spec,
                                       rows[i].recipe, rows[i].data, pool, &err),
                     rows[i].status, &err);
        assert_non_null(strstr(err.message, rows[i].word));
        assert_null(trainer);
    }
    nn_thread_pool_destroy(pool);
}

/* As many batch norms as a network can have layers need one more stage of work than that. */
static void test_trainer__network_of_batch_norms_alone_is_trained(void **state) {
    char text[3 * NN_MAX_LAYERS];
    static const uint8_t images[4 * 10] = {0}, labels[4] = {1, 2, 3, 4};
    const struct nn_dataset data = {images, labels, 4, 1, 10, 10};
    for (int i = 0; i < NN_MAX_LAYERS; i++)
        memcpy(text + 3 * (ptrdiff_t)i, "bn-", 3);
    text[sizeof text - 1] = '\0';
    struct nn_spec spec = fixture_spec(text, 1, 10, 1);
    struct nn_recipe recipe = nn_recipe_default();
    struct nn_thread_pool *pool = fixture_pool(1);
    struct nn_trainer *trainer = NULL;
    struct nn_error err;
    check_ok(nn_trainer_create(&trainer, &spec, &recipe, &data, pool, &err), &err);
    assert_true(isfinite(nn_trainer_step(trainer).loss));
    nn_trainer_destroy(trainer);
    nn_thread_pool_destroy(pool);
}

static void test_trainer__batch_of_one_is_refused_where_it_would_learn_nothing(void **state) {
    static const struct {
        const char *net;
        int batch_size;
        enum nn_status status;
    } rows[] = {
        {"flatten-dense4-bn-dense3", 1, NN_STATUS_BAD_ARGUMENT},
        {"conv2k3-gap-bn-dense3", 1, NN_STATUS_BAD_ARGUMENT},
        {"flatten-dense4-bn-dense3", 2, NN_STATUS_OK},
        {"conv2k3-bn-flatten-dense3", 1, NN_STATUS_OK},
    };
    struct fixture_pictures pictures;
    struct nn_recipe recipe = nn_recipe_default();
    struct nn_thread_pool *pool = fixture_pool(1);
    fixture_pictures_init(&pictures);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_spec spec = fixture_spec(rows[i].net, FIXTURE_SIDE, FIXTURE_SIDE, 1);
        struct nn_trainer *trainer = NULL;
        struct nn_error err = {0};
        recipe.batch_size = rows[i].batch_size;
        enum nn_status status =
            nn_trainer_create(&trainer, &spec, &recipe, &pictures.data, pool, &err);
        if (status != rows[i].status)
            fail_msg("%s, batch %d: %d, not %d", rows[i].net, rows[i].batch_size, status,
                     rows[i].status);
        assert_true(!status || strstr(err.message, "choose a batch of 2 or more"));
        nn_trainer_destroy(trainer);
    }
    nn_thread_pool_destroy(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trainer__weights_are_the_same_with_any_number_of_threads),
        cmocka_unit_test(test_trainer__augmentation_eases_off_at_the_end),
        cmocka_unit_test(test_trainer__seed_decides_the_weights),
        cmocka_unit_test(test_trainer__starts_from_the_weights_of_its_seed),
        cmocka_unit_test(test_trainer__starts_from_the_weights_of_a_model),
        cmocka_unit_test(test_trainer__model_of_another_network_is_refused_as_start),
        cmocka_unit_test(test_trainer__steps_are_counted),
        cmocka_unit_test(test_trainer__network_of_batch_norms_alone_is_trained),
        cmocka_unit_test(test_trainer__loss_is_the_references),
        cmocka_unit_test(test_trainer__average_follows_the_weights),
        cmocka_unit_test(test_trainer__small_networks_learn),
        cmocka_unit_test(test_trainer__snapshots_do_not_change),
        cmocka_unit_test(test_trainer__step_that_is_left_changes_nothing),
        cmocka_unit_test(test_trainer__resumes_from_a_checkpoint_as_if_uninterrupted),
        cmocka_unit_test(test_trainer__mismatched_checkpoints_are_refused),
        cmocka_unit_test(test_trainer__mismatched_data_are_refused),
        cmocka_unit_test(test_trainer__batch_of_one_is_refused_where_it_would_learn_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
