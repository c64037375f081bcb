/* Several steps of each optimiser against its formula in doubles. */
#include "nn/optimizer.h"

#include <math.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { WEIGHTS = 21, STEPS = 7 };

struct weight {
    double w, m, v;
};

/* PyTorch's SGD: weight decay is part of the gradient, and the velocity has no dampening. */
static void sgd(const struct nn_recipe *r, struct weight *at, double g, int step) {
    double momentum = (double)r->momentum;
    g += (double)r->weight_decay * at->w;
    at->m = momentum * at->m + g;
    at->w -= (double)r->learning_rate * (r->nesterov ? g + momentum * at->m : at->m);
}

/* Kingma and Ba 2015, algorithm 1; g includes weight decay, if any. */
static void adam(const struct nn_recipe *r, struct weight *at, double g, int step) {
    double beta1 = (double)r->beta1, beta2 = (double)r->beta2;
    at->m = beta1 * at->m + (1 - beta1) * g;
    at->v = beta2 * at->v + (1 - beta2) * g * g;
    double m = at->m / (1 - pow(beta1, step + 1)), v = at->v / (1 - pow(beta2, step + 1));
    at->w -= (double)r->learning_rate * m / (sqrt(v) + (double)r->epsilon);
}

static void adam_with_decay(const struct nn_recipe *r, struct weight *at, double g, int step) {
    adam(r, at, g + (double)r->weight_decay * at->w, step);
}

/* Loshchilov and Hutter 2019, algorithm 2, as in PyTorch: weight decay is multiplied by the
 * rate. */
static void adamw(const struct nn_recipe *r, struct weight *at, double g, int step) {
    at->w *= 1 - (double)r->learning_rate * (double)r->weight_decay;
    adam(r, at, g, step);
}

static const struct row {
    const char *name;
    enum nn_optimizer_kind kind;
    float rate, momentum, decay;
    int nesterov;
    void (*step)(const struct nn_recipe *r, struct weight *at, double g, int step);
} rows[] = {
    {"plain SGD", NN_OPTIMIZER_SGD, 0.1f, 0, 0, 0, sgd},
    {"momentum", NN_OPTIMIZER_SGD, 0.1f, 0.9f, 0, 0, sgd},
    {"momentum with decay", NN_OPTIMIZER_SGD, 0.1f, 0.9f, 0.05f, 0, sgd},
    {"Nesterov", NN_OPTIMIZER_SGD, 0.1f, 0.8f, 0.05f, 1, sgd},
    {"Adam", NN_OPTIMIZER_ADAM, 0.01f, 0, 0, 0, adam_with_decay},
    {"Adam with decay", NN_OPTIMIZER_ADAM, 0.01f, 0, 0.1f, 0, adam_with_decay},
    {"AdamW", NN_OPTIMIZER_ADAMW, 0.01f, 0, 0.1f, 0, adamw},
};

static void test_optimizer__steps_follow_the_formula(void **state) {
    const struct row *row = *state;
    struct nn_recipe recipe = nn_recipe_default();
    recipe.optimizer = row->kind;
    recipe.learning_rate = row->rate;
    recipe.momentum = row->momentum;
    recipe.weight_decay = row->decay;
    recipe.nesterov = row->nesterov;
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_WEIGHTS, 0);
    float weights[WEIGHTS], moment1[WEIGHTS] = {0}, moment2[WEIGHTS] = {0}, gradient[WEIGHTS];
    struct weight expected[WEIGHTS] = {0};
    fixture_normal(&rng, 1, weights, WEIGHTS);
    for (int i = 0; i < WEIGHTS; i++)
        expected[i].w = (double)weights[i];
    for (int step = 0; step < STEPS; step++) {
        struct nn_optimizer_step at = nn_optimizer_begin(&recipe, step, STEPS);
        at.kernels = nn_kernels_best();
        at.weights = weights;
        at.moment1 = moment1;
        at.moment2 = moment2;
        fixture_normal(&rng, 1, gradient, WEIGHTS);
        nn_optimizer_apply(&at, 0, gradient, 16); /* in two parts, as several threads do */
        nn_optimizer_apply(&at, 16, gradient + 16, WEIGHTS - 16);
        for (int i = 0; i < WEIGHTS; i++) {
            row->step(&recipe, &expected[i], (double)gradient[i], step);
            check_close((double)weights[i], expected[i].w, 5e-6, 1e-5);
        }
    }
}

static void test_optimizer__follows_the_schedule(void **state) {
    struct nn_recipe recipe = nn_recipe_default();
    recipe.optimizer = NN_OPTIMIZER_SGD;
    recipe.schedule = NN_SCHEDULE_COSINE;
    recipe.learning_rate = 1;
    recipe.momentum = 0;
    float weight = 0, velocity = 0, gradient = 1;
    struct nn_optimizer_step at = nn_optimizer_begin(&recipe, 5, 10);
    at.kernels = nn_kernels_best();
    at.weights = &weight;
    at.moment1 = &velocity;
    nn_optimizer_apply(&at, 0, &gradient, 1);
    check_close((double)weight, -0.5, 1e-6, 0);
}

int main(void) {
    struct CMUnitTest tests[COUNT_OF(rows) + 1];
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = test_optimizer__steps_follow_the_formula,
                                       .initial_state = (void *)&rows[i]};
    tests[COUNT_OF(rows)] =
        (struct CMUnitTest)cmocka_unit_test(test_optimizer__follows_the_schedule);
    return cmocka_run_group_tests_name("test_optimizer", tests, NULL, NULL);
}
