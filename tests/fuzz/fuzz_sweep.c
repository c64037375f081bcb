/* Fuzzes sweeps, and the names of their runs. */
#include <string.h>

#include "app/core/recipe/sweep.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct sweep *sweep = NULL;
    struct nn_error err;
    enum nn_status status = sweep_read(&sweep, fuzz_file(data, size), &err);
    fuzz_expect_told(status, &err);
    for (int run = 0; !status && run < sweep->run_count; run++) {
        char name[SWEEP_RUN_NAME];
        sweep_run_name(sweep, run, name);
        fuzz_expect(strlen(name) >= 6 && !strchr(name, '/'), "a run's name is that of a folder");
        for (int flag = 0; flag < sweep->flag_count; flag++)
            fuzz_expect(sweep->values[run][flag][0] != '\0', "every flag has a value");
    }
    if (!status)
        sweep_destroy(sweep);
    return 0;
}
