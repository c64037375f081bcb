/* What the commands share; nobody outside this folder includes this. */
#pragma once

#include "app/core/app/app.h"

/* Each file of commands has its part of the table, which ends with ACTION_NONE. */
extern const struct command canvas_commands[], drawings_commands[], sheet_commands[],
    test_set_commands[], mistakes_commands[], runs_commands[], recipe_commands[],
    training_commands[], model_commands[], file_commands[], file_request_commands[],
    clipboard_commands[], view_commands[];
#define ON(screen) (1u << (screen))
enum { ON_ALL = 0 };

extern const struct screen canvas_screen, drawings_screen, sheet_screen, test_set_screen,
    mistakes_screen, mistake_screen, runs_screen, recipe_screen;

/* "" for a number that is not one of min to max. */
const char *app_number_refusal(const struct action *action, int min, int max);

/* "" for a digit, by its number, that is not told apart. */
const char *app_digit_refusal(const struct app *app, const struct action *action);

/* Why drawings cannot be labelled or learned: the network does not read digits. NULL: it does. */
const char *app_no_digits_refusal(const struct app *app);

/* Why no training can be started: one is running. NULL: none is. */
const char *app_training_refusal(const struct app *app, const struct action *action);

/* Has the model in use read the test pictures, and takes in what was read. */
NN_MUST_USE enum nn_status app_collect_tests(struct app *app, struct nn_error *err);

/* What a screen does that shows a test picture. */
void app_test_picture(const struct app *app, struct ink_picture *picture);
int app_test_label(const struct app *app);
const char *app_test_step_refusal(const struct app *app, const struct action *action);

/* The slot, taken over, reads from now on; on failure it is released and the one before stays.
 * remember: Revert goes back to the one before. */
NN_MUST_USE enum nn_status app_use_model(struct app *app, struct model_slot slot, bool remember,
                                         struct nn_error *err);

/* Opens a model's file, to be called `name`, and uses it. */
NN_MUST_USE enum nn_status app_open_model(struct app *app, const char *path, const char *name,
                                          struct nn_error *err);

/* Opens a file of any kind: a model's and a drawing's by its name, others as pictures. It becomes
 * the newest of the recent files, or leaves them if it is gone. */
NN_MUST_USE enum nn_status app_open_file(struct app *app, const char *path, struct nn_error *err);

/* Reads a picture, which may be turned, and shows it in the drawing's place; a large one is moved
 * from, read in the background and shown by app_collect_picture. */
NN_MUST_USE enum nn_status app_open_image(struct app *app, struct image *image, const char *name,
                                          struct nn_error *err);

/* Why what is drawn cannot be saved now, or NULL; and writes it. */
const char *app_save_drawing_refusal(const struct app *app, const struct action *action);
NN_MUST_USE enum nn_status app_write_drawing(const struct app *app, const char *path,
                                             struct nn_error *err);

/* Takes up the model kept at an earlier start, if there is one; what is wrong with it is said. */
void app_load_kept(struct app *app);

NN_MUST_USE enum nn_status app_go_to(struct app *app, enum app_screen screen, struct nn_error *err);

/* Puts the picture, which is taken over, in the canvas' place. */
NN_MUST_USE enum nn_status app_show_picture(struct app *app, struct opened_picture *opened,
                                            const char *name, struct nn_error *err);

/* The same for a digit that was cut out of a picture. */
NN_MUST_USE enum nn_status app_show_ink(struct app *app, const struct ink_picture *picture,
                                        const char *name, struct nn_error *err);

/* Reads the picture of a file and shows it so. */
NN_MUST_USE enum nn_status app_open_picture(struct app *app, const char *path,
                                            struct nn_error *err);

/* Continues the run in this folder. */
NN_MUST_USE enum nn_status app_continue_run(struct app *app, const char *folder,
                                            struct nn_error *err);

/* Shows a picture that has been read in the background. */
void app_collect_picture(struct app *app);

/* Goes on with loading and importing drawings. */
void app_collect_drawings(struct app *app);

/* Takes in what the trainer has said. */
void app_collect_training(struct app *app);

/* The folder for results, which is made. */
NN_MUST_USE enum nn_status app_results_folder(const struct app *app, char folder[FILES_MAX_PATH],
                                              struct nn_error *err);
