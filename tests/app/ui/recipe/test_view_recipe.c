/* The view of the recipe, from keys and pointer to pixels. */
#include <stdlib.h>
#include <string.h>

#include "app/ui/frame.h"
#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/screen.h"
#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static const struct {
    int width, height;
    float scale;
} sizes[] = {{480, 360, 1},  {800, 600, 1},      {901, 480, 1},
             {1100, 720, 1}, {1920, 1080, 1.5f}, {3840, 2160, 2}};
enum { SIZES = sizeof sizes / sizeof *sizes, F4 = UI_KEY_F1 + 3 };

static int open_recipe(void **state) {
    stage_app_open(state);
    stage_app_key(*state, F4, 0);
    return 0;
}

static void go_to(struct stage_app *stage, enum training_choice choice) {
    while (stage->app->recipe.choice < choice)
        stage_app_key(stage, UI_KEY_DOWN, 0);
    while (stage->app->recipe.choice > choice)
        stage_app_key(stage, UI_KEY_UP, 0);
}

static void type(struct stage_app *stage, const char *text) {
    for (; *text; text++)
        stage_app_key(stage, *text, 0);
}

static struct rect part(const struct stage_app *stage, enum training_choice choice,
                        enum recipe_part part) {
    return recipe_part_rect(&stage->ui.layout, choice, part);
}

static void click(struct stage_app *stage, struct rect rect) {
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, rect);
    stage_app_at(stage, UI_EVENT_POINTER_UP, rect);
}

static void test_view_recipe__opens_and_closes_by_key(void **state) {
    struct stage_app *stage = *state;
    assert_int_equal(stage->app->screen, SCREEN_RECIPE);
    assert_int_equal(stage->app->recipe.preview.count, PREVIEW_PICTURES);
    assert_int_equal(stage->ui.layout.places[LAYOUT_CANVAS].w, 0);
    stage_app_key(stage, F4, 0);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
    stage_app_key(stage, F4, 0);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
}

static void test_view_recipe__arrow_keys_choose_and_change(void **state) {
    struct stage_app *stage = *state;
    const struct training_settings *settings = &stage->app->trainer.settings;
    stage_app_key(stage, UI_KEY_UP, 0);
    assert_int_equal(stage->app->recipe.choice, TRAINING_CHOICE_RECIPE);
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(settings->epochs, 3);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(settings->epochs, 2);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    assert_int_equal(settings->epochs, 1);
    go_to(stage, TRAINING_CHOICE_OPTIMIZER);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_string_equal(settings->optimizer, "adamw");
    go_to(stage, TRAINING_CHOICE_THREADS);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    assert_int_equal(stage->app->recipe.choice, TRAINING_CHOICE_THREADS);
    stage_app_key(stage, 'r', 0);
    assert_string_equal(settings->optimizer, "adam");
}

/* The preview shows the current settings, whatever changed them. */
static void test_view_recipe__preview_follows_the_choices(void **state) {
    struct stage_app *stage = *state;
    struct preview *preview = &stage->app->recipe.preview, before = *preview;
    const struct action strong = {.kind = ACTION_SETTING,
                                  .setting = {TRAINING_CHOICE_AUGMENTATION, "strong"}};
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_memory_equal(preview->pictures, before.pictures, sizeof before.pictures);
    app_update(stage->app, &strong);
    assert_memory_not_equal(preview->pictures, before.pictures, sizeof before.pictures);
    assert_memory_equal(preview->labels, before.labels, sizeof before.labels);
    stage_app_key(stage, 'a', 0);
    assert_memory_not_equal(preview->labels, before.labels, sizeof before.labels);
}

static void test_view_recipe__numbers_are_typed(void **state) {
    struct stage_app *stage = *state;
    const struct training_settings *settings = &stage->app->trainer.settings;
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    type(stage, "12");
    assert_true(stage->ui.edit.open);
    assert_int_equal(settings->epochs, 12);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_false(stage->ui.edit.open);
    go_to(stage, TRAINING_CHOICE_RATE);
    type(stage, "3e-");
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_true(stage->ui.edit.open); /* not a number yet */
    type(stage, "3");
    check_close((double)settings->learning_rate, 0.003, 1e-9, 1e-6);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_false(stage->ui.edit.open);
    check_close((double)settings->learning_rate, 0.01, 1e-9, 1e-6);
    assert_int_equal(stage->app->screen, SCREEN_RECIPE);
}

/* Training what was there before would lose the text, and is not what was asked for. */
static void test_view_recipe__start_waits_for_what_is_typed_to_make_sense(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_NET);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    type(stage, "-conv");
    stage_app_key(stage, UI_KEY_F1 + 4, 0);
    assert_true(stage->ui.edit.open);
    assert_int_equal(stage_app_click(stage, LAYOUT_START).kind, ACTION_NONE);
    assert_true(stage->ui.edit.open);
    assert_false(app_is_training(stage->app));
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    stage_app_key(stage, UI_KEY_F1 + 4, 0);
    assert_true(app_is_training(stage->app));
}

static void test_view_recipe__typing_replaces_a_number(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_RATE);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    type(stage, ".5");
    assert_string_equal(stage->ui.edit.text, ".5");
    stage_app_key(stage, UI_KEY_ENTER, 0);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0); /* moves the caret to the end */
    type(stage, "1");
    assert_string_equal(stage->ui.edit.text, "0.51");
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
}

static void test_view_recipe__comma_is_a_decimal_point(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_RATE);
    type(stage, "0,02");
    check_close((double)stage->app->trainer.settings.learning_rate, 0.02, 1e-9, 1e-6);
}

/* A pointer that has not moved since before the view was opened no longer hovers over the
 * canvas. */
static void test_view_recipe__wheel_under_a_resting_pointer_leaves_the_edit_alone(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, F4, 0);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage->ui.layout.places[LAYOUT_CANVAS]);
    stage_app_key(stage, F4, 0);
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    const struct ui_event wheel = {.kind = UI_EVENT_WHEEL, .steps = 1};
    assert_int_equal(ui_handle(&stage->ui, stage->app, &wheel).kind, ACTION_NONE);
    assert_true(stage->ui.edit.open);
}

static void test_view_recipe__menu_ends_the_edit(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    type(stage, "12");
    stage_app_key(stage, 't', UI_ALT);
    stage_app_key(stage, 'e', 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    struct action action = stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(action.kind, ACTION_SETTING);
    assert_int_equal(action.setting.choice, TRAINING_CHOICE_EPOCHS);
    assert_false(stage->ui.edit.open);
}

/* A drop shows another screen, and a key may come before the next frame. */
static void test_view_recipe__key_after_the_screen_is_left_is_not_typed(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    type(stage, "7");
    assert_true(stage->ui.edit.open);
    app_update(stage->app, &(struct action){.kind = ACTION_SCREEN, .number = SCREEN_CANVAS});
    const struct ui_event event = {.kind = UI_EVENT_KEY, .key = '3'};
    struct action action = ui_handle(&stage->ui, stage->app, &event);
    assert_int_equal(action.kind, ACTION_DIGIT);
    assert_int_equal(stage->app->trainer.settings.epochs, 7);
}

static void test_view_recipe__held_enter_begins_one_edit(void **state) {
    struct stage_app *stage = *state;
    const struct ui_event held = {.kind = UI_EVENT_KEY, .key = UI_KEY_ENTER, .repeat = true};
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    ui_handle(&stage->ui, stage->app, &held);
    assert_true(stage->ui.edit.open);
}

static void test_view_recipe__arrow_released_elsewhere_is_no_longer_held(void **state) {
    struct stage_app *stage = *state;
    struct rect on = part(stage, stage->app->recipe.choice, RECIPE_ON);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, on);
    stage_app_pointer(stage, UI_EVENT_POINTER_UP, 1, 700);
    assert_int_equal(stage->ui.recipe_pressed, RECIPE_NOWHERE);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, on);
    stage_app_pointer(stage, UI_EVENT_FOCUS_LOST, 0, 0);
    assert_int_equal(stage->ui.recipe_pressed, RECIPE_NOWHERE);
}

static void test_view_recipe__network_is_typed_as_a_spec(void **state) {
    struct stage_app *stage = *state;
    const struct training_settings *settings = &stage->app->trainer.settings;
    go_to(stage, TRAINING_CHOICE_NET);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_string_equal(stage->ui.edit.text, nn_spec_named("sprint"));
    for (size_t i = strlen(stage->ui.edit.text); i > 0; i--)
        stage_app_key(stage, UI_KEY_DELETE, 0);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    type(stage, "flatten-dense16-relu-dense");
    assert_string_equal(settings->net, "sprint");
    type(stage, "10");
    assert_string_equal(settings->net, "flatten-dense16-relu-dense10");
    stage_app_key(stage, UI_KEY_DOWN, 0); /* finishes the edit and moves on */
    assert_false(stage->ui.edit.open);
    assert_int_equal(stage->app->recipe.choice, TRAINING_CHOICE_AUGMENTATION);
    assert_string_equal(settings->net, "flatten-dense16-relu-dense10");
}

static void test_view_recipe__typing_stops_at_the_capacity(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_NET);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    for (int i = 0; i < 2 * TRAINING_CHOICE_TEXT; i++)
        stage_app_key(stage, 'x', 0);
    assert_int_equal(strlen(stage->ui.edit.text), TRAINING_CHOICE_TEXT - 1);
    assert_string_equal(stage->app->trainer.settings.net, "sprint");
}

static void test_view_recipe__arrows_act_when_released(void **state) {
    struct stage_app *stage = *state;
    const struct training_settings *settings = &stage->app->trainer.settings;
    click(stage, part(stage, TRAINING_CHOICE_BATCH_SIZE, RECIPE_ON));
    assert_int_equal(settings->batch_size, 256);
    assert_int_equal(stage->app->recipe.choice, TRAINING_CHOICE_BATCH_SIZE);
    click(stage, part(stage, TRAINING_CHOICE_BATCH_SIZE, RECIPE_BACK));
    assert_int_equal(settings->batch_size, 128);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN,
                 part(stage, TRAINING_CHOICE_BATCH_SIZE, RECIPE_BACK));
    stage_app_at(stage, UI_EVENT_POINTER_UP, part(stage, TRAINING_CHOICE_BATCH_SIZE, RECIPE_ON));
    assert_int_equal(settings->batch_size, 128);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, part(stage, TRAINING_CHOICE_EPOCHS, RECIPE_ON));
    stage_app_at(stage, UI_EVENT_POINTER_UP, part(stage, TRAINING_CHOICE_BATCH_SIZE, RECIPE_ON));
    assert_int_equal(settings->batch_size, 128);
    assert_int_equal(settings->epochs, 1);
}

static void test_view_recipe__note_restores_the_recipe_s_value(void **state) {
    struct stage_app *stage = *state;
    const struct training_settings *settings = &stage->app->trainer.settings;
    click(stage, part(stage, TRAINING_CHOICE_SCHEDULE, RECIPE_BACK));
    click(stage, part(stage, TRAINING_CHOICE_RATE, RECIPE_BACK));
    assert_string_equal(settings->schedule, "cosine");
    click(stage, part(stage, TRAINING_CHOICE_SCHEDULE, RECIPE_NOTE));
    assert_string_equal(settings->schedule, "one-cycle");
    assert_true(training_choice_is_changed(settings, TRAINING_CHOICE_RATE));
    click(stage, part(stage, TRAINING_CHOICE_RECIPE, RECIPE_NOTE));
    assert_false(training_choice_is_changed(settings, TRAINING_CHOICE_RECIPE));
}

static void test_view_recipe__press_on_a_value_types_it(void **state) {
    struct stage_app *stage = *state;
    click(stage, part(stage, TRAINING_CHOICE_SEED, RECIPE_VALUE));
    assert_true(stage->ui.edit.open);
    type(stage, "7");
    assert_int_equal(stage->app->trainer.settings.seed, 7);
    click(stage, part(stage, TRAINING_CHOICE_OPTIMIZER, RECIPE_VALUE));
    assert_false(stage->ui.edit.open);
    assert_int_equal(stage->app->recipe.choice, TRAINING_CHOICE_OPTIMIZER);
    assert_int_equal(stage->app->trainer.settings.seed, 7);
}

/* A run keeps its settings, and the view shows those of the run. */
static void test_view_recipe__nothing_changes_during_training(void **state) {
    struct stage_app *stage = *state;
    go_to(stage, TRAINING_CHOICE_EPOCHS);
    type(stage, "4");
    app_update(stage->app, &(struct action){.kind = ACTION_TRAINING_START});
    ui_arrange(&stage->ui, stage->app, 1100, 720, 1);
    assert_false(stage->ui.edit.open);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    type(stage, "9");
    click(stage, part(stage, TRAINING_CHOICE_EPOCHS, RECIPE_VALUE));
    click(stage, part(stage, TRAINING_CHOICE_EPOCHS, RECIPE_ON));
    assert_false(stage->ui.edit.open);
    assert_int_equal(stage->app->trainer.settings.epochs, 4);
}

static bool is_within(struct rect inner, struct rect outer) {
    struct rect both = rect_intersection(inner, outer);
    return both.w == inner.w && both.h == inner.h;
}

/* Parts are in order, do not overlap, and are wide enough for their texts. */
static void test_view_recipe__parts_of_lines_fit(void **state) {
    struct stage_app *stage = *state;
    for (int s = 0; s < SIZES; s++) {
        ui_arrange(&stage->ui, stage->app, sizes[s].width, sizes[s].height, sizes[s].scale);
        float scale = stage->ui.theme.scale;
        for (int c = 0; c < TRAINING_CHOICES; c++) {
            struct rect line = recipe_line(&stage->ui.layout, (enum training_choice)c);
            int x = line.x;
            assert_true((float)line.h >= 17 * scale - 1);
            for (int p = RECIPE_TITLE; p <= RECIPE_NOTE; p++) {
                struct rect rect = part(stage, (enum training_choice)c, (enum recipe_part)p);
                assert_true(rect.x >= x && is_within(rect, line));
                assert_true(rect.w == 0 || (float)rect.w >= 19 * scale);
                x = rect.x + rect.w;
                if (rect.w == 0)
                    continue;
                struct recipe_hit hit = recipe_at(&stage->ui.layout, rect.x, rect.y);
                assert_int_equal(hit.choice, c);
                assert_int_equal(hit.part, p);
            }
            struct rect value = part(stage, (enum training_choice)c, RECIPE_VALUE);
            assert_true((float)value.w >= 100 * scale);
        }
    }
}

static void test_view_recipe__pictures_fit(void **state) {
    struct stage_app *stage = *state;
    for (int s = 0; s < SIZES; s++) {
        ui_arrange(&stage->ui, stage->app, sizes[s].width, sizes[s].height, sizes[s].scale);
        struct preview_grid grid = preview_grid_of(&stage->ui.layout);
        struct rect area = stage->ui.layout.places[LAYOUT_RECIPE_PREVIEW];
        int count = grid.columns * grid.rows;
        assert_true(count >= 12 && count <= PREVIEW_PICTURES);
        assert_int_equal(grid.side % INK_SIDE, 0);
        assert_true(grid.side >= INK_SIDE);
        assert_true(grid.step_x > grid.side && grid.step_y >= grid.side + grid.label);
        for (int i = 0; i < count; i++) {
            struct rect picture = preview_grid_picture(&grid, i);
            picture.h += grid.label;
            assert_true(is_within(picture, area));
            assert_true(picture.y >= grid.words.y + grid.words.h);
        }
    }
}

/* Returns how many pixels of a place differ between one painting and the next. */
struct witness {
    struct frame *frame;
    uint32_t *before;
};

static int changed_since(struct witness *witness, struct stage_app *stage, struct rect rect) {
    struct frame_dirty dirty;
    struct nn_error err;
    int count = 0;
    check_ok(frame_paint(witness->frame, stage->app, &stage->ui, &dirty, &err), &err);
    const struct image *image = frame_image(witness->frame);
    size_t bytes = (size_t)(image->stride * image->height) * sizeof(uint32_t);
    if (witness->before)
        for (int y = rect.y; y < rect.y + rect.h; y++)
            for (int x = rect.x; x < rect.x + rect.w; x++)
                count +=
                    witness->before[y * image->stride + x] != image->pixels[y * image->stride + x];
    witness->before = realloc(witness->before, bytes);
    memcpy(witness->before, image->pixels, bytes);
    return count;
}

/* Pressing a key arranges the window at the stage's own size and shows the focus. */
static void go_to_at_size(struct stage_app *stage, enum training_choice choice, int s) {
    go_to(stage, choice);
    stage->ui.focus_shown = false;
    ui_arrange(&stage->ui, stage->app, sizes[s].width, sizes[s].height, sizes[s].scale);
}

/* Values, marks, the preview, the edited field and the focus, each where it belongs. */
static void test_view_recipe__changes_are_visible(void **state) {
    struct stage_app *stage = *state;
    struct nn_error err;
    for (int s = 0; s < SIZES; s++) {
        struct witness witness = {NULL, NULL};
        check_ok(frame_create(&witness.frame, &err), &err);
        stage_app_key(stage, 'r', 0);
        go_to_at_size(stage, TRAINING_CHOICE_AUGMENTATION, s);
        struct rect list = stage->ui.layout.places[LAYOUT_RECIPE_LIST];
        struct rect preview = stage->ui.layout.places[LAYOUT_RECIPE_PREVIEW];
        changed_since(&witness, stage, list);
        app_update(stage->app, &(struct action){.kind = ACTION_CHOICE_STEP, .number = 1});
        assert_true(changed_since(&witness, stage, preview) > 100);
        app_update(stage->app, &(struct action){.kind = ACTION_CHOICE_STEP, .number = 1});
        assert_true(changed_since(&witness, stage,
                                  part(stage, TRAINING_CHOICE_AUGMENTATION, RECIPE_VALUE)) > 10);
        app_update(stage->app, &(struct action){.kind = ACTION_CHOICE_RESET,
                                                .number = TRAINING_CHOICE_AUGMENTATION});
        assert_true(changed_since(&witness, stage,
                                  part(stage, TRAINING_CHOICE_AUGMENTATION, RECIPE_TITLE)) > 5);
        go_to_at_size(stage, TRAINING_CHOICE_SEED, s);
        changed_since(&witness, stage, list);
        stage->ui.edit = (struct text_field){.open = true, .text = "0"};
        assert_true(
            changed_since(&witness, stage, part(stage, TRAINING_CHOICE_SEED, RECIPE_FIELD)) > 50);
        strcpy(stage->ui.edit.text, "08");
        assert_true(changed_since(&witness, stage, list) > 2);
        stage->ui.edit.open = false;
        changed_since(&witness, stage, list);
        stage->ui.focus = LAYOUT_RECIPE_LIST;
        stage->ui.focus_shown = true;
        assert_true(changed_since(&witness, stage, list) > 2 * list.w);
        frame_destroy(witness.frame);
        free(witness.before);
    }
}

static void test_view_recipe__start_is_shown_without_the_panel(void **state) {
    struct stage_app *stage = *state;
    struct button button;
    assert_false(button_at(LAYOUT_ERASER, stage->app, &button));
    stage_app_key(stage, UI_KEY_F1 + 8, 0);
    assert_true(button_at(LAYOUT_ERASER, stage->app, &button));
    assert_int_equal(button.action.kind, ACTION_TRAINING_START);
}

#define RECIPE_TEST(name) cmocka_unit_test_setup_teardown(name, open_recipe, stage_app_close)

int main(void) {
    const struct CMUnitTest tests[] = {
        RECIPE_TEST(test_view_recipe__opens_and_closes_by_key),
        RECIPE_TEST(test_view_recipe__arrow_keys_choose_and_change),
        RECIPE_TEST(test_view_recipe__preview_follows_the_choices),
        RECIPE_TEST(test_view_recipe__numbers_are_typed),
        RECIPE_TEST(test_view_recipe__start_waits_for_what_is_typed_to_make_sense),
        RECIPE_TEST(test_view_recipe__typing_replaces_a_number),
        RECIPE_TEST(test_view_recipe__comma_is_a_decimal_point),
        RECIPE_TEST(test_view_recipe__wheel_under_a_resting_pointer_leaves_the_edit_alone),
        RECIPE_TEST(test_view_recipe__menu_ends_the_edit),
        RECIPE_TEST(test_view_recipe__key_after_the_screen_is_left_is_not_typed),
        RECIPE_TEST(test_view_recipe__held_enter_begins_one_edit),
        RECIPE_TEST(test_view_recipe__arrow_released_elsewhere_is_no_longer_held),
        RECIPE_TEST(test_view_recipe__network_is_typed_as_a_spec),
        RECIPE_TEST(test_view_recipe__typing_stops_at_the_capacity),
        RECIPE_TEST(test_view_recipe__arrows_act_when_released),
        RECIPE_TEST(test_view_recipe__note_restores_the_recipe_s_value),
        RECIPE_TEST(test_view_recipe__press_on_a_value_types_it),
        RECIPE_TEST(test_view_recipe__nothing_changes_during_training),
        RECIPE_TEST(test_view_recipe__parts_of_lines_fit),
        RECIPE_TEST(test_view_recipe__pictures_fit),
        RECIPE_TEST(test_view_recipe__changes_are_visible),
        RECIPE_TEST(test_view_recipe__start_is_shown_without_the_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
