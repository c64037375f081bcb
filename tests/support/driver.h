/* An app driven by commands alone, as the window drives it, for suites that bring it into a
 * state. */
#pragma once

#include "app/core/app/app.h"
#include "tests/support/bell.h"

/* The app's threads ring the bell. */
struct driver {
    struct app *app;
    struct bell bell;
};

/* The options' wake and wake_context are set to the bell's. Anything that fails fails the test. */
void driver_open(struct driver *driver, struct app_options options);
void driver_close(struct driver *driver);

/* The same as a cmocka setup and teardown: *state is an allocated driver. */
int driver_setup(void **state, struct app_options options);
int driver_teardown(void **state);
struct app *driver_app(void **state);

/* Runs a frame with this command, a moment after the previous frame. */
void driver_do(struct app *app, enum action_kind kind, int number);
void driver_act(struct app *app, struct action action);
bool driver_can(const struct app *app, enum action_kind kind, int number);
void driver_set(struct app *app, enum training_choice choice, const char *text);
void driver_open_file(struct app *app, const char *path);

/* Writes a file of this many drawings, of which DRIVER_DIFFERENT differ, and begins to import it,
 * which takes many frames from some thousands on; the caller removes it. Finishing it takes as many
 * frames as there are. */
enum { DRIVER_DIFFERENT = 1500 };
void driver_begin_import(struct app *app, const char *file, int drawings);
void driver_finish_imports(struct app *app);

/* Sleeps until a thread rings the bell, and collects its results. Fails as bell_wait does. */
void driver_wait(struct driver *driver, const char *what);
void driver_wait_for_training(struct driver *driver); /* until it is finished */
void driver_wait_for_reading(struct driver *driver);  /* until all test pictures are read */

/* Draws a line down the canvas at x, read as a 1; its upper end is shifted to the right by lean,
 * its lower end to the left. */
void driver_draw_line(struct app *app, float x, float lean);

/* Draws and labels this many lines, each on a clear canvas and leaning more than the one before. */
void driver_label_lines(struct app *app, int count, int digit);

/* Opens an untrained model, a different one each time. Its file states the accuracy under the key,
 * unless that is NULL. The network is small, so that training it is quick. */
void driver_open_small_model(struct app *app, const char *key, const char *accuracy);

/* Trains until a model of the run is in use; the run has more epochs than a test could wait for. */
void driver_train_for_long(struct driver *driver);
