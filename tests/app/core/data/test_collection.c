#include "app/core/data/collection.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/core/base/clock.h"
#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static const char folder[] = "test_collection", path[] = "test_collection/drawings.ndjson";
static const char other[] = "test_collection/other.ndjson";

static int remove_folder(void **state) {
    scratch_remove(folder);
    return 0;
}

static struct collection *create(void) {
    struct collection *collection = NULL;
    struct nn_error err;
    check_ok(collection_create(&collection, class_set_digits(), &err), &err);
    return collection;
}

static struct collection *load(const char *file) {
    struct collection *collection = create();
    struct nn_error err;
    check_ok(collection_load(collection, file, (double)INFINITY, &err), &err);
    return collection;
}

/* Adds a stroke that is different for each number, with coordinates that no decimal gives
 * exactly. */
static int add(struct collection *collection, int number, int digit) {
    const struct point points[] = {{0.3f, 0.1f + 0.0007f * (float)number}, {0.31f / 3, 0.9f}};
    const struct stroke stroke = {0.06f, 2, points}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    struct nn_error err;
    int index = -1;
    enum nn_status status;
    do /* another program may be writing */
        status = collection_put(collection, &drawn, digit, 0, &index, &err);
    while (status && strstr(err.message, "another program is writing"));
    check_ok(status, &err);
    return index;
}

static void check_digits(const struct collection *collection, const char *digits) {
    assert_int_equal(collection_count(collection), strlen(digits));
    for (int i = 0; digits[i]; i++)
        if (collection_at(collection, i)->digit != digits[i] - '0')
            fail_msg("drawing %d is a %d", i, collection_at(collection, i)->digit);
}

/* Loads the file as a program started now would. */
static void check_kept(const char *digits) {
    struct collection *again = load(path);
    check_digits(again, digits);
    collection_destroy(again);
}

static void write_text(const char *file, const char *text) {
    struct nn_error err;
    check_ok(files_make_folder(folder, &err), &err);
    check_ok(nn_file_write(file, text, strlen(text), &err), &err);
}

static void test_collection__starts_empty_without_a_file(void **state) {
    struct collection *collection = load(path);
    assert_int_equal(collection_count(collection), 0);
    assert_int_equal(access(folder, F_OK), -1);
    collection_destroy(collection);
}

static void test_collection__additions_are_saved_at_once(void **state) {
    struct collection *collection = load(path);
    assert_int_equal(add(collection, 0, 0), 0);
    check_kept("0");
    for (int i = 1; i < 5; i++)
        assert_int_equal(add(collection, i, i), i);
    check_kept("01234");
    struct collection *again = load(path);
    for (int i = 0; i < 5; i++) {
        const struct collection_item *a = collection_at(collection, i),
                                     *b = collection_at(again, i);
        assert_true(a->hash == b->hash && a->held_out == b->held_out);
        assert_memory_equal(a->pixels, b->pixels, sizeof a->pixels);
    }
    collection_destroy(again);
    collection_destroy(collection);
}

static void test_collection__same_drawing_is_relabelled(void **state) {
    struct collection *collection = load(path);
    add(collection, 0, 3);
    add(collection, 1, 4);
    assert_int_equal(add(collection, 0, 8), 0);
    check_digits(collection, "84");
    check_kept("84");
    collection_destroy(collection);
}

static void test_collection__changed_drawing_replaces_the_old_one(void **state) {
    struct collection *collection = load(path);
    struct nn_error err;
    int index;
    for (int i = 0; i < 3; i++)
        add(collection, i, i);
    const struct point points[] = {{0.2f, 0.2f}, {0.7f, 0.8f}};
    const struct stroke stroke = {0.06f, 2, points}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    uint64_t before = collection_at(collection, 1)->hash;
    check_ok(collection_put(collection, &drawn, 7, before, &index, &err), &err);
    assert_int_equal(index, 1);
    check_digits(collection, "072");
    assert_int_equal(collection_find(collection, before), -1);
    check_kept("072");
    check_ok(collection_undo(collection, &err), &err);
    check_digits(collection, "012");
    assert_int_equal(collection_find(collection, before), 1);
    collection_destroy(collection);
}

static void test_collection__changes_are_undone_in_turn(void **state) {
    struct collection *collection = load(path);
    struct nn_error err;
    for (int i = 0; i < 3; i++)
        add(collection, i, i + 1);
    check_ok(collection_remove(collection, 1, &err), &err);
    check_kept("13");
    check_ok(collection_relabel(collection, 0, 9, &err), &err);
    check_kept("93");
    static const char *const back[] = {"13", "123", "12", "1", ""};
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        assert_true(collection_can_undo(collection));
        check_ok(collection_undo(collection, &err), &err);
        check_digits(collection, back[i]);
        check_kept(back[i]);
    }
    assert_false(collection_can_undo(collection));
    check_ok(collection_undo(collection, &err), &err);
    collection_destroy(collection);
}

static void test_collection__relabelled_drawing_keeps_its_place_among_those_held_out(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    for (int i = 0; i < 20; i++) {
        add(collection, i, 1);
        uint64_t hash = collection_at(collection, i)->hash;
        check_ok(collection_relabel(collection, i, 2, &err), &err);
        assert_true(collection_at(collection, i)->hash == hash);
    }
    collection_destroy(collection);
}

/* Another hash would hold out other drawings than before. */
static void test_collection__hash_of_a_drawing_never_changes(void **state) {
    struct collection *collection = create();
    assert_int_equal(collection_at(collection, add(collection, 0, 1))->hash,
                     UINT64_C(0xa87a5d17255d4bfa));
    collection_destroy(collection);
}

static void test_collection__about_one_in_four_is_held_out(void **state) {
    struct collection *collection = create();
    int held_out = 0;
    for (int i = 0; i < 400; i++)
        held_out += collection_at(collection, add(collection, i, 1))->held_out;
    check_in_range(held_out, 60, 140);
    collection_destroy(collection);
}

static void test_collection__blank_drawing_is_refused(void **state) {
    struct collection *collection = create();
    const struct strokes nothing = {0, NULL};
    struct nn_error err;
    int index;
    check_status(collection_put(collection, &nothing, 1, 0, &index, &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    collection_destroy(collection);
}

static void test_collection__full_one_accepts_only_new_labels(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    int index;
    for (int i = 0; i < COLLECTION_MAX; i++)
        add(collection, i, 1);
    const struct point point = {0.7f, 0.7f};
    const struct stroke stroke = {0.06f, 1, &point}, *strokes[] = {&stroke};
    const struct strokes one_more = {1, strokes};
    check_status(collection_put(collection, &one_more, 1, 0, &index, &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    assert_int_equal(add(collection, 7, 5), 7);
    assert_int_equal(collection_at(collection, 7)->digit, 5);
    collection_destroy(collection);
}

#define ONE "{\"word\":\"1\",\"drawing\":[[[0,9],[0,200]]]}\n"
#define TWO "{\"word\":\"2\",\"drawing\":[[[0,50],[0,20]]]}\n"

static void test_collection__good_lines_of_a_damaged_file_are_saved(void **state) {
    static const struct {
        const char *text, *digits;
    } rows[] = {
        {ONE "nonsense\n" TWO, "12"},
        {"\x89PNG\r\n\x1a\n", ""},
        {ONE "{\"word\":\"2\",\"drawing\":[[[0,50],[0,2", "1"},
        {"{\"word\":\"cat\",\"drawing\":[[[0],[0]]]}\n" TWO, "2"},
        {"{\"word\":\"7\",\"drawing\":[]}\n" TWO, "2"},
        {"\n\n", ""},
        {ONE "{\"word\":\"1\",\"drawing\":[[[0],[1e999]]]}", "1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct collection *collection = create();
        struct nn_error err = {0};
        remove_folder(state);
        write_text(path, rows[i].text);
        if (collection_load(collection, path, (double)INFINITY, &err) != NN_STATUS_BAD_FILE)
            fail_msg("row %zu: %s", i, err.message);
        assert_non_null(strstr(err.message, "drawings.ndjson.damaged-"));
        check_digits(collection, rows[i].digits);
        assert_int_equal(scratch_count(folder, "drawings.ndjson.damaged-"), 1);
        add(collection, 3, 6);
        char kept[16];
        snprintf(kept, sizeof kept, "%s6", rows[i].digits);
        check_kept(kept);
        collection_destroy(collection);
    }
}

/* Beyond what fits nothing is read, however much comes. */
static void test_collection__too_many_drawings_are_told(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    check_ok(files_make_folder(folder, &err), &err);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < COLLECTION_MAX + 5; i++)
        fprintf(file, "{\"word\":\"1\",\"drawing\":[[[0,9],[0,%d]]]}\n", i + 1);
    fclose(file);
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_BAD_FILE,
                 &err);
    assert_non_null(strstr(err.message, "has more than 2000 drawings"));
    assert_non_null(strstr(err.message, "kept as drawings.ndjson.damaged-"));
    assert_int_equal(collection_count(collection), COLLECTION_MAX);
    assert_int_equal(scratch_count(folder, "drawings.ndjson.damaged-"), 1);
    collection_destroy(collection);
}

static void test_collection__huge_file_is_not_read(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    write_text(path, ONE);
    assert_int_equal(truncate(path, 300 << 20), 0);
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "is larger than 128 MB"));
    assert_int_equal(scratch_count(folder, ""), 1);
    collection_destroy(collection);
}

static void test_collection__lines_with_carriage_returns_stay_whole(void **state) {
    static const char line[] = "{\"word\":\"4\",\r\"drawing\":[[[1,2],[3,4]]]}\r\n";
    struct nn_error err;
    mkdir(folder, 0755);
    check_ok(nn_file_write(path, line, sizeof line - 1, &err), &err);
    struct collection *collection = load(path);
    add(collection, 1, 7);
    collection_destroy(collection);
    collection = load(path);
    check_digits(collection, "47");
    collection_destroy(collection);
}

static void test_collection__file_cut_at_any_byte_loses_only_that_line(void **state) {
    void *text = NULL;
    size_t size, lines_end;
    struct nn_error err;
    struct collection *collection = load(path);
    add(collection, 0, 1);
    check_ok(nn_file_read(&text, &lines_end, path, 10000, &err), &err);
    free(text);
    add(collection, 1, 2);
    check_ok(nn_file_read(&text, &size, path, 10000, &err), &err);
    collection_destroy(collection);
    for (size_t cut = lines_end + 1; cut < size - 1; cut++) {
        remove_folder(state);
        check_ok(files_make_folder(folder, &err), &err);
        check_ok(nn_file_write(path, text, cut, &err), &err);
        collection = create();
        check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_BAD_FILE,
                     &err);
        check_digits(collection, "1");
        collection_destroy(collection);
    }
    free(text);
}

static void test_collection__file_that_cannot_be_read_is_left_alone(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    check_ok(files_make_folder(path, &err), &err); /* a folder in place of the file */
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "will be lost"));
    add(collection, 0, 1);
    check_digits(collection, "1");
    struct stat info;
    assert_true(stat(path, &info) == 0 && S_ISDIR(info.st_mode));
    collection_destroy(collection);
}

/* What the drawings are in cannot be used now: they are kept in memory, and it is not touched. */
static void test_collection__what_is_no_usable_file_is_told(void **state) {
    for (int linked = 0; linked < 2; linked++) {
        struct collection *collection = create();
        struct nn_error err;
        struct stat before, info;
        remove_folder(state);
        check_ok(files_make_folder(folder, &err), &err);
        assert_int_equal(linked ? symlink("/dev/null", path) : mkfifo(path, 0600), 0);
        assert_int_equal(lstat(path, &before), 0);
        check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
        if (!strstr(err.message, "a pipe or a device") || !strstr(err.message, "will be lost"))
            fail_msg("%s", err.message);
        add(collection, 0, 1);
        check_digits(collection, "1");
        assert_true(lstat(path, &info) == 0 && info.st_ino == before.st_ino);
        collection_destroy(collection);
    }
}

/* The change after that finds both drawings, saves the good line and says so. */
static void test_collection__damaged_file_is_repaired_once_it_is_not_locked(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    int lock, index = -1;
    const struct point point = {0.7f, 0.7f};
    const struct stroke stroke = {0.06f, 1, &point}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    write_text(path, ONE "nonsense\n" TWO);
    assert_true(files_lock_folder(&lock, folder, 0));
    check_ok(collection_load(collection, path, (double)INFINITY, &err), &err);
    check_digits(collection, "12");
    files_unlock(lock);
    check_status(collection_put(collection, &drawn, 6, 0, &index, &err), NN_STATUS_BAD_FILE, &err);
    assert_int_equal(scratch_count(folder, "drawings.ndjson.damaged-"), 1);
    check_ok(collection_put(collection, &drawn, 6, 0, &index, &err), &err);
    check_kept("126");
    collection_destroy(collection);
}

/* The folder is replaced by a file, so that nothing can be written there any more. */
static void test_collection__change_that_cannot_be_written_is_not_made(void **state) {
    struct collection *collection = load(path);
    struct nn_error err;
    int index;
    add(collection, 0, 1);
    add(collection, 1, 2);
    remove_folder(state);
    check_ok(nn_file_write(folder, "x", 1, &err), &err);
    const struct point point = {0.7f, 0.7f};
    const struct stroke stroke = {0.06f, 1, &point}, *strokes[] = {&stroke};
    const struct strokes one_more = {1, strokes};
    check_status(collection_put(collection, &one_more, 1, 0, &index, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, folder));
    check_status(collection_remove(collection, 0, &err), NN_STATUS_IO, &err);
    check_status(collection_relabel(collection, 0, 7, &err), NN_STATUS_IO, &err);
    check_status(collection_undo(collection, &err), NN_STATUS_IO, &err);
    check_digits(collection, "12");
    remove(folder);
    check_ok(collection_undo(collection, &err), &err);
    check_kept("1");
    collection_destroy(collection);
}

static void test_collection__another_program_s_drawings_are_not_lost(void **state) {
    struct collection *mine = load(path);
    add(mine, 0, 1);
    struct collection *theirs = load(path);
    struct nn_error err;
    add(theirs, 1, 2);
    check_status(collection_remove(mine, 0, &err), NN_STATUS_MISMATCH, &err);
    check_digits(mine, "12");
    add(theirs, 2, 3);
    check_status(collection_undo(mine, &err), NN_STATUS_MISMATCH, &err);
    check_digits(mine, "123");
    add(mine, 3, 4);
    check_digits(mine, "1234");
    check_kept("1234");
    collection_destroy(mine);
    collection_destroy(theirs);
}

/* Two programs that label at once, started together: each reads, changes and writes the file. */
static void test_collection__programs_that_label_at_once_lose_nothing(void **state) {
    enum { PROGRAMS = 2, DRAWINGS = 25 };
    pid_t programs[PROGRAMS];
    int start[2];
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < PROGRAMS; i++) {
        programs[i] = fork();
        if (programs[i] != 0)
            continue;
        char none;
        struct collection *collection = load(path);
        close(start[1]);
        (void)!read(start[0], &none, 1);
        for (int k = 0; k < DRAWINGS; k++)
            add(collection, i * DRAWINGS + k, i);
        _exit(0);
    }
    close(start[0]);
    close(start[1]);
    for (int i = 0; i < PROGRAMS; i++) {
        int status;
        assert_int_equal(waitpid(programs[i], &status, 0), programs[i]);
        assert_int_equal(status, 0);
    }
    struct collection *all = load(path);
    assert_int_equal(collection_count(all), PROGRAMS * DRAWINGS);
    collection_destroy(all);
}

/* A program that hangs while it writes must not hang the others, nor lose its lock. Its file can be
 * read, as it replaces the file as a whole. */
static void test_collection__locked_file_is_left_alone(void **state) {
    struct collection *collection = load(path);
    struct nn_error err;
    int lock;
    add(collection, 0, 1);
    assert_true(files_lock_folder(&lock, folder, 0));
    double before_s = clock_seconds();
    check_status(collection_remove(collection, 0, &err), NN_STATUS_IO, &err);
    assert_true(clock_seconds() - before_s < 1); /* a wait would be of seconds */
    assert_non_null(strstr(err.message, folder));
    check_digits(collection, "1");
    check_kept("1");
    files_unlock(lock);
    check_ok(collection_remove(collection, 0, &err), &err);
    check_kept("");
    collection_destroy(collection);
}

static void test_collection__exported_drawings_are_imported_once(void **state) {
    struct collection *collection = load(path), *second = create();
    struct nn_error err;
    struct collection_import count;
    for (int i = 0; i < 3; i++)
        add(collection, i, i);
    check_ok(collection_export(collection, other, &err), &err);
    check_ok(collection_remove(collection, 0, &err), &err);
    check_ok(collection_import(collection, other, &count, &err), &err);
    assert_int_equal(count.added, 1);
    assert_int_equal(count.skipped, 2);
    check_kept("120");
    check_ok(collection_import(second, other, &count, &err), &err);
    check_digits(second, "012");
    check_ok(collection_undo(second, &err), &err);
    check_digits(second, "");
    collection_destroy(second);
    collection_destroy(collection);
}

static void test_collection__import_of_a_bad_file_changes_nothing(void **state) {
    struct collection *collection = create();
    struct nn_error err;
    struct collection_import count;
    write_text(other, ONE "{\"word\":\"cat\",\"drawing\":[[[0],[0]]]}\n" ONE TWO);
    check_ok(collection_import(collection, other, &count, &err), &err);
    assert_int_equal(count.added, 2);
    assert_int_equal(count.skipped, 2);
    write_text(other, "{\"word\":\"5\",\"drawing\":[[[3],[4]]]}\nbroken\n");
    check_status(collection_import(collection, other, &count, &err), NN_STATUS_BAD_FILE, &err);
    check_digits(collection, "12");
    collection_destroy(collection);
}

static void test_collection__import_counts_what_does_not_fit(void **state) {
    struct collection *full = create();
    struct nn_error err;
    struct collection_import count;
    for (int i = 1; i < COLLECTION_MAX; i++)
        add(full, i, 1);
    write_text(other, ONE TWO ONE "{\"word\":\"cat\",\"drawing\":[[[0],[0]]]}\n"
                                  "{\"word\":\"3\",\"drawing\":[[[5],[6]]]}\n");
    check_ok(collection_import(full, other, &count, &err), &err);
    assert_int_equal(count.added, 1);
    assert_int_equal(count.unfit, 2);
    assert_int_equal(count.skipped, 2);
    assert_int_equal(collection_count(full), COLLECTION_MAX);
    collection_destroy(full);
}

static void test_collection__drawing_opens_as_strokes(void **state) {
    struct collection *collection = create();
    struct drawing_file *file = NULL;
    const struct drawing *drawing;
    struct nn_error err;
    add(collection, 5, 9);
    check_ok(collection_open_drawing(collection, 0, 0.08f, &file, &err), &err);
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    assert_string_equal(drawing->word, "9");
    assert_int_equal(drawing->strokes.count, 1);
    check_close((double)drawing->strokes.items[0]->brush, 0.08, 1e-6, 0);
    check_close((double)drawing->strokes.items[0]->points[1].y, 0.9, 1e-6, 0);
    drawing_file_close(file);
    collection_destroy(collection);
}

#define COLLECTION_TEST(name) cmocka_unit_test_setup_teardown(name, remove_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        COLLECTION_TEST(test_collection__starts_empty_without_a_file),
        COLLECTION_TEST(test_collection__additions_are_saved_at_once),
        COLLECTION_TEST(test_collection__same_drawing_is_relabelled),
        COLLECTION_TEST(test_collection__changed_drawing_replaces_the_old_one),
        COLLECTION_TEST(test_collection__changes_are_undone_in_turn),
        COLLECTION_TEST(test_collection__relabelled_drawing_keeps_its_place_among_those_held_out),
        COLLECTION_TEST(test_collection__hash_of_a_drawing_never_changes),
        COLLECTION_TEST(test_collection__about_one_in_four_is_held_out),
        COLLECTION_TEST(test_collection__blank_drawing_is_refused),
        COLLECTION_TEST(test_collection__full_one_accepts_only_new_labels),
        COLLECTION_TEST(test_collection__good_lines_of_a_damaged_file_are_saved),
        COLLECTION_TEST(test_collection__too_many_drawings_are_told),
        COLLECTION_TEST(test_collection__huge_file_is_not_read),
        COLLECTION_TEST(test_collection__lines_with_carriage_returns_stay_whole),
        COLLECTION_TEST(test_collection__file_cut_at_any_byte_loses_only_that_line),
        COLLECTION_TEST(test_collection__file_that_cannot_be_read_is_left_alone),
        COLLECTION_TEST(test_collection__what_is_no_usable_file_is_told),
        COLLECTION_TEST(test_collection__change_that_cannot_be_written_is_not_made),
        COLLECTION_TEST(test_collection__another_program_s_drawings_are_not_lost),
        COLLECTION_TEST(test_collection__programs_that_label_at_once_lose_nothing),
        COLLECTION_TEST(test_collection__damaged_file_is_repaired_once_it_is_not_locked),
        COLLECTION_TEST(test_collection__locked_file_is_left_alone),
        COLLECTION_TEST(test_collection__exported_drawings_are_imported_once),
        COLLECTION_TEST(test_collection__import_of_a_bad_file_changes_nothing),
        COLLECTION_TEST(test_collection__import_counts_what_does_not_fit),
        COLLECTION_TEST(test_collection__drawing_opens_as_strokes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
