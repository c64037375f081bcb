/* The lines of a run's metrics.csv. */
#ifndef APP_CORE_RUNS_RUN_METRICS_H
#define APP_CORE_RUNS_RUN_METRICS_H

#include <stdbool.h>

#include <stddef.h>

#include "app/core/runs/training_point.h"

/* The names of the columns, with their line's end. */
#define RUN_METRICS_HEADER                                                                         \
    "step,epoch,train_loss,train_accuracy,val_loss,val_accuracy,train_seconds\n"

enum { RUN_METRICS_LINE = 160, RUN_METRICS_MAX = 1 << 24 /* bytes of a file */ };

/* One line, its end included, of a text that ends with '\0'. False if it is none that this program
 * writes whole: what is missing is NaN, but for step, epoch and seconds, which are always there. */
bool run_metrics_read(const char *line, struct training_point *point);

/* The line with its end; returns its length. */
size_t run_metrics_write(char line[RUN_METRICS_LINE], long step, double seconds,
                         const struct training_point *point);

#endif
