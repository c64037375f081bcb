#include "app/core/state/explain.h"

/* What a frame may cost: a gradient of the built-in network takes 0.4 ms, more beside a training.
 */
enum { GRADIENTS_PER_FRAME = 8, GRADIENTS_IN_TRAINING = 2 };

enum nn_status explain_init(struct explain *explain, struct nn_error *err) {
    *explain = (struct explain){.activations_stale = true, .attribution_stale = true, .digit = -1};
    enum nn_status status = activations_create(&explain->activations, err);
    return status ? status : attribution_create(&explain->attribution, err);
}

void explain_deinit(struct explain *explain) {
    activations_destroy(explain->activations);
    attribution_destroy(explain->attribution);
}

void explain_open_layers(struct explain *explain, bool open) {
    explain->layers_open = open;
    explain->activations_stale = true;
}

void explain_open_attribution(struct explain *explain, bool open) {
    explain->attribution_open = open;
    explain->attribution_stale = true;
    explain->digit = -1;
}

void explain_ask(struct explain *explain, int digit) {
    explain->attribution_stale = explain->attribution_stale || digit != explain->digit;
    explain->digit = digit;
}

static enum nn_status refresh_layers(struct explain *explain, const struct explain_subject *subject,
                                     struct nn_error *err) {
    enum nn_status status = activations_update(explain->activations, subject->model,
                                               subject->picture, &subject->strokes, err);
    explain->layers_open = !status;
    explain->activations_stale = false;
    return status;
}

static enum nn_status ask(struct explain *explain, const struct explain_subject *subject,
                          struct nn_error *err) {
    const struct attribution_question question = {
        .model = subject->model,
        .picture = subject->picture,
        .reading = subject->reading,
        .digit = explain->digit,
        .search = !subject->busy,
    };
    enum nn_status status = attribution_ask(explain->attribution, &question, err);
    explain->attribution_open = !status;
    explain->attribution_stale = false;
    explain->searched = question.search;
    return status;
}

enum nn_status explain_refresh(struct explain *explain, const struct explain_subject *subject,
                               struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    if (subject->changed)
        explain->activations_stale = explain->attribution_stale = true;
    if (explain->layers_open && explain->activations_stale)
        status = refresh_layers(explain, subject, err);
    /* Once the training has ended there is time to search for a change again. */
    bool stale = explain->attribution_stale || (!explain->searched && !subject->busy);
    if (!status && explain->attribution_open && stale)
        status = ask(explain, subject, err);
    if (!status && explain->attribution_open)
        attribution_work(explain->attribution,
                         subject->busy ? GRADIENTS_IN_TRAINING : GRADIENTS_PER_FRAME);
    return status;
}

bool explain_has_work(const struct explain *explain) {
    return explain->attribution_open && !attribution_is_done(explain->attribution);
}
