#include "app/cli/json_out.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/files.h"
#include "app/core/reading/number.h"

static bool lacking;

bool json_out_is_whole(void) {
    return !lacking;
}

void json_out(json_t *object) {
    if (!object) {
        lacking = true;
        return;
    }
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(7));
    json_decref(object);
    putchar('\n');
    fflush(stdout);
}

void json_out_joined(json_t *object, json_t *more) {
    if (json_object_update_missing_new(object, more)) {
        json_decref(object);
        object = NULL;
    }
    json_out(object);
}

json_t *json_out_name(const char *name) {
    json_t *text = json_string(name);
    if (text)
        return text;
    char ascii[FILES_MAX_PATH];
    size_t length = strnlen(name, sizeof ascii - 1);
    for (size_t i = 0; i < length; i++)
        ascii[i] = (unsigned char)name[i] < 0x80 ? name[i] : '?';
    return json_stringn(ascii, length);
}

json_t *json_out_number(const struct number *number) {
    char text[NUMBER_MAX_TEXT];
    struct reading reading = number_latest(number);
    json_t *probabilities = json_array();
    for (int i = 0; i < reading.classes->count; i++)
        json_array_append_new(probabilities, json_real((double)reading.probabilities[i]));
    json_t *digit = reading.digit >= 0 ? json_integer(reading.digit) : json_null();
    json_t *object =
        json_pack("{s:o, s:f, s:b, s:o}", "digit", digit, "confidence", (double)reading.confidence,
                  "is_digit", (int)reading.is_digit, "probabilities", probabilities);
    number_text(number, text);
    if (number->count > 1)
        json_object_set_new(object, "number", json_string(text));
    return object;
}
