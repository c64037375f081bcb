/* Files written while the disk is full, fails or loses its power after any byte: the file then has
 * either its old or its new content, whole. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/file.h"
#include "nn/temp_file.h"
#include "tests/support/check.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/scratch.h"

enum { OLD_SIZE = 150, NEW_SIZE = 260 };

static const char folder[] = "test_file_faults", path[] = "test_file_faults/file";
static unsigned char old_bytes[OLD_SIZE], new_bytes[NEW_SIZE];

static int begin(void **state) {
    struct nn_error err;
    disk_fault = (struct disk_fault){.reason = EIO};
    memset(old_bytes, 'o', sizeof old_bytes);
    memset(new_bytes, 'n', sizeof new_bytes);
    mkdir(folder, 0755);
    return (int)nn_file_write(path, old_bytes, sizeof old_bytes, &err);
}

/* Removes all files but the one under test. Returns how many files there were. */
static int sweep(void) {
    int count = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; (entry = readdir(entries));) {
        char file[300];
        if (entry->d_name[0] == '.')
            continue;
        count++;
        snprintf(file, sizeof file, "%s/%s", folder, entry->d_name);
        if (strcmp(file, path) != 0)
            unlink(file);
    }
    closedir(entries);
    return count;
}

static int end(void **state) {
    disk_fault.armed = false;
    sweep();
    unlink(path);
    return rmdir(folder);
}

static bool holds(const unsigned char *bytes, size_t size) {
    void *data = NULL;
    size_t got = 0;
    struct nn_error err;
    check_ok(nn_file_read(&data, &got, path, 4096, &err), &err);
    bool same = got == size && memcmp(data, bytes, size) == 0;
    free(data);
    return same;
}

static enum nn_status write_new(struct nn_error *err) {
    disk_fault.armed = true;
    enum nn_status status = nn_file_write(path, new_bytes, sizeof new_bytes, err);
    disk_fault.armed = false;
    return status;
}

static const enum disk_call calls[] = {DISK_CREATE, DISK_FCHMOD, DISK_FSYNC, DISK_RENAME};

static void test_file__failure_of_any_call_keeps_the_old_file(void **state) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct nn_error err;
        disk_fault.failing = calls[i];
        check_status(write_new(&err), NN_STATUS_IO, &err);
        assert_non_null(strstr(err.message, path));
        assert_true(holds(old_bytes, sizeof old_bytes));
        assert_int_equal(sweep(), 1);
    }
}

static void test_file__disk_full_at_any_byte_keeps_the_old_file(void **state) {
    disk_fault.failing = DISK_WRITE;
    disk_fault.reason = ENOSPC;
    for (long at = 0; at < NEW_SIZE; at++) {
        struct nn_error err;
        disk_fault.bytes = at;
        check_status(write_new(&err), NN_STATUS_IO, &err);
        assert_non_null(strstr(err.message, strerror(ENOSPC)));
        assert_non_null(strstr(err.message, "; free some space there"));
        assert_true(holds(old_bytes, sizeof old_bytes));
        assert_int_equal(sweep(), 1);
    }
}

static void test_file__partial_and_interrupted_writes_are_continued(void **state) {
    struct nn_error err;
    disk_fault.max = 7;
    disk_fault.interruptions = 3;
    check_ok(write_new(&err), &err);
    assert_true(holds(new_bytes, sizeof new_bytes));
}

static void write_new_anyhow(void *context) {
    struct nn_error err;
    (void)!write_new(&err);
}

static bool cut(void) {
    return disk_is_cut(write_new_anyhow, NULL);
}

static void test_file__power_lost_at_any_byte_keeps_the_old_file(void **state) {
    disk_fault.cuts = true;
    disk_fault.failing = DISK_WRITE;
    for (long at = 0; at < NEW_SIZE; at++) {
        disk_fault.bytes = at;
        assert_true(cut());
        assert_true(holds(old_bytes, sizeof old_bytes));
        sweep();
    }
}

static void test_file__power_lost_at_any_call_leaves_one_of_the_two(void **state) {
    disk_fault.cuts = true;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        disk_fault.failing = calls[i];
        assert_true(cut());
        assert_true(holds(old_bytes, sizeof old_bytes));
        sweep();
    }
    disk_fault.failing = DISK_NONE;
    assert_false(cut());
    assert_true(holds(new_bytes, sizeof new_bytes));
}

static void test_file__leftovers_of_a_killed_process_are_removed_by_the_next_write(void **state) {
    struct nn_error err;
    disk_fault.cuts = true;
    disk_fault.failing = DISK_WRITE;
    disk_fault.bytes = 10;
    assert_true(cut());
    assert_int_equal(scratch_count(folder, ""), 2);
    disk_fault.failing = DISK_NONE;
    check_ok(write_new(&err), &err);
    assert_int_equal(scratch_count(folder, ""), 1);
    assert_true(holds(new_bytes, sizeof new_bytes));
}

static void test_file__files_being_written_stay(void **state) {
    struct nn_error err;
    char other[100];
    int fd = nn_temp_file_create(other, sizeof other, "test_file_faults/", "file");
    assert_true(fd >= 0);
    check_ok(write_new(&err), &err);
    assert_int_equal(access(other, F_OK), 0);
    close(fd);
    check_ok(write_new(&err), &err);
    assert_int_not_equal(access(other, F_OK), 0);
}

static void test_file__files_of_other_programs_stay(void **state) {
    static const char *const names[] = {"test_file_faults/file.backup",
                                        "test_file_faults/file.inkling.unfinished-abcde",
                                        "test_file_faults/other.inkling.unfinished-abcdef",
                                        "test_file_faults/file.inkling.unfinished-abcdefg",
                                        "test_file_faults/file.inkling.unfinished-abc-ef",
                                        "test_file_faults/unfinished-abcdef",
                                        "test_file_faults/thesis.unfinished-chap01",
                                        "test_file_faults/file.unfinished-draft2",
                                        "test_file_faults/new.unfinished-draft3"};
    const int count = sizeof names / sizeof *names;
    struct nn_error err;
    for (int i = 0; i < count; i++)
        close(open(names[i], O_CREAT | O_WRONLY, 0644));
    check_ok(write_new(&err), &err);
    assert_int_equal(scratch_count(folder, ""), 1 + count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_file__failure_of_any_call_keeps_the_old_file, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_file__disk_full_at_any_byte_keeps_the_old_file, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_file__partial_and_interrupted_writes_are_continued,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_file__power_lost_at_any_byte_keeps_the_old_file, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_file__power_lost_at_any_call_leaves_one_of_the_two,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            test_file__leftovers_of_a_killed_process_are_removed_by_the_next_write, begin, end),
        cmocka_unit_test_setup_teardown(test_file__files_being_written_stay, begin, end),
        cmocka_unit_test_setup_teardown(test_file__files_of_other_programs_stay, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
