#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "app/core/data/data_set.h"
#include "app/core/image/image.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* Pictures of 4 x 4 pixels are the smallest that are read. */
enum { SIDE = 4, PIXELS = SIDE * SIDE };

static const char folder[] = "data-set";

static const char *path_of(const char *name) {
    static char path[FILES_MAX_PATH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_bytes(const char *name, const void *bytes, size_t size) {
    struct nn_error err;
    check_ok(nn_file_write(path_of(name), bytes, size, &err), &err);
}

static void write_text(const char *name, const char *text) {
    write_bytes(name, text, strlen(text));
}

static int set_up(void **state) {
    scratch_remove(folder);
    return mkdir(folder, 0777);
}

static int tear_down(void **state) {
    scratch_remove(folder);
    return 0;
}

static struct data_set loaded(const char *path) {
    struct data_set set;
    struct nn_error err;
    check_ok(data_set_load(&set, path, DATA_TRAIN | DATA_TEST, &err), &err);
    return set;
}

static void check_refused(const char *path, const char *says) {
    struct data_set set;
    struct nn_error err = {0};
    if (!data_set_load(&set, path, DATA_TRAIN | DATA_TEST, &err))
        fail_msg("%s is accepted", path);
    if (!strstr(err.message, says) || !strstr(err.message, folder))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", err.message, says, folder);
    assert_null(set.parts[0].images);
    assert_null(set.parts[1].images);
}

/* A picture's edges hardly change, unlike labels. */
static bool is_corner(int pixel) {
    return pixel == 0 || pixel == PIXELS - 1;
}

/* Labels i % classes; the picture has ten times its label everywhere but in two corners. */
static void write_rows(char *text, int rows, int classes, bool last, const char *separator,
                       const char *format) {
    for (int i = 0; i < rows; i++) {
        double value = 10.0 * (i % classes);
        if (!last)
            text += sprintf(text, "%d%s", i % classes, separator);
        for (int p = 0; p < PIXELS; p++) {
            text += sprintf(text, format, is_corner(p) ? 0 : value);
            text += sprintf(text, "%s", p + 1 < PIXELS || last ? separator : "\n");
        }
        if (last)
            text += sprintf(text, "%d\n", i % classes);
    }
}

/* A header with as many names as the rows have columns; none without a label. */
static void write_header(char *text, const char *label, bool last) {
    text[0] = '\0';
    if (label && !last)
        text += sprintf(text, "%s,", label);
    for (int p = 0; label && p < PIXELS; p++)
        text += sprintf(text, "pixel%d%s", p, p + 1 < PIXELS ? "," : last ? "," : "\n");
    if (label && last)
        sprintf(text, "%s\n", label);
}

/* The middle of every picture shows its label. */
static void check_pictures(const struct nn_dataset *part, double step) {
    for (int i = 0; i < part->count; i++) {
        int middle = part->images[i * INK_PIXELS + 14 * INK_SIDE + 14];
        check_close(middle, step * part->labels[i], 1, 0);
    }
}

static void test_data_set__csv_is_read_however_it_is_written(void **state) {
    static const struct {
        const char *label, *separator, *format;
        bool last;
    } rows[] = {
        {"label", ",", "%.0f", false}, {NULL, ",", "%.0f", true},  {NULL, ";", "%.0f", true},
        {"class", ",", "%.1f", true},  {NULL, ",", "%.0f", false}, {NULL, ",", "%.3e", true},
        {NULL, ",", "\"%.0f\"", true},
    };
    static char text[1 << 16];
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("row %d\n", i);
        write_header(text, rows[i].label, rows[i].last);
        write_rows(text + strlen(text), 70, 5, rows[i].last, rows[i].separator, rows[i].format);
        write_text("rows.csv", text);
        struct data_set set = loaded(path_of("rows.csv"));
        assert_int_equal(set.train.count + set.test.count, 70);
        assert_int_equal(set.classes.count, 5);
        assert_string_equal(set.classes.names[4], "4");
        check_pictures(&set.train, 10);
        check_pictures(&set.test, 10);
        data_set_destroy(&set);
    }
}

static void test_data_set__csv_with_pixels_from_0_to_1_is_scaled(void **state) {
    char text[8000] = "", *end = text;
    for (int i = 0; i < 30; i++) {
        end += sprintf(end, "%d", i % 2);
        for (int p = 0; p < PIXELS; p++)
            end += sprintf(end, ",%s", i % 2 ? "0.4" : "0");
        end += sprintf(end, "\n");
    }
    write_text("unit.csv", text);
    struct data_set set = loaded(path_of("unit.csv"));
    check_pictures(&set.train, 0.4 * 255);
    data_set_destroy(&set);
}

static void test_data_set__test_file_without_labels_is_not_used(void **state) {
    static char text[1 << 16], bare[] = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16\n";
    write_rows(text, 140, 2, false, ",", "%.0f");
    write_text("train.csv", text);
    struct data_set set = loaded(folder);
    int apart = set.test.count;
    check_in_range(apart, 5, 40);
    assert_int_equal(set.train.count + apart, 140);
    data_set_destroy(&set);
    write_text("test.csv", bare);
    set = loaded(folder);
    assert_int_equal(set.test.count, apart);
    data_set_destroy(&set);
    write_text("test.csv", text);
    set = loaded(folder);
    assert_int_equal(set.train.count, 140);
    assert_int_equal(set.test.count, 140);
    data_set_destroy(&set);
}

static void test_data_set__pictures_set_apart_are_the_same_whatever_is_asked_for(void **state) {
    static char text[1 << 16];
    struct data_set alone;
    struct nn_error err;
    char *end = text;
    for (int i = 0; i < 200; i++) { /* every picture another */
        end += sprintf(end, "%d", i % 2);
        for (int p = 0; p < PIXELS; p++)
            end += sprintf(end, ",%d", is_corner(p) ? 0 : i);
        end += sprintf(end, "\n");
    }
    write_text("all.csv", text);
    struct data_set both = loaded(path_of("all.csv"));
    for (int i = 0; i < both.train.count; i++)
        for (int k = 0; k < both.test.count; k++)
            assert_memory_not_equal(both.train.images + i * INK_PIXELS,
                                    both.test.images + k * INK_PIXELS, INK_PIXELS);
    check_ok(data_set_load(&alone, path_of("all.csv"), DATA_TEST, &err), &err);
    assert_int_equal(alone.test.count, both.test.count);
    assert_memory_equal(alone.test.images, both.test.images, (size_t)both.test.count * INK_PIXELS);
    assert_int_equal(alone.train.count, 0);
    data_set_destroy(&alone);
    check_ok(data_set_peek(&alone, path_of("all.csv"), 10, &err), &err);
    assert_int_equal(alone.train.count, 10);
    assert_int_equal(alone.train_count, both.train.count);
    assert_memory_equal(alone.train.images, both.train.images, 10 * INK_PIXELS);
    data_set_destroy(&alone);
    data_set_destroy(&both);
}

#define ROW "1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,9\n"

static void test_data_set__bad_csv_is_refused_with_its_line(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "is empty"},
        {"label,a\n", "2 columns"},
        {"1,2,3\n", "3 columns"},
        {"1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7\n", "without a column"},
        {ROW ROW "1,2\n", "line 3 of"},
        {ROW "1,0,0,0,0,0,0,0,x,0,0,0,0,0,0,0,0\n", "line 2 of"},
        {ROW "1,0,0,0,0,0,0,0,-5,0,0,0,0,0,0,0,0\n", "line 2 of"},
        {ROW "1,0,0,0,0,0,0,0,256,0,0,0,0,0,0,0,0\n", "pixel above 255"},
        {ROW "1,0,0,0,0,0,0,0,1e999,0,0,0,0,0,0,0,0\n", "line 2 of"},
        {ROW "1,0,0,0,0,0,0,0,1e400000000000,0,0,0,0,0,0,0,0\n", "line 2 of"},
        {ROW "2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n", "line 2 of"},
        {"label,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n" ROW "2.5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n",
         "label"},
        {ROW "99,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n", "label 99 for picture 2"},
        {ROW ROW, "labels from 1 to 1"},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("row %d\n", i);
        write_text("bad.csv", rows[i].text);
        check_refused(path_of("bad.csv"), rows[i].says);
    }
}

static void test_data_set__line_without_end_is_refused(void **state) {
    size_t size = 3 << 20;
    char *text = malloc(size);
    for (size_t i = 0; i < size; i++)
        text[i] = i % 2 ? ',' : '1';
    write_bytes("long.csv", text, size);
    free(text);
    check_refused(path_of("long.csv"), "longer than");
}

/* An array as NumPy writes it; returns its size. */
static size_t make_npy(uint8_t *bytes, const char *type, const char *shape, const void *values,
                       size_t size) {
    char header[256];
    int length = snprintf(header, sizeof header,
                          "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", type, shape);
    memcpy(bytes, "\x93NUMPY\1\0", 8);
    bytes[8] = (uint8_t)length;
    bytes[9] = 0;
    memcpy(bytes + 10, header, (size_t)length);
    memcpy(bytes + 10 + length, values, size);
    return 10 + (size_t)length + size;
}

struct member {
    const char *name, *type, *shape;
    const void *values;
    size_t size;
};

static void write_npz(const char *name, const struct member *members, int count) {
    static uint8_t bytes[8][1 << 16];
    int code;
    remove(path_of(name));
    zip_t *archive = zip_open(path_of(name), ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(archive);
    for (int i = 0; i < count; i++) {
        char member[64];
        size_t size = make_npy(bytes[i], members[i].type, members[i].shape, members[i].values,
                               members[i].size);
        zip_source_t *source = zip_source_buffer(archive, bytes[i], size, 0);
        snprintf(member, sizeof member, "%s.npy", members[i].name);
        assert_true(zip_file_add(archive, member, source, 0) >= 0);
    }
    assert_int_equal(zip_close(archive), 0);
}

enum { PICTURES = 20 };

static void test_data_set__npz_is_read_as_keras_writes_it(void **state) {
    uint8_t images[PICTURES][PIXELS], labels[PICTURES];
    float floats[PICTURES][PIXELS];
    int64_t wide[PICTURES];
    double hot[PICTURES][3] = {{0}};
    for (int i = 0; i < PICTURES; i++) {
        labels[i] = (uint8_t)(i % 3);
        wide[i] = i % 3;
        hot[i][i % 3] = 1;
        memset(images[i], 51 * (i % 3), PIXELS);
        for (int p = 0; p < PIXELS; p++)
            floats[i][p] = 0.2f * (float)(i % 3);
    }
    const struct member bytes = {"x_train", "|u1", "(20, 4, 4)", images, sizeof images};
    const struct member numbers = {"x_train", "<f4", "(20, 16)", floats, sizeof floats};
    const struct member channel = {"x_train", "|u1", "(20, 4, 4, 1)", images, sizeof images};
    const struct member short_labels = {"y_train", "|u1", "(20,)", labels, sizeof labels};
    const struct member long_labels = {"y_train", "<i8", "(20, 1)", wide, sizeof wide};
    const struct member rows_labels = {"y_train", "<f8", "(20, 3)", hot, sizeof hot};
    const struct member test[] = {{"x_test", "|u1", "(6, 4, 4)", images, 6 * PIXELS},
                                  {"y_test", "|u1", "(6,)", labels, 6}};
    const struct {
        struct member images, labels;
    } rows[] = {{bytes, short_labels}, {numbers, long_labels}, {channel, rows_labels}};
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("row %d\n", i);
        const struct member members[] = {rows[i].labels, rows[i].images, test[0], test[1]};
        write_npz("set.npz", members, COUNT(members));
        struct data_set set = loaded(path_of("set.npz"));
        assert_int_equal(set.train.count, PICTURES);
        assert_int_equal(set.test.count, 6);
        assert_int_equal(set.classes.count, 3);
        assert_memory_equal(set.train.labels, labels, PICTURES);
        check_pictures(&set.train, 51);
        data_set_destroy(&set);
    }
}

static void test_data_set__bad_npz_is_refused(void **state) {
    static uint8_t images[PICTURES][PIXELS], labels[PICTURES] = {1};
    static const float below[PICTURES][PIXELS] = {{0, -1}};
    static const struct {
        const char *name;
        struct member images, labels;
        const char *says;
    } rows[] = {
        {"other names",
         {"a", "|u1", "(20, 4, 4)", images, sizeof images},
         {"b", "|u1", "(20,)", labels, sizeof labels},
         "x_train"},
        {"a thousand million rows",
         {"x_train", "|u1", "(1000000000, 28, 28)", images, sizeof images},
         {"y_train", "|u1", "(20,)", labels, sizeof labels},
         "at most"},
        {"as many labels",
         {"x_train", "|u1", "(20, 4, 4)", images, sizeof images},
         {"y_train", "|u1", "(1000000000,)", labels, sizeof labels},
         "at most"},
        {"a shape that overflows",
         {"x_train", "|u1", "(99999999999999999999, 4, 4)", images, sizeof images},
         {"y_train", "|u1", "(20,)", labels, sizeof labels},
         "no plain array"},
        {"too few values",
         {"x_train", "|u1", "(20, 5, 5)", images, sizeof images},
         {"y_train", "|u1", "(20,)", labels, sizeof labels},
         "too early"},
        {"too many values",
         {"x_train", "|u1", "(20, 4, 4)", images, sizeof images},
         {"y_train", "|u1", "(19,)", labels, sizeof labels},
         "continues"},
        {"fewer labels",
         {"x_train", "|u1", "(20, 4, 4)", images, sizeof images},
         {"y_train", "|u1", "(10,)", labels, 10},
         "10 labels"},
        {"objects",
         {"x_train", "|O8", "(20, 4, 4)", images, sizeof images},
         {"y_train", "|u1", "(20,)", labels, sizeof labels},
         "no plain array"},
        {"colours",
         {"x_train", "|u1", "(5, 4, 4, 4)", images, sizeof images},
         {"y_train", "|u1", "(5,)", labels, 5},
         "grey"},
        {"pixels below 0",
         {"x_train", "<f4", "(20, 4, 4)", below, sizeof below},
         {"y_train", "|u1", "(20,)", labels, sizeof labels},
         "the pixel -1"},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        const struct member members[] = {rows[i].images, rows[i].labels};
        write_npz("bad.npz", members, 2);
        check_refused(path_of("bad.npz"), rows[i].says);
    }
    write_text("bad.npz", "PK\3\4 and nothing else");
    check_refused(path_of("bad.npz"), "ZIP");
}

/* A picture of the network's size with this level everywhere but in one corner, which is black. */
static void write_picture(const char *name, int level) {
    struct image image;
    struct nn_error err;
    check_ok(image_create(&image, INK_SIDE, INK_SIDE, &err), &err);
    for (int i = 1; i < INK_PIXELS; i++)
        image.pixels[i / INK_SIDE * image.stride + i % INK_SIDE] =
            0xff000000u | (uint32_t)level * 0x010101u;
    image.pixels[0] = 0xff000000u;
    check_ok(image_write_png(&image, path_of(name), &err), &err);
    image_destroy(&image);
}

static void make_folder(const char *name) {
    assert_int_equal(mkdir(path_of(name), 0777), 0);
}

static void test_data_set__folders_of_pictures_name_the_classes(void **state) {
    char name[64];
    static const char *const classes[] = {"2", "10", "ten"};
    make_folder("train");
    make_folder("test");
    for (int c = 0; c < COUNT(classes); c++) {
        snprintf(name, sizeof name, "train/%s", classes[c]);
        make_folder(name);
        snprintf(name, sizeof name, "test/%s", classes[c]);
        make_folder(name);
        for (int i = 0; i < 3; i++) {
            snprintf(name, sizeof name, "%s/%s/%d.png", i ? "train" : "test", classes[c], i);
            write_picture(name, 100 * c + 40);
        }
    }
    write_text("train/2/notes.txt", "no picture");
    struct data_set set = loaded(folder);
    assert_int_equal(set.train.count, 6);
    assert_int_equal(set.test.count, 3);
    assert_int_equal(set.classes.count, 3);
    for (int c = 0; c < COUNT(classes); c++) {
        assert_string_equal(set.classes.names[c], classes[c]);
        assert_int_equal(set.test.labels[c], c);
        assert_int_equal(set.test.images[c * INK_PIXELS + 400], 100 * c + 40);
    }
    data_set_destroy(&set);
    write_text("train/ten/0.png", "no picture");
    check_refused(folder, "0.png");
}

static void test_data_set__too_few_and_too_many_folders_are_refused(void **state) {
    char name[64];
    check_refused(folder, "no pictures to learn from");
    make_folder("only");
    write_picture("only/1.png", 50);
    check_refused(folder, "at least two classes");
    for (int i = 0; i < 64; i++) {
        snprintf(name, sizeof name, "%d", i);
        make_folder(name);
        snprintf(name, sizeof name, "%d/1.png", i);
        write_picture(name, 50);
    }
    check_refused(folder, "more than 64 folders");
}

static void write_idx(const char *name, int type, int rank, const int *sizes, const void *values,
                      size_t size) {
    static uint8_t bytes[1 << 16];
    const uint8_t magic[4] = {0, 0, (uint8_t)type, (uint8_t)rank};
    memset(bytes, 0, 16);
    memcpy(bytes, magic, 4);
    for (int i = 0; i < rank; i++)
        bytes[4 * i + 7] = (uint8_t)sizes[i];
    memcpy(bytes + 4 + 4 * rank, values, size);
    write_bytes(name, bytes, 4 + 4 * (size_t)rank + size);
}

/* Sets of the given stem, with labels from `first` on. */
static void write_emnist(const char *stem, int first) {
    static const char *const parts[] = {"train", "test"};
    static const int sizes[] = {PICTURES, SIDE, SIDE};
    uint8_t images[PICTURES][PIXELS], labels[PICTURES];
    char name[100];
    for (int i = 0; i < PICTURES; i++) {
        labels[i] = (uint8_t)(i % 3 + first);
        memset(images[i], 51 * (i % 3), PIXELS);
    }
    for (int p = 0; p < 2; p++) {
        snprintf(name, sizeof name, "%s%s-images-idx3-ubyte", stem, parts[p]);
        write_idx(name, 8, 3, sizes, images, sizeof images);
        snprintf(name, sizeof name, "%s%s-labels-idx1-ubyte", stem, parts[p]);
        write_idx(name, 8, 1, sizes, labels, sizeof labels);
    }
}

static void test_data_set__idx_names_and_labels_of_emnist_are_known(void **state) {
    static const struct {
        const char *stem, *mapping;
        int first, classes;
        const char *name;
    } rows[] = {
        {"emnist-letters-", "1 65 97\n2 66 98\n3 67 99\n", 1, 3, "A"},
        {"emnist-letters-", NULL, 1, 26, "A"},
        {"emnist-digits-", "0 48\r\n1 49\r\n2 50\r\n", 0, 3, "0"},
        {"mine-", "1 heart\n2 moon\n3 a star in the sky\n", 1, 3, "heart"},
        {"fashion-", NULL, 0, 10, "T-shirt"},
        {"other-", NULL, 1, 3, "1"},
        {"other-", NULL, 2, 5, "0"},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        char mapping[100], file[100];
        print_message("row %d\n", i);
        write_emnist(rows[i].stem, rows[i].first);
        snprintf(mapping, sizeof mapping, "%smapping.txt", rows[i].stem);
        if (rows[i].mapping)
            write_text(mapping, rows[i].mapping);
        snprintf(file, sizeof file, "%stest-labels-idx1-ubyte", rows[i].stem);
        for (int of_file = 0; of_file < 2; of_file++) {
            struct data_set set = loaded(of_file ? path_of(file) : folder);
            assert_int_equal(set.classes.count, rows[i].classes);
            assert_string_equal(set.classes.names[0], rows[i].name);
            assert_int_equal(set.train.count, PICTURES);
            assert_int_equal(set.test.labels[1] - set.test.labels[0], 1);
            data_set_destroy(&set);
        }
        set_up(NULL);
    }
}

static void test_data_set__several_sets_in_a_folder_need_a_choice(void **state) {
    write_emnist("emnist-letters-", 1);
    write_emnist("emnist-digits-", 0);
    check_refused(folder, "several sets");
    struct data_set set = loaded(path_of("emnist-digits-train-images-idx3-ubyte"));
    assert_int_equal(set.classes.count, 3);
    data_set_destroy(&set);
}

static void test_data_set__bad_mappings_are_refused(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"1 65\n3 66\n", "line 2"}, {"1 65\n1 66\n", "line 2"}, {"x\n", "line 1"},
        {"1 65\n2 65\n", "line 2"}, {"1 \n", "line 1"},         {"999 65\n", "line 1"},
        {"1 65\n2 66\n", "1 to 2"}, {"", "names the labels"},   {"2 66\n3 67\n4 68\n", "2 to 4"},
    };
    write_emnist("emnist-letters-", 1);
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("row %d\n", i);
        write_text("emnist-letters-mapping.txt", rows[i].text);
        check_refused(folder, rows[i].says);
    }
}

static void test_data_set__labels_may_be_integers_with_columns(void **state) {
    static const int sizes[] = {PICTURES, 8};
    uint8_t labels[PICTURES][8][4] = {{{0}}};
    for (int i = 0; i < PICTURES; i++) {
        labels[i][0][3] = (uint8_t)(i % 3);
        labels[i][1][2] = 9; /* the writer and more, which is not read */
    }
    write_emnist("qmnist-", 0);
    write_idx("qmnist-train-labels-idx2-int", 12, 2, sizes, labels, sizeof labels);
    remove(path_of("qmnist-train-labels-idx1-ubyte"));
    struct data_set set = loaded(folder);
    assert_int_equal(set.classes.count, 3);
    check_pictures(&set.train, 51);
    data_set_destroy(&set);
    labels[4][0][0] = 0xff;
    write_idx("qmnist-train-labels-idx2-int", 12, 2, sizes, labels, sizeof labels);
    check_refused(folder, "for picture 5");
}

static void test_data_set__other_files_are_named(void **state) {
    static const struct {
        const char *bytes, *says;
    } rows[] = {
        {"PAR1 and more", "Parquet"}, {"\x93NUMPY\1", "one NumPy array"}, {"MATLAB 5.0", "MATLAB"},
        {"\x89HDF\r\n", "HDF5"},      {"\1\2\3\4", "no pictures"},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        write_text("file.bin", rows[i].bytes);
        check_refused(path_of("file.bin"), rows[i].says);
    }
}

static void test_data_set__labels_get_the_meaning_that_a_network_has(void **state) {
    const struct class_set reversed = {4, {"c", "b", "a", "d"}};
    const struct class_set fewer = {2, {"a", "b"}};
    struct nn_error err;
    write_emnist("mine-", 0);
    write_text("mine-mapping.txt", "0 a\n1 b\n2 c\n");
    struct data_set set = loaded(folder);
    check_status(data_set_adopt(&set, &fewer, folder, &err), NN_STATUS_MISMATCH, &err);
    assert_non_null(strstr(err.message, "pictures of c"));
    check_ok(data_set_adopt(&set, &reversed, folder, &err), &err);
    assert_int_equal(set.train.classes, 4);
    for (int i = 0; i < PICTURES; i++)
        assert_int_equal(set.train.labels[i], 2 - i % 3);
    data_set_destroy(&set);
    remove(path_of("mine-mapping.txt"));
    set = loaded(folder);
    check_ok(data_set_adopt(&set, &reversed, folder, &err), &err); /* by number */
    assert_int_equal(set.train.labels[2], 2);
    data_set_destroy(&set);
}

#define DATA_SET_CASE(name)                                                                        \
    cmocka_unit_test_setup_teardown(test_data_set__##name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        DATA_SET_CASE(csv_is_read_however_it_is_written),
        DATA_SET_CASE(csv_with_pixels_from_0_to_1_is_scaled),
        DATA_SET_CASE(test_file_without_labels_is_not_used),
        DATA_SET_CASE(pictures_set_apart_are_the_same_whatever_is_asked_for),
        DATA_SET_CASE(bad_csv_is_refused_with_its_line),
        DATA_SET_CASE(line_without_end_is_refused),
        DATA_SET_CASE(npz_is_read_as_keras_writes_it),
        DATA_SET_CASE(bad_npz_is_refused),
        DATA_SET_CASE(folders_of_pictures_name_the_classes),
        DATA_SET_CASE(too_few_and_too_many_folders_are_refused),
        DATA_SET_CASE(idx_names_and_labels_of_emnist_are_known),
        DATA_SET_CASE(several_sets_in_a_folder_need_a_choice),
        DATA_SET_CASE(bad_mappings_are_refused),
        DATA_SET_CASE(labels_may_be_integers_with_columns),
        DATA_SET_CASE(other_files_are_named),
        DATA_SET_CASE(labels_get_the_meaning_that_a_network_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
