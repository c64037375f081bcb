/* Input to actions: what the pointer is over, what is pressed, what has the keyboard.
 *
 * Knows nothing of SDL: events come as struct ui_event, in pixels of the window's picture.
 * Owned by the main thread. */
#ifndef APP_UI_UI_H
#define APP_UI_UI_H

#include "app/core/state/app.h"
#include "app/ui/menu/menu.h"
#include "app/ui/paint/theme.h"
#include "app/ui/widgets/event.h"
#include "app/ui/widgets/layout.h"

/* A value that is being typed. What makes sense of it counts at once; before is what Esc brings
 * back. whole: the text is selected, and the next letter replaces it. */
struct ui_edit {
    bool open, whole;
    char text[TRAINING_CHOICE_TEXT], before[TRAINING_CHOICE_TEXT];
};

/* A press of the pointer, and what was open when it came. */
struct ui_press {
    float x, y;
    double time_s;
    enum app_view view;
    int menu; /* -1: none */
    bool sheet;
};

struct ui {
    struct font *font; /* borrowed */
    struct layout layout;
    struct theme theme;
    float pointer_x, pointer_y;
    bool pointer_inside;
    /* LAYOUT_PLACES where there is none. */
    enum layout_place hover, pressed, focus;
    bool focus_shown;            /* the keyboard was used last */
    enum app_view arranged_view; /* whose buttons the places of the tools were */
    struct ui_press press;       /* the last one */
    bool press_ignored;          /* and let go of in vain */
    bool drawing;
    double hover_since_s;
    struct menu_state menu;
    int keys_page;        /* of the sheet of keys */
    int layers_first;     /* the first column of the layers that is shown */
    bool asking, probing; /* the pointer is over a bar, or over the enlarged map */
    struct ui_edit edit;  /* of the recipe's chosen line */
    int recipe_pressed;   /* an enum recipe_part of that line, as long as the button is held */
    int runs_cursor;      /* per mille of the graph's width, where the keyboard reads it; -1: off */
};

void ui_init(struct ui *ui, struct font *font);

/* Lays everything out anew for a picture of this size; display_scale is pixels to the unit before
 * the user's zoom. To be called when any of these may have changed. */
void ui_arrange(struct ui *ui, const struct app *app, int width, int height, float display_scale);

/* The zoom step, see struct app, from which on a window of this size shows nothing larger. */
int ui_zoom_that_fits(int width, int height, float display_scale);

/* What the event asks for: one action, or ACTION_NONE. Its text is borrowed from the event, or from
 * ui until the next. */
struct action ui_handle(struct ui *ui, const struct app *app, const struct ui_event *event);

/* The tooltip to show now, or NULL; if one is due later, *due_s says when (else 0). */
const char *ui_tip(const struct ui *ui, const struct app *app, double *due_s);

/* Position on the canvas of a point in pixels. */
struct point ui_canvas_point(const struct layout *layout, float x, float y);

#endif
