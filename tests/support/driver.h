/* An app that is driven by commands alone, as the window drives it: what suites need to bring it
 * into a state. */
#pragma once

#include "app/core/app/app.h"
#include "tests/support/bell.h"

/* bell is rung by its threads. */
struct driver {
    struct app *app;
    struct bell bell;
};

/* wake and wake_context of the options become the bell's. Anything that fails fails the test. */
void driver_open(struct driver *driver, struct app_options options);
void driver_close(struct driver *driver);

/* The same as cmocka's setup and teardown: *state is the driver, in a block of its own. */
int driver_setup(void **state, struct app_options options);
int driver_teardown(void **state);
struct app *driver_app(void **state);

/* A frame in which this command is given, a moment later than the one before. */
void driver_do(struct app *app, enum action_kind kind, int number);
void driver_act(struct app *app, struct action action);
bool driver_can(const struct app *app, enum action_kind kind, int number);
void driver_set(struct app *app, enum training_choice choice, const char *text);
void driver_open_file(struct app *app, const char *path);

/* Sleeps until a thread rings, and takes in what it has to say. */
void driver_wait(struct driver *driver);
void driver_wait_for_training(struct driver *driver); /* until it is over */
void driver_wait_for_reading(struct driver *driver);  /* until all test pictures are read */

/* A line down the canvas at x, read as a 1; it leans to the left by so much. */
void driver_draw_line(struct app *app, float x, float lean);

/* Draws and labels so many lines, each on a clear canvas and leaning more than the one before. */
void driver_label_lines(struct app *app, int count, int digit);

/* Opens a model that was not trained, another one each time, whose accuracy is told by the key in
 * its file unless that is NULL. The network is small, so that a training of it is short. */
void driver_open_small_model(struct app *app, const char *key, const char *accuracy);

/* Trains until a model of the run reads; more epochs than a test could wait for. */
void driver_train_for_long(struct driver *driver);
