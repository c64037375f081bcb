#include "app/ui/frame.h"

#include <stdlib.h>
#include <string.h>

#include "app/ui/mistakes/ui_mistakes.h"
#include "app/ui/paint/ink_cache.h"
#include "app/ui/recipe/ui_recipe.h"
#include "app/ui/test_set/browse.h"
#include "app/ui/view.h"

/* The parts that are painted one by one. Each has a key: a hash of all that it shows. While the key
 * stays the same, so do the pixels. */
enum region {
    REGION_MENU_BAR,
    REGION_TOOLS,
    REGION_TOAST,
    REGION_PICTURE,
    REGION_READING,
    REGION_RUNS,
    REGION_RECIPE,
    REGION_MISTAKES,
    REGION_LAYERS,
    REGION_TRAINING,
    REGIONS,
};

struct frame {
    struct image image;
    struct ink_cache *ink;
    uint64_t whole_key, canvas_key, keys[REGIONS];
    struct rect ring; /* of the brush, as painted */
    bool had_overlay; /* the last picture has something over its regions */
};

enum nn_status frame_create(struct frame **out, struct nn_error *err) {
    struct frame *frame = calloc(1, sizeof *frame);
    if (!frame)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the window");
    enum nn_status status = ink_cache_create(&frame->ink, err);
    if (status)
        free(frame);
    else
        *out = frame;
    return status;
}

void frame_destroy(struct frame *frame) {
    if (!frame)
        return;
    ink_cache_destroy(frame->ink);
    image_destroy(&frame->image);
    free(frame);
}

const struct image *frame_image(const struct frame *frame) {
    return &frame->image;
}

/* FNV-1a; never 0, which stands for "not painted yet". */
static uint64_t hash(uint64_t key, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        key = (key ^ bytes[i]) * 1099511628211u;
    return key | 1;
}

static uint64_t hash_text(uint64_t key, const char *text) {
    return hash(key, text, strlen(text) + 1);
}

static uint64_t hash_number(uint64_t key, double number) {
    return hash(key, &number, sizeof number);
}

static const uint64_t seed = 14695981039346656037u;

/* What the places from first to last show of pointer and keyboard. */
static uint64_t hash_input(uint64_t key, const struct ui *ui, enum layout_place first,
                           enum layout_place last) {
    bool over = ui->hover >= first && ui->hover <= last;
    bool pressed = ui->pressed >= first && ui->pressed <= last;
    bool focused = ui->focus_shown && ui->focus >= first && ui->focus <= last;
    key = hash_number(key, over ? (int)ui->hover : -1);
    key = hash_number(key, pressed ? (int)ui->pressed : -1);
    return hash_number(key, focused ? (int)ui->focus : -1);
}

static uint64_t hash_pointer(uint64_t key, const struct ui *ui) {
    return hash_number(hash_number(key, (double)ui->pointer_x), (double)ui->pointer_y);
}

static uint64_t menu_bar_key(const struct app *app, const struct ui *ui) {
    char status[VIEW_MAX_TEXT];
    view_menu_status(app, status);
    uint64_t key = hash_text(seed, status);
    return ui->hover == LAYOUT_MENU_BAR ? hash_pointer(key, ui) : key;
}

static uint64_t tools_key(const struct app *app, const struct ui *ui) {
    uint64_t key = hash_input(seed, ui, LAYOUT_BRUSH, LAYOUT_CLEAR);
    key = hash_number(key, (double)app->brush);
    key = hash_number(hash_number(key, app->tool), app_is_training(app));
    key = hash_number(hash_number(key, app->view), app->test_digit);
    key = hash_number(hash_number(key, app->test_filter), collection_count(app->collection));
    key = hash(key, &app->runs.revision, sizeof app->runs.revision);
    key = hash(key, &app->recipe.revision, sizeof app->recipe.revision);
    key = hash(key, &app->mistakes.revision, sizeof app->mistakes.revision);
    key = hash_number(key, app->mistakes.opened);
    bool steps = app->view == APP_VIEW_TEST_SET;
    key = hash_number(key, steps && browse_can_step(app, -1));
    key = hash_number(key, steps && browse_can_step(app, 1));
    key = hash_number(key, app_can(app, &(struct action){.kind = ACTION_MEASURE}));
    key = hash_number(key, app_can(app, &(struct action){.kind = ACTION_UNDO}));
    key = hash_number(key, app_can(app, &(struct action){.kind = ACTION_REDO}));
    return hash_number(key, app_can(app, &(struct action){.kind = ACTION_CLEAR}));
}

static uint64_t toast_key(const struct app *app, const struct ui *ui) {
    (void)ui;
    return app->toast.until_s > 0 ? hash_number(hash_text(seed, app->toast.text), app->toast.bad)
                                  : seed;
}

static uint64_t picture_key(const struct app *app, const struct ui *ui) {
    (void)ui;
    uint64_t key = hash(seed, app->picture.pixels, sizeof app->picture.pixels);
    return app->attribution_open
               ? hash(key, &app->attribution_revision, sizeof app->attribution_revision)
               : key;
}

static uint64_t reading_key(const struct app *app, const struct ui *ui) {
    const struct reading *reading = &app->reading;
    uint64_t key = hash_number(seed, ui->focus_shown && ui->focus == LAYOUT_BARS);
    key = hash_number(key, reading->digit);
    key = hash_number(key, app_said_digit(app));
    key = hash_number(key, view_reading_hovered(app, ui));
    key = hash_number(key, ui->pressed == LAYOUT_BARS);
    key = hash_number(key, reading->is_digit);
    key = hash_number(key, app->attribution_open ? app->attribution_digit : -1);
    key = hash(key, reading->probabilities, sizeof reading->probabilities);
    key = hash_number(hash_number(key, app->number.count), app->shown.count);
    key = hash_number(key, app->shown.latest);
    return hash(key, app->shown.digits, (size_t)app->shown.count * sizeof *app->shown.digits);
}

static uint64_t runs_key(const struct app *app, const struct ui *ui) {
    uint64_t key = hash_input(seed, ui, LAYOUT_RUNS_LIST, LAYOUT_RUNS_GRAPH);
    key = hash(key, &app->runs.revision, sizeof app->runs.revision);
    key = hash_number(key, ui->runs_cursor);
    return ui->hover == LAYOUT_RUNS_GRAPH ? hash_pointer(key, ui) : key;
}

static uint64_t recipe_key(const struct app *app, const struct ui *ui) {
    uint64_t key = hash_input(seed, ui, LAYOUT_RECIPE_LIST, LAYOUT_RECIPE_PREVIEW);
    struct recipe_hit hit = ui_recipe_hovered(ui);
    key = hash(key, &app->recipe.revision, sizeof app->recipe.revision);
    key = hash_number(hash_number(key, (int)hit.choice), hit.part);
    key = hash_number(hash_number(key, app_is_training(app)), ui->recipe_pressed);
    key = hash_number(key, ui->edit.whole);
    return hash_text(key, ui->edit.open ? ui->edit.text : "\n");
}

static uint64_t mistakes_key(const struct app *app, const struct ui *ui) {
    uint64_t key = hash_input(seed, ui, LAYOUT_MISTAKES_MATRIX, LAYOUT_MISTAKES_GALLERY);
    key = hash(key, &app->mistakes.revision, sizeof app->mistakes.revision);
    key = hash_number(key, app_can(app, &(struct action){.kind = ACTION_MEASURE}));
    key = hash_number(key, (int)(100 * app_measured_fraction(app)));
    return hash_number(key, ui_mistakes_hovered(ui));
}

static uint64_t layers_key(const struct app *app, const struct ui *ui) {
    uint64_t key = hash_input(seed, ui, LAYOUT_LAYERS_BACK, LAYOUT_LAYERS_SUM);
    key = hash(key, &app->activations_revision, sizeof app->activations_revision);
    return hash_number(key, ui->layers_first);
}

static uint64_t training_key(const struct app *app, const struct ui *ui) {
    const struct training_settings *settings = &app->settings;
    uint64_t key = hash_input(seed, ui, LAYOUT_START, LAYOUT_SETTINGS);
    key = hash(key, &app->updates, sizeof app->updates);
    key = hash_number(hash_number(key, app->training_state), app->learning);
    key = hash_number(key, app->live.model != app->kept.model);
    key = hash_number(key, app->live.model != app->before.model);
    key = hash(key, &app->live.model, sizeof app->live.model);
    key = hash_text(hash_text(key, settings->net), settings->recipe);
    key = hash_number(hash_number(key, settings->epochs), settings->batch_size);
    key = hash_number(key, (double)settings->learning_rate);
    key = hash_number(key, training_choice_is_changed(settings, TRAINING_CHOICE_RECIPE));
    bool in_chart = ui->hover == LAYOUT_ACCURACY || ui->hover == LAYOUT_LOSS;
    return in_chart ? hash_pointer(key, ui) : key;
}

struct region_kind {
    uint64_t (*key)(const struct app *app, const struct ui *ui);
    void (*paint)(struct scene *scene);
    enum layout_place first, last; /* the region is the rectangle around these places */
};

static const struct region_kind region_kinds[REGIONS] = {
    [REGION_MENU_BAR] = {menu_bar_key, view_menu_bar, LAYOUT_MENU_BAR, LAYOUT_MENU_BAR},
    [REGION_TOOLS] = {tools_key, view_tools, LAYOUT_BRUSH, LAYOUT_CLEAR},
    [REGION_TOAST] = {toast_key, view_toast, LAYOUT_TOAST, LAYOUT_TOAST},
    [REGION_PICTURE] = {picture_key, view_picture, LAYOUT_PICTURE, LAYOUT_ATTRIBUTION},
    [REGION_READING] = {reading_key, view_reading, LAYOUT_ANSWER, LAYOUT_BARS},
    [REGION_RUNS] = {runs_key, view_runs, LAYOUT_RUNS_LIST, LAYOUT_RUNS_GRAPH},
    [REGION_RECIPE] = {recipe_key, view_recipe, LAYOUT_RECIPE_LIST, LAYOUT_RECIPE_PREVIEW},
    [REGION_MISTAKES] = {mistakes_key, view_mistakes, LAYOUT_MISTAKES_MATRIX,
                         LAYOUT_MISTAKES_GALLERY},
    [REGION_LAYERS] = {layers_key, view_layers, LAYOUT_LAYERS_BACK, LAYOUT_LAYERS_SUM},
    [REGION_TRAINING] = {training_key, view_training, LAYOUT_START, LAYOUT_LOSS},
};

static struct rect around(struct rect a, struct rect b) {
    if (a.w == 0 || b.w == 0)
        return a.w == 0 ? b : a;
    int left = a.x < b.x ? a.x : b.x, top = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct rect){left, top, right - left, bottom - top};
}

static struct rect region_rect(const struct ui *ui, enum region region) {
    struct rect rect = {0, 0, 0, 0};
    if (region == REGION_TRAINING)
        return ui->layout.panel;
    if (region == REGION_LAYERS)
        return ui->layout.layers;
    for (int i = region_kinds[region].first; i <= (int)region_kinds[region].last; i++)
        rect = around(rect, ui->layout.places[i]);
    if (region == REGION_READING && rect.w > 0)
        rect = rect_inset(rect, -theme_px(&ui->theme, VIEW_AROUND));
    return rect;
}

static void add_dirty(struct frame_dirty *dirty, struct rect rect) {
    if (rect.w > 0 && rect.h > 0)
        dirty->rects[dirty->count++] = rect;
}

static void paint_within(struct scene *scene, struct rect clip,
                         void (*paint)(struct scene *scene)) {
    struct rect before = scene->painter.clip;
    scene->painter.clip = rect_intersection(before, clip);
    paint_fill(&scene->painter, clip, scene->theme->paper);
    paint(scene);
    scene->painter.clip = before;
}

static void paint_regions(struct frame *frame, struct scene *scene, bool all,
                          struct frame_dirty *dirty) {
    for (int i = 0; i < REGIONS; i++) {
        uint64_t key = region_kinds[i].key(scene->app, scene->ui);
        struct rect rect = region_rect(scene->ui, (enum region)i);
        if ((all || key != frame->keys[i]) && rect.w > 0) {
            paint_within(scene, rect, region_kinds[i].paint);
            add_dirty(dirty, rect);
        }
        frame->keys[i] = key;
    }
}

static uint64_t collection_key(uint64_t key, const struct app *app) {
    const struct app_drawings *drawings = &app->drawings;
    uint64_t revision = collection_revision(app->collection);
    key = hash_number(hash(key, &revision, sizeof revision), app->selected);
    char sentence[APP_SENTENCE];
    app_fine_tune_text(app, sentence);
    key = hash_text(key, sentence);
    return hash(hash_number(key, drawings->known), drawings->digits, (size_t)drawings->known);
}

static uint64_t test_set_key(uint64_t key, const struct app *app) {
    struct app_test_place place = app_test_place(app);
    struct test_set_view view = test_set_look(app->test_set);
    key = hash_number(hash_number(key, place.index), app->reading.digit);
    key = hash_number(hash_number(key, place.number), place.count);
    return hash_number(key, place.index < 0 ? view.read : 0);
}

/* What of the canvas' place can change without its ink changing. */
static uint64_t canvas_key(const struct app *app) {
    uint64_t key = hash_number(hash_text(seed, app->picture_name), app->view);
    if (app->view == APP_VIEW_COLLECTION)
        return collection_key(key, app);
    if (app->view == APP_VIEW_TEST_SET)
        return test_set_key(key, app);
    if (app->picture_name[0])
        key = hash(key, app->picture.pixels, sizeof app->picture.pixels);
    key = hash_number(key, canvas_strokes(app->canvas).count > 0);
    return hash_number(key, app->tool);
}

static enum nn_status paint_canvas(struct frame *frame, struct scene *scene, bool all,
                                   struct frame_dirty *dirty, struct nn_error *err) {
    struct rect canvas = scene->ui->layout.places[LAYOUT_CANVAS], changed;
    struct strokes strokes = canvas_strokes(scene->app->canvas);
    if (canvas.w == 0)
        return NN_STATUS_OK;
    enum nn_status status = ink_cache_update(frame->ink, &strokes, canvas.w, &changed, err);
    if (status)
        return status;
    struct rect ring = view_canvas_ring(scene->app, scene->ui);
    uint64_t key = canvas_key(scene->app);
    changed.x += canvas.x;
    changed.y += canvas.y;
    if (memcmp(&ring, &frame->ring, sizeof ring) != 0)
        changed = around(around(changed, ring), frame->ring);
    if (all || key != frame->canvas_key)
        changed = canvas;
    frame->ring = ring;
    frame->canvas_key = key;
    scene->painter.clip = rect_intersection(changed, canvas);
    if (changed.w > 0)
        view_canvas(scene, ink_cache_mask(frame->ink));
    add_dirty(dirty, scene->painter.clip);
    scene->painter.clip = (struct rect){0, 0, frame->image.width, frame->image.height};
    return NN_STATUS_OK;
}

static bool toast_is_over_others(const struct app *app, const struct ui *ui) {
    struct rect place = ui->layout.places[LAYOUT_TOAST], rect = view_toast_rect(app, ui);
    return memcmp(&rect, &place, sizeof rect) != 0;
}

static void paint_overlays(struct scene *scene, const char *tip, bool toast) {
    if (toast)
        view_toast(scene);
    view_menu_popup(scene);
    if (tip)
        view_tip(scene, tip);
    if (scene->app->keys_shown)
        view_keys(scene);
}

static uint64_t whole_key(const struct app *app, const struct ui *ui, const char *tip) {
    const struct layout *layout = &ui->layout;
    uint64_t key = hash_number(hash_number(seed, layout->width), layout->height);
    key = hash_number(hash_number(key, (double)layout->scale), layout->shown);
    key = hash_number(hash_number(key, ui->theme.dark), app->keys_shown);
    key = hash_number(key, ui->keys_page);
    key = hash_number(hash_number(key, ui->menu.open), ui->menu.entry);
    key = hash_number(hash_number(key, ui->menu.choice), ui->menu.sub_open);
    return hash_text(key, tip ? tip : "");
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
    return NN_STATUS_OK;
}

enum nn_status frame_paint(struct frame *frame, const struct app *app, const struct ui *ui,
                           struct frame_dirty *dirty, struct nn_error *err) {
    enum nn_status status = resize(frame, &ui->layout, err);
    if (status)
        return status;
    double due_s;
    const char *tip = ui_tip(ui, app, &due_s);
    bool toast = toast_is_over_others(app, ui);
    bool overlay = toast || tip || app->keys_shown || ui->menu.open >= 0;
    uint64_t key = whole_key(app, ui, tip);
    bool all = overlay || frame->had_overlay || key != frame->whole_key;
    struct scene scene = {painter_for(&frame->image, ui->font), app, ui, &ui->theme};
    struct rect whole = {0, 0, frame->image.width, frame->image.height};
    *dirty = (struct frame_dirty){0};
    if (all)
        paint_fill(&scene.painter, whole, ui->theme.paper);
    paint_regions(frame, &scene, all, dirty);
    status = paint_canvas(frame, &scene, all, dirty, err);
    if (status)
        return status;
    if (all) {
        *dirty = (struct frame_dirty){.count = 1, .rects = {whole}};
        paint_overlays(&scene, tip, toast);
    }
    frame->whole_key = key;
    frame->had_overlay = overlay;
    return NN_STATUS_OK;
}
