/* Malformed model files, made from a valid one: each is refused with an error that names the
 * problem. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/hostile_file.h"
#include "tests/support/model_file.h"

static const char text[] = "conv2k2-bn-relu-flatten-dense3";

static void check_refused(const unsigned char *bytes, size_t size, const char *what) {
    hostile_check_refused(nn_model_load_memory, bytes, size, what, "");
}

static void check_parts_refused(const struct model_file *parts, const char *what) {
    size_t size;
    unsigned char *file = model_file_assemble(parts, &size);
    check_refused(file, size, what);
    free(file);
}

#define SPEC_TEXT "\"spec\":\"conv2k2-bn-relu-flatten-dense3\""

/* Replacements of text in the header of a valid file. */
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
    {"an input that is right but for 2 to the 32", "3,4,1", "4294967299,4,1"},
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
    {"offsets past the end", "[216,228]", "[220,232]"},
    {"offsets far past the end", "[216,228]", "[4611686018427387904,4611686018427387916]"},
    {"offsets that overlap", "[216,228]", "[212,224]"},
    {"offsets that swap their ends", "[216,228]", "[228,216]"},
    {"offsets that hold too little", "[216,228]", "[216,224]"},
    {"offsets not at a whole value", "[216,228]", "[214,226]"},
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
    struct nn_model *model = numbered_model(text);
    struct model_file good = model_file_of(model, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        struct model_file edited = model_file_copy(&good);
        model_file_replace(&edited, edits[i].found, edits[i].by);
        check_parts_refused(&edited, edits[i].what);
        model_file_deinit(&edited);
    }
    model_file_deinit(&good);
    nn_model_release(model);
}

static const char last_tensor[] =
    ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[216,228]}";

/* The basis of the edits: without an edit the reassembled file is valid. */
static void test_safetensors__unedited_files_load(void **state) {
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    struct nn_error err;
    size_t size;
    unsigned char *file = model_file_assemble(&parts, &size);
    check_ok(hostile_load(nn_model_load_memory, file, size, &err), &err);
    free(file);
    model_file_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__missing_and_extra_tensors_are_refused(void **state) {
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    model_file_replace(&parts, last_tensor, "");
    check_parts_refused(&parts, "values that belong to nothing");
    parts.value_bytes -= 12;
    check_parts_refused(&parts, "a missing tensor");
    model_file_deinit(&parts);

    parts = model_file_of(model, NULL, 0);
    memset(parts.values + parts.value_bytes, 0, 4);
    parts.value_bytes += 4;
    check_parts_refused(&parts, "trailing values");
    model_file_replace(
        &parts, last_tensor,
        ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[216,228]}"
        ",\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[228,232]}");
    check_parts_refused(&parts, "an extra tensor");
    model_file_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__gaps_are_refused(void **state) {
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    memset(parts.values + parts.value_bytes, 0, 4);
    parts.value_bytes += 4;
    model_file_replace(&parts, "[216,228]", "[220,232]");
    check_parts_refused(&parts, "a gap");
    model_file_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__impossible_values_are_refused(void **state) {
    static const struct {
        const char *what;
        size_t offset;
        float value;
        int good;
    } rows[] = {
        {"not a number", 0, NAN, 0},           {"infinity", 100, INFINITY, 0},
        {"minus infinity", 216, -INFINITY, 0}, {"a negative variance", 64, -1e-6f, 0},
        {"a variance of 0", 68, 0, 1},         {"a negative weight", 0, -1, 1},
        {"a negative mean", 60, -1, 1},        {"the largest number", 100, 3.4e38f, 1},
    };
    struct nn_model *model = numbered_model(text);
    struct model_file good = model_file_of(model, NULL, 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct model_file parts = model_file_copy(&good);
        struct nn_error err;
        size_t size;
        memcpy(parts.values + rows[i].offset, &rows[i].value, 4);
        unsigned char *file = model_file_assemble(&parts, &size);
        if (rows[i].good)
            check_ok(hostile_load(nn_model_load_memory, file, size, &err), &err);
        else
            check_refused(file, size, rows[i].what);
        model_file_deinit(&parts);
        free(file);
    }
    model_file_deinit(&good);
    nn_model_release(model);
}

/* There may be a gigabyte of values, whose conversion takes seconds. */
static void test_safetensors__shapes_are_checked_before_values(void **state) {
    const float value = INFINITY;
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    size_t size;
    memcpy(parts.values, &value, 4);
    model_file_replace(&parts, "[3],\"data_offsets\":[216,228]",
                       "[3,1],\"data_offsets\":[216,228]");
    unsigned char *file = model_file_assemble(&parts, &size);
    hostile_check_refused(nn_model_load_memory, file, size, "a wrong shape",
                          "no tensor dense1.bias");
    free(file);
    model_file_deinit(&parts);
    nn_model_release(model);
}

/* Every prefix of the file, and the file with a few extra bytes. */
static void test_safetensors__any_other_length_is_refused(void **state) {
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    size_t size;
    unsigned char *file = model_file_assemble(&parts, &size);
    for (size_t length = 0; length < size; length++)
        check_refused(file, length, "a file cut short");
    unsigned char *longer = realloc(file, size + 9);
    assert_non_null(longer);
    memset(longer + size, 0, 9);
    for (size_t extra = 1; extra <= 9; extra++)
        check_refused(longer, size + extra, "a file with more at its end");
    free(longer);
    model_file_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__wrong_header_lengths_are_refused(void **state) {
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    size_t size;
    unsigned char *file = model_file_assemble(&parts, &size);
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
    model_file_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__deep_headers_are_refused(void **state) {
    static const char *const openings[] = {"[", "{\"a\":", "{\"__metadata__\":[["};
    enum { DEPTH = 100000 };
    for (size_t i = 0; i < COUNT_OF(openings); i++) {
        size_t length = strlen(openings[i]);
        struct model_file parts = {malloc(DEPTH * length + 1), malloc(1), 0};
        for (int d = 0; d < DEPTH; d++)
            memcpy(parts.header + (size_t)d * length, openings[i], length);
        parts.header[DEPTH * length] = '\0';
        check_parts_refused(&parts, "a deep header");
        model_file_deinit(&parts);
    }
}

static void test_safetensors__changed_bytes_do_no_harm(void **state) {
    static const unsigned char bytes[] = {0, 0xff, '"', '9', '{', ']', ','};
    struct nn_model *model = numbered_model(text);
    struct model_file parts = model_file_of(model, NULL, 0);
    size_t size;
    unsigned char *file = model_file_assemble(&parts, &size);
    hostile_check_changed_bytes(nn_model_load_memory, file, size, size - parts.value_bytes, bytes,
                                COUNT_OF(bytes));
    free(file);
    model_file_deinit(&parts);
    nn_model_release(model);
}

static void test_safetensors__pointers_of_git_are_told(void **state) {
    static const char pointer[] = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
    hostile_check_refused(nn_model_load_memory, (const unsigned char *)pointer, sizeof pointer - 1,
                          "a pointer", "Git LFS pointer");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_safetensors__pointers_of_git_are_told),
        cmocka_unit_test(test_safetensors__unedited_files_load),
        cmocka_unit_test(test_safetensors__edited_headers_are_refused),
        cmocka_unit_test(test_safetensors__missing_and_extra_tensors_are_refused),
        cmocka_unit_test(test_safetensors__gaps_are_refused),
        cmocka_unit_test(test_safetensors__impossible_values_are_refused),
        cmocka_unit_test(test_safetensors__shapes_are_checked_before_values),
        cmocka_unit_test(test_safetensors__any_other_length_is_refused),
        cmocka_unit_test(test_safetensors__wrong_header_lengths_are_refused),
        cmocka_unit_test(test_safetensors__deep_headers_are_refused),
        cmocka_unit_test(test_safetensors__changed_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
