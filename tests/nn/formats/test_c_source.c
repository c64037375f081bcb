/* Models as C source: compiled as strict C99, it gives the model's own probabilities. */
#include "nn/formats/c_source.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

static const char path[] = "test_c_source.c", object[] = "./test_c_source.so";
enum { MAX_CLASSES = 64, MAX_TEXT = 1 << 20 };

typedef void reader(const float *image, float *probabilities, float *scratch);

static char *text_of(const char *file) {
    void *text = NULL;
    size_t size = 0;
    struct nn_error err;
    check_ok(nn_file_read(&text, &size, file, MAX_TEXT, &err), &err);
    char *ended = realloc(text, size + 1);
    assert_non_null(ended);
    ended[size] = '\0';
    return ended;
}

static size_t scratch_in(const char *source) {
    const char *place = strstr(source, "INKLING_SCRATCH = ");
    assert_non_null(place);
    return strtoul(place + strlen("INKLING_SCRATCH = "), NULL, 10);
}

/* The probabilities by the compiled source. Its scratch memory begins as NaN. */
static void read_compiled(const float *image, float *probabilities) {
    assert_int_equal(system(TEST_CC " -std=c99 -Wall -Wextra -pedantic -Werror -O1 -shared -fPIC "
                                    "test_c_source.c -o test_c_source.so -lm"),
                     0);
    char *source = text_of(path);
    size_t size = scratch_in(source);
    float *scratch = fixture_floats(size);
    memset(scratch, 0xff, size * sizeof *scratch);
    void *library = dlopen(object, RTLD_NOW | RTLD_LOCAL);
    assert_non_null(library);
    void *symbol = dlsym(library, "inkling_read");
    assert_non_null(symbol);
    reader *read;
    memcpy(&read, &symbol, sizeof read);
    read(image, probabilities, scratch);
    dlclose(library);
    free(scratch);
    free(source);
}

static void read_here(const struct nn_model *model, const float *image, float *probabilities) {
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    check_ok(nn_workspace_create(&workspace, nn_model_spec(model), 1, &err), &err);
    nn_model_forward(model, workspace, image, 1, probabilities);
    nn_softmax(probabilities, (int)nn_shape_size(nn_model_spec(model)->output), probabilities);
    nn_workspace_destroy(workspace);
}

static void check_reads_the_same(const char *text, struct nn_shape input) {
    struct nn_spec spec = fixture_spec(text, input.height, input.width, input.channels);
    struct nn_model *model = fixture_model(&spec);
    struct nn_rng rng = fixture_rng(3);
    struct nn_error err;
    float here[MAX_CLASSES], compiled[MAX_CLASSES];
    float *image = fixture_noise(&rng, nn_shape_size(input));
    int classes = (int)nn_shape_size(spec.output);
    check_ok(nn_model_save_c(model, path, NULL, 0, &err), &err);
    read_here(model, image, here);
    read_compiled(image, compiled);
    for (int i = 0; i < classes; i++)
        check_close_at((double)compiled[i], (double)here[i], 1e-5, 0, i, text, __LINE__);
    free(image);
    nn_model_release(model);
    unlink(path);
    unlink(object);
}

static void test_c_source__reads_as_the_model_does(void **state) {
    static const struct {
        const char *spec;
        struct nn_shape input;
    } rows[] = {
        {"conv4k3-relu-pool2-flatten-dense8-relu-dense10", {12, 10, 1}},
        {"conv4k3p1e1-bn-relu-pool3s2p1-conv6k3s2g2-bn-gap-dense4-bn-dense3", {11, 9, 2}},
        {"resize9-transpose-affine-conv3k2-avgpool3s1p1e1-flatten-dropout0.3-dense5", {6, 7, 1}},
        {"conv4k2-sigmoid-tanh-relu6-leaky0.2-elu1.5-flatten-dense3", {5, 5, 1}},
        {"conv4k2-gelu-silu-hardswish-square-flatten-dense3", {5, 5, 1}},
        {"[conv2k3p1-[bn+relu]]-[conv3k2s2-relu+conv3k2s2]-flatten-[bn]-dense3", {7, 6, 2}},
        {"[relu]-gap", {3, 4, 5}},
        {"resize3-conv4k2-gap", {7, 5, 1}},
        {"flatten-dense64", {28, 28, 1}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_reads_the_same(rows[i].spec, rows[i].input);
}

static void test_c_source__metadata_cannot_end_the_comment(void **state) {
    struct nn_spec spec = fixture_spec("flatten-dense2", 2, 2, 1);
    struct nn_model *model = fixture_model(&spec);
    const struct nn_metadata line = {"note", "*/ #error /* /*/ \n\\"};
    struct nn_error err;
    float image[4] = {0}, probabilities[MAX_CLASSES];
    check_ok(nn_model_save_c(model, path, &line, 1, &err), &err);
    char *source = text_of(path);
    assert_non_null(strstr(source, "note: * / #error / * / * /  \\"));
    read_compiled(image, probabilities);
    free(source);
    nn_model_release(model);
    unlink(path);
    unlink(object);
}

static void test_c_source__classes_have_names(void **state) {
    struct nn_spec spec = fixture_spec("flatten-dense2", 2, 2, 1);
    struct nn_model *model = fixture_model(&spec);
    const struct nn_metadata line = {"classes", "[\"\\u00e9\",\"a\\\"b\"]"};
    struct nn_error err;
    check_ok(nn_model_save_c(model, path, NULL, 0, &err), &err);
    char *source = text_of(path);
    assert_non_null(
        strstr(source, "inkling_class_names[INKLING_CLASSES] = {\n    \"0\", \"1\",\n}"));
    free(source);
    check_ok(nn_model_save_c(model, path, &line, 1, &err), &err);
    source = text_of(path);
    assert_non_null(strstr(source, "= {\n    \"\\303\\251\", \"a\\042b\",\n}"));
    free(source);
    nn_model_release(model);
    unlink(path);
}

static void test_c_source__is_told_from_other_files(void **state) {
    struct nn_spec spec = fixture_spec("flatten-dense2", 2, 2, 1);
    struct nn_model *model = fixture_model(&spec);
    struct nn_error err;
    check_ok(nn_model_save_c(model, path, NULL, 0, &err), &err);
    assert_true(nn_model_is_c_source(path));
    check_ok(nn_file_write(path, "/* A neural", 11, &err), &err);
    assert_false(nn_model_is_c_source(path));
    unlink(path);
    assert_false(nn_model_is_c_source(path));
    nn_model_release(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_c_source__reads_as_the_model_does),
        cmocka_unit_test(test_c_source__metadata_cannot_end_the_comment),
        cmocka_unit_test(test_c_source__classes_have_names),
        cmocka_unit_test(test_c_source__is_told_from_other_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
