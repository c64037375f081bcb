#include "app/cli/json_out.h"

#include <stdio.h>

#include "app/core/reading.h"

void json_out(json_t *object) {
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(7));
    json_decref(object);
    putchar('\n');
    fflush(stdout);
}

json_t *json_out_reading(const struct reading *reading) {
    json_t *probabilities = json_array();
    for (int i = 0; i < READING_DIGITS; i++)
        json_array_append_new(probabilities, json_real((double)reading->probabilities[i]));
    json_t *digit = reading->digit >= 0 ? json_integer(reading->digit) : json_null();
    return json_pack("{s:o, s:f, s:b, s:o}", "digit", digit, "confidence",
                     (double)reading->confidence, "is_digit", (int)reading->is_digit,
                     "probabilities", probabilities);
}
