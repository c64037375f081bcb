/* Fuzzes files of drawings, and the pictures made of them for the network. */
#include "app/core/ink/drawing.h"
#include "app/core/ink/ink.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    struct ink_picture picture;
    struct nn_error err;
    enum nn_status status = drawing_file_open(&file, fuzz_file(data, size), 0.06f, &err);
    fuzz_expect_told(status, &err);
    while (!status && !(status = drawing_file_next(file, &drawing, &err)) && drawing) {
        ink_picture_from_strokes(&drawing->strokes, &picture);
    }
    fuzz_expect_told(status, &err);
    drawing_file_close(file);
    return 0;
}
