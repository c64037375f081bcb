#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "app/core/data/data_set.h"
#include "nn/file.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { PICTURES = 3, IMAGE_BYTES = 16 + PICTURES * 784, LABEL_BYTES = 8 + PICTURES };
enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS };

static const char *const names[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
static const char folder[] = "test_idx";

/* The content of a valid file of three pictures, or of their labels. */
static size_t good_bytes(uint8_t bytes[IMAGE_BYTES], int name) {
    bool images = name == TRAIN_IMAGES || name == TEST_IMAGES;
    static const uint8_t image_header[16] = {0, 0, 8, 3,  0, 0, 0, PICTURES,
                                             0, 0, 0, 28, 0, 0, 0, 28};
    static const uint8_t label_header[8] = {0, 0, 8, 1, 0, 0, 0, PICTURES};
    for (size_t i = 0; i < IMAGE_BYTES; i++)
        bytes[i] = (uint8_t)(images ? i * 7 : i % 10);
    if (images)
        memcpy(bytes, image_header, sizeof image_header);
    else
        memcpy(bytes, label_header, sizeof label_header);
    return images ? IMAGE_BYTES : LABEL_BYTES;
}

static const char *path_of(int name, const char *suffix) {
    static char path[200];
    snprintf(path, sizeof path, "%s/%s%s", folder, names[name], suffix);
    return path;
}

static void write_plain(int name, const void *bytes, size_t size) {
    struct nn_error err;
    check_ok(nn_file_write(path_of(name, ""), bytes, size, &err), &err);
}

static void write_gzip(int name, const void *bytes, size_t size) {
    gzFile file = gzopen(path_of(name, ".gz"), "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)size), size);
    assert_int_equal(gzclose(file), Z_OK);
}

static int set_up(void **state) {
    uint8_t bytes[IMAGE_BYTES];
    mkdir(folder, 0777);
    for (int name = 0; name < COUNT(names); name++)
        write_plain(name, bytes, good_bytes(bytes, name));
    return 0;
}

static int tear_down(void **state) {
    for (int name = 0; name < COUNT(names); name++) {
        unlink(path_of(name, ""));
        unlink(path_of(name, ".gz"));
    }
    rmdir(folder);
    return 0;
}

static void check_refused(int parts, enum nn_status expected, const char *file, const char *says) {
    struct data_set data;
    struct nn_error err;
    check_status(data_set_load(&data, folder, parts, &err), expected, &err);
    if (!strstr(err.message, file) || !strstr(err.message, says))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", err.message, file, says);
    for (int i = 0; i < 2; i++)
        assert_null(data.parts[i].images);
}

static void test_idx__plain_and_gzipped_files_load_the_same(void **state) {
    for (int gzipped = 0; gzipped < 2; gzipped++) {
        struct data_set data;
        struct nn_error err;
        uint8_t bytes[IMAGE_BYTES];
        for (int name = 0; gzipped && name < COUNT(names); name++) {
            unlink(path_of(name, ""));
            write_gzip(name, bytes, good_bytes(bytes, name));
        }
        check_ok(data_set_load(&data, folder, DATA_TRAIN | DATA_TEST, &err), &err);
        assert_int_equal(data.train.count, PICTURES);
        assert_int_equal(data.test.count, PICTURES);
        assert_int_equal(data.train.height, 28);
        assert_int_equal(data.train.classes, 10);
        good_bytes(bytes, TRAIN_IMAGES);
        assert_memory_equal(data.train.images, bytes + 16, IMAGE_BYTES - 16);
        good_bytes(bytes, TEST_LABELS);
        assert_memory_equal(data.test.labels, bytes + 8, PICTURES);
        data_set_destroy(&data);
    }
}

static void test_idx__only_the_requested_part_is_read(void **state) {
    struct data_set data;
    struct nn_error err;
    unlink(path_of(TRAIN_IMAGES, ""));
    check_ok(data_set_load(&data, folder, DATA_TEST, &err), &err);
    assert_int_equal(data.train.count, 0);
    assert_null(data.train.images);
    data_set_destroy(&data);
    check_refused(DATA_TRAIN, NN_STATUS_IO, names[TRAIN_IMAGES], "IDX files");
}

static void test_idx__peeking_reads_only_the_first_pictures(void **state) {
    static const struct {
        int max, expected;
    } rows[] = {{1, 1}, {PICTURES - 1, PICTURES - 1}, {PICTURES, PICTURES}, {100, PICTURES}};
    uint8_t bytes[IMAGE_BYTES], labels[IMAGE_BYTES];
    good_bytes(labels, TRAIN_LABELS);
    good_bytes(bytes, TRAIN_IMAGES);
    for (int i = 0; i < COUNT(rows); i++) {
        struct data_set data;
        struct nn_error err;
        check_ok(data_set_peek(&data, folder, rows[i].max, &err), &err);
        assert_int_equal(data.train.count, rows[i].expected);
        assert_int_equal(data.train_count, PICTURES);
        assert_memory_equal(data.train.images, bytes + 16, (size_t)rows[i].expected * 784);
        assert_memory_equal(data.train.labels, labels + 8, (size_t)rows[i].expected);
        assert_null(data.test.images);
        data_set_destroy(&data);
    }
    write_plain(TRAIN_IMAGES, bytes, 16 + 784); /* pictures that are not read may be missing */
    struct data_set data;
    struct nn_error err;
    check_ok(data_set_peek(&data, folder, 1, &err), &err);
    data_set_destroy(&data);
    check_status(data_set_peek(&data, folder, 2, &err), NN_STATUS_BAD_FILE, &err);
    assert_null(data.parts[0].images);
}

static void test_idx__missing_files_and_folders_are_named(void **state) {
    struct data_set data;
    struct nn_error err;
    check_status(data_set_load(&data, "no-such-folder", DATA_TRAIN, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such-folder"));
    unlink(path_of(TEST_LABELS, ""));
    check_refused(DATA_TRAIN | DATA_TEST, NN_STATUS_IO, names[TEST_LABELS], "no file");
    mkdir(path_of(TEST_LABELS, ""), 0777);
    check_refused(DATA_TEST, NN_STATUS_IO, names[TEST_LABELS], "not a regular file");
    rmdir(path_of(TEST_LABELS, ""));
    assert_int_equal(mkfifo(path_of(TEST_LABELS, ""), 0600), 0);
    check_refused(DATA_TEST, NN_STATUS_IO, names[TEST_LABELS], "a pipe");
}

static void test_idx__every_wrong_byte_count_is_refused(void **state) {
    uint8_t bytes[IMAGE_BYTES + 1] = {0};
    static const size_t sizes[] = {0, 3, 4, 7, 15, 16, 17, 800, IMAGE_BYTES - 1};
    good_bytes(bytes, TEST_IMAGES);
    for (int i = 0; i < COUNT(sizes); i++) {
        write_plain(TEST_IMAGES, bytes, sizes[i]);
        check_refused(DATA_TEST, NN_STATUS_BAD_FILE, names[TEST_IMAGES], "ends too early");
    }
    write_plain(TEST_IMAGES, bytes, IMAGE_BYTES + 1);
    check_refused(DATA_TEST, NN_STATUS_BAD_FILE, names[TEST_IMAGES], "continues");
}

static void test_idx__wrong_headers_are_refused(void **state) {
    static const struct {
        const char *name;
        int file, at;
        uint8_t value;
        const char *says;
    } rows[] = {
        {"not zero", TEST_IMAGES, 0, 1, "first four bytes"},
        {"floats", TEST_IMAGES, 2, 13, "first four bytes"},
        {"rank 0", TEST_IMAGES, 3, 0, "first four bytes"},
        {"rank 4", TEST_IMAGES, 3, 4, "first four bytes"},
        {"pictures of rank 2", TEST_IMAGES, 3, 2, ""},
        {"two thousand million", TEST_IMAGES, 4, 0x7f, "out of bounds"},
        {"sizes whose product is too large", TEST_IMAGES, 4, 0x3f, "out of bounds"},
        {"more than an int", TEST_IMAGES, 4, 0xff, "out of bounds"},
        {"none", TEST_IMAGES, 7, 0, "out of bounds"},
        {"fewer rows", TEST_IMAGES, 11, 14, "continues"},
        {"more columns", TEST_IMAGES, 15, 255, "too early"},
        {"pictures of integers", TEST_IMAGES, 2, 12, "pictures"},
        {"labels of rank 3", TEST_LABELS, 3, 3, ""},
        {"too few labels", TEST_LABELS, 7, PICTURES - 1, "continues"},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        uint8_t bytes[IMAGE_BYTES];
        size_t size = good_bytes(bytes, rows[i].file);
        bytes[rows[i].at] = rows[i].value;
        write_plain(rows[i].file, bytes, size);
        check_refused(DATA_TEST, NN_STATUS_BAD_FILE, names[rows[i].file], rows[i].says);
        write_plain(rows[i].file, bytes, good_bytes(bytes, rows[i].file));
    }
}

static void
test_idx__largest_label_of_either_part_decides_how_many_classes_there_are(void **state) {
    static const int rows[] = {9, 10, 25, 63, 64};
    for (int i = 0; i < COUNT(rows); i++) {
        uint8_t bytes[IMAGE_BYTES];
        struct data_set data;
        struct nn_error err;
        size_t size = good_bytes(bytes, TRAIN_LABELS);
        bytes[size - 1] = (uint8_t)rows[i];
        write_plain(TRAIN_LABELS, bytes, size);
        bool fits = rows[i] < 64;
        check_status(data_set_load(&data, folder, DATA_TEST, &err),
                     fits ? NN_STATUS_OK : NN_STATUS_BAD_FILE, &err);
        assert_int_equal(data.test.classes, fits ? rows[i] + 1 : 0);
        assert_true(fits || strstr(err.message, "labels from 0 to 64"));
        data_set_destroy(&data);
    }
}

static void test_idx__pictures_of_another_size_are_scaled(void **state) {
    uint8_t bytes[IMAGE_BYTES];
    struct data_set data;
    struct nn_error err;
    size_t size = good_bytes(bytes, TEST_IMAGES);
    memset(bytes + 16, 200, size - 16);
    bytes[11] = 14;
    bytes[15] = 56;
    write_plain(TEST_IMAGES, bytes, size);
    check_ok(data_set_load(&data, folder, DATA_TEST, &err), &err);
    assert_int_equal(data.test.count, PICTURES);
    assert_int_equal(data.test.images[0], 0); /* half as wide as it is high: paper above */
    assert_int_equal(data.test.images[14 * 28 + 14], 200);
    data_set_destroy(&data);
}

static void test_idx__pictures_that_are_too_large_are_refused(void **state) {
    uint8_t bytes[IMAGE_BYTES];
    good_bytes(bytes, TEST_IMAGES);
    bytes[10] = 4;
    write_plain(TEST_IMAGES, bytes, 16); /* no value is read first */
    check_refused(DATA_TEST, NN_STATUS_BAD_FILE, names[TEST_IMAGES], "1052 x 28");
}

static void test_idx__labels_for_other_pictures_are_refused(void **state) {
    uint8_t bytes[IMAGE_BYTES];
    good_bytes(bytes, TEST_LABELS);
    bytes[7] = PICTURES - 1;
    write_plain(TEST_LABELS, bytes, LABEL_BYTES - 1);
    check_refused(DATA_TEST, NN_STATUS_BAD_FILE, names[TEST_LABELS], "2 labels");
}

/* Changes a byte of the pictures' gzip file, or cuts off its end. */
static void test_idx__damaged_gzip_is_refused(void **state) {
    static const struct {
        const char *name;
        int flip, cut; /* counted from the end; 0: none */
        const char *says;
    } rows[] = {
        {"wrong checksum", 8, 0, "corrupt"},
        {"wrong length", 4, 0, "corrupt"},
        {"wrong data", 40, 0, "corrupt"},
        {"cut in the checksum", 0, 6, "too early"},
        {"cut before the checksum", 0, 8, "too early"},
        {"cut in the data", 0, 60, "too early"},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        uint8_t good[IMAGE_BYTES];
        void *bytes = NULL;
        size_t size = 0;
        struct nn_error err;
        write_gzip(TEST_IMAGES, good, good_bytes(good, TEST_IMAGES));
        check_ok(nn_file_read(&bytes, &size, path_of(TEST_IMAGES, ".gz"), 1 << 20, &err), &err);
        if (rows[i].flip)
            ((uint8_t *)bytes)[size - (size_t)rows[i].flip] ^= 0x55;
        check_ok(
            nn_file_write(path_of(TEST_IMAGES, ".gz"), bytes, size - (size_t)rows[i].cut, &err),
            &err);
        free(bytes);
        check_refused(DATA_TEST, NN_STATUS_BAD_FILE, names[TEST_IMAGES], rows[i].says);
    }
}

static void test_idx__mnist_has_its_sizes(void **state) {
    struct data_set data;
    struct nn_error err;
    check_ok(data_set_load(&data, MNIST_DIR, DATA_TRAIN | DATA_TEST, &err), &err);
    assert_int_equal(data.train.count, 60000);
    assert_int_equal(data.test.count, 10000);
    static const uint8_t first[] = {5, 0, 4, 1, 9};
    assert_memory_equal(data.train.labels, first, sizeof first);
    data_set_destroy(&data);
}

#define IDX_TEST_CASE(name) cmocka_unit_test_setup_teardown(test_idx__##name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        IDX_TEST_CASE(plain_and_gzipped_files_load_the_same),
        IDX_TEST_CASE(only_the_requested_part_is_read),
        IDX_TEST_CASE(peeking_reads_only_the_first_pictures),
        IDX_TEST_CASE(missing_files_and_folders_are_named),
        IDX_TEST_CASE(every_wrong_byte_count_is_refused),
        IDX_TEST_CASE(wrong_headers_are_refused),
        IDX_TEST_CASE(largest_label_of_either_part_decides_how_many_classes_there_are),
        IDX_TEST_CASE(pictures_of_another_size_are_scaled),
        IDX_TEST_CASE(pictures_that_are_too_large_are_refused),
        IDX_TEST_CASE(labels_for_other_pictures_are_refused),
        IDX_TEST_CASE(damaged_gzip_is_refused),
        IDX_TEST_CASE(mnist_has_its_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
