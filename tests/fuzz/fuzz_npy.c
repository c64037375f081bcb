/* Fuzzes NumPy's arrays, which in an archive only a right checksum would let through. */
#include <string.h>

#include "app/core/data/npy.h"
#include "tests/fuzz/fuzz.h"

struct rest {
    const uint8_t *bytes;
    size_t size;
};

static enum nn_status take(void *context, void *bytes, size_t size, struct nn_error *err) {
    struct rest *rest = context;
    if (size > rest->size)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "it ends too early");
    memcpy(bytes, rest->bytes, size);
    rest->bytes += size;
    rest->size -= size;
    return NN_STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct rest rest = {data, size};
    const struct npy_source source = {take, &rest, "input"};
    struct npy_header header;
    struct nn_error err;
    enum nn_status status = npy_read_header(&header, &source, &err);
    fuzz_expect_told(status, &err);
    if (status)
        return 0;
    fuzz_expect(header.rank >= 1 && header.rank <= NPY_MAX_RANK, "a rank that is known");
    for (int i = 0; i < header.rank; i++)
        fuzz_expect(header.sizes[i] >= 1 && header.sizes[i] <= INT32_MAX, "sizes of some items");
    while (rest.size >= (size_t)header.size) {
        volatile double value = npy_value(&header, rest.bytes);
        (void)value;
        rest.bytes += header.size;
        rest.size -= (size_t)header.size;
    }
    return 0;
}
