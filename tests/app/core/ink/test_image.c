#include <string.h>
#include <unistd.h>

#include "app/core/ink/image.h"
#include "tests/support/check.h"

#define BAD(name)     TESTS_SOURCE_DIR "/bad/" name
#define PICTURE(name) TESTS_SOURCE_DIR "/app/core/ink/pictures/" name

static void test_image__sides_are_bounded(void **state) {
    static const int sides[][2] = {
        {0, 1}, {1, 0}, {-1, 1}, {IMAGE_MAX_SIDE + 1, 1}, {1, IMAGE_MAX_SIDE + 1}};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        struct image image;
        struct nn_error err;
        check_status(image_create(&image, sides[i][0], sides[i][1], &err), NN_STATUS_BAD_ARGUMENT,
                     &err);
    }
}

static void test_image__every_kind_of_png_reads_the_same(void **state) {
    static const char *const paths[] = {PICTURE("grey-8.png"), PICTURE("grey-16.png"),
                                        PICTURE("palette.png"), PICTURE("rgb-interlaced.png"),
                                        PICTURE("grey-alpha.png")};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        print_message("%s\n", paths[i]);
        struct image image;
        struct nn_error err;
        check_ok(image_read_png(&image, paths[i], &err), &err);
        assert_int_equal(image.width, 2);
        assert_int_equal(image.height, 2);
        const uint32_t *pixels = image.pixels;
        assert_int_equal(pixels[0], 0xff000000);
        assert_int_equal(pixels[1], 0xff404040);
        assert_int_equal(pixels[image.stride], 0xff808080);
        uint32_t white = strstr(paths[i], "alpha") ? 0x00ffffff : 0xffffffff;
        assert_int_equal(pixels[image.stride + 1], white);
        image_destroy(&image);
    }
}

static void test_image__bad_files_are_named(void **state) {
    static const struct {
        const char *path, *says;
    } files[] = {
        {BAD("empty.png"), "is empty"},
        {BAD("not-a-png.png"), "not a PNG"},
        {BAD("png-cut-in-header.png"), "cut short"},
        {BAD("png-cut-in-pixels.png"), "damaged"},
        {BAD("png-wrong-checksum.png"), "damaged"},
        {BAD("png-zero-width.png"), "no pixels"},
        {BAD("png-zero-height.png"), "no pixels"},
        {BAD("png-20000-wide.png"), "too large"},
        {BAD("png-bomb.png"), "too large"},
        {BAD("png-bad-colour-type.png"), "damaged"},
        {BAD("png-no-palette.png"), "damaged"},
        {BAD("png-too-little-data.png"), "damaged"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        print_message("%s\n", files[i].path);
        struct image image;
        struct nn_error err;
        check_status(image_read_png(&image, files[i].path, &err), NN_STATUS_BAD_FILE, &err);
        assert_non_null(strstr(err.message, files[i].path));
        assert_non_null(strstr(err.message, files[i].says));
    }
}

static void test_image__missing_file_is_named(void **state) {
    struct image image;
    struct nn_error err;
    check_status(image_read_png(&image, "no-such.png", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such.png"));
}

static void test_image__written_pixels_read_back_opaque(void **state) {
    struct image image, back;
    struct nn_error err;
    check_ok(image_create(&image, 5, 3, &err), &err);
    for (int i = 0; i < 15; i++)
        image.pixels[i] = 0x00123456u * (unsigned)i;
    struct image part = {.width = 3, .height = 3, .stride = 5, .pixels = image.pixels + 1};
    check_ok(image_write_png(&part, "test_image.png", &err), &err);
    check_ok(image_read_png(&back, "test_image.png", &err), &err);
    assert_int_equal(back.width, 3);
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 3; x++)
            assert_int_equal(back.pixels[y * back.stride + x],
                             (part.pixels[y * 5 + x] & 0xffffff) | 0xff000000);
    image_destroy(&image);
    image_destroy(&back);
    unlink("test_image.png");
}

static void test_image__failed_write_is_named(void **state) {
    struct image image;
    struct nn_error err;
    check_ok(image_create(&image, 1, 1, &err), &err);
    check_status(image_write_png(&image, "no-such-folder/a.png", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "no-such-folder/a.png"));
    image_destroy(&image);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_image__sides_are_bounded),
        cmocka_unit_test(test_image__every_kind_of_png_reads_the_same),
        cmocka_unit_test(test_image__bad_files_are_named),
        cmocka_unit_test(test_image__missing_file_is_named),
        cmocka_unit_test(test_image__written_pixels_read_back_opaque),
        cmocka_unit_test(test_image__failed_write_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
