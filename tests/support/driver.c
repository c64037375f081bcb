#include "tests/support/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "nn/formats/safetensors.h"
#include "tests/support/check.h"

void driver_open(struct driver *driver, struct app_options options) {
    struct nn_error err;
    driver->bell = bell_make();
    options.wake = bell_ring;
    options.wake_context = &driver->bell;
    check_ok(app_create(&driver->app, &options, &err), &err);
}

void driver_close(struct driver *driver) {
    app_destroy(driver->app);
}

int driver_setup(void **state, struct app_options options) {
    struct driver *driver = calloc(1, sizeof *driver);
    assert_non_null(driver);
    driver_open(driver, options);
    *state = driver;
    return 0;
}

int driver_teardown(void **state) {
    driver_close(*state);
    free(*state);
    return 0;
}

struct app *driver_app(void **state) {
    return ((struct driver *)*state)->app;
}

void driver_act(struct app *app, struct action action) {
    notices_set_time(&app->notices, app->notices.now_s + 0.001);
    app_update(app, &action);
    app_collect(app, app->notices.now_s);
    app_refresh(app);
}

void driver_do(struct app *app, enum action_kind kind, int number) {
    driver_act(app, (struct action){.kind = kind, .number = number});
}

bool driver_can(const struct app *app, enum action_kind kind, int number) {
    return app_can(app, &(struct action){.kind = kind, .number = number});
}

void driver_set(struct app *app, enum training_choice choice, const char *text) {
    driver_act(app, (struct action){.kind = ACTION_SETTING, .setting = {choice, text}});
}

void driver_open_file(struct app *app, const char *path) {
    driver_act(app, (struct action){.kind = ACTION_OPEN, .text = path});
}

void driver_begin_import(struct app *app, const char *file, int drawings) {
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    for (int i = 0; i < drawings; i++)
        fprintf(stream, "{\"word\":\"1\",\"drawing\":[[[%d,99],[9,200]]]}\n", i % DRIVER_DIFFERENT);
    fclose(stream);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_open_file(app, file);
    assert_non_null(app->drawings.imports);
}

void driver_finish_imports(struct app *app) {
    while (app->drawings.imports)
        app_collect(app, app->notices.now_s);
}

void driver_wait(struct driver *driver, const char *what) {
    bell_wait(&driver->bell, what);
    app_collect(driver->app, driver->app->notices.now_s);
}

void driver_wait_for_training(struct driver *driver) {
    app_collect(driver->app, driver->app->notices.now_s);
    while (app_is_training(driver->app))
        driver_wait(driver, "the end of the training");
    app_refresh(driver->app);
}

void driver_wait_for_reading(struct driver *driver) {
    struct test_set_view view;
    app_collect(driver->app, driver->app->notices.now_s);
    while (view = test_set_look(driver->app->tests.set),
           view.count == 0 || view.read < view.count) {
        if (driver->app->screen == SCREEN_CANVAS)
            fail_msg("the test pictures are not read: %s", driver->app->notices.shown.text);
        driver_wait(driver, "the test pictures to be read");
    }
    app_collect(driver->app, driver->app->notices.now_s);
    app_refresh(driver->app);
}

void driver_draw_line(struct app *app, float x, float lean) {
    enum { MOVES = 8 };
    driver_act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {x + lean, 0.15f}});
    for (int i = 1; i <= MOVES; i++)
        driver_act(app, (struct action){.kind = ACTION_STROKE_MOVE,
                                        .position = {x + lean * (1 - 2 * (float)i / MOVES),
                                                     0.15f + 0.09f * (float)i}});
    driver_do(app, ACTION_STROKE_END, 0);
}

void driver_label_lines(struct app *app, int count, int digit) {
    for (int i = 0; i < count; i++) {
        driver_do(app, ACTION_CLEAR, 0);
        driver_draw_line(app, 0.5f, 0.01f * (float)i);
        driver_do(app, ACTION_DIGIT, digit);
    }
}

void driver_open_small_model(struct app *app, const char *key, const char *accuracy) {
    char path[64];
    const struct nn_metadata metadata = {key, accuracy};
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    snprintf(path, sizeof path, "driver-%d.safetensors", (int)getpid());
    check_ok(nn_spec_parse(&spec, "flatten-dense10", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(nn_model_save(model, path, &metadata, key != NULL, &err), &err);
    nn_model_release(model);
    driver_open_file(app, path);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_FILE);
    assert_string_equal(nn_model_spec(app->models.live.model)->text, "flatten-dense10");
    unlink(path);
}

void driver_train_for_long(struct driver *driver) {
    driver_set(driver->app, TRAINING_CHOICE_EPOCHS, "10000");
    driver_do(driver->app, ACTION_TRAINING_START, 0);
    assert_true(app_is_training(driver->app));
    while (driver->app->models.live.origin != MODEL_ORIGIN_TRAINED)
        driver_wait(driver, "the first weights of the training");
}
