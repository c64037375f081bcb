#include "app/core/runs/run_list.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "app/core/runs/run_lock.h"
#include "tests/support/bell.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"

/* How far the wall clock is ahead of the time that it will be set back to. */
static atomic_long ahead_s;

/* Takes the place of the C library's. */
int clock_gettime(clockid_t id, struct timespec *now) {
    if (syscall(SYS_clock_gettime, id, now) != 0)
        return -1;
    now->tv_sec += id == CLOCK_REALTIME ? atomic_load(&ahead_s) : 0;
    return 0;
}

static const char folder[] = "run-list";

static int clean(void **state) {
    scratch_remove(folder);
    return 0;
}

/* Scans once; the thread must not scan in between when a slow machine takes a second for a test. */
static void look(struct run_list *list, struct bell *bell) {
    struct nn_error err;
    check_ok(run_list_watch(list, folder, &err), &err);
    bell_wait(bell, "the list of runs");
    run_list_rest(list);
    assert_true(run_list_collect(list));
    assert_false(run_list_collect(list));
}

static void check_names(const struct run_list *list, const char *expected) {
    char names[400] = "";
    for (int i = 0; i < run_list_count(list); i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s ",
                 run_list_at(list, i)->name);
    assert_string_equal(names, expected);
}

static struct run_list *list_make(struct bell *bell) {
    struct run_list *list = NULL;
    struct nn_error err;
    check_ok(run_list_create(&list, bell_ring, bell, &err), &err);
    return list;
}

static void test_run_list__newest_come_first(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    assert_int_equal(run_list_count(list), -1);
    look(list, &bell);
    assert_int_equal(run_list_count(list), 0);
    run_files_write(folder, &(struct run_files){"b", "readme", NULL, 2, 1, 1, 4});
    run_files_write(folder, &(struct run_files){"c", "readme", NULL, 9, 1, 1, 4});
    run_files_write(folder, &(struct run_files){"a", "readme", NULL, 5, 1, 1, 4});
    run_files_write(folder, &(struct run_files){"d", "readme", NULL, 5, 1, 1, 4});
    look(list, &bell);
    check_names(list, "c d a b ");
    run_list_destroy(list);
}

static void test_run_list__other_folders_are_skipped(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    run_files_write(folder, &(struct run_files){"good", "readme", NULL, 2, 1, 1, 4});
    run_files_put(folder, "half", "run.json", "{\"program\": \"ink");
    run_files_put(folder, "foreign", "run.json", "{\"id\": 3}");
    run_files_put(folder, "pictures", "photo.png", "");
    run_files_put(folder, ".hidden", "run.json", "{}");
    look(list, &bell);
    check_names(list, "good ");
    assert_int_equal(run_list_spoilt(list), 2);
    run_list_destroy(list);
}

/* The name of a file has up to 255 bytes, any but a zero and a slash. */
static void test_run_list__names_may_be_any_bytes(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    char longest[256] = "";
    memset(longest, 'n', sizeof longest - 1);
    const char *const names[] = {longest, "r\xffun", "r\nun"};
    for (int i = 0; i < 3; i++)
        run_files_write(folder, &(struct run_files){names[i], "readme", NULL, 9 - i, 1, 1, 4});
    look(list, &bell);
    assert_int_equal(run_list_spoilt(list), 0);
    assert_int_equal(run_list_count(list), 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(run_list_at(list, i)->name, names[i]);
    run_list_destroy(list);
}

/* A run that grows, is locked and is released is seen each time; unchanged runs are not read
 * again. */
static void test_run_list__follows_the_files(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    struct nn_error err;
    int lock;
    run_files_write(folder, &(struct run_files){"goes", "readme", NULL, 3, 5, 1, 4});
    run_files_write(folder, &(struct run_files){"stays", "readme", NULL, 2, 5, 1, 4});
    look(list, &bell);
    assert_int_equal(run_list_at(list, 0)->state, RUN_STOPPED);
    assert_int_equal(run_list_at(list, 0)->history.validation.count, 4);
    const struct run_record *same = run_list_at(list, 1);

    check_ok(run_lock_take(&lock, "run-list/goes", &err), &err);
    run_files_write(folder, &(struct run_files){"goes", "readme", NULL, 3, 5, 1, 9});
    look(list, &bell);
    assert_int_equal(run_list_at(list, 0)->state, RUN_RUNNING);
    assert_int_equal(run_list_at(list, 0)->history.validation.count, 9);
    assert_ptr_equal(run_list_at(list, 1), same);
    run_lock_give_back(lock);

    run_files_write(folder, &(struct run_files){"goes", "readme", RUN_FILES_FINISHED, 3, 5, 1, 20});
    look(list, &bell);
    assert_int_equal(run_list_at(list, 0)->state, RUN_FINISHED);
    assert_false(run_list_at(list, 0)->has_model);
    run_files_put(folder, "goes", "model.safetensors", "");
    look(list, &bell);
    assert_true(run_list_at(list, 0)->has_model);
    run_list_destroy(list);
}

static void test_run_list__is_bounded(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    for (int i = 0; i < RUN_LIST_MAX + 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "run%03d", i);
        run_files_write(folder, &(struct run_files){name, "readme", NULL, i % 60, 1, 1, 0});
    }
    look(list, &bell);
    assert_int_equal(run_list_count(list), RUN_LIST_MAX);
    for (int i = 0; i < RUN_LIST_MAX; i++) {
        const char *name = run_list_at(list, i)->name;
        assert_true(strcmp(name, "run002") > 0);
    }
    run_list_destroy(list);
}

/* At rest there is no scan: the next ring comes from the next watch. */
static void test_run_list__rests(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    look(list, &bell);
    run_files_write(folder, &(struct run_files){"new", "readme", NULL, 2, 1, 1, 4});
    assert_false(run_list_collect(list));
    look(list, &bell);
    check_names(list, "new ");
    run_list_destroy(list);
}

/* The thread makes the second scan by itself. */
static void test_run_list__scans_by_itself(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    struct nn_error err;
    check_ok(run_list_watch(list, folder, &err), &err);
    bell_wait(&bell, "the list of runs");
    assert_true(run_list_collect(list));
    run_files_write(folder, &(struct run_files){"shell", "readme", NULL, 2, 1, 1, 4});
    bell_wait(&bell, "the new run in the list");
    assert_true(run_list_collect(list));
    check_names(list, "shell ");
    run_list_destroy(list);
}

static void test_run_list__looks_again_after_the_clock_is_set_back(void **state) {
    struct bell bell = bell_make();
    struct run_list *list = list_make(&bell);
    struct nn_error err;
    atomic_store(&ahead_s, 3600);
    check_ok(run_list_watch(list, folder, &err), &err);
    bell_wait(&bell, "the first look");
    run_files_write(folder, &(struct run_files){"a", "readme", NULL, 2, 1, 1, 4});
    bell_wait(&bell, "a look after the clock was set back");
    assert_true(run_list_collect(list));
    check_names(list, "a ");
    run_list_destroy(list);
    atomic_store(&ahead_s, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_run_list__newest_come_first, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__other_folders_are_skipped, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__names_may_be_any_bytes, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__follows_the_files, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__is_bounded, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__rests, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__scans_by_itself, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_list__looks_again_after_the_clock_is_set_back,
                                        clean, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
