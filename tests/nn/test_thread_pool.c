#include "nn/thread_pool.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { MAX_PIECES = 300, MAX_THREADS = 9 };

struct record {
    atomic_int runs[MAX_PIECES];
    atomic_int wrong_workers;
    int threads;
};

static void note_piece(void *context, int piece, int worker) {
    struct record *record = context;
    atomic_fetch_add(&record->runs[piece], 1);
    if (worker < 0 || worker >= record->threads)
        atomic_fetch_add(&record->wrong_workers, 1);
}

static void check_run(struct nn_thread_pool *pool, int count) {
    struct record record = {.threads = nn_thread_pool_threads(pool)};
    nn_thread_pool_run(pool, count, note_piece, &record);
    for (int i = 0; i < MAX_PIECES; i++)
        assert_int_equal(record.runs[i], i < count);
    assert_int_equal(record.wrong_workers, 0);
}

static void test_thread_pool__runs_every_piece_once(void **state) {
    static const int counts[] = {0, 1, 2, 3, 7, 16, 100, MAX_PIECES};
    for (int threads = 1; threads <= MAX_THREADS; threads++) {
        struct nn_thread_pool *pool = fixture_pool(threads);
        assert_int_equal(nn_thread_pool_threads(pool), threads);
        for (size_t i = 0; i < COUNT_OF(counts); i++)
            check_run(pool, counts[i]);
        nn_thread_pool_destroy(pool);
    }
}

static void test_thread_pool__can_be_used_repeatedly(void **state) {
    struct nn_thread_pool *pool = fixture_pool(4);
    for (int i = 0; i < 2000; i++)
        check_run(pool, i % 9);
    nn_thread_pool_destroy(pool);
}

/* Plain memory: the writes of each piece are visible after the run and to the next run's pieces;
 * the thread sanitizer checks it. */
static void add_neighbours(void *context, int piece, int worker) {
    long(*sums)[64] = context;
    sums[1][piece] = sums[0][piece] + sums[0][(piece + 1) % 64];
}

static void test_thread_pool__runs_are_ordered(void **state) {
    struct nn_thread_pool *pool = fixture_pool(3);
    long sums[2][64];
    for (int i = 0; i < 64; i++)
        sums[0][i] = 1;
    for (int run = 0; run < 20; run++) {
        nn_thread_pool_run(pool, 64, add_neighbours, sums);
        memcpy(sums[0], sums[1], sizeof sums[0]);
    }
    for (int i = 0; i < 64; i++)
        assert_int_equal(sums[0][i], 1 << 20);
    nn_thread_pool_destroy(pool);
}

struct meeting {
    atomic_int arrived, over;
};

/* Each piece waits for the other, so that a single thread would wait in vain; the second one then
 * delays. */
static void meet(void *context, int piece, int worker) {
    struct meeting *meeting = context;
    atomic_fetch_add(&meeting->arrived, 1);
    const double began = wait_begin();
    while (atomic_load(&meeting->arrived) < 2)
        if (wait_is_over(began))
            return;
        else
            sched_yield();
    for (int i = 0; piece == 1 && i < 200; i++)
        sched_yield();
    atomic_fetch_add(&meeting->over, 1);
}

/* Repeated many times, so that the thread is found asleep, and the slow piece is not the
 * caller's. */
static void test_thread_pool__pieces_run_at_once_and_are_waited_for(void **state) {
    struct nn_thread_pool *pool = fixture_pool(2);
    for (int run = 0; run < 200; run++) {
        struct meeting meeting = {0};
        nn_thread_pool_run(pool, 2, meet, &meeting);
        if (meeting.over != 2)
            fail_msg("run %d: %d of 2 pieces have met the other and ended", run, meeting.over);
    }
    nn_thread_pool_destroy(pool);
}

static void test_thread_pool__unused_ones_can_be_destroyed(void **state) {
    for (int i = 0; i < 50; i++)
        nn_thread_pool_destroy(fixture_pool(1 + i % 5));
    nn_thread_pool_destroy(NULL);
}

static void test_thread_pool__numbers_out_of_bounds_are_refused(void **state) {
    static const int numbers[] = {0, -1, 1025, 2147483647};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct nn_thread_pool *pool = NULL;
        struct nn_error err;
        check_status(nn_thread_pool_create(&pool, numbers[i], &err), NN_STATUS_BAD_ARGUMENT, &err);
        assert_null(pool);
    }
    assert_true(nn_processor_count() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thread_pool__runs_every_piece_once),
        cmocka_unit_test(test_thread_pool__can_be_used_repeatedly),
        cmocka_unit_test(test_thread_pool__runs_are_ordered),
        cmocka_unit_test(test_thread_pool__pieces_run_at_once_and_are_waited_for),
        cmocka_unit_test(test_thread_pool__unused_ones_can_be_destroyed),
        cmocka_unit_test(test_thread_pool__numbers_out_of_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
