#include "tests/support/state_digest.h"

#include "app/core/base/fingerprint.h"

#define ADD(hash, value) fingerprint(hash, &(value), sizeof(value))

static uint64_t sketch_of(const struct app *app) {
    const struct sketch *sketch = &app->sketch;
    uint64_t revision = canvas_revision(sketch->canvas), hash = FINGERPRINT_SEED;
    bool drawing = canvas_is_drawing(sketch->canvas), picture = sketch_shows_picture(sketch);
    hash = ADD(ADD(ADD(hash, revision), drawing), picture);
    hash = ADD(ADD(hash, sketch->opened_number), sketch->chosen);
    return ADD(ADD(hash, sketch->tool), sketch->brush);
}

static uint64_t drawings_of(const struct app *app) {
    const struct drawings *drawings = &app->drawings;
    uint64_t revision = collection_revision(drawings->collection), hash = FINGERPRINT_SEED;
    hash = ADD(ADD(ADD(hash, revision), drawings->selected), drawings->imports);
    return drawings->on_canvas.drawing ? ADD(hash, drawings->on_canvas) : hash;
}

static uint64_t models_of(const struct app *app) {
    const struct model_slots *models = &app->models;
    uint64_t hash = ADD(ADD(FINGERPRINT_SEED, models->builtin.model), models->kept.model);
    return ADD(ADD(hash, models->before.model), models->live.model);
}

static uint64_t training_of(const struct app *app) {
    const struct trainer_session *trainer = &app->trainer;
    uint64_t hash = ADD(ADD(FINGERPRINT_SEED, trainer->state), trainer->stopping);
    hash = ADD(ADD(hash, trainer->run), trainer->fine_tuning);
    return ADD(ADD(hash, trainer->result), trainer->fine_tune);
}

static uint64_t settings_of(const struct app *app) {
    return ADD(FINGERPRINT_SEED, app->trainer.settings);
}

static uint64_t tests_of(const struct app *app) {
    const struct test_browser *tests = &app->tests;
    uint64_t hash = ADD(ADD(ADD(FINGERPRINT_SEED, tests->index), tests->digit), tests->filter);
    hash = ADD(ADD(ADD(hash, tests->mistake), tests->mistakes.cell), tests->asked);
    const struct nn_model *model = test_set_model(tests->set);
    return ADD(ADD(ADD(hash, tests->pass), tests->set), model);
}

static uint64_t runs_of(const struct app *app) {
    return ADD(ADD(ADD(FINGERPRINT_SEED, app->runs.selected), app->runs.drawn), app->runs.value);
}

static uint64_t recipe_of(const struct app *app) {
    const struct recipe_page *page = &app->recipe;
    uint64_t hash = ADD(ADD(ADD(FINGERPRINT_SEED, page->choice), page->round), page->error);
    return ADD(ADD(hash, page->preview.count), page->preview.pictures);
}

static uint64_t explain_of(const struct app *app) {
    const struct explain *explain = &app->explain;
    struct activations_choice choice = activations_value(explain->activations)->choice;
    uint64_t hash = ADD(ADD(FINGERPRINT_SEED, explain->layers_open), explain->attribution_open);
    return ADD(ADD(hash, explain->digit), choice);
}

static uint64_t preferences_of(const struct app *app) {
    const struct preferences *preferences = &app->preferences;
    uint64_t hash = ADD(ADD(FINGERPRINT_SEED, preferences->theme), preferences->dark);
    hash = ADD(ADD(hash, preferences->panel_open), preferences->panel_in_front);
    hash = ADD(ADD(hash, preferences->keys_shown), preferences->reduced_motion);
    return ADD(ADD(hash, preferences->zoom), preferences->zoom_max);
}

static uint64_t screen_of(const struct app *app) {
    return ADD(FINGERPRINT_SEED, app->screen);
}

static uint64_t effects_of(const struct app *app) {
    return ADD(FINGERPRINT_SEED, app->effects);
}

static uint64_t notice_of(const struct app *app) {
    const struct notice *shown = &app->notices.shown;
    uint64_t hash = ADD(ADD(ADD(FINGERPRINT_SEED, shown->bad), shown->said_s), shown->until_s);
    return ADD(ADD(hash, shown->text), app->notices.waiting_count);
}

static uint64_t files_of(const struct app *app) {
    return ADD(ADD(FINGERPRINT_SEED, app->file_request), app->recent);
}

static uint64_t sheet_of(const struct app *app) {
    const struct contact_sheet *sheet = &app->sheet;
    int count = contact_sheet_count(sheet);
    uint64_t hash = ADD(ADD(ADD(FINGERPRINT_SEED, count), sheet->selected), sheet->typed);
    return ADD(ADD(hash, sheet->change_count), sheet->saved);
}

/* In the order of the bits of command.h. */
static const struct {
    const char *name;
    uint64_t (*of)(const struct app *app);
} parts[STATE_PARTS] = {
    {"sketch", sketch_of},       {"drawings", drawings_of},
    {"models", models_of},       {"training", training_of},
    {"settings", settings_of},   {"tests", tests_of},
    {"runs", runs_of},           {"recipe", recipe_of},
    {"explain", explain_of},     {"preferences", preferences_of},
    {"screen", screen_of},       {"effects", effects_of},
    {"notice", notice_of},       {"files", files_of},
    {"contact sheet", sheet_of},
};

const char *state_part_name(int part) {
    return parts[part].name;
}

struct state_digest state_digest_of(const struct app *app) {
    struct state_digest digest;
    for (int i = 0; i < STATE_PARTS; i++)
        digest.parts[i] = parts[i].of(app);
    return digest;
}

unsigned state_digest_differences(const struct state_digest *a, const struct state_digest *b) {
    unsigned bits = 0;
    for (int i = 0; i < STATE_PARTS; i++)
        bits |= a->parts[i] != b->parts[i] ? 1u << i : 0;
    return bits;
}
