#include "app/ui/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/fingerprint.h"
#include "app/ui/paint/ink_cache.h"
#include "app/ui/paint/picture_cache.h"
#include "app/ui/view.h"

static void paint_paper(struct scene *scene) {
    const struct layout *layout = &scene->ui->layout;
    paint_fill(&scene->painter, (struct rect){0, 0, layout->width, layout->height},
               scene->theme->paper);
}

/* The layers from the bottom up. One is shown while one of its places is not empty. */
static const struct {
    void (*paint)(struct scene *scene);
    enum layout_place first, last;
} layers[] = {
    {paint_paper, LAYOUT_MENU_BAR, LAYOUT_LOSS},
    {view_menu_bar, LAYOUT_MENU_BAR, LAYOUT_MENU_BAR},
    {view_canvas, LAYOUT_CANVAS, LAYOUT_CANVAS},
    {view_brush_ring, LAYOUT_CANVAS, LAYOUT_CANVAS},
    {view_tools, LAYOUT_BRUSH, LAYOUT_CLEAR},
    {view_picture, LAYOUT_PICTURE, LAYOUT_ATTRIBUTION},
    {view_reading, LAYOUT_ANSWER, LAYOUT_BARS},
    {view_runs, LAYOUT_RUNS_LIST, LAYOUT_RUNS_GRAPH},
    {view_recipe, LAYOUT_RECIPE_LIST, LAYOUT_RECIPE_PREVIEW},
    {view_mistakes, LAYOUT_MISTAKES_MATRIX, LAYOUT_MISTAKES_GALLERY},
    {view_layers, LAYOUT_LAYERS_BACK, LAYOUT_LAYERS_SUM},
    {view_training, LAYOUT_START, LAYOUT_LOSS},
    {view_toast, LAYOUT_TOAST, LAYOUT_TOAST},
    {view_menu_popup, LAYOUT_MENU_BAR, LAYOUT_LOSS},
    {view_tip, LAYOUT_MENU_BAR, LAYOUT_LOSS},
    {view_keys, LAYOUT_MENU_BAR, LAYOUT_LOSS},
    {view_path, LAYOUT_MENU_BAR, LAYOUT_LOSS},
};
enum { LAYERS = sizeof layers / sizeof *layers };

/* A layer may leave one place for another, and ink changes by itself. */
static_assert(FRAME_MAX_DIRTY >= 2 * LAYERS + 1, "all that may change at once fits");

struct frame {
    struct image image;
    struct ink_cache ink;
    struct picture_cache picture;
    struct recording shown[LAYERS]; /* what the image has of each layer */
};

enum nn_status frame_create(struct frame **frame, struct nn_error *err) {
    *frame = calloc(1, sizeof **frame);
    return *frame ? NN_STATUS_OK
                  : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the window");
}

void frame_destroy(struct frame *frame) {
    if (!frame)
        return;
    ink_cache_deinit(&frame->ink);
    picture_cache_deinit(&frame->picture);
    image_destroy(&frame->image);
    free(frame);
}

const struct image *frame_image(const struct frame *frame) {
    return &frame->image;
}

static bool is_empty(struct rect rect) {
    return rect.w <= 0 || rect.h <= 0;
}

static bool overlap(struct rect a, struct rect b) {
    return !is_empty(rect_intersection(a, b));
}

/* Joins what overlaps, so that nothing is painted twice. */
static void add_dirty(struct frame_dirty *dirty, struct rect rect) {
    for (int i = 0; i < dirty->count; i++)
        if (overlap(rect, dirty->rects[i])) {
            rect = rect_union(rect, dirty->rects[i]);
            dirty->rects[i] = dirty->rects[--dirty->count];
            i = -1; /* it may have grown over one that was passed */
        }
    if (!is_empty(rect))
        dirty->rects[dirty->count++] = rect;
}

static enum nn_status resize(struct frame *frame, const struct layout *layout,
                             struct nn_error *err) {
    if (frame->image.width == layout->width && frame->image.height == layout->height)
        return NN_STATUS_OK;
    struct image image;
    enum nn_status status = image_create(&image, layout->width, layout->height, err);
    if (status)
        return status;
    image_destroy(&frame->image);
    frame->image = image;
    memset(frame->shown, 0, sizeof frame->shown);
    return NN_STATUS_OK;
}

static enum nn_status update_ink(struct frame *frame, const struct app *app, struct rect canvas,
                                 struct frame_dirty *dirty, struct nn_error *err) {
    struct strokes strokes = canvas_strokes(app->sketch.canvas);
    struct rect changed;
    if (canvas.w == 0)
        return NN_STATUS_OK;
    enum nn_status status = ink_cache_update(&frame->ink, &strokes, canvas.w, &changed, err);
    if (status)
        return status;
    changed.x += canvas.x;
    changed.y += canvas.y;
    add_dirty(dirty, changed);
    return NN_STATUS_OK;
}

/* Stores the opened picture as it is to be painted; NULL where none is shown. */
static enum nn_status update_picture(struct frame *frame, const struct app *app,
                                     const struct layout *layout, const struct image **picture,
                                     struct nn_error *err) {
    const struct sketch *sketch = &app->sketch;
    struct rect rect = view_opened_rect(app, layout);
    *picture = is_empty(rect) ? NULL : &frame->picture.image;
    return is_empty(rect) ? NN_STATUS_OK
                          : picture_cache_update(&frame->picture, &sketch->opened.image,
                                                 sketch->opened_number, rect.w, rect.h, err);
}

static bool is_shown(const struct layout *layout, int layer) {
    for (int i = layers[layer].first; i <= (int)layers[layer].last; i++)
        if (!is_empty(layout->places[i]))
            return true;
    return false;
}

/* Finds the layers that would now be painted differently. */
static void record(struct frame *frame, struct scene scene, struct frame_dirty *dirty) {
    for (int i = 0; i < LAYERS; i++) {
        struct recording now = {.hash = FINGERPRINT_SEED}, *shown = &frame->shown[i];
        scene.painter.recording = &now;
        if (is_shown(&scene.ui->layout, i))
            layers[i].paint(&scene);
        if (now.hash != shown->hash) {
            add_dirty(dirty, shown->bounds);
            add_dirty(dirty, now.bounds);
        }
        *shown = now;
    }
}

/* The lowest layer that shows in the part: others are hidden by a fill. */
static int lowest_layer(const struct frame *frame, struct rect part) {
    for (int i = LAYERS - 1; i > 0; i--) {
        struct rect hidden = rect_intersection(frame->shown[i].opaque, part);
        if (hidden.w == part.w && hidden.h == part.h)
            return i;
    }
    return 0;
}

static void repaint(const struct frame *frame, struct scene scene, struct rect part) {
    scene.painter.clip = part;
    for (int i = lowest_layer(frame, part); i < LAYERS; i++)
        if (overlap(frame->shown[i].bounds, part))
            layers[i].paint(&scene);
}

enum nn_status frame_paint(struct frame *frame, const struct app *app, const struct ui *ui,
                           struct frame_dirty *dirty, struct nn_error *err) {
    const struct image *picture = NULL;
    enum nn_status status = resize(frame, &ui->layout, err);
    *dirty = (struct frame_dirty){0};
    if (!status)
        status = update_ink(frame, app, ui->layout.places[LAYOUT_CANVAS], dirty, err);
    if (!status)
        status = update_picture(frame, app, &ui->layout, &picture, err);
    if (status)
        return status;
    struct scene scene = {
        painter_for(&frame->image, ui->font), app, ui, &ui->theme, frame->ink.mask, picture};
    scene.ink.pixels = NULL; /* their changes are known */
    record(frame, scene, dirty);
    scene.ink = frame->ink.mask;
    for (int i = 0; i < dirty->count; i++)
        repaint(frame, scene, dirty->rects[i]);
    return NN_STATUS_OK;
}
