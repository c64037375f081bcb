/* Opening files, and saving what is drawn, shown or used. */
#include <stdio.h>

#include "app/core/app/app_private.h"
#include "app/core/base/path.h"
#include "app/core/image/image.h"
#include "app/core/ink/drawing.h"
#include "nn/formats/model_file.h"

enum nn_status app_show_picture(struct app *app, struct opened_picture *opened, const char *name,
                                struct nn_error *err) {
    enum nn_status status = sketch_open_picture(&app->sketch, opened, name, err);
    return status ? status : app_go_to(app, SCREEN_CANVAS, err);
}

enum nn_status app_show_ink(struct app *app, const struct ink_picture *picture, const char *name,
                            struct nn_error *err) {
    struct opened_picture opened;
    enum nn_status status = opened_picture_of_ink(&opened, app->prediction.reader, picture, err);
    return status ? status : app_show_picture(app, &opened, name, err);
}

/* A digit that was cut out of a picture has no strokes and is shown as one. */
static enum nn_status show_drawing(struct app *app, const struct drawing *drawing,
                                   struct nn_error *err) {
    struct canvas *canvas = app->sketch.canvas;
    if (drawing->picture)
        return app_show_ink(app, drawing->picture, "your picture", err);
    enum nn_status status = canvas_replace(canvas, &drawing->strokes, err);
    if (!status)
        drawings_forget(&app->drawings, canvas);
    return status;
}

static enum nn_status open_drawing(struct app *app, const char *path, struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    enum nn_status status = drawing_file_open(&file, path, app->sketch.brush, err);
    if (!status)
        status = drawing_file_next(file, &drawing, err);
    if (!status && drawing)
        status = show_drawing(app, drawing, err);
    drawing_file_close(file);
    if (status)
        return status;
    app_say(app, false, "Opened the first drawing of %s.", path_base_name(path));
    return app_go_to(app, SCREEN_CANVAS, err);
}

enum {
    MANY = 16,              /* digits that a message does not list */
    READ_AT_ONCE = 1 << 20, /* pixels, in about 100 ms */
};

static void say_what_was_read(struct app *app, const char *name) {
    const struct opened_picture *opened = &app->sketch.opened;
    char numbers[PAGE_MAX_TEXT], turned[64] = "";
    page_text(&opened->page, numbers);
    if (opened->turned)
        snprintf(turned, sizeof turned, ", turned %d degrees clockwise", opened->turned);
    if (opened->page.digit_count > MANY)
        snprintf(numbers, sizeof numbers, "%d digits", opened->page.digit_count);
    if (opened->page.digit_count > 1)
        app_say(app, false, "Read %s from %s%s. Press a digit to look into it.", numbers, name,
                turned);
    else
        app_say(app, false, "Read from %s%s. Draw to start a new sketch.", name, turned);
}

/* Takes over a picture that was read. Without digits the canvas stays as it is. */
static enum nn_status show_read(struct app *app, struct opened_picture *opened, const char *name,
                                struct nn_error *err) {
    if (page_has_no_digits(&opened->page)) {
        opened_picture_destroy(opened);
        return nn_error_set(err, NN_STATUS_BAD_FILE, "No digits found in %s.", name);
    }
    enum nn_status status = app_show_picture(app, opened, name, err);
    if (!status)
        say_what_was_read(app, name);
    return status;
}

static enum nn_status read_in_background(struct app *app, struct image *image, const char *name,
                                         struct nn_error *err) {
    enum nn_status status =
        picture_opener_start(app->opener, image, name, app->models.live.model, err);
    if (!status)
        app_say(app, false, "Reading %s ...", name);
    return status;
}

enum nn_status app_open_image(struct app *app, struct image *image, const char *name,
                              struct nn_error *err) {
    struct opened_picture opened = {0};
    if ((int64_t)image->width * image->height > READ_AT_ONCE)
        return read_in_background(app, image, name, err);
    enum nn_status status = opened_picture_read(&opened, app->prediction.reader, image, err);
    return status ? status : show_read(app, &opened, name, err);
}

void app_collect_picture(struct app *app) {
    struct opened_picture opened;
    enum nn_status status;
    struct nn_error err;
    char name[128];
    if (!picture_opener_name(app->opener))
        return;
    snprintf(name, sizeof name, "%s", picture_opener_name(app->opener));
    if (!picture_opener_collect(app->opener, &opened, app->prediction.reader, &status, &err))
        return;
    if (status || show_read(app, &opened, name, &err))
        app_say(app, true, "%s", err.message);
}

enum nn_status app_open_picture(struct app *app, const char *path, struct nn_error *err) {
    struct image image = {0};
    enum nn_status status = image_read(&image, path, err);
    if (!status)
        status = app_open_image(app, &image, path_base_name(path), err);
    image_destroy(&image);
    return status;
}

static enum nn_status open_by_name(struct app *app, const char *path, struct nn_error *err) {
    const struct screen *screen = screens[app->screen];
    if (nn_model_is_file_name(path))
        return app_open_model(app, path, path_base_name(path), err);
    if (drawing_is_file_name(path))
        return screen->open_drawings ? screen->open_drawings(app, path, err)
                                     : open_drawing(app, path, err);
    return app_open_picture(app, path, err);
}

enum nn_status app_open_file(struct app *app, const char *path, struct nn_error *err) {
    enum nn_status status = open_by_name(app, path, err);
    if (status)
        recent_files_drop_missing(&app->recent, path);
    else
        recent_files_add(&app->recent, path);
    return status;
}

/* The path may be one of the recent files, which move. */
static enum nn_status open_file(struct app *app, const struct action *action,
                                struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = path_copy(path, action->text, err);
    return status ? status : app_open_file(app, path, err);
}

enum nn_status app_results_folder(const struct app *app, char folder[FILES_MAX_PATH],
                                  struct nn_error *err) {
    return files_results_folder(folder, app->results[0] ? app->results : NULL, err);
}

enum nn_status app_new_path(const struct app *app, char path[FILES_MAX_PATH], const char *prefix,
                            const char *ending, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    path[0] = '\0';
    enum nn_status status = app_results_folder(app, folder, err);
    return status ? status : files_new_path(path, folder, prefix, ending, err);
}

enum nn_status app_picture_path(struct app *app, char path[FILES_MAX_PATH], struct nn_error *err) {
    if (!app->picture_path[0])
        return app_new_path(app, path, "window", ".png", err);
    enum nn_status status = path_copy(path, app->picture_path, err);
    app->picture_path[0] = '\0';
    return status;
}

static void save_picture(struct app *app, const struct action *action) {
    app->effects |= APP_EFFECT_SAVE_PICTURE;
}

enum nn_status app_say_saved(struct app *app, enum nn_status status, const char *path) {
    if (status)
        files_drop_unused(path);
    else
        app_say(app, false, "Saved %s", path);
    return status;
}

enum nn_status app_write_drawing(const struct app *app, const char *path, struct nn_error *err) {
    const struct drawing drawing = {.strokes = canvas_strokes(app->sketch.canvas)};
    return drawing_save(&drawing, path, err);
}

static enum nn_status save_drawing(struct app *app, const struct action *action,
                                   struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "drawing", ".ndjson", err);
    if (!status)
        status = app_write_drawing(app, path, err);
    return app_say_saved(app, status, path);
}

const char *app_save_drawing_refusal(const struct app *app, const struct action *action) {
    if (app->screen != SCREEN_CANVAS)
        return "Go back to the canvas (Esc) to save its drawing.";
    return sketch_has_strokes(&app->sketch) ? NULL : "There is no drawing to save.";
}

static enum nn_status save_model(struct app *app, const struct action *action,
                                 struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "model", ".safetensors", err);
    if (!status)
        status = model_slots_write(&app->models, path, err);
    return app_say_saved(app, status, path);
}

static enum nn_status export_drawings(struct app *app, const struct action *action,
                                      struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "my-drawings", ".ndjson", err);
    if (!status)
        status = collection_export(app->drawings.collection, path, err);
    return app_say_saved(app, status, path);
}

static const char *export_refusal(const struct app *app, const struct action *action) {
    return collection_count(app->drawings.collection) > 0
               ? NULL
               : "There are no drawings of yours to export yet.";
}

const struct command file_commands[] = {
    {ACTION_OPEN, ON_ALL, NULL, NULL, open_file,
     CHANGES_MODELS | CHANGES_SKETCH | CHANGES_DRAWINGS | CHANGES_SCREEN | CHANGES_FILES |
         CHANGES_NOTICE,
     0},
    /* The notice is in the picture. */
    {ACTION_SAVE_PICTURE, ON_ALL, NULL, save_picture, NULL, CHANGES_EFFECTS,
     COMMAND_KEEPS_NOTICE | COMMAND_SETS},
    {ACTION_SAVE_DRAWING, ON_ALL, app_save_drawing_refusal, NULL, save_drawing, CHANGES_NOTICE, 0},
    {ACTION_SAVE_MODEL, ON_ALL, NULL, NULL, save_model, CHANGES_NOTICE, 0},
    {ACTION_EXPORT, ON_ALL, export_refusal, NULL, export_drawings, CHANGES_NOTICE, 0},
    {.kind = ACTION_NONE},
};
