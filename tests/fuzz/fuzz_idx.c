/* Fuzzes IDX files, plain and gzipped. */
#include <limits.h>

#include "app/core/data/idx.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct idx_array array;
    struct nn_error err;
    enum nn_status status = idx_read(&array, fuzz_file(data, size), INT_MAX, NULL, &err);
    fuzz_expect_told(status, &err);
    if (status)
        return 0;
    unsigned sum = 0;
    size_t count = (size_t)array.item_size;
    for (int i = 0; i < array.rank; i++)
        count *= (size_t)array.sizes[i];
    for (size_t i = 0; i < count; i++)
        sum += array.values[i];
    fuzz_expect(sum <= 255 * count, "every value can be read");
    idx_array_destroy(&array);
    return 0;
}
