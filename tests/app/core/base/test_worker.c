#define _GNU_SOURCE /* gettid */
#include "app/core/base/worker.h"

#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/bell.h"
#include "tests/support/check.h"

/* A worker whose thread counts the permissions it gets, until it is asked to stop. */
struct job {
    struct worker worker;
    struct bell bell;
    /* Guarded by the worker's lock. */
    bool allowed;
    int done, niceness;
};

static void take_permissions(void *context) {
    struct job *job = context;
    pthread_mutex_lock(&job->worker.lock);
    job->niceness = getpriority(PRIO_PROCESS, (id_t)gettid());
    while (!atomic_load(&job->worker.stop)) {
        while (!job->allowed && !atomic_load(&job->worker.stop))
            worker_wait(&job->worker, NULL);
        job->done += job->allowed;
        job->allowed = false;
        pthread_mutex_unlock(&job->worker.lock);
        worker_wake_main(&job->worker);
        pthread_mutex_lock(&job->worker.lock);
    }
    pthread_mutex_unlock(&job->worker.lock);
}

static void start(struct job *job) {
    struct nn_error err;
    check_ok(worker_start(&job->worker, take_permissions, job, "count", &err), &err);
}

/* Returns the count once this permission is included. */
static int allow(struct job *job) {
    pthread_mutex_lock(&job->worker.lock);
    job->allowed = true;
    pthread_cond_signal(&job->worker.changed);
    pthread_mutex_unlock(&job->worker.lock);
    bell_wait(&job->bell, "the worker to take a permission");
    pthread_mutex_lock(&job->worker.lock);
    int done = job->done;
    pthread_mutex_unlock(&job->worker.lock);
    return done;
}

static void init(struct job *job) {
    *job = (struct job){.bell = bell_make()};
    worker_init(&job->worker, bell_ring, &job->bell);
}

static void test_worker__waits_until_it_is_signalled(void **state) {
    struct job job;
    init(&job);
    start(&job);
    assert_int_equal(allow(&job), 1);
    assert_int_equal(allow(&job), 2);
    worker_deinit(&job.worker);
}

/* Hangs, until ctest's timeout, if the thread is not woken or not asked to stop. */
static void test_worker__can_be_stopped_while_waiting(void **state) {
    struct job job;
    init(&job);
    start(&job);
    worker_deinit(&job.worker);
    assert_false(job.worker.joinable);
    assert_int_equal(job.done, 0);
}

static void test_worker__starts_again_after_a_stop(void **state) {
    struct job job;
    init(&job);
    start(&job);
    worker_stop(&job.worker);
    worker_join(&job.worker);
    job.bell.rings = 0;
    start(&job);
    assert_int_equal(allow(&job), 1);
    worker_deinit(&job.worker);
}

static void test_worker__runs_at_low_priority(void **state) {
    struct job job;
    init(&job);
    start(&job);
    allow(&job);
    worker_deinit(&job.worker);
    const int own = getpriority(PRIO_PROCESS, (id_t)gettid()), nicest = 19;
    check_in_range(job.niceness, own < nicest ? own + 1 : nicest, nicest);
}

static void wait_for_the_past(void *context) {
    struct job *job = context;
    const struct timespec no_time = {0};
    pthread_mutex_lock(&job->worker.lock);
    job->done = !worker_wait(&job->worker, &no_time);
    pthread_mutex_unlock(&job->worker.lock);
}

static void test_worker__does_not_wait_past_its_time(void **state) {
    struct job job;
    struct nn_error err;
    init(&job);
    check_ok(worker_start(&job.worker, wait_for_the_past, &job, "wait", &err), &err);
    worker_join(&job.worker);
    assert_int_equal(job.done, 1);
    worker_deinit(&job.worker);
}

static void test_worker__works_without_a_start_and_a_callback(void **state) {
    struct worker worker;
    worker_init(&worker, NULL, NULL);
    worker_wake_main(&worker);
    worker_deinit(&worker);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worker__waits_until_it_is_signalled),
        cmocka_unit_test(test_worker__can_be_stopped_while_waiting),
        cmocka_unit_test(test_worker__starts_again_after_a_stop),
        cmocka_unit_test(test_worker__runs_at_low_priority),
        cmocka_unit_test(test_worker__does_not_wait_past_its_time),
        cmocka_unit_test(test_worker__works_without_a_start_and_a_callback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
