#include "app/core/base/field.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/json_name.h"
#include "app/core/base/text.h"

static void *place_of(const struct field *field, const void *object) {
    return (char *)object + field->offset;
}

static bool is_real(const struct field *field) {
    return field->kind == FIELD_FLOAT || field->kind == FIELD_DOUBLE;
}

double field_number(const struct field *field, const void *object) {
    const void *place = place_of(field, object);
    switch (field->kind) {
    case FIELD_BOOL:
        return *(const bool *)place;
    case FIELD_INT:
        return *(const int *)place;
    case FIELD_UINT64:
        return (double)*(const uint64_t *)place;
    case FIELD_FLOAT:
        return (double)*(const float *)place;
    case FIELD_DOUBLE:
        return *(const double *)place;
    default:
        return (double)NAN;
    }
}

void field_set_number(const struct field *field, void *object, double number) {
    void *place = place_of(field, object);
    if (field->kind == FIELD_BOOL)
        *(bool *)place = number != 0;
    else if (field->kind == FIELD_INT)
        *(int *)place = (int)number;
    else if (field->kind == FIELD_UINT64)
        *(uint64_t *)place = (uint64_t)number;
    else if (field->kind == FIELD_FLOAT)
        *(float *)place = (float)number;
    else if (field->kind == FIELD_DOUBLE)
        *(double *)place = number;
}

/* A float is compared with the bounds as floats, so that the float nearest to a bound is within. */
static bool is_within(const struct field *field, double number) {
    if (field->kind == FIELD_FLOAT)
        return (float)number >= (float)field->min && (float)number <= (float)field->max;
    return number >= field->min && number <= field->max &&
           (is_real(field) || number == floor(number));
}

static bool is_allowed(const struct field *field, double number) {
    return is_within(field, number) || (field->zero_is_unset && number == 0);
}

bool field_is_valid(const struct field *field, const void *object) {
    return field->kind == FIELD_TEXT || is_allowed(field, field_number(field, object));
}

static double nearest(const struct field *field, double number) {
    return is_allowed(field, number) ? number : fmin(fmax(number, field->min), field->max);
}

/* The shortest decimal that reads as this value again: 0.01, not 0.00999999978 for a float. */
static void real_text(const struct field *field, double number, char *text, size_t capacity) {
    bool same = false;
    for (int digits = FLT_DIG; digits <= DBL_DECIMAL_DIG && !same; digits++) {
        snprintf(text, capacity, "%.*g", digits, number);
        double read = strtod(text, NULL);
        same = field->kind == FIELD_FLOAT ? (float)read == (float)number : read == number;
    }
}

/* The value in words; NULL where it is a number. */
static const char *word_of(const struct field *field, const void *object) {
    double number = field_number(field, object);
    if (field->names)
        return field->names[(int)number];
    if (field->kind == FIELD_BOOL)
        return number != 0 ? "true" : "false";
    return field->kind == FIELD_TEXT ? place_of(field, object) : NULL;
}

void field_text(const struct field *field, const void *object, char *text, size_t capacity) {
    const char *word = word_of(field, object);
    double number = field_number(field, object);
    if (is_real(field))
        real_text(field, number, text, capacity);
    else if (word)
        snprintf(text, capacity, "%s", word);
    else
        snprintf(text, capacity, "%.0f", number);
}

static bool set_text(const struct field *field, void *object, const char *text) {
    return text_copy(place_of(field, object), (size_t)field->max, text);
}

bool field_parse(const struct field *field, void *object, const char *text) {
    if (field->kind == FIELD_TEXT)
        return set_text(field, object, text);
    if (field->kind == FIELD_WORD) {
        *(const char **)place_of(field, object) = text;
        return true;
    }
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || !is_within(field, number))
        return false;
    field_set_number(field, object, number);
    return true;
}

void field_range(const struct field *field, char text[FIELD_RANGE]) {
    if (field->kind == FIELD_TEXT)
        snprintf(text, FIELD_RANGE, "text of fewer than %.0f bytes", field->max);
    else if (is_real(field))
        snprintf(text, FIELD_RANGE, "a number from %g to %g", field->min, field->max);
    else
        snprintf(text, FIELD_RANGE, "a whole number from %.0f to %.0f", field->min, field->max);
}

void field_copy(const struct field *field, void *to, const void *from) {
    if (field->kind == FIELD_TEXT)
        strcpy(place_of(field, to), place_of(field, from));
    else
        field_set_number(field, to, field_number(field, from));
}

static json_t *json_of(const struct field *field, const void *object) {
    double number = nearest(field, field_number(field, object));
    char text[32];
    if (field->names)
        return json_string(word_of(field, object));
    if (field->kind == FIELD_BOOL)
        return json_boolean(number != 0);
    if (!is_real(field))
        return json_integer((json_int_t)number);
    real_text(field, number, text, sizeof text);
    return json_real(strtod(text, NULL));
}

bool field_add_to_json(const struct field *field, const void *object, json_t *json) {
    if (field->kind == FIELD_TEXT)
        return json_name_set(json, field->key, word_of(field, object));
    return json_object_set_new(json, field->key, json_of(field, object)) == 0;
}

static bool name_from_json(const struct field *field, void *object, const json_t *value) {
    const char *name = json_string_value(value);
    for (int i = 0; name && field->names[i]; i++)
        if (strcmp(field->names[i], name) == 0) {
            field_set_number(field, object, i);
            return true;
        }
    return false;
}

bool field_from_json(const struct field *field, void *object, const json_t *json) {
    const json_t *value = json_object_get(json, field->key);
    if (field->names)
        return name_from_json(field, object, value);
    if (field->kind == FIELD_TEXT)
        return json_name_get(json, field->key, place_of(field, object), (size_t)field->max);
    bool is_bool = field->kind == FIELD_BOOL;
    double number = is_bool ? json_is_true(value) : json_number_value(value);
    if (is_bool ? !json_is_boolean(value) : !json_is_number(value) || !is_allowed(field, number))
        return false;
    field_set_number(field, object, number);
    return true;
}

void field_nearest_from_json(const struct field *field, void *object, const json_t *value) {
    double number = nearest(field, json_number_value(value));
    bool takes_numbers = field->kind != FIELD_BOOL && field->kind != FIELD_TEXT && !field->names;
    if (takes_numbers && json_is_number(value) && is_allowed(field, number))
        field_set_number(field, object, number);
}
