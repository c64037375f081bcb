/* Copying to the clipboard and pasting from it, as far as it goes without one. */
#include <stdlib.h>

#include "app/core/app/app_private.h"
#include "app/core/base/uri.h"
#include "app/core/ink/raster.h"

enum { DRAWING_SIDE = 560 };

static const char *copy_refusal(const struct app *app, const struct action *action) {
    if (action->number == COPY_INPUT)
        return app->prediction.picture.blank ? "There is no picture to copy." : NULL;
    if (action->number != COPY_DRAWING)
        return app_number_refusal(action, COPY_WINDOW, COPY_TEXT);
    if (app->screen != SCREEN_CANVAS)
        return "Go back to the canvas (Esc) to copy its drawing.";
    return sketch_has_strokes(&app->sketch) ? NULL : "There is no drawing to copy.";
}

static void copy(struct app *app, const struct action *action) {
    app->copied = (enum copy_subject)action->number;
    app->effects |= APP_EFFECT_COPY;
}

/* A picture of ink (0 for none, 255 black), row-major. */
static enum nn_status black_on_white(struct image *image, const uint8_t *ink, int side,
                                     struct nn_error *err) {
    enum nn_status status = image_create(image, side, side, err);
    for (int y = 0; !status && y < side; y++)
        for (int x = 0; x < side; x++) {
            uint32_t light = 255u - ink[y * side + x];
            image->pixels[y * image->stride + x] = 0xFF000000 | light << 16 | light << 8 | light;
        }
    return status;
}

static enum nn_status draw(const struct app *app, struct image *image, struct nn_error *err) {
    const struct strokes strokes = canvas_strokes(app->sketch.canvas);
    const struct raster_transform transform = {.scale = DRAWING_SIDE};
    const struct pixel_box all = {0, 0, DRAWING_SIDE, DRAWING_SIDE};
    struct coverage ink = {DRAWING_SIDE, DRAWING_SIDE, calloc(DRAWING_SIDE, DRAWING_SIDE)};
    if (!ink.pixels)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to copy the drawing");
    raster_strokes(&ink, &strokes, &transform, &all);
    enum nn_status status = black_on_white(image, ink.pixels, DRAWING_SIDE, err);
    free(ink.pixels);
    return status;
}

enum nn_status app_copied_picture(const struct app *app, struct image *image,
                                  struct nn_error *err) {
    return app->copied == COPY_DRAWING
               ? draw(app, image, err)
               : black_on_white(image, app->prediction.picture.pixels, INK_SIDE, err);
}

static void paste(struct app *app, const struct action *action) {
    app->effects |= APP_EFFECT_PASTE;
}

static enum nn_status open_picture(struct app *app, const struct action *action,
                                   struct nn_error *err) {
    static const char name[] = "the clipboard";
    struct image image = {0};
    enum nn_status status =
        image_read_memory(&image, action->file.bytes, action->file.size, name, err);
    if (!status)
        status = app_open_image(app, &image, name, err);
    image_destroy(&image);
    return status;
}

/* As if the files had been dropped: several pictures make a contact sheet. */
static void open_list(struct app *app, const struct action *action) {
    const char *text = action->text;
    char path[FILES_MAX_PATH], next[FILES_MAX_PATH];
    if (!uri_next_path(next, &text)) {
        app_say(app, true, "the text in the clipboard names no file: copy a picture or a file");
        return;
    }
    bool more = uri_next_path(path, &text);
    enum action_kind kind = more ? ACTION_SHEET_ADD : ACTION_OPEN;
    app_update(app, &(struct action){.kind = kind, .text = next});
    for (; more; more = uri_next_path(path, &text))
        app_update(app, &(struct action){.kind = kind, .text = path});
}

const struct command clipboard_commands[] = {
    {ACTION_COPY, ON_ALL, copy_refusal, copy, NULL, CHANGES_EFFECTS,
     COMMAND_KEEPS_NOTICE | COMMAND_SETS | COMMAND_BY_NUMBER},
    {ACTION_PASTE, ON_ALL, NULL, paste, NULL, CHANGES_EFFECTS, COMMAND_SETS},
    {ACTION_OPEN_PICTURE, ON_ALL, NULL, NULL, open_picture,
     CHANGES_SKETCH | CHANGES_DRAWINGS | CHANGES_SCREEN | CHANGES_NOTICE, 0},
    {ACTION_OPEN_LIST, ON_ALL, NULL, open_list, NULL,
     CHANGES_MODELS | CHANGES_SKETCH | CHANGES_DRAWINGS | CHANGES_SCREEN | CHANGES_FILES |
         CHANGES_NOTICE,
     0},
    {.kind = ACTION_NONE},
};
