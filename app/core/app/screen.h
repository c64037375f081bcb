/* The table of screens: what stands in the canvas' place. What the user can do there, the table of
 * commands says. */
#pragma once

#include "app/core/ink/ink.h"
#include "app/core/state/test_browser.h"

enum app_screen {
    SCREEN_CANVAS,
    SCREEN_DRAWINGS,
    SCREEN_SHEET, /* the contact sheet */
    SCREEN_TEST_SET,
    SCREEN_MISTAKES,
    SCREEN_MISTAKE, /* one of them, opened */
    SCREEN_RUNS,
    SCREEN_RECIPE,
    SCREENS,
};

struct app;

/* Functions may be NULL: nothing is to be done then. parent is where Esc goes.
 * enter comes before the screen is shown; where it fails, the screen before stays.
 * collect takes in what threads have done, once a frame; where it fails the canvas is shown.
 * picture gives what is shown, which the network reads; NULL: it reads the canvas.
 * place is that of the test picture shown.
 * label is what the user, or the data, says that this is; -1: nothing.
 * chosen_digit is the digit that the user chose here, -1: none; NULL: the label.
 * open_drawings takes in a file of drawings; NULL: the first of them goes to the canvas. */
struct screen {
    enum app_screen parent;
    const char *digit_title; /* in a menu, before the digits; NULL: "Label as" */
    enum nn_status (*enter)(struct app *app, struct nn_error *err);
    void (*leave)(struct app *app);
    enum nn_status (*collect)(struct app *app, struct nn_error *err);
    bool (*has_work)(const struct app *app);
    void (*picture)(const struct app *app, struct ink_picture *picture);
    struct test_place (*place)(const struct app *app);
    int (*label)(const struct app *app);
    int (*chosen_digit)(const struct app *app);
    enum nn_status (*open_drawings)(struct app *app, const char *path, struct nn_error *err);
};

extern const struct screen *const screens[SCREENS];
