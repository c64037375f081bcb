/* Networks with any number of classes from 2 to 64 are trained, evaluated, calibrated, saved and
 * loaded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/calibration.h"
#include "nn/formats/model_file.h"
#include "nn/formats/onnx.h"
#include "nn/formats/safetensors.h"
#include "nn/saliency.h"
#include "nn/trainer.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { SIDE = 16, BLOCK = SIDE / 8, EACH = 12 };

/* EACH pictures per class, which is the position of a bright block on an 8 x 8 grid with noise. */
struct pictures {
    uint8_t *images, *labels;
    struct nn_dataset data;
};

static struct pictures pictures_create(int classes, uint64_t seed) {
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_AUGMENT, 0);
    int count = classes * EACH;
    struct pictures pictures = {malloc((size_t)count * SIDE * SIDE), malloc((size_t)count), {0}};
    assert_true(pictures.images && pictures.labels);
    for (int n = 0; n < count; n++) {
        int label = n % classes, top = label / 8 * BLOCK, left = label % 8 * BLOCK;
        pictures.labels[n] = (uint8_t)label;
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++) {
                int inside = y / BLOCK * BLOCK == top && x / BLOCK * BLOCK == left;
                pictures.images[(n * SIDE + y) * SIDE + x] =
                    (uint8_t)(nn_rng_below(&rng, 60) + (inside ? 180 : 0));
            }
    }
    pictures.data =
        (struct nn_dataset){pictures.images, pictures.labels, count, SIDE, SIDE, classes};
    return pictures;
}

static void pictures_deinit(struct pictures *pictures) {
    free(pictures->images);
    free(pictures->labels);
}

static struct nn_spec spec_for(int classes) {
    char text[NN_MAX_SPEC_TEXT];
    assert_ptr_equal(nn_spec_named_for(text, "sprint", classes), text);
    return fixture_spec(text, SIDE, SIDE, 1);
}

static struct nn_model *trained(const struct nn_spec *spec, const struct nn_dataset *data,
                                struct nn_thread_pool *pool) {
    struct nn_trainer *trainer = NULL;
    struct nn_model *model = NULL;
    struct nn_error err;
    struct nn_recipe recipe = nn_recipe_default();
    recipe.epochs = 10;
    recipe.learning_rate = 3e-3f;
    recipe.label_smoothing = 0.05f;
    check_ok(nn_trainer_create(&trainer, spec, &recipe, data, pool, &err), &err);
    while (nn_trainer_steps_done(trainer) < nn_trainer_step_count(trainer))
        nn_trainer_step(trainer);
    check_ok(nn_trainer_snapshot(trainer, &model, &err), &err);
    nn_trainer_destroy(trainer);
    return model;
}

/* Returns the model's probabilities; checks that its accuracy is high, and that the confusion
 * matrix has all of its classes. */
static float *measured(const struct nn_model *model, const struct nn_dataset *data,
                       struct nn_thread_pool *pool) {
    struct nn_evaluation result;
    struct nn_error err;
    float *probabilities = malloc((size_t)(data->count * data->classes) * sizeof *probabilities);
    int counted = 0;
    assert_non_null(probabilities);
    check_ok(nn_model_evaluate(model, data, pool, &result, probabilities, &err), &err);
    assert_true(result.accuracy >= 0.97);
    for (int t = 0; t < NN_MAX_CLASSES; t++) {
        int row = 0;
        for (int p = 0; p < NN_MAX_CLASSES; p++)
            row += result.confusion[t][p];
        assert_int_equal(row, t < data->classes ? EACH : 0);
        counted += result.confusion[t][t];
    }
    assert_int_equal(counted, result.correct);
    return probabilities;
}

/* The model gives the same probabilities once saved and loaded. */
static void check_file(const struct nn_model *model, const char *path,
                       const struct nn_dataset *data, struct nn_thread_pool *pool) {
    struct nn_model *loaded = NULL;
    struct nn_error err;
    if (strstr(path, ".onnx"))
        check_ok(nn_model_save_onnx(model, path, NULL, 0, &err), &err);
    else
        check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
    check_ok(nn_model_open(&loaded, path, &err), &err);
    assert_memory_equal(nn_model_values(loaded), nn_model_values(model),
                        nn_model_value_count(model) * sizeof(float));
    assert_true(nn_model_none_threshold(loaded) == nn_model_none_threshold(model));
    free(measured(loaded, data, pool));
    nn_model_release(loaded);
    remove(path);
}

/* The last class's logit is the largest for its first picture, and grows with the block's
 * pixels. */
static void check_saliency(struct nn_model *model, const struct nn_dataset *data) {
    struct nn_saliency *saliency = NULL;
    struct nn_error err;
    int label = data->classes - 1, first = label / 8 * BLOCK * SIDE + label % 8 * BLOCK;
    float image[SIDE * SIDE], gradient[SIDE * SIDE], direction[NN_MAX_CLASSES] = {0}, sum = 0;
    nn_image_to_floats(data->images + label * SIDE * SIDE, SIDE * SIDE, image);
    direction[label] = 1;
    check_ok(nn_saliency_create(&saliency, model, &err), &err);
    const float *logits = nn_saliency_gradient(saliency, image, direction, gradient);
    for (int c = 0; c < label; c++)
        assert_true(logits[label] > logits[c]);
    for (int i = 0; i < BLOCK * BLOCK; i++)
        sum += gradient[first + i / BLOCK * SIDE + i % BLOCK];
    assert_true(sum > 0);
    nn_saliency_destroy(saliency);
}

static void check_classes(int classes) {
    struct pictures pictures = pictures_create(classes, 1), others = pictures_create(classes, 2);
    struct nn_thread_pool *pool = fixture_pool(2);
    struct nn_spec spec = spec_for(classes);
    struct nn_model *model = trained(&spec, &pictures.data, pool);
    struct nn_error err;
    float *probabilities = measured(model, &others.data, pool);
    struct nn_calibration calibration =
        nn_calibration_fit(probabilities, others.labels, others.data.count, classes);
    assert_true(calibration.temperature >= 0.5 &&
                calibration.temperature < 1); /* the labels were smoothed */
    check_ok(nn_model_calibrate(model, &calibration, &err), &err);
    check_saliency(model, &pictures.data);
    check_file(model, "test_classes.safetensors", &others.data, pool);
    check_file(model, "test_classes.onnx", &others.data, pool);
    free(probabilities);
    nn_model_release(model);
    nn_thread_pool_destroy(pool);
    pictures_deinit(&pictures);
    pictures_deinit(&others);
}

static void test_classes__2_do_everything(void **state) {
    check_classes(2);
}

static void test_classes__26_do_everything(void **state) {
    check_classes(26);
}

static void test_classes__64_do_everything(void **state) {
    check_classes(NN_MAX_CLASSES);
}

static void test_classes__other_numbers_are_refused(void **state) {
    static const int rows[] = {0, 1, NN_MAX_CLASSES + 1, 255};
    struct nn_thread_pool *pool = fixture_pool(1);
    const uint8_t image[SIDE * SIDE] = {0}, label = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char said[64];
        struct nn_spec spec = spec_for(rows[i] ? rows[i] : 1);
        struct nn_dataset data = {image, &label, 1, SIDE, SIDE, rows[i]};
        struct nn_recipe recipe = nn_recipe_default();
        struct nn_model *model = NULL;
        struct nn_trainer *trainer = NULL;
        struct nn_evaluation evaluation;
        struct nn_error err;
        snprintf(said, sizeof said, "%d classes: a network tells 2 to 64 apart", rows[i]);
        check_ok(nn_model_create(&model, &spec, 1, &err), &err);
        check_status(nn_model_evaluate(model, &data, pool, &evaluation, NULL, &err),
                     NN_STATUS_MISMATCH, &err);
        assert_non_null(strstr(err.message, said));
        check_status(nn_trainer_create(&trainer, &spec, &recipe, &data, pool, &err),
                     NN_STATUS_MISMATCH, &err);
        assert_non_null(strstr(err.message, said));
        nn_model_release(model);
    }
    nn_thread_pool_destroy(pool);
}

static void test_classes__named_networks_get_as_many_outputs(void **state) {
    char text[NN_MAX_SPEC_TEXT];
    for (int i = 0; nn_spec_name(i); i++) {
        const char *name = nn_spec_name(i);
        assert_string_equal(nn_spec_named_for(text, name, 10), nn_spec_named(name));
        struct nn_spec spec = fixture_spec(nn_spec_named_for(text, name, 26), 28, 28, 1);
        assert_int_equal(nn_shape_size(spec.output), 26);
    }
    assert_null(nn_spec_named_for(text, "none", 10));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes__2_do_everything),
        cmocka_unit_test(test_classes__26_do_everything),
        cmocka_unit_test(test_classes__64_do_everything),
        cmocka_unit_test(test_classes__other_numbers_are_refused),
        cmocka_unit_test(test_classes__named_networks_get_as_many_outputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
