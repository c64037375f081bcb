#include "app/core/app_parts.h"

struct app_model app_model_share(const struct app_model *model) {
    struct app_model shared = *model;
    nn_model_retain(shared.model);
    return shared;
}

void app_model_drop(struct app_model *model) {
    nn_model_release(model->model);
    model->model = NULL;
}

enum nn_status app_use_model(struct app *app, struct app_model model, struct nn_error *err) {
    enum nn_status status = reader_set_model(app->reader, model.model, err);
    if (status) {
        app_model_drop(&model);
        return status;
    }
    app_model_drop(&app->live);
    app->live = model;
    app->read_stale = true;
    return NN_STATUS_OK;
}

void app_keep(struct app *app) {
    app_model_drop(&app->kept);
    app->kept = app_model_share(&app->live);
    app_say(app, false, "Kept. Save it with File, Save model.");
}

enum nn_status app_revert(struct app *app, struct nn_error *err) {
    enum nn_status status = app_use_model(app, app_model_share(&app->kept), err);
    if (!status)
        app_say(app, false, "Back to the %s.", app->kept.name);
    return status;
}

enum nn_status app_go_builtin(struct app *app, struct nn_error *err) {
    enum nn_status status = app_use_model(app, app_model_share(&app->builtin), err);
    if (status)
        return status;
    app_model_drop(&app->kept);
    app->kept = app_model_share(&app->builtin);
    app_say(app, false, "Back to the built-in net.");
    return NN_STATUS_OK;
}
