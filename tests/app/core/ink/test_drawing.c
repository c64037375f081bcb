#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/ink/drawing.h"
#include "nn/file.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char path[] = "test_drawing.ndjson";

static void write_text(const char *text) {
    struct nn_error err;
    check_ok(nn_file_write(path, text, strlen(text), &err), &err);
}

static struct drawing_file *open_file(void) {
    struct drawing_file *file = NULL;
    struct nn_error err;
    check_ok(drawing_file_open(&file, path, 0.05f, &err), &err);
    return file;
}

static int tear_down(void **state) {
    unlink(path);
    return 0;
}

static void check_point(struct point actual, double x, double y) {
    check_close((double)actual.x, x, 1e-6, 0);
    check_close((double)actual.y, y, 1e-6, 0);
}

static void test_drawing__lines_are_read_one_by_one(void **state) {
    write_text(
        "{\"word\":\"7\",\"canvas\":[500,500],\"drawing\":[[[0,250],[500,125.5]]]}\n"
        " \r\n"
        "{\"drawing\":[[[64],[128],[12]],[[0,1],[2,3]]],\"key_id\":\"9\",\"recognized\":true}");
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    struct nn_error err;
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    assert_string_equal(drawing->word, "7");
    assert_int_equal(drawing->strokes.count, 1);
    assert_int_equal(drawing->strokes.items[0]->count, 2);
    check_close((double)drawing->strokes.items[0]->brush, 0.05, 1e-7, 0);
    check_point(drawing->strokes.items[0]->points[0], 0, 1);
    check_point(drawing->strokes.items[0]->points[1], 0.5, 0.251);
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    assert_string_equal(drawing->word, "");
    assert_int_equal(drawing->strokes.count, 2);
    check_point(drawing->strokes.items[0]->points[0], 0.25, 0.5); /* of 256, as in Quick, Draw! */
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    assert_null(drawing);
    drawing_file_close(file);
}

static void test_drawing__oblong_box_is_centred(void **state) {
    write_text("{\"canvas\":[200,100],\"drawing\":[[[0,200],[0,100]]]}");
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    struct nn_error err;
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    check_point(drawing->strokes.items[0]->points[0], 0, 0.25);
    check_point(drawing->strokes.items[0]->points[1], 1, 0.75);
    drawing_file_close(file);
}

static void test_drawing__picture_is_read_back(void **state) {
    struct ink_picture picture = {.blank = false};
    struct drawing_file *file = NULL;
    const struct drawing saved = {.word = "4", .picture = &picture}, *read = NULL;
    struct nn_error err;
    char *line = NULL;
    for (int i = 0; i < INK_PIXELS; i++)
        picture.pixels[i] = (uint8_t)(i * 37);
    check_ok(drawing_line(&line, &saved, &err), &err);
    check_ok(drawing_file_open_text(&file, line, "a line", 0.05f, &err), &err);
    check_ok(drawing_file_next(file, &read, &err), &err);
    assert_string_equal(read->word, "4");
    assert_int_equal(read->strokes.count, 0);
    assert_memory_equal(read->picture->pixels, picture.pixels, INK_PIXELS);
    drawing_file_close(file);
    free(line);
}

/* Cut short, in capitals, blank, or beside strokes. */
static void test_drawing__bad_picture_is_refused(void **state) {
    static const char *const lines[] = {
        "{\"word\":\"4\",\"drawing\":[],\"pixels\":\"00ff\"}",
        "{\"word\":\"4\",\"drawing\":[],\"pixels\":784}",
        "{\"word\":\"4\",\"drawing\":[],\"pixels\":\"%01567dG\"}",
        "{\"word\":\"4\",\"drawing\":[],\"pixels\":\"%01568d\"}",
        "{\"word\":\"4\",\"drawing\":[[[1],[1]]],\"pixels\":\"%01567d1\"}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct drawing_file *file = NULL;
        const struct drawing *read = NULL;
        struct nn_error err;
        char line[2000];
        snprintf(line, sizeof line, lines[i], 0); /* digits of zeros */
        check_ok(drawing_file_open_text(&file, line, "a line", 0.05f, &err), &err);
        check_status(drawing_file_next(file, &read, &err), NN_STATUS_BAD_FILE, &err);
        assert_non_null(strstr(err.message, "pixels"));
        drawing_file_close(file);
    }
}

static void test_drawing__number_is_a_word_of_digits(void **state) {
    static const struct {
        const char *word;
        bool is_number;
    } rows[] = {{"0", true},   {"9", true},   {"", false},    {"10", true},  {"a", false},
                {"-1", false}, {"/", false},  {":", false},   {"1a", false}, {"12 34", true},
                {" 1", false}, {"1 ", false}, {"1  2", false}};
    for (int i = 0; i < COUNT(rows); i++) {
        struct drawing drawing = {.word = ""};
        strcpy(drawing.word, rows[i].word);
        assert_int_equal(drawing_is_number(&drawing), rows[i].is_number);
    }
}

static void test_drawing__malformed_lines_are_refused_by_number(void **state) {
    static const char *const lines[] = {
        "7",
        "[]",
        "{",
        "{} {}",
        "{}",
        "{\"drawing\":7}",
        "{\"drawing\":[7]}",
        "{\"drawing\":[[]]}",
        "{\"drawing\":[[[1,2]]]}",
        "{\"drawing\":[[[],[]]]}",
        "{\"drawing\":[[[1,2],[1]]]}",
        "{\"drawing\":[[[1,2],[1,2],[1]]]}",
        "{\"drawing\":[[[1],[1],[1],[1]]]}",
        "{\"drawing\":[[[1],7]]}",
        "{\"drawing\":[[[\"1\"],[1]]]}",
        "{\"drawing\":[[[null],[1]]]}",
        "{\"drawing\":[[[NaN],[1]]]}",
        "{\"drawing\":[[[1e999],[1]]]}",
        "{\"drawing\":[[[1],[1e300]]]}",
        "{\"drawing\":[[[99999999],[1]]]}",
        "{\"drawing\":[],\"drawing\":[]}",
        "{\"canvas\":[0,100],\"drawing\":[]}",
        "{\"canvas\":[100],\"drawing\":[]}",
        "{\"canvas\":[-5,5],\"drawing\":[]}",
        "{\"canvas\":7,\"drawing\":[]}",
        "{\"word\":7,\"drawing\":[]}",
        "{\"word\":\"a\\u0000b\",\"drawing\":[]}",
        "{\"word\":\"\xff\",\"drawing\":[]}",
        ("{\"word\":\"0123456789012345678901234567890123456789012345678901234567890123\","
         "\"drawing\":[]}"),
    };
    for (int i = 0; i < COUNT(lines); i++) {
        char text[400];
        print_message("%s\n", lines[i]);
        snprintf(text, sizeof text, "{\"drawing\":[[[1],[1]]]}\n\n%s\n", lines[i]);
        write_text(text);
        struct drawing_file *file = open_file();
        const struct drawing *drawing;
        struct nn_error err;
        check_ok(drawing_file_next(file, &drawing, &err), &err);
        check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
        assert_null(drawing);
        assert_non_null(strstr(err.message, "line 3"));
        assert_non_null(strstr(err.message, path));
        drawing_file_close(file);
    }
}

/* The line must be without it, as lines are joined to files. */
static void test_drawing__byte_order_mark_is_left_out_of_the_first_line(void **state) {
    static const char line[] = "{\"drawing\":[[[1],[1]]]}\n", mark[] = "\xef\xbb\xbf";
    char text[100];
    snprintf(text, sizeof text, "%s%s%s%s", mark, line, mark, line);
    write_text(text);
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    struct nn_error err;
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    assert_string_equal(drawing_file_line(file), line);
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    drawing_file_close(file);
}

static void test_drawing__zero_byte_is_refused(void **state) {
    static const char bytes[] = "{\"drawing\":[[[1\0],[2]]]}\n"; /* jansson would accept it */
    struct nn_error err;
    check_ok(nn_file_write(path, bytes, sizeof bytes - 1, &err), &err);
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    drawing_file_close(file);
}

static void test_drawing__too_many_strokes_are_refused(void **state) {
    enum { STROKES = 1001 };
    char *text = calloc(STROKES + 2, 16);
    assert_non_null(text);
    char *at = text + sprintf(text, "{\"drawing\":[[[1],[1]]");
    for (int i = 1; i < STROKES; i++)
        at += sprintf(at, ",[[1],[1]]");
    strcpy(at, "]}");
    write_text(text);
    free(text);
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    struct nn_error err;
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "1,000"));
    drawing_file_close(file);
}

/* Writes strokes of so many points each, around a circle or all over the canvas. */
static void write_points(int strokes, int points, bool scribbled) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("{\"canvas\":[1,1],\"drawing\":[", file);
    for (int s = 0; s < strokes; s++)
        for (int axis = 0; axis < 2; axis++) {
            fputs(axis ? "],[" : s ? ",[[" : "[[", file);
            for (int i = 0; i < points; i++) {
                double angle = 6.2831853 * (scribbled ? (double)i * i * 0.618 : (double)i / points);
                fprintf(file, "%s%.4f", i ? "," : "", 0.5 + 0.4 * (axis ? sin(angle) : cos(angle)));
            }
            fputs(axis ? "]]" : "", file);
        }
    fputs("]}\n", file);
    assert_int_equal(fclose(file), 0);
}

static void test_drawing__too_many_points_are_refused(void **state) {
    write_points(2, 50001, false);
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    struct nn_error err;
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "100,000 points"));
    drawing_file_close(file);
}

/* Parsing what has too many points anyway would take seconds. */
static void test_drawing__line_of_too_many_values_is_refused_unparsed(void **state) {
    enum { VALUES = 400000 };
    char *text = calloc(VALUES + 1, 2);
    assert_non_null(text);
    memset(text, '[', 1);
    for (int i = 0; i < VALUES; i++)
        memcpy(text + 1 + 2 * (size_t)i, "1,", 2); /* no JSON */
    write_text(text);
    free(text);
    struct drawing_file *file = open_file();
    const struct drawing *drawing;
    struct nn_error err;
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "100,000 points"));
    drawing_file_close(file);
}

static void test_drawing__what_a_hand_cannot_draw_is_thinned(void **state) {
    static const struct {
        int strokes, points;
        bool scribbled;
        int max;
    } rows[] = {{1, 3000, false, 3000}, {1, 100000, false, 5000}, {1, 30000, true, 400}};
    for (int i = 0; i < COUNT(rows); i++) {
        write_points(rows[i].strokes, rows[i].points, rows[i].scribbled);
        struct drawing_file *file = open_file();
        const struct drawing *drawing;
        struct box box;
        struct nn_error err;
        check_ok(drawing_file_next(file, &drawing, &err), &err);
        int count = drawing->strokes.items[0]->count;
        if (count > rows[i].max || count < rows[i].max / 5)
            fail_msg("row %d: %d points", i, count);
        assert_true(strokes_bounds(&drawing->strokes, &box));
        check_close((double)box.left, 0.1, 0.005, 0);
        check_close((double)box.bottom, 0.9, 0.005, 0);
        drawing_file_close(file);
    }
}

static void test_drawing__empty_file_is_refused(void **state) {
    static const char *const texts[] = {"", "\n", " \n\r\n\t"};
    for (int i = 0; i < COUNT(texts); i++) {
        write_text(texts[i]);
        struct drawing_file *file = open_file();
        const struct drawing *drawing;
        struct nn_error err;
        check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
        assert_non_null(strstr(err.message, "no drawing"));
        drawing_file_close(file);
    }
}

static void test_drawing__missing_file_is_named(void **state) {
    struct drawing_file *file = NULL;
    struct nn_error err;
    check_status(drawing_file_open(&file, "no-such.ndjson", 0.05f, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such.ndjson"));
}

static void test_drawing__folder_is_refused(void **state) {
    struct drawing_file *file = NULL;
    struct nn_error err;
    check_status(drawing_file_open(&file, ".", 0.05f, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "a folder"));
}

/* A pipe that nobody writes to would never open. */
static void test_drawing__pipe_is_refused(void **state) {
    struct drawing_file *file = NULL;
    struct nn_error err;
    assert_int_equal(mkfifo(path, 0600), 0);
    alarm(10);
    check_status(drawing_file_open(&file, path, 0.05f, &err), NN_STATUS_IO, &err);
    alarm(0);
    assert_non_null(strstr(err.message, "a pipe"));
}

/* It must not take all memory. */
static void test_drawing__endless_line_is_refused(void **state) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing;
    struct nn_error err;
    check_ok(drawing_file_open_stream(&file, "/dev/zero", 0.05f, &err), &err);
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "longer"));
    drawing_file_close(file);
    check_status(drawing_file_open_stream(&file, ".", 0.05f, &err), NN_STATUS_IO, &err);
}

static void test_drawing__very_long_line_is_refused(void **state) {
    const struct drawing *drawing;
    struct nn_error err;
    write_text("");
    assert_int_equal(truncate(path, 1L << 30), 0);
    struct drawing_file *file = open_file();
    check_status(drawing_file_next(file, &drawing, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "longer"));
    drawing_file_close(file);
}

static void test_drawing__saved_drawing_reads_back(void **state) {
    static const struct point points[] = {
        {0.125f, 0.3333333f}, {1.25f, -0.0625f}, {0.5f, 0.99999f}};
    const struct stroke strokes[] = {{0.05f, 3, points}, {0.05f, 1, points}};
    const struct stroke *items[] = {&strokes[0], &strokes[1]};
    struct drawing saved = {"5 \"&\\ \xc3\xa4", {2, items}, NULL};
    const struct drawing *read;
    struct nn_error err;
    check_ok(drawing_save(&saved, path, &err), &err);
    struct drawing_file *file = open_file();
    check_ok(drawing_file_next(file, &read, &err), &err);
    assert_string_equal(read->word, saved.word);
    assert_int_equal(read->strokes.count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(read->strokes.items[i]->count, strokes[i].count);
        for (int j = 0; j < strokes[i].count; j++)
            check_point(read->strokes.items[i]->points[j], (double)points[j].x,
                        (double)points[j].y);
    }
    check_ok(drawing_file_next(file, &read, &err), &err);
    assert_null(read);
    drawing_file_close(file);
}

/* What is saved can be read: the limits are the same. */
static void test_drawing__drawing_that_is_too_large_to_read_is_not_saved(void **state) {
    enum { POINTS = 100000 };
    static const struct point points[POINTS + 1];
    const struct {
        int strokes, points;
        const char *says;
    } rows[] = {{1000, 1, NULL},
                {1001, 1, "1,000 strokes"},
                {1, POINTS, NULL},
                {1, POINTS + 1, "100,000 points"},
                {2, POINTS / 2 + 1, "100,000 points"}};
    for (int i = 0; i < COUNT(rows); i++) {
        const struct stroke stroke = {0.05f, rows[i].points, points}, *items[1001];
        const struct drawing *read, saved = {"5", {rows[i].strokes, items}, NULL};
        struct nn_error err = {0};
        unlink(path);
        for (int k = 0; k < rows[i].strokes; k++)
            items[k] = &stroke;
        if (drawing_save(&saved, path, &err) != (rows[i].says ? NN_STATUS_BAD_ARGUMENT : 0))
            fail_msg("row %d: %s", i, err.message);
        assert_int_equal(access(path, F_OK), rows[i].says ? -1 : 0);
        if (rows[i].says) {
            assert_non_null(strstr(err.message, rows[i].says));
            continue;
        }
        struct drawing_file *file = open_file();
        check_ok(drawing_file_next(file, &read, &err), &err);
        assert_int_equal(read->strokes.count, rows[i].strokes);
        drawing_file_close(file);
    }
}

static void test_drawing__failed_save_is_named(void **state) {
    struct drawing drawing = {.word = "1"};
    struct nn_error err;
    check_status(drawing_save(&drawing, "no-such-folder/a.ndjson", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such-folder/a.ndjson"));
}

#define DRAWING_TEST(name) cmocka_unit_test_teardown(test_drawing__##name, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        DRAWING_TEST(lines_are_read_one_by_one),
        DRAWING_TEST(oblong_box_is_centred),
        DRAWING_TEST(picture_is_read_back),
        DRAWING_TEST(bad_picture_is_refused),
        DRAWING_TEST(number_is_a_word_of_digits),
        DRAWING_TEST(malformed_lines_are_refused_by_number),
        DRAWING_TEST(byte_order_mark_is_left_out_of_the_first_line),
        DRAWING_TEST(zero_byte_is_refused),
        DRAWING_TEST(too_many_strokes_are_refused),
        DRAWING_TEST(too_many_points_are_refused),
        DRAWING_TEST(line_of_too_many_values_is_refused_unparsed),
        DRAWING_TEST(what_a_hand_cannot_draw_is_thinned),
        DRAWING_TEST(empty_file_is_refused),
        DRAWING_TEST(missing_file_is_named),
        DRAWING_TEST(folder_is_refused),
        DRAWING_TEST(pipe_is_refused),
        DRAWING_TEST(endless_line_is_refused),
        DRAWING_TEST(very_long_line_is_refused),
        DRAWING_TEST(saved_drawing_reads_back),
        DRAWING_TEST(drawing_that_is_too_large_to_read_is_not_saved),
        DRAWING_TEST(failed_save_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
