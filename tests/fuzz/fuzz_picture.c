/* Fuzzes pictures in files of every format, and the pictures made of them for the network. */
#include "app/core/image/image.h"
#include "app/core/ink/ink_image.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_PIXELS = 1 << 18 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct image image;
    struct ink_cutting cuttings[INK_CUTTINGS];
    int count;
    struct nn_error err;
    enum nn_status status = image_read(&image, fuzz_file(data, size), &err);
    fuzz_expect_told(status, &err);
    if (status)
        return 0;
    if (image.width <= MAX_PIXELS / image.height)
        fuzz_expect_told(ink_cuttings_from_image(&image, cuttings, &count, &err), &err);
    image_destroy(&image);
    return 0;
}
