/* Fuzzes the window without SDL: streams of events, each of six bytes, with a frame after each, or
 * after several where the first byte is 128 or more, which must equal one painted from scratch.
 * Actions that train, read a whole data set or write files are left out. */
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/support/box_font.h"
#include "tests/support/watched_frame.h"

enum { EVENT_BYTES = 6, MAX_EVENTS = 200, KINDS = UI_EVENT_PASTE + 1, RESIZE = KINDS, WAIT, ALL };

struct window {
    struct app *app;
    struct ui ui;
    struct box_font font;
    struct watched_frame watched;
    int width, height;
    float scale;
};

static void arrange(struct window *window) {
    ui_arrange(&window->ui, window->app, window->width, window->height, window->scale);
}

static int reaches_out(const struct action *action) {
    static const enum action_kind kinds[] = {
        ACTION_TRAINING_START, ACTION_LEARN,      ACTION_SAVE_PICTURE,
        ACTION_SAVE_DRAWING,   ACTION_SAVE_MODEL, ACTION_EXPORT,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (action->kind == kinds[i])
            return 1;
    return action->kind == ACTION_SCREEN &&
           (action->number == SCREEN_TEST_SET || action->number == SCREEN_RUNS ||
            action->number == SCREEN_MISTAKES);
}

static void hand_in(struct window *window, const uint8_t *bytes) {
    static const char *const paths[] = {
        "/no.onnx", "/no.safetensors", "/no.png", "/no.ndjson", "/no", ""};
    int a = bytes[1] << 8 | bytes[2], b = bytes[3] << 8 | bytes[4];
    struct ui_event event = {
        .kind = (enum ui_event_kind)(bytes[0] % ALL),
        .x = (float)(a % (window->width + 20) - 10),
        .y = (float)(b % (window->height + 20) - 10),
        .steps = (int8_t)bytes[5],
        .key = a % (UI_KEY_F12 + 2),
        .mods = bytes[5] & 7u,
        .repeat = bytes[5] & 8,
        .path = paths[bytes[5] % 6],
        .text = paths[bytes[5] % 6],
    };
    struct action action = ui_handle(&window->ui, window->app, &event);
    if (!reaches_out(&action))
        app_update(window->app, &action);
}

static void paint(struct window *window) {
    struct frame_dirty dirty;
    struct rect stale = {0, 0, 0, 0};
    struct nn_error err;
    enum nn_status status =
        watched_frame_paint(&window->watched, window->app, &window->ui, &dirty, &err);
    fuzz_expect_told(status, &err);
    if (status)
        return;
    const struct image *image = frame_image(window->watched.frame);
    fuzz_expect(image->width == window->width && image->height == window->height,
                "the picture has the window's size");
    status = watched_frame_compare(&window->watched, window->app, &window->ui, &stale, &err);
    fuzz_expect_told(status, &err);
    fuzz_expect(stale.w == 0, "no pixel of the picture is stale");
}

/* Between events time passes, and the drawing is read. */
static void pass_time(struct window *window, double now_s) {
    app_collect(window->app, now_s);
    app_refresh(window->app);
}

static void take(struct window *window, const uint8_t *bytes, int number) {
    int kind = bytes[0] % ALL;
    if (kind == RESIZE) {
        window->width = 1 + (bytes[1] << 8 | bytes[2]) % 1600;
        window->height = 1 + (bytes[3] << 8 | bytes[4]) % 1200;
        window->scale = 0.5f + (float)(bytes[5] % 8) / 2;
    } else if (kind == WAIT) {
        pass_time(window, number * (bytes[5] / 16.0));
    } else {
        hand_in(window, bytes);
    }
    if (bytes[0] >= 128)
        return;
    arrange(window);
    paint(window);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct app_options options = {.results = "/no-such-folder"};
    struct window window = {.width = 1100, .height = 720, .scale = 1};
    struct nn_error err;
    fuzz_expect(app_create(&window.app, &options, &err) == NN_STATUS_OK &&
                    watched_frame_create(&window.watched, &err) == NN_STATUS_OK,
                "there is a program");
    box_font_init(&window.font);
    ui_init(&window.ui, &window.font.font);
    arrange(&window);
    for (int i = 0; i < MAX_EVENTS && (size_t)(i + 1) * EVENT_BYTES <= size; i++)
        take(&window, data + (ptrdiff_t)i * EVENT_BYTES, i);
    pass_time(&window, 1000);
    arrange(&window);
    paint(&window);
    watched_frame_destroy(&window.watched);
    app_destroy(window.app);
    return 0;
}
