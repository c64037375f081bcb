/* Asking for a file to open or to save, and doing that with the one that is chosen. */
#include "app/core/app/app_private.h"
#include "app/core/base/path_completion.h"

static const char *ask_refusal(const struct app *app, const struct action *action) {
    if (app_number_refusal(action, FILE_PURPOSE_OPEN, FILE_PURPOSES - 1))
        return "";
    if (app->file_request.purpose != FILE_PURPOSE_NONE)
        return "A file is already being chosen: finish that first.";
    if (action->number == FILE_PURPOSE_OPEN_MODEL && app_is_training(app))
        return "Training is still running.";
    return action->number == FILE_PURPOSE_SAVE_DRAWING ? app_save_drawing_refusal(app, action)
                                                       : NULL;
}

static void ask(struct app *app, const struct action *action) {
    file_request_begin(&app->file_request, (enum file_purpose)action->number);
    app->effects |= APP_EFFECT_ASK_FILE;
}

static const char *type_refusal(const struct app *app, const struct action *action) {
    const struct file_request *request = &app->file_request;
    return request->purpose != FILE_PURPOSE_NONE && !request->typed ? NULL : "";
}

static void type(struct app *app, const struct action *action) {
    file_request_type(&app->file_request, action->text);
    app->effects &= ~(unsigned)APP_EFFECT_ASK_FILE;
}

/* The window writes the picture, without what asked for its name. */
static enum nn_status save_window(struct app *app, const char *path, struct nn_error *err) {
    app->effects |= APP_EFFECT_SAVE_PICTURE;
    return path_copy(app->picture_path, path, err);
}

static enum nn_status save(struct app *app, const char *answer, struct nn_error *err) {
    const struct action check = {.kind = ACTION_SAVE_DRAWING};
    enum file_purpose purpose = app->file_request.purpose;
    const char *refusal = app_save_drawing_refusal(app, &check); /* it may have gone meanwhile */
    char path[FILES_MAX_PATH];
    if (purpose == FILE_PURPOSE_SAVE_DRAWING && refusal)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s", refusal);
    enum nn_status status = file_request_target(&app->file_request, path, answer, err);
    if (status)
        return status;
    if (purpose == FILE_PURPOSE_SAVE_WINDOW)
        return save_window(app, path, err);
    status = purpose == FILE_PURPOSE_SAVE_DRAWING ? app_write_drawing(app, path, err)
                                                  : model_slots_write(&app->models, path, err);
    if (!status)
        app_say(app, false, "Saved %s", path);
    return status;
}

static enum nn_status use_answer(struct app *app, const char *answer, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status =
        app->file_request.typed ? path_expand(path, answer, err) : path_copy(path, answer, err);
    if (status)
        return status;
    bool saves = file_purpose_words(app->file_request.purpose)->name;
    return saves ? save(app, path, err) : app_open_file(app, path, err);
}

/* A path that is typed and cannot be used can be mended; a dialog is over. */
static void answer(struct app *app, const struct action *action) {
    struct nn_error err;
    bool failed = action->text && use_answer(app, action->text, &err);
    if (failed && app->file_request.typed) {
        file_request_refuse(&app->file_request, err.message);
        return;
    }
    file_request_end(&app->file_request);
    if (failed)
        app_say(app, true, "%s", err.message);
}

static const char *answer_refusal(const struct app *app, const struct action *action) {
    return app->file_request.purpose != FILE_PURPOSE_NONE ? NULL : "";
}

const struct command file_request_commands[] = {
    {ACTION_ASK_FILE, ON_ALL, ask_refusal, ask, NULL, CHANGES_FILES | CHANGES_EFFECTS,
     COMMAND_BY_NUMBER},
    {ACTION_TYPE_PATH, ON_ALL, type_refusal, type, NULL, CHANGES_FILES | CHANGES_EFFECTS,
     COMMAND_KEEPS_NOTICE},
    {ACTION_ANSWER_FILE, ON_ALL, answer_refusal, answer, NULL,
     CHANGES_FILES | CHANGES_MODELS | CHANGES_SKETCH | CHANGES_DRAWINGS | CHANGES_SCREEN |
         CHANGES_EFFECTS | CHANGES_NOTICE,
     COMMAND_KEEPS_NOTICE},
    {.kind = ACTION_NONE},
};
