/* The program's state and the one function that changes it.
 *
 * The user interface turns events into actions, app_update does what their commands say, views
 * paint the const state. Each part of the state is a module of app/core/state, which alone writes
 * it and knows nothing of the others; the commands put them together. Owned by the main thread. */
#pragma once

#include "app/core/app/action.h"
#include "app/core/app/command.h"
#include "app/core/app/screen.h"
#include "app/core/image/image.h"
#include "app/core/reading/picture_opener.h"
#include "app/core/state/contact_sheet.h"
#include "app/core/state/drawings.h"
#include "app/core/state/explain.h"
#include "app/core/state/file_request.h"
#include "app/core/state/model_slots.h"
#include "app/core/state/notices.h"
#include "app/core/state/prediction.h"
#include "app/core/state/preferences.h"
#include "app/core/state/recipe_page.h"
#include "app/core/state/run_browser.h"
#include "app/core/state/sketch.h"
#include "app/core/state/test_browser.h"
#include "app/core/state/trainer_session.h"

/* What only the window can do, as bits. */
enum {
    APP_EFFECT_SAVE_PICTURE = 1,
    APP_EFFECT_RUN_PICTURES = 2, /* a run has ended well: its pictures go into its folder */
    APP_EFFECT_QUIT = 4,
    APP_EFFECT_ASK_FILE = 8,     /* by a dialog, or by ACTION_TYPE_PATH where there is none */
    APP_EFFECT_FULL_SCREEN = 16, /* on or off */
    APP_EFFECT_COPY = 32,        /* app->copied */
    APP_EFFECT_PASTE = 64,
};

struct app {
    const struct class_set *classes; /* of labelled drawings and test pictures; borrowed */
    enum app_screen screen;
    struct sketch sketch;
    struct prediction prediction;
    struct model_slots models;
    struct trainer_session trainer;
    bool run_reads; /* a model of the run under way has come to read */
    struct drawings drawings;
    struct picture_opener *opener;
    struct contact_sheet sheet;
    struct test_browser tests;
    struct run_browser runs;
    struct recipe_page recipe;
    struct explain explain;
    struct preferences preferences;
    struct notices notices;
    struct file_request file_request;
    struct recent_files recent;
    unsigned effects;
    enum copy_subject copied;
    char picture_path[FILES_MAX_PATH]; /* where the window is saved; "": in the results folder */
    char results[FILES_MAX_PATH];      /* the folder asked for; "": the usual one */
    char input[40]; /* how to feed models that are opened; "": as they read best */
};

/* Any may be NULL: the built-in model, the usual folder, drawings and a model to keep that last as
 * long as the program, the usual settings. kept is the file of the model that the user chose to
 * keep: it reads where no other model is named. unsaved is why drawings and such a model are not
 * saved, which is said at the start. wake as in training.h. */
struct app_options {
    const char *model, *input, *results, *collection, *kept, *unsaved;
    const struct settings *settings;
    bool desktop_dark;
    void (*wake)(void *);
    void *wake_context;
};

NN_MUST_USE enum nn_status app_create(struct app **app, const struct app_options *options,
                                      struct nn_error *err);
void app_destroy(struct app *app);

/* Does what is asked for. What goes wrong is told by a notice, and so is why an action is refused;
 * the state stays as it was. */
void app_update(struct app *app, const struct action *action);

/* NULL if the action would do something now; else why not, "" where there is nothing to say. */
const char *app_refusal(const struct app *app, const struct action *action);
bool app_can(const struct app *app, const struct action *action);

/* What of the state is kept for the next start; leaves the window's size alone. */
void app_note_settings(const struct app *app, struct settings *settings);

/* Takes in the time, in seconds of any clock, and what other threads have to say. */
void app_collect(struct app *app, double now_s);

/* Brings the prediction up to date with what is shown and the model, and so what is open of the
 * network at work. */
void app_refresh(struct app *app);

/* Whether app_collect or app_refresh has more to do, a little each frame. */
bool app_is_busy(const struct app *app);

/* Which of these effects are to be done; they count as done. */
unsigned app_take_effects(struct app *app, unsigned effects);

/* A path in the results folder, PREFIX-DATE-TIME and then the ending, as files_new_path makes it;
 * empty if there is none. */
NN_MUST_USE enum nn_status app_new_path(const struct app *app, char path[FILES_MAX_PATH],
                                        const char *prefix, const char *ending,
                                        struct nn_error *err);

/* The drawing, or the picture that the network sees, black on white; the caller destroys it. */
NN_MUST_USE enum nn_status app_copied_picture(const struct app *app, struct image *image,
                                              struct nn_error *err);

/* Where to save the window's picture now: in the file that was chosen for it, or at a new path. */
NN_MUST_USE enum nn_status app_picture_path(struct app *app, char path[FILES_MAX_PATH],
                                            struct nn_error *err);

/* Says that something was saved at such a path; after an error, gives the path back. Returns the
 * status. */
enum nn_status app_say_saved(struct app *app, enum nn_status status, const char *path);

void app_say(struct app *app, bool bad, const char *format, ...) NN_PRINTF(3, 4);

/* A training is loading, running or paused. */
bool app_is_training(const struct app *app);

/* What is shown was drawn here, and not in a file or a set of pictures. */
bool app_shows_sketch(const struct app *app);

/* What came of the last fine-tuning, in a sentence or two; "" before the first. */
void app_fine_tune_text(const struct app *app, char text[TRAINER_SENTENCE]);

/* The digit that the user chose on this screen, as a label or to be shown alone, or -1. */
int app_chosen_digit(const struct app *app);

/* What is shown was said to be, by the user or by the data, or -1. */
int app_label(const struct app *app);
