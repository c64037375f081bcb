#include "app/sdl/copy_paste.h"

#include <stdlib.h>
#include <string.h>

static enum nn_status make_picture(struct clipboard_data *data, const struct app *app,
                                   const struct image *window, struct nn_error *err) {
    struct image made = {0};
    bool is_window = app->copied == COPY_WINDOW;
    enum nn_status status = is_window ? NN_STATUS_OK : app_copied_picture(app, &made, err);
    data->is_picture = true;
    if (!status)
        status = image_encode_png(&data->bytes, &data->size, is_window ? window : &made, err);
    image_destroy(&made);
    return status;
}

static enum nn_status make_text(struct clipboard_data *data, const char *text,
                                struct nn_error *err) {
    *data = (struct clipboard_data){.bytes = strdup(text), .size = strlen(text)};
    return data->bytes ? NN_STATUS_OK
                       : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to copy the text");
}

enum nn_status copy_paste_offer(struct clipboard *clipboard, struct app *app, const struct ui *ui,
                                const struct image *window, struct nn_error *err) {
    static const char *const said[] = {
        [COPY_DRAWING] = "Copied the drawing.",
        [COPY_INPUT] = "Copied the 28x28 picture.",
        [COPY_WINDOW] = "Copied a picture of the window.",
    };
    const char *typed = ui_typed_text(ui);
    struct clipboard_data data = {0};
    if (app->copied == COPY_TEXT && !typed)
        return NN_STATUS_OK; /* the field has gone */
    enum nn_status status = app->copied == COPY_TEXT ? make_text(&data, typed, err)
                                                     : make_picture(&data, app, window, err);
    if (!status)
        status = clipboard_offer(clipboard, data, err);
    if (!status && app->copied != COPY_TEXT)
        app_say(app, false, "%s", said[app->copied]);
    return status;
}

/* What the contents ask for; a text that is for a field comes to it as an event. */
static struct action action_of(const struct clipboard_contents *contents, const struct app *app,
                               struct ui *ui) {
    const struct ui_event event = {.kind = UI_EVENT_PASTE, .text = contents->bytes};
    if (contents->outcome == CLIPBOARD_PICTURE)
        return (struct action){.kind = ACTION_OPEN_PICTURE,
                               .file = {contents->bytes, contents->size}};
    return ui_typed_text(ui) ? ui_handle(ui, app, &event)
                             : (struct action){.kind = ACTION_OPEN_LIST, .text = contents->bytes};
}

void copy_paste_take(struct clipboard *clipboard, struct app *app, struct ui *ui) {
    struct clipboard_contents contents = clipboard_take(clipboard);
    if (contents.outcome == CLIPBOARD_FAILED)
        app_say(app, true, "%s", contents.error.message);
    if (contents.bytes) {
        const struct action action = action_of(&contents, app, ui);
        app_update(app, &action);
    }
    free(contents.bytes);
}
