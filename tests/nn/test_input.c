#include "nn/input.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/formats/model_file.h"
#include "nn/formats/onnx.h"
#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { SIDE = 6, CLASSES = 3 };

static void logits_of(const struct nn_model *model, const float *image, float logits[CLASSES]) {
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    check_ok(nn_workspace_create(&workspace, nn_model_spec(model), 1, &err), &err);
    nn_model_forward(model, workspace, image, 1, logits);
    nn_workspace_destroy(workspace);
}

/* Checks that the model reads the picture as the other reads what it should be fed. */
static void check_same(const struct nn_model *fed, const float *picture, const struct nn_model *own,
                       const float *given) {
    float logits[CLASSES], expected[CLASSES];
    double doubles[CLASSES];
    logits_of(fed, picture, logits);
    logits_of(own, given, expected);
    fixture_doubles(expected, CLASSES, doubles);
    check_all_close(logits, doubles, CLASSES, 1e-5, 1e-5);
}

static struct nn_model *fed_model(const struct nn_model *own, int side,
                                  const struct nn_input *input) {
    struct nn_model *fed = NULL;
    struct nn_error err;
    check_ok(nn_model_feed(&fed, own, side, side, input, "so", &err), &err);
    return fed;
}

static const struct {
    const char *what, *spec;
    struct nn_input input;
} ways[] = {
    {"as they are", "conv4k3p1-bn-relu-flatten-dense3", {1, 0, false}},
    {"of another range", "affine-conv4k3p1-bn-relu-flatten-dense3", {2, -1, false}},
    {"turned", "transpose-conv4k3p1-bn-relu-flatten-dense3", {1, 0, true}},
    {"both", "transpose-affine-conv4k3p1-bn-relu-flatten-dense3", {-3, 0.5f, true}},
};

static void test_input__model_gets_what_it_was_trained_on(void **state) {
    struct nn_spec spec = fixture_spec("conv4k3p1-bn-relu-flatten-dense3", SIDE, SIDE, 1);
    struct nn_model *own = fixture_model(&spec);
    struct nn_rng rng = fixture_rng(4);
    float picture[SIDE * SIDE], given[SIDE * SIDE];
    fixture_normal(&rng, 1, picture, SIDE * SIDE);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        const struct nn_input *input = &ways[i].input;
        for (int p = 0; p < SIDE * SIDE; p++) {
            int from = input->transposed ? p % SIDE * SIDE + p / SIDE : p;
            given[p] = picture[from] * input->scale + input->shift;
        }
        struct nn_model *fed = fed_model(own, SIDE, input);
        print_message("%s\n", ways[i].what);
        assert_string_equal(nn_model_spec(fed)->text, ways[i].spec);
        check_same(fed, picture, own, given);
        nn_model_release(fed);
    }
    nn_model_release(own);
}

/* Twice as many pixels a side: the mean of each four. */
static void test_input__pictures_are_scaled(void **state) {
    struct nn_spec spec = fixture_spec("conv4k3p1-bn-relu-flatten-dense3", SIDE, SIDE, 1);
    struct nn_model *own = fixture_model(&spec);
    struct nn_model *fed = fed_model(own, 2 * SIDE, &(struct nn_input){1, 0, false});
    struct nn_rng rng = fixture_rng(4);
    float picture[4 * SIDE * SIDE], given[SIDE * SIDE] = {0};
    fixture_normal(&rng, 1, picture, COUNT_OF(picture));
    for (int p = 0; p < 4 * SIDE * SIDE; p++)
        given[p / (2 * SIDE) / 2 * SIDE + p % (2 * SIDE) / 2] += picture[p] / 4;
    assert_string_equal(nn_model_spec(fed)->text, "resize6-conv4k3p1-bn-relu-flatten-dense3");
    check_same(fed, picture, own, given);
    nn_model_release(fed);
    nn_model_release(own);
}

static void test_input__files_keep_it(void **state) {
    static const char *const paths[] = {"test_input.safetensors", "test_input.onnx"};
    static const struct nn_metadata line = {"name", "theirs"};
    struct nn_spec spec = fixture_spec("conv4k3p1-bn-relu-flatten-dense3", SIDE, SIDE, 1);
    struct nn_model *own = fixture_model(&spec), *loaded = NULL;
    struct nn_rng rng = fixture_rng(4);
    struct nn_error err;
    float picture[4 * SIDE * SIDE];
    int count;
    fixture_normal(&rng, 1, picture, COUNT_OF(picture));
    check_ok(nn_model_annotate(own, &line, 1, &err), &err);
    struct nn_model *fed = fed_model(own, 2 * SIDE, &(struct nn_input){-3, 0.5f, true});
    check_ok(nn_model_save(fed, paths[0], NULL, 0, &err), &err);
    check_ok(nn_model_save_onnx(fed, paths[1], NULL, 0, &err), &err);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        check_ok(nn_model_open(&loaded, paths[i], &err), &err);
        const struct nn_metadata *lines = nn_model_metadata(loaded, &count);
        assert_int_equal(count, 2);
        assert_string_equal(lines[0].value, "theirs");
        assert_string_equal(lines[1].key, "input");
        assert_string_equal(lines[1].value, "so");
        check_same(loaded, picture, fed, picture);
        nn_model_release(loaded);
        unlink(paths[i]);
    }
    nn_model_release(fed);
    nn_model_release(own);
}

static void test_input__what_cannot_be_fed_is_refused(void **state) {
    static const struct {
        const char *text;
        int height, width, channels;
    } rows[] = {
        {"flatten-dense3", 6, 8, 1},
        {"flatten-dense3", 6, 6, 3},
        {"flatten-dense3", 300, 300, 1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_spec spec =
            fixture_spec(rows[i].text, rows[i].height, rows[i].width, rows[i].channels);
        struct nn_model *own = fixture_model(&spec), *fed = NULL;
        struct nn_error err;
        check_status(
            nn_model_feed(&fed, own, SIDE, SIDE, &(struct nn_input){1, 0, false}, "", &err),
            NN_STATUS_BAD_SPEC, &err);
        assert_null(fed);
        nn_model_release(own);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_input__model_gets_what_it_was_trained_on),
        cmocka_unit_test(test_input__pictures_are_scaled),
        cmocka_unit_test(test_input__files_keep_it),
        cmocka_unit_test(test_input__what_cannot_be_fed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
