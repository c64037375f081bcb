#include "tests/support/levels.h"

enum { MAX_TESTS = 32 };

int levels_run(const struct CMUnitTest *tests, size_t count) {
    int failures = 0;
    for (int i = 0; nn_kernels_level(i); i++) {
        const struct nn_kernels *level = nn_kernels_level(i);
        struct CMUnitTest own[MAX_TESTS];
        if (count > MAX_TESTS)
            return 1;
        for (size_t t = 0; t < count; t++) {
            own[t] = tests[t];
            own[t].initial_state = (void *)level;
        }
        failures += _cmocka_run_group_tests(level->name, own, count, NULL, NULL);
    }
    return failures != 0;
}
