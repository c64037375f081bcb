/* The window's parts, each painting the const state where the layout has it. None paints outside
 * its own places, overlays excepted. One file each: view_*.c. */
#ifndef APP_UI_VIEW_H
#define APP_UI_VIEW_H

#include "app/core/state/app.h"
#include "app/ui/paint/paint.h"
#include "app/ui/ui.h"
#include "app/ui/widgets/gallery.h"

/* What every view gets. */
struct scene {
    struct painter painter;
    const struct app *app;
    const struct ui *ui;
    const struct theme *theme;
    struct coverage ink; /* of the canvas; while the scene is recorded, without its pixels */
};

enum { VIEW_MAX_TEXT = 160 };

void view_menu_bar(struct scene *scene);

void view_canvas(struct scene *scene);
/* The brush under the pointer, over the canvas. */
void view_brush_ring(struct scene *scene);

/* What stands on the canvas' place instead, over the panel's colour. */
void view_collection(struct scene *scene);
void view_test_set(struct scene *scene);

/* The list of runs with what there is to say of the selected one, and the graph of those drawn. */
void view_runs(struct scene *scene);
void view_run_graph(struct scene *scene);

/* What the net in use gets wrong: how often which digit is read as which, and the pictures. */
void view_mistakes(struct scene *scene);
void view_mistake_gallery(struct scene *scene);

/* The choices of the next training, and pictures as it would see them. */
void view_recipe(struct scene *scene);
void view_preview(struct scene *scene);

void view_tools(struct scene *scene);
void view_picture(struct scene *scene);
void view_reading(struct scene *scene);
/* The name of one of the reader's classes. */
const char *view_class(const struct app *app, int index);
/* The class whose bar is under the pointer and can be pressed, or -1. */
int view_reading_hovered(const struct app *app, const struct ui *ui);
void view_layers(struct scene *scene);
void view_training(struct scene *scene);

/* While "why" is open: the network's picture with what speaks for and against a digit, the words
 * under it, and the legend. */
void view_attribution_picture(struct scene *scene);
void view_attribution_caption(const struct app *app, char text[VIEW_MAX_TEXT]);
void view_attribution(struct scene *scene);

void view_toast(struct scene *scene);
/* Where the message stands: its own place, or, if it is too long for that, over its neighbours. */
struct rect view_toast_rect(const struct app *app, const struct ui *ui);

/* Overlays. */
void view_menu_popup(struct scene *scene);
void view_tip(struct scene *scene, const char *tip);
void view_keys(struct scene *scene);

/* The button at a place, as it looks now. */
void view_button(struct scene *scene, enum layout_place place);
/* The frame of what has the keyboard, inside the rectangle's edge. */
void view_focus(struct scene *scene, enum layout_place place);
/* The same around the rectangle, VIEW_AROUND units outside its edge, for what fills its place. */
void view_focus_around(struct scene *scene, enum layout_place place);
enum { VIEW_AROUND = 3 };

/* A line of words, and smaller ones below, in the middle of a place where there is nothing yet. */
void view_invitation(struct scene *scene, struct rect rect, const char *words, const char *more);

/* Small marks for right and wrong, about (x, y). */
void view_tick(struct scene *scene, float x, float y, color ink);
void view_cross(struct scene *scene, float x, float y, color ink);

/* An arrowhead that turns the page, direction 1 on, -1 back; pale where there is no further page.
 * Empty rectangles have none. */
void view_pager(struct scene *scene, struct rect rect, int direction, bool enabled);

/* Both arrowheads of a gallery with the number of its page between them. */
void view_gallery_pager(struct scene *scene, const struct gallery *gallery);

/* Shorthands: n units in pixels; text in one of the type sizes. */
int view_px(const struct scene *scene, float units);
struct text_style view_style(const struct scene *scene, int type, enum font_weight weight,
                             color ink);

#endif
