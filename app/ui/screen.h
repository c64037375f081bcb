/* The table of screens: how pointer and keys move in what is shown in place of the canvas, which
 * buttons are below it, and how it is painted. Its sibling in app/core/app says what actions do
 * there. And the buttons in their current state, those of the training panel among them. */
#pragma once

#include "app/ui/ui.h"
#include "app/ui/view.h"

struct button {
    const char *label, *tip; /* the tip leaves out a menu's shortcut; borrowed forever */
    struct action action;
    bool enabled;
    bool on; /* stays pressed: a tool in use */
};

/* Any may be NULL: then nothing happens, or what is the same on all screens.
 *
 * shown: bits of LAYOUT_SHOW_..., beside what is open on every screen.
 * buttons: [4], in the places from LAYOUT_ERASER on; button changes one by the state.
 * press, release: of the pointer, which is within ui->pressed; release comes for `released` alone,
 * and drag, where it moves before that and draws nothing.
 * key: one without modifiers that neither menus nor a focused button take; false: it is not for
 * this screen. type: a key without Ctrl and Alt, or what is pasted, while a value is
 * typed. focus: places that the
 * keyboard reaches, if has_focus says so, and whose Enter and Space key takes; elsewhere they press
 * what has the focus, if anything.
 * tip: about what is under the pointer. bar_tip: about a digit's bar, before the digit.
 * title: words in place of the slider, short_title where they are too long for it; title_text
 * changes them by the state. paint: in place of the canvas. */
struct ui_screen {
    unsigned shown;
    const struct button *buttons;
    void (*button)(const struct app *app, enum layout_place place, struct button *button);
    struct action (*press)(struct ui *ui, const struct app *app, const struct ui_event *event);
    struct action (*drag)(struct ui *ui, const struct app *app, const struct ui_event *event);
    enum layout_place released;
    struct action (*release)(struct ui *ui, const struct app *app, const struct ui_event *event);
    struct action (*wheel)(const struct ui *ui, const struct app *app, int steps);
    bool (*key)(struct ui *ui, const struct app *app, int key, struct action *action);
    bool (*type)(struct ui *ui, const struct app *app, const struct ui_event *event,
                 struct action *action);
    enum layout_place focus[2];
    bool (*has_focus)(const struct app *app);
    const char *(*tip)(const struct ui *ui, const struct app *app);
    const char *bar_tip, *title, *short_title;
    void (*title_text)(const struct app *app, char text[VIEW_MAX_TEXT]);
    void (*paint)(struct scene *scene);
};

const struct ui_screen *ui_screen_at(enum app_screen screen);

/* That of the screen that is shown. */
const struct ui_screen *ui_screen_of(const struct app *app);

/* Whether the place is one of the shown screen's that the keyboard reaches now. */
bool ui_screen_takes_focus(const struct app *app, enum layout_place place);

extern const struct ui_screen ui_canvas_screen, ui_drawings_screen, ui_sheet_screen,
    ui_test_set_screen, ui_mistakes_screen, ui_mistake_screen, ui_runs_screen, ui_recipe_screen;

/* A step through what the screen lists, by the wheel over a place. */
struct action ui_wheel_step(const struct ui *ui, enum layout_place place, int by);

/* False if there is no button at this place. */
bool button_at(enum layout_place place, const struct app *app, struct button *button);

/* Whether the keyboard can reach it: enabled buttons, the settings, and what screens add. */
bool button_takes_focus(enum layout_place place, const struct app *app);
