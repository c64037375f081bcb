#include "app/sdl/window.h"

#include "app/cli/verbs.h"

enum nn_status verb_window(const struct options *options, struct nn_error *err) {
    const struct app_options app_options = {
        .model = options->model, .results = options->results, .wake = window_wake};
    const struct window_options window_options = {.offscreen = false};
    struct app *app = NULL;
    struct window *window = NULL;
    enum nn_status status = app_create(&app, &app_options, err);
    if (!status)
        status = window_create(&window, app, &window_options, err);
    if (!status)
        status = window_run(window, err);
    app_destroy(app);
    window_destroy(window);
    return status;
}
