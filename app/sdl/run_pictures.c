#include "app/sdl/run_pictures.h"

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"
#include "app/core/runs/run_folder.h"
#include "app/sdl/text.h"
#include "app/ui/chart/plots.h"

/* Twice as many pixels as units: sharp on any screen and in print. */
static const float scale = 2;

/* Writes the picture, if it was painted, into the run folder under this name and destroys it. */
static enum nn_status save(enum nn_status painted, struct image *image, const char *folder,
                           const char *name, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = painted;
    if (!status)
        status = path_join(path, folder, name, err);
    if (!status)
        status = image_write_png(image, path, err);
    image_destroy(image);
    return status;
}

enum nn_status run_pictures_write(const struct training_result *result, struct nn_error *err) {
    const struct theme theme = theme_make(false, scale);
    const struct nn_dataset samples = {
        .images = result->sample_images[0],
        .labels = result->sample_labels,
        .count = result->sample_count,
        .height = INK_SIDE,
        .width = INK_SIDE,
        .classes = result->classes.count,
    };
    const char *folder = result->settings.run_folder;
    struct plots_look look = {.theme = &theme, .classes = &result->classes};
    struct image image = {0};
    enum nn_status status = text_create(&look.font, err);
    if (!status)
        status = save(plots_training(&image, &look, result->points, result->point_count, err),
                      &image, folder, "accuracy.png", err);
    if (!status)
        status = save(plots_samples(&image, &look, &samples, result->sample_predictions, err),
                      &image, folder, "samples.png", err);
    if (!status)
        status = save(plots_confusion(&image, &look, &result->test, err), &image, folder,
                      "confusion.png", err);
    text_destroy(look.font);
    if (!status)
        run_folder_complete(result);
    return status;
}
