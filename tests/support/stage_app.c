#include "tests/support/stage_app.h"

#include <stdlib.h>

#include "tests/support/check.h"

int stage_app_open_with(void **state, const char *results, bool desktop_dark) {
    struct stage_app *stage = calloc(1, sizeof *stage);
    assert_non_null(stage);
    const struct app_options options = {.results = results, .desktop_dark = desktop_dark};
    struct nn_error err;
    check_ok(app_create(&stage->app, &options, &err), &err);
    box_font_init(&stage->font);
    ui_init(&stage->ui, &stage->font.font);
    ui_arrange(&stage->ui, stage->app, 1100, 720, 1);
    *state = stage;
    return 0;
}

int stage_app_open(void **state) {
    return stage_app_open_with(state, "ui-results", false);
}

int stage_app_close(void **state) {
    struct stage_app *stage = *state;
    app_destroy(stage->app);
    free(stage);
    return 0;
}

static void arrange(struct stage_app *stage) {
    struct layout *layout = &stage->ui.layout;
    ui_arrange(&stage->ui, stage->app, layout->width, layout->height, 1);
}

void stage_app_do(struct stage_app *stage, enum action_kind kind, int number) {
    app_update(stage->app, &(struct action){.kind = kind, .number = number});
    arrange(stage);
}

void stage_app_begin_training(struct stage_app *stage) {
    stage_app_do(stage, ACTION_TRAINING_START, 0);
    assert_true(app_is_training(stage->app));
}

void stage_app_end_training(struct stage_app *stage) {
    stage_app_do(stage, ACTION_TRAINING_STOP, 0);
    wait_while (app_is_training(stage->app))
        app_collect(stage->app, stage->app->notices.now_s);
    arrange(stage);
}

static struct action hand_in(struct stage_app *stage, const struct ui_event *event) {
    struct action action = ui_handle(&stage->ui, stage->app, event);
    app_update(stage->app, &action);
    arrange(stage);
    return action;
}

struct action stage_app_pointer(struct stage_app *stage, enum ui_event_kind kind, int x, int y) {
    struct ui_event event = {.kind = kind, .x = (float)x, .y = (float)y};
    return hand_in(stage, &event);
}

struct action stage_app_key(struct stage_app *stage, int key, unsigned mods) {
    struct ui_event event = {.kind = UI_EVENT_KEY, .key = key, .mods = mods};
    return hand_in(stage, &event);
}

struct action stage_app_at(struct stage_app *stage, enum ui_event_kind kind, struct rect rect) {
    return stage_app_pointer(stage, kind, rect.x + rect.w / 2, rect.y + rect.h / 2);
}

struct rect stage_app_place(const struct stage_app *stage, enum layout_place place) {
    return stage->ui.layout.places[place];
}

struct action stage_app_click(struct stage_app *stage, enum layout_place place) {
    struct rect rect = stage_app_place(stage, place);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, rect);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, rect);
    return stage_app_at(stage, UI_EVENT_POINTER_UP, rect);
}

void stage_app_label(struct stage_app *stage, int count) {
    struct rect canvas = stage_app_place(stage, LAYOUT_CANVAS);
    for (int i = 0; i < count; i++) {
        stage_app_key(stage, UI_KEY_DELETE, 0);
        stage_app_pointer(stage, UI_EVENT_POINTER_DOWN, canvas.x + 20 + 3 * i, canvas.y + 20);
        stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 60, canvas.y + 90);
        stage_app_pointer(stage, UI_EVENT_POINTER_UP, canvas.x + 60, canvas.y + 90);
        stage_app_key(stage, '0' + i % 10, 0);
    }
}
