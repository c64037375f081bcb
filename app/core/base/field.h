/* Fields of a struct that files and command lines name, each with its offset and its bounds: one
 * row of a table says how a value is read, checked, written and copied. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum field_kind {
    FIELD_BOOL,
    FIELD_INT, /* or an enum with names */
    FIELD_UINT64,
    FIELD_FLOAT,
    FIELD_DOUBLE,
    FIELD_TEXT, /* an array of char; max is its capacity */
    FIELD_WORD, /* a const char *, borrowed; on command lines only */
};

struct json_t; /* jansson's */

struct field {
    const char *key;
    enum field_kind kind;
    size_t offset;
    double min, max;
    bool zero_is_unset;       /* files may have 0, whatever min is, to mean none or all */
    const char *const *names; /* names of an enum's values in files; NULL after the last */
};

#define FIELD(key, kind, type, member, min, max)                                                   \
    { key, kind, offsetof(type, member), min, max, false, NULL }

/* Numbers as double, which represents exactly every integer that the bounds allow. */
double field_number(const struct field *field, const void *object);
void field_set_number(const struct field *field, void *object, double number);

/* True if the object's value is within the bounds. */
bool field_is_valid(const struct field *field, const void *object);

/* The value as text, which parses to the same value: "0.01". A name where there are names. */
void field_text(const struct field *field, const void *object, char *text, size_t capacity);

/* Parses such a text. False, and the object is unchanged, if it is malformed or out of bounds. */
bool field_parse(const struct field *field, void *object, const char *text);

/* Describes what field_parse accepts: "a whole number from 1 to 8192". */
enum { FIELD_RANGE = 80 };
void field_range(const struct field *field, char text[FIELD_RANGE]);

void field_copy(const struct field *field, void *to, const void *from);

/* Adds the value under its key, brought within the bounds; text as json_name_set does. False if
 * there is no memory. */
bool field_add_to_json(const struct field *field, const void *object, struct json_t *json);

/* Reads the value under the field's key. False, and the object is unchanged, if it is missing, has
 * the wrong type or is out of bounds. */
bool field_from_json(const struct field *field, void *object, const struct json_t *json);

/* Sets what is nearest to a number that is out of bounds. The object is unchanged if the value has
 * the wrong type. */
void field_nearest_from_json(const struct field *field, void *object, const struct json_t *value);
