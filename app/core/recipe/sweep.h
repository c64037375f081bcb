/* A search over training settings: a JSON file in, a list of runs out, always the same.
 *
 *     {"name": "rates", "search": "grid",
 *      "flags": {"net": "sprint", "lr": {"from": 1e-3, "to": 1e-1, "steps": 3, "log": true},
 *                "seed": [0, 1, 2]}}
 *     {"name": "wide", "search": "random", "count": 50, "seed": 1,
 *      "flags": {"lr": {"from": 1e-4, "to": 1e-1, "log": true}, "batch": [32, 64, 128]}}
 *
 * A flag has one value, a list of values or a range. A grid has every combination, the last flag
 * changing fastest; a range in it has `steps` values, including its ends. A random search draws
 * `count` different runs. A range whose ends are written as integers contains integers. This module
 * does not know which flags there are or what they mean. */
#pragma once

#include <stdbool.h>

#include "nn/status.h"

enum {
    SWEEP_MAX_FLAGS = 16,
    SWEEP_MAX_RUNS = 4096,
    SWEEP_FLAG = 24,
    SWEEP_VALUE = 256,
    SWEEP_NAME = 40,
    SWEEP_RUN_NAME = 112
};

struct sweep;

/* Reads the file; BAD_FILE says what is wrong with it. The caller destroys the sweep. */
NN_MUST_USE enum nn_status sweep_read(struct sweep **sweep, const char *path, struct nn_error *err);
void sweep_destroy(struct sweep *sweep);

const char *sweep_name(const struct sweep *sweep);
int sweep_run_count(const struct sweep *sweep);
int sweep_flag_count(const struct sweep *sweep);

/* The flag's name, without leading hyphens, and whether it differs from run to run. */
const char *sweep_flag(const struct sweep *sweep, int flag);
bool sweep_flag_varies(const struct sweep *sweep, int flag);

/* The flag's value in the run, as text; borrowed. */
const char *sweep_value(const struct sweep *sweep, int run, int flag);

/* The name of the run's folder: the sweep's name, the values that vary, and a hash of all values,
 * so that a sweep whose file has changed does not mistake other runs for its own. */
void sweep_run_name(const struct sweep *sweep, int run, char name[SWEEP_RUN_NAME]);
