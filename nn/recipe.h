/* How to train: optimiser, schedule, regularisation, augmentation. */
#pragma once

#include <stdint.h>

#include "nn/status.h"

enum nn_optimizer_kind {
    NN_OPTIMIZER_SGD,   /* with momentum; nesterov as in Sutskever et al. 2013 */
    NN_OPTIMIZER_ADAM,  /* Kingma and Ba 2015; weight_decay is added to the gradient */
    NN_OPTIMIZER_ADAMW, /* Loshchilov and Hutter 2019: weight_decay is separate from the gradient */
};

enum nn_schedule_kind {
    NN_SCHEDULE_CONSTANT,
    NN_SCHEDULE_COSINE,    /* from the learning rate down to 0 over the run */
    NN_SCHEDULE_ONE_CYCLE, /* Smith 2018: up during the warm-up, then cosine down to 0 */
};

/* Random changes, new ones each time a picture is seen. All 0: none. Lengths are in pixels. */
struct nn_augmentation {
    float shift_px;     /* maximum in each direction */
    float rotation_deg; /* maximum in each direction */
    float scale;        /* sides are multiplied by 1 - scale to 1 + scale */
    float shear;        /* maximum, in pixels sideways per pixel of height */
    float elastic_px;   /* displacement field's standard deviation, Simard et al. 2003 */
    float pen_px;       /* maximum by which the pen becomes thicker or thinner */
    float gap_px;       /* maximum radius of a spot without ink, in every other picture */
    float smear_px;     /* the same for a spot of faint ink */
};

/* Bounds that other programs may want to know; all of them: nn_recipe_check. */
enum { NN_MAX_EPOCHS = 10000, NN_MAX_BATCH = 8192 };
#define NN_MIN_LEARNING_RATE 1e-9
#define NN_MAX_LEARNING_RATE 100.0

struct nn_recipe {
    enum nn_optimizer_kind optimizer;
    enum nn_schedule_kind schedule;
    int epochs, batch_size;
    float learning_rate, warmup; /* warmup: fraction of the run */
    float momentum;              /* SGD */
    int nesterov;                /* SGD: 0 or 1 */
    float beta1, beta2, epsilon; /* Adam(W) */
    float weight_decay;
    float label_smoothing; /* fraction of the target spread over all classes, Szegedy et al. 2016 */
    float ema_decay; /* 0: none; else the decay per step of the average that becomes the model */
    struct nn_augmentation augmentation;
    float easing; /* fraction of the run, at its end, in which augmentation falls to none */
    uint64_t seed;
};

/* Adam with a constant rate of 1e-3, batches of 32, 5 epochs and no regularisation, as in Keras. */
struct nn_recipe nn_recipe_default(void);

/* The learning rate at this step, counted from 0, of step_count steps. */
float nn_recipe_learning_rate(const struct nn_recipe *recipe, long step, long step_count);

/* The augmentation at this step: it eases off so that the last pictures are like those that will be
 * read, as in He et al. 2019, "Data Augmentation Revisited", here step by step. */
struct nn_augmentation nn_recipe_augmentation(const struct nn_recipe *recipe, long step,
                                              long step_count);

/* BAD_ARGUMENT names the value that is out of range. */
NN_MUST_USE enum nn_status nn_recipe_check(const struct nn_recipe *recipe, struct nn_error *err);
