/* Model files: what the library writes, and that it refuses what nobody should have written. */
#include "nn/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/file.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

static const char path[] = "test_safetensors.safetensors";
static const char text[] = "conv2k2-bn-relu-flatten-dense3"; /* 2 x 3 x 2 values are flattened */
enum { HEIGHT = 3, WIDTH = 4 };

/* A model all of whose values differ: number i of the block is 1 + i / 8. */
static struct nn_model *numbered_model(const char *spec_text) {
    struct nn_spec spec = fixture_spec(spec_text, HEIGHT, WIDTH, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_allocate(&model, &spec, &err), &err);
    const struct nn_parameters *parameters = nn_model_parameters(model);
    for (int t = 0; t < parameters->tensor_count; t++)
        for (size_t i = 0; i < parameters->tensors[t].size; i++) {
            size_t at = parameters->tensors[t].offset + i;
            nn_model_unpublished_values(model)[at] = 1 + (float)at / 8;
        }
    return model;
}

/* A model's file taken apart. header is text of its own; values are the bytes after it. */
struct parts {
    char *header;
    unsigned char *values;
    size_t value_bytes;
};

static struct parts parts_of(const struct nn_model *model, const struct nn_metadata *metadata,
                             int metadata_count) {
    void *data = NULL;
    size_t size = 0;
    struct nn_error err;
    check_ok(nn_model_save(model, path, metadata, metadata_count, &err), &err);
    check_ok(nn_file_read(&data, &size, path, 1 << 20, &err), &err);
    unlink(path);
    uint64_t length;
    memcpy(&length, data, sizeof length);
    struct parts parts = {strndup((char *)data + 8, length), NULL, size - 8 - length};
    parts.values = malloc(parts.value_bytes + 16);
    memcpy(parts.values, (char *)data + 8 + length, parts.value_bytes);
    free(data);
    return parts;
}

static void parts_deinit(struct parts *parts) {
    free(parts->header);
    free(parts->values);
}

static struct parts copy_of(const struct parts *parts) {
    struct parts copy = {strdup(parts->header), malloc(parts->value_bytes + 16),
                         parts->value_bytes};
    memcpy(copy.values, parts->values, parts->value_bytes);
    return copy;
}

/* The parts as one file again, in a block of exactly its size; the caller frees it. */
static unsigned char *assemble(const struct parts *parts, size_t *size) {
    uint64_t length = strlen(parts->header);
    *size = 8 + length + parts->value_bytes;
    unsigned char *file = malloc(*size);
    memcpy(file, &length, 8);
    memcpy(file + 8, parts->header, length);
    memcpy(file + 8 + length, parts->values, parts->value_bytes);
    return file;
}

/* Puts `by` where `found` stands in the header, once. */
static void replace(struct parts *parts, const char *found, const char *by) {
    char *at = strstr(parts->header, found);
    if (!at)
        fail_msg("no %s in %s", found, parts->header);
    char *changed = malloc(strlen(parts->header) + strlen(by) + 1);
    sprintf(changed, "%.*s%s%s", (int)(at - parts->header), parts->header, by, at + strlen(found));
    free(parts->header);
    parts->header = changed;
}

/* Loads bytes from a block of exactly their size, so that the sanitizer sees any step beyond. */
static enum nn_status load_bytes(const unsigned char *bytes, size_t size, struct nn_error *err) {
    struct nn_model *model = NULL;
    unsigned char *exact = malloc(size + (size == 0));
    memcpy(exact, bytes, size);
    enum nn_status status = nn_model_load_memory(&model, exact, size, "hostile.bin", err);
    assert_int_equal(status == NN_STATUS_OK, model != NULL);
    nn_model_release(model);
    free(exact);
    return status;
}

static void check_refused(const unsigned char *bytes, size_t size, const char *what) {
    struct nn_error err;
    if (load_bytes(bytes, size, &err) != NN_STATUS_BAD_FILE)
        fail_msg("%s is not refused as a bad file", what);
    assert_int_equal(err.status, NN_STATUS_BAD_FILE);
    if (!strstr(err.message, "hostile.bin"))
        fail_msg("%s: \"%s\" does not name the file", what, err.message);
}

static void check_parts_refused(const struct parts *parts, const char *what) {
    size_t size;
    unsigned char *file = assemble(parts, &size);
    check_refused(file, size, what);
    free(file);
}

static const char *const round_trips[] = {
    text,
    "conv5k3p1-bn-relu-pool2-conv3k1s2-bn-relu-gap-dense4-bn-relu-dropout0.3-dense2",
    "conv2k2-flatten-bn-dense3",
    "flatten-dense5-dense4",
    "relu-pool2",
};

static void test_safetensors__saved_models_load_with_the_same_bits(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(round_trips); i++) {
        struct nn_model *model = numbered_model(round_trips[i]), *loaded = NULL;
        struct nn_error err;
        check_ok(nn_model_save(model, path, NULL, 0, &err), &err);
        check_ok(nn_model_load(&loaded, path, &err), &err);
        assert_string_equal(nn_model_spec(loaded)->text, round_trips[i]);
        assert_memory_equal(&nn_model_spec(loaded)->input, &nn_model_spec(model)->input,
                            sizeof(struct nn_shape));
        assert_memory_equal(nn_model_values(loaded), nn_model_values(model),
                            nn_model_parameters(model)->count * sizeof(float));
        nn_model_release(model);
        nn_model_release(loaded);
        unlink(path);
    }
}

/* The file's values of a tensor, which must have this shape. */
static const float *values_of(const struct parts *parts, const char *name, const char *shape) {
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
    const struct nn_tensor *tensor = nn_parameters_find(nn_model_parameters(model), layer, role);
    return nn_model_values(model) + tensor->offset;
}

static void test_safetensors__layout_is_pytorchs(void **state) {
    (void)state;
    struct nn_model *model = numbered_model("conv2k2-bn-relu-conv3k1-flatten-dense5");
    struct parts parts = parts_of(model, NULL, 0);
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
    parts_deinit(&parts);
}

static void test_safetensors__vectors_are_written_as_they_are(void **state) {
    (void)state;
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
    struct parts parts = parts_of(model, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_memory_equal(values_of(&parts, rows[i].name, rows[i].shape),
                            library_values(model, rows[i].layer, rows[i].role),
                            rows[i].size * sizeof(float));
    nn_model_release(model);
    parts_deinit(&parts);
}

/* Batch norm of a flattened image has its channels in the order of the flattened values. */
static void test_safetensors__norms_of_flattened_images_are_reordered(void **state) {
    (void)state;
    struct nn_model *model = numbered_model("conv2k2-flatten-bn-dense3");
    struct parts parts = parts_of(model, NULL, 0);
    const float *ours = library_values(model, 2, NN_TENSOR_RUNNING_MEAN);
    const float *theirs = values_of(&parts, "bn1.running_mean", "[12]");
    for (int c = 0; c < 2; c++)
        for (int pixel = 0; pixel < 6; pixel++)
            assert_true(theirs[c * 6 + pixel] == ours[pixel * 2 + c]);
    nn_model_release(model);
    parts_deinit(&parts);
}

static void test_safetensors__metadata_say_what_it_is(void **state) {
    (void)state;
    static const struct nn_metadata metadata[] = {{"data", "mnist"}, {"note", "a \"quoted\" word"}};
    static const char *const lines[] = {
        "\"format\":\"inkling\"",    "\"format_version\":\"1\"",
        "\"input_shape\":\"3,4,1\"", "\"spec\":\"conv2k2-bn-relu-flatten-dense3\"",
        "\"data\":\"mnist\"",        "\"note\":\"a \\\"quoted\\\" word\"",
    };
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, metadata, 2);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (!strstr(parts.header, lines[i]))
            fail_msg("no %s in %s", lines[i], parts.header);
    assert_int_equal(strlen(parts.header) % 8, 0);
    nn_model_release(model);
    parts_deinit(&parts);
}

static void test_safetensors__paths_that_fail_are_named(void **state) {
    (void)state;
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

#define SPEC_TEXT "\"spec\":\"conv2k2-bn-relu-flatten-dense3\""

/* What is put in the place of what in the header of a good file. */
static const struct {
    const char *what, *found, *by;
} edits[] = {
    {"another format", "\"inkling\"", "\"gguf\""},
    {"no format", "\"format\"", "\"fromat\""},
    {"a newer version", "\"format_version\":\"1\"", "\"format_version\":\"2\""},
    {"a longer version", "\"format_version\":\"1\"", "\"format_version\":\"1.0\""},
    {"a version that is a number", "\"format_version\":\"1\"", "\"format_version\":1"},
    {"no version", "format_version", "version"},
    {"no spec", SPEC_TEXT, "\"spice\":\"\""},
    {"a spec that is a number", SPEC_TEXT, "\"spec\":7"},
    {"an empty spec", SPEC_TEXT, "\"spec\":\"\""},
    {"a bad spec", SPEC_TEXT, "\"spec\":\"conv2k2-magic\""},
    {"a spec of more layers", "-dense3\"", "-dense3-dense3\""},
    {"a spec of fewer layers", "-flatten-dense3\"", "\""},
    {"a spec of other sizes", "-dense3\"", "-dense4\""},
    {"a spec of other kernels", "conv2k2", "conv2k1"},
    {"a spec of a huge net", "conv2k2", "conv4096k2-conv4096k2"},
    {"an input of two numbers", "3,4,1", "3,4"},
    {"an input of four numbers", "3,4,1", "3,4,1,1"},
    {"an input with a rest", "3,4,1", "3,4,1x"},
    {"an input without height", "3,4,1", "0,4,1"},
    {"a negative input", "3,4,1", "3,-4,1"},
    {"an input of words", "3,4,1", "a,b,c"},
    {"a huge input", "3,4,1", "99999999999999999999,4,1"},
    {"another input", "3,4,1", "4,4,1"},
    {"no metadata", "__metadata__", "__metadate__"},
    {"metadata that are a list", "{\"__metadata__\":", "{\"__metadata__\":[],\"x\":"},
    {"a type of 16 bits", "F32", "F16"},
    {"a type of small letters", "F32", "f32"},
    {"a type that is a number", "\"F32\"", "32"},
    {"no type", "\"dtype\"", "\"type\""},
    {"another order of sides", "[2,1,2,2]", "[1,2,2,2]"},
    {"a flat shape", "[2,1,2,2]", "[8]"},
    {"a shape of five sides", "[2,1,2,2]", "[2,1,2,2,1]"},
    {"a shape with a 0", "[2,1,2,2]", "[2,0,2,2]"},
    {"a negative shape", "[2,1,2,2]", "[-2,-1,2,2]"},
    {"a fractional shape", "[2,1,2,2]", "[2.0,1,2,2]"},
    {"a shape of words", "[2,1,2,2]", "[\"2\",1,2,2]"},
    {"a shape that overflows", "[2,1,2,2]", "[4294967296,4294967296,2,1]"},
    {"a shape that is a number", "[2,1,2,2]", "8"},
    {"no shape", "\"shape\"", "\"form\""},
    {"a shape of another size", "[3]", "[4]"},
    {"offsets past the end", "[220,228]", "[224,232]"},
    {"offsets far past the end", "[220,228]", "[4611686018427387904,4611686018427387912]"},
    {"offsets that overlap", "[220,228]", "[212,220]"},
    {"offsets that swap their ends", "[220,228]", "[228,220]"},
    {"offsets that hold too little", "[220,228]", "[220,224]"},
    {"offsets not at a whole value", "[212,220]", "[210,218]"},
    {"negative offsets", "[0,32]", "[-32,0]"},
    {"fractional offsets", "[0,32]", "[0.0,32.0]"},
    {"one offset", "[0,32]", "[0]"},
    {"three offsets", "[0,32]", "[0,32,32]"},
    {"offsets that are a word", "[0,32]", "\"0,32\""},
    {"no offsets", "\"data_offsets\"", "\"offsets\""},
    {"a tensor of another name", "bn1.running_var", "bn2.running_var"},
    {"a tensor twice", "bn1.running_var", "bn1.running_mean"},
    {"a metadata key twice", "\"format\":\"inkling\"",
     "\"format\":\"inkling\",\"format\":\"inkling\""},
    {"a tensor that is a list", "\"conv1.bias\":{", "\"conv1.bias\":[],\"x\":{"},
    {"a tensor that is null", "\"conv1.bias\":{", "\"conv1.bias\":null,\"x\":{"},
    {"a name too long", "conv1.bias",
     "conv1.bias_conv1.bias_conv1.bias_conv1.bias_conv1.bias_conv1.bias_"},
    {"a name with a NUL", "conv1.bias", "conv1.bias\\u0000"},
    {"a header that ends early", "}}", "}"},
    {"a header with a rest", "}}", "}}}"},
    {"a header that is a list", "{\"__metadata__\"", "[{\"__metadata__\""},
    {"a header that is a byte order mark", "{\"__metadata__\"", "\xef\xbb\xbf{\"__metadata__\""},
    {"a header that is not UTF-8", "inkling", "ink\xffling"},
};

static void test_safetensors__edited_headers_are_refused(void **state) {
    (void)state;
    struct nn_model *model = numbered_model(text);
    struct parts good = parts_of(model, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        struct parts edited = copy_of(&good);
        replace(&edited, edits[i].found, edits[i].by);
        check_parts_refused(&edited, edits[i].what);
        parts_deinit(&edited);
    }
    parts_deinit(&good);
    nn_model_release(model);
}

static const char last_tensor[] =
    ",\"bn1.running_var\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[220,228]}";

/* What the edits start from: without one, the file put together again is fine. */
static void test_safetensors__unedited_files_load(void **state) {
    (void)state;
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, NULL, 0);
    struct nn_error err;
    size_t size;
    unsigned char *file = assemble(&parts, &size);
    check_ok(load_bytes(file, size, &err), &err);
    free(file);
    parts_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__missing_and_extra_tensors_are_refused(void **state) {
    (void)state;
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, NULL, 0);
    replace(&parts, last_tensor, "");
    check_parts_refused(&parts, "values that belong to nothing");
    parts.value_bytes -= 8;
    check_parts_refused(&parts, "a missing tensor");
    parts_deinit(&parts);

    parts = parts_of(model, NULL, 0);
    memset(parts.values + parts.value_bytes, 0, 4);
    parts.value_bytes += 4;
    check_parts_refused(&parts, "trailing values");
    replace(&parts, last_tensor,
            ",\"bn1.running_var\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[220,228]}"
            ",\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[228,232]}");
    check_parts_refused(&parts, "an extra tensor");
    parts_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__gaps_are_refused(void **state) {
    (void)state;
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, NULL, 0);
    memset(parts.values + parts.value_bytes, 0, 4);
    parts.value_bytes += 4;
    replace(&parts, "[220,228]", "[224,232]");
    check_parts_refused(&parts, "a gap");
    parts_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__values_that_cannot_be_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *what;
        size_t offset;
        float value;
        int good;
    } rows[] = {
        {"not a number", 0, NAN, 0},           {"infinity", 100, INFINITY, 0},
        {"minus infinity", 216, -INFINITY, 0}, {"a negative variance", 220, -1e-6f, 0},
        {"a variance of 0", 224, 0, 1},        {"a negative weight", 0, -1, 1},
        {"a negative mean", 212, -1, 1},       {"the largest number", 100, 3.4e38f, 1},
    };
    struct nn_model *model = numbered_model(text);
    struct parts good = parts_of(model, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parts parts = copy_of(&good);
        struct nn_error err;
        size_t size;
        memcpy(parts.values + rows[i].offset, &rows[i].value, 4);
        unsigned char *file = assemble(&parts, &size);
        if (rows[i].good)
            check_ok(load_bytes(file, size, &err), &err);
        else
            check_refused(file, size, rows[i].what);
        parts_deinit(&parts);
        free(file);
    }
    parts_deinit(&good);
    nn_model_release(model);
}

/* Every prefix, and a few bytes too many. */
static void test_safetensors__any_other_length_is_refused(void **state) {
    (void)state;
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, NULL, 0);
    size_t size;
    unsigned char *file = assemble(&parts, &size);
    for (size_t length = 0; length < size; length++)
        check_refused(file, length, "a file cut short");
    file = realloc(file, size + 9);
    memset(file + size, 0, 9);
    for (size_t extra = 1; extra <= 9; extra++)
        check_refused(file, size + extra, "a file with more at its end");
    free(file);
    parts_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__wrong_header_lengths_are_refused(void **state) {
    (void)state;
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, NULL, 0);
    size_t size;
    unsigned char *file = assemble(&parts, &size);
    uint64_t length = strlen(parts.header);
    const uint64_t lengths[] = {
        0,         1,        length - 4,     length + 4, size - 8,  size - 7,
        size,      1u << 20, (1u << 20) + 1, UINT32_MAX, INT64_MAX, UINT64_MAX - 7,
        UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        memcpy(file, &lengths[i], 8);
        check_refused(file, size, "a wrong header length");
    }
    free(file);
    parts_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__deep_headers_are_refused(void **state) {
    (void)state;
    static const char *const openings[] = {"[", "{\"a\":", "{\"__metadata__\":[["};
    enum { DEPTH = 100000 };
    for (size_t i = 0; i < COUNT_OF(openings); i++) {
        size_t length = strlen(openings[i]);
        struct parts parts = {malloc(DEPTH * length + 1), malloc(1), 0};
        for (int d = 0; d < DEPTH; d++)
            memcpy(parts.header + (size_t)d * length, openings[i], length);
        parts.header[DEPTH * length] = '\0';
        check_parts_refused(&parts, "a deep header");
        parts_deinit(&parts);
    }
}

/* Whatever a byte is changed to, the file loads or is refused by name; the sanitizers see more. */
static void test_safetensors__changed_bytes_do_no_harm(void **state) {
    (void)state;
    static const unsigned char bytes[] = {0, 0xff, '"', '9', '{', ']', ','};
    struct nn_model *model = numbered_model(text);
    struct parts parts = parts_of(model, NULL, 0);
    size_t size;
    unsigned char *file = assemble(&parts, &size);
    for (size_t at = 0; at < size - parts.value_bytes; at++)
        for (size_t i = 0; i < COUNT_OF(bytes); i++) {
            unsigned char kept = file[at];
            struct nn_error err;
            file[at] = bytes[i];
            enum nn_status status = load_bytes(file, size, &err);
            assert_true(status == NN_STATUS_OK || status == NN_STATUS_BAD_FILE);
            assert_true(status == NN_STATUS_OK || strstr(err.message, "hostile.bin"));
            file[at] = kept;
        }
    free(file);
    parts_deinit(&parts);
    nn_model_release(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_safetensors__saved_models_load_with_the_same_bits),
        cmocka_unit_test(test_safetensors__layout_is_pytorchs),
        cmocka_unit_test(test_safetensors__vectors_are_written_as_they_are),
        cmocka_unit_test(test_safetensors__norms_of_flattened_images_are_reordered),
        cmocka_unit_test(test_safetensors__metadata_say_what_it_is),
        cmocka_unit_test(test_safetensors__paths_that_fail_are_named),
        cmocka_unit_test(test_safetensors__unedited_files_load),
        cmocka_unit_test(test_safetensors__edited_headers_are_refused),
        cmocka_unit_test(test_safetensors__missing_and_extra_tensors_are_refused),
        cmocka_unit_test(test_safetensors__gaps_are_refused),
        cmocka_unit_test(test_safetensors__values_that_cannot_be_are_refused),
        cmocka_unit_test(test_safetensors__any_other_length_is_refused),
        cmocka_unit_test(test_safetensors__wrong_header_lengths_are_refused),
        cmocka_unit_test(test_safetensors__deep_headers_are_refused),
        cmocka_unit_test(test_safetensors__changed_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
