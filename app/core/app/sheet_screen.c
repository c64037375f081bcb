/* The contact sheet in the canvas' place. */
#include "app/core/app/app_private.h"
#include "app/core/ink/drawing.h"
#include "nn/formats/model_file.h"

static enum nn_status add(struct app *app, const struct action *action, struct nn_error *err) {
    const char *path = action->text;
    if (nn_model_is_file_name(path) || drawing_is_file_name(path)) {
        app_update(app, &(struct action){.kind = ACTION_OPEN, .text = path});
        return NN_STATUS_OK;
    }
    enum nn_status status = contact_sheet_add(&app->sheet, path, app->models.live.model, err);
    return status || app->screen == SCREEN_SHEET ? status : app_go_to(app, SCREEN_SHEET, err);
}

static const char *entry_refusal(const struct app *app, const struct action *action) {
    return contact_sheet_count(&app->sheet) > 0 ? NULL : "";
}

static void step_or_pick(struct app *app, const struct action *action) {
    int from = action->kind == ACTION_STEP ? app->sheet.selected : 0;
    contact_sheet_select(&app->sheet, from + action->number);
}

static enum nn_status correct(struct app *app, const struct action *action, struct nn_error *err) {
    return contact_sheet_correct(&app->sheet, action->number, err);
}

static const char *correct_refusal(const struct app *app, const struct action *action) {
    if (app_digit_refusal(app, action))
        return "";
    return contact_sheet_can_correct(&app->sheet) ? NULL : "Choose a picture that was read first.";
}

static void undo(struct app *app, const struct action *action) {
    contact_sheet_undo(&app->sheet);
}

static const char *undo_refusal(const struct app *app, const struct action *action) {
    return app->sheet.change_count > 0 ? NULL : "";
}

static enum nn_status open_selected(struct app *app, const struct action *action,
                                    struct nn_error *err) {
    return app_open_picture(app, contact_sheet_selected(&app->sheet)->path, err);
}

static const char *open_refusal(const struct app *app, const struct action *action) {
    return contact_sheet_selected(&app->sheet) ? NULL : "";
}

static void clear(struct app *app, const struct action *action) {
    contact_sheet_clear(&app->sheet);
}

static const char *clear_refusal(const struct app *app, const struct action *action) {
    if (contact_sheet_count(&app->sheet) == 0)
        return "";
    if (contact_sheet_is_reading(&app->sheet))
        return "Pictures are still being read.";
    return app->sheet.saved ? NULL : "Export the answers first, or undo the corrections.";
}

static enum nn_status export(struct app *app, const struct action *action, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = app_new_path(app, path, "answers", ".csv", err);
    if (!status) status = contact_sheet_write(&app->sheet, path, err);
    return app_say_saved(app, status, path);
}

static const char *export_refusal(const struct app *app, const struct action *action) {
    if (contact_sheet_count(&app->sheet) == 0)
        return "Drop pictures on the window first: their answers are exported.";
    return contact_sheet_is_reading(&app->sheet) ? "Pictures are still being read." : NULL;
}

static void picture(const struct app *app, struct ink_picture *picture) {
    const struct picture_entry *entry = contact_sheet_selected(&app->sheet);
    *picture = entry ? entry->picture : (struct ink_picture){.blank = true};
}

/* Of one digit alone. */
static int label(const struct app *app) {
    int index = app->sheet.selected;
    bool corrected =
        contact_sheet_selected(&app->sheet) && contact_sheet_is_corrected(&app->sheet, index);
    const char *answer = corrected ? contact_sheet_answer(&app->sheet, index) : "";
    return answer[0] && !answer[1] ? answer[0] - '0' : -1;
}

const struct command sheet_commands[] = {
    {ACTION_SHEET_ADD, ON_ALL, NULL, NULL, add,
     CHANGES_MODELS | CHANGES_SKETCH | CHANGES_DRAWINGS | CHANGES_SHEET | CHANGES_SCREEN |
         CHANGES_FILES | CHANGES_NOTICE,
     0},
    {ACTION_SHEET_EXPORT, ON_ALL, export_refusal, NULL, export, CHANGES_SHEET | CHANGES_NOTICE, 0},
    {ACTION_DIGIT, ON(SCREEN_SHEET), correct_refusal, NULL, correct, CHANGES_SHEET, 0},
    {ACTION_STEP, ON(SCREEN_SHEET), entry_refusal, step_or_pick, NULL, CHANGES_SHEET,
     COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_PICK, ON(SCREEN_SHEET), entry_refusal, step_or_pick, NULL, CHANGES_SHEET, COMMAND_SETS},
    {ACTION_UNDO, ON(SCREEN_SHEET), undo_refusal, undo, NULL, CHANGES_SHEET, COMMAND_REPEATS},
    {ACTION_EDIT, ON(SCREEN_SHEET), open_refusal, NULL, open_selected,
     CHANGES_SKETCH | CHANGES_SCREEN | CHANGES_NOTICE, 0},
    {ACTION_CLEAR, ON(SCREEN_SHEET), clear_refusal, clear, NULL, CHANGES_SHEET, 0},
    {.kind = ACTION_NONE},
};

const struct screen sheet_screen = {
    .parent = SCREEN_CANVAS,
    .picture = picture,
    .label = label,
    .digit_title = "Correct to",
};
