#include "tests/support/views.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>

#include "tests/support/check.h"
#include "tests/support/digit_page.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"

/* Strokes in thousandths of the canvas; a negative x ends a stroke. */
static const int three[][2] = {{300, 220}, {420, 140}, {570, 160}, {620, 270},
                               {540, 390}, {430, 450}, {570, 480}, {660, 600},
                               {610, 760}, {450, 830}, {310, 770}, {-1, 0}};
static const int four_one[][2] = {{260, 240}, {180, 520}, {470, 520}, {-1, 0},    {380, 360},
                                  {370, 760}, {-1, 0},    {720, 240}, {710, 760}, {-1, 0}};
static const int scribble[][2] = {{250, 300}, {740, 340}, {270, 420}, {730, 480},
                                  {260, 560}, {750, 620}, {280, 700}, {-1, 0}};

static void point(struct stage_app *stage, enum ui_event_kind kind, const int at[2]) {
    struct rect canvas = stage->ui.layout.places[LAYOUT_CANVAS];
    stage_app_pointer(stage, kind, canvas.x + canvas.w * at[0] / 1000,
                      canvas.y + canvas.h * at[1] / 1000);
}

/* The pointer leaves the window at the end: hover would make the sizes differ. */
static void draw(struct stage_app *stage, const int (*points)[2], int count) {
    for (int i = 0; i < count; i++) {
        bool first = i == 0 || points[i - 1][0] < 0;
        if (points[i][0] < 0)
            point(stage, UI_EVENT_POINTER_UP, points[i - 1]);
        else
            point(stage, first ? UI_EVENT_POINTER_DOWN : UI_EVENT_POINTER_MOVE, points[i]);
    }
    stage_app_pointer(stage, UI_EVENT_POINTER_LEAVE, 0, 0);
}
#define DRAW(stage, points) draw(stage, points, (int)(sizeof(points) / sizeof *(points)))

/* Runs frames until all animation ends. */
static void settle(struct stage_app *stage) {
    app_collect(stage->app, 0);
    app_refresh(stage->app);
    wait_while (app_is_busy(stage->app)) {
        app_collect(stage->app, 0);
        app_refresh(stage->app);
    }
}

static void prepare_empty(struct stage_app *stage) {
    settle(stage);
}

static void prepare_drawing(struct stage_app *stage) {
    DRAW(stage, three);
    settle(stage);
}

static void prepare_number(struct stage_app *stage) {
    DRAW(stage, four_one);
    settle(stage);
}

static void prepare_no_digit(struct stage_app *stage) {
    DRAW(stage, scribble);
    settle(stage);
}

static void prepare_layers(struct stage_app *stage) {
    prepare_drawing(stage);
    stage_app_key(stage, 'l', 0);
    settle(stage);
    for (int i = 0; i < 3; i++)
        stage_app_key(stage, '.', 0);
    stage_app_key(stage, 'w', 0);
    settle(stage);
}

static void prepare_attribution(struct stage_app *stage) {
    prepare_drawing(stage);
    stage_app_key(stage, 'w', 0);
    settle(stage);
}

/* Six of eight epochs; the curves are invented. */
static void prepare_training(struct stage_app *stage) {
    enum { STEPS = 120, EPOCHS = 8 };
    struct app *app = stage->app;
    prepare_drawing(stage);
    for (int i = 1; i <= STEPS; i++) {
        double epoch = 6.0 * i / STEPS, rest = exp(-1.4 * epoch), wave = 0.01 * sin(2.1 * i);
        const struct training_point at = {
            .epoch = epoch,
            .train_loss = 0.04 + 2 * rest + wave,
            .train_accuracy = fmin(0.99 - 0.6 * rest + wave, 1),
            .val_loss = i % 10 ? (double)NAN : 0.05 + 1.6 * rest,
            .val_accuracy = i % 10 ? (double)NAN : 0.988 - 0.5 * rest,
        };
        history_add(&app->trainer.history, &at);
    }
    app->trainer.run = app->trainer.settings;
    app->trainer.run.epochs = EPOCHS;
    app->trainer.state = TRAINING_RUNNING;
    app->trainer.progress = (struct training_progress){.fraction = 0.75,
                                                       .epoch = 6,
                                                       .epochs = EPOCHS,
                                                       .images_per_second = 48123,
                                                       .seconds_left = 7};
}

static void prepare_collection(struct stage_app *stage) {
    DRAW(stage, three);
    stage_app_key(stage, '3', 0);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    DRAW(stage, scribble);
    stage_app_key(stage, '8', 0);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    DRAW(stage, four_one);
    stage_app_key(stage, '4', 0);
    stage_app_key(stage, 'm', UI_CTRL);
    settle(stage);
    stage_app_do(stage, ACTION_NOTICE_CLOSE, 0);
}

/* Waits until the network has read all test pictures. */
static void wait_for_readings(struct stage_app *stage) {
    struct test_set_view view;
    wait_while (
        (view = test_set_look(stage->app->tests.set), view.count == 0 || view.read < view.count)) {
        settle(stage);
        if (stage->app->screen == SCREEN_CANVAS)
            fail_msg("the test pictures are not read: %s", stage->app->notices.shown.text);
        sched_yield();
    }
    settle(stage);
}

static void prepare_test_set(struct stage_app *stage) {
    stage_app_key(stage, 't', UI_CTRL);
    wait_for_readings(stage);
}

static void prepare_mistakes(struct stage_app *stage) {
    stage_app_key(stage, UI_KEY_F1 + 2, 0);
    wait_for_readings(stage);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
}

static void prepare_mistakes_cell(struct stage_app *stage) {
    prepare_mistakes(stage);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage->ui.layout.places[LAYOUT_MISTAKES_MATRIX]);
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage->ui.layout.places[LAYOUT_MISTAKES_MATRIX]);
    stage_app_pointer(stage, UI_EVENT_POINTER_LEAVE, 0, 0);
    wait_while (stage->ui.focus != LAYOUT_MISTAKES_MATRIX)
        stage_app_key(stage, UI_KEY_TAB, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
}

static const char folder[] = "views-runs";

/* An invented result. */
static void prepare_runs(struct stage_app *stage) {
    static const struct run_files runs[] = {
        {"run-20250301-140000", "readme", RUN_FILES_FINISHED, 0, 5, 30, 20},
        {"run-20250301-141000", "sprint", RUN_FILES_STOPPED, 1, 5, 60, 13},
        {"tuesday", "notebook", RUN_FILES_FINISHED, 2, 5, 0, 20},
    };
    scratch_remove(folder);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        run_files_write(folder, &runs[i]);
    snprintf(stage->app->results, sizeof stage->app->results, "%s", folder);
    stage_app_key(stage, 'g', UI_CTRL);
    wait_while (run_list_count(stage->app->runs.list) < 0)
        app_collect(stage->app, 1);
    for (int i = 1; i < run_list_count(stage->app->runs.list); i++) {
        stage_app_key(stage, UI_KEY_DOWN, 0);
        stage_app_key(stage, ' ', 0);
    }
    for (int i = 0; i < 30; i++)
        stage_app_key(stage, UI_KEY_LEFT, 0);
    stage_app_do(stage, ACTION_NOTICE_CLOSE, 0);
}

/* Sets the threads, which otherwise are the number of processors. */
static void prepare_recipe(struct stage_app *stage) {
    const struct action threads = {.kind = ACTION_SETTING,
                                   .setting = {TRAINING_CHOICE_THREADS, "1"}};
    app_update(stage->app, &threads);
    stage_app_key(stage, UI_KEY_F1 + 3, 0);
    for (int i = 0; i < TRAINING_CHOICE_RATE; i++)
        stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    for (int i = TRAINING_CHOICE_RATE; i > TRAINING_CHOICE_AUGMENTATION; i--)
        stage_app_key(stage, UI_KEY_UP, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
}

static void prepare_recipe_typed(struct stage_app *stage) {
    const struct action threads = {.kind = ACTION_SETTING,
                                   .setting = {TRAINING_CHOICE_THREADS, "1"}};
    app_update(stage->app, &threads);
    stage_app_key(stage, UI_KEY_F1 + 3, 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    for (const char *c = "-drop"; *c; c++)
        stage_app_key(stage, *c, 0);
}

/* A path that was typed, and is none. */
static void prepare_path(struct stage_app *stage) {
    prepare_drawing(stage);
    stage_app_do(stage, ACTION_ASK_FILE, FILE_PURPOSE_OPEN);
    stage_app_do(stage, ACTION_TYPE_PATH, 0);
    ui_handle(&stage->ui, stage->app,
              &(struct ui_event){.kind = UI_EVENT_TEXT, .text = "/no such folder/digits.png"});
    stage_app_key(stage, UI_KEY_ENTER, 0);
}

static const char page_path[] = "views-page.png";

static void prepare_picture(struct stage_app *stage) {
    digit_page_write(page_path);
    app_update(stage->app, &(struct action){.kind = ACTION_OPEN, .text = page_path});
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, '2', 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, '7', 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    settle(stage);
    stage_app_do(stage, ACTION_NOTICE_CLOSE, 0);
}

/* Pages, of which one is corrected, and files that are not there. */
static void prepare_sheet(struct stage_app *stage) {
    static const char *const names[] = {page_path, page_path, "views-none.png", page_path};
    digit_page_write(page_path);
    for (int i = 0; i < 12; i++)
        app_update(stage->app, &(struct action){.kind = ACTION_SHEET_ADD, .text = names[i % 4]});
    wait_while (contact_sheet_is_reading(&stage->app->sheet))
        sched_yield();
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, '4', 0);
    settle(stage);
    stage_app_do(stage, ACTION_NOTICE_CLOSE, 0);
}

static void prepare_menu(struct stage_app *stage) {
    prepare_drawing(stage);
    stage->ui.menu.open = MENU_TRAIN;
    while (menus[MENU_TRAIN].entries[++stage->ui.menu.entry].choices == MENU_CHOICES_NONE)
        ;
    stage->ui.menu.sub_open = true;
}

static void prepare_keys(struct stage_app *stage) {
    prepare_drawing(stage);
    stage_app_key(stage, UI_KEY_F1, 0);
}

static void prepare_message(struct stage_app *stage) {
    prepare_drawing(stage);
    stage_app_key(stage, UI_KEY_TAB, 0);
    stage_app_key(stage, UI_KEY_TAB, 0);
    app_say(stage->app, true,
            "cannot read /home/someone/drawings/of-mine/seven.ndjson: line 4 is no drawing; the "
            "lines before it are taken in");
}

const struct view views[] = {
    {"empty", prepare_empty},
    {"drawing", prepare_drawing},
    {"number", prepare_number},
    {"no-digit", prepare_no_digit},
    {"layers", prepare_layers},
    {"why", prepare_attribution},
    {"training", prepare_training},
    {"collection", prepare_collection},
    {"picture", prepare_picture},
    {"contact-sheet", prepare_sheet},
    {"test-set", prepare_test_set},
    {"menu", prepare_menu},
    {"mistakes", prepare_mistakes},
    {"mistakes-cell", prepare_mistakes_cell},
    {"runs", prepare_runs},
    {"recipe", prepare_recipe},
    {"recipe-typed", prepare_recipe_typed},
    {"keys", prepare_keys},
    {"path", prepare_path},
    {"message", prepare_message},
};
const int view_count = sizeof views / sizeof *views;

void views_clean_up(void) {
    scratch_remove(folder);
    remove(page_path);
}

void views_arrange(struct stage_app *stage, int width, int height, float scale, bool dark) {
    const struct action theme = {.kind = ACTION_THEME,
                                 .number = dark ? SETTINGS_THEME_DARK : SETTINGS_THEME_LIGHT};
    app_update(stage->app, &theme);
    ui_arrange(&stage->ui, stage->app, width, height, scale);
}
