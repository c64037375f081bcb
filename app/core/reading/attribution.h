/* Attribution: which pixels are evidence for or against a digit, and a small change of the picture
 * that would change the answer.
 *
 * The importance of a pixel is its integrated gradient (Sundararajan, Taly and Yan 2017) of the
 * digit's lead: its logit less the mean of the other digits' logits. Over all pixels it adds up to
 * the lead that the picture has over a blank one, the more exactly the more points are taken.
 *
 * The change is found greedily, as Papernot et al. 2016 (section 4) do with two pixels at a time:
 * the pixel that gains the most by the gradient is inked or erased until the answer changes; then
 * unnecessary changes are reverted. It is not always the smallest possible change.
 *
 * The work is done in small portions: a frame never waits for it. Owned by the main thread. */
#pragma once

#include "app/core/ink/ink.h"
#include "app/core/reading/reading.h"

enum { ATTRIBUTION_POINTS = 128, ATTRIBUTION_MAX_CHANGES = 32 };

struct attribution_change {
    int pixel;
    bool add; /* adds ink, or else removes it */
};

enum attribution_search {
    ATTRIBUTION_SEARCH_OFF,
    ATTRIBUTION_SEARCHING,
    ATTRIBUTION_FOUND,
    ATTRIBUTION_NOT_FOUND
};

struct attribution_answer {
    int digit; /* that was asked about; -1: none */
    int points;
    float importance[INK_PIXELS]; /* logits; from the points so far */
    enum attribution_search search;
    int target; /* the digit after the change */
    int change_count;
    struct attribution_change changes[ATTRIBUTION_MAX_CHANGES];
};

/* digit is the one to explain; -1: the answer. The change makes the picture this digit, or the next
 * most likely one if it is already the answer. */
struct attribution_question {
    struct nn_model *model;
    const struct ink_picture *picture;
    const struct reading *reading; /* the model's, of this picture */
    int digit;
    bool search; /* for a change */
};

struct attribution;

NN_MUST_USE enum nn_status attribution_create(struct attribution **attribution,
                                              struct nn_error *err);
void attribution_destroy(struct attribution *attribution);

/* Starts over with this question. */
NN_MUST_USE enum nn_status attribution_ask(struct attribution *attribution,
                                           const struct attribution_question *question,
                                           struct nn_error *err);

/* Works for this number of gradients. False if there was nothing left to do. */
bool attribution_work(struct attribution *attribution, int gradients);
bool attribution_is_done(const struct attribution *attribution);

/* Borrowed; changes with every call above. */
const struct attribution_answer *attribution_answer(const struct attribution *attribution);
