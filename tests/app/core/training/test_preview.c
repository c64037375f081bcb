#include "app/core/training/preview.h"

#include <string.h>

#include "app/core/recipe/recipes.h"
#include "nn/augment.h"
#include "tests/support/check.h"

static int load(void **state) {
    static struct preview preview;
    struct nn_error err;
    preview = (struct preview){0};
    check_ok(preview_load(&preview, MNIST_DIR, &err), &err);
    *state = &preview;
    return 0;
}

static int unload(void **state) {
    preview_deinit(*state);
    return 0;
}

static const struct nn_augmentation *named(const char *name) {
    return &recipes_find(RECIPES_AUGMENTATION, name)->recipe.augmentation;
}

static void test_preview__knows_how_many_pictures_the_whole_set_has(void **state) {
    const struct preview *preview = *state;
    assert_int_equal(preview->data_count, 60000);
    assert_int_equal(preview->count, 0);
}

static void test_preview__without_augmentation_shows_pictures_as_they_are(void **state) {
    struct preview *preview = *state;
    preview_draw(preview, named("none"), 0, 1);
    assert_int_equal(preview->count, PREVIEW_PICTURES);
    assert_memory_equal(preview->pictures,
                        preview->data.train.images + PREVIEW_PICTURES * INK_PIXELS,
                        sizeof preview->pictures);
    assert_memory_equal(preview->labels, preview->data.train.labels + PREVIEW_PICTURES,
                        PREVIEW_PICTURES);
}

/* Picture 5 of the preview is augmented as a trainer would augment it as picture 5 of its order. */
static void test_preview__augments_as_training_does(void **state) {
    struct preview *preview = *state;
    struct nn_rng rng = nn_rng_stream(7, NN_RNG_AUGMENT, 5);
    float image[INK_PIXELS];
    nn_augment(nn_kernels_best(), named("strong"), &rng,
               preview->data.train.images + 5 * INK_PIXELS, INK_SIDE, INK_SIDE, image);
    preview_draw(preview, named("strong"), 7, 0);
    for (int i = 0; i < INK_PIXELS; i++)
        check_close(preview->pictures[5][i] / 255.0, (double)image[i], 0.5 / 255 + 1e-6, 0);
}

/* Another strength shows the same pictures, and switching back restores them; another round shows
 * other pictures. */
static void test_preview__changes_only_with_its_arguments(void **state) {
    struct preview *preview = *state, before;
    preview_draw(preview, named("medium"), 3, 0);
    before = *preview;
    preview_draw(preview, named("light"), 3, 0);
    assert_memory_equal(preview->labels, before.labels, sizeof before.labels);
    assert_memory_not_equal(preview->pictures, before.pictures, sizeof before.pictures);
    preview_draw(preview, named("medium"), 4, 0);
    assert_memory_not_equal(preview->pictures, before.pictures, sizeof before.pictures);
    preview_draw(preview, named("medium"), 3, 1);
    assert_memory_not_equal(preview->labels, before.labels, sizeof before.labels);
    preview_draw(preview, named("medium"), 3, 0);
    assert_memory_equal(preview->pictures, before.pictures, sizeof before.pictures);
}

static void test_preview__rounds_wrap_around_to_the_first_pictures(void **state) {
    struct preview *preview = *state, before;
    preview_draw(preview, named("none"), 0, 0);
    before = *preview;
    preview_draw(preview, named("none"), 0, preview->data.train.count / PREVIEW_PICTURES);
    assert_memory_equal(preview->pictures, before.pictures, sizeof before.pictures);
}

static void test_preview__missing_folder_is_reported_and_changes_nothing(void **state) {
    struct preview *preview = *state;
    struct nn_error err;
    check_status(preview_load(preview, "no-such-folder", &err), NN_STATUS_IO, &err);
    assert_int_equal(preview->data_count, 60000);
}

#define PREVIEW_TEST(name) cmocka_unit_test_setup_teardown(name, load, unload)

int main(void) {
    const struct CMUnitTest tests[] = {
        PREVIEW_TEST(test_preview__knows_how_many_pictures_the_whole_set_has),
        PREVIEW_TEST(test_preview__without_augmentation_shows_pictures_as_they_are),
        PREVIEW_TEST(test_preview__augments_as_training_does),
        PREVIEW_TEST(test_preview__changes_only_with_its_arguments),
        PREVIEW_TEST(test_preview__rounds_wrap_around_to_the_first_pictures),
        PREVIEW_TEST(test_preview__missing_folder_is_reported_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
