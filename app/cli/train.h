/* What the verbs train and sweep share. */
#pragma once

#include "app/cli/options.h"
#include "app/core/training/training.h"

/* The settings that the flags ask for, with no run folder yet. The network, the recipe and numbers
 * are checked, the data are not. */
NN_MUST_USE enum nn_status train_settings(struct training_settings *settings,
                                          const struct options *options, struct nn_error *err);
