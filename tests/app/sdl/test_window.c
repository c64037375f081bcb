#include "app/sdl/window.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

struct stage {
    struct app *app;
    struct window *window;
};

static struct stage open_stage(bool offscreen, int width, int height) {
    struct stage stage = {0};
    const struct app_options app_options = {.results = "window-results"};
    const struct window_options options = {
        .offscreen = offscreen, .width = width, .height = height, .scale = 1};
    struct nn_error err;
    check_ok(app_create(&stage.app, &app_options, &err), &err);
    check_ok(window_create(&stage.window, stage.app, &options, &err), &err);
    return stage;
}

static void close_stage(struct stage *stage) {
    app_destroy(stage->app);
    window_destroy(stage->window);
}

static void frame(struct stage *stage) {
    struct nn_error err;
    check_ok(window_frame(stage->window, 0, &err), &err);
}

static struct rect canvas_of(const struct stage *stage) {
    return window_ui(stage->window)->layout.places[LAYOUT_CANVAS];
}

/* Draws a 1 in the centre of the canvas. */
static void draw(struct stage *stage) {
    struct rect canvas = canvas_of(stage);
    int x = canvas.x + canvas.w / 2;
    window_pointer(stage->window, UI_EVENT_POINTER_DOWN, x, canvas.y + canvas.h / 4);
    for (int i = 1; i <= 8; i++)
        window_pointer(stage->window, UI_EVENT_POINTER_MOVE, x,
                       canvas.y + canvas.h / 4 + i * canvas.h / 16);
    window_pointer(stage->window, UI_EVENT_POINTER_UP, x, canvas.y + canvas.h * 3 / 4);
    frame(stage);
}

static void test_window__offscreen_drawing_is_read_and_painted(void **state) {
    struct stage stage = open_stage(true, 900, 700);
    frame(&stage);
    const struct image *image = window_image(stage.window);
    assert_int_equal(image->width, 900);
    assert_int_equal(image->height, 700);
    struct rect canvas = canvas_of(&stage);
    int middle = (canvas.y + canvas.h / 2) * image->stride + canvas.x + canvas.w / 2;
    uint32_t ink = window_ui(stage.window)->theme.ink;
    draw(&stage);
    assert_int_equal(window_image(stage.window)->pixels[middle], ink);
    assert_int_equal(stage.app->prediction.reading.digit, 1);
    close_stage(&stage);
}

static void test_window__keys_reach_the_app(void **state) {
    struct stage stage = open_stage(true, 0, 0);
    frame(&stage);
    draw(&stage);
    window_key(stage.window, 'z', UI_CTRL);
    assert_int_equal(canvas_strokes(stage.app->sketch.canvas).count, 0);
    window_key(stage.window, 'z', UI_CTRL | UI_SHIFT);
    assert_int_equal(canvas_strokes(stage.app->sketch.canvas).count, 1);
    window_key(stage.window, UI_KEY_DELETE, 0);
    assert_int_equal(canvas_strokes(stage.app->sketch.canvas).count, 0);
    window_key(stage.window, UI_KEY_F12, 0);
    frame(&stage);
    char path[FILES_MAX_PATH];
    assert_int_equal(sscanf(stage.app->notices.shown.text, "Saved %1000s", path), 1);
    assert_int_equal(remove(path), 0);
    close_stage(&stage);
}

static SDL_Event finger(Uint32 type, SDL_FingerID id, float x, float y) {
    return (SDL_Event){.tfinger = {.type = type, .fingerId = id, .x = x, .y = y}};
}

static void test_window__only_the_first_finger_draws(void **state) {
    struct stage stage = open_stage(true, 1000, 800);
    frame(&stage);
    const SDL_Event events[] = {
        finger(SDL_FINGERDOWN, 7, 0.1f, 0.2f),   finger(SDL_FINGERDOWN, 8, 0.3f, 0.3f),
        finger(SDL_FINGERMOTION, 8, 0.3f, 0.4f), finger(SDL_FINGERMOTION, 7, 0.1f, 0.3f),
        finger(SDL_FINGERUP, 8, 0.3f, 0.4f),     finger(SDL_FINGERUP, 7, 0.1f, 0.3f),
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        window_handle(stage.window, &events[i]);
    SDL_Event mouse = {.button = {.type = SDL_MOUSEBUTTONDOWN,
                                  .which = SDL_TOUCH_MOUSEID,
                                  .button = SDL_BUTTON_LEFT,
                                  .x = 100,
                                  .y = 160}};
    window_handle(stage.window, &mouse);
    struct strokes strokes = canvas_strokes(stage.app->sketch.canvas);
    assert_int_equal(strokes.count, 1);
    assert_int_equal(strokes.items[0]->count, 2);
    struct rect canvas = canvas_of(&stage);
    double x = (double)(strokes.items[0]->points[0].x * (float)canvas.w) + canvas.x;
    check_close(x, 100, 0.01, 0);
    close_stage(&stage);
}

static void test_window__only_the_left_button_draws(void **state) {
    struct stage stage = open_stage(true, 1000, 800);
    frame(&stage);
    struct rect canvas = canvas_of(&stage);
    SDL_Event right = {.button = {.type = SDL_MOUSEBUTTONDOWN,
                                  .button = SDL_BUTTON_RIGHT,
                                  .x = canvas.x + 5,
                                  .y = canvas.y + 5}};
    window_handle(stage.window, &right);
    assert_int_equal(canvas_strokes(stage.app->sketch.canvas).count, 0);
    close_stage(&stage);
}

static void test_window__dropped_nonsense_is_reported_and_drawing_continues(void **state) {
    struct stage stage = open_stage(true, 1000, 800);
    frame(&stage);
    char path[] = "window-nonsense.zip";
    SDL_Event event = {.drop = {.type = SDL_DROPFILE, .file = path}};
    window_handle(stage.window, &event);
    assert_true(stage.app->notices.shown.bad);
    draw(&stage);
    assert_int_equal(stage.app->prediction.reading.digit, 1);
    close_stage(&stage);
}

static void drop(const char *path) {
    SDL_Event event = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup(path)}};
    SDL_PushEvent(&event);
}

static void test_window__files_dropped_together_make_a_contact_sheet(void **state) {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    struct stage stage = open_stage(false, 800, 600);
    SDL_Event complete = {.type = SDL_DROPCOMPLETE}, quit = {.type = SDL_QUIT};
    struct nn_error err;
    drop("no-such-1.png");
    drop("no-such-2.png");
    drop("no-such-3.png");
    SDL_PushEvent(&complete);
    SDL_PushEvent(&quit);
    check_ok(window_run(stage.window, NULL, NULL, &err), &err);
    assert_int_equal(stage.app->screen, SCREEN_SHEET);
    assert_int_equal(contact_sheet_count(&stage.app->sheet), 3);
    close_stage(&stage);
}

/* With SDL's dummy driver the window works as on a screen: its events come through SDL's queue. */
static void test_window__runs_on_a_video_driver_until_it_is_closed(void **state) {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    struct stage stage = open_stage(false, 800, 600);
    SDL_Event events[] = {
        {.button = {.type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_LEFT, .x = 100, .y = 100}},
        {.motion = {.type = SDL_MOUSEMOTION, .x = 100, .y = 200}},
        {.button = {.type = SDL_MOUSEBUTTONUP, .button = SDL_BUTTON_LEFT, .x = 100, .y = 200}},
        {.quit = {.type = SDL_QUIT}},
    };
    window_wake(NULL);
    window_wake(NULL);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_int_equal(SDL_PushEvent(&events[i]), 1);
    struct nn_error err;
    check_ok(window_run(stage.window, NULL, NULL, &err), &err);
    assert_int_equal(canvas_strokes(stage.app->sketch.canvas).count, 1);
    assert_int_equal(window_image(stage.window)->width, 800);
    close_stage(&stage);
}

static void test_window__missing_display_is_an_error(void **state) {
    setenv("SDL_VIDEODRIVER", "no-such-driver", 1);
    struct app *app = NULL;
    struct window *window = NULL;
    const struct app_options app_options = {0};
    const struct window_options options = {.offscreen = false};
    struct nn_error err;
    check_ok(app_create(&app, &app_options, &err), &err);
    check_status(window_create(&window, app, &options, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "cannot open a window"));
    assert_null(window);
    app_destroy(app);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window__offscreen_drawing_is_read_and_painted),
        cmocka_unit_test(test_window__keys_reach_the_app),
        cmocka_unit_test(test_window__only_the_first_finger_draws),
        cmocka_unit_test(test_window__only_the_left_button_draws),
        cmocka_unit_test(test_window__dropped_nonsense_is_reported_and_drawing_continues),
        cmocka_unit_test(test_window__files_dropped_together_make_a_contact_sheet),
        cmocka_unit_test(test_window__runs_on_a_video_driver_until_it_is_closed),
        cmocka_unit_test(test_window__missing_display_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
