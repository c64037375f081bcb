#include "app/core/state/app_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/core/ink/drawing.h"
#include "app/core/ink/image.h"
#include "nn/formats/model_file.h"
#include "nn/formats/safetensors.h"

static bool has_ending(const char *path, const char *ending) {
    size_t length = strlen(path), wanted = strlen(ending);
    return length > wanted && strcasecmp(path + length - wanted, ending) == 0;
}

enum nn_status app_open_model_as(struct app *app, const char *path, const char *name,
                                 struct nn_error *err) {
    if (app_is_training(app))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "stop the training before you open %s: it would be replaced at once",
                            name);
    struct app_model model = {.origin = APP_ORIGIN_FILE, .accuracy = (double)NAN};
    app_model_name(&model, name);
    enum nn_status status = nn_model_open(&model.model, path, err);
    if (!status) {
        app_model_describe(&model, false);
        status = app_try_model(app, model, err);
    }
    if (!status)
        app_say(app, false, "%s reads now. Keep or revert?", name);
    return status;
}

enum nn_status app_open_model(struct app *app, const char *path, struct nn_error *err) {
    return app_open_model_as(app, path, path_base_name(path), err);
}

static enum nn_status open_drawing(struct app *app, const char *path, struct nn_error *err) {
    struct drawing_file *file = NULL;
    enum nn_status status = drawing_file_open(&file, path, app->brush, err);
    if (status)
        return status;
    const struct drawing *drawing = NULL;
    status = drawing_file_next(file, &drawing, err);
    if (!status && drawing)
        status = canvas_replace(app->canvas, &drawing->strokes, err);
    drawing_file_close(file);
    if (status)
        return status;
    app_show_drawing(app, 0);
    app_say(app, false, "Opened the first drawing of %s.", path_base_name(path));
    return NN_STATUS_OK;
}

static enum nn_status open_picture(struct app *app, const char *path, struct nn_error *err) {
    struct image image;
    enum nn_status status = image_read_png(&image, path, err);
    if (status)
        return status;
    struct ink_picture picture;
    status = ink_picture_from_image(&image, &picture, err);
    image_destroy(&image);
    if (!status)
        status = canvas_clear(app->canvas, err);
    if (status)
        return status;
    app_read(app); /* so that the picture is not taken for older than the canvas */
    app->drawn = picture;
    snprintf(app->picture_name, sizeof app->picture_name, "%s", path_base_name(path));
    app_say(app, false, "Read from %s. Draw to go on.", path_base_name(path));
    return NN_STATUS_OK;
}

enum nn_status app_open(struct app *app, const char *path, struct nn_error *err) {
    if (nn_model_is_file_name(path))
        return app_open_model(app, path, err);
    if (drawing_is_file_name(path) && app->view == APP_VIEW_COLLECTION)
        return app_import(app, path, err);
    bool drawing = drawing_is_file_name(path);
    if (drawing || has_ending(path, ".png")) {
        enum nn_status status =
            drawing ? open_drawing(app, path, err) : open_picture(app, path, err);
        return status ? status : app_set_view(app, APP_VIEW_CANVAS, err);
    }
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                        "cannot open %s: give a model (.safetensors, .onnx), a drawing (.ndjson) "
                        "or a picture (.png)",
                        path_base_name(path));
}

enum nn_status app_new_path(const struct app *app, char path[FILES_MAX_PATH], const char *prefix,
                            const char *ending, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    enum nn_status status =
        files_results_folder(folder, app->results[0] ? app->results : NULL, err);
    return status ? status : files_new_path(path, folder, prefix, ending, err);
}

enum nn_status app_save_drawing(struct app *app, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "drawing", ".ndjson", err);
    struct drawing drawing = {.strokes = canvas_strokes(app->canvas)};
    if (!status)
        status = drawing_save(&drawing, path, err);
    if (!status)
        app_say(app, false, "Saved %s", path);
    return status;
}

enum nn_status app_save_model(struct app *app, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "model", ".safetensors", err);
    if (!status)
        status = app_write_model(app, path, err);
    if (!status)
        app_say(app, false, "Saved %s", path);
    return status;
}
