#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/state/app.h"
#include "nn/formats/safetensors.h"
#include "tests/support/bell.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/small_set.h"

static const char folder[] = "app-runs";
enum { RUNS = 10 };

struct stage {
    struct bell bell;
    struct app *app;
};

static void wait_for_updates(struct stage *stage) {
    bell_wait(&stage->bell);
    app_collect(stage->app, 1);
}

static void update(struct stage *stage, enum action_kind kind, int number) {
    app_note_time(stage->app, stage->app->now_s + 1);
    app_update(stage->app, &(struct action){.kind = kind, .number = number});
}

static bool can(const struct stage *stage, enum action_kind kind, int number) {
    return app_can(stage->app, &(struct action){.kind = kind, .number = number});
}

static void write_run(int number) {
    char name[16];
    snprintf(name, sizeof name, "r%02d", number);
    run_files_write(folder,
                    &(struct run_files){name, "readme", number % 2 ? RUN_FILES_FINISHED : NULL,
                                        number, 3, number, 12});
}

static int open_runs(void **state) {
    struct stage *stage = calloc(1, sizeof *stage);
    const struct app_options options = {
        .results = folder, .wake = bell_ring, .wake_context = &stage->bell};
    struct nn_error err;
    stage->bell = bell_make();
    run_files_remove(folder);
    for (int i = 0; i < RUNS; i++)
        write_run(i);
    check_ok(app_create(&stage->app, &options, &err), &err);
    update(stage, ACTION_VIEW, APP_VIEW_RUNS);
    wait_for_updates(stage);
    *state = stage;
    return 0;
}

static int close_runs(void **state) {
    struct stage *stage = *state;
    app_destroy(stage->app);
    free(stage);
    run_files_remove(folder);
    return 0;
}

static void test_app_runs__newest_is_chosen_and_drawn_at_first(void **state) {
    struct stage *stage = *state;
    assert_int_equal(run_list_count(stage->app->runs.list), RUNS);
    assert_int_equal(app_selected_run(stage->app), 0);
    assert_string_equal(run_list_at(stage->app->runs.list, 0)->name, "r09");
    assert_int_equal(app_run_slot(stage->app, 0), 0);
    assert_int_equal(app_run_slot(stage->app, 1), -1);
}

static void test_app_runs__a_drawn_run_keeps_its_slot(void **state) {
    struct stage *stage = *state;
    for (int i = 1; i < 4; i++)
        update(stage, ACTION_DRAW_RUN, i);
    update(stage, ACTION_DRAW_RUN, 1);
    assert_int_equal(app_run_slot(stage->app, 1), -1);
    assert_int_equal(app_run_slot(stage->app, 3), 3);
    update(stage, ACTION_DRAW_RUN, 7);
    assert_int_equal(app_run_slot(stage->app, 7), 1);
    assert_int_equal(app_drawn_run(stage->app, 1), 7);
}

static void test_app_runs__as_many_are_drawn_as_there_are_slots(void **state) {
    struct stage *stage = *state;
    for (int i = 1; i < APP_RUN_SLOTS; i++)
        update(stage, ACTION_DRAW_RUN, i);
    assert_false(can(stage, ACTION_DRAW_RUN, APP_RUN_SLOTS));
    assert_true(can(stage, ACTION_DRAW_RUN, 2));
    assert_false(can(stage, ACTION_DRAW_RUN, -1));
    assert_false(can(stage, ACTION_DRAW_RUN, RUNS));
    update(stage, ACTION_DRAW_RUN, 2);
    assert_true(can(stage, ACTION_DRAW_RUN, APP_RUN_SLOTS));
}

static void test_app_runs__choice_stays_with_its_run_when_others_come(void **state) {
    struct stage *stage = *state;
    update(stage, ACTION_BROWSE, 2);
    update(stage, ACTION_DRAW_RUN, 3);
    assert_string_equal(stage->app->runs.selected, "r07");
    uint64_t revision = stage->app->runs.revision;
    write_run(20);
    while (run_list_count(stage->app->runs.list) == RUNS)
        wait_for_updates(stage);
    assert_int_equal(app_selected_run(stage->app), 3);
    assert_int_equal(app_run_slot(stage->app, 4), 1);
    assert_int_equal(app_run_slot(stage->app, 1), 0);
    assert_true(stage->app->runs.revision > revision);
}

static void test_app_runs__browsing_ends_at_the_ends(void **state) {
    struct stage *stage = *state;
    update(stage, ACTION_BROWSE, -3);
    assert_int_equal(app_selected_run(stage->app), 0);
    update(stage, ACTION_BROWSE, 100);
    assert_int_equal(app_selected_run(stage->app), RUNS - 1);
    update(stage, ACTION_PICK, 4);
    assert_int_equal(app_selected_run(stage->app), 4);
}

static void test_app_runs__values_come_round(void **state) {
    struct stage *stage = *state;
    for (int i = 1; i <= APP_RUN_VALUES; i++) {
        update(stage, ACTION_RUN_VALUE, 0);
        assert_int_equal(stage->app->runs.value, i % APP_RUN_VALUES);
    }
}

static void test_app_runs__a_runs_net_reads_and_goes_again(void **state) {
    struct stage *stage = *state;
    struct nn_error err;
    assert_false(can(stage, ACTION_USE_RUN, 0)); /* its model is missing */
    check_ok(
        nn_model_save(stage->app->builtin.model, "app-runs/r09/model.safetensors", NULL, 0, &err),
        &err);
    wait_for_updates(stage);
    update(stage, ACTION_USE_RUN, 0);
    assert_false(stage->app->toast.bad);
    assert_int_equal(stage->app->live.origin, APP_ORIGIN_FILE);
    assert_string_equal(stage->app->live.name, "r09");
    update(stage, ACTION_BUILTIN, 0);
    assert_int_equal(stage->app->live.origin, APP_ORIGIN_BUILTIN);
    update(stage, ACTION_BROWSE, 1); /* this one has not ended */
    assert_false(can(stage, ACTION_USE_RUN, 0));
}

static void train_and_stop(struct stage *stage) {
    update(stage, ACTION_EPOCHS, 10000);
    update(stage, ACTION_TRAINING_START, 0);
    while (stage->app->live.origin != APP_ORIGIN_TRAINED)
        wait_for_updates(stage);
    update(stage, ACTION_TRAINING_STOP, 0);
    assert_false(can(stage, ACTION_TRAINING_STOP, 0)); /* once is enough */
    while (app_is_training(stage->app))
        wait_for_updates(stage);
}

/* The index of the run that the app trained last, once the list has it as it is now. */
static int own_run(struct stage *stage) {
    const char *name = strrchr(stage->app->run.run_folder, '/') + 1;
    while (1) {
        for (int i = 0; i < run_list_count(stage->app->runs.list); i++) {
            const struct run_record *run = run_list_at(stage->app->runs.list, i);
            if (strcmp(run->name, name) == 0 && run->state == RUN_STOPPED)
                return i;
        }
        wait_for_updates(stage);
    }
}

static void test_app_runs__a_stopped_run_goes_on(void **state) {
    struct stage *stage = *state;
    struct app *app = stage->app;
    train_and_stop(stage);
    int points = app->result->point_count;
    long steps = app->result->steps;
    assert_false(can(stage, ACTION_RESUME_RUN, 0)); /* r09 has come to its end */
    int own = own_run(stage);
    /* MNIST is looked for anew, wherever the run goes on. */
    assert_string_equal(run_list_at(app->runs.list, own)->summary.settings.data_folder, "");
    update(stage, ACTION_PICK, own);
    assert_true(can(stage, ACTION_RESUME_RUN, 0));
    update(stage, ACTION_EPOCHS, 7); /* for another run */
    update(stage, ACTION_RESUME_RUN, 0);
    assert_true(app_is_training(app));
    assert_false(can(stage, ACTION_RESUME_RUN, 0));
    assert_int_equal(app->run.epochs, 10000);
    assert_int_equal(app->settings.epochs, 7);
    while (app->training_state != TRAINING_RUNNING || app->history.training.count <= points) {
        assert_int_not_equal(app->training_state, TRAINING_FAILED);
        wait_for_updates(stage);
    }
    update(stage, ACTION_TRAINING_STOP, 0);
    while (app_is_training(app))
        wait_for_updates(stage);
    assert_false(app->toast.bad);
    assert_true(app->result->steps > steps);
    assert_true(app->result->point_count > points);
}

static void test_app_runs__what_cannot_be_done_with_a_run_says_why(void **state) {
    struct stage *stage = *state;
    run_files_write(folder, &(struct run_files){"r10", "readme", RUN_FILES_STOPPED, 10, 3, 10, 12});
    wait_for_updates(stage);
    const struct {
        int run;
        enum action_kind kind;
        const char *words;
    } rows[] = {
        {0, ACTION_RESUME_RUN, "checkpoint.safetensors, is not in its folder"},
        {0, ACTION_USE_RUN, "model.safetensors, is not in its folder"},
        {1, ACTION_RESUME_RUN, "come to its end"}, /* r09 */
        {2, ACTION_USE_RUN, "can go on"},          /* r08 was cut off */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        update(stage, ACTION_PICK, rows[i].run);
        update(stage, rows[i].kind, 0);
        if (!strstr(stage->app->toast.text, rows[i].words))
            fail_msg("row %zu: %s", i, stage->app->toast.text);
    }
}

static void test_app_runs__elsewhere_nothing_of_it_can_be_done(void **state) {
    struct stage *stage = *state;
    update(stage, ACTION_VIEW, APP_VIEW_CANVAS);
    assert_false(can(stage, ACTION_DRAW_RUN, 0));
    assert_false(can(stage, ACTION_USE_RUN, 0));
    assert_false(can(stage, ACTION_RUN_VALUE, 0));
    assert_false(can(stage, ACTION_BROWSE, 1));
}

#define RUNS_TEST(name) cmocka_unit_test_setup_teardown(name, open_runs, close_runs)

int main(void) {
    small_set_write("app-runs-data", 300, 40);
    setenv("INKLING_DATA_DIR", "app-runs-data", 1);
    const struct CMUnitTest tests[] = {
        RUNS_TEST(test_app_runs__newest_is_chosen_and_drawn_at_first),
        RUNS_TEST(test_app_runs__a_drawn_run_keeps_its_slot),
        RUNS_TEST(test_app_runs__as_many_are_drawn_as_there_are_slots),
        RUNS_TEST(test_app_runs__choice_stays_with_its_run_when_others_come),
        RUNS_TEST(test_app_runs__browsing_ends_at_the_ends),
        RUNS_TEST(test_app_runs__values_come_round),
        RUNS_TEST(test_app_runs__a_runs_net_reads_and_goes_again),
        RUNS_TEST(test_app_runs__a_stopped_run_goes_on),
        RUNS_TEST(test_app_runs__what_cannot_be_done_with_a_run_says_why),
        RUNS_TEST(test_app_runs__elsewhere_nothing_of_it_can_be_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
