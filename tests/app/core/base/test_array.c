#include "app/core/base/array.h"

#include <limits.h>
#include <stdlib.h>

#include "tests/support/check.h"

/* Makes the sanitizer's malloc return NULL for a request that is too large, as malloc does. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

static void test_array__keeps_its_items_as_it_grows(void **state) {
    int *items = NULL, capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = array_reserve(items, &capacity, i + 1, sizeof *items);
        assert_non_null(items);
        check_in_range(capacity, i + 1, INT_MAX);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    free(items);
}

/* Appending n items moves each only a few times: the capacity doubles. */
static void test_array__moves_rarely(void **state) {
    char *items = NULL;
    int capacity = 0, changes = 0;
    for (int i = 0; i < 1 << 16; i++) {
        int before = capacity;
        items = array_reserve(items, &capacity, i + 1, 1);
        assert_non_null(items);
        changes += capacity != before;
    }
    free(items);
    check_in_range(changes, 1, 16);
}

static void test_array__reserves_any_size_at_once(void **state) {
    int capacity = 0;
    double *items = array_reserve(NULL, &capacity, 777, sizeof *items);
    assert_non_null(items);
    check_in_range(capacity, 777, INT_MAX);
    items[776] = 1;
    free(items);
}

static void test_array__is_unchanged_when_memory_runs_out(void **state) {
    int capacity = 0;
    char *items = array_reserve(NULL, &capacity, 1, 1);
    assert_non_null(items);
    int before = capacity;
    items[0] = 'x';
    assert_null(array_reserve(items, &capacity, INT_MAX, (size_t)1 << 32));
    assert_int_equal(capacity, before);
    assert_int_equal(items[0], 'x');
    free(items);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_array__keeps_its_items_as_it_grows),
        cmocka_unit_test(test_array__moves_rarely),
        cmocka_unit_test(test_array__reserves_any_size_at_once),
        cmocka_unit_test(test_array__is_unchanged_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
