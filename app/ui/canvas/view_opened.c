/* A picture that was opened, in the canvas' place. */
#include <math.h>
#include <stdio.h>

#include "app/core/base/clamp.h"
#include "app/ui/view.h"

/* In units. REACH: a press this near to a digit's box is meant for it. */
enum { REACH = 4, ANSWER_MIN = 9, ANSWER_PADDING = 3 };

struct rect view_opened_rect(const struct app *app, const struct layout *layout) {
    const struct opened_picture *opened = &app->sketch.opened;
    struct rect canvas = rect_inset(layout->places[LAYOUT_CANVAS], 1);
    if (app->screen != SCREEN_CANVAS || !sketch_shows_picture(&app->sketch) || canvas.w <= 0)
        return (struct rect){0, 0, 0, 0};
    double scale = fmin((double)canvas.w / opened->width, (double)canvas.h / opened->height);
    int width = clamp_int((int)lround(opened->width * scale), 1, canvas.w);
    int height = clamp_int((int)lround(opened->height * scale), 1, canvas.h);
    return (struct rect){canvas.x + (canvas.w - width) / 2, canvas.y + (canvas.h - height) / 2,
                         width, height};
}

/* The box of a digit in the picture that is shown at `picture`. */
static struct rect box_of(const struct opened_picture *opened, int index, struct rect picture) {
    struct pixel_box box = opened_picture_digit(opened, index)->box;
    double across = (double)picture.w / opened->width, down = (double)picture.h / opened->height;
    int left = (int)floor(box.left * across), right = (int)ceil(box.right * across);
    int top = (int)floor(box.top * down), bottom = (int)ceil(box.bottom * down);
    return (struct rect){picture.x + left, picture.y + top, right - left, bottom - top};
}

/* The square of the distance from a point to a rectangle; 0 inside. */
static float distance(struct rect rect, float x, float y) {
    float across = fmaxf(fmaxf((float)rect.x - x, x - (float)(rect.x + rect.w)), 0);
    float down = fmaxf(fmaxf((float)rect.y - y, y - (float)(rect.y + rect.h)), 0);
    return across * across + down * down;
}

int view_opened_at(const struct app *app, const struct layout *layout, float x, float y) {
    const struct opened_picture *opened = &app->sketch.opened;
    struct rect picture = view_opened_rect(app, layout);
    float nearest = powf((float)layout_px(layout, REACH), 2);
    int found = -1;
    for (int i = 0; picture.w > 0 && i < opened_picture_count(opened); i++) {
        float away = distance(box_of(opened, i, picture), x, y);
        if (away < nearest) {
            nearest = away;
            found = i;
        }
    }
    return found;
}

int view_opened_beside(const struct sketch *sketch, int down) {
    struct pixel_box from = sketch_chosen_digit(sketch)->box;
    int found = sketch->chosen;
    double nearest = INFINITY;
    for (int i = 0; i < opened_picture_count(&sketch->opened); i++) {
        struct pixel_box box = opened_picture_digit(&sketch->opened, i)->box;
        int across = box.left + box.right - from.left - from.right;
        int away = down * (box.top + box.bottom - from.top - from.bottom);
        bool beside =
            box.top < (from.top + from.bottom) / 2 && box.bottom > (from.top + from.bottom) / 2;
        double distance = hypot(across, 2 * away);
        if (away > 0 && !beside && distance < nearest) {
            nearest = distance;
            found = i;
        }
    }
    return found;
}

/* The answer as it is written beside the box: a question mark says that the model is not sure; a
 * label is shown instead, after the answer where that is another one. */
static color answer_of(const struct scene *scene, const struct page_digit *digit, char text[32]) {
    const struct theme *theme = scene->theme;
    const struct reading *reading = &digit->reading;
    const char *read = view_class(scene->app, reading->digit);
    int label = drawings_picture_label(&scene->app->drawings, &digit->picture);
    const float sure = 0.9f;
    bool is_sure = reading->is_digit && reading->confidence >= sure;
    snprintf(text, 32, is_sure || label >= 0 ? "%s" : "%s?", read);
    if (label >= 0 && label != reading->digit)
        snprintf(text, 32, "%s \u2192 %s", read, view_class(scene->app, label));
    if (label >= 0)
        return label == reading->digit ? theme->good : theme->bad;
    return is_sure ? theme->training : theme->validation;
}

static bool covers_other(const struct opened_picture *opened, int index, struct rect picture,
                         struct rect answer) {
    for (int i = 0; i < opened_picture_count(opened); i++) {
        struct rect common = rect_intersection(box_of(opened, i, picture), answer);
        if (i != index && common.w > 0 && common.h > 0)
            return true;
    }
    return false;
}

/* Above the box, else beside or below it, where it covers no other digit; above where it always
 * does, and false. */
static bool place_answer(const struct scene *scene, int index, struct rect picture, struct rect box,
                         struct rect *answer) {
    struct rect canvas = rect_inset(scene->ui->layout.places[LAYOUT_CANVAS], 1);
    const struct point places[] = {{(float)box.x, (float)(box.y - answer->h)},
                                   {(float)(box.x + box.w), (float)box.y},
                                   {(float)(box.x - answer->w), (float)box.y},
                                   {(float)box.x, (float)(box.y + box.h)}};
    for (int i = 0; i <= 4; i++) { /* the first one again, at last */
        const struct point *place = &places[i % 4];
        answer->x =
            clamp_int((int)place->x, canvas.x, max_int(canvas.x + canvas.w - answer->w, canvas.x));
        answer->y =
            clamp_int((int)place->y, canvas.y, max_int(canvas.y + canvas.h - answer->h, canvas.y));
        if (!covers_other(&scene->app->sketch.opened, index, picture, *answer))
            return true;
    }
    return false;
}

/* For want of space only if it is asked for. */
static void paint_answer(struct scene *scene, int index, struct rect picture, struct rect box,
                         bool asked) {
    char text[32];
    color fill = answer_of(scene, opened_picture_digit(&scene->app->sketch.opened, index), text);
    int px = clamp_int(box.h / 2, view_px(scene, ANSWER_MIN), view_px(scene, TYPE_BODY));
    int width = text_width(scene->painter.font, text, px, FONT_BOLD);
    struct rect answer = {0, 0, width + 2 * view_px(scene, ANSWER_PADDING), 7 * px / 5};
    struct text_style style = {px, FONT_BOLD, theme_ink_on(scene->theme, fill)};
    if (!place_answer(scene, index, picture, box, &answer) && !asked)
        return;
    paint_fill(&scene->painter, answer, fill);
    paint_text(&scene->painter, answer, text, style, TEXT_CENTER);
}

static void paint_digit(struct scene *scene, int index, struct rect picture, bool hovered) {
    const struct sketch *sketch = &scene->app->sketch;
    const struct theme *theme = scene->theme;
    struct rect box = rect_inset(box_of(&sketch->opened, index, picture), -view_px(scene, 2));
    bool chosen = index == sketch->chosen;
    char text[32];
    color line = answer_of(scene, opened_picture_digit(&sketch->opened, index), text);
    if (chosen) { /* set off from whatever is in the picture */
        paint_border(&scene->painter, rect_inset(box, -view_px(scene, 4)), view_px(scene, 2),
                     theme->panel);
        paint_border(&scene->painter, rect_inset(box, -view_px(scene, 2)), view_px(scene, 2),
                     theme->ink);
    }
    paint_border(&scene->painter, box, view_px(scene, hovered ? 2 : 1), line);
    paint_answer(scene, index, picture, box, chosen || hovered);
}

void view_opened(struct scene *scene) {
    const struct app *app = scene->app;
    const struct ui *ui = scene->ui;
    struct rect picture = view_opened_rect(app, &ui->layout);
    bool over = ui->hover == LAYOUT_CANVAS && ui->pointer_inside && ui->menu.open < 0;
    int hovered = over ? view_opened_at(app, &ui->layout, ui->pointer_x, ui->pointer_y) : -1;
    struct painter whole = scene->painter;
    scene->painter.clip = rect_intersection(whole.clip, ui->layout.places[LAYOUT_CANVAS]);
    paint_image(&scene->painter, picture, scene->picture, app->sketch.opened_number);
    for (int i = 0; i < opened_picture_count(&app->sketch.opened); i++)
        if (i != app->sketch.chosen)
            paint_digit(scene, i, picture, i == hovered);
    paint_digit(scene, app->sketch.chosen, picture, app->sketch.chosen == hovered);
    scene->painter.clip = whole.clip;
}
