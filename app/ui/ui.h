/* Input to actions: what the pointer is over, what is pressed, what has the keyboard.
 *
 * Knows nothing of SDL: events come as struct ui_event, in pixels of the window's picture.
 * Owned by the main thread. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/menu/menu.h"
#include "app/ui/paint/theme.h"
#include "app/ui/widgets/event.h"
#include "app/ui/widgets/layout.h"
#include "app/ui/widgets/text_field.h"

/* A press of the pointer, and what was open at that moment. */
struct ui_press {
    float x, y;
    double time_s;
    enum app_screen screen;
    int menu;   /* -1: none */
    bool sheet; /* of keys, or a path was asked for */
};

struct ui {
    struct font *font; /* borrowed */
    struct layout layout;
    struct theme theme;
    float pointer_x, pointer_y;
    bool pointer_inside;
    /* LAYOUT_PLACES: none. */
    enum layout_place hover, pressed, focus;
    bool focus_shown;                /* the keyboard was used last */
    enum app_screen arranged_screen; /* the one whose buttons are in the tools' places */
    struct ui_press press;           /* the last one */
    bool press_ignored;              /* it does nothing, nor does its release */
    bool drawing, sliding;           /* a stroke, or the brush's slider, is held */
    double hover_since_s;
    struct menu_state menu;
    int keys_page;        /* of the sheet of keys */
    int layers_first;     /* the first of the layers' columns that is shown */
    bool asking, probing; /* the pointer is over a bar, or over the enlarged map */
    /* The value of the recipe's chosen line, which counts at once as far as it makes sense; and
     * what Esc brings back. */
    struct text_field edit;
    char edit_before[TRAINING_CHOICE_TEXT];
    struct text_field path; /* of the file that is asked for */
    int recipe_pressed;     /* an enum recipe_part of that line, while the button is held */
    int runs_cursor; /* where the keyboard reads the graph, in per mille of its width; -1: off */
};

void ui_init(struct ui *ui, struct font *font);

/* Lays everything out again for a picture of this size; display_scale is pixels to the unit before
 * the user's zoom. To be called when any of these may have changed. */
void ui_arrange(struct ui *ui, const struct app *app, int width, int height, float display_scale);

/* The zoom step (preferences.h) from which on a window of this size shows nothing larger. */
int ui_zoom_that_fits(int width, int height, float display_scale);

/* The action that the event asks for, or ACTION_NONE. Its text is borrowed from the event, or from
 * ui until the next event. */
struct action ui_handle(struct ui *ui, const struct app *app, const struct ui_event *event);

/* The same while the sheet of keys is shown: a press, a key or the wheel turns its pages or closes
 * it. Of the other keys, only those that save its picture or quit the program still work. */
struct action ui_keys_handle(struct ui *ui, const struct app *app, const struct ui_event *event);

/* The same while a path is asked for, whose field has all other keys. ui_path_arrange opens the
 * field when it is asked for, and closes it. */
struct action ui_path_handle(struct ui *ui, const struct app *app, const struct ui_event *event);
void ui_path_arrange(struct ui *ui, const struct app *app);

/* The text that is being typed, borrowed until the next event, or NULL: copying and pasting are
 * about that, then. */
const char *ui_typed_text(const struct ui *ui);

/* True if there is a tooltip to show now; if one is due later, *due_s says when (else 0). */
enum { UI_TIP_TEXT = 160 };
bool ui_tip(const struct ui *ui, const struct app *app, char text[UI_TIP_TEXT], double *due_s);

extern const struct action ui_nothing;
struct action ui_action(enum action_kind kind, int number);

/* How far an arrow key goes to the right and down: -1, 0 or 1; both 0 for other keys. */
struct ui_arrow {
    int across, down;
};
struct ui_arrow ui_arrow(int key);

/* Whether the keyboard is there, and was used last. */
bool ui_has_focus(const struct ui *ui, enum layout_place place);

/* Position on the canvas of a point in pixels. */
struct point ui_canvas_point(const struct layout *layout, float x, float y);
