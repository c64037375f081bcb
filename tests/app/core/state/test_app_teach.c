#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/state/app.h"
#include "app/core/training/fine_tune.h"
#include "nn/file.h"
#include "nn/formats/safetensors.h"
#include "tests/support/bell.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char results[] = "teach-results", data[] = "teach-data";
static const char own_file[] = "teach-results/own.ndjson";

struct fixture {
    struct app *app;
    struct bell bell;
};

static int open_app(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.bell = bell_make()};
    unlink(own_file);
    const struct app_options options = {.results = results,
                                        .collection = own_file,
                                        .wake = bell_ring,
                                        .wake_context = &fixture.bell};
    struct nn_error err;
    check_ok(app_create(&fixture.app, &options, &err), &err);
    *state = &fixture;
    return 0;
}

static int close_app(void **state) {
    app_destroy(((struct fixture *)*state)->app);
    return 0;
}

static struct app *app_of(void **state) {
    return ((struct fixture *)*state)->app;
}

static void act(struct app *app, struct action action) {
    app_update(app, &action);
    app_collect(app, app->now_s);
    app_read(app);
}

static void do_kind(struct app *app, enum action_kind kind, int number) {
    act(app, (struct action){.kind = kind, .number = number});
}

/* A line that leans more with each number; the built-in net reads the first ones as a 1. */
static void draw(struct app *app, int number) {
    float lean = 0.01f * (float)number;
    do_kind(app, ACTION_CLEAR, 0);
    act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.5f + lean, 0.15f}});
    for (int i = 1; i <= 8; i++)
        act(app, (struct action){
                     .kind = ACTION_STROKE_MOVE,
                     .position = {0.5f + lean * (1 - (float)i / 4), 0.15f + 0.09f * (float)i}});
    do_kind(app, ACTION_STROKE_END, 0);
}

static void teach(struct app *app, int count, int digit) {
    for (int i = 0; i < count; i++) {
        draw(app, i);
        do_kind(app, ACTION_DIGIT, digit);
    }
}

static void test_teach__drawing_is_kept_as_what_it_was_said_to_be(void **state) {
    struct app *app = app_of(state);
    assert_false(app_can(app, &(struct action){.kind = ACTION_DIGIT, .number = 3}));
    draw(app, 0);
    assert_int_equal(app_said_digit(app), -1);
    do_kind(app, ACTION_DIGIT, 3);
    assert_int_equal(app_said_digit(app), 3);
    assert_int_equal(collection_count(app->collection), 1);
    do_kind(app, ACTION_DIGIT, 1);
    assert_int_equal(app_said_digit(app), 1);
    assert_int_equal(collection_count(app->collection), 1);
    draw(app, 1);
    assert_int_equal(app_said_digit(app), -1);
    struct collection *again = NULL;
    struct nn_error err;
    check_ok(collection_create(&again, class_set_digits(), &err), &err);
    check_ok(collection_load(again, own_file, &err), &err);
    assert_int_equal(collection_count(again), 1);
    assert_int_equal(collection_at(again, 0)->digit, 1);
    collection_destroy(again);
}

static void test_teach__gallery_shows_what_is_selected(void **state) {
    struct app *app = app_of(state);
    teach(app, 3, 1);
    struct ink_picture drawn = app->picture;
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_PICK, 0);
    assert_memory_equal(app->picture.pixels, collection_at(app->collection, 0)->pixels, INK_PIXELS);
    assert_int_equal(app->reading.digit, 1);
    do_kind(app, ACTION_BROWSE, 5);
    assert_int_equal(app->selected, 2);
    do_kind(app, ACTION_BROWSE, -9);
    assert_int_equal(app->selected, 0);
    do_kind(app, ACTION_VIEW, APP_VIEW_CANVAS);
    assert_memory_equal(&app->picture, &drawn, sizeof drawn);
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
}

static void test_teach__drawings_are_relabelled_deleted_and_brought_back(void **state) {
    struct app *app = app_of(state);
    teach(app, 3, 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_PICK, 2);
    do_kind(app, ACTION_DIGIT, 7);
    assert_int_equal(app_said_digit(app), 7);
    do_kind(app, ACTION_REMOVE, 0);
    assert_int_equal(collection_count(app->collection), 2);
    assert_int_equal(app->selected, 1);
    do_kind(app, ACTION_UNDO, 0);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(app->collection), 3);
    assert_int_equal(collection_at(app->collection, 2)->digit, 1);
    for (int i = 0; i < 3; i++)
        do_kind(app, ACTION_REMOVE, 0);
    assert_null(app_selected_drawing(app));
    assert_true(app->picture.blank);
    assert_false(app_can(app, &(struct action){.kind = ACTION_REMOVE}));
    assert_true(app_can(app, &(struct action){.kind = ACTION_UNDO}));
}

static void test_teach__tools_of_the_canvas_rest_while_browsing(void **state) {
    struct app *app = app_of(state);
    teach(app, 1, 1);
    static const enum action_kind kinds[] = {ACTION_CLEAR, ACTION_TOOL, ACTION_BRUSH_STEP,
                                             ACTION_REDO, ACTION_SAVE_DRAWING};
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (app_can(app, &(struct action){.kind = kinds[i], .number = 1}))
            fail_msg("action %d", kinds[i]);
    act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.5f, 0.5f}});
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
}

static void test_teach__selected_drawing_goes_to_the_canvas(void **state) {
    struct app *app = app_of(state);
    teach(app, 2, 1);
    do_kind(app, ACTION_CLEAR, 0);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_EDIT, 0);
    assert_int_equal(app->view, APP_VIEW_CANVAS);
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
    assert_int_equal(app->reading.digit, 1);
}

static void add_stroke(struct app *app) {
    act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.4f, 0.8f}});
    act(app, (struct action){.kind = ACTION_STROKE_MOVE, .position = {0.6f, 0.82f}});
    do_kind(app, ACTION_STROKE_END, 0);
}

static void test_teach__drawing_that_is_edited_stays_the_same_drawing(void **state) {
    struct app *app = app_of(state);
    teach(app, 3, 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_PICK, 1);
    uint64_t before = collection_at(app->collection, 1)->hash;
    do_kind(app, ACTION_EDIT, 0);
    assert_int_equal(app_said_digit(app), 1);
    add_stroke(app);
    assert_int_equal(app_said_digit(app), -1);
    do_kind(app, ACTION_DIGIT, 2);
    assert_int_equal(collection_count(app->collection), 3);
    assert_int_equal(collection_at(app->collection, 1)->digit, 2);
    assert_int_not_equal(collection_at(app->collection, 1)->hash, before);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(collection_at(app->collection, 1)->hash, before);
    do_kind(app, ACTION_DIGIT, 2);
    assert_int_equal(collection_count(app->collection), 3);
}

static void test_teach__canvas_that_is_cleared_or_undone_is_another_drawing(void **state) {
    struct app *app = app_of(state);
    draw(app, 0);
    do_kind(app, ACTION_CLEAR, 0);
    draw(app, 1);
    do_kind(app, ACTION_DIGIT, 1);
    uint64_t first = collection_at(app->collection, 0)->hash;
    draw(app, 2); /* clears first */
    do_kind(app, ACTION_DIGIT, 1);
    assert_int_equal(collection_count(app->collection), 2);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_PICK, 0);
    do_kind(app, ACTION_EDIT, 0);
    do_kind(app, ACTION_UNDO, 0); /* back to what was on the canvas before */
    add_stroke(app);
    do_kind(app, ACTION_DIGIT, 4);
    assert_int_equal(collection_at(app->collection, 0)->hash, first);
    assert_int_equal(collection_count(app->collection), 3);
}

static void test_teach__undo_takes_back_what_was_taught(void **state) {
    struct app *app = app_of(state);
    draw(app, 0);
    do_kind(app, ACTION_DIGIT, 3);
    do_kind(app, ACTION_DIGIT, 1);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(app_said_digit(app), 3);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(app_said_digit(app), -1);
    assert_int_equal(collection_count(app->collection), 0);
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(canvas_strokes(app->canvas).count, 0);
}

/* The one that was taught last is selected: it may be the one that is gone. */
static void test_teach__selection_stays_among_the_drawings(void **state) {
    struct app *app = app_of(state);
    teach(app, 2, 1);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(app->collection), 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    assert_int_equal(app->selected, 0);
    do_kind(app, ACTION_DIGIT, 5);
    assert_int_equal(collection_at(app->collection, 0)->digit, 5);
    do_kind(app, ACTION_REMOVE, 0);
    assert_int_equal(collection_count(app->collection), 0);
    assert_int_equal(app->selected, 0);
    assert_null(app_selected_drawing(app));
}

/* What was done to the drawings since is not undone from the canvas. */
static void test_teach__undo_on_the_canvas_leaves_other_changes_alone(void **state) {
    struct app *app = app_of(state);
    teach(app, 2, 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_PICK, 0);
    do_kind(app, ACTION_REMOVE, 0);
    do_kind(app, ACTION_VIEW, APP_VIEW_CANVAS);
    do_kind(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(app->collection), 1);
    assert_int_equal(canvas_strokes(app->canvas).count, 0);
}

static void test_teach__readings_come_a_few_a_frame(void **state) {
    struct app *app = app_of(state);
    teach(app, 20, 1);
    assert_false(app_is_busy(app));
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    assert_true(app_is_busy(app));
    int frames = 0;
    while (app_is_busy(app) && frames++ < 10)
        app_collect(app, 0);
    assert_in_range(frames, 1, 3);
    assert_int_equal(app->drawings.known, 20);
    assert_int_equal(app->drawings.digits[0], 1);
}

static void test_teach__exported_drawings_are_added_where_they_are_dropped(void **state) {
    struct app *app = app_of(state);
    char path[FILES_MAX_PATH];
    teach(app, 3, 1);
    do_kind(app, ACTION_EXPORT, 0);
    assert_int_equal(sscanf(app->toast.text, "Saved %1000s", path), 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_COLLECTION);
    for (int i = 0; i < 3; i++)
        do_kind(app, ACTION_REMOVE, 0);
    act(app, (struct action){.kind = ACTION_OPEN, .text = path});
    assert_int_equal(collection_count(app->collection), 3);
    assert_int_equal(app->view, APP_VIEW_COLLECTION);
    do_kind(app, ACTION_VIEW, APP_VIEW_CANVAS);
    do_kind(app, ACTION_CLEAR, 0);
    act(app, (struct action){.kind = ACTION_OPEN, .text = path});
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
    unlink(path);
}

static void test_teach__too_few_drawings_are_told(void **state) {
    struct app *app = app_of(state);
    teach(app, 2, 1);
    do_kind(app, ACTION_LEARN, 0);
    assert_false(app_is_training(app));
    assert_true(app->toast.bad);
    assert_non_null(strstr(app->toast.text, "more drawing"));
}

/* A small net, so that a lesson is short. */
static void use_small_net(struct app *app) {
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, "flatten-dense10", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(nn_model_save(model, "teach-net.safetensors", NULL, 0, &err), &err);
    nn_model_release(model);
    act(app, (struct action){.kind = ACTION_OPEN, .text = "teach-net.safetensors"});
    assert_int_equal(app->live.origin, APP_ORIGIN_FILE);
    unlink("teach-net.safetensors");
}

static void learn_to_end(struct fixture *fixture) {
    while (app_is_training(fixture->app)) {
        bell_wait(&fixture->bell);
        app_collect(fixture->app, 0);
    }
    app_read(fixture->app);
}

static void test_teach__lesson_that_is_stopped_changes_nothing(void **state) {
    struct app *app = app_of(state);
    use_small_net(app);
    teach(app, 16, 6);
    const struct nn_model *before = app->live.model;
    do_kind(app, ACTION_LEARN, 0);
    do_kind(app, ACTION_TRAINING_STOP, 0);
    learn_to_end(*state);
    assert_int_equal(app->training_state, TRAINING_IDLE);
    assert_ptr_equal(app->live.model, before);
    assert_true(app->progress.fraction == 0);
    assert_non_null(strstr(app->toast.text, "as it was"));
}

static void test_teach__learnt_hand_reads_and_can_be_undone(void **state) {
    struct app *app = app_of(state);
    char sentence[APP_SENTENCE];
    use_small_net(app);
    teach(app, 16, 6);
    struct nn_model *before = app->live.model;
    do_kind(app, ACTION_LEARN, 0);
    assert_true(app_is_training(app));
    assert_true(app->learning);
    learn_to_end(*state);
    assert_int_equal(app->training_state, TRAINING_FINISHED);
    assert_non_null(app->fine_tune);
    assert_ptr_equal(app->live.model, app->fine_tune->model);
    assert_int_equal(app->reading.digit, 6);
    assert_int_equal(app->fine_tune->learnt.after, app->fine_tune->learnt.count);
    app_fine_tune_text(app, sentence);
    assert_string_equal(app->toast.text, sentence);
    assert_non_null(strstr(sentence, "before"));
    assert_false(app->requests & APP_REQUEST_PLOTS);
    assert_non_null(strstr(sentence, "Keep it or revert"));
    do_kind(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->live.model, before);
    app_fine_tune_text(app, sentence);
    assert_null(strstr(sentence, "revert"));
    do_kind(app, ACTION_BUILTIN, 0);
    assert_ptr_equal(app->live.model, app->builtin.model);
}

static void test_teach__stopped_lesson_changes_nothing(void **state) {
    struct app *app = app_of(state);
    teach(app, 16, 6);
    struct nn_model *before = app->live.model;
    do_kind(app, ACTION_LEARN, 0);
    do_kind(app, ACTION_TRAINING_STOP, 0);
    learn_to_end(*state);
    assert_int_equal(app->training_state, TRAINING_IDLE);
    assert_ptr_equal(app->live.model, before);
    assert_null(app->fine_tune);
}

static void wait_for_test_set(struct fixture *fixture) {
    struct test_set_view view;
    while (view = test_set_look(fixture->app->test_set),
           view.count == 0 || view.read < view.count) {
        app_collect(fixture->app, 0);
        view = test_set_look(fixture->app->test_set);
        if (view.count == 0 || view.read < view.count)
            bell_wait(&fixture->bell);
    }
    app_collect(fixture->app, 0);
    app_read(fixture->app);
}

static void test_browse__test_pictures_by_digit(void **state) {
    struct app *app = app_of(state);
    do_kind(app, ACTION_VIEW, APP_VIEW_TEST_SET);
    wait_for_test_set(*state);
    struct app_test_place place = app_test_place(app);
    assert_int_equal(place.index, 0);
    assert_int_equal(place.number, 1);
    assert_int_equal(place.count, 60);
    assert_int_equal(app_said_digit(app), 0);
    do_kind(app, ACTION_BROWSE, 1);
    assert_int_equal(app_said_digit(app), 1);
    do_kind(app, ACTION_DIGIT, 4);
    place = app_test_place(app);
    assert_int_equal(place.index, 4);
    assert_int_equal(place.count, 6);
    do_kind(app, ACTION_BROWSE, 2);
    place = app_test_place(app);
    assert_int_equal(place.index, 24);
    assert_int_equal(place.number, 3);
    do_kind(app, ACTION_BROWSE, 100);
    assert_int_equal(app_test_place(app).index, 54);
    do_kind(app, ACTION_DIGIT, 4);
    assert_int_equal(app_test_place(app).count, 60);
    struct test_set_view view = test_set_look(app->test_set);
    assert_memory_equal(app->picture.pixels, view.images + 54 * INK_PIXELS, INK_PIXELS);
    assert_int_equal(collection_count(app->collection), 0);
}

static void test_browse__right_and_wrong_are_the_net_s(void **state) {
    struct app *app = app_of(state);
    int counts[3];
    do_kind(app, ACTION_VIEW, APP_VIEW_TEST_SET);
    wait_for_test_set(*state);
    for (int filter = APP_TEST_ALL; filter <= APP_TEST_RIGHT; filter++) {
        do_kind(app, ACTION_TEST_FILTER, filter);
        struct app_test_place place = app_test_place(app);
        counts[filter] = place.count;
        if (place.index >= 0 && filter != APP_TEST_ALL)
            assert_int_equal(app->reading.digit == app_said_digit(app), filter == APP_TEST_RIGHT);
    }
    assert_int_equal(counts[APP_TEST_WRONG] + counts[APP_TEST_RIGHT], counts[APP_TEST_ALL]);
    assert_true(counts[APP_TEST_WRONG] > 0);
}

static void test_browse__missing_test_pictures_lead_back_to_the_canvas(void **state) {
    struct fixture *fixture = *state;
    struct app *app = fixture->app;
    setenv("INKLING_DATA_DIR", "no-such-folder", 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_TEST_SET);
    while (app->view == APP_VIEW_TEST_SET) {
        bell_wait(&fixture->bell);
        app_collect(app, 0);
    }
    assert_true(app->toast.bad);
    assert_non_null(strstr(app->toast.text, "no-such-folder"));
    setenv("INKLING_DATA_DIR", data, 1);
    do_kind(app, ACTION_VIEW, APP_VIEW_TEST_SET);
    wait_for_test_set(fixture);
    assert_int_equal(app_test_place(app).count, 60);
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    small_set_write(data, 300, 60);
    setenv("INKLING_DATA_DIR", data, 1);
    const struct CMUnitTest tests[] = {
        APP_TEST(test_teach__drawing_is_kept_as_what_it_was_said_to_be),
        APP_TEST(test_teach__gallery_shows_what_is_selected),
        APP_TEST(test_teach__drawings_are_relabelled_deleted_and_brought_back),
        APP_TEST(test_teach__tools_of_the_canvas_rest_while_browsing),
        APP_TEST(test_teach__selected_drawing_goes_to_the_canvas),
        APP_TEST(test_teach__drawing_that_is_edited_stays_the_same_drawing),
        APP_TEST(test_teach__canvas_that_is_cleared_or_undone_is_another_drawing),
        APP_TEST(test_teach__undo_takes_back_what_was_taught),
        APP_TEST(test_teach__selection_stays_among_the_drawings),
        APP_TEST(test_teach__undo_on_the_canvas_leaves_other_changes_alone),
        APP_TEST(test_teach__lesson_that_is_stopped_changes_nothing),
        APP_TEST(test_teach__readings_come_a_few_a_frame),
        APP_TEST(test_teach__exported_drawings_are_added_where_they_are_dropped),
        APP_TEST(test_teach__too_few_drawings_are_told),
        APP_TEST(test_teach__learnt_hand_reads_and_can_be_undone),
        APP_TEST(test_teach__stopped_lesson_changes_nothing),
        APP_TEST(test_browse__test_pictures_by_digit),
        APP_TEST(test_browse__right_and_wrong_are_the_net_s),
        APP_TEST(test_browse__missing_test_pictures_lead_back_to_the_canvas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
