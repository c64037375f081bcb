/* Valid model files; test_safetensors_hostile.c has the malformed ones. */
#include "nn/formats/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/file.h"
#include "nn/formats/onnx.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/model_file.h"

static const char path[] = "test_safetensors.safetensors";
static const char text[] = "conv2k2-bn-relu-flatten-dense3"; /* flattens 2 x 3 x 2 values */

static const char *const round_trips[] = {
    text,
    "conv4k3-[conv4k3p1-bn-relu]-[conv3k1s2+conv3k1s2-bn]-gap-[dense3]-dense2",
    "conv5k3p1-bn-relu-pool2-conv3k1s2-bn-relu-gap-dense4-bn-relu-dropout0.3-dense2",
    "conv2k2-flatten-bn-dense3",
    "flatten-dense5-dense4",
    "relu-pool2",
};

static void test_safetensors__saved_models_load_with_the_same_bits(void **state) {
    for (size_t i = 0; i < COUNT_OF(round_trips); i++) {
        struct nn_model *model = numbered_model(round_trips[i]), *loaded = NULL;
        struct nn_error err;
        check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
        check_ok(nn_model_load(&loaded, path, &err), &err);
        assert_string_equal(nn_model_spec(loaded)->text, round_trips[i]);
        assert_memory_equal(&nn_model_spec(loaded)->input, &nn_model_spec(model)->input,
                            sizeof(struct nn_shape));
        assert_memory_equal(nn_model_values(loaded), nn_model_values(model),
                            model->parameters.count * sizeof(float));
        nn_model_release(model);
        nn_model_release(loaded);
        unlink(path);
    }
}

/* Returns the file's values of a tensor, which must have this shape. */
static const float *values_of(const struct model_file *parts, const char *name, const char *shape) {
    char description[160];
    snprintf(description, sizeof description,
             "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[", name, shape);
    const char *at = strstr(parts->header, description);
    if (!at)
        fail_msg("no %s in %s", description, parts->header);
    return (const float *)(const void *)(parts->values + atoi(at + strlen(description)));
}

static const float *library_values(const struct nn_model *model, int layer,
                                   enum nn_tensor_role role) {
    const struct nn_tensor *tensor = nn_parameters_find(&model->parameters, layer, role);
    return nn_model_values(model) + tensor->offset;
}

static void test_safetensors__layout_is_pytorchs(void **state) {
    struct nn_model *model = numbered_model("conv2k2-bn-relu-conv3k1-flatten-dense5");
    struct model_file parts = model_file_of(model, NULL, 0);
    const float *ours = library_values(model, 0, NN_TENSOR_WEIGHT);
    const float *theirs = values_of(&parts, "conv1.weight", "[2,1,2,2]");
    for (int oc = 0; oc < 2; oc++)
        for (int k = 0; k < 4; k++)
            assert_true(theirs[oc * 4 + k] == ours[k * 2 + oc]);
    ours = library_values(model, 3, NN_TENSOR_WEIGHT);
    theirs = values_of(&parts, "conv2.weight", "[3,2,1,1]");
    for (int oc = 0; oc < 3; oc++)
        for (int ic = 0; ic < 2; ic++)
            assert_true(theirs[oc * 2 + ic] == ours[ic * 3 + oc]);
    ours = library_values(model, 5, NN_TENSOR_WEIGHT);
    theirs = values_of(&parts, "dense1.weight", "[5,18]");
    for (int o = 0; o < 5; o++)
        for (int c = 0; c < 3; c++)
            for (int pixel = 0; pixel < 6; pixel++)
                assert_true(theirs[o * 18 + c * 6 + pixel] == ours[(pixel * 3 + c) * 5 + o]);
    nn_model_release(model);
    model_file_deinit(&parts);
}

static void test_safetensors__vectors_are_written_as_they_are(void **state) {
    static const struct {
        const char *name, *shape;
        int layer;
        enum nn_tensor_role role;
        size_t size;
    } rows[] = {
        {"conv1.bias", "[2]", 0, NN_TENSOR_BIAS, 2},
        {"bn1.weight", "[2]", 1, NN_TENSOR_WEIGHT, 2},
        {"bn1.bias", "[2]", 1, NN_TENSOR_BIAS, 2},
        {"bn1.running_mean", "[2]", 1, NN_TENSOR_RUNNING_MEAN, 2},
        {"bn1.running_var", "[2]", 1, NN_TENSOR_RUNNING_VARIANCE, 2},
        {"dense1.bias", "[3]", 4, NN_TENSOR_BIAS, 3},
    };
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_memory_equal(values_of(&parts, rows[i].name, rows[i].shape),
                            library_values(model, rows[i].layer, rows[i].role),
                            rows[i].size * sizeof(float));
    nn_model_release(model);
    model_file_deinit(&parts);
}

/* Batch norm after flattening has its channels in the order of the flattened values. */
static void test_safetensors__norms_of_flattened_images_are_reordered(void **state) {
    struct nn_model *model = numbered_model("conv2k2-flatten-bn-dense3");
    struct model_file parts = model_file_of(model, NULL, 0);
    const float *ours = library_values(model, 2, NN_TENSOR_RUNNING_MEAN);
    const float *theirs = values_of(&parts, "bn1.running_mean", "[12]");
    for (int c = 0; c < 2; c++)
        for (int pixel = 0; pixel < 6; pixel++)
            assert_true(theirs[c * 6 + pixel] == ours[pixel * 2 + c]);
    nn_model_release(model);
    model_file_deinit(&parts);
}

static void test_safetensors__metadata_describe_the_model(void **state) {
    static const struct nn_metadata metadata[] = {{"data", "mnist"}, {"note", "a \"quoted\" word"}};
    static const char *const lines[] = {
        "\"format\":\"inkling\"",    "\"format_version\":\"1\"",
        "\"input_shape\":\"3,4,1\"", "\"spec\":\"conv2k2-bn-relu-flatten-dense3\"",
        "\"data\":\"mnist\"",        "\"note\":\"a \\\"quoted\\\" word\"",
    };
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, metadata, 2);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (!strstr(parts.header, lines[i]))
            fail_msg("no %s in %s", lines[i], parts.header);
    assert_int_equal(strlen(parts.header) % 8, 0);
    nn_model_release(model);
    model_file_deinit(&parts);
}

static void check_line(const struct nn_model *model, const char *key, const char *value) {
    int count;
    const struct nn_metadata *lines = nn_model_metadata(model, &count);
    for (int i = 0; i < count; i++)
        if (strcmp(lines[i].key, key) == 0) {
            assert_string_equal(lines[i].value, value);
            return;
        }
    fail_msg("no line %s", key);
}

static void test_safetensors__metadata_are_saved_with_the_model(void **state) {
    static const struct nn_metadata first[] = {{"net", "mine"}, {"seed", "1"}, {"spec", "x"}};
    static const struct nn_metadata second[] = {{"seed", "2"}};
    static const struct nn_metadata on_saving[] = {{"seed", "3"}, {"note", "late"}, {"spec", "x"}};
    struct nn_model *model = numbered_model(text), *loaded = NULL;
    struct nn_error err;
    int count;
    check_ok(nn_model_annotate(model, first, 3, &err), &err);
    check_ok(nn_model_annotate(model, second, 1, &err), &err);
    nn_model_metadata(model, &count);
    assert_int_equal(count, 2);
    check_line(model, "seed", "2");
    check_ok(nn_model_save(model, path, on_saving, 3, &err), &err);
    check_ok(nn_model_load(&loaded, path, &err), &err);
    nn_model_metadata(loaded, &count);
    assert_int_equal(count, 3);
    check_line(loaded, "net", "mine");
    check_line(loaded, "seed", "3");
    check_line(loaded, "note", "late");
    nn_model_release(model);
    nn_model_release(loaded);
    unlink(path);
}

/* Text that a reader would skip or fail on is refused when it is set or saved. */
static void test_safetensors__metadata_that_are_not_text_are_refused(void **state) {
    static char too_long[4098];
    const struct nn_metadata rows[] = {{"note", "caf\xe9"}, {"caf\xe9", "x"}, {"note", too_long}};
    struct nn_model *model = numbered_model(text);
    struct nn_error err;
    int count;
    memset(too_long, 'x', sizeof too_long - 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_status(nn_model_annotate(model, &rows[i], 1, &err), NN_STATUS_BAD_ARGUMENT, &err);
        nn_model_metadata(model, &count);
        assert_int_equal(count, 0);
        check_status(nn_model_save(model, path, &rows[i], 1, &err), NN_STATUS_BAD_ARGUMENT, &err);
        check_status(nn_model_save_onnx(model, path, &rows[i], 1, &err), NN_STATUS_BAD_ARGUMENT,
                     &err);
        assert_int_equal(access(path, F_OK), -1);
    }
    nn_model_release(model);
}

static void test_safetensors__a_model_holds_28_lines(void **state) {
    struct nn_model *model = numbered_model(text);
    char keys[29][8];
    struct nn_error err;
    for (int i = 0; i < 29; i++) {
        snprintf(keys[i], sizeof keys[i], "key %d", i);
        const struct nn_metadata line = {keys[i], "value"};
        check_status(nn_model_annotate(model, &line, 1, &err),
                     i < 28 ? NN_STATUS_OK : NN_STATUS_BAD_ARGUMENT, &err);
    }
    check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
    /* Lines given when saving take precedence: the last of the model's own lines is dropped. */
    const struct nn_metadata late = {"late", "given"};
    struct nn_model *loaded = NULL;
    int count;
    check_ok(nn_model_save(model, path, &late, 1, &err), &err);
    check_ok(nn_model_load(&loaded, path, &err), &err);
    check_line(loaded, "late", "given");
    check_line(loaded, "key 26", "value");
    nn_model_metadata(loaded, &count);
    assert_int_equal(count, 28);
    nn_model_release(loaded);
    nn_model_release(model);
    unlink(path);
}

/* Such a file could not be read, and the existing one may be the last good one. */
static void test_safetensors__values_that_are_not_finite_are_not_written(void **state) {
    static const float rows[] = {NAN, INFINITY, -INFINITY};
    struct nn_model *model = numbered_model(text), *loaded = NULL;
    struct nn_error err;
    check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        model->values[3] = rows[i];
        check_status(nn_model_save(model, path, NULL, 0, &err), NN_STATUS_BAD_ARGUMENT, &err);
        assert_non_null(strstr(err.message, "finite"));
    }
    check_ok(nn_model_load(&loaded, path, &err), &err);
    nn_model_release(loaded);
    nn_model_release(model);
    unlink(path);
}

static void test_safetensors__tensors_are_in_a_state_dicts_order(void **state) {
    static const char *const names[] = {
        "conv1.weight",     "conv1.bias",      "bn1.weight",    "bn1.bias",
        "bn1.running_mean", "bn1.running_var", "dense1.weight", "dense1.bias",
    };
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    const char *at = parts.header;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        at = strstr(at, names[i]);
        if (!at)
            fail_msg("%s does not come after the one before it", names[i]);
    }
    nn_model_release(model);
    model_file_deinit(&parts);
}

static void test_safetensors__paths_that_fail_are_named(void **state) {
    struct nn_model *model = numbered_model(text), *loaded = NULL;
    struct nn_error err;
    check_status(nn_model_load(&loaded, "no-such-file", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such-file"));
    check_status(nn_model_save(model, "no-such-folder/file", NULL, 0, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such-folder/file"));
    check_ok(nn_file_write(path, "not a model", 11, &err), &err);
    check_status(nn_model_load(&loaded, path, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, path));
    assert_null(loaded);
    unlink(path);
    nn_model_release(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_safetensors__saved_models_load_with_the_same_bits),
        cmocka_unit_test(test_safetensors__layout_is_pytorchs),
        cmocka_unit_test(test_safetensors__vectors_are_written_as_they_are),
        cmocka_unit_test(test_safetensors__norms_of_flattened_images_are_reordered),
        cmocka_unit_test(test_safetensors__metadata_describe_the_model),
        cmocka_unit_test(test_safetensors__metadata_are_saved_with_the_model),
        cmocka_unit_test(test_safetensors__metadata_that_are_not_text_are_refused),
        cmocka_unit_test(test_safetensors__a_model_holds_28_lines),
        cmocka_unit_test(test_safetensors__values_that_are_not_finite_are_not_written),
        cmocka_unit_test(test_safetensors__tensors_are_in_a_state_dicts_order),
        cmocka_unit_test(test_safetensors__paths_that_fail_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
