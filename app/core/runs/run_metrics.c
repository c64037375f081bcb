#include "app/core/runs/run_metrics.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parses the number before the next comma or line's end, NaN if there is none; advances *at. */
static double take_number(const char **at) {
    char *end;
    double value = NAN;
    if (!isspace((unsigned char)**at)) { /* strtod would skip it, even into the next line */
        value = strtod(*at, &end);
        value = end == *at ? (double)NAN : value;
        *at = end;
    }
    *at += **at == ',';
    return value;
}

/* Step, then the members of a point in order, then seconds. */
bool run_metrics_read(const char *line, struct training_point *point) {
    bool has_step = !isnan(take_number(&line));
    point->epoch = take_number(&line);
    point->train_loss = take_number(&line);
    point->train_accuracy = take_number(&line);
    point->val_loss = take_number(&line);
    point->val_accuracy = take_number(&line);
    double seconds = take_number(&line);
    return has_step && isfinite(point->epoch) && isfinite(seconds) &&
           !isinf(point->train_accuracy) && !isinf(point->val_accuracy) && *line == '\n';
}

size_t run_metrics_write(char line[RUN_METRICS_LINE], long step, double seconds,
                         const struct training_point *point) {
    const double values[] = {point->epoch,    point->train_loss,   point->train_accuracy,
                             point->val_loss, point->val_accuracy, seconds};
    int length = snprintf(line, RUN_METRICS_LINE, "%ld", step);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        length += snprintf(line + length, RUN_METRICS_LINE - (size_t)length,
                           isnan(values[i]) ? "," : ",%.6g", values[i]);
    length += snprintf(line + length, RUN_METRICS_LINE - (size_t)length, "\n");
    return (size_t)length;
}
