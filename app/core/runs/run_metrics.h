/* The lines of a run's metrics.csv. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "app/core/runs/history.h"

/* The line with the names of the columns. */
#define RUN_METRICS_HEADER                                                                         \
    "step,epoch,train_loss,train_accuracy,val_loss,val_accuracy,train_seconds\n"

enum { RUN_METRICS_LINE = 160, RUN_METRICS_MAX = 1 << 24 /* bytes of a file */ };

/* Parses one line, including its end, of a zero-terminated text. Missing values are NaN, except
 * step, epoch and seconds, which are required. False if the line is malformed or incomplete. */
bool run_metrics_read(const char *line, struct training_point *point);

/* Formats the line with its end; returns its length. */
size_t run_metrics_write(char line[RUN_METRICS_LINE], long step, double seconds,
                         const struct training_point *point);
