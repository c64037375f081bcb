#include "app/ui/frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/stage_app.h"
#include "tests/support/views.h"
#include "tests/support/watched_frame.h"

static struct watched_frame *make(struct watched_frame *watched) {
    struct nn_error err;
    check_ok(watched_frame_create(watched, &err), &err);
    return watched;
}

static struct frame_dirty paint(struct watched_frame *frame, struct stage_app *stage) {
    struct frame_dirty dirty;
    struct nn_error err;
    app_refresh(stage->app);
    check_ok(watched_frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
    return dirty;
}

/* The accumulated picture must equal one painted from scratch. */
static void check_picture(struct watched_frame *frame, struct stage_app *stage, const char *when) {
    struct rect stale;
    struct nn_error err;
    paint(frame, stage);
    check_ok(watched_frame_compare(frame, stage->app, &stage->ui, &stale, &err), &err);
    if (stale.w > 0)
        fail_msg("%s: pixel %d,%d is stale", when, stale.x, stale.y);
}

static void press(struct stage_app *stage, enum layout_place which) {
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage->ui.layout.places[which]);
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage->ui.layout.places[which]);
}

static void test_frame__partial_painting_leaves_nothing_stale(void **state) {
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    struct rect canvas = stage->ui.layout.places[LAYOUT_CANVAS];
    check_picture(frame, stage, "first");
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, canvas);
    check_picture(frame, stage, "stroke begun");
    for (int i = 0; i < 12; i++) {
        stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 200 + 17 * (i % 5),
                          canvas.y + 30 + 29 * i);
        check_picture(frame, stage, "stroke goes on");
    }
    stage_app_at(stage, UI_EVENT_POINTER_UP, canvas);
    check_picture(frame, stage, "stroke ended");
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, canvas);
    stage_app_at(stage, UI_EVENT_POINTER_UP, canvas);
    check_picture(frame, stage, "second stroke");
    stage_app_key(stage, 'z', UI_CTRL);
    check_picture(frame, stage, "undone by key");
    for (int which = LAYOUT_BRUSH; which <= LAYOUT_CLEAR; which++) {
        press(stage, (enum layout_place)which);
        check_picture(frame, stage, "tool pressed");
    }
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage->ui.layout.places[LAYOUT_ACCURACY]);
    check_picture(frame, stage, "pointer over a chart");
    stage_app_key(stage, UI_KEY_TAB, 0);
    check_picture(frame, stage, "focus moved");
    press(stage, LAYOUT_SETTINGS);
    check_picture(frame, stage, "menu open");
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    check_picture(frame, stage, "menu closed");
    app_say(stage->app, true, "Something went wrong with %0200d, and this takes long to say.", 1);
    check_picture(frame, stage, "long message");
    app_collect(stage->app, 1000);
    check_picture(frame, stage, "message gone");
    stage_app_key(stage, 'd', UI_CTRL);
    check_picture(frame, stage, "dark");
    stage_app_key(stage, UI_KEY_F1, 0);
    check_picture(frame, stage, "keys shown");
    stage_app_key(stage, UI_KEY_F1, 0);
    stage_app_key(stage, UI_KEY_F1 + 8, 0);
    check_picture(frame, stage, "panel closed");
    watched_frame_destroy(frame);
}

/* Training may end between any two frames. */
static void test_frame__end_of_training_leaves_nothing_stale(void **state) {
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    const struct action recipe = {.kind = ACTION_SCREEN, .number = SCREEN_RECIPE};
    app_update(stage->app, &recipe);
    const struct action epochs = {.kind = ACTION_SETTING, .setting = {TRAINING_CHOICE_EPOCHS, "7"}};
    app_update(stage->app, &epochs); /* so that Reset is enabled */
    stage_app_begin_training(stage);
    check_picture(frame, stage, "under way");
    stage_app_end_training(stage);
    check_picture(frame, stage, "at its end");
    watched_frame_destroy(frame);
}

/* The views of activations and attribution, each alone and both, while ink and pointer change. */
static void test_frame__views_of_the_network_leave_nothing_stale(void **state) {
    static const enum layout_place places[] = {LAYOUT_LAYERS_STRIP, LAYOUT_LAYERS_MAP, LAYOUT_BARS,
                                               LAYOUT_LAYERS_SUM};
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    check_picture(frame, stage, "closed");
    stage_app_key(stage, 'l', 0);
    check_picture(frame, stage, "layers open");
    stage_app_key(stage, 'w', 0);
    check_picture(frame, stage, "why open");
    struct rect canvas = stage->ui.layout.places[LAYOUT_CANVAS];
    for (int i = 0; i < 6; i++) {
        stage_app_pointer(stage, i ? UI_EVENT_POINTER_MOVE : UI_EVENT_POINTER_DOWN,
                          canvas.x + 100 + 5 * i, canvas.y + 50 + 20 * i);
        check_picture(frame, stage, "stroke");
    }
    stage_app_at(stage, UI_EVENT_POINTER_UP, canvas);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage->ui.layout.places[places[i]]);
        check_picture(frame, stage, "pointer over a view");
    }
    for (int i = 0; i < 8; i++) {
        stage_app_key(stage, '.', 0);
        check_picture(frame, stage, "next layer");
    }
    press(stage, LAYOUT_LAYERS_STRIP);
    check_picture(frame, stage, "map chosen");
    for (int i = 0; i < 6; i++) {
        stage_app_key(stage, UI_KEY_TAB, 0);
        check_picture(frame, stage, "focus moved");
    }
    wait_while (app_is_busy(stage->app))
        check_picture(frame, stage, "why under way");
    stage_app_key(stage, 'l', 0);
    check_picture(frame, stage, "layers closed");
    stage_app_key(stage, 'w', 0);
    check_picture(frame, stage, "why closed");
    watched_frame_destroy(frame);
}

static void test_frame__browsing_leaves_nothing_stale(void **state) {
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    struct rect canvas = stage->ui.layout.places[LAYOUT_CANVAS];
    for (int i = 0; i < 9; i++) {
        stage_app_key(stage, UI_KEY_DELETE, 0);
        stage_app_pointer(stage, UI_EVENT_POINTER_DOWN, canvas.x + 50 + 9 * i, canvas.y + 40);
        stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 70, canvas.y + 190);
        stage_app_pointer(stage, UI_EVENT_POINTER_UP, canvas.x + 70, canvas.y + 190);
        stage_app_key(stage, '0' + i, 0);
        check_picture(frame, stage, "taught");
    }
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, layout_bar(&stage->ui.layout, 3));
    check_picture(frame, stage, "pointer over a bar");
    app_collect(stage->app, 1000);
    check_picture(frame, stage, "tip over a bar");
    stage_app_key(stage, 'm', UI_CTRL);
    check_picture(frame, stage, "drawings");
    for (int i = 0; i < 3; i++) {
        app_collect(stage->app, 1000);
        check_picture(frame, stage, "drawings are read");
    }
    stage_app_key(stage, 'l', 0);
    check_picture(frame, stage, "layers under the drawings");
    stage_app_key(stage, 'w', 0);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, layout_bar(&stage->ui.layout, 5));
    check_picture(frame, stage, "why of a drawing");
    static const int keys[] = {UI_KEY_LEFT, UI_KEY_UP, '7', UI_KEY_DELETE, UI_KEY_RIGHT};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        stage_app_key(stage, keys[i], 0);
        check_picture(frame, stage, "key among the drawings");
    }
    stage_app_key(stage, 't', UI_CTRL);
    check_picture(frame, stage, "test pictures");
    static const int choices[] = {UI_KEY_DOWN, UI_KEY_DOWN, UI_KEY_RIGHT, UI_KEY_DELETE};
    stage_app_key(stage, UI_KEY_F1 + 3, 0);
    check_picture(frame, stage, "recipe");
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        stage_app_key(stage, choices[i], 0);
        check_picture(frame, stage, "key among the choices");
    }
    stage_app_key(stage, 'm', UI_CTRL);
    stage_app_key(stage, 'm', UI_CTRL);
    check_picture(frame, stage, "canvas again");
    wait_while (app_is_busy(stage->app))
        check_picture(frame, stage, "why under way");
    watched_frame_destroy(frame);
}

/* Keys that the views answer differently or not at all. None trains or writes. */
static const struct {
    int key;
    unsigned mods;
    const char *name;
} session_keys[] = {
    {UI_KEY_TAB, 0, "tab"},
    {UI_KEY_RIGHT, 0, "right"},
    {UI_KEY_DOWN, 0, "down"},
    {UI_KEY_TAB, 0, "tab"},
    {UI_KEY_LEFT, 0, "left"},
    {UI_KEY_UP, 0, "up"},
    {' ', 0, "space"},
    {'z', UI_CTRL, "undo"},
    {'z', UI_CTRL | UI_SHIFT, "redo"},
    {'3', 0, "digit"},
    {'e', 0, "eraser"},
    {'l', 0, "layers"},
    {'.', 0, "next layer"},
    {'w', 0, "attribution"},
    {UI_KEY_F10, 0, "menu"},
    {UI_KEY_DOWN, 0, "entry"},
    {UI_KEY_RIGHT, 0, "list"},
    {UI_KEY_DOWN, 0, "choice"},
    {UI_KEY_ESCAPE, 0, "back"},
    {UI_KEY_ESCAPE, 0, "back"},
    {UI_KEY_F1, 0, "sheet of keys"},
    {UI_KEY_DOWN, 0, "page"},
    {UI_KEY_F1, 0, "no sheet"},
    {'d', UI_CTRL, "dark"},
    {'+', UI_CTRL, "larger"},
    {UI_KEY_DELETE, 0, "cleared"},
    {'0', UI_CTRL, "normal size"},
    {'d', UI_CTRL, "light"},
    {UI_KEY_F1 + 8, 0, "panel"},
};

struct session {
    struct stage_app *stage;
    struct watched_frame *frame;
    const char *view;
    int first_place, events;
};

static void check_event(struct session *session, const char *event) {
    char when[128];
    snprintf(when, sizeof when, "%s, event %d: %s", session->view, session->events++, event);
    check_picture(session->frame, session->stage, when);
}

/* Over every third place, with the tip that appears when the pointer rests. */
static void hover_about(struct session *session) {
    for (int i = session->first_place; i < LAYOUT_PLACES; i += 3) {
        struct rect rect = session->stage->ui.layout.places[i];
        if (rect.w == 0)
            continue;
        stage_app_pointer(session->stage, UI_EVENT_POINTER_MOVE, rect.x + rect.w / 3,
                          rect.y + rect.h / 3);
        check_event(session, "pointer");
        app_collect(session->stage->app, session->events * 2.0);
        check_event(session, "tip");
    }
}

static void draw_on_the_canvas(struct session *session) {
    struct rect canvas = session->stage->ui.layout.places[LAYOUT_CANVAS];
    for (int i = 0; i < 4; i++) {
        stage_app_pointer(session->stage, i ? UI_EVENT_POINTER_MOVE : UI_EVENT_POINTER_DOWN,
                          canvas.x + canvas.w / 3 + 7 * i, canvas.y + canvas.h / 4 + 11 * i);
        check_event(session, "stroke");
    }
    stage_app_at(session->stage, UI_EVENT_POINTER_UP, canvas);
    check_event(session, "stroke ended");
}

static void press_keys(struct session *session) {
    for (size_t i = 0; i < sizeof session_keys / sizeof *session_keys; i++) {
        stage_app_key(session->stage, session_keys[i].key, session_keys[i].mods);
        check_event(session, session_keys[i].name);
    }
}

/* Invented reports of a training run. */
static void hear_of_a_training(struct session *session) {
    struct app *app = session->stage->app;
    for (int i = 1; i <= 4; i++) {
        const struct training_point at = {.epoch = 6 + 0.1 * i,
                                          .train_loss = 0.05,
                                          .train_accuracy = 0.98,
                                          .val_loss = (double)NAN,
                                          .val_accuracy = (double)NAN};
        history_add(&app->trainer.history, &at);
        check_event(session, "training goes on");
    }
}

static void resize(struct session *session) {
    static const int sizes[][2] = {{800, 600}, {1500, 900}, {500, 380}, {1100, 720}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ui_arrange(&session->stage->ui, session->stage->app, sizes[i][0], sizes[i][1], 1);
        check_event(session, "another size");
    }
}

static int live_through(const struct view *view, int number) {
    void *state;
    struct watched_frame watched;
    stage_app_open(&state);
    struct session session = {
        .stage = state, .frame = make(&watched), .view = view->name, .first_place = number % 3};
    check_event(&session, "start");
    view->prepare(session.stage);
    check_event(&session, "prepared");
    hover_about(&session);
    draw_on_the_canvas(&session);
    hear_of_a_training(&session);
    resize(&session);
    press_keys(&session);
    watched_frame_destroy(&watched);
    stage_app_close(&state);
    views_clean_up();
    return session.events;
}

static void test_frame__no_event_of_a_session_leaves_anything_stale(void **state) {
    static const char *const names[] = {"layers",   "training", "collection", "test-set",
                                        "mistakes", "runs",     "recipe",     "message"};
    int events = 0, lived = 0;
    for (int i = 0; i < view_count; i++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (strcmp(views[i].name, names[n]) == 0)
                events += live_through(&views[i], lived++);
    assert_int_equal(lived, sizeof names / sizeof *names);
    assert_true(events > 300);
}

static void test_frame__nothing_new_paints_nothing(void **state) {
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    assert_int_equal(paint(frame, stage).count, 1);
    assert_int_equal(paint(frame, stage).count, 0);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage->ui.layout.places[LAYOUT_BARS]);
    assert_int_equal(paint(frame, stage).count, 0);
    watched_frame_destroy(frame);
}

static bool is_within(struct rect inner, struct rect outer) {
    struct rect both = rect_intersection(inner, outer);
    return both.w == inner.w && both.h == inner.h;
}

static void test_frame__stroke_dirties_a_small_part_of_the_canvas(void **state) {
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    struct rect canvas = stage->ui.layout.places[LAYOUT_CANVAS];
    for (int i = 0; i < 20; i++) {
        stage_app_pointer(stage, i ? UI_EVENT_POINTER_MOVE : UI_EVENT_POINTER_DOWN,
                          canvas.x + 30 + 8 * i, canvas.y + 40);
        paint(frame, stage);
    }
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 200, canvas.y + 48);
    struct frame_dirty dirty = paint(frame, stage);
    int in_canvas = 0;
    for (int i = 0; i < dirty.count; i++)
        if (is_within(dirty.rects[i], canvas)) {
            in_canvas++;
            assert_true(dirty.rects[i].w < canvas.w / 3 && dirty.rects[i].h < canvas.h / 3);
        }
    assert_int_equal(in_canvas, 1);
    watched_frame_destroy(frame);
}

static void test_frame__adapts_to_a_new_size(void **state) {
    struct stage_app *stage = *state;
    struct watched_frame watched, *frame = make(&watched);
    static const int sizes[][2] = {{480, 360}, {1920, 1080}, {800, 600}, {3840, 2160}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ui_arrange(&stage->ui, stage->app, sizes[i][0], sizes[i][1], 1);
        struct frame_dirty dirty = paint(frame, stage);
        assert_int_equal(dirty.count, 1);
        assert_int_equal(frame_image(frame->frame)->width, sizes[i][0]);
        assert_int_equal(frame_image(frame->frame)->height, sizes[i][1]);
    }
    watched_frame_destroy(frame);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_frame__partial_painting_leaves_nothing_stale),
        STAGE_TEST(test_frame__end_of_training_leaves_nothing_stale),
        STAGE_TEST(test_frame__views_of_the_network_leave_nothing_stale),
        STAGE_TEST(test_frame__browsing_leaves_nothing_stale),
        cmocka_unit_test(test_frame__no_event_of_a_session_leaves_anything_stale),
        STAGE_TEST(test_frame__nothing_new_paints_nothing),
        STAGE_TEST(test_frame__stroke_dirties_a_small_part_of_the_canvas),
        STAGE_TEST(test_frame__adapts_to_a_new_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
