/* Pictures of every view at three sizes, light and dark, compared with those in tests/app/ui/views.
 * They are painted with the box font, so that no version of a font matters.
 *
 * Where one differs, NAME-actual.png and NAME-difference.png are left in the build folder.
 * INKLING_RENEW_VIEWS=1 writes all of them anew instead; look at them before committing:
 * tests/view_pictures paints the same views with letters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/ui/frame.h"
#include "tests/support/check.h"
#include "tests/support/small_png.h"
#include "tests/support/views.h"

/* Channels of the reference pictures are rounded to multiples of COARSE, which makes the files much
 * smaller. The tolerance is above the effect of rounding and of other vector instructions on the
 * model's values, but below the contrast of the theme's palest colours. */
enum { COARSE = 8, CHANNEL_TOLERANCE = 6 };

/* The number of pixels in a million that may differ. */
enum { PIXELS_OF_A_MILLION = 60 };

static const int sizes[][2] = {{800, 600}, {1100, 720}, {1920, 1080}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static uint32_t coarse(uint32_t value) {
    uint32_t rounded = 0xFF000000;
    for (int shift = 0; shift < 24; shift += 8) {
        uint32_t channel = ((value >> shift & 0xFF) + COARSE / 2) / COARSE * COARSE;
        rounded |= (channel > 0xFF ? 0xFF : channel) << shift;
    }
    return rounded;
}

static bool is_near(uint32_t a, uint32_t b) {
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF)) > CHANNEL_TOLERANCE)
            return false;
    return true;
}

/* Turns the reference picture into one of the difference, of the same size: differing pixels are
 * black, the others pale. Returns how many pixels differ. */
static int mark_difference(struct image *kept, const struct image *actual) {
    int count = 0;
    for (int y = 0; y < kept->height; y++)
        for (int x = 0; x < kept->width; x++) {
            uint32_t *pixel = &kept->pixels[y * kept->stride + x];
            bool same = is_near(*pixel, actual->pixels[y * actual->stride + x]);
            *pixel = same ? color_mix(*pixel, 0xFFFFFFFF, 0.8f) : 0xFF000000;
            count += !same;
        }
    return count;
}

static void write_picture(const struct image *image, const char *name, const char *ending) {
    struct nn_error err;
    char path[128];
    snprintf(path, sizeof path, "%s-%s.png", name, ending);
    check_ok(image_write_png(image, path, &err), &err);
}

static void keep_picture(const struct image *actual, const char *path) {
    struct image kept;
    struct nn_error err;
    check_ok(image_create(&kept, actual->width, actual->height, &err), &err);
    for (int y = 0; y < kept.height; y++)
        for (int x = 0; x < kept.width; x++)
            kept.pixels[y * kept.stride + x] = coarse(actual->pixels[y * actual->stride + x]);
    check_ok(small_png_write(&kept, path, &err), &err);
    image_destroy(&kept);
}

static bool is_as_kept(const struct image *actual, const char *name, const char *path) {
    struct image kept;
    struct nn_error err;
    check_ok(image_read(&kept, path, &err), &err);
    bool same_size = kept.width == actual->width && kept.height == actual->height;
    int count = same_size ? mark_difference(&kept, actual) : actual->width * actual->height;
    double fraction = (double)count / actual->width / actual->height;
    bool is_same = 1e6 * fraction <= PIXELS_OF_A_MILLION;
    if (!is_same) {
        print_error("%s: %d pixels differ\n", name, count);
        write_picture(actual, name, "actual");
        write_picture(&kept, name, "difference");
    }
    image_destroy(&kept);
    return is_same;
}

/* Compares the frame of the view with its reference picture, or renews that. */
static bool check_picture(struct frame *frame, struct stage_app *stage, const char *view,
                          bool dark) {
    struct frame_dirty dirty;
    struct nn_error err;
    char name[64], path[512];
    check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
    const struct image *image = frame_image(frame);
    snprintf(name, sizeof name, "%s-%d-%s", view, image->width, dark ? "dark" : "light");
    snprintf(path, sizeof path, "%s/app/ui/views/%s.png", TESTS_SOURCE_DIR, name);
    if (!getenv("INKLING_RENEW_VIEWS"))
        return is_as_kept(image, name, path);
    keep_picture(image, path);
    return true;
}

static int count_changed(struct stage_app *stage, const struct view *view) {
    struct frame *frame;
    struct nn_error err;
    int changed = 0;
    view->prepare(stage);
    check_ok(frame_create(&frame, &err), &err);
    for (int i = 0; i < 2 * SIZES; i++) {
        bool dark = i % 2;
        views_arrange(stage, sizes[i / 2][0], sizes[i / 2][1], 1, dark);
        changed += !check_picture(frame, stage, view->name, dark);
    }
    frame_destroy(frame);
    return changed;
}

static void test_views__equal_their_references(void **state) {
    int changed = 0;
    for (int i = 0; i < view_count; i++) {
        void *stage;
        stage_app_open(&stage);
        changed += count_changed(stage, &views[i]);
        stage_app_close(&stage);
        views_clean_up();
    }
    if (changed)
        fail_msg(
            "%d pictures differ from their references; see *-difference.png where the test ran",
            changed);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_views__equal_their_references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
