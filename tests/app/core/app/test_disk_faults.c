/* Every file that the program writes, on a disk that is full, fails or loses its power at any call:
 * either the old file or the new one is there, whole, and a run resumes to the same bits. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "app/core/data/collection.h"
#include "app/core/ink/drawing.h"
#include "app/core/image/image.h"
#include "app/core/runs/run_folder.h"
#include "app/core/state/settings.h"
#include "app/core/training/training_run.h"
#include "nn/file.h"
#include "nn/formats/onnx.h"
#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/fixtures.h"
#include "tests/support/scratch.h"
#include "tests/support/small_set.h"

static const char folder[] = "disk-faults/folder", path[] = "disk-faults/folder/file";
static const char run_path[] = "disk-faults/folder/run", data[] = "disk-faults-data";

static int remove_folders(void **state) {
    disk_fault = (struct disk_fault){0};
    scratch_remove("disk-faults");
    return 0;
}

/* Writers of one file each: generation 0 into an empty folder, generation 1 over it. */
static enum nn_status write_model(int generation, struct nn_error *err) {
    const struct nn_spec spec = fixture_spec("flatten-dense3", 2, 2, 1);
    const struct nn_metadata line = {"generation", generation ? "new" : "old"};
    struct nn_model *model = fixture_model(&spec);
    enum nn_status status = nn_model_save(model, path, &line, 1, err);
    nn_model_release(model);
    return status;
}

static enum nn_status write_onnx(int generation, struct nn_error *err) {
    const struct nn_spec spec = fixture_spec("flatten-dense3", 2, 2, 1);
    const struct nn_metadata line = {"generation", generation ? "new" : "old"};
    struct nn_model *model = fixture_model(&spec);
    enum nn_status status = nn_model_save_onnx(model, path, &line, 1, err);
    nn_model_release(model);
    return status;
}

static enum nn_status write_settings(int generation, struct nn_error *err) {
    struct settings settings = settings_default();
    settings.brush = generation ? 0.05f : 0.04f;
    return settings_write(&settings, path, err);
}

static enum nn_status write_picture(int generation, struct nn_error *err) {
    struct image image;
    check_ok(image_create(&image, 5, 4, err), err);
    image.pixels[3] = generation ? 0xff0000ff : 0xffff0000;
    enum nn_status status = image_write_png(&image, path, err);
    image_destroy(&image);
    return status;
}

static const struct point points[] = {{0.3f, 0.1f}, {0.3f, 0.9f}, {0.7f, 0.5f}};

static enum nn_status write_drawing(int generation, struct nn_error *err) {
    const struct stroke stroke = {0.06f, 2 + generation, points}, *strokes[] = {&stroke};
    const struct drawing drawing = {.strokes = {1, strokes}};
    return drawing_save(&drawing, path, err);
}

/* The user's own drawings, one and then two; the existing file is read first. */
static enum nn_status write_collection(int generation, struct nn_error *err) {
    const struct stroke stroke = {0.06f, 2 + generation, points}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    struct collection *collection = NULL;
    int index;
    check_ok(collection_create(&collection, class_set_digits(), err), err);
    check_ok(collection_load(collection, path, (double)INFINITY, err), err);
    enum nn_status status = collection_put(collection, &drawn, 7, 0, &index, err);
    assert_int_equal(collection_count(collection), generation + (status == NN_STATUS_OK));
    collection_destroy(collection);
    return status;
}

struct bytes {
    void *data;
    size_t size;
};

static struct bytes read_bytes(void) {
    struct bytes bytes = {0};
    struct nn_error err;
    check_ok(nn_file_read(&bytes.data, &bytes.size, path, 1 << 20, &err), &err);
    return bytes;
}

static bool there_is(const struct bytes *expected) {
    struct bytes found = read_bytes();
    bool same = found.size == expected->size && memcmp(found.data, expected->data, found.size) == 0;
    free(found.data);
    return same;
}

static void put_back(const struct bytes *bytes) {
    struct nn_error err;
    check_ok(nn_file_write(path, bytes->data, bytes->size, &err), &err);
}

struct writer {
    const char *name;
    enum nn_status (*write)(int generation, struct nn_error *err);
};
static const struct writer writers[] = {
    {"model", write_model},     {"ONNX", write_onnx},       {"settings", write_settings},
    {"picture", write_picture}, {"drawing", write_drawing}, {"own drawings", write_collection},
};

static void write_anyhow(void *context) {
    const struct writer *writer = context;
    struct nn_error err;
    (void)!writer->write(1, &err);
}

/* Reads the bytes of both generations, and puts the old one in place. */
static void make_generations(const struct writer *writer, struct bytes *old, struct bytes *new) {
    struct nn_error err;
    print_message("%s\n", writer->name);
    remove_folders(NULL);
    check_ok(files_make_folder(folder, &err), &err);
    check_ok(writer->write(0, &err), &err);
    *old = read_bytes();
    check_ok(writer->write(1, &err), &err);
    *new = read_bytes();
    assert_false(there_is(old));
    put_back(old);
}

/* A write must fail, keep only the old file, and say which file and what to do; or succeed, where
 * only syncing the folder failed. */
static void check_failure(const struct writer *writer, const struct bytes *old,
                          const struct bytes *new) {
    struct nn_error err = {0};
    disk_fault.armed = true;
    enum nn_status status = writer->write(1, &err);
    disk_fault.armed = false;
    assert_true(there_is(status ? old : new));
    assert_int_equal(scratch_count(folder, ""), 1);
    if (status) {
        check_status(status, NN_STATUS_IO, &err);
        assert_non_null(strstr(err.message, path));
        assert_non_null(strstr(err.message, "choose "));
    }
}

static void test_disk__failure_of_any_call_keeps_the_old_file(void **state) {
    static const int reasons[] = {ENOSPC, EROFS};
    for (size_t w = 0; w < COUNT_OF(writers); w++) {
        struct bytes old, new;
        make_generations(&writers[w], &old, &new);
        long number = 0;
        do {
            number++;
            for (size_t r = 0; r < COUNT_OF(reasons); r++) {
                disk_fault = (struct disk_fault){.number = number, .reason = reasons[r]};
                check_failure(&writers[w], &old, &new);
                put_back(&old);
            }
        } while (disk_fault.calls >= number);
        assert_true(number > 5);
        free(old.data);
        free(new.data);
    }
}

/* Writes one valid line and an invalid one. */
static struct bytes damaged_drawings(void) {
    struct nn_error err;
    remove_folders(NULL);
    check_ok(files_make_folder(folder, &err), &err);
    check_ok(write_collection(0, &err), &err);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    assert_true(fputs("nonsense\n", file) >= 0 && fclose(file) == 0);
    return read_bytes();
}

/* Rewriting the valid lines needs space, which is missing: the file stays in place, to be repaired
 * another time. */
static void test_disk__drawings_that_cannot_be_repaired_stay_in_place(void **state) {
    struct nn_error err;
    struct collection *collection = NULL;
    struct bytes damaged = damaged_drawings();
    check_ok(collection_create(&collection, class_set_digits(), &err), &err);
    disk_fault = (struct disk_fault){.armed = true, .failing = DISK_WRITE, .reason = ENOSPC};
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
    disk_fault.armed = false;
    assert_true(there_is(&damaged));
    assert_int_equal(scratch_count(folder, ""), 1);
    collection_destroy(collection);
    free(damaged.data);
}

static void load_anyhow(void *context) {
    struct collection *collection = NULL;
    struct nn_error err;
    check_ok(collection_create(&collection, class_set_digits(), &err), &err);
    (void)!collection_load(collection, path, (double)INFINITY, &err);
    collection_destroy(collection);
}

/* There is a file of drawings at every moment. */
static void test_disk__power_loss_during_repair_loses_no_drawing(void **state) {
    static struct bytes damaged,
        good; /* static, since memcheck does not see a child's registers at its end */
    damaged = good = damaged_drawings();
    good.size -= strlen("nonsense\n");
    bool cut = true;
    for (long number = 1; cut; number++) {
        disk_fault = (struct disk_fault){.armed = true, .cuts = true, .number = number};
        cut = disk_is_cut(load_anyhow, NULL);
        disk_fault.armed = false;
        assert_true(there_is(&damaged) || there_is(&good));
        assert_true(cut || (number > 3 && there_is(&good)));
        put_back(&damaged);
    }
    free(damaged.data);
}

/* The file is damaged by another program while this one is running. */
static void test_disk__drawings_are_repaired_once_there_is_space(void **state) {
    const struct stroke stroke = {0.06f, 3, points}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    struct nn_error err;
    struct collection *collection = NULL;
    struct bytes damaged = damaged_drawings(), good = damaged;
    int index;
    good.size -= strlen("nonsense\n");
    put_back(&good);
    check_ok(collection_create(&collection, class_set_digits(), &err), &err);
    check_ok(collection_load(collection, path, (double)INFINITY, &err), &err);
    put_back(&damaged);
    for (int i = 0; i < 2; i++) {
        disk_fault = (struct disk_fault){.armed = true, .failing = DISK_WRITE, .reason = ENOSPC};
        check_status(collection_put(collection, &drawn, 7, 0, &index, &err), NN_STATUS_IO, &err);
        disk_fault.armed = false;
        assert_true(there_is(&damaged));
        assert_int_equal(scratch_count(folder, ""), 1);
    }
    check_status(collection_put(collection, &drawn, 7, 0, &index, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "repeat your change"));
    assert_true(there_is(&good));
    assert_int_equal(scratch_count(folder, ""), 2); /* the other file has the invalid line */
    check_ok(collection_put(collection, &drawn, 7, 0, &index, &err), &err);
    assert_int_equal(collection_count(collection), 2);
    collection_destroy(collection);
    free(damaged.data);
}

static void test_disk__power_lost_at_any_call_leaves_one_of_the_two(void **state) {
    for (size_t w = 0; w < COUNT_OF(writers); w++) {
        struct bytes old, new;
        struct nn_error err;
        make_generations(&writers[w], &old, &new);
        bool cut = true;
        for (long number = 1; cut; number++) {
            disk_fault = (struct disk_fault){.armed = true, .cuts = true, .number = number};
            cut = disk_is_cut(write_anyhow, (void *)&writers[w]);
            disk_fault.armed = false;
            assert_true(there_is(&old) || (number > 4 && there_is(&new)));
            put_back(&old);
            assert_int_equal(scratch_count(folder, ""), 1);
            check_ok(writers[w].write(1, &err), &err);
            assert_true(there_is(&new));
            put_back(&old);
        }
        free(old.data);
        free(new.data);
    }
}

static struct training_settings settings_of_run(void) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "original", &err), &err);
    snprintf(settings.net, sizeof settings.net, "conv4k5s2-bn-relu-flatten-dropout0.1-dense10");
    snprintf(settings.augmentation, sizeof settings.augmentation, "light");
    snprintf(settings.data_folder, sizeof settings.data_folder, "%s", data);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", run_path);
    settings.epochs = 2;
    settings.batch_size = 16;
    settings.threads = 1;
    return settings;
}

/* Starts or resumes the run. *result is NULL if it fails. */
static enum nn_status work_on_run(struct training_result **result, struct nn_error *err) {
    const struct training_settings settings = settings_of_run();
    const struct training_observer nobody = {0};
    struct training_run *run = NULL;
    char record[FILES_MAX_PATH];
    snprintf(record, sizeof record, "%s/run.json", run_path);
    enum nn_status status = training_run_create(&run, &settings, NULL, err);
    if (!status && access(record, F_OK) == 0)
        status = training_run_resume(run, err);
    if (!status)
        status = training_run_execute(run, &nobody, result, err);
    if (!status)
        run_folder_complete(*result);
    training_run_destroy(run);
    return status;
}

static void work_on_run_anyhow(void *context) {
    struct training_result *result = NULL;
    struct nn_error err;
    (void)!work_on_run(&result, &err);
    training_result_destroy(result);
}

/* Reads metrics.csv without the times, which are its last column. */
static void read_metrics(char *text, size_t capacity) {
    char file[FILES_MAX_PATH], line[512];
    size_t length = 0;
    snprintf(file, sizeof file, "%s/metrics.csv", run_path);
    FILE *opened = fopen(file, "r");
    assert_non_null(opened);
    while (fgets(line, sizeof line, opened)) {
        char *last = strrchr(line, ',');
        assert_non_null(last);
        length +=
            (size_t)snprintf(text + length, capacity - length, "%.*s\n", (int)(last - line), line);
        assert_true(length < capacity);
    }
    fclose(opened);
}

/* The results of the undisturbed run. */
struct expected {
    char weights_sha256[TRAINING_SHA256_TEXT], metrics[4096];
};

/* Resumes the run and checks that it ends with the expected results. */
static void check_goes_on(const struct expected *expected) {
    struct training_result *result = NULL;
    struct nn_error err;
    char metrics[sizeof expected->metrics];
    disk_fault = (struct disk_fault){0};
    check_ok(work_on_run(&result, &err), &err);
    assert_string_equal(result->weights_sha256, expected->weights_sha256);
    training_result_destroy(result);
    read_metrics(metrics, sizeof metrics);
    assert_string_equal(metrics, expected->metrics);
    assert_int_equal(scratch_count(run_path, ""), 3); /* record, metrics and model */
    scratch_remove(run_path);
}

static void run_undisturbed(struct expected *expected) {
    struct training_result *result = NULL;
    struct nn_error err;
    remove_folders(NULL);
    check_ok(files_make_folder(folder, &err), &err);
    check_ok(work_on_run(&result, &err), &err);
    strcpy(expected->weights_sha256, result->weights_sha256);
    training_result_destroy(result);
    read_metrics(expected->metrics, sizeof expected->metrics);
    scratch_remove(run_path);
}

static void test_disk__run_cut_at_any_call_resumes_to_the_same_bits(void **state) {
    struct expected expected;
    long number = 1;
    run_undisturbed(&expected);
    for (bool cut = true; cut; number++) {
        disk_fault = (struct disk_fault){.armed = true, .cuts = true, .number = number};
        cut = disk_is_cut(work_on_run_anyhow, NULL);
        if (cut)
            check_goes_on(&expected);
    }
    scratch_remove(run_path);
    assert_true(number > 50);
}

static void test_disk__run_on_a_full_disk_resumes_to_the_same_bits(void **state) {
    struct expected expected;
    long number = 0;
    run_undisturbed(&expected);
    do {
        struct training_result *result = NULL;
        struct nn_error err = {0};
        number++;
        disk_fault =
            (struct disk_fault){.armed = true, .number = number, .lasts = true, .reason = ENOSPC};
        enum nn_status status = work_on_run(&result, &err);
        disk_fault.armed = false;
        training_result_destroy(result);
        if (status) {
            long calls = disk_fault.calls;
            check_status(status, NN_STATUS_IO, &err);
            assert_non_null(strstr(err.message, run_path));
            assert_non_null(strstr(err.message, strerror(ENOSPC)));
            check_goes_on(&expected);
            disk_fault.calls = calls;
        }
        scratch_remove(run_path);
    } while (disk_fault.calls >= number);
    assert_true(number > 50);
}

int main(void) {
    small_set_write(data, 200, 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_disk__failure_of_any_call_keeps_the_old_file,
                                  remove_folders),
        cmocka_unit_test_teardown(test_disk__power_loss_during_repair_loses_no_drawing,
                                  remove_folders),
        cmocka_unit_test_teardown(test_disk__drawings_are_repaired_once_there_is_space,
                                  remove_folders),
        cmocka_unit_test_teardown(test_disk__drawings_that_cannot_be_repaired_stay_in_place,
                                  remove_folders),
        cmocka_unit_test_teardown(test_disk__power_lost_at_any_call_leaves_one_of_the_two,
                                  remove_folders),
        cmocka_unit_test_teardown(test_disk__run_cut_at_any_call_resumes_to_the_same_bits,
                                  remove_folders),
        cmocka_unit_test_teardown(test_disk__run_on_a_full_disk_resumes_to_the_same_bits,
                                  remove_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
