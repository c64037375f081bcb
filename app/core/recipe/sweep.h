/* A search over training settings: a JSON file in, a list of runs out, always the same.
 *
 *     {"name": "rates", "search": "grid",
 *      "flags": {"net": "sprint", "lr": {"from": 1e-3, "to": 1e-1, "steps": 3, "log": true},
 *                "seed": [0, 1, 2]}}
 *     {"name": "wide", "search": "random", "count": 50, "seed": 1,
 *      "flags": {"lr": {"from": 1e-4, "to": 1e-1, "log": true}, "batch": [32, 64, 128]}}
 *
 * A flag has one value, a list of values or a range. A grid has every combination, the last flag
 * changing fastest; a range in it has `steps` values, including its ends. A name of a file that is
 * not UTF-8 stands under the flag's name with _encoded (json_name.h). A random search draws
 * `count` different runs. A range whose ends are written as integers contains integers. This module
 * does not know which flags there are or what they mean. */
#pragma once

#include <stdbool.h>

#include "nn/status.h"

enum {
    SWEEP_MAX_FLAGS = 16,
    SWEEP_MAX_VALUES = 256,
    SWEEP_MAX_RUNS = 4096,
    SWEEP_FLAG = 24,
    SWEEP_VALUE = 256,
    SWEEP_NAME = 40,
    SWEEP_RUN_NAME = 112
};

/* The possible values of a flag of `inkling train`, named without its hyphens. */
struct sweep_flag {
    char name[SWEEP_FLAG];
    int count; /* of the values; 1: the same in every run, 0: a range */
    char values[SWEEP_MAX_VALUES][SWEEP_VALUE];
    double from, to; /* of the range */
    bool log, whole;
};

/* Written only by this module. */
struct sweep {
    char name[SWEEP_NAME];
    int flag_count, run_count;
    struct sweep_flag flags[SWEEP_MAX_FLAGS];
    char (*values)[SWEEP_MAX_FLAGS][SWEEP_VALUE]; /* [run][flag], as text */
};

/* Reads the file; BAD_FILE says what is wrong with it. The caller destroys the sweep. */
NN_MUST_USE enum nn_status sweep_read(struct sweep **sweep, const char *path, struct nn_error *err);
void sweep_destroy(struct sweep *sweep);

/* The name of the run's folder: the sweep's name, the values that vary, and a hash of all values,
 * so that a sweep whose file has changed does not mistake other runs for its own. */
void sweep_run_name(const struct sweep *sweep, int run, char name[SWEEP_RUN_NAME]);

/* The name that earlier versions gave it, with a hash so short that another run may have it too. */
void sweep_run_old_name(const struct sweep *sweep, int run, char name[SWEEP_RUN_NAME]);
