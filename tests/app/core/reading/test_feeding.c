#include "app/core/reading/feeding.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/data/data_set.h"
#include "app/core/ink/ink.h"
#include "nn/formats/safetensors.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

static const char path[] = "test_feeding.safetensors";
enum { PICTURES = 1000, DIGITS = 10 };

/* A way to feed pixels x from 0 to 1, and what is said of a model that was trained so. */
static const struct way {
    const char *what, *text;
    float scale, shift;
    bool transposed;
} ways[] = {
    {"0..1", "", 1, 0, false},
    {"norm", "was trained on (x - 0.1307) / 0.3081, and is fed so", 3.2457f, -0.42421f, false},
    {"-1..1", "was trained on -1..1, and is fed so", 2, -1, false},
    {"0..255", "was trained on 0..255, and is fed so", 255, 0, false},
    {"inverted", "was trained on 0..1, inverted, and is fed so", -1, 1, false},
    {"transposed", "was trained on 0..1, transposed, and is fed so", 1, 0, true},
    {"all", "was trained on -1..1, inverted, transposed, and is fed so", -2, 1, true},
};

static float fed_pixel(const struct way *way, const uint8_t *picture, int side, int p) {
    int row = way->transposed ? p % side : p / side, column = way->transposed ? p / side : p % side;
    int scale = INK_SIDE / side;
    float sum = 0;
    for (int i = 0; i < scale * scale; i++)
        sum += (float)picture[(row * scale + i / scale) * INK_SIDE + column * scale + i % scale];
    return sum / (float)(scale * scale) / 255 * way->scale + way->shift;
}

/* The nearest of the digits' mean pictures: a network that knows only how it was fed. Distances are
 * told apart as sharply as if pixels were from 0 to 1. */
static struct nn_model *nearest_mean(const struct way *way, int side, const struct data_set *data) {
    struct nn_spec spec = fixture_spec("flatten-dense10", side, side, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    int counts[DIGITS] = {0};
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    float *weight = nn_parameters_at(&model->parameters, model->values, 1, NN_TENSOR_WEIGHT);
    float *bias = nn_parameters_at(&model->parameters, model->values, 1, NN_TENSOR_BIAS);
    memset(weight, 0, (size_t)(side * side * DIGITS) * sizeof *weight);
    for (int n = 0; n < PICTURES; n++)
        counts[data->train.labels[n]]++;
    for (int n = 0; n < PICTURES; n++)
        for (int p = 0; p < side * side; p++)
            weight[p * DIGITS + data->train.labels[n]] +=
                fed_pixel(way, data->train.images + (ptrdiff_t)n * INK_PIXELS, side, p) /
                (float)counts[data->train.labels[n]];
    float sharp = 1 / (way->scale * way->scale);
    for (int i = 0; i < side * side * DIGITS; i++) {
        bias[i % DIGITS] -= 0.5f * sharp * weight[i] * weight[i];
        weight[i] *= sharp;
    }
    return model;
}

static struct nn_model *open_saved(struct nn_model *model, const char *choice,
                                   struct feeding *feeding) {
    struct nn_model *opened = NULL;
    struct nn_error err;
    check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
    check_ok(feeding_open_model(&opened, feeding, path, choice, MNIST_DIR, &err), &err);
    unlink(path);
    nn_model_release(model);
    return opened;
}

static int right_of(const struct nn_model *model, const struct data_set *data) {
    struct nn_thread_pool *pool = fixture_pool(1);
    struct nn_evaluation evaluation;
    struct nn_dataset some = nn_dataset_slice(&data->train, 0, PICTURES);
    struct nn_error err;
    check_ok(nn_model_evaluate(model, &some, pool, &evaluation, NULL, &err), &err);
    nn_thread_pool_destroy(pool);
    return evaluation.correct;
}

static void test_feeding__models_are_fed_what_they_were_trained_on(void **state) {
    const struct data_set *data = *state;
    int right = 0;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct feeding feeding;
        print_message("%s\n", ways[i].what);
        struct nn_model *opened =
            open_saved(nearest_mean(&ways[i], INK_SIDE, data), NULL, &feeding);
        assert_string_equal(feeding.text, ways[i].text);
        assert_int_equal(feeding.changed, i > 0);
        assert_false(feeding.untrained);
        if (i == 0)
            right = right_of(opened, data);
        assert_true(right > 700);
        assert_true(abs(right_of(opened, data) - right) <= 1);
        nn_model_release(opened);
    }
}

static void test_feeding__smaller_pictures_are_scaled(void **state) {
    const struct data_set *data = *state;
    struct feeding feeding;
    struct nn_model *opened =
        open_saved(nearest_mean(&ways[2], INK_SIDE / 2, data), NULL, &feeding);
    assert_string_equal(nn_model_spec(opened)->text, "resize14-affine-flatten-dense10");
    assert_string_equal(feeding.text, "takes pictures of 14 x 14, to which they are scaled; it was "
                                      "trained on -1..1, and is fed so");
    assert_true(right_of(opened, data) > 700);
    nn_model_release(opened);
}

static void test_feeding__choice_is_followed(void **state) {
    const struct data_set *data = *state;
    struct feeding feeding;
    struct nn_model *opened =
        open_saved(nearest_mean(&ways[6], INK_SIDE, data), "-1..1,inverted,transposed", &feeding);
    assert_string_equal(nn_model_spec(opened)->text, "transpose-affine-flatten-dense10");
    assert_string_equal(feeding.text, "is fed -1..1, inverted, transposed");
    assert_true(right_of(opened, data) > 700);
    nn_model_release(opened);
    opened = open_saved(nearest_mean(&ways[1], INK_SIDE, data), "0..1", &feeding);
    assert_string_equal(nn_model_spec(opened)->text, "flatten-dense10");
    nn_model_release(opened);
}

static void test_feeding__known_models_are_left_alone(void **state) {
    static const struct nn_metadata lines[] = {{"input", "0..1"}, {"recipe", "sprint"}};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct feeding feeding;
        struct nn_error err;
        struct nn_model *model = nearest_mean(&ways[1], INK_SIDE, *state);
        check_ok(nn_model_annotate(model, &lines[i], 1, &err), &err);
        struct nn_model *opened = open_saved(model, NULL, &feeding);
        assert_string_equal(feeding.text, "");
        assert_string_equal(nn_model_spec(opened)->text, "flatten-dense10");
        nn_model_release(opened);
    }
}

static void test_feeding__untrained_models_are_told(void **state) {
    struct nn_spec spec = fixture_spec("conv4k3-relu-flatten-dense10", INK_SIDE, INK_SIDE, 1);
    struct feeding feeding;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_create(&model, &spec, 5, &err), &err);
    struct nn_model *opened = open_saved(model, NULL, &feeding);
    assert_string_equal(nn_model_spec(opened)->text, spec.text);
    nn_model_release(opened);
    assert_true(feeding.untrained);
    assert_string_equal(feeding.text, "seems untrained, or made for other pictures");
}

static void test_feeding__models_for_something_else_are_refused(void **state) {
    static const struct {
        const char *text, *said;
        int height, width, channels;
    } rows[] = {
        {"flatten-dense1", "test_feeding.safetensors has 1 output:", 28, 28, 1},
        {"flatten-dense65", "test_feeding.safetensors has 65 outputs", 28, 28, 1},
        {"flatten-dense10", "test_feeding.safetensors takes pictures of 28 x 30 x 1", 28, 30, 1},
        {"flatten-dense10", "test_feeding.safetensors takes pictures of 28 x 28 x 3", 28, 28, 3},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_spec spec =
            fixture_spec(rows[i].text, rows[i].height, rows[i].width, rows[i].channels);
        struct nn_model *model = fixture_model(&spec), *opened = NULL;
        struct feeding feeding;
        struct nn_error err;
        check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
        check_status(feeding_open_model(&opened, &feeding, path, NULL, MNIST_DIR, &err),
                     NN_STATUS_MISMATCH, &err);
        assert_non_null(strstr(err.message, rows[i].said));
        assert_null(opened);
        unlink(path);
        nn_model_release(model);
    }
}

static void test_feeding__choices_are_checked(void **state) {
    static const char *const good[] = {"0..1", "norm", "-1..1,inverted", "0..255,transposed",
                                       "norm,transposed,inverted"};
    static const char *const bad[] = {"",      "1",           "0..2",         "inverted",
                                      "norm,", "norm,turned", "norminverted", "norm,inverted,"};
    struct nn_error err;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        check_ok(feeding_check(good[i], &err), &err);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        check_status(feeding_check(bad[i], &err), NN_STATUS_BAD_ARGUMENT, &err);
}

static int load(void **state) {
    struct data_set *data = calloc(1, sizeof *data);
    struct nn_error err;
    check_ok(data_set_peek(data, MNIST_DIR, PICTURES, &err), &err);
    *state = data;
    return 0;
}

static int unload(void **state) {
    data_set_destroy(*state);
    free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feeding__models_are_fed_what_they_were_trained_on),
        cmocka_unit_test(test_feeding__smaller_pictures_are_scaled),
        cmocka_unit_test(test_feeding__choice_is_followed),
        cmocka_unit_test(test_feeding__known_models_are_left_alone),
        cmocka_unit_test(test_feeding__untrained_models_are_told),
        cmocka_unit_test(test_feeding__models_for_something_else_are_refused),
        cmocka_unit_test(test_feeding__choices_are_checked),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
