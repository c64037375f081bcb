/* One of MNIST's test pictures, large and crisp, with its label and what is read in it. */
#include <stdio.h>

#include "app/ui/paint/number_text.h"
#include "app/ui/view.h"

enum { CAPTION = 28, PADDING = 8 };

static void paint_picture(struct scene *scene, struct rect canvas) {
    int space = canvas.h - view_px(scene, CAPTION) - view_px(scene, PADDING);
    int side = space / INK_SIDE * INK_SIDE;
    struct rect picture = {canvas.x + (canvas.w - side) / 2, canvas.y + view_px(scene, PADDING),
                           side, side};
    paint_pixels(&scene->painter, picture, scene->app->prediction.picture.pixels, INK_SIDE,
                 INK_SIDE, scene->theme->panel, scene->theme->ink);
}

/* "A 7, read as a 1", with a tick or a cross before it. */
static int paint_verdict(struct scene *scene, struct rect caption, int label) {
    const struct reading *reading = &scene->app->prediction.reading;
    const struct theme *theme = scene->theme;
    bool right = reading->digit == label;
    char text[VIEW_MAX_TEXT];
    float x = (float)caption.x + 5 * theme->scale;
    float y = (float)caption.y + 0.5f * (float)caption.h;
    view_verdict(scene, x, y, right);
    snprintf(text, sizeof text, right ? "A %s, read right" : "A %s, read as %s",
             view_class(scene->app, label), view_class(scene->app, reading->digit));
    struct text_style style = view_style(scene, TYPE_BODY, FONT_REGULAR, theme->ink);
    int left = view_px(scene, 18);
    paint_text(&scene->painter,
               (struct rect){caption.x + left, caption.y, caption.w - left, caption.h}, text, style,
               TEXT_LEFT);
    return left + text_width(scene->painter.font, text, style.px, FONT_REGULAR);
}

/* The number of the picture among those shown; shorter where there is little space. */
static void paint_number(struct scene *scene, struct rect rect, const struct test_place *place) {
    char number[NUMBER_TEXT], count[NUMBER_TEXT], text[2 * NUMBER_TEXT + 8];
    number_text_grouped(place->number, number);
    number_text_grouped(place->count, count);
    snprintf(text, sizeof text, "%s of %s", number, count);
    if (view_text_width(scene, text) > rect.w)
        snprintf(text, sizeof text, "%s", number);
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

void view_test_set(struct scene *scene) {
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
    int used = paint_verdict(scene, caption, view.labels[place.index]) + padding;
    caption.x += used;
    caption.w -= used;
    paint_number(scene, caption, &place);
}
