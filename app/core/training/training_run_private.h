/* What a run consists of, for the files of this folder that carry it out. */
#pragma once

#include "app/core/training/training_data.h"
#include "app/core/training/training_run.h"
#include "nn/trainer.h"

/* Loss and accuracy of the steps since they were last set to zero. */
struct tally {
    double loss_sum, seconds;
    long images, correct, classed; /* correct of those that have a class */
};

struct training_run {
    struct class_set classes;
    struct training_settings settings;
    struct nn_spec spec;
    char data_folder[FILES_MAX_PATH]; /* of the settings' data on this machine */
    struct data_set own_data;
    uint64_t data_hash; /* of its training pictures and labels */
    struct nn_dataset train, validation, test;
    uint8_t *with_ink;       /* the memory of train, if ink is added to the data */
    struct training_ink ink; /* the part of it that is ink */
    long ink_epoch;          /* the epoch of that ink; -1: none yet */
    struct nn_thread_pool *pool;
    struct nn_trainer *trainer;
    struct run_folder *folder; /* NULL if the run has none */
    const struct training_observer *observer;

    struct training_point *points;
    int point_count, point_capacity;
    struct tally since_point, since_epoch;
    double saved_s; /* the time of the last checkpoint */
    double train_seconds;
    bool reached_target;
    long first_step; /* where this process began; not 0 if resumed */
    double first_seconds;
};

/* The error of a run in which something is no longer a number: what is "a weight is", say. */
enum nn_status training_run_diverged(const struct training_run *run, const char *what,
                                     struct nn_error *err);

/* Weights may overflow in a step whose loss is finite: that is reported here, and the previous
 * checkpoint stays. */
NN_MUST_USE enum nn_status training_checkpoint_save(struct training_run *run, struct nn_error *err);

/* A run that ended before its first checkpoint starts over; a finished one does not. */
NN_MUST_USE enum nn_status training_checkpoint_load(struct training_run *run, struct nn_error *err);
