/* The verbs of the command line, one file each. */
#pragma once

#include "app/cli/options.h"

/* The exit status. */
enum exit_code { EXIT_CODE_FINE = 0, EXIT_CODE_FAILED = 1, EXIT_CODE_USAGE = 2 };

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

/* The folder that --data names, or MNIST's; path holds FILES_MAX_PATH bytes. */
NN_MUST_USE enum nn_status verb_data_folder(char *path, const struct options *options,
                                            struct nn_error *err);
