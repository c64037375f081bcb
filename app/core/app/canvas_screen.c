/* The canvas: drawing on it, and saying what is drawn. */
#include "app/core/app/app_private.h"
#include "app/core/training/fine_tune.h"

static enum nn_status begin(struct app *app, const struct action *action, struct nn_error *err) {
    const struct sketch *sketch = &app->sketch;
    return canvas_begin(sketch->canvas, sketch->tool, sketch->brush, action->position, err);
}

static enum nn_status move(struct app *app, const struct action *action, struct nn_error *err) {
    return canvas_move(app->sketch.canvas, action->position, err);
}

static void end(struct app *app, const struct action *action) {
    canvas_end(app->sketch.canvas);
}

static const char *stroke_refusal(const struct app *app, const struct action *action) {
    return canvas_is_drawing(app->sketch.canvas) ? NULL : "";
}

static void redo(struct app *app, const struct action *action) {
    canvas_redo(app->sketch.canvas);
}

static const char *redo_refusal(const struct app *app, const struct action *action) {
    return canvas_can_redo(app->sketch.canvas) ? NULL : "";
}

static enum nn_status clear(struct app *app, const struct action *action, struct nn_error *err) {
    return sketch_clear(&app->sketch, err);
}

static const char *clear_refusal(const struct app *app, const struct action *action) {
    return sketch_has_strokes(&app->sketch) || sketch_shows_picture(&app->sketch) ? NULL : "";
}

static void choose_tool(struct app *app, const struct action *action) {
    app->sketch.tool = (enum canvas_tool)action->number;
}

static const char *tool_refusal(const struct app *app, const struct action *action) {
    return app_number_refusal(action, CANVAS_TOOL_PEN, CANVAS_TOOL_ERASER);
}

static void set_brush(struct app *app, const struct action *action) {
    const float step = 0.01f;
    float brush = action->kind == ACTION_BRUSH ? action->value
                                               : app->sketch.brush + step * (float)action->number;
    sketch_set_brush(&app->sketch, brush);
}

static const char *step_brush_refusal(const struct app *app, const struct action *action) {
    float brush = app->sketch.brush;
    bool can = action->number > 0 ? brush < CANVAS_BRUSH_MAX : brush > CANVAS_BRUSH_MIN;
    return can ? NULL : "";
}

/* Says what a label was for. */
static void say_labelled(struct app *app, enum drawings_labelled what, int digit) {
    int count = collection_count(app->drawings.collection);
    int missing = fine_tune_missing(app->drawings.collection);
    bool saved = app->drawings.saved;
    const char *kept = saved ? "Kept" : "Labelled";
    const char *lost = drawings_lost(&app->drawings);
    if (what == DRAWINGS_CHANGED)
        app_say(app, false, "Change %s: this is %d.", saved ? "kept" : "lost when Inkling ends",
                digit);
    else if (what == DRAWINGS_RELABELLED)
        app_say(app, false, "This is now labelled %d%s.", digit, lost);
    else if (missing > 0)
        app_say(app, false, "%s as %d%s. Draw %d more so it can learn your hand.", kept, digit,
                lost, missing);
    else
        app_say(app, false, "%s as %d%s: %d drawings to learn your hand from.", kept, digit, lost,
                count);
}

/* Labels what is drawn, or the chosen digit of a picture. */
static enum nn_status label(struct app *app, const struct action *action, struct nn_error *err) {
    enum drawings_labelled what;
    int digit = action->number;
    enum nn_status status =
        sketch_shows_picture(&app->sketch)
            ? drawings_label_picture(&app->drawings, &sketch_chosen_digit(&app->sketch)->picture,
                                     digit, &what, err)
            : drawings_label(&app->drawings, app->sketch.canvas, digit, &what, err);
    if (!status)
        say_labelled(app, what, digit);
    return status;
}

static const char *label_refusal(const struct app *app, const struct action *action) {
    if (canvas_is_drawing(app->sketch.canvas) || app_digit_refusal(app, action))
        return "";
    if (app_no_digits_refusal(app))
        return app_no_digits_refusal(app);
    if (sketch_shows_picture(&app->sketch))
        return NULL;
    if (!sketch_has_strokes(&app->sketch))
        return "Draw a digit first, then press its key or its bar.";
    return app->prediction.number.count < 2
               ? NULL
               : "One digit at a time can be labelled: several are drawn.";
}

static enum nn_status unlabel(struct app *app, struct nn_error *err) {
    enum drawings_unlabelled what;
    enum nn_status status = drawings_unlabel(&app->drawings, &what, err);
    if (status)
        return status;
    if (what == DRAWINGS_LABEL_BEFORE)
        app_say(app, false, "This is labelled %d again.", app_label(app));
    else
        app_say(app, false, "%s",
                what == DRAWINGS_AS_BEFORE ? "Your drawing is as it was before the change."
                                           : "This drawing is no longer kept.");
    return NN_STATUS_OK;
}

static enum nn_status unlabel_picture(struct app *app, struct nn_error *err) {
    enum nn_status status = drawings_unlabel_picture(&app->drawings, err);
    if (!status)
        app_say(app, false, "The last label of this picture was taken back.");
    return status;
}

static bool can_unlabel_picture(const struct app *app) {
    return sketch_shows_picture(&app->sketch) && drawings_can_unlabel_picture(&app->drawings);
}

/* Takes back a label that was given last, else the last change of the canvas. */
static enum nn_status undo(struct app *app, const struct action *action, struct nn_error *err) {
    if (can_unlabel_picture(app))
        return unlabel_picture(app, err);
    if (drawings_can_unlabel(&app->drawings, app->sketch.canvas))
        return unlabel(app, err);
    canvas_undo(app->sketch.canvas);
    return NN_STATUS_OK;
}

static const char *undo_refusal(const struct app *app, const struct action *action) {
    bool can_unlabel = drawings_can_unlabel(&app->drawings, app->sketch.canvas);
    return can_unlabel || can_unlabel_picture(app) || canvas_can_undo(app->sketch.canvas) ? NULL
                                                                                          : "";
}

/* Goes to another digit of the picture. */
static void step_or_pick(struct app *app, const struct action *action) {
    int from = action->kind == ACTION_STEP ? app->sketch.chosen : 0;
    sketch_choose_digit(&app->sketch, from + action->number);
}

static const char *choose_refusal(const struct app *app, const struct action *action) {
    return sketch_shows_picture(&app->sketch) ? NULL : "";
}

static enum nn_status collect(struct app *app, struct nn_error *err) {
    if (sketch_shows_picture(&app->sketch))
        opened_picture_read_some(&app->sketch.opened, app->prediction.reader);
    return NN_STATUS_OK;
}

static bool has_work(const struct app *app) {
    return sketch_shows_picture(&app->sketch) &&
           opened_picture_has_work(&app->sketch.opened, app->prediction.reader);
}

static void leave(struct app *app) {
    canvas_end(app->sketch.canvas);
}

static int canvas_label(const struct app *app) {
    if (sketch_shows_picture(&app->sketch))
        return drawings_picture_label(&app->drawings, &sketch_chosen_digit(&app->sketch)->picture);
    return drawings_canvas_label(&app->drawings, app->sketch.canvas);
}

const struct command canvas_commands[] = {
    {ACTION_DIGIT, ON(SCREEN_CANVAS), label_refusal, NULL, label, CHANGES_DRAWINGS | CHANGES_NOTICE,
     0},
    {ACTION_UNDO, ON(SCREEN_CANVAS), undo_refusal, NULL, undo,
     CHANGES_SKETCH | CHANGES_DRAWINGS | CHANGES_NOTICE, COMMAND_REPEATS},
    {ACTION_STEP, ON(SCREEN_CANVAS), choose_refusal, step_or_pick, NULL, CHANGES_SKETCH,
     COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_PICK, ON(SCREEN_CANVAS), choose_refusal, step_or_pick, NULL, CHANGES_SKETCH,
     COMMAND_SETS},
    {ACTION_STROKE_BEGIN, ON(SCREEN_CANVAS), NULL, NULL, begin, CHANGES_SKETCH | CHANGES_DRAWINGS,
     COMMAND_KEEPS_NOTICE},
    {ACTION_STROKE_MOVE, ON(SCREEN_CANVAS), stroke_refusal, NULL, move,
     CHANGES_SKETCH | CHANGES_DRAWINGS, COMMAND_KEEPS_NOTICE | COMMAND_SETS},
    {ACTION_STROKE_END, ON(SCREEN_CANVAS), stroke_refusal, end, NULL, CHANGES_SKETCH,
     COMMAND_KEEPS_NOTICE},
    {ACTION_REDO, ON(SCREEN_CANVAS), redo_refusal, redo, NULL, CHANGES_SKETCH | CHANGES_DRAWINGS,
     COMMAND_REPEATS},
    {ACTION_CLEAR, ON(SCREEN_CANVAS), clear_refusal, NULL, clear, CHANGES_SKETCH | CHANGES_DRAWINGS,
     0},
    {ACTION_TOOL, ON(SCREEN_CANVAS), tool_refusal, choose_tool, NULL, CHANGES_SKETCH,
     COMMAND_SETS | COMMAND_BY_NUMBER},
    {ACTION_BRUSH, ON(SCREEN_CANVAS), NULL, set_brush, NULL, CHANGES_SKETCH, COMMAND_SETS},
    {ACTION_BRUSH_STEP, ON(SCREEN_CANVAS), step_brush_refusal, set_brush, NULL, CHANGES_SKETCH,
     COMMAND_REPEATS},
    {.kind = ACTION_NONE},
};

const struct screen canvas_screen = {
    .leave = leave,
    .collect = collect,
    .has_work = has_work,
    .label = canvas_label,
};
