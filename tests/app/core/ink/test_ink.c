#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/image/image.h"
#include "app/core/ink/ink_image.h"
#include "app/core/ink/raster.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* A five in two strokes, in a square from 0 to 1. */
static const struct point belly[] = {{0.3f, 0.1f},   {0.25f, 0.45f}, {0.5f, 0.4f}, {0.7f, 0.55f},
                                     {0.68f, 0.85f}, {0.45f, 0.95f}, {0.2f, 0.9f}};
static const struct point roof[] = {{0.3f, 0.1f}, {0.5f, 0.12f}, {0.75f, 0.08f}};

struct five {
    struct point points[COUNT(belly) + COUNT(roof)];
    struct stroke strokes[2];
    const struct stroke *items[2];
    struct strokes all;
};

static void make_five(struct five *five, float size, float x, float y, float brush) {
    for (int i = 0; i < COUNT(five->points); i++) {
        struct point p = i < COUNT(belly) ? belly[i] : roof[i - COUNT(belly)];
        five->points[i] = (struct point){x + size * p.x, y + size * p.y};
    }
    five->strokes[0] = (struct stroke){brush, COUNT(belly), five->points};
    five->strokes[1] = (struct stroke){brush, COUNT(roof), five->points + COUNT(belly)};
    for (int i = 0; i < 2; i++)
        five->items[i] = &five->strokes[i];
    five->all = (struct strokes){2, five->items};
}

static double mean_difference(const struct ink_picture *a, const struct ink_picture *b) {
    double sum = 0;
    for (int i = 0; i < INK_PIXELS; i++)
        sum += abs(a->pixels[i] - b->pixels[i]);
    return sum / INK_PIXELS;
}

static double ink_of(const struct ink_picture *picture) {
    double sum = 0;
    for (int i = 0; i < INK_PIXELS; i++)
        sum += picture->pixels[i] / 255.0;
    return sum;
}

static void test_ink__empty_drawing_is_blank(void **state) {
    struct ink_picture picture;
    memset(&picture, 1, sizeof picture);
    ink_picture_from_strokes(&(struct strokes){0}, &picture);
    assert_true(picture.blank);
    check_close(ink_of(&picture), 0, 0, 0);
}

static void test_ink__size_place_and_brush_do_not_matter(void **state) {
    static const struct {
        const char *name;
        float size, x, y, brush;
    } rows[] = {
        {"a tenth of the canvas", 0.12f, 0.4f, 0.4f, 0.05f},
        {"small in a corner", 0.15f, 0.85f, 0.0f, 0.05f},
        {"fine brush", 1, 0, 0, 0.005f},
        {"fat brush", 0.5f, 0.2f, 0.1f, 0.3f},
        {"at the edge", 0.5f, 0.6f, 0.5f, 0.05f},
    };
    struct five five;
    struct ink_picture full, other;
    make_five(&five, 1, 0, 0, 0.05f);
    ink_picture_from_strokes(&five.all, &full);
    assert_false(full.blank);
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        make_five(&five, rows[i].size, rows[i].x, rows[i].y, rows[i].brush);
        ink_picture_from_strokes(&five.all, &other);
        check_close(mean_difference(&full, &other), 0, 0.5, 0);
    }
}

static void test_ink__strokes_outside_the_canvas_do_not_count(void **state) {
    static const struct point whole_points[] = {{0.5f, -2}, {0.5f, -1}, {0.5f, 2},
                                                {0.5f, 3},  {1.5f, 3},  {1.5f, 9}};
    static const struct point seen_points[] = {{0.5f, 0}, {0.5f, 1}};
    static const struct point outside_points[] = {{0.5f, -0.1f}, {0.9f, -0.1f}};
    const struct stroke whole = {0.05f, COUNT(whole_points), whole_points};
    const struct stroke seen = {0.05f, COUNT(seen_points), seen_points};
    const struct stroke outside = {0.05f, COUNT(outside_points), outside_points};
    const struct stroke *items[] = {&whole, &outside}, *seen_items[] = {&seen};
    struct ink_picture expected, actual;
    ink_picture_from_strokes(&(struct strokes){1, seen_items}, &expected);
    ink_picture_from_strokes(&(struct strokes){2, items}, &actual);
    check_close(mean_difference(&expected, &actual), 0, 0.5, 0);
    ink_picture_from_strokes(&(struct strokes){1, items + 1}, &actual);
    assert_true(actual.blank);
}

static void test_ink__mass_is_centred_as_in_mnist(void **state) {
    struct five five;
    struct ink_picture picture;
    make_five(&five, 0.7f, 0.1f, 0.2f, 0.05f);
    ink_picture_from_strokes(&five.all, &picture);
    double x = 0, y = 0, ink = ink_of(&picture);
    for (int i = 0; i < INK_PIXELS; i++) {
        x += i % INK_SIDE * picture.pixels[i] / 255.0 / ink;
        y += i / INK_SIDE * picture.pixels[i] / 255.0 / ink;
    }
    check_close(x, 14, 0.1, 0);
    check_close(y, 14, 0.1, 0);
}

static void test_ink__line_fills_the_box_at_the_pen_of_mnist(void **state) {
    static const struct point ends[] = {{0.5f, 0.2f}, {0.5f, 0.9f}};
    const struct stroke line = {0.1f, 2, ends};
    const struct stroke *items[] = {&line};
    struct ink_picture picture;
    ink_picture_from_strokes(&(struct strokes){1, items}, &picture);
    double across = 0, along = 0;
    for (int i = 0; i < INK_SIDE; i++) {
        across += picture.pixels[INK_SIDE / 2 * INK_SIDE + i] / 255.0;
        along += picture.pixels[i * INK_SIDE + INK_SIDE / 2] / 255.0;
    }
    check_close(across, 2.5, 0.1, 0);
    check_close(along, INK_BOX, 0.5, 0);
}

static void test_ink__dot_stays_a_dot(void **state) {
    static const struct point dots[] = {{0.5f, 0.5f}, {0.501f, 0.5f}, {0.502f, 0.501f}};
    for (int count = 1; count <= COUNT(dots); count++) {
        const struct stroke dot = {0.05f, count, dots};
        const struct stroke *items[] = {&dot};
        struct ink_picture picture;
        ink_picture_from_strokes(&(struct strokes){1, items}, &picture);
        assert_false(picture.blank);
        check_close(ink_of(&picture), 7, 3, 0); /* a disc with a radius of 2.5 pixels has 4.9 */
    }
}

/* Draws the five as a grey picture of side pixels, with pen as a fraction of side. */
static struct image picture_of_five(int side, float pen, uint32_t ink, uint32_t paper) {
    struct five five;
    struct image image;
    make_five(&five, 0.8f, 0.1f, 0.1f, pen);
    assert_int_equal(image_create(&image, side, side, NULL), NN_STATUS_OK);
    uint8_t *pixels = calloc((size_t)side, (size_t)side);
    assert_non_null(pixels);
    struct coverage coverage = {side, side, pixels};
    raster_strokes(&coverage, &five.all, &(struct raster_transform){.scale = (float)side},
                   &(struct pixel_box){0, 0, side, side});
    for (int i = 0; i < side * side; i++) {
        uint32_t grey = (ink * pixels[i] + paper * (255u - pixels[i])) / 255;
        image.pixels[i] = 0xff000000 | grey * 0x010101;
    }
    free(pixels);
    return image;
}

static enum nn_status picture_from_image(const struct image *image, struct ink_picture *picture,
                                         struct nn_error *err) {
    struct ink_cutting cuttings[INK_CUTTINGS];
    int count;
    enum nn_status status = ink_cuttings_from_image(image, cuttings, &count, err);
    *picture = cuttings[0].picture;
    return status;
}

static void check_reads_as_five(struct image *image, double max) {
    struct five five;
    struct ink_picture expected, actual;
    struct nn_error err;
    make_five(&five, 1, 0, 0, 0.05f);
    ink_picture_from_strokes(&five.all, &expected);
    check_ok(picture_from_image(image, &actual, &err), &err);
    assert_false(actual.blank);
    check_close(mean_difference(&expected, &actual), 0, max, 0);
    image_destroy(image);
}

static void test_ink__picture_of_a_digit_reads_like_its_strokes(void **state) {
    static const struct {
        const char *name;
        int side;
        float pen;
        uint32_t ink, paper;
        double max;
    } rows[] = {
        {"dark on light", 300, 0.06f, 0, 255, 4},  {"light on dark", 300, 0.06f, 255, 0, 4},
        {"low contrast", 300, 0.06f, 120, 160, 4}, {"faint", 300, 0.06f, 215, 226, 4},
        {"hairline", 600, 0.005f, 0, 255, 4},      {"marker", 300, 0.09f, 0, 255, 6},
        {"very large", 3000, 0.05f, 0, 255, 5},    {"small", 48, 0.06f, 0, 255, 7},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        struct image image = picture_of_five(rows[i].side, rows[i].pen, rows[i].ink, rows[i].paper);
        check_reads_as_five(&image, rows[i].max);
    }
}

/* Returns the brightness of the paper at a place, both from 0 to 1; 1 is unchanged. */
typedef double light_function(double x, double y);

static double even(double x, double y) {
    return 1;
}

static double slope(double x, double y) {
    return 0.35 + 0.4 * x + 0.25 * y;
}

static double vignette(double x, double y) {
    return 1 - 1.2 * ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5));
}

static double shadow(double x, double y) {
    return 0.75 + 0.25 * tanh((x + 0.4 * y - 0.75) * 15);
}

static double hard_shadow(double x, double y) {
    return x + 0.4 * y < 0.75 ? 0.5 : 1;
}

static double left_half(double x, double y) {
    return x < 0.5 ? 0.12 : 1;
}

static double right_half(double x, double y) {
    return left_half(1 - x, y);
}

static double slanted_half(double x, double y) {
    return left_half((x + y) / 2, 0);
}

static double lamp(double x, double y) {
    return 0.3 + 0.7 * exp(-4 * (hypot(x - 0.2, y - 0.25)));
}

/* Ruled paper, lit by a lamp. */
static double ruled(double x, double y) {
    return slope(x, y) * (fmod(y * 12, 1) < 0.06 ? 0.8 : 1);
}

/* Turns the picture into a photo: in that light, with noise of this many grey levels. */
static void photograph(struct image *image, light_function *light, double noise) {
    uint64_t seed = 1;
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            uint32_t *pixel = &image->pixels[y * image->stride + x];
            double bright = light((double)x / image->width, (double)y / image->height), sum = 0;
            for (int i = 0; i < 4; i++) { /* the sum of a few is nearly normal */
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                sum += (double)(seed >> 40) / (1 << 24) - 0.5;
            }
            double grey = (*pixel & 255) * bright + noise * sum * sqrt(3.0);
            uint32_t level = (uint32_t)fmin(fmax(grey, 0), 255);
            *pixel = 0xff000000 | level * 0x010101;
        }
}

static void test_ink__photo_of_paper_reads_in_any_light(void **state) {
    static const struct {
        const char *name;
        light_function *light;
        double noise;
        uint32_t ink, paper;
        int side;
    } rows[] = {
        {"noise", even, 8, 50, 220, 400},
        {"slope", slope, 3, 40, 230, 400},
        {"vignette", vignette, 3, 40, 230, 400},
        {"shadow", shadow, 3, 40, 230, 400},
        {"hard shadow", hard_shadow, 3, 40, 230, 400},
        {"lamp", lamp, 3, 40, 230, 400},
        {"pencil in a slope", slope, 3, 110, 230, 400},
        {"large", lamp, 6, 40, 230, 1600},
        {"small", slope, 3, 40, 230, 96},
        {"chalk", slope, 3, 230, 60, 400},
        {"ruled", ruled, 3, 30, 230, 400},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].name);
        struct image image = picture_of_five(rows[i].side, 0.06f, rows[i].ink, rows[i].paper);
        photograph(&image, rows[i].light, rows[i].noise);
        check_reads_as_five(&image, rows[i].side < 100 ? 8 : 6);
    }
}

static void test_ink__empty_paper_is_blank_in_any_light(void **state) {
    static light_function *const lights[] = {slope,     vignette,   shadow,      hard_shadow,
                                             left_half, right_half, slanted_half};
    for (int i = 0; i < COUNT(lights); i++) {
        print_message("light %d\n", i);
        struct image image = picture_of_five(300, 0.06f, 220, 220);
        struct ink_picture picture;
        struct nn_error err;
        photograph(&image, lights[i], 3);
        check_ok(picture_from_image(&image, &picture, &err), &err);
        assert_true(picture.blank);
        image_destroy(&image);
    }
}

static void test_ink__frame_and_specks_are_not_ink(void **state) {
    struct image image = picture_of_five(300, 0.06f, 0, 255);
    for (int i = 0; i < 300; i++)
        for (int edge = 0; edge < 4; edge++) {
            image.pixels[edge * image.stride + i] = 0xff000000;
            image.pixels[(299 - edge) * image.stride + i] = 0xff000000;
            image.pixels[i * image.stride + edge] = 0xff000000;
            image.pixels[i * image.stride + 299 - edge] = 0xff000000;
        }
    image.pixels[20 * image.stride + 20] = image.pixels[280 * image.stride + 270] = 0xff000000;
    check_reads_as_five(&image, 4);
}

/* Corners and an edge that are left when a picture was turned or cut out. */
static void test_ink__what_hangs_on_the_border_is_not_ink(void **state) {
    struct image image = picture_of_five(300, 0.06f, 0, 255);
    for (int y = 0; y < 300; y++)
        for (int x = 0; x < 300; x++)
            if (x + y < 60 || (299 - x) + (299 - y) < 60 || x > 295)
                image.pixels[y * image.stride + x] = 0xff000000;
    check_reads_as_five(&image, 4);
}

static void test_ink__strokes_along_the_edge_are_kept(void **state) {
    static const uint32_t inks[] = {0, 255};
    for (int i = 0; i < COUNT(inks); i++) {
        struct image image = picture_of_five(200, 0.12f, inks[i], 255 - inks[i]);
        struct ink_cutting cuttings[INK_CUTTINGS];
        int count;
        struct nn_error err;
        check_ok(ink_cuttings_from_image(&image, cuttings, &count, &err), &err);
        struct pixel_box box = cuttings[0].box;
        struct image cut = {.width = box.right - box.left,
                            .height = box.bottom - box.top,
                            .stride = image.stride,
                            .pixels = image.pixels + box.top * image.stride + box.left};
        struct ink_picture whole = cuttings[0].picture;
        check_ok(ink_cuttings_from_image(&cut, cuttings, &count, &err), &err);
        double first = mean_difference(&whole, &cuttings[0].picture);
        double second = count > 1 ? mean_difference(&whole, &cuttings[1].picture) : first;
        check_close(fmin(first, second), 0, 3, 0);
        image_destroy(&image);
    }
}

/* Red and green of the same luma, and yellow on white. */
static void test_ink__colours_tell_ink_from_paper(void **state) {
    static const uint32_t colours[][2] = {{0xffd02020, 0xff187818}, {0xffffff00, 0xffffffff}};
    for (int i = 0; i < COUNT(colours); i++) {
        struct image image = picture_of_five(300, 0.06f, 0, 255);
        for (int j = 0; j < 300 * 300; j++)
            image.pixels[j] = colours[i][(image.pixels[j] & 255) > 127];
        check_reads_as_five(&image, 4);
    }
}

static void test_ink__off_centre_picture_of_28_is_centred(void **state) {
    struct five five;
    struct ink_picture mnist, actual;
    struct image image;
    struct nn_error err;
    make_five(&five, 1, 0, 0, 0.05f);
    ink_picture_from_strokes(&five.all, &mnist);
    check_ok(image_create(&image, INK_SIDE, INK_SIDE, &err), &err);
    for (int i = 0; i < INK_PIXELS; i++) { /* moved by four pixels, to the edge */
        int x = i % INK_SIDE + 4;
        uint32_t grey = x < INK_SIDE ? mnist.pixels[i / INK_SIDE * INK_SIDE + x] : 0;
        image.pixels[i] = 0xff000000 | grey * 0x010101;
    }
    check_ok(picture_from_image(&image, &actual, &err), &err);
    check_close(mean_difference(&mnist, &actual), 0, 8, 0);
    image_destroy(&image);
}

static void test_ink__closely_cropped_digit_is_not_a_frame(void **state) {
    struct image image;
    struct ink_picture picture;
    struct nn_error err;
    check_ok(image_create(&image, 90, 90, &err), &err);
    for (int i = 0; i < 90 * 90; i++) { /* a ring that touches all four sides */
        double radius = hypot(i % 90 - 44.5, i / 90 - 44.5);
        image.pixels[i] = radius < 45 && radius > 36 ? 0xff000000 : 0xffffffff;
    }
    check_ok(picture_from_image(&image, &picture, &err), &err);
    check_close(ink_of(&picture), 2.5 * acos(-1) * 17.5, 0, 0.06);
    image_destroy(&image);
}

static void test_ink__transparent_paper_needs_no_colour(void **state) {
    static const uint32_t inks[] = {0x000000, 0xffffff};
    for (int i = 0; i < COUNT(inks); i++) {
        struct image image = picture_of_five(300, 0.06f, 255, 0);
        for (int j = 0; j < 300 * 300; j++)
            image.pixels[j] = image.pixels[j] << 24 | inks[i];
        check_reads_as_five(&image, 4);
    }
}

static void test_ink__one_grey_is_blank(void **state) {
    static const uint32_t greys[] = {0xffffffff, 0xff000000, 0xff777777, 0x00000000};
    for (int i = 0; i < COUNT(greys); i++) {
        struct image image;
        struct ink_picture picture;
        struct nn_error err;
        check_ok(image_create(&image, 7, 5, &err), &err);
        for (int j = 0; j < 35; j++)
            image.pixels[j] = greys[i];
        check_ok(picture_from_image(&image, &picture, &err), &err);
        assert_true(picture.blank);
        image_destroy(&image);
    }
}

static void test_ink__tiny_pictures_are_read(void **state) {
    for (int height = 1; height < 4; height++)
        for (int width = 2; width < 4; width++) {
            struct image image;
            struct ink_picture picture;
            struct nn_error err;
            check_ok(image_create(&image, width, height, &err), &err);
            for (int i = 0; i < width * height; i++)
                image.pixels[i] = 0xffffffff;
            image.pixels[0] = 0xff000000;
            check_ok(picture_from_image(&image, &picture, &err), &err);
            assert_false(picture.blank);
            assert_true(ink_of(&picture) > 1);
            image_destroy(&image);
        }
}

static void test_ink__picture_like_mnist_is_left_alone(void **state) {
    struct five five;
    struct ink_picture mnist, actual;
    struct image image;
    struct nn_error err;
    make_five(&five, 1, 0, 0, 0.05f);
    ink_picture_from_strokes(&five.all, &mnist);
    check_ok(image_create(&image, INK_SIDE, INK_SIDE, &err), &err);
    for (int dark = 0; dark < 2; dark++) {
        for (int i = 0; i < INK_PIXELS; i++) {
            uint32_t grey = dark ? 255u - mnist.pixels[i] : mnist.pixels[i];
            image.pixels[i] = 0xff000000 | grey * 0x010101;
        }
        check_ok(picture_from_image(&image, &actual, &err), &err);
        assert_memory_equal(actual.pixels, mnist.pixels, INK_PIXELS);
    }
    image_destroy(&image);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ink__empty_drawing_is_blank),
        cmocka_unit_test(test_ink__size_place_and_brush_do_not_matter),
        cmocka_unit_test(test_ink__strokes_outside_the_canvas_do_not_count),
        cmocka_unit_test(test_ink__mass_is_centred_as_in_mnist),
        cmocka_unit_test(test_ink__line_fills_the_box_at_the_pen_of_mnist),
        cmocka_unit_test(test_ink__dot_stays_a_dot),
        cmocka_unit_test(test_ink__picture_of_a_digit_reads_like_its_strokes),
        cmocka_unit_test(test_ink__photo_of_paper_reads_in_any_light),
        cmocka_unit_test(test_ink__empty_paper_is_blank_in_any_light),
        cmocka_unit_test(test_ink__frame_and_specks_are_not_ink),
        cmocka_unit_test(test_ink__what_hangs_on_the_border_is_not_ink),
        cmocka_unit_test(test_ink__strokes_along_the_edge_are_kept),
        cmocka_unit_test(test_ink__colours_tell_ink_from_paper),
        cmocka_unit_test(test_ink__off_centre_picture_of_28_is_centred),
        cmocka_unit_test(test_ink__closely_cropped_digit_is_not_a_frame),
        cmocka_unit_test(test_ink__transparent_paper_needs_no_colour),
        cmocka_unit_test(test_ink__one_grey_is_blank),
        cmocka_unit_test(test_ink__tiny_pictures_are_read),
        cmocka_unit_test(test_ink__picture_like_mnist_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
