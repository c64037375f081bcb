/* Fuzzes pictures in files of every format, and what is found and read in them. */
#include "app/core/image/image.h"
#include "app/core/reading/page.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_PIXELS = 1 << 16 };

static struct reader *make_reader(void) {
    struct nn_model *model = NULL;
    struct reader *reader = NULL;
    struct nn_error err;
    fuzz_expect(reading_builtin_model(&model, &err) == NN_STATUS_OK &&
                    reader_create(&reader, model, &err) == NN_STATUS_OK,
                "the built-in model reads");
    nn_model_release(model);
    return reader;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct reader *reader;
    struct image image;
    struct page page;
    struct nn_error err;
    enum nn_status status = image_read(&image, fuzz_file(data, size), &err);
    fuzz_expect_told(status, &err);
    if (status)
        return 0;
    if (!reader)
        reader = make_reader();
    if (image.width <= MAX_PIXELS / image.height) {
        fuzz_expect_told(page_read(&page, reader, &image, &err), &err);
        page_destroy(&page);
    }
    image_destroy(&image);
    return 0;
}
