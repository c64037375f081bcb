/* The program's state and the one function that changes it.
 *
 * The user interface turns events into actions, app_update decides what they do, views paint the
 * const state. Owned by the main thread. Time never is read here: app_collect is told it. */
#ifndef APP_CORE_STATE_APP_H
#define APP_CORE_STATE_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/core/base/files.h"
#include "app/core/data/collection.h"
#include "app/core/ink/canvas.h"
#include "app/core/reading/activations.h"
#include "app/core/reading/attribution.h"
#include "app/core/reading/mistakes.h"
#include "app/core/reading/number.h"
#include "app/core/reading/test_set.h"
#include "app/core/recipe/training_choice.h"
#include "app/core/runs/history.h"
#include "app/core/runs/run_list.h"
#include "app/core/runs/training_result.h"
#include "app/core/state/settings.h"
#include "app/core/training/preview.h"
#include "app/core/training/training.h"

enum action_kind {
    ACTION_NONE,
    ACTION_STROKE_BEGIN, /* position */
    ACTION_STROKE_MOVE,  /* position */
    ACTION_STROKE_END,
    ACTION_UNDO,
    ACTION_REDO,
    ACTION_CLEAR,
    ACTION_TOOL,       /* number: an enum canvas_tool */
    ACTION_BRUSH,      /* value: the diameter in canvas units */
    ACTION_BRUSH_STEP, /* number: 1 thicker, -1 thinner */
    ACTION_VIEW,       /* number: an enum app_view */
    ACTION_DIGIT,  /* number: what the drawing is; of test pictures, which to show, twice: all */
    ACTION_BROWSE, /* number: so many drawings or pictures on, or back */
    ACTION_PICK,   /* number: a drawing's index */
    ACTION_REMOVE, /* the selected drawing */
    ACTION_EDIT,   /* the selected drawing goes to the canvas */
    ACTION_TEST_FILTER,  /* number: an enum app_test_filter */
    ACTION_DRAW_RUN,     /* number: a run's index; draws it on the graph, or no longer */
    ACTION_USE_RUN,      /* the selected run's net reads from now on */
    ACTION_RESUME_RUN,   /* the selected run, which was stopped or cut off, goes on */
    ACTION_RUN_VALUE,    /* the graph shows the next value */
    ACTION_CHOICE_STEP,  /* number: 1 the next value of the chosen line of the recipe, -1 the one
                            before */
    ACTION_CHOICE_TYPE,  /* text: the value of the chosen line; a wrong one changes nothing */
    ACTION_CHOICE_RESET, /* number: an enum training_choice */
    ACTION_PREVIEW,      /* other pictures, augmented anew */
    ACTION_CELL,         /* number: a cell of the confusion matrix (mistakes.h); again, or
                            -1: all mistakes */
    ACTION_MISTAKE,      /* number: of the pictures of the cell; it goes to the canvas' place */
    ACTION_MEASURE,      /* the mistakes of the net in use, though it is being trained */
    ACTION_LEARN,        /* a hand from the drawings */
    ACTION_EXPORT,       /* all drawings */
    ACTION_TRAINING_START,
    ACTION_TRAINING_PAUSE, /* number: 1 pause, 0 go on */
    ACTION_TRAINING_STOP,
    ACTION_KEEP,         /* the net in use becomes the one to start with */
    ACTION_REVERT,       /* back to the net in use before this one */
    ACTION_BUILTIN,      /* back to the net compiled in */
    ACTION_NET,          /* text: a net's name */
    ACTION_RECIPE,       /* text; sets all the settings below it too */
    ACTION_EPOCHS,       /* number */
    ACTION_BATCH_SIZE,   /* number */
    ACTION_RATE,         /* value */
    ACTION_AUGMENTATION, /* text */
    ACTION_SAVE_PICTURE,
    ACTION_SAVE_DRAWING,
    ACTION_SAVE_MODEL,
    ACTION_OPEN,        /* text: path of a model, a drawing or a picture */
    ACTION_THEME,       /* number: an enum settings_theme */
    ACTION_MOTION,      /* number: 1 reduced, 0 all of it */
    ACTION_PANEL,       /* number: 1 open, 0 closed */
    ACTION_LAYERS,      /* number: 1 shows what every layer makes of the picture, 0 closes that */
    ACTION_LAYER_STEP,  /* number: 1 the next column of the layers, -1 the one before */
    ACTION_MAP,         /* choice: the column and map to look at */
    ACTION_MAP_PIXEL,   /* number: pixel of the chosen map, -1 its strongest */
    ACTION_ATTRIBUTION, /* number: 1 shows what speaks for the answer, 0 closes that */
    ACTION_ATTRIBUTION_DIGIT, /* number: the digit to speak for instead, -1 the answer */
    ACTION_ZOOM,              /* number: a step from SETTINGS_ZOOM_MIN to SETTINGS_ZOOM_MAX */
    ACTION_ZOOM_STEP,         /* number: 1 larger, -1 smaller, 0 back to normal */
    ACTION_KEYS,              /* number: 1 shows the table of keys, 0 hides it */
    ACTION_TOAST_CLOSE,       /* the message was read */
    ACTION_QUIT,
};

/* text is borrowed for the call. */
struct action {
    enum action_kind kind;
    int number;
    float value;
    struct point position;
    struct activations_choice choice;
    const char *text;
};

enum app_origin { APP_ORIGIN_BUILTIN, APP_ORIGIN_FILE, APP_ORIGIN_TRAINED };

/* A model with what the window says of it. accuracy is NaN where it is not known; tested: it is of
 * the test pictures, else of those kept for validation. */
struct app_model {
    struct nn_model *model;
    enum app_origin origin;
    char name[64];
    double accuracy;
    bool tested;
};

/* What stands on the canvas' place. */
enum app_view {
    APP_VIEW_CANVAS,
    APP_VIEW_COLLECTION,
    APP_VIEW_TEST_SET,
    APP_VIEW_RUNS,
    APP_VIEW_RECIPE,
    APP_VIEW_MISTAKES,
};
enum app_test_filter { APP_TEST_ALL, APP_TEST_WRONG, APP_TEST_RIGHT };

/* What the net reads in the user's drawings, worked out a few a frame. digits [known] are read by
 * the newest net, or by the one before it. */
struct app_drawings {
    struct nn_model *model; /* which reads now */
    uint64_t revision;      /* of the collection */
    int done, known;
    uint8_t digits[COLLECTION_MAX];
};

/* Which of the user's drawings is on the canvas, since it was taught or taken up again: changed and
 * taught anew it stays the same drawing. Hashes of collection_item, 0 for none. */
struct app_taught {
    uint64_t drawing, before; /* now, and before the last time it was taught */
    uint64_t canvas;          /* the revision at which the canvas shows it unchanged */
    int undo_count;           /* of the canvas then: undone further, it is another drawing */
    uint64_t collection;      /* the revision since it was taught last */
    int count;                /* so many times it was taught that Undo can take back */
};

/* What is compared. */
enum app_run_value {
    APP_RUN_VALIDATION_ACCURACY,
    APP_RUN_VALIDATION_LOSS,
    APP_RUN_TRAINING_ACCURACY,
    APP_RUN_TRAINING_LOSS,
    APP_RUN_VALUES,
};

/* The list of runs. Runs are known by name, as the list changes under them; one that is drawn keeps
 * its slot, and with it its colour. */
enum { APP_RUN_SLOTS = 8 };
struct app_runs {
    struct run_list *list;
    char selected[RUN_NAME], drawn[APP_RUN_SLOTS][RUN_NAME]; /* "": none */
    enum app_run_value value;
    bool begun;        /* the first list was seen */
    uint64_t revision; /* grows with everything that shows */
};

/* What the next training will be told, a line for each choice, and what it makes of the pictures.
 */
struct app_recipe {
    enum training_choice choice; /* the line that is selected */
    struct preview preview;
    int round;         /* of the preview */
    char error[512];   /* why there is no preview; or "" */
    uint64_t revision; /* grows with everything that shows */
};

/* The mistakes of the net that read the test pictures last. One opened stands on the canvas' place
 * as test pictures do, and goes back to the mistakes. */
struct app_mistakes {
    struct mistakes measured;
    char net[64]; /* of the model that reads or has read the test pictures */
    char measured_net[64];
    int pass;           /* of the test set that was measured; 0: none yet */
    int at;             /* the picture at hand of those shown; -1: none */
    bool opened, asked; /* asked: to measure again beside a training */
    uint64_t revision;  /* grows with everything that shows */
    uint64_t list;      /* grows with every change of the pictures shown */
};

/* A message that goes away by itself. */
struct app_toast {
    bool bad;
    double said_s, until_s; /* until 0: there is none */
    char text[512];
};

/* Faults of the same moment as the one shown, to be shown in turn; more than these are not told. */
enum { APP_TOASTS_WAITING = 8 };
struct app_toasts_waiting {
    int count;
    struct app_toast items[APP_TOASTS_WAITING];
};

/* What only the window can do: it clears the bit when it has done it. */
enum app_request {
    APP_REQUEST_PICTURE = 1, /* save the window's picture */
    APP_REQUEST_PLOTS = 2,   /* a run has ended well: its pictures go to its folder */
};

/* Read by the views; written by this module alone, save for `requests`. */
struct app {
    struct canvas *canvas;
    enum canvas_tool tool;
    float brush;

    struct reader *reader;
    struct number number;       /* what is read now */
    struct number shown;        /* the same, but steady while a stroke is under way */
    struct ink_picture drawn;   /* of the canvas's latest digit, or opened from a file */
    struct ink_picture picture; /* what is read, or the latest digit of it */
    struct reading reading;     /* of that picture */
    uint64_t read_revision;
    enum app_view read_view;
    bool read_stale;        /* the reading is older than the model or the canvas */
    char picture_name[128]; /* the picture comes from this file instead of the canvas; or "" */

    enum app_view view;
    struct collection *collection;
    struct app_drawings drawings;
    struct app_taught taught;
    int selected; /* index of a drawing; of no meaning where there is none */
    struct test_set *test_set;
    int test_index, test_digit; /* the picture at hand; the digits to show, -1 for all */
    enum app_test_filter test_filter;

    struct app_runs runs;
    struct app_recipe recipe;
    struct app_mistakes mistakes;

    /* live reads now; kept does at the next start, once Keep has said so; Revert goes from live
     * back to before. */
    struct app_model builtin, kept, before, live;

    /* Views of the net at work. A revision grows with what its view shows; stale: to be made anew
     * before it is shown. */
    struct activations *activations;
    struct attribution *attribution;
    bool layers_open, attribution_open, activations_stale, attribution_stale;
    int attribution_digit; /* pointed at; -1: the answer */
    uint64_t activations_revision, attribution_revision;

    struct training *training;
    struct training_settings settings; /* of the next run */
    struct training_settings run;      /* what the run under way, or the last, began with */
    enum training_state training_state;
    struct training_progress progress;
    bool learning;                      /* what was started last was a lesson */
    bool stopping;                      /* it was told to end before its time */
    bool run_reads;                     /* a net of the run has come to read */
    struct history history;             /* of the run */
    struct training_result *result;     /* of the last run that came to an end, or NULL */
    struct fine_tune_result *fine_tune; /* of the last lesson, or NULL */
    uint64_t updates;                   /* grows with everything that comes from the trainer */

    double now_s;
    struct app_toast toast;
    struct app_toasts_waiting toasts_waiting;
    enum settings_theme theme;
    bool desktop_dark, dark; /* what the desktop wishes; what is shown */
    bool panel_open, keys_shown, reduced_motion, quit;
    bool panel_in_front; /* of the layers and why, where there is room for one alone */
    int zoom;            /* steps up (or down) from the display's own scale */
    int zoom_fit;        /* the first step at which things are as large as the window allows */
    unsigned requests;
    char results[FILES_MAX_PATH];   /* folder asked for; "": the usual one */
    char kept_path[FILES_MAX_PATH]; /* where the kept net is for the next start; or "" */
    void (*wake)(void *);
    void *wake_context;
};

/* Any may be NULL: the built-in model, the usual folder, drawings and a net to keep that last as
 * long as the program, the usual settings. kept is the file of the net that the user chose to keep:
 * it reads where no other model is named. wake as in training.h. */
struct app_options {
    const char *model, *results, *collection, *kept;
    const struct settings *settings;
    bool desktop_dark;
    void (*wake)(void *);
    void *wake_context;
};

NN_MUST_USE enum nn_status app_create(struct app **app, const struct app_options *options,
                                      struct nn_error *err);
void app_destroy(struct app *app);

/* What goes wrong is told by a toast; the state stays as it was. */
void app_update(struct app *app, const struct action *action);

/* Whether the action would do anything now: what buttons and menus grey out. */
bool app_can(const struct app *app, const struct action *action);

/* What of the state is kept for the next start; leaves the window's size alone. */
void app_note_settings(const struct app *app, struct settings *settings);

/* What a zoom step means, in per cent of the display's own scale: 100 for step 0. */
int app_zoom_percent(int step);

/* Tells from which zoom step on the window has no room for anything larger. */
void app_fit_zoom(struct app *app, int step);

/* The time of what is done from now on, in seconds of any clock. */
void app_note_time(struct app *app, double now_s);

/* Takes in the time, and what the trainer has to say. */
void app_collect(struct app *app, double now_s);

/* Brings picture and reading up to date with the canvas and the model, and so the views of the net
 * at work that are open. */
void app_read(struct app *app);

/* Whether app_collect or app_read has more to do, a portion a frame. */
bool app_is_busy(const struct app *app);

/* A path in the results folder that does not exist yet: PREFIX-DATE-TIME and then ending. */
NN_MUST_USE enum nn_status app_new_path(const struct app *app, char path[FILES_MAX_PATH],
                                        const char *prefix, const char *ending,
                                        struct nn_error *err);

/* The drawing that is selected, or NULL if there is none; borrowed until the next action. */
const struct collection_item *app_selected_drawing(const struct app *app);

/* What the picture was said to be, by the user or by MNIST, or -1. */
int app_said_digit(const struct app *app);

/* Where the test picture at hand is among those that are shown: its index in the set, or -1 if none
 * is shown, and its number, from 1, of so many. */
struct app_test_place {
    int index, number, count;
};
struct app_test_place app_test_place(const struct app *app);

/* The index of the selected run, or -1; the slot in which a run is drawn, or -1; the run drawn in a
 * slot, or -1. */
int app_selected_run(const struct app *app);
int app_run_slot(const struct app *app, int index);
int app_drawn_run(const struct app *app, int slot);

/* How much of the test pictures is read that the mistakes do not count yet, from 0 to below 1; 1 if
 * there is nothing under way. */
double app_measured_fraction(const struct app *app);

/* Of a picture that was read. */
bool app_test_picture_is_right(const struct test_set_view *view, int index);

/* What came of the last lesson, in a sentence or two; "" before the first. */
enum { APP_SENTENCE = 320 };
void app_fine_tune_text(const struct app *app, char text[APP_SENTENCE]);

void app_say(struct app *app, bool bad, const char *format, ...) NN_PRINTF(3, 4);

/* Loading, running or paused. */
bool app_is_training(const struct app *app);

#endif
