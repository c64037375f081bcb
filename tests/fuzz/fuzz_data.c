/* Fuzzes sets of pictures in one file: CSV, plain and gzipped, and NPZ. */
#include "app/core/data/data_set.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct data_set set;
    struct nn_error err;
    const char *path = fuzz_file(data, size);
    enum nn_status status = data_set_load(&set, path, DATA_TRAIN | DATA_TEST, &err);
    fuzz_expect_told(status, &err);
    if (status)
        return 0;
    fuzz_expect(set.classes.count >= NN_MIN_CLASSES && set.classes.count <= CLASS_SET_MAX,
                "as many classes as a network can have");
    for (int i = 0; i < set.train.count; i++)
        fuzz_expect(set.train.labels[i] < set.classes.count, "every label has a class");
    unsigned sum = 0;
    for (size_t i = 0; i < (size_t)set.train.count * INK_PIXELS; i++)
        sum += set.train.images[i];
    fuzz_expect(sum <= 255u * INK_PIXELS * (unsigned)set.train.count, "every pixel can be read");
    data_set_destroy(&set);
    return 0;
}
