#include <string.h>
#include <unistd.h>

#include "app/core/image/image.h"
#include "tests/support/check.h"

#define BAD(name)     TESTS_SOURCE_DIR "/bad/" name
#define PICTURE(name) TESTS_SOURCE_DIR "/app/core/image/pictures/" name

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

/* The pixel in the middle of a quarter, which are counted from left to right and then down. */
static uint32_t quarter(const struct image *image, int index) {
    int x = (1 + 2 * (index % 2)) * image->width / 4, y = (1 + 2 * (index / 2)) * image->height / 4;
    return image->pixels[y * image->stride + x];
}

/* Lossy formats may be off by a few greys. */
static void check_grey(uint32_t pixel, uint32_t grey) {
    for (int shift = 0; shift < 24; shift += 8)
        check_close(pixel >> shift & 255, grey, 3, 0);
    assert_int_equal(pixel >> 24, 255);
}

static const uint32_t greys[] = {0x00, 0x40, 0x80, 0xff};

static void test_image__every_format_reads_the_same(void **state) {
    static const char *const paths[] = {
        PICTURE("grey-8.png"),       PICTURE("grey-16.png"),
        PICTURE("palette.png"),      PICTURE("rgb-interlaced.png"),
        PICTURE("grey-alpha.png"),   PICTURE("grey.jpg"),
        PICTURE("progressive.jpg"),  PICTURE("cmyk.jpg"),
        PICTURE("lossy.webp"),       PICTURE("animated-alpha.gif"),
        PICTURE("grey.tif"),         PICTURE("grey-16.tif"),
        PICTURE("palette-2.bmp"),    PICTURE("palette-4.bmp"),
        PICTURE("palette-8.bmp"),    PICTURE("rgb.bmp"),
        PICTURE("from-the-top.bmp"), PICTURE("text.pgm"),
        PICTURE("bytes.pgm"),        PICTURE("words.pgm"),
        PICTURE("bytes.ppm"),
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        print_message("%s\n", paths[i]);
        struct image image;
        struct nn_error err;
        bool has_alpha = strstr(paths[i], "alpha");
        check_ok(image_read(&image, paths[i], &err), &err);
        assert_int_equal(image.width, image.height);
        for (int j = 0; j < (has_alpha ? 3 : 4); j++)
            check_grey(quarter(&image, j), greys[j]);
        if (has_alpha)
            assert_int_equal(quarter(&image, 3) >> 24, 0);
        image_destroy(&image);
    }
}

/* Where the quarters of the stored picture are to be seen: EXIF's figure of the orientations. */
static void test_image__pictures_are_turned_upright(void **state) {
    static const struct {
        const char *path;
        int order[4];
    } rows[] = {
        {PICTURE("turned-1.jpg"), {0, 1, 2, 3}},  {PICTURE("turned-2.jpg"), {1, 0, 3, 2}},
        {PICTURE("turned-3.jpg"), {3, 2, 1, 0}},  {PICTURE("turned-4.jpg"), {2, 3, 0, 1}},
        {PICTURE("turned-5.jpg"), {0, 2, 1, 3}},  {PICTURE("turned-6.jpg"), {2, 0, 3, 1}},
        {PICTURE("turned-7.jpg"), {3, 1, 2, 0}},  {PICTURE("turned-8.jpg"), {1, 3, 0, 2}},
        {PICTURE("turned-6.webp"), {2, 0, 3, 1}}, {PICTURE("turned-6.tif"), {2, 0, 3, 1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("%s\n", rows[i].path);
        struct image image;
        struct nn_error err;
        check_ok(image_read(&image, rows[i].path, &err), &err);
        for (int j = 0; j < 4; j++)
            check_grey(quarter(&image, j), greys[rows[i].order[j]]);
        image_destroy(&image);
    }
}

static void test_image__bad_files_are_named(void **state) {
    static const struct {
        const char *path, *says;
    } files[] = {
        {BAD("empty.png"), "is empty"},
        {BAD("not-a-png.png"), "damaged GIF"},
        {BAD("text.jpg"), "is a text, not a picture"},
        {BAD("pdf.png"), "is a PDF, not a picture"},
        {BAD("unknown.png"), "unknown kind"},
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
        {BAD("jpeg-cut.jpg"), "remature end"},
        {BAD("jpeg-cut-in-header.jpg"), "damaged"},
        {BAD("jpeg-bomb.jpg"), "too large"},
        {BAD("jpeg-20000-wide.jpg"), "too large"},
        {BAD("jpeg-many-scans.jpg"), "too many scans"},
        {BAD("webp-cut.webp"), "cut short"},
        {BAD("webp-bomb.webp"), "too large"},
        {BAD("webp-no-frame.webp"), "damaged"},
        {BAD("gif-cut.gif"), "damaged"},
        {BAD("gif-bomb.gif"), "too large"},
        {BAD("gif-outside.gif"), "outside"},
        {BAD("gif-no-frame.gif"), "damaged"},
        {BAD("tiff-cut.tif"), "cut short"},
        {BAD("tiff-no-pixels.tif"), "damaged"},
        {BAD("tiff-bomb.tif"), "too large"},
        {BAD("tiff-huge-strip.tif"), "strips or tiles are too large"},
        {BAD("bmp-cut.bmp"), "cut short"},
        {BAD("bmp-bomb.bmp"), "too large"},
        {BAD("bmp-lowest-height.bmp"), "too large"},
        {BAD("bmp-compressed.bmp"), "compressed BMP"},
        {BAD("bmp-3-bits.bmp"), "damaged"},
        {BAD("pnm-cut.pgm"), "cut short"},
        {BAD("pnm-cut.pbm"), "cut short"},
        {BAD("pnm-bomb.ppm"), "too large"},
        {BAD("pnm-no-max.pgm"), "damaged"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        print_message("%s\n", files[i].path);
        struct image image;
        struct nn_error err;
        check_status(image_read(&image, files[i].path, &err), NN_STATUS_BAD_FILE, &err);
        assert_non_null(strstr(err.message, files[i].path));
        assert_non_null(strstr(err.message, files[i].says));
    }
}

static void test_image__missing_file_is_named(void **state) {
    struct image image;
    struct nn_error err;
    check_status(image_read(&image, "no-such.png", &err), NN_STATUS_IO, &err);
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
    check_ok(image_read(&back, "test_image.png", &err), &err);
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
        cmocka_unit_test(test_image__every_format_reads_the_same),
        cmocka_unit_test(test_image__pictures_are_turned_upright),
        cmocka_unit_test(test_image__bad_files_are_named),
        cmocka_unit_test(test_image__missing_file_is_named),
        cmocka_unit_test(test_image__written_pixels_read_back_opaque),
        cmocka_unit_test(test_image__failed_write_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
