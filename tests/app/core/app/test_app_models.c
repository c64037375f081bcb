#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/path.h"
#include "app/core/reading/model_classes.h"
#include "nn/file.h"
#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/scratch.h"

static struct app *restart(const char *kept) {
    const struct app_options options = {.kept = kept};
    struct app *app = NULL;
    struct nn_error err;
    check_ok(app_create(&app, &options, &err), &err);
    return app;
}

/* Checks that the model kept now is in use after the next start. */
static void keep_and_restart(const char *kept, bool tested) {
    unlink(kept);
    struct app *app = restart(kept);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    driver_open_small_model(app, tested ? "test_accuracy" : "validation_accuracy", "0.875");
    driver_do(app, ACTION_KEEP, 0);
    assert_false(app->notices.shown.bad);
    assert_false(driver_can(app, ACTION_KEEP, 0));
    assert_false(driver_can(app, ACTION_REVERT, 0));
    app_destroy(app);
    app = restart(kept);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_TRAINED);
    assert_string_equal(nn_model_spec(app->models.live.model)->text, "flatten-dense10");
    check_close(app->models.live.accuracy, 0.875, 1e-6, 0);
    assert_int_equal(app->models.live.tested, tested);
    driver_do(app, ACTION_BUILTIN, 0); /* to try it; the kept model is still there */
    app_destroy(app);
    app = restart(kept);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_TRAINED);
    driver_do(app, ACTION_BUILTIN, 0);
    driver_do(app, ACTION_KEEP, 0);
    app_destroy(app);
    app = restart(kept);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    app_destroy(app);
}

static void test_models__kept_model_is_used_at_the_next_start(void **state) {
    keep_and_restart("models-kept.safetensors", false);
    keep_and_restart("models-kept.safetensors", true);
}

/* Trying a model changes nothing until Keep is pressed: the next start uses the kept one. */
static void test_models__tried_model_does_not_replace_the_kept_one(void **state) {
    static const char kept[] = "models-tried.safetensors";
    unlink(kept);
    struct app *app = restart(kept);
    driver_open_small_model(app, NULL, NULL);
    driver_do(app, ACTION_KEEP, 0);
    struct nn_model *first = app->models.live.model;
    driver_open_small_model(app, NULL, NULL);
    struct nn_model *second = app->models.live.model;
    driver_do(app, ACTION_BUILTIN, 0);
    assert_int_equal(access(kept, F_OK), 0);
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, second);
    assert_true(driver_can(app, ACTION_KEEP, 0));
    driver_open_small_model(app, NULL, NULL);
    assert_ptr_equal(app->models.before.model, second);
    assert_ptr_equal(app->models.kept.model, first);
    app_destroy(app);
    unlink(kept);
}

/* A model given on the command line is also only tried. */
static void test_models__model_given_at_the_start_leaves_the_kept_one(void **state) {
    static const char kept[] = "models-left.safetensors", given[] = "models-given.safetensors";
    struct nn_error err;
    unlink(kept);
    struct app *app = restart(kept);
    check_ok(nn_model_save(app->models.builtin.model, given, NULL, 0, &err), &err);
    driver_open_small_model(app, NULL, NULL);
    driver_do(app, ACTION_KEEP, 0);
    app_destroy(app);
    const struct app_options options = {.kept = kept, .model = given};
    check_ok(app_create(&app, &options, &err), &err);
    assert_string_equal(app->models.live.name, given);
    driver_do(app, ACTION_REVERT, 0);
    assert_string_equal(nn_model_spec(app->models.live.model)->text, "flatten-dense10");
    assert_false(driver_can(app, ACTION_KEEP, 0));
    app_destroy(app);
    unlink(given);
    unlink(kept);
}

/* Keeping and removing can be retried, and the previous model is not lost. */
static void test_models__model_that_cannot_be_kept_stays_as_it_was(void **state) {
    static const char kept[] = "models-stuck/kept.safetensors";
    struct nn_error err;
    remove(kept);
    struct app *app = restart(kept);
    driver_open_small_model(app, NULL, NULL);
    check_ok(files_make_folder(kept, &err), &err); /* a folder in place of the file */
    driver_do(app, ACTION_KEEP, 0);
    assert_true(app->notices.shown.bad);
    assert_true(driver_can(app, ACTION_KEEP, 0));
    assert_true(driver_can(app, ACTION_REVERT, 0));
    rmdir(kept);
    driver_do(app, ACTION_KEEP, 0);
    assert_false(app->notices.shown.bad);
    struct nn_model *live = app->models.live.model;
    unlink(kept);
    check_ok(files_make_folder(kept, &err), &err);
    driver_do(app, ACTION_BUILTIN, 0);
    driver_do(app, ACTION_KEEP, 0); /* the kept model cannot be removed */
    assert_true(app->notices.shown.bad);
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, live);
    assert_false(driver_can(app, ACTION_KEEP, 0));
    app_destroy(app);
    rmdir(kept);
}

/* A name cut within a character, or not valid UTF-8, could not be written to a file. */
static void test_models__model_of_any_name_can_be_kept(void **state) {
    static const char kept[] = "models-names/kept.safetensors";
    static const struct {
        const char *file, *name;
    } rows[] = {
        {"models-caf\xe9.safetensors", "models-caf?.safetensors"},
        {"models-x\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
         "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
         "\u00e9\u00e9\u00e9\u00e9\u00e9"
         ".safetensors",
         "models-x\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
         "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
         "\u00e9\u00e9\u00e9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nn_error err;
        remove(kept);
        struct app *app = restart(kept);
        check_ok(nn_model_save(app->models.builtin.model, rows[i].file, NULL, 0, &err), &err);
        driver_open_file(app, rows[i].file);
        assert_string_equal(app->models.live.name, rows[i].name);
        driver_do(app, ACTION_KEEP, 0);
        assert_false(app->notices.shown.bad);
        assert_int_equal(access(kept, F_OK), 0);
        app_destroy(app);
        unlink(rows[i].file);
        unlink(kept);
    }
}

/* Checks that the file was renamed, and that the notice gives its new name. */
static void check_set_aside(const struct app *app, const char *kept) {
    static const char words[] = "the file is now ";
    assert_true(app->notices.shown.bad);
    assert_int_equal(access(kept, F_OK), -1);
    const char *name = strstr(app->notices.shown.text, words);
    assert_non_null(name);
    char aside[FILES_MAX_PATH];
    snprintf(aside, sizeof aside, "%.*s%.400s", (int)(path_base_name(kept) - kept), kept,
             name + strlen(words));
    assert_int_equal(unlink(aside), 0);
}

static void test_models__damaged_kept_model_is_set_aside(void **state) {
    static const char kept[] = "models-damaged/kept.safetensors";
    struct nn_error err;
    check_ok(files_make_folder_of(kept, &err), &err);
    check_ok(nn_file_write(kept, "not a model", 11, &err), &err);
    struct app *app = restart(kept);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    check_set_aside(app, kept);
    app_destroy(app);
}

/* Starts without the file, of which it is said why, and tries to replace and to remove it. */
static void check_left_alone(struct app *app, const char *kept, uint64_t signature) {
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    assert_true(app->notices.shown.bad);
    assert_non_null(strstr(app->notices.shown.text, kept));
    assert_non_null(strstr(app->notices.shown.text, "the file is left as it is"));
    driver_open_small_model(app, NULL, NULL);
    driver_do(app, ACTION_KEEP, 0);
    driver_do(app, ACTION_BUILTIN, 0);
    driver_do(app, ACTION_KEEP, 0);
    app_destroy(app);
    assert_true(files_signature(kept) == signature);
    assert_int_equal(scratch_count("models-busy", ""), 1);
}

/* What passes, as too many open files do, is no damage. The file is not replaced either, as nobody
 * has seen what is in it. */
static void test_models__kept_model_that_cannot_be_read_now_is_left_alone(void **state) {
    static const char kept[] = "models-busy/kept.safetensors";
    scratch_remove("models-busy");
    struct app *app = restart(kept);
    driver_open_small_model(app, NULL, NULL);
    driver_do(app, ACTION_KEEP, 0);
    app_destroy(app);
    uint64_t signature = files_signature(kept);
    scratch_refuse_to_open(true);
    app = restart(kept);
    scratch_refuse_to_open(false);
    check_left_alone(app, kept, signature);
    app = restart(kept);
    assert_string_equal(nn_model_spec(app->models.live.model)->text, "flatten-dense10");
    app_destroy(app);
    scratch_remove("models-busy");
}

static void test_models__kept_model_of_another_version_is_left_alone(void **state) {
    static const char kept[] = "models-busy/kept.safetensors";
    static const char version[] = "\"format_version\":\"1\"";
    struct nn_error err;
    void *bytes = NULL;
    size_t size;
    scratch_remove("models-busy");
    struct app *app = restart(kept);
    driver_open_small_model(app, NULL, NULL);
    driver_do(app, ACTION_KEEP, 0);
    app_destroy(app);
    check_ok(nn_file_read(&bytes, &size, kept, 1 << 20, &err), &err);
    char *at = strstr((char *)bytes + 8, version);
    assert_non_null(at);
    at[strlen(version) - 2] = '2';
    check_ok(nn_file_write(kept, bytes, size, &err), &err);
    free(bytes);
    uint64_t signature = files_signature(kept);
    check_left_alone(restart(kept), kept, signature);
    scratch_remove("models-busy");
}

/* Revert does not go back to such a model either. */
static void test_models__kept_model_of_another_shape_is_set_aside(void **state) {
    static const char kept[] = "models-shape/kept.safetensors",
                      given[] = "models-given.safetensors";
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(files_make_folder_of(kept, &err), &err);
    check_ok(nn_spec_parse(&spec, "flatten-dense65", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(nn_model_save(model, kept, NULL, 0, &err), &err);
    nn_model_release(model);
    struct app *app = restart(NULL);
    check_ok(nn_model_save(app->models.builtin.model, given, NULL, 0, &err), &err);
    app_destroy(app);
    const struct app_options options = {.kept = kept, .model = given};
    check_ok(app_create(&app, &options, &err), &err);
    check_set_aside(app, kept);
    assert_string_equal(app->models.live.name, given);
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, app->models.builtin.model);
    app_destroy(app);
    unlink(given);
}

/* A network of letters reads letters; what is about digits says why it cannot be done. */
static void test_models__network_of_other_classes_reads_them(void **state) {
    static const char file[] = "models-letters.safetensors";
    const struct class_set letters = {3, {"A", "B", "ij"}};
    struct driver driver;
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, "flatten-dense3", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(model_classes_annotate(model, &letters, &err), &err);
    check_ok(nn_model_save(model, file, NULL, 0, &err), &err);
    nn_model_release(model);
    driver_open(&driver, (struct app_options){.model = NULL});
    struct app *app = driver.app;
    driver_draw_line(app, 0.5f, 0);
    driver_open_file(app, file);
    assert_true(class_set_equal(reader_classes(app->prediction.reader), &letters));
    check_in_range(app->prediction.reading.digit, 0, 2);
    assert_false(driver_can(app, ACTION_DIGIT, 1));
    assert_false(driver_can(app, ACTION_LEARN, 0));
    driver_do(app, ACTION_SCREEN, SCREEN_TEST_SET);
    while (app->screen != SCREEN_CANVAS)
        driver_wait(&driver, "the test pictures are refused");
    assert_non_null(strstr(app->notices.shown.text, "other classes"));
    driver_do(app, ACTION_BUILTIN, 0);
    assert_true(driver_can(app, ACTION_DIGIT, 1));
    assert_int_equal(app->prediction.reading.digit, 1);
    driver_close(&driver);
    unlink(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models__kept_model_is_used_at_the_next_start),
        cmocka_unit_test(test_models__tried_model_does_not_replace_the_kept_one),
        cmocka_unit_test(test_models__model_given_at_the_start_leaves_the_kept_one),
        cmocka_unit_test(test_models__model_that_cannot_be_kept_stays_as_it_was),
        cmocka_unit_test(test_models__damaged_kept_model_is_set_aside),
        cmocka_unit_test(test_models__kept_model_that_cannot_be_read_now_is_left_alone),
        cmocka_unit_test(test_models__kept_model_of_another_version_is_left_alone),
        cmocka_unit_test(test_models__kept_model_of_another_shape_is_set_aside),
        cmocka_unit_test(test_models__network_of_other_classes_reads_them),
        cmocka_unit_test(test_models__model_of_any_name_can_be_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
