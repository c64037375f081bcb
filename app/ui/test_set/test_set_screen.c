/* One of MNIST's test pictures or of the mistakes, large and crisp, with its label and what is read
 * in it; and how pointer and keys move among them. */
#include <stdio.h>

#include "app/ui/paint/number_text.h"
#include "app/ui/screen.h"

enum { CAPTION = 28, PADDING = 8 };

static void paint_picture(struct scene *scene, struct rect canvas) {
    int space = canvas.h - view_px(scene, CAPTION) - view_px(scene, PADDING);
    int side = space / INK_SIDE * INK_SIDE;
    struct rect picture = {canvas.x + (canvas.w - side) / 2, canvas.y + view_px(scene, PADDING),
                           side, side};
    paint_pixels(&scene->painter, picture, scene->app->prediction.picture.pixels, INK_SIDE,
                 INK_SIDE, scene->theme->panel, scene->theme->ink);
}

/* "7, read as 1", with a tick or a cross before it. */
static int paint_verdict(struct scene *scene, struct rect caption, int label) {
    const struct reading *reading = &scene->app->prediction.reading;
    const struct theme *theme = scene->theme;
    bool right = reading->digit == label;
    char text[VIEW_MAX_TEXT];
    float x = (float)caption.x + 5 * theme->scale;
    float y = (float)caption.y + 0.5f * (float)caption.h;
    view_verdict(scene, x, y, right);
    snprintf(text, sizeof text, right ? "%s, read right" : "%s, read as %s",
             view_class(scene->app, label), view_class(scene->app, reading->digit));
    struct text_style style = view_style(scene, TYPE_BODY, FONT_REGULAR, theme->ink);
    int left = view_px(scene, 18);
    rect_cut_left(&caption, left);
    paint_text(&scene->painter, caption, text, style, TEXT_LEFT);
    return left + text_width(scene->painter.font, text, style.px, FONT_REGULAR);
}

/* The number of the picture among those shown; shorter where there is little space. */
static void paint_number(struct scene *scene, struct rect rect, const struct test_place *place) {
    struct number_text number = number_text_grouped(place->number);
    char text[VIEW_MAX_TEXT];
    snprintf(text, sizeof text, "%s of %s", number.text, number_text_grouped(place->count).text);
    if (view_text_width(scene, text) > rect.w)
        snprintf(text, sizeof text, "%s", number.text);
    view_text(scene, rect, text, scene->theme->quiet, TEXT_RIGHT);
}

static void paint_nothing(struct scene *scene, const struct test_set_view *view) {
    struct rect canvas = scene->ui->layout.places[LAYOUT_CANVAS];
    char text[VIEW_MAX_TEXT] = "Loading the pictures";
    if (view->count > 0 && view->read < view->count)
        snprintf(text, sizeof text, "%d %% of the pictures read so far",
                 100 * view->read / view->count);
    else if (view->count > 0)
        snprintf(text, sizeof text, "No picture matches");
    view_invitation(scene, canvas, "Test pictures", text);
}

static void paint(struct scene *scene) {
    struct test_set_view view = test_set_look(scene->app->tests.set);
    struct test_place place = screens[scene->app->screen]->place(scene->app);
    struct rect canvas = scene->ui->layout.places[LAYOUT_CANVAS];
    if (place.index < 0) {
        paint_nothing(scene, &view);
        return;
    }
    int height = view_px(scene, CAPTION), padding = view_px(scene, PADDING);
    struct rect caption = {canvas.x + padding, canvas.y + canvas.h - height, canvas.w - 2 * padding,
                           height};
    paint_picture(scene, canvas);
    rect_cut_left(&caption, paint_verdict(scene, caption, view.labels[place.index]) + padding);
    paint_number(scene, caption, &place);
}

enum { FAR = 10 }; /* pictures that the up and down keys go */

static struct action next_filter(const struct app *app) {
    static const enum test_filter next[] = {
        [TEST_FILTER_ALL] = TEST_FILTER_WRONG,
        [TEST_FILTER_WRONG] = TEST_FILTER_RIGHT,
        [TEST_FILTER_RIGHT] = TEST_FILTER_ALL,
    };
    return ui_action(ACTION_TEST_FILTER, (int)next[app->tests.filter]);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    return ui_wheel_step(ui, LAYOUT_CANVAS, -steps);
}

static bool arrow_key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    *action = ui_action(ACTION_STEP, arrow.across + FAR * arrow.down);
    return action->number != 0;
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    if (key != 'f')
        return arrow_key(ui, app, key, action);
    *action = next_filter(app);
    return true;
}

static void title_text(const struct app *app, char text[VIEW_MAX_TEXT]) {
    if (app->tests.digit >= 0)
        snprintf(text, VIEW_MAX_TEXT, "Only %ss", view_class(app, app->tests.digit));
}

static void button(const struct app *app, enum layout_place place, struct button *button) {
    static const char *const labels[] = {
        [TEST_FILTER_ALL] = "All", [TEST_FILTER_WRONG] = "Wrong", [TEST_FILTER_RIGHT] = "Correct"};
    if (place == LAYOUT_ERASER)
        *button = (struct button){labels[app->tests.filter],
                                  "Show all, only the misread, or only the correct ones (F)",
                                  .action = next_filter(app)};
}

static const struct button buttons[] = {
    {.label = NULL},
    {"Prev", "The previous picture (Left)", .action = {ACTION_STEP, {-1}}},
    {"Next", "The next picture (Right)", .action = {ACTION_STEP, {1}}},
    {"Close", "Back to the canvas (Esc)", .action = {ACTION_SCREEN, {SCREEN_CANVAS}}},
};

static const struct button mistake_buttons[] = {
    {.label = NULL}, /* no filter: the pictures are those of a cell */
    {"Prev", "The previous picture (Left)", .action = {ACTION_STEP, {-1}}},
    {"Next", "The next picture (Right)", .action = {ACTION_STEP, {1}}},
    {"Back", "Back to the mistakes (Esc)", .action = {ACTION_SCREEN, {SCREEN_MISTAKES}}},
};

const struct ui_screen ui_test_set_screen = {
    .buttons = buttons,
    .button = button,
    .wheel = wheel,
    .key = key,
    .bar_tip = "Show all digits, or only",
    .title = "All digits",
    .title_text = title_text,
    .paint = paint,
};

const struct ui_screen ui_mistake_screen = {
    .buttons = mistake_buttons,
    .wheel = wheel,
    .key = arrow_key,
    .title = "Mistakes",
    .paint = paint,
};
