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
#include "tests/support/collections.h"
#include "tests/support/scratch.h"

static const char folder[] = "test_collection_file",
                  path[] = "test_collection_file/drawings.ndjson";

static int remove_folder(void **state) {
    scratch_remove(folder);
    return 0;
}

static void test_collection_file__good_lines_of_a_damaged_file_are_saved(void **state) {
    static const struct {
        const char *text, *digits;
    } rows[] = {
        {DRAWING_OF_1 "nonsense\n" DRAWING_OF_2, "12"},
        {"\x89PNG\r\n\x1a\n", ""},
        {DRAWING_OF_1 "{\"word\":\"2\",\"drawing\":[[[0,50],[0,2", "1"},
        {"{\"word\":\"cat\",\"drawing\":[[[0],[0]]]}\n" DRAWING_OF_2, "2"},
        {"{\"word\":\"7\",\"drawing\":[]}\n" DRAWING_OF_2, "2"},
        {"\n\n", ""},
        {DRAWING_OF_1 "{\"word\":\"1\",\"drawing\":[[[0],[1e999]]]}", "1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct collection *collection = collections_create();
        struct nn_error err = {0};
        remove_folder(state);
        collections_write(path, rows[i].text);
        if (collection_load(collection, path, (double)INFINITY, &err) != NN_STATUS_BAD_FILE)
            fail_msg("row %zu: %s", i, err.message);
        assert_non_null(strstr(err.message, "drawings.ndjson.damaged-"));
        collections_check_digits(collection, rows[i].digits);
        assert_int_equal(scratch_count(folder, "drawings.ndjson.damaged-"), 1);
        collections_add(collection, 3, 6);
        char kept[16];
        snprintf(kept, sizeof kept, "%s6", rows[i].digits);
        collections_check_kept(path, kept);
        collection_destroy(collection);
    }
}

/* Beyond what fits nothing is read, however much comes. */
static void test_collection_file__too_many_drawings_are_told(void **state) {
    struct collection *collection = collections_create();
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

static void test_collection_file__huge_file_is_not_read(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    collections_write(path, DRAWING_OF_1);
    assert_int_equal(truncate(path, 300 << 20), 0);
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "is larger than 128 MB"));
    assert_int_equal(scratch_count(folder, ""), 1);
    collection_destroy(collection);
}

static void test_collection_file__lines_with_carriage_returns_stay_whole(void **state) {
    static const char line[] = "{\"word\":\"4\",\r\"drawing\":[[[1,2],[3,4]]]}\r\n";
    struct nn_error err;
    mkdir(folder, 0755);
    check_ok(nn_file_write(path, line, sizeof line - 1, &err), &err);
    struct collection *collection = collections_load(path);
    collections_add(collection, 1, 7);
    collection_destroy(collection);
    collection = collections_load(path);
    collections_check_digits(collection, "47");
    collection_destroy(collection);
}

static void test_collection_file__file_cut_at_any_byte_loses_only_that_line(void **state) {
    void *text = NULL;
    size_t size, lines_end;
    struct nn_error err;
    struct collection *collection = collections_load(path);
    collections_add(collection, 0, 1);
    check_ok(nn_file_read(&text, &lines_end, path, 10000, &err), &err);
    free(text);
    collections_add(collection, 1, 2);
    check_ok(nn_file_read(&text, &size, path, 10000, &err), &err);
    collection_destroy(collection);
    for (size_t cut = lines_end + 1; cut < size - 1; cut++) {
        remove_folder(state);
        check_ok(files_make_folder(folder, &err), &err);
        check_ok(nn_file_write(path, text, cut, &err), &err);
        collection = collections_create();
        check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_BAD_FILE,
                     &err);
        collections_check_digits(collection, "1");
        collection_destroy(collection);
    }
    free(text);
}

static void test_collection_file__file_that_cannot_be_read_is_left_alone(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    check_ok(files_make_folder(path, &err), &err); /* a folder in place of the file */
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "will be lost"));
    collections_add(collection, 0, 1);
    collections_check_digits(collection, "1");
    struct stat info;
    assert_true(stat(path, &info) == 0 && S_ISDIR(info.st_mode));
    collection_destroy(collection);
}

/* What the drawings are in cannot be used now: they are kept in memory, and it is not touched. */
static void test_collection_file__what_is_no_usable_file_is_told(void **state) {
    for (int linked = 0; linked < 2; linked++) {
        struct collection *collection = collections_create();
        struct nn_error err;
        struct stat before, info;
        remove_folder(state);
        check_ok(files_make_folder(folder, &err), &err);
        assert_int_equal(linked ? symlink("/dev/null", path) : mkfifo(path, 0600), 0);
        assert_int_equal(lstat(path, &before), 0);
        check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
        if (!strstr(err.message, "a pipe or a device") || !strstr(err.message, "will be lost"))
            fail_msg("%s", err.message);
        collections_add(collection, 0, 1);
        collections_check_digits(collection, "1");
        assert_true(lstat(path, &info) == 0 && info.st_ino == before.st_ino);
        collection_destroy(collection);
    }
}

/* The change after that finds both drawings, saves the good line and says so. */
static void test_collection_file__damaged_file_is_repaired_once_it_is_not_locked(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    int lock, index = -1;
    const struct point point = {0.7f, 0.7f};
    const struct stroke stroke = {0.06f, 1, &point}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    collections_write(path, DRAWING_OF_1 "nonsense\n" DRAWING_OF_2);
    assert_true(files_lock_folder(&lock, folder, 0));
    check_ok(collection_load(collection, path, (double)INFINITY, &err), &err);
    collections_check_digits(collection, "12");
    files_unlock(lock);
    check_status(collection_put(collection, &drawn, 6, 0, &index, &err), NN_STATUS_BAD_FILE, &err);
    assert_int_equal(scratch_count(folder, "drawings.ndjson.damaged-"), 1);
    check_ok(collection_put(collection, &drawn, 6, 0, &index, &err), &err);
    collections_check_kept(path, "126");
    collection_destroy(collection);
}

/* The folder is replaced by a file, so that nothing can be written there any more. */
static void test_collection_file__change_that_cannot_be_written_is_not_made(void **state) {
    struct collection *collection = collections_load(path);
    struct nn_error err;
    int index;
    collections_add(collection, 0, 1);
    collections_add(collection, 1, 2);
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
    collections_check_digits(collection, "12");
    remove(folder);
    check_ok(collection_undo(collection, &err), &err);
    collections_check_kept(path, "1");
    collection_destroy(collection);
}

static void test_collection_file__another_program_s_drawings_are_not_lost(void **state) {
    struct collection *mine = collections_load(path);
    collections_add(mine, 0, 1);
    struct collection *theirs = collections_load(path);
    struct nn_error err;
    collections_add(theirs, 1, 2);
    check_status(collection_remove(mine, 0, &err), NN_STATUS_MISMATCH, &err);
    collections_check_digits(mine, "12");
    collections_add(theirs, 2, 3);
    check_status(collection_undo(mine, &err), NN_STATUS_MISMATCH, &err);
    collections_check_digits(mine, "123");
    collections_add(mine, 3, 4);
    collections_check_digits(mine, "1234");
    collections_check_kept(path, "1234");
    collection_destroy(mine);
    collection_destroy(theirs);
}

/* Two programs that label at once, started together: each reads, changes and writes the file. */
static void test_collection_file__programs_that_label_at_once_lose_nothing(void **state) {
    enum { PROGRAMS = 2, DRAWINGS = 25 };
    pid_t programs[PROGRAMS];
    int start[2];
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < PROGRAMS; i++) {
        programs[i] = fork();
        if (programs[i] != 0)
            continue;
        char none;
        struct collection *collection = collections_load(path);
        close(start[1]);
        (void)!read(start[0], &none, 1);
        for (int k = 0; k < DRAWINGS; k++)
            collections_add(collection, i * DRAWINGS + k, i);
        _exit(0);
    }
    close(start[0]);
    close(start[1]);
    for (int i = 0; i < PROGRAMS; i++) {
        int status;
        assert_int_equal(waitpid(programs[i], &status, 0), programs[i]);
        assert_int_equal(status, 0);
    }
    struct collection *all = collections_load(path);
    assert_int_equal(collection_count(all), PROGRAMS * DRAWINGS);
    collection_destroy(all);
}

/* A program that hangs while it writes must not hang the others, nor lose its lock. Its file can be
 * read, as it replaces the file as a whole. */
static void test_collection_file__locked_file_is_left_alone(void **state) {
    struct collection *collection = collections_load(path);
    struct nn_error err;
    int lock;
    collections_add(collection, 0, 1);
    assert_true(files_lock_folder(&lock, folder, 0));
    double before_s = clock_seconds();
    check_status(collection_remove(collection, 0, &err), NN_STATUS_IO, &err);
    assert_true(clock_seconds() - before_s < 1); /* a wait would be of seconds */
    assert_non_null(strstr(err.message, folder));
    collections_check_digits(collection, "1");
    collections_check_kept(path, "1");
    files_unlock(lock);
    check_ok(collection_remove(collection, 0, &err), &err);
    collections_check_kept(path, "");
    collection_destroy(collection);
}

/* What the user has protected is not replaced: its drawings are shown, and others are kept in
 * memory. */
static void test_collection_file__write_protected_one_stays_as_it_is(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    collections_write(path, DRAWING_OF_1);
    assert_int_equal(chmod(path, 0444), 0);
    check_status(collection_load(collection, path, (double)INFINITY, &err), NN_STATUS_IO, &err);
    assert_string_equal(err.message,
                        "your drawings in test_collection_file/drawings.ndjson cannot be saved, as "
                        "the file is write-protected; drawings that you label now will be lost "
                        "when Inkling ends");
    collections_add(collection, 0, 7);
    collections_check_digits(collection, "17");
    assert_int_equal(chmod(path, 0644), 0);
    collections_check_kept(path, "1");
    collection_destroy(collection);
}

static void test_collection_file__one_that_becomes_write_protected_refuses_changes(void **state) {
    struct collection *collection = collections_load(path);
    struct nn_error err;
    collections_add(collection, 0, 1);
    assert_int_equal(chmod(path, 0444), 0);
    check_status(collection_relabel(collection, 0, 7, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "was not made, for test_collection_file/drawings.ndjson is "
                                        "write-protected: allow writing it, then repeat"));
    collections_check_digits(collection, "1");
    assert_int_equal(chmod(path, 0644), 0);
    collections_check_kept(path, "1");
    check_ok(collection_relabel(collection, 0, 7, &err), &err);
    collections_check_kept(path, "7");
    collection_destroy(collection);
}

#define COLLECTION_TEST(name) cmocka_unit_test_setup_teardown(name, remove_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        COLLECTION_TEST(test_collection_file__good_lines_of_a_damaged_file_are_saved),
        COLLECTION_TEST(test_collection_file__too_many_drawings_are_told),
        COLLECTION_TEST(test_collection_file__huge_file_is_not_read),
        COLLECTION_TEST(test_collection_file__lines_with_carriage_returns_stay_whole),
        COLLECTION_TEST(test_collection_file__file_cut_at_any_byte_loses_only_that_line),
        COLLECTION_TEST(test_collection_file__file_that_cannot_be_read_is_left_alone),
        COLLECTION_TEST(test_collection_file__what_is_no_usable_file_is_told),
        COLLECTION_TEST(test_collection_file__damaged_file_is_repaired_once_it_is_not_locked),
        COLLECTION_TEST(test_collection_file__change_that_cannot_be_written_is_not_made),
        COLLECTION_TEST(test_collection_file__another_program_s_drawings_are_not_lost),
        COLLECTION_TEST(test_collection_file__programs_that_label_at_once_lose_nothing),
        COLLECTION_TEST(test_collection_file__locked_file_is_left_alone),
        COLLECTION_TEST(test_collection_file__write_protected_one_stays_as_it_is),
        COLLECTION_TEST(test_collection_file__one_that_becomes_write_protected_refuses_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
