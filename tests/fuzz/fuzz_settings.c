/* Fuzzes the file of the window's settings. */
#include "app/core/app/app.h"
#include "app/core/state/settings.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct settings settings;
    struct nn_recipe recipe;
    struct nn_spec spec;
    struct nn_error err;
    fuzz_expect_told(settings_read(&settings, fuzz_file(data, size), &err), &err);
    fuzz_expect(settings.width >= 0 && settings.height >= 0, "no side is negative");
    fuzz_expect(settings.brush >= CANVAS_BRUSH_MIN && settings.brush <= CANVAS_BRUSH_MAX,
                "the brush is one that can be chosen");
    fuzz_expect(settings.zoom >= SETTINGS_ZOOM_MIN && settings.zoom <= SETTINGS_ZOOM_MAX,
                "the zoom is one that can be chosen");
    fuzz_expect(settings.theme >= SETTINGS_THEME_DESKTOP && settings.theme <= SETTINGS_THEME_DARK,
                "there is such a theme");
    fuzz_expect(training_settings_recipe(&settings.training, &recipe, &err) == NN_STATUS_OK &&
                    nn_recipe_check(&recipe, &err) == NN_STATUS_OK,
                "a training could start");
    fuzz_expect(training_settings_spec(&settings.training, &spec, &err) == NN_STATUS_OK,
                "there is such a net");
    return 0;
}
