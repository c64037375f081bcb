#include "app/core/reading/why.h"

#include <stdlib.h>
#include <string.h>

#include "nn/loss.h"
#include "nn/saliency.h"

struct why {
    struct nn_saliency *saliency;
    struct why_answer answer;
    float image[INK_PIXELS], sum[INK_PIXELS];
    float direction[READING_DIGITS];

    /* The search. */
    float changed[INK_PIXELS], gradient[INK_PIXELS];
    bool touched[INK_PIXELS];
    int read;     /* in the changed picture, when last looked at, but for the target */
    bool reached; /* the target is read: changes that are not needed are taken back */
    int tried;    /* of the changes, from the first */
};

enum nn_status why_create(struct why **why, struct nn_error *err) {
    *why = calloc(1, sizeof **why);
    if (!*why)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to tell why");
    (*why)->answer.digit = -1;
    return NN_STATUS_OK;
}

void why_destroy(struct why *why) {
    if (!why)
        return;
    nn_saliency_destroy(why->saliency);
    free(why);
}

const struct why_answer *why_answer(const struct why *why) {
    return &why->answer;
}

static enum nn_status take_model(struct why *why, struct nn_model *model, struct nn_error *err) {
    struct nn_model *before = why->saliency ? nn_saliency_model(why->saliency) : NULL;
    if (before == model)
        return NN_STATUS_OK;
    if (before && strcmp(nn_model_spec(before)->text, nn_model_spec(model)->text) == 0) {
        nn_saliency_set_model(why->saliency, model);
        return NN_STATUS_OK;
    }
    struct nn_saliency *saliency = NULL;
    enum nn_status status = nn_saliency_create(&saliency, model, err);
    if (status)
        return status;
    nn_saliency_destroy(why->saliency);
    why->saliency = saliency;
    return NN_STATUS_OK;
}

static int next_likely(const struct reading *reading) {
    float others[READING_DIGITS];
    memcpy(others, reading->probabilities, sizeof others);
    others[reading->digit] = -1;
    return nn_argmax(others, READING_DIGITS);
}

enum nn_status why_ask(struct why *why, const struct why_question *question, struct nn_error *err) {
    const struct reading *reading = question->reading;
    why->answer = (struct why_answer){.digit = -1};
    if (reading->digit < 0)
        return NN_STATUS_OK;
    enum nn_status status = take_model(why, question->model, err);
    if (status)
        return status;
    int digit = question->digit < 0 ? reading->digit : question->digit;
    for (int i = 0; i < READING_DIGITS; i++)
        why->direction[i] = i == digit ? 1 : -1.0f / (READING_DIGITS - 1);
    nn_image_to_floats(question->picture->pixels, INK_PIXELS, why->image);
    memset(why->sum, 0, sizeof why->sum);
    memcpy(why->changed, why->image, sizeof why->changed);
    memset(why->touched, 0, sizeof why->touched);
    why->read = reading->digit;
    why->reached = false;
    why->tried = 0;
    why->answer.digit = digit;
    why->answer.search = question->search ? WHY_SEARCHING : WHY_SEARCH_OFF;
    why->answer.target = digit == reading->digit ? next_likely(reading) : digit;
    return NN_STATUS_OK;
}

/* The points in an order whose first 8, 16 and 32 are about evenly spread: few of them are a
 * sketch. Near the blank image the gradient changes quickly: evenly spread are the roots of their
 * shares. */
static float root_of_point(int point) {
    enum { ROUNDS = 16, A_ROUND = WHY_POINTS / ROUNDS };
    static const int order[ROUNDS] = {7, 15, 3, 11, 1, 9, 5, 13, 0, 8, 2, 10, 4, 12, 6, 14};
    int place = point % A_ROUND * ROUNDS + order[point / A_ROUND];
    return ((float)place + 0.5f) / WHY_POINTS;
}

static void add_point(struct why *why) {
    float root = root_of_point(why->answer.points); /* d share = 2 root d root */
    nn_saliency_add_point(why->saliency, why->image, why->direction, root * root, 2 * root,
                          why->sum);
    why->answer.points++;
    for (int i = 0; i < INK_PIXELS; i++)
        why->answer.importance[i] = why->sum[i] / (float)why->answer.points;
}

/* Whether the changed picture is read as the target; if not, gradient is that of the target's lead
 * over what is read instead. */
static bool reads_target(struct why *why) {
    int target = why->answer.target, guess;
    do {
        float direction[READING_DIGITS] = {0};
        guess = why->read;
        direction[target] = 1;
        direction[guess] = -1;
        const float *logits =
            nn_saliency_gradient(why->saliency, why->changed, direction, why->gradient);
        int read = nn_argmax(logits, READING_DIGITS);
        if (read == target)
            return true;
        why->read = read;
    } while (why->read != guess);
    return false;
}

/* What inking a pixel fully, or wiping it, gains by the gradient. */
static float gain_of(const struct why *why, int pixel) {
    float slope = why->gradient[pixel], ink = why->changed[pixel];
    return slope > 0 ? slope * (1 - ink) : -slope * ink;
}

/* Changes the best pixel that has not been changed. False if none gains anything. */
static bool change_best(struct why *why) {
    int best = -1;
    float most = 0;
    for (int i = 0; i < INK_PIXELS; i++)
        if (!why->touched[i] && gain_of(why, i) > most) {
            most = gain_of(why, i);
            best = i;
        }
    if (best < 0 || why->answer.change_count == WHY_MAX_CHANGES)
        return false;
    bool add = why->gradient[best] > 0;
    why->touched[best] = true;
    why->changed[best] = add;
    why->answer.changes[why->answer.change_count++] = (struct why_change){best, add};
    return true;
}

/* Tries to do without the next change. Where that works, those tried before may have become
 * needless too. */
static void take_back(struct why *why) {
    struct why_answer *answer = &why->answer;
    struct why_change change = answer->changes[why->tried];
    why->changed[change.pixel] = why->image[change.pixel];
    if (!reads_target(why)) {
        why->changed[change.pixel] = change.add;
        why->tried++;
        return;
    }
    answer->change_count--;
    memmove(&answer->changes[why->tried], &answer->changes[why->tried + 1],
            (size_t)(answer->change_count - why->tried) * sizeof change);
    why->tried = 0;
}

static void search(struct why *why) {
    struct why_answer *answer = &why->answer;
    if (why->reached && why->tried < answer->change_count)
        take_back(why);
    else if (why->reached)
        answer->search = WHY_FOUND;
    else if (reads_target(why))
        why->reached = true;
    else if (!change_best(why))
        answer->search = WHY_NOT_FOUND;
}

bool why_is_done(const struct why *why) {
    const struct why_answer *answer = &why->answer;
    return answer->digit < 0 || (answer->points == WHY_POINTS && answer->search != WHY_SEARCHING);
}

bool why_work(struct why *why, int gradients) {
    if (why_is_done(why))
        return false;
    for (int i = 0; i < gradients && !why_is_done(why); i++)
        if (why->answer.points < WHY_POINTS)
            add_point(why);
        else
            search(why);
    return true;
}
