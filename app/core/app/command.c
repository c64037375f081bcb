#include "app/core/app/app_private.h"

static const struct command *const tables[] = {
    canvas_commands,   drawings_commands, sheet_commands,        test_set_commands,
    mistakes_commands, runs_commands,     recipe_commands,       training_commands,
    model_commands,    file_commands,     file_request_commands, clipboard_commands,
    view_commands,
};

const struct command *command_find(enum action_kind kind, unsigned on) {
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const struct command *row = tables[i]; row->kind != ACTION_NONE; row++)
            if (row->kind == kind && (row->screens == ON_ALL || row->screens & on))
                return row;
    return NULL;
}

unsigned command_flags(enum action_kind kind) {
    const struct command *command = command_find(kind, ~0u);
    return command ? command->flags : 0;
}

const char *app_number_refusal(const struct action *action, int min, int max) {
    return action->number >= min && action->number <= max ? NULL : "";
}

const char *app_digit_refusal(const struct app *app, const struct action *action) {
    return app_number_refusal(action, 0, app->classes->count - 1);
}

const char *app_refusal(const struct app *app, const struct action *action) {
    const struct command *command = command_find(action->kind, ON(app->screen));
    if (!command)
        return "";
    return command->refusal ? command->refusal(app, action) : NULL;
}

bool app_can(const struct app *app, const struct action *action) {
    return app_refusal(app, action) == NULL;
}

/* Modules know nothing of each other: what follows for one from a change of another is here. */
static void settle(struct app *app, unsigned changes) {
    if (changes & CHANGES_SKETCH)
        drawings_forget_if_cleared(&app->drawings, app->sketch.canvas);
    if (changes & CHANGES_SETTINGS)
        recipe_page_draw(&app->recipe, &app->trainer.settings);
}

static void perform(struct app *app, const struct command *command, const struct action *action) {
    struct nn_error err;
    if (command->apply)
        command->apply(app, action);
    else if (command->run(app, action, &err))
        app_say(app, true, "%s", err.message);
    settle(app, command->changes);
}

void app_update(struct app *app, const struct action *action) {
    const struct command *command = command_find(action->kind, ON(app->screen));
    const char *refusal = app_refusal(app, action);
    if (refusal) {
        /* A key whose effect could be looked for says why it has none. */
        if (refusal[0])
            notices_refuse(&app->notices, refusal);
        return;
    }
    if (!app->notices.shown.bad && !(command->flags & COMMAND_KEEPS_NOTICE))
        notices_end(&app->notices);
    perform(app, command, action);
}
