#include "app/core/reading/attribution.h"

#include <stdlib.h>
#include <string.h>

#include "nn/loss.h"
#include "nn/saliency.h"

struct attribution {
    struct nn_saliency *saliency;
    struct attribution_answer answer;
    float image[INK_PIXELS], sum[INK_PIXELS];
    float direction[CLASS_SET_MAX];
    int classes;

    /* The search. */
    float changed[INK_PIXELS], gradient[INK_PIXELS];
    bool touched[INK_PIXELS];
    int read;     /* the last reading of the changed picture other than the target */
    bool reached; /* the target is read: unnecessary changes are being reverted */
    int tried;    /* the number of changes tried, from the first */
};

enum nn_status attribution_create(struct attribution **attribution, struct nn_error *err) {
    *attribution = calloc(1, sizeof **attribution);
    if (!*attribution)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the explanation");
    (*attribution)->answer.digit = -1;
    return NN_STATUS_OK;
}

void attribution_destroy(struct attribution *attribution) {
    if (!attribution)
        return;
    nn_saliency_destroy(attribution->saliency);
    free(attribution);
}

const struct attribution_answer *attribution_answer(const struct attribution *attribution) {
    return &attribution->answer;
}

static enum nn_status take_model(struct attribution *attribution, struct nn_model *model,
                                 struct nn_error *err) {
    struct nn_model *before =
        attribution->saliency ? nn_saliency_model(attribution->saliency) : NULL;
    if (before == model)
        return NN_STATUS_OK;
    if (before && strcmp(nn_model_spec(before)->text, nn_model_spec(model)->text) == 0) {
        nn_saliency_set_model(attribution->saliency, model);
        return NN_STATUS_OK;
    }
    struct nn_saliency *saliency = NULL;
    enum nn_status status = nn_saliency_create(&saliency, model, err);
    if (status)
        return status;
    nn_saliency_destroy(attribution->saliency);
    attribution->saliency = saliency;
    return NN_STATUS_OK;
}

static int next_likely(const struct reading *reading) {
    float others[CLASS_SET_MAX];
    memcpy(others, reading->probabilities, sizeof others);
    others[reading->digit] = -1;
    return nn_argmax(others, reading->classes->count);
}

enum nn_status attribution_ask(struct attribution *attribution,
                               const struct attribution_question *question, struct nn_error *err) {
    const struct reading *reading = question->reading;
    attribution->answer = (struct attribution_answer){.digit = -1};
    if (reading->digit < 0)
        return NN_STATUS_OK;
    enum nn_status status = take_model(attribution, question->model, err);
    if (status)
        return status;
    int digit = question->digit < 0 ? reading->digit : question->digit;
    int classes = attribution->classes = reading->classes->count;
    for (int i = 0; i < classes; i++)
        attribution->direction[i] = i == digit ? 1 : -1.0f / (float)(classes - 1);
    nn_image_to_floats(question->picture->pixels, INK_PIXELS, attribution->image);
    memset(attribution->sum, 0, sizeof attribution->sum);
    memcpy(attribution->changed, attribution->image, sizeof attribution->changed);
    memset(attribution->touched, 0, sizeof attribution->touched);
    attribution->read = reading->digit;
    attribution->reached = false;
    attribution->tried = 0;
    attribution->answer.digit = digit;
    attribution->answer.search = question->search ? ATTRIBUTION_SEARCHING : ATTRIBUTION_SEARCH_OFF;
    attribution->answer.target = digit == reading->digit ? next_likely(reading) : digit;
    return NN_STATUS_OK;
}

/* The points are ordered so that the first 8, 16 and 32 are about evenly spread: a few of them give
 * a sketch. The gradient changes quickly near the blank image, so the square roots of the fractions
 * are evenly spaced. */
static float root_of_point(int point) {
    enum { ROUNDS = 16, A_ROUND = ATTRIBUTION_POINTS / ROUNDS };
    static const int order[ROUNDS] = {7, 15, 3, 11, 1, 9, 5, 13, 0, 8, 2, 10, 4, 12, 6, 14};
    int place = point % A_ROUND * ROUNDS + order[point / A_ROUND];
    return ((float)place + 0.5f) / ATTRIBUTION_POINTS;
}

static void add_point(struct attribution *attribution) {
    float root = root_of_point(attribution->answer.points); /* d fraction = 2 root d root */
    nn_saliency_add_point(attribution->saliency, attribution->image, attribution->direction,
                          root * root, 2 * root, attribution->sum);
    attribution->answer.points++;
    for (int i = 0; i < INK_PIXELS; i++)
        attribution->answer.importance[i] = attribution->sum[i] / (float)attribution->answer.points;
}

/* True if the target is read; if not, gradient is that of its lead over the digit that is read. */
static bool reads_target(struct attribution *attribution) {
    int target = attribution->answer.target, guess;
    do {
        float direction[CLASS_SET_MAX] = {0};
        guess = attribution->read;
        direction[target] = 1;
        direction[guess] = -1;
        const float *logits = nn_saliency_gradient(attribution->saliency, attribution->changed,
                                                   direction, attribution->gradient);
        int read = nn_argmax(logits, attribution->classes);
        if (read == target)
            return true;
        attribution->read = read;
    } while (attribution->read != guess);
    return false;
}

/* The gain, by the gradient, of inking a pixel fully or erasing it. */
static float gain_of(const struct attribution *attribution, int pixel) {
    float slope = attribution->gradient[pixel], ink = attribution->changed[pixel];
    return slope > 0 ? slope * (1 - ink) : -slope * ink;
}

/* Changes the best unchanged pixel. False if none gains anything. */
static bool change_best(struct attribution *attribution) {
    int best = -1;
    float max = 0;
    for (int i = 0; i < INK_PIXELS; i++)
        if (!attribution->touched[i] && gain_of(attribution, i) > max) {
            max = gain_of(attribution, i);
            best = i;
        }
    if (best < 0 || attribution->answer.change_count == ATTRIBUTION_MAX_CHANGES)
        return false;
    bool add = attribution->gradient[best] > 0;
    attribution->touched[best] = true;
    attribution->changed[best] = add;
    attribution->answer.changes[attribution->answer.change_count++] =
        (struct attribution_change){best, add};
    return true;
}

/* Tries to revert the next change. If that works, those tried before may be unnecessary now. */
static void take_back(struct attribution *attribution) {
    struct attribution_answer *answer = &attribution->answer;
    struct attribution_change change = answer->changes[attribution->tried];
    attribution->changed[change.pixel] = attribution->image[change.pixel];
    if (!reads_target(attribution)) {
        attribution->changed[change.pixel] = change.add;
        attribution->tried++;
        return;
    }
    answer->change_count--;
    memmove(&answer->changes[attribution->tried], &answer->changes[attribution->tried + 1],
            (size_t)(answer->change_count - attribution->tried) * sizeof change);
    attribution->tried = 0;
}

static void search(struct attribution *attribution) {
    struct attribution_answer *answer = &attribution->answer;
    if (attribution->reached && attribution->tried < answer->change_count)
        take_back(attribution);
    else if (attribution->reached)
        answer->search = ATTRIBUTION_FOUND;
    else if (reads_target(attribution))
        attribution->reached = true;
    else if (!change_best(attribution))
        answer->search = ATTRIBUTION_NOT_FOUND;
}

bool attribution_is_done(const struct attribution *attribution) {
    const struct attribution_answer *answer = &attribution->answer;
    return answer->digit < 0 ||
           (answer->points == ATTRIBUTION_POINTS && answer->search != ATTRIBUTION_SEARCHING);
}

bool attribution_work(struct attribution *attribution, int gradients) {
    if (attribution_is_done(attribution))
        return false;
    for (int i = 0; i < gradients && !attribution_is_done(attribution); i++)
        if (attribution->answer.points < ATTRIBUTION_POINTS)
            add_point(attribution);
        else
            search(attribution);
    return true;
}
