#include "app/ui/widgets/layout.h"

#include <math.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink.h"

enum {
    MENU_HEIGHT = 28,
    GAP = 8,
    TOOL_HEIGHT = 28,
    TOOLS_MIN = 252,
    SLIDER_MAX = 160,
    READING_MIN = 196,
    READING_MAX = 1200,
    BUTTON_HEIGHT = 28,
    BUTTON_WIDTH = 68,
    BUTTONS = 4,
    ATTRIBUTION_LINE = 18,
    BARS = 10, /* always in one column */
    BAR_COLUMNS = 4,
    BAR_MIN = 12,
    WIDE = 900,
    BESIDE = 1400, /* from this width on the layers have the training panel beside them */
    BESIDE_MIN = 480,
    BESIDE_MAX = 640,
    STRIP = 40, /* height of a training panel of one line */
    RUNS_MAX = 640,
    DETAIL = 40,
    LOW = 200, /* below this height a detail is one line */
    RECIPE_LINES = 10,
    RECIPE_FACTS = 54,
    RECIPE_MAX = 560,
    PANEL_WIDE = 1060, /* from this width on the training's progress is beside its settings */
    SETTINGS = 488,
    SHORT_SETTINGS = 364,
    SHORT = 480, /* below this height the training panel lies beside its buttons */
};

/* All of layout_make's work is in units, as floats; only place() goes to pixels. */
struct box_units {
    float x, y, w, h;
};

static float grid(float units) {
    return 4 * floorf(units / 4);
}

/* Edges are rounded, not sizes: what touches in units touches in pixels and no more. */
static struct rect to_pixels(const struct layout *layout, struct box_units box) {
    int left = (int)lroundf(box.x * layout->scale), top = (int)lroundf(box.y * layout->scale);
    int right = (int)lroundf((box.x + box.w) * layout->scale);
    int bottom = (int)lroundf((box.y + box.h) * layout->scale);
    return (struct rect){left, top, min_int(right, layout->width) - left,
                         min_int(bottom, layout->height) - top};
}

static void place(struct layout *layout, int which, float x, float y, float w, float h) {
    layout->places[which] = to_pixels(layout, (struct box_units){x, y, w, h});
}

/* A square of at most side units whose sides are the same in pixels, and a multiple of `of`.
 * Returns its side in units. */
static float place_square(struct layout *layout, enum layout_place which, float x, float y,
                          float side, int of) {
    int pixels = (int)floorf(side * layout->scale / (float)of + 1e-3f) * of;
    int left = (int)lroundf(x * layout->scale), top = (int)lroundf(y * layout->scale);
    layout->places[which] = (struct rect){left, top, pixels, pixels};
    return (float)pixels / layout->scale;
}

/* The slider at the left end, the buttons at the right. */
static void place_tools(struct layout *layout, float x, float y, float width) {
    float eraser = width >= 320 ? 68 : 52, button = width >= 320 ? 60 : 44, gap = 4;
    float buttons = x + width - eraser - 3 * button - 3 * gap;
    place(layout, LAYOUT_BRUSH, x, y, fminf(buttons - gap - x, SLIDER_MAX), TOOL_HEIGHT);
    place(layout, LAYOUT_ERASER, buttons, y, eraser, TOOL_HEIGHT);
    for (int i = 0; i < 3; i++)
        place(layout, LAYOUT_UNDO + i, buttons + eraser + gap + (float)i * (button + gap), y,
              button, TOOL_HEIGHT);
}

/* The picture with its caption under it. */
static void place_picture_column(struct layout *layout, struct box_units box) {
    float caption = 20, max = box.h - caption;
    if (layout->shown &
        LAYOUT_SHOW_ATTRIBUTION) /* smaller, down to four pixels a pixel, for its legend */
        max = fmaxf(max - 4 - 4 * ATTRIBUTION_LINE, fminf(max, 4 * INK_SIDE));
    float side = place_square(layout, LAYOUT_PICTURE, box.x, box.y, fminf(box.w, max), INK_SIDE);
    place(layout, LAYOUT_CAPTION, box.x, box.y + side + 4, box.w, caption - 4);
    float used = side + caption + 4;
    if (layout->shown & LAYOUT_SHOW_ATTRIBUTION && box.h - used >= ATTRIBUTION_LINE)
        place(layout, LAYOUT_ATTRIBUTION, box.x, box.y + used, box.w, box.h - used);
}

/* The picture with its caption at its right, which is shorter while the evidence is shown. */
static void place_picture_row(struct layout *layout, struct box_units box) {
    float caption = layout->shown & LAYOUT_SHOW_ATTRIBUTION ? 104 : 136;
    float max = fminf(fminf(box.h, 168), box.w - GAP - caption);
    float side = place_square(layout, LAYOUT_PICTURE, box.x, box.y, max, INK_SIDE);
    float x = box.x + side + GAP;
    float width = box.x + box.w - x, line = 16;
    bool attribution =
        layout->shown & LAYOUT_SHOW_ATTRIBUTION && side >= line + 4 + ATTRIBUTION_LINE;
    place(layout, LAYOUT_CAPTION, x, box.y, width, attribution ? line : side);
    if (attribution)
        place(layout, LAYOUT_ATTRIBUTION, x, box.y + line + 4, width, box.h - line - 4);
}

/* More than ten bars go into several columns rather than into rows too low for text. */
static int bar_rows(int classes, float space) {
    int columns = 1, rows = classes;
    while (rows > BARS && columns < BAR_COLUMNS && space < (float)(rows * BAR_MIN)) {
        columns++;
        rows = (classes + columns - 1) / columns;
    }
    return rows;
}

/* Digit and bars; the space left below goes to the picture when the columns are folded, more of it
 * while the evidence is shown. */
static void place_reading(struct layout *layout, struct box_units box) {
    float answer = box.h >= 320 ? 64 : 36,
          fraction = layout->shown & LAYOUT_SHOW_ATTRIBUTION ? 2 : 4;
    float kept = layout->folded ? fmaxf((box.h - answer) / fraction, INK_SIDE) + 4 : 0;
    layout->bar_rows = bar_rows(layout->classes, box.h - kept - answer);
    float min = layout->folded ? INK_SIDE + 4 : 0, count = (float)layout->bar_rows;
    float row = clamp_float(grid(2 * (box.h - kept - answer) / count) / 2, BAR_MIN, 44);
    row = fminf(row, (box.h - min - answer) / count);
    place(layout, LAYOUT_ANSWER, box.x, box.y, box.w, answer);
    place(layout, LAYOUT_BARS, box.x, box.y + answer, box.w, count * row);
    float used = answer + count * row + 4;
    if (layout->folded)
        place_picture_row(layout, (struct box_units){box.x, box.y + used, box.w, box.h - used});
}

/* Canvas and toolbar at the left; the reading at the right, with the toast at its foot. */
static void place_main(struct layout *layout, struct box_units box) {
    float pad = layout->folded ? GAP : 2 * GAP;
    float inner_w = box.w - 2 * pad, inner_h = box.h - 2 * pad;
    float middle = layout->folded ? 0 : clamp_float(grid(inner_w / 6), 168, 336);
    float beside = READING_MIN + pad + (middle > 0 ? middle + pad : 0);
    float above = inner_h - TOOL_HEIGHT - GAP;
    float side = grid(fminf(above, inner_w - beside));
    float left = fmaxf(side, TOOLS_MIN);
    float x = box.x + pad, y = box.y + pad;
    place_square(layout, LAYOUT_CANVAS, x, y, side, 1);
    place_tools(layout, x, y + side + GAP, left);
    x += left + pad;
    place(layout, LAYOUT_TOAST, x, y + inner_h - TOOL_HEIGHT, inner_w - left - pad, TOOL_HEIGHT);
    if (!layout->folded) {
        place_picture_column(layout, (struct box_units){x, y, middle, above});
        x += middle + pad;
    }
    float width = fminf(box.x + box.w - pad - x, READING_MAX);
    place_reading(layout, (struct box_units){x, y, width, above});
}

/* A list or matrix over its detail and the buttons at the left, a graph or gallery over the toast
 * at the right: three places from `first` on. */
static void place_halves(struct layout *layout, int first, struct box_units box, float left) {
    float pad = layout->folded ? GAP : 2 * GAP, x = box.x + pad, y = box.y + pad;
    float inner_w = box.w - 2 * pad, height = box.h - 2 * pad - TOOL_HEIGHT - GAP;
    float detail = height < LOW ? DETAIL / 2 : DETAIL;
    place(layout, first, x, y, left, height - detail);
    place(layout, first + 1, x, y + height - detail, left, detail);
    place_tools(layout, x, y + height + GAP, left);
    x += left + pad;
    place(layout, first + 2, x, y, inner_w - left - pad, height);
    place(layout, LAYOUT_TOAST, x, y + height + GAP, inner_w - left - pad, TOOL_HEIGHT);
}

/* The choices over what follows from them and the buttons at the left, the preview over the toast
 * at the right. */
static void place_recipe(struct layout *layout, struct box_units box) {
    bool low = box.h < 300;
    float pad = layout->folded ? GAP : 2 * GAP, pad_y = low ? GAP : pad;
    float x = box.x + pad, y = box.y + pad_y, inner_w = box.w - 2 * pad;
    float height = box.h - 2 * pad_y - TOOL_HEIGHT - GAP;
    float left = clamp_float(grid(inner_w * 0.5f), TOOLS_MIN, RECIPE_MAX);
    float line = clamp_float(floorf((height - RECIPE_FACTS) / RECIPE_LINES), 17, 32);
    float list = RECIPE_LINES * line;
    place(layout, LAYOUT_RECIPE_LIST, x, y, left, list);
    place(layout, LAYOUT_RECIPE_FACTS, x, y + list, left, height - list);
    place_tools(layout, x, y + height + GAP, left);
    x += left + pad;
    place(layout, LAYOUT_RECIPE_PREVIEW, x, y, inner_w - left - pad, height);
    place(layout, LAYOUT_TOAST, x, y + height + GAP, inner_w - left - pad, TOOL_HEIGHT);
}

static float place_buttons(struct layout *layout, float x, float y, float width) {
    for (int i = 0; i < BUTTONS; i++)
        place(layout, LAYOUT_START + i, x + (float)i * (width + 4), y, width, BUTTON_HEIGHT);
    return (float)BUTTONS * (width + 4) + 4;
}

/* Charts keep a margin of their own. */
static void place_charts(struct layout *layout, struct box_units box) {
    bool both = box.w >= 400;
    float width = both ? box.w / 2 : box.w;
    place(layout, LAYOUT_ACCURACY, box.x, box.y, width, box.h);
    if (both)
        place(layout, LAYOUT_LOSS, box.x + width, box.y, width, box.h);
}

/* For windows of little height: buttons, progress and words at the left, charts at the right. */
static void place_panel_short(struct layout *layout, struct box_units panel) {
    float pad = layout->folded ? GAP : 2 * GAP;
    float width = clamp_float(grid(panel.w * 0.3f), TOOLS_MIN, SHORT_SETTINGS);
    float x = panel.x + pad, y = panel.y + 6;
    place_buttons(layout, x, y, (width - 3 * 4) / BUTTONS);
    place(layout, LAYOUT_PROGRESS, x, y + 32, width, 6);
    place(layout, LAYOUT_STATUS, x, y + 40, width, 18);
    place(layout, LAYOUT_SETTINGS, x, y + 60, width, 20);
    x += width;
    place_charts(
        layout, (struct box_units){x, panel.y + 2, panel.x + panel.w - pad + GAP - x, panel.h - 2});
}

/* The progress of the training, in words and as a bar below. */
static void place_updates(struct layout *layout, float x, float y, float width) {
    place(layout, LAYOUT_STATUS, x, y, width, 18);
    place(layout, LAYOUT_PROGRESS, x, y + 20, width, 6);
}

/* Under the layers: the buttons that end a training and decide about its result stay visible. */
static void place_panel_strip(struct layout *layout, struct box_units panel) {
    float pad = layout->folded ? GAP : 2 * GAP, end = panel.x + panel.w - pad, y = panel.y + 6;
    float button = panel.w < 640 ? 60 : BUTTON_WIDTH;
    float x = panel.x + pad + place_buttons(layout, panel.x + pad, y, button) + 4;
    place_updates(layout, x, y, end - x);
}

static void place_panel_tall(struct layout *layout, struct box_units panel) {
    bool wide = panel.w >= PANEL_WIDE;
    float pad = panel.w >= WIDE ? 2 * GAP : GAP, end = panel.x + panel.w - pad, y = panel.y + 12;
    float x = panel.x + pad + place_buttons(layout, panel.x + pad, y, BUTTON_WIDTH);
    float settings = wide ? SETTINGS : end - x;
    place(layout, LAYOUT_SETTINGS, x, y, settings, BUTTON_HEIGHT);
    if (wide) {
        place_updates(layout, x + settings + GAP, y, end - x - settings - GAP);
        y += BUTTON_HEIGHT + 4;
    } else {
        const float height = 20, status = 256;
        x = panel.x + pad;
        y += BUTTON_HEIGHT + 4;
        place(layout, LAYOUT_PROGRESS, x, y + (height - 8) / 2, end - x - status - GAP, 8);
        place(layout, LAYOUT_STATUS, end - status, y, status, height);
        y += height + 4;
    }
    x = panel.x + pad - GAP;
    place_charts(layout, (struct box_units){x, y, end + GAP - x, panel.y + panel.h - y});
}

/* The strip of layers takes what the enlarged map and its sum leave. */
static void place_layers(struct layout *layout, struct box_units panel) {
    bool small = panel.h < 160;
    float pad = layout->folded ? GAP : 2 * GAP, gap = 12, header = small ? 20 : 24;
    float x = panel.x + pad, y = panel.y + (small ? 2 : GAP), width = panel.w - 2 * pad,
          button = 28;
    place(layout, LAYOUT_LAYERS_BACK, x, y, button, header);
    place(layout, LAYOUT_LAYERS_NEXT, x + button + 4, y, button, header);
    float title = x + 2 * button + 4 + gap;
    place(layout, LAYOUT_LAYERS_TITLE, title, y, x + width - title, header);
    y += header + (small ? 2 : GAP);
    float height = panel.y + panel.h - (small ? 4 : GAP) - y;
    float map = fminf(fminf(height, width * 0.2f), 280), sum = clamp_float(width * 0.3f, 152, 384);
    float strip = width - map - sum - 2 * gap;
    place(layout, LAYOUT_LAYERS_STRIP, x, y, strip, height);
    place_square(layout, LAYOUT_LAYERS_MAP, x + strip + gap, y, map, 1);
    place(layout, LAYOUT_LAYERS_SUM, x + width - sum, y, sum, height);
}

static void place_training(struct layout *layout, struct box_units panel) {
    layout->panel = to_pixels(layout, panel);
    if (layout->strip)
        place_panel_strip(layout, panel);
    else if ((float)layout->height / layout->scale < SHORT)
        place_panel_short(layout, panel);
    else
        place_panel_tall(layout, panel);
}

/* In a low window the evidence takes the training panel's space, as the layers do. */
static float panel_height(const struct layout *layout, float height) {
    if (layout->shown & LAYOUT_SHOW_LAYERS)
        return height < SHORT ? 92 : clamp_float(grid(height * 0.42f), 196, 440);
    if (height < SHORT && layout->shown & LAYOUT_SHOW_ATTRIBUTION)
        return 0;
    if (layout->shown & LAYOUT_SHOW_TRAINING)
        return height < SHORT ? 92 : clamp_float(grid(height * 0.33f), 156, 340);
    return 0;
}

static void place_panels(struct layout *layout, struct box_units box) {
    bool training = layout->shown & LAYOUT_SHOW_TRAINING;
    bool both = training && box.w >= BESIDE;
    float beside = both ? clamp_float(grid(box.w * 0.3f), BESIDE_MIN, BESIDE_MAX) : 0;
    if (!(layout->shown & LAYOUT_SHOW_LAYERS)) {
        place_training(layout, box);
        return;
    }
    float below = layout->strip ? STRIP : 0;
    struct box_units layers = {box.x, box.y, box.w - beside, box.h - below};
    layout->layers = to_pixels(layout, layers);
    place_layers(layout, layers);
    if (both)
        place_training(layout, (struct box_units){layers.w, box.y, beside, box.h});
    else if (layout->strip)
        place_training(layout, (struct box_units){box.x, box.y + layers.h, box.w, below});
}

static const float MIN_SCALE = 0.1f;

float layout_largest_scale(int width, int height) {
    return fminf((float)width / LAYOUT_MIN_WIDTH, (float)height / LAYOUT_MIN_HEIGHT);
}

struct layout layout_make(int width, int height, float wanted_scale, unsigned shown, int classes) {
    struct layout layout = {
        .width = width, .height = height, .shown = shown, .classes = classes, .bar_rows = classes};
    /* Where a window manager makes the window smaller than it may be, everything shrinks, but never
     * to lengths of no pixel at all. */
    layout.scale = fmaxf(fminf(wanted_scale, layout_largest_scale(width, height)), MIN_SCALE);
    float w = (float)width / layout.scale, h = (float)height / layout.scale;
    layout.folded = w < WIDE;
    place(&layout, LAYOUT_MENU_BAR, 0, 0, w, MENU_HEIGHT);
    const unsigned both = LAYOUT_SHOW_TRAINING | LAYOUT_SHOW_LAYERS;
    layout.strip = (shown & both) == both && w < BESIDE && h >= SHORT;
    float panel = panel_height(&layout, h);
    struct box_units above = {0, MENU_HEIGHT, w, h - MENU_HEIGHT - panel};
    float matrix_max =
        fmaxf(TOOLS_MIN, grid(1.2f * (above.h - TOOL_HEIGHT))); /* little wider than high */
    if (shown & LAYOUT_SHOW_RUNS)
        place_halves(&layout, LAYOUT_RUNS_LIST, above,
                     clamp_float(grid(w * 0.43f), TOOLS_MIN, RUNS_MAX));
    else if (shown & LAYOUT_SHOW_RECIPE)
        place_recipe(&layout, above);
    else if (shown & LAYOUT_SHOW_MISTAKES)
        place_halves(&layout, LAYOUT_MISTAKES_MATRIX, above,
                     clamp_float(grid(w * 0.48f), TOOLS_MIN, matrix_max));
    else
        place_main(&layout, above);
    if (panel > 0)
        place_panels(&layout, (struct box_units){0, h - panel, w, panel});
    return layout;
}

int layout_px(const struct layout *layout, float units) {
    return scaled_px(layout->scale, units);
}

struct rect layout_bar(const struct layout *layout, int index) {
    int rows = layout->bar_rows, columns = (layout->classes + rows - 1) / rows;
    struct rect bar =
        rect_cell(layout->places[LAYOUT_BARS], index / rows, columns, index % rows, rows);
    bar.w -= index / rows < columns - 1 ? layout_px(layout, GAP) : 0;
    return bar;
}

int layout_bar_at(const struct layout *layout, float x, float y) {
    for (int i = 0; i < layout->classes; i++)
        if (rect_contains(layout_bar(layout, i), x, y))
            return i;
    return -1;
}
