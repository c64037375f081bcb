#include "app/cli/stage.h"

#include <string.h>

#include "tests/support/check.h"

static int open_stage(void **state) {
    static struct stage stage;
    struct nn_error err;
    check_ok(stage_create(&stage, &(struct app_options){.results = "stage-results"}, false, &err), &err);
    *state = &stage;
    return 0;
}

static int close_stage(void **state) {
    stage_destroy(*state);
    return 0;
}

static struct ink_picture draw(struct stage *stage, int digit, const struct stage_square *square) {
    const struct strokes strokes = stage_digit(digit);
    struct nn_error err;
    check_ok(stage_clear(stage, &err), &err);
    check_ok(stage_draw(stage, &strokes, square, &err), &err);
    return stage->app->prediction.picture;
}

/* Returns the mean over the ink of `a`, as a fraction of a full pixel. */
static double difference(const struct ink_picture *a, const struct ink_picture *b) {
    double sum = 0, ink = 0;
    for (int i = 0; i < INK_PIXELS; i++) {
        double step = a->pixels[i] - b->pixels[i];
        sum += step < 0 ? -step : step;
        ink += a->pixels[i];
    }
    return sum / ink;
}

/* The drawings fill 60 % of their square's height: 0.25 makes them 15 % of the canvas. The
 * remaining difference comes from the mouse, which moves in whole pixels. */
static void test_stage__size_place_and_brush_do_not_matter(void **state) {
    struct stage *stage = *state;
    static const float brushes[] = {CANVAS_BRUSH_MIN, CANVAS_BRUSH_DEFAULT, CANVAS_BRUSH_MAX};
    static const struct {
        float size, max;
    } sizes[] = {{0.25f, 0.12f}, {0.6f, 0.06f}, {1, 0.045f}, {1.4f, 0.04f}};
    static const struct point places[] = {{0, 0}, {1, 0}, {0.5f, 0.5f}, {0, 1}, {1, 1}};
    float side = (float)stage_canvas_side(stage);
    struct ink_picture plain[10];
    for (int digit = 0; digit < 10; digit++)
        plain[digit] = draw(stage, digit, NULL);
    for (int run = 0; run < 10 * 4 * 5; run++) {
        int digit = run % 10, size = run / 10 % 4;
        struct point place = places[run / 40];
        struct action brush = {.kind = ACTION_BRUSH, .value = brushes[run % 3]};
        float capacity = side * (1 - 0.65f * sizes[size].size);
        const struct stage_square square = {
            .left = place.x * capacity - side * sizes[size].size * 0.2f + side * 0.01f,
            .top = place.y * capacity - side * sizes[size].size * 0.175f,
            .size = side * sizes[size].size,
        };
        app_update(stage->app, &brush);
        struct ink_picture moved = draw(stage, digit, &square);
        double found = difference(&plain[digit], &moved);
        if (stage->app->prediction.reading.digit != digit || found > (double)sizes[size].max)
            fail_msg("%d at (%g, %g), size %g: read as %d, picture differs by %.3f", digit,
                     (double)place.x, (double)place.y, (double)sizes[size].size,
                     stage->app->prediction.reading.digit, found);
    }
}

static void act(struct stage *stage, enum action_kind kind, int number) {
    const struct action action = {.kind = kind, .number = number};
    struct nn_error err;
    app_update(stage->app, &action);
    check_ok(stage_frame(stage, &err), &err);
}

/* Draws a stroke down the canvas at this x. */
static void draw_bar(struct stage *stage, float x) {
    const struct point points[] = {{x, 0.15f}, {x, 0.5f}, {x, 0.85f}};
    const struct stroke bar = {CANVAS_BRUSH_DEFAULT, 3, points};
    const struct stroke *items[] = {&bar};
    const struct strokes strokes = {1, items};
    struct nn_error err;
    check_ok(stage_draw(stage, &strokes, NULL, &err), &err);
}

static void test_stage__undo_and_eraser_restore_the_picture(void **state) {
    struct stage *stage = *state;
    static const float places[] = {0.5f, 0.9f}; /* across the digit, and apart from it */
    struct ink_picture before = draw(stage, 4, NULL);
    struct reading reading = stage->app->prediction.reading;
    for (int i = 0; i < 2; i++) {
        draw_bar(stage, places[i]);
        assert_memory_not_equal(&before, &stage->app->prediction.picture, sizeof before);
        act(stage, ACTION_UNDO, 0);
        assert_memory_equal(&before, &stage->app->prediction.picture, sizeof before);
    }
    draw_bar(stage, places[1]);
    assert_int_equal(stage->app->prediction.number.count, 2);
    act(stage, ACTION_TOOL, CANVAS_TOOL_ERASER);
    draw_bar(stage, places[1]);
    assert_int_equal(stage->app->prediction.number.count, 1);
    assert_memory_equal(&before, &stage->app->prediction.picture, sizeof before);
    assert_memory_equal(&reading, &stage->app->prediction.reading, sizeof reading);
}

/* A file's strokes may begin anywhere, but they are no clicks. */
static void test_stage__strokes_beside_the_canvas_press_nothing(void **state) {
    struct stage *stage = *state;
    const struct layout *layout = &window_ui(stage->window)->layout;
    const struct app *app = stage->app;
    struct nn_error err;
    for (int place = 0; place < LAYOUT_PLACES; place++) {
        struct rect rect = layout->places[place];
        if (place == LAYOUT_CANVAS || rect.w == 0)
            continue;
        const struct point points[] = {
            ui_canvas_point(layout, (float)rect.x + (float)rect.w / 2,
                            (float)rect.y + (float)rect.h / 2),
            {0.5f, 0.5f},
        };
        for (int count = 1; count <= 2; count++) {
            const struct stroke stroke = {0.06f, count, points}, *items[] = {&stroke};
            const struct strokes strokes = {1, items};
            check_ok(stage_clear(stage, &err), &err);
            check_ok(stage_draw(stage, &strokes, NULL, &err), &err);
            if (app->sketch.tool != CANVAS_TOOL_PEN || app->screen != SCREEN_CANVAS ||
                trainer_session_is_active(&app->trainer) ||
                canvas_strokes(app->sketch.canvas).count < count - 1)
                fail_msg("the stroke of %d points at place %d acted there", count, place);
        }
    }
}

static void test_stage__clearing_brings_back_pen_and_canvas(void **state) {
    struct stage *stage = *state;
    struct nn_error err;
    app_update(stage->app, &(struct action){.kind = ACTION_TOOL, .number = CANVAS_TOOL_ERASER});
    app_update(stage->app, &(struct action){.kind = ACTION_SCREEN, .number = SCREEN_RUNS});
    assert_int_equal(stage->app->screen, SCREEN_RUNS);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_ERASER);
    check_ok(stage_clear(stage, &err), &err);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_PEN);
}

static void test_stage__dot_is_seen_but_is_not_a_digit(void **state) {
    struct stage *stage = *state;
    struct rect canvas = window_ui(stage->window)->layout.places[LAYOUT_CANVAS];
    int x = canvas.x + canvas.w / 3, y = canvas.y + canvas.h / 3;
    struct nn_error err;
    window_pointer(stage->window, UI_EVENT_POINTER_DOWN, x, y);
    window_pointer(stage->window, UI_EVENT_POINTER_UP, x, y);
    check_ok(stage_frame(stage, &err), &err);
    assert_false(stage->app->prediction.picture.blank);
    assert_int_equal(stage->app->prediction.picture.pixels[14 * INK_SIDE + 14], 255);
    assert_false(stage->app->prediction.reading.is_digit);
    assert_true(stage->app->prediction.reading.digit >= 0);
}

/* Draws digits side by side, each in a square a third as wide as the canvas. */
static void draw_number(struct stage *stage, const char *digits) {
    float side = (float)stage_canvas_side(stage);
    struct nn_error err;
    check_ok(stage_clear(stage, &err), &err);
    for (int i = 0; digits[i]; i++) {
        const struct strokes strokes = stage_digit(digits[i] - '0');
        const struct stage_square square = {
            .left = side * (0.28f * (float)i - 0.08f), .top = side * 0.2f, .size = side * 0.4f};
        check_ok(stage_draw(stage, &strokes, &square, &err), &err);
    }
}

static void test_stage__digits_side_by_side_are_a_number(void **state) {
    static const char *const numbers[] = {"42", "705", "1984", "360"};
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[NUMBER_MAX_TEXT];
        draw_number(stage, numbers[i]);
        number_text(&stage->app->prediction.number, text);
        assert_string_equal(text, numbers[i]);
        number_text(&stage->app->prediction.shown, text);
        assert_string_equal(text, numbers[i]);
        int last = (int)strlen(text) - 1;
        assert_int_equal(stage->app->prediction.number.latest, last);
        assert_int_equal(stage->app->prediction.reading.digit, numbers[i][last] - '0');
    }
}

/* While the pen is down the large answer changes only from one confident digit to another. */
static void test_stage__answer_is_steady_until_the_pen_is_lifted(void **state) {
    struct stage *stage = *state;
    const struct stroke *eight = stage_digit(8).items[0];
    struct rect canvas = window_ui(stage->window)->layout.places[LAYOUT_CANVAS];
    struct number before = stage->app->prediction.shown;
    for (int i = 0; i < eight->count; i++) {
        struct nn_error err;
        window_pointer(stage->window, i ? UI_EVENT_POINTER_MOVE : UI_EVENT_POINTER_DOWN,
                       canvas.x + (int)(eight->points[i].x * (float)canvas.w),
                       canvas.y + (int)(eight->points[i].y * (float)canvas.w));
        check_ok(stage_frame(stage, &err), &err);
        assert_true(stage->app->prediction.reading.digit >= 0);
        bool moved = memcmp(&before, &stage->app->prediction.shown, sizeof before) != 0;
        assert_true(!moved || number_is_sure(&stage->app->prediction.shown));
        before = stage->app->prediction.shown;
    }
    window_pointer(stage->window, UI_EVENT_POINTER_UP, canvas.x, canvas.y);
    struct nn_error err;
    check_ok(stage_frame(stage, &err), &err);
    assert_memory_equal(&stage->app->prediction.shown.digits[0], &stage->app->prediction.reading,
                        sizeof stage->app->prediction.reading);
}

static void test_stage__answer_stays_while_the_drawing_does(void **state) {
    struct stage *stage = *state;
    struct rect canvas = window_ui(stage->window)->layout.places[LAYOUT_CANVAS];
    draw(stage, 4, NULL);
    const struct reading before = stage->app->prediction.reading;
    for (int i = 0; i < 20; i++) {
        struct nn_error err;
        window_pointer(stage->window, UI_EVENT_POINTER_MOVE, canvas.x + 9 * i, canvas.y + 7 * i);
        check_ok(stage_frame(stage, &err), &err);
        assert_memory_equal(&before, &stage->app->prediction.reading, sizeof before);
    }
}

#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_stage__size_place_and_brush_do_not_matter),
        STAGE_TEST(test_stage__undo_and_eraser_restore_the_picture),
        STAGE_TEST(test_stage__strokes_beside_the_canvas_press_nothing),
        STAGE_TEST(test_stage__clearing_brings_back_pen_and_canvas),
        STAGE_TEST(test_stage__dot_is_seen_but_is_not_a_digit),
        STAGE_TEST(test_stage__digits_side_by_side_are_a_number),
        STAGE_TEST(test_stage__answer_is_steady_until_the_pen_is_lifted),
        STAGE_TEST(test_stage__answer_stays_while_the_drawing_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
