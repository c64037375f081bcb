/* Which model reads. */
#include <errno.h>
#include <unistd.h>

#include "app/core/app/app_private.h"
#include "app/core/base/path.h"

enum nn_status app_use_model(struct app *app, struct model_slot slot, bool remember,
                             struct nn_error *err) {
    enum nn_status status = prediction_set_model(&app->prediction, slot.model, err);
    if (status)
        model_slot_release(&slot);
    else
        model_slots_use(&app->models, slot, remember);
    return status;
}

enum nn_status app_open_model(struct app *app, const char *path, const char *name,
                              struct nn_error *err) {
    struct model_slot slot;
    if (app_is_training(app))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "stop the training before you open %s: it would be replaced at once",
                            name);
    enum nn_status status =
        model_slot_open(&slot, path, name, app->input[0] ? app->input : NULL, err);
    if (!status)
        status = app_use_model(app, slot, true, err);
    if (status)
        return status;
    const char *fed = app->models.live.fed;
    app_say(app, false, "%s %s. Keep or revert?", name, fed[0] ? fed : "is now in use");
    return NN_STATUS_OK;
}

static const char *refusal(const struct app *app, bool can, const char *why_not) {
    if (app_is_training(app))
        return "Training is still running.";
    return can ? NULL : why_not;
}

static enum nn_status keep(struct app *app, const struct action *action, struct nn_error *err) {
    enum nn_status status = model_slots_keep(&app->models, err);
    if (!status)
        app_say(app, false, "%s",
                app->models.kept_path[0]
                    ? "Kept: Inkling will start with this network from now on."
                    : "In use until Inkling ends: the next start will not have this network.");
    return status;
}

static const char *keep_refusal(const struct app *app, const struct action *action) {
    return refusal(app, app->models.live.model != app->models.kept.model,
                   "This network is already the one to start with.");
}

static enum nn_status revert(struct app *app, const struct action *action, struct nn_error *err) {
    enum nn_status status = app_use_model(app, model_slot_retain(&app->models.before), false, err);
    if (!status)
        app_say(app, false, "In use again: %s.", app->models.before.name);
    return status;
}

static const char *revert_refusal(const struct app *app, const struct action *action) {
    return refusal(app, app->models.live.model != app->models.before.model,
                   "There is no previous network.");
}

static enum nn_status use_builtin(struct app *app, const struct action *action,
                                  struct nn_error *err) {
    enum nn_status status = app_use_model(app, model_slot_retain(&app->models.builtin), true, err);
    if (status)
        return status;
    bool kept = app->models.kept.model == app->models.builtin.model;
    app_say(app, false, "Back to the built-in network.%s", kept ? "" : " Keep or revert?");
    return NN_STATUS_OK;
}

static const char *builtin_refusal(const struct app *app, const struct action *action) {
    return refusal(app, app->models.live.origin != MODEL_ORIGIN_BUILTIN,
                   "The built-in network is already in use.");
}

static enum nn_status read_kept(struct app *app, struct nn_error *err) {
    struct model_slot kept;
    enum nn_status status = model_slots_read_kept(&app->models, &kept, err);
    if (!status)
        status = app_use_model(app, kept, false, err);
    if (!status)
        model_slots_start_with_live(&app->models);
    return status;
}

void app_load_kept(struct app *app) {
    char outcome[FILES_OUTCOME];
    struct nn_error reason;
    const char *path = app->models.kept_path;
    if (!path[0] || (access(path, F_OK) != 0 && errno == ENOENT))
        return;
    enum nn_status status = read_kept(app, &reason);
    if (!status)
        return;
    if (files_put_away(outcome, path, status) != NN_STATUS_BAD_FILE)
        model_slots_let_go(&app->models);
    app_say(app, true, "The network that you kept cannot be used: %.200s; %.200s", reason.message,
            outcome);
}

const struct command model_commands[] = {
    {ACTION_KEEP, ON_ALL, keep_refusal, NULL, keep, CHANGES_MODELS | CHANGES_NOTICE, 0},
    {ACTION_REVERT, ON_ALL, revert_refusal, NULL, revert, CHANGES_MODELS | CHANGES_NOTICE, 0},
    {ACTION_BUILTIN, ON_ALL, builtin_refusal, NULL, use_builtin, CHANGES_MODELS | CHANGES_NOTICE,
     0},
    {.kind = ACTION_NONE},
};
