/* The forms in which people write digits and other signs: skeletons by name.
 *
 * To add a form, add a line to the table and look at it on the contact sheet. */
#pragma once

#include <stdint.h>

/* weight: how often it is drawn compared with others of its label, a digit or NN_NO_CLASS. */
struct pen_form {
    uint8_t label;
    float weight;
    const char *name;
    const char *skeleton; /* see pen_skeleton_parse_range */
};

/* Form number index (0, 1, ...), or NULL after the last; static. First come the digits in order,
 * then letters and signs that nobody mistakes for a digit. */
const struct pen_form *pen_forms_at(int index);
