#include "app/core/base/platform.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static void test_platform__names_the_running_file(void **state) {
    (void)state;
    static const char name[] = "test_platform";
    char path[4096];
    struct stat info;
    size_t length = platform_program_path(path, sizeof path - 1);
    assert_true(length > sizeof name && length < sizeof path);
    path[length] = 0;
    assert_int_equal(path[0], '/');
    assert_non_null(strstr(strrchr(path, '/'), name));
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISREG(info.st_mode));
}

static void test_platform__keeps_nanoseconds(void **state) {
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    const struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 1700000000, .tv_nsec = 123456700}};
    struct stat info;
    assert_int_equal(futimens(fileno(file), times), 0);
    assert_int_equal(fstat(fileno(file), &info), 0);
    assert_true(platform_modified_ns(&info) == INT64_C(1700000000123456700));
    fclose(file);
}

static void test_platform__waits_its_time(void **state) {
    (void)state;
    const struct timespec most = {.tv_nsec = 20000000};
    struct timespec start, end;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition;
    platform_condition_init(&condition);
    pthread_mutex_lock(&lock);
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (platform_condition_wait(&condition, &lock, &most))
        ;
    clock_gettime(CLOCK_MONOTONIC, &end);
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&condition);
    assert_true((end.tv_sec - start.tv_sec) * 1000000000 + end.tv_nsec - start.tv_nsec >=
                most.tv_nsec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_platform__names_the_running_file),
        cmocka_unit_test(test_platform__keeps_nanoseconds),
        cmocka_unit_test(test_platform__waits_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
