/* The places of everything in the window: a pure function of its size. */
#pragma once

#include "app/ui/paint/theme.h"

/* The smallest window, in units. */
enum { LAYOUT_MIN_WIDTH = 480, LAYOUT_MIN_HEIGHT = 360 };

enum layout_place {
    LAYOUT_MENU_BAR,
    LAYOUT_CANVAS, /* square */
    LAYOUT_BRUSH,
    LAYOUT_ERASER,
    LAYOUT_UNDO,
    LAYOUT_REDO,
    LAYOUT_CLEAR,
    LAYOUT_TOAST,
    LAYOUT_PICTURE, /* square, its side a multiple of INK_SIDE pixels */
    LAYOUT_CAPTION,
    LAYOUT_ATTRIBUTION, /* the importance map's legend, and the change to another reading */
    LAYOUT_ANSWER,      /* the digit and its per cent */
    LAYOUT_BARS,        /* a row of equal height for each class */
    LAYOUT_RUNS_LIST,
    LAYOUT_RUNS_DETAIL, /* about the selected run */
    LAYOUT_RUNS_GRAPH,
    LAYOUT_RECIPE_LIST,    /* a line of equal height for each choice */
    LAYOUT_RECIPE_FACTS,   /* what follows from them */
    LAYOUT_RECIPE_PREVIEW, /* pictures as the training would see them */
    LAYOUT_MISTAKES_MATRIX,
    LAYOUT_MISTAKES_DETAIL, /* about a cell, and about the model */
    LAYOUT_MISTAKES_GALLERY,
    LAYOUT_LAYERS_BACK,
    LAYOUT_LAYERS_NEXT,
    LAYOUT_LAYERS_TITLE,
    LAYOUT_LAYERS_STRIP, /* a column for each layer */
    LAYOUT_LAYERS_MAP,   /* square: the chosen map, enlarged */
    LAYOUT_LAYERS_SUM,   /* how its value came about */
    LAYOUT_START,
    LAYOUT_STOP,
    LAYOUT_KEEP,
    LAYOUT_REVERT,
    LAYOUT_SETTINGS,
    LAYOUT_PROGRESS,
    LAYOUT_STATUS, /* epoch, speed and time left */
    LAYOUT_ACCURACY,
    LAYOUT_LOSS,
    LAYOUT_PLACES,
};

/* Parts that can be open, as bits. */
enum {
    LAYOUT_SHOW_TRAINING = 1,
    LAYOUT_SHOW_LAYERS = 2,
    LAYOUT_SHOW_ATTRIBUTION = 4,
    LAYOUT_SHOW_RUNS = 8,    /* in the place of canvas, picture and reading */
    LAYOUT_SHOW_RECIPE = 16, /* likewise */
    LAYOUT_SHOW_MISTAKES = 32
};

/* Rectangles in pixels; one that is not shown is empty. No two overlap, none leaves the window. */
struct layout {
    int width, height;
    float scale;        /* pixels to the unit */
    bool folded;        /* the network's picture is under the bars */
    bool strip;         /* the training panel is one line, without settings and charts */
    unsigned shown;     /* as asked for */
    int classes;        /* likewise: bars, rows and columns of the confusion matrix */
    int bar_rows;       /* bars in a column: all of them where that leaves space for their text */
    struct rect panel;  /* around all of the training panel's places; empty if it is closed */
    struct rect layers; /* the same of the layers' places */
    struct rect places[LAYOUT_PLACES];
};

/* The scale at which a window of this size is as small, in units, as it may be. */
float layout_largest_scale(int width, int height);

/* width and height in pixels. The scale is the wanted one, or the largest at which the smallest
 * window fits. The layers are beside the training panel where both fit, else in its place, and
 * leave it one line; in a low window not even that, and it gives way to the evidence, too. */
struct layout layout_make(int width, int height, float wanted_scale, unsigned shown, int classes);

/* As theme_px. */
int layout_px(const struct layout *layout, float units);

/* The place of a class's bar, and the class whose bar is at (x, y), or -1. */
struct rect layout_bar(const struct layout *layout, int index);
int layout_bar_at(const struct layout *layout, float x, float y);
