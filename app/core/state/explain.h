/* Looking into the network at work: what its layers make of the picture, and which pixels speak for
 * the answer. Kept up to date only while it is open. Owned by the main thread. */
#pragma once

#include "app/core/reading/activations.h"
#include "app/core/reading/attribution.h"

struct explain {
    struct activations *activations;
    struct attribution *attribution;
    bool layers_open, attribution_open;
    bool activations_stale, attribution_stale;
    bool searched; /* the attribution was asked to search for a change */
    int digit;     /* the digit that the attribution speaks for; -1: the answer */
};

/* What is explained; borrowed for the call. strokes are those that are shrunk for the layers' first
 * map: none where the picture was not drawn here. busy: the processor has a training to do. */
struct explain_subject {
    struct nn_model *model;
    const struct ink_picture *picture;
    const struct reading *reading;
    struct strokes strokes;
    bool changed; /* since the last call */
    bool busy;
};

NN_MUST_USE enum nn_status explain_init(struct explain *explain, struct nn_error *err);
void explain_deinit(struct explain *explain);

void explain_open_layers(struct explain *explain, bool open);
void explain_open_attribution(struct explain *explain, bool open); /* of the answer */
void explain_ask(struct explain *explain, int digit);

/* Does one frame's work. What fails is closed. */
NN_MUST_USE enum nn_status explain_refresh(struct explain *explain,
                                           const struct explain_subject *subject,
                                           struct nn_error *err);
bool explain_has_work(const struct explain *explain);
