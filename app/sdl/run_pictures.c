#include "app/sdl/run_pictures.h"

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"
#include "app/core/runs/run_folder.h"
#include "app/sdl/text.h"
#include "app/ui/chart/plots.h"

/* Twice as many pixels as units: sharp on any screen and in print. */
static const float scale = 2;

enum { PICTURES = 3 };

static enum nn_status paint_picture(struct image *image, int number, const struct plots_look *look,
                                    const struct training_result *result, struct nn_error *err) {
    const struct nn_dataset samples = {
        .images = result->sample_images[0],
        .labels = result->sample_labels,
        .count = result->sample_count,
        .height = INK_SIDE,
        .width = INK_SIDE,
        .classes = result->classes->count,
    };
    if (number == 0)
        return plots_training(image, look, result->points, result->point_count, err);
    if (number == 1)
        return plots_samples(image, look, &samples, result->sample_predictions, err);
    return plots_confusion(image, look, &result->test, err);
}

static enum nn_status write_picture(int number, const struct plots_look *look,
                                    const struct training_result *result, struct nn_error *err) {
    static const char *const names[PICTURES] = {"accuracy.png", "samples.png", "confusion.png"};
    char path[FILES_MAX_PATH];
    struct image image = {0};
    enum nn_status status = path_join(path, result->settings.run_folder, names[number], err);
    if (!status)
        status = paint_picture(&image, number, look, result, err);
    if (!status)
        status = image_write_png(&image, path, err);
    image_destroy(&image);
    return status;
}

enum nn_status run_pictures_write(const struct training_result *result, struct nn_error *err) {
    const struct theme theme = theme_make(false, scale);
    struct plots_look look = {.theme = &theme, .classes = result->classes};
    enum nn_status status = text_create(&look.font, err);
    for (int i = 0; i < PICTURES && !status; i++)
        status = write_picture(i, &look, result, err);
    text_destroy(look.font);
    if (!status)
        run_folder_complete(result);
    return status;
}
