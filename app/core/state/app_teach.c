/* The user's own drawings: what they were meant to be, and learning from them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/state/app_parts.h"
#include "app/core/training/fine_tune.h"

enum { DRAWINGS_A_FRAME = 16 };

static const char *plural(int count) {
    return count == 1 ? "" : "s";
}

void app_show_drawing(struct app *app, uint64_t hash) {
    app->taught = (struct app_taught){.drawing = hash,
                                      .canvas = canvas_revision(app->canvas),
                                      .undo_count = canvas_undo_count(app->canvas)};
}

void app_follow_canvas(struct app *app) {
    if (canvas_strokes(app->canvas).count == 0 ||
        canvas_undo_count(app->canvas) < app->taught.undo_count)
        app_show_drawing(app, 0);
}

static int taught_index(const struct app *app) {
    return collection_find(app->collection, app->taught.drawing);
}

/* Whether the canvas shows one of the user's drawings as it is. */
static bool taught_unchanged(const struct app *app) {
    return app->taught.canvas == canvas_revision(app->canvas) && taught_index(app) >= 0;
}

bool app_can_unteach(const struct app *app) {
    return app->taught.count > 0 && taught_unchanged(app) &&
           app->taught.collection == collection_revision(app->collection);
}

enum nn_status app_teach(struct app *app, int digit, struct nn_error *err) {
    const struct strokes strokes = canvas_strokes(app->canvas);
    int index, count_before = collection_count(app->collection);
    struct app_taught *taught = &app->taught;
    uint64_t before = taught->drawing;
    int times = app_can_unteach(app) ? taught->count : 0;
    bool same = taught_index(app) >= 0;
    enum nn_status status = collection_put(app->collection, &strokes, digit, before, &index, err);
    if (status)
        return status;
    *taught = (struct app_taught){.drawing = collection_at(app->collection, index)->hash,
                                  .before = before,
                                  .canvas = canvas_revision(app->canvas),
                                  .undo_count =
                                      same ? taught->undo_count : canvas_undo_count(app->canvas),
                                  .collection = collection_revision(app->collection),
                                  .count = times + 1};
    app->selected = index;
    int count = collection_count(app->collection), missing = fine_tune_missing(app->collection);
    if (same && taught->drawing != before)
        app_say(app, false, "Kept as it is now: a %d.", digit);
    else if (count == count_before)
        app_say(app, false, "This is a %d now.", digit);
    else if (missing > 0)
        app_say(app, false, "Kept as a %d. %d more drawing%s, and your hand can be learnt.", digit,
                missing, plural(missing));
    else
        app_say(app, false, "Kept as a %d: %d drawings to learn your hand from.", digit, count);
    return NN_STATUS_OK;
}

enum nn_status app_unteach(struct app *app, struct nn_error *err) {
    struct app_taught *taught = &app->taught;
    enum nn_status status = collection_undo(app->collection, err);
    if (status)
        return status;
    taught->collection = collection_revision(app->collection);
    taught->count--;
    if (taught_index(app) >= 0) {
        app_say(app, false, "This is a %d again.", app_said_digit(app));
        return NN_STATUS_OK;
    }
    bool changed = collection_find(app->collection, taught->before) >= 0;
    *taught = (struct app_taught){.drawing = taught->before, .undo_count = taught->undo_count};
    app_say(app, false, "%s",
            changed ? "Your drawing is kept as it was before."
                    : "This drawing is not kept any more.");
    return NN_STATUS_OK;
}

int app_said_digit(const struct app *app) {
    const struct collection_item *item = app_selected_drawing(app);
    if (app->view == APP_VIEW_COLLECTION)
        return item ? item->digit : -1;
    if (app->view == APP_VIEW_TEST_SET) {
        int index = app_test_place(app).index;
        return index < 0 ? -1 : test_set_look(app->test_set).labels[index];
    }
    return taught_unchanged(app) ? collection_at(app->collection, taught_index(app))->digit : -1;
}

static int drawing_count(const struct app *app) {
    return app->view == APP_VIEW_COLLECTION ? collection_count(app->collection) : 0;
}

bool app_is_reading_drawings(const struct app *app) {
    return app->drawings.done < drawing_count(app);
}

void app_collect_drawings(struct app *app) {
    struct app_drawings *drawings = &app->drawings;
    uint64_t revision = collection_revision(app->collection);
    int count = drawing_count(app);
    if (drawings->revision != revision)
        drawings->known = 0;
    if (drawings->revision != revision || drawings->model != app->live.model)
        drawings->done = 0;
    drawings->revision = revision;
    if (drawings->model != app->live.model) {
        nn_model_release(drawings->model);
        drawings->model = nn_model_retain(app->live.model);
    }
    for (int left = DRAWINGS_A_FRAME; left > 0 && drawings->done < count; left--) {
        struct ink_picture picture = {.blank = false};
        struct reading reading;
        memcpy(picture.pixels, collection_at(app->collection, drawings->done)->pixels,
               sizeof picture.pixels);
        reader_read(app->reader, &picture, &reading);
        drawings->digits[drawings->done++] = (uint8_t)reading.digit;
    }
    drawings->known = drawings->done > drawings->known ? drawings->done : drawings->known;
}

enum nn_status app_import(struct app *app, const char *path, struct nn_error *err) {
    int added, skipped;
    enum nn_status status = collection_import(app->collection, path, &added, &skipped, err);
    if (status)
        return status;
    if (added > 0)
        app->selected = collection_count(app->collection) - 1;
    app_say(app, false, "Imported %d drawing%s; %d left out: known already, or not a digit.", added,
            plural(added), skipped);
    return NN_STATUS_OK;
}

enum nn_status app_export(struct app *app, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "my-drawings", ".ndjson", err);
    if (!status)
        status = collection_export(app->collection, path, err);
    if (!status)
        app_say(app, false, "Saved %s", path);
    return status;
}

enum nn_status app_start_fine_tune(struct app *app, struct nn_error *err) {
    struct fine_tune *fine_tune = NULL;
    enum nn_status status = fine_tune_create(&fine_tune, app->live.model, app->collection, err);
    if (!status)
        status = training_learn(app->training, fine_tune, err);
    if (status)
        return status;
    fine_tune_result_destroy(app->fine_tune);
    app->fine_tune = NULL;
    history_clear(&app->history); /* a lesson has none */
    app->learning = true;
    app->run_reads = false;
    app->progress = (struct training_progress){.epoch = 1, .epochs = 1};
    app->training_state = TRAINING_LOADING;
    return NN_STATUS_OK;
}

/* "5 of 6, before 3", of the drawings held out if there are any. */
static void score_text(const struct fine_tune_result *fine_tune, char *text, size_t size) {
    const struct fine_tune_score *held_out = &fine_tune->held_out, *learnt = &fine_tune->learnt;
    if (held_out->count > 0)
        snprintf(text, size, "%d of %d drawing%s held out (before: %d)", held_out->after,
                 held_out->count, plural(held_out->count), held_out->before);
    else
        snprintf(text, size, "%d of your %d drawings (before: %d)", learnt->after, learnt->count,
                 learnt->before);
}

void app_fine_tune_text(const struct app *app, char text[APP_SENTENCE]) {
    const struct fine_tune_result *fine_tune = app->fine_tune;
    char score[80];
    if (!fine_tune) {
        text[0] = '\0';
        return;
    }
    score_text(fine_tune, score, sizeof score);
    bool reads = fine_tune->model && fine_tune->model == app->live.model;
    bool kept = reads && fine_tune->model == app->kept.model;
    if (fine_tune->model)
        snprintf(
            text, APP_SENTENCE,
            "Your hand %s learnt: %s net reads %s and %.1f\u00a0%% of MNIST's validation digits "
            "(before: %.1f\u00a0%%). %s",
            reads ? "is" : "was", reads ? "the" : "that", score, 100 * fine_tune->validation_after,
            100 * fine_tune->validation_before,
            kept    ? "It is kept."
            : reads ? "Keep it or revert."
                    : "Another net reads now.");
    else
        snprintf(
            text, APP_SENTENCE,
            "Not kept: what was learnt reads %.1f\u00a0%% of MNIST's validation digits (before: "
            "%.1f\u00a0%%). Your net is as it was.",
            100 * fine_tune->validation_after, 100 * fine_tune->validation_before);
}

void app_end_fine_tune(struct app *app, struct fine_tune_result *result) {
    char sentence[APP_SENTENCE];
    struct nn_error err;
    app->fine_tune = result;
    if (!result->model) {
        app_fine_tune_text(app, sentence);
        app_say(app, true, "%s", sentence);
        return;
    }
    struct app_model learnt = {.model = nn_model_retain(result->model),
                               .origin = APP_ORIGIN_TRAINED,
                               .accuracy = result->validation_after};
    snprintf(learnt.name, sizeof learnt.name, "net of my hand");
    if (app_try_model(app, learnt, &err)) {
        app_say(app, true, "%s", err.message);
    } else {
        app_fine_tune_text(app, sentence);
        app_say(app, false, "%s", sentence);
    }
}
