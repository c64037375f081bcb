#include "app/ui/frame.h"

#include <string.h>

#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static struct frame *make(void) {
    struct frame *frame = NULL;
    struct nn_error err;
    check_ok(frame_create(&frame, &err), &err);
    return frame;
}

static struct frame_dirty show(struct frame *frame, const struct stage_app *stage) {
    struct frame_dirty dirty;
    struct nn_error err;
    check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
    return dirty;
}

static struct frame_dirty paint(struct frame *frame, struct stage_app *stage) {
    app_read(stage->app);
    return show(frame, stage);
}

/* The picture must be the same as one painted from nothing, and what has changed since the last
 * call within the dirty rectangles. */
static void check_picture(struct frame *frame, struct stage_app *stage, const char *when) {
    struct frame *fresh = make();
    paint(frame, stage);
    show(fresh, stage);
    const struct image *a = frame_image(frame), *b = frame_image(fresh);
    for (int y = 0; y < a->height; y++)
        for (int x = 0; x < a->width; x++)
            if (a->pixels[y * a->stride + x] != b->pixels[y * b->stride + x])
                fail_msg("%s: pixel %d,%d is stale", when, x, y);
    frame_destroy(fresh);
}

static void press(struct stage_app *stage, enum layout_place which) {
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage->ui.layout.places[which]);
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage->ui.layout.places[which]);
}

static void test_frame__partial_painting_leaves_nothing_stale(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = make();
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
    frame_destroy(frame);
}

/* The views of the net at work, one after the other and both, while ink and pointer change. */
/* What runs elsewhere ends at any moment. */
static void test_frame__end_of_a_training_leaves_nothing_stale(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = make();
    const struct action recipe = {.kind = ACTION_VIEW, .number = APP_VIEW_RECIPE};
    app_update(stage->app, &recipe);
    stage->app->settings.epochs = 7; /* so that Reset has something to do */
    ui_arrange(&stage->ui, stage->app, 1100, 720, 1);
    stage->app->training_state = TRAINING_RUNNING;
    stage->app->recipe.revision++;
    check_picture(frame, stage, "under way");
    stage->app->training_state = TRAINING_FINISHED;
    check_picture(frame, stage, "at its end");
    frame_destroy(frame);
}

static void test_frame__views_of_the_net_leave_nothing_stale(void **state) {
    static const enum layout_place places[] = {LAYOUT_LAYERS_STRIP, LAYOUT_LAYERS_MAP, LAYOUT_BARS,
                                               LAYOUT_LAYERS_SUM};
    struct stage_app *stage = *state;
    struct frame *frame = make();
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
    while (app_is_busy(stage->app))
        check_picture(frame, stage, "why under way");
    stage_app_key(stage, 'l', 0);
    check_picture(frame, stage, "layers closed");
    stage_app_key(stage, 'w', 0);
    check_picture(frame, stage, "why closed");
    frame_destroy(frame);
}

static void test_frame__browsing_leaves_nothing_stale(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = make();
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
    while (app_is_busy(stage->app))
        check_picture(frame, stage, "why under way");
    frame_destroy(frame);
}

static void test_frame__nothing_new_paints_nothing(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = make();
    assert_int_equal(paint(frame, stage).count, 1);
    assert_int_equal(paint(frame, stage).count, 0);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage->ui.layout.places[LAYOUT_BARS]);
    assert_int_equal(paint(frame, stage).count, 0);
    frame_destroy(frame);
}

static bool is_within(struct rect inner, struct rect outer) {
    struct rect both = rect_intersection(inner, outer);
    return both.w == inner.w && both.h == inner.h;
}

static void test_frame__stroke_dirties_a_small_part_of_the_canvas(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = make();
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
    frame_destroy(frame);
}

static void test_frame__takes_on_a_new_size(void **state) {
    struct stage_app *stage = *state;
    struct frame *frame = make();
    static const int sizes[][2] = {{480, 360}, {1920, 1080}, {800, 600}, {3840, 2160}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ui_arrange(&stage->ui, stage->app, sizes[i][0], sizes[i][1], 1);
        struct frame_dirty dirty = paint(frame, stage);
        assert_int_equal(dirty.count, 1);
        assert_int_equal(frame_image(frame)->width, sizes[i][0]);
        assert_int_equal(frame_image(frame)->height, sizes[i][1]);
    }
    frame_destroy(frame);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_frame__partial_painting_leaves_nothing_stale),
        STAGE_TEST(test_frame__end_of_a_training_leaves_nothing_stale),
        STAGE_TEST(test_frame__views_of_the_net_leave_nothing_stale),
        STAGE_TEST(test_frame__browsing_leaves_nothing_stale),
        STAGE_TEST(test_frame__nothing_new_paints_nothing),
        STAGE_TEST(test_frame__stroke_dirties_a_small_part_of_the_canvas),
        STAGE_TEST(test_frame__takes_on_a_new_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
