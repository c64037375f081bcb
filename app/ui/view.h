/* The window's parts: each paints the const state where the layout has it, and nothing outside its
 * own places, overlays excepted. One file each: view_*.c. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/paint/paint.h"
#include "app/ui/ui.h"
#include "app/ui/widgets/gallery.h"

/* The argument of every view. */
struct scene {
    struct painter painter;
    const struct app *app;
    const struct ui *ui;
    const struct theme *theme;
    struct coverage ink;         /* the canvas's; without pixels while the scene is recorded */
    const struct image *picture; /* the opened one as large as it is painted; NULL: none */
};

enum { VIEW_MAX_TEXT = 160 };

void view_menu_bar(struct scene *scene);

void view_canvas(struct scene *scene);
/* The opened picture, with a box and the answer at each of its digits. */
void view_opened(struct scene *scene);
/* Where it is shown, as large as the canvas has space for; empty where none is. */
struct rect view_opened_rect(const struct app *app, const struct layout *layout);
/* The digit nearest to the chosen one in another row, below (1) or above (-1) it. */
int view_opened_beside(const struct sketch *sketch, int down);
/* The digit whose box the point is in, or nearly in; -1: none. */
int view_opened_at(const struct app *app, const struct layout *layout, float x, float y);
/* The brush under the pointer, over the canvas. */
void view_brush_ring(struct scene *scene);

/* The list of runs with details of the selected one, and the graph of those drawn. */
void view_runs(struct scene *scene);
/* The mistakes of the model in use: how often each digit is read as another, and the pictures. */
void view_mistakes(struct scene *scene);
/* The choices of the next training, and pictures as it would see them. */
void view_recipe(struct scene *scene);

void view_tools(struct scene *scene);
/* The network's picture, or the evidence for and against a digit; and its caption. */
void view_picture(struct scene *scene);
void view_attribution_caption(const struct app *app, char text[VIEW_MAX_TEXT]);
void view_reading(struct scene *scene);
/* The name of one of the reader's classes. */
const char *view_class(const struct app *app, int index);
/* The class whose bar is under the pointer and can be pressed, or -1. */
int view_reading_hovered(const struct app *app, const struct ui *ui);
void view_layers(struct scene *scene);
void view_training(struct scene *scene);

void view_toast(struct scene *scene);
/* The place of the message that is shown; a long one is over its neighbours, too. */
struct rect view_toast_rect(const struct app *app, const struct ui *ui);

/* Overlays. */
void view_menu_popup(struct scene *scene);
void view_tip(struct scene *scene);
void view_keys(struct scene *scene);
void view_path(struct scene *scene);

/* A field in which text is typed: its end, where the caret is, is always visible. good: what is in
 * it can be used. */
void view_field(struct scene *scene, struct rect rect, const struct text_field *field,
                struct text_style style, bool good);

/* The button at a place, as it looks now. */
void view_button(struct scene *scene, enum layout_place place);
/* The frame of the place that has the keyboard, so many units outside its edge: 0, or VIEW_AROUND
 * for places that are filled. */
void view_focus(struct scene *scene, enum layout_place place, float outside);
enum { VIEW_AROUND = 3 };

/* A line of words, and smaller ones below, in the middle of a place that is empty so far. */
void view_invitation(struct scene *scene, struct rect rect, const char *words, const char *more);

/* Small marks about (x, y): a tick, and a green tick or a red cross for right or wrong. */
void view_tick(struct scene *scene, float x, float y, color ink);
void view_verdict(struct scene *scene, float x, float y, bool right);

/* An arrowhead about (x, y), which reaches `half` units to both sides. */
void view_arrow(struct scene *scene, float x, float y, struct ui_arrow direction, float half,
                color ink);
/* One in the middle of a rectangle that points right (1) or left (-1). */
void view_step_arrow(struct scene *scene, struct rect rect, int direction, color ink);

/* The gallery of the user's drawings. */
struct gallery drawings_gallery(const struct app *app, const struct layout *layout);

/* Both arrowheads with the number of the page between them; nothing for a single page. */
void view_pager(struct scene *scene, const struct pager *pager);

/* The background of a selected row. */
void view_selected(struct scene *scene, struct rect row);

/* A picture of INK_SIDE x INK_SIDE pixels in a frame. */
void view_thumbnail(struct scene *scene, struct rect rect, const uint8_t *pixels, bool selected);

/* Under a line at the top of a place: two lines of text, or `only` if there is space for one. */
void view_detail(struct scene *scene, enum layout_place place, const char *first,
                 const char *second, const char *only);

/* Paints as many lines of text as the area has space for, the last one cut if need be, and takes
 * their space away. whole: all of the text or nothing. False if nothing was painted. */
bool view_lines(struct scene *scene, struct rect *area, const char *text, struct text_style style,
                bool whole);

/* n units in pixels. */
int view_px(const struct scene *scene, float units);

/* Text in one of the type sizes; the small one; a line of that; and its width. */
struct text_style view_style(const struct scene *scene, int type, enum font_weight weight,
                             color ink);
struct text_style view_small(const struct scene *scene, color ink);
void view_text(struct scene *scene, struct rect rect, const char *text, color ink,
               enum text_align align);
int view_text_width(const struct scene *scene, const char *text);
