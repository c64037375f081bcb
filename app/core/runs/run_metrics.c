#include "app/core/runs/run_metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number before the next comma or line's end; NaN where there is nothing. *at moves past it. */
static double take_number(const char **at) {
    char *end;
    double value = NAN;
    if (**at != '\n') { /* strtod would skip it and read the next line */
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
    return has_step && isfinite(point->epoch) && isfinite(seconds) && *line == '\n';
}

static void append_number(char line[RUN_METRICS_LINE], double value) {
    size_t length = strlen(line), capacity = RUN_METRICS_LINE - length;
    if (isnan(value))
        snprintf(line + length, capacity, ",");
    else
        snprintf(line + length, capacity, ",%.6g", value);
}

size_t run_metrics_write(char line[RUN_METRICS_LINE], long step, double seconds,
                         const struct training_point *point) {
    snprintf(line, RUN_METRICS_LINE, "%ld", step);
    append_number(line, point->epoch);
    append_number(line, point->train_loss);
    append_number(line, point->train_accuracy);
    append_number(line, point->val_loss);
    append_number(line, point->val_accuracy);
    append_number(line, seconds);
    size_t length = strlen(line);
    line[length++] = '\n';
    line[length] = '\0';
    return length;
}
