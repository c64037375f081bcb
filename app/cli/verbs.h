/* The verbs of the command line, one file each. */
#pragma once

#include "app/cli/options.h"

/* Each does its work and prints results to stdout; on failure err says why. */
enum nn_status verb_window(const struct options *options, struct nn_error *err);
enum nn_status verb_selftest(const struct options *options, struct nn_error *err);
enum nn_status verb_replay(const struct options *options, struct nn_error *err);
enum nn_status verb_classify(const struct options *options, struct nn_error *err);
enum nn_status verb_train(const struct options *options, struct nn_error *err);
enum nn_status verb_sweep(const struct options *options, struct nn_error *err);
enum nn_status verb_eval(const struct options *options, struct nn_error *err);
enum nn_status verb_export(const struct options *options, struct nn_error *err);
enum nn_status verb_bench(const struct options *options, struct nn_error *err);

/* The model that --model names, or the built-in one; the caller releases it. */
struct nn_model;
NN_MUST_USE enum nn_status verb_load_model(struct nn_model **model, const struct options *options,
                                           struct nn_error *err);

/* Whether an interrupt has ended a training; the next one ends the program. */
bool train_is_interrupted(void);

/* The settings that the flags ask for, with no run folder yet. The network, the recipe and numbers
 * are checked, the data are not. */
NN_MUST_USE enum nn_status train_settings(struct training_settings *settings,
                                          const struct options *options, struct nn_error *err);
