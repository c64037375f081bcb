/* The parts that app.h is made of; nobody else includes this. */
#ifndef APP_CORE_STATE_APP_PARTS_H
#define APP_CORE_STATE_APP_PARTS_H

#include "app/core/state/app.h"

/* app.c */
void app_set_theme(struct app *app, enum settings_theme theme);

/* app_toast.c. The next that waits takes its place. */
void app_end_toast(struct app *app);

/* app_models.c: which net reads. */

/* Puts model (taken over) in use. On failure it is released and the net in use stays. */
NN_MUST_USE enum nn_status app_use_model(struct app *app, struct app_model model,
                                         struct nn_error *err);
/* The same, and Revert goes back to the net in use until then. */
NN_MUST_USE enum nn_status app_try_model(struct app *app, struct app_model model,
                                         struct nn_error *err);
struct app_model app_model_retain(const struct app_model *model);
void app_model_drop(struct app_model *model);
NN_MUST_USE enum nn_status app_keep(struct app *app, struct nn_error *err);
/* Takes up the net kept at an earlier start, if there is one; trouble with it is said. */
void app_load_kept(struct app *app);
/* A file's name, say, of any bytes and any length, as far as there is room: it is to go into files
 * that take UTF-8 alone. */
void app_model_name(struct app_model *model, const char *name);
/* What the model's metadata say: fills in its accuracy, and its name unless name is false. */
void app_model_describe(struct app_model *model, bool name);
/* Writes the live net with what is known of it. */
NN_MUST_USE enum nn_status app_write_model(const struct app *app, const char *path,
                                           struct nn_error *err);
NN_MUST_USE enum nn_status app_revert(struct app *app, struct nn_error *err);
NN_MUST_USE enum nn_status app_go_builtin(struct app *app, struct nn_error *err);

/* app_training.c */
NN_MUST_USE enum nn_status app_start_training(struct app *app, struct nn_error *err);
NN_MUST_USE enum nn_status app_resume_training(struct app *app, const char *run_folder,
                                               struct nn_error *err);
void app_collect_training(struct app *app);

/* app_teach.c */
NN_MUST_USE enum nn_status app_teach(struct app *app, int digit, struct nn_error *err);
/* Undo of app_teach while neither the canvas nor the drawings have changed since. */
bool app_can_unteach(const struct app *app);
NN_MUST_USE enum nn_status app_unteach(struct app *app, struct nn_error *err);
/* The canvas shows the drawing with this hash; 0: none of the user's. */
void app_show_drawing(struct app *app, uint64_t hash);
/* Forgets which drawing the canvas shows where it was cleared, or undone to one before it. */
void app_follow_canvas(struct app *app);
void app_collect_drawings(struct app *app);
bool app_is_reading_drawings(const struct app *app); /* more is left of them */
NN_MUST_USE enum nn_status app_import(struct app *app, const char *path, struct nn_error *err);
NN_MUST_USE enum nn_status app_export(struct app *app, struct nn_error *err);
NN_MUST_USE enum nn_status app_start_fine_tune(struct app *app, struct nn_error *err);
void app_end_fine_tune(struct app *app, struct fine_tune_result *result); /* taken over */

/* app_refuse.c. What to say of an action that app_can refuses; NULL: nothing. */
const char *app_refusal(const struct app *app, const struct action *action);

/* app_browse.c */
NN_MUST_USE enum nn_status app_set_view(struct app *app, enum app_view view, struct nn_error *err);
NN_MUST_USE enum nn_status app_update_browsing(struct app *app, const struct action *action,
                                               struct nn_error *err);
/* Keeps the selection among the drawings, however many there are now. */
void app_settle_selected(struct app *app);
bool app_can_browse(const struct app *app, const struct action *action);
void app_collect_test_set(struct app *app);
/* The picture of what is on the canvas' place. */
void app_shown_picture(const struct app *app, struct ink_picture *picture);

/* app_mistakes.c */
void app_begin_mistakes(struct app *app); /* all of them, the first ones */
void app_update_mistakes(struct app *app, const struct action *action);
bool app_can_mistakes(const struct app *app, const struct action *action);
/* Takes in what the test set's thread has read, while the mistakes are shown. */
NN_MUST_USE enum nn_status app_collect_mistakes(struct app *app, struct nn_error *err);

/* app_runs.c */
NN_MUST_USE enum nn_status app_watch_runs(struct app *app, bool watch, struct nn_error *err);
NN_MUST_USE enum nn_status app_update_runs(struct app *app, const struct action *action,
                                           struct nn_error *err);
bool app_can_compare(const struct app *app, const struct action *action);
void app_collect_runs(struct app *app);

/* app_recipe.c */
void app_open_recipe(struct app *app);
void app_update_recipe(struct app *app, const struct action *action);
bool app_can_choose(const struct app *app, const struct action *action);
/* Brings the preview up to date with the settings. */
void app_show_recipe(struct app *app);

/* app_activations.c. app_look brings the open views up to date with the reading. */
void app_look(struct app *app);
void app_update_activations(struct app *app, const struct action *action);
bool app_can_look(const struct app *app, const struct action *action);
bool app_is_asking_attribution(const struct app *app); /* the answer is not yet complete */

/* app_files.c. app_open goes by the name's ending; app_open_model takes any name;
 * app_open_model_as calls the model so. */
NN_MUST_USE enum nn_status app_open_model_as(struct app *app, const char *path, const char *name,
                                             struct nn_error *err);
NN_MUST_USE enum nn_status app_open_model(struct app *app, const char *path, struct nn_error *err);
NN_MUST_USE enum nn_status app_open(struct app *app, const char *path, struct nn_error *err);
NN_MUST_USE enum nn_status app_save_drawing(struct app *app, struct nn_error *err);
NN_MUST_USE enum nn_status app_save_model(struct app *app, struct nn_error *err);

#endif
