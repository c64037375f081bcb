/* Starting, holding and ending a training, and what comes of it. */
#include <stdio.h>

#include "app/core/app/app_private.h"

static enum nn_status start(struct app *app, const struct action *action, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    enum nn_status status = app_results_folder(app, folder, err);
    return status ? status : trainer_session_start(&app->trainer, folder, err);
}

const char *app_training_refusal(const struct app *app, const struct action *action) {
    return app_is_training(app) ? "Training is already running." : NULL;
}

const char *app_no_digits_refusal(const struct app *app) {
    return class_set_equal(reader_classes(app->prediction.reader), app->classes)
               ? NULL
               : "This network does not read digits: it cannot learn from labelled drawings.";
}

static const char *learn_refusal(const struct app *app, const struct action *action) {
    const char *running = app_training_refusal(app, action);
    return running ? running : app_no_digits_refusal(app);
}

enum nn_status app_continue_run(struct app *app, const char *folder, struct nn_error *err) {
    return trainer_session_resume(&app->trainer, folder, err);
}

static enum nn_status learn(struct app *app, const struct action *action, struct nn_error *err) {
    return trainer_session_learn(&app->trainer, app->models.live.model, app->drawings.collection,
                                 err);
}

static void pause_training(struct app *app, const struct action *action) {
    training_pause(app->trainer.training, action->number);
}

static const char *end_refusal(const struct app *app, const struct action *action) {
    if (app->trainer.stopping)
        return "Training is stopping.";
    return app_is_training(app) ? NULL : "Nothing is being trained.";
}

static const char *pause_training_refusal(const struct app *app, const struct action *action) {
    const char *refusal = end_refusal(app, action);
    bool can = app->trainer.state == (action->number ? TRAINING_RUNNING : TRAINING_PAUSED);
    return refusal ? refusal : can ? NULL : "";
}

static void stop_training(struct app *app, const struct action *action) {
    trainer_session_stop(&app->trainer);
}

static void say_if_failed(struct app *app, enum nn_status status, const struct nn_error *err) {
    if (status)
        app_say(app, true, "%s", err->message);
}

static void take_model(struct app *app, struct nn_model *model, double accuracy, bool tested) {
    struct model_slot trained = {
        .model = model, .origin = MODEL_ORIGIN_TRAINED, .accuracy = accuracy, .tested = tested};
    struct nn_error err;
    snprintf(trained.name, sizeof trained.name, "%.40s network", app->trainer.run.net);
    /* Until the run has a model there is another to revert to. */
    enum nn_status status = app_use_model(app, trained, !app->run_reads, &err);
    app->run_reads = app->run_reads || !status;
    say_if_failed(app, status, &err);
}

/* A model that failed in the making does not go on reading. */
static void take_back_model(struct app *app) {
    struct nn_error err;
    if (app->run_reads)
        say_if_failed(app, app_use_model(app, model_slot_retain(&app->models.before), false, &err),
                      &err);
}

static void take_result(struct app *app) {
    const struct training_result *result = app->trainer.result;
    take_model(app, nn_model_retain(result->model), result->test.accuracy, true);
    app->effects |= APP_EFFECT_RUN_PICTURES;
    app_say(app, false, "%s: %.1f %% of the test digits are read right. Keep or revert?",
            result->stopped ? "Stopped" : "Trained", 100 * result->test.accuracy);
}

static void take_fine_tune(struct app *app) {
    const struct fine_tune_result *result = app->trainer.fine_tune;
    char sentence[TRAINER_SENTENCE];
    struct nn_error err;
    if (result->model) {
        struct model_slot learnt = {.model = nn_model_retain(result->model),
                                    .origin = MODEL_ORIGIN_TRAINED,
                                    .accuracy = result->validation_after};
        snprintf(learnt.name, sizeof learnt.name, "network for my hand");
        if (app_use_model(app, learnt, true, &err)) {
            app_say(app, true, "%s", err.message);
            return;
        }
    }
    app_fine_tune_text(app, sentence);
    app_say(app, !result->model, "%s", sentence);
}

static void end_training(struct app *app, const struct trainer_news *news) {
    if (news->updates.state == TRAINING_FAILED) {
        take_back_model(app);
        app_say(app, true, "%s", news->updates.error.message);
    } else if (news->updates.fine_tune) {
        take_fine_tune(app);
    } else if (news->updates.result) {
        take_result(app);
    } else {
        app_say(app, false, "Stopped. Your network is unchanged.");
    }
    app->run_reads = false; /* what trained until now is not what Revert goes back from */
}

void app_collect_training(struct app *app) {
    struct trainer_news news;
    trainer_session_collect(&app->trainer, &news);
    if (news.updates.model)
        take_model(app, news.updates.model, news.accuracy, false);
    if (news.ended)
        end_training(app, &news);
}

void app_fine_tune_text(const struct app *app, char text[TRAINER_SENTENCE]) {
    trainer_session_fine_tune_text(&app->trainer, app->models.live.model, app->models.kept.model,
                                   app->models.kept_path[0] != '\0', text);
}

const struct command training_commands[] = {
    {ACTION_TRAINING_START, ON_ALL, app_training_refusal, NULL, start, CHANGES_TRAINING, 0},
    {ACTION_TRAINING_PAUSE, ON_ALL, pause_training_refusal, pause_training, NULL, CHANGES_TRAINING,
     COMMAND_SETS},
    {ACTION_TRAINING_STOP, ON_ALL, end_refusal, stop_training, NULL, CHANGES_TRAINING, 0},
    {ACTION_LEARN, ON_ALL, learn_refusal, NULL, learn, CHANGES_TRAINING, 0},
    {.kind = ACTION_NONE},
};
