#include "app/core/runs/run_lock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check.h"

static const char folder[] = "run-lock";

static int make_folder(void **state) {
    mkdir(folder, 0777);
    return 0;
}

static int remove_folder(void **state) {
    rmdir("run-lock/other");
    return rmdir(folder);
}

static void test_run_lock__is_exclusive_until_released(void **state) {
    int first, second = 12345;
    struct nn_error err;
    assert_false(run_lock_is_taken(folder));
    check_ok(run_lock_take(&first, folder, &err), &err);
    assert_true(first >= 0);
    assert_true(run_lock_is_taken(folder));
    check_status(run_lock_take(&second, folder, &err), NN_STATUS_IO, &err);
    assert_int_equal(second, RUN_LOCK_NONE);
    assert_non_null(strstr(err.message, folder));
    run_lock_give_back(first);
    assert_false(run_lock_is_taken(folder));
    check_ok(run_lock_take(&second, folder, &err), &err);
    run_lock_give_back(second);
}

static void test_run_lock__checking_does_not_take_it(void **state) {
    int lock;
    struct nn_error err;
    for (int i = 0; i < 2000; i++)
        assert_false(run_lock_is_taken(folder));
    check_ok(run_lock_take(&lock, folder, &err), &err);
    for (int i = 0; i < 2000; i++)
        assert_true(run_lock_is_taken(folder)); /* a leak would use up the descriptors */
    run_lock_give_back(lock);
}

/* Another process that checks right now holds a shared lock for a moment. */
static void test_run_lock__checking_processes_do_not_count_as_holders(void **state) {
    int asking = open(folder, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(asking, LOCK_SH), 0);
    assert_false(run_lock_is_taken(folder));
    close(asking);
}

static void test_run_lock__folders_are_locked_separately(void **state) {
    int lock, other;
    struct nn_error err;
    mkdir("run-lock/other", 0777);
    check_ok(run_lock_take(&lock, folder, &err), &err);
    assert_false(run_lock_is_taken("run-lock/other"));
    check_ok(run_lock_take(&other, "run-lock/other", &err), &err);
    run_lock_give_back(lock);
    assert_true(run_lock_is_taken("run-lock/other/../other"));
    run_lock_give_back(other);
    rmdir("run-lock/other");
}

static void test_run_lock__folder_that_is_missing_is_not_locked(void **state) {
    assert_false(run_lock_is_taken("run-lock/none"));
    run_lock_give_back(RUN_LOCK_NONE);
}

/* Starts a process that takes the lock and keeps it until it is killed or *end, the caller's, is
 * closed. Returns once it has the lock. */
static pid_t start_holder(int *end) {
    int ends[2], lock;
    char taken = 0;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct nn_error err;
        close(ends[0]);
        taken = run_lock_take(&lock, folder, &err) == NN_STATUS_OK && lock >= 0;
        if (write(ends[1], &taken, 1) == 1)
            (void)!read(ends[1], &taken, 1);
        _exit(0);
    }
    assert_true(child > 0);
    close(ends[1]);
    assert_int_equal(read(ends[0], &taken, 1), 1);
    assert_true(taken);
    *end = ends[0];
    return child;
}

static void test_run_lock__another_process_holds_it_until_it_is_killed(void **state) {
    int lock, end;
    struct nn_error err;
    pid_t holder = start_holder(&end);
    bool asked = run_lock_is_taken(folder);
    enum nn_status status = run_lock_take(&lock, folder, &err);
    kill(holder, SIGKILL);
    assert_int_equal(waitpid(holder, NULL, 0), holder);
    close(end);
    assert_true(asked);
    check_status(status, NN_STATUS_IO, &err);
    assert_false(run_lock_is_taken(folder));
    check_ok(run_lock_take(&lock, folder, &err), &err);
    assert_true(lock >= 0);
    run_lock_give_back(lock);
}

/* Starts `cat`, which runs until its input ends; returns once it is running. */
static pid_t start_program(const int input[2]) {
    int started[2];
    char none;
    assert_int_equal(pipe(started), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(input[0], STDIN_FILENO);
        close(input[0]);
        close(input[1]);
        close(started[0]);
        fcntl(started[1], F_SETFD, FD_CLOEXEC);
        execlp("cat", "cat", (char *)NULL);
        _exit(1);
    }
    assert_true(child > 0);
    close(started[1]);
    assert_int_equal(read(started[0], &none, 1), 0); /* exec has closed the other end */
    close(started[0]);
    return child;
}

static void test_run_lock__started_programs_do_not_inherit_it(void **state) {
    int lock, input[2], result;
    struct nn_error err;
    check_ok(run_lock_take(&lock, folder, &err), &err);
    assert_int_equal(pipe(input), 0);
    pid_t child = start_program(input);
    run_lock_give_back(lock);
    bool taken = run_lock_is_taken(folder);
    close(input[0]);
    close(input[1]);
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    assert_false(taken);
}

#define LOCK_TEST(name)                                                                            \
    cmocka_unit_test_setup_teardown(test_run_lock__##name, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        LOCK_TEST(is_exclusive_until_released),
        LOCK_TEST(checking_does_not_take_it),
        LOCK_TEST(checking_processes_do_not_count_as_holders),
        LOCK_TEST(folders_are_locked_separately),
        LOCK_TEST(folder_that_is_missing_is_not_locked),
        LOCK_TEST(another_process_holds_it_until_it_is_killed),
        LOCK_TEST(started_programs_do_not_inherit_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
