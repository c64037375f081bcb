#include "tests/support/digit_page.h"

#include "app/core/data/data_set.h"
#include "app/core/image/image.h"
#include "app/core/ink/ink.h"
#include "tests/support/check.h"

enum { COLUMNS = 5, ROWS = 2, ENLARGED = 4, CELL = ENLARGED * INK_SIDE };

static void put_digit(struct image *page, const uint8_t *pixels, int cell) {
    int left = cell % COLUMNS * CELL, top = cell / COLUMNS * CELL;
    for (int y = 0; y < CELL; y++)
        for (int x = 0; x < CELL; x++) {
            uint32_t grey = 255u - pixels[y / ENLARGED * INK_SIDE + x / ENLARGED];
            page->pixels[(top + y) * page->stride + left + x] = 0xff000000 | grey * 0x010101;
        }
}

void digit_page_write(const char *path) {
    struct data_set data;
    struct image page;
    struct nn_error err;
    check_ok(image_create(&page, COLUMNS * CELL, ROWS * CELL, &err), &err);
    for (int i = 0; i < page.width * page.height; i++)
        page.pixels[i] = 0xffffffff;
    check_ok(data_set_load(&data, MNIST_DIR, DATA_TEST, &err), &err);
    for (int i = 0; i < DIGIT_PAGE_DIGITS; i++)
        put_digit(&page, data.test.images + (ptrdiff_t)i * INK_PIXELS, i);
    check_ok(image_write_png(&page, path, &err), &err);
    image_destroy(&page);
    data_set_destroy(&data);
}
