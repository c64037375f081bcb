/* A model's reading of a drawing of one digit or several, side by side or in rows.
 *
 * Where geometry leaves open which strokes form a digit, the model's confidence decides. */
#pragma once

#include "app/core/reading/reading.h"
#include "app/core/reading/segmentation.h"

enum {
    NUMBER_MAX_DIGITS = SEGMENTATION_MAX_PARTS,
    NUMBER_MAX_TEXT = NUMBER_MAX_DIGITS * CLASS_SET_MAX_NAME + 1,
};

/* Digits row by row, from left to right; none if nothing is drawn. latest is the one with the
 * newest stroke. rows[i] is the row of digit i, from the top. `ignored` strokes are part of no
 * digit. */
struct number {
    const struct class_set *classes; /* the reader's; borrowed */
    int count, latest, ignored;
    int rows[NUMBER_MAX_DIGITS];
    struct reading digits[NUMBER_MAX_DIGITS];
};

/* Stores the picture of the latest digit, blank if there is none. */
void number_read(struct number *number, struct ink_picture *picture, struct reader *reader,
                 const struct strokes *strokes);

/* The number of the one digit in a picture. */
void number_of_reading(struct number *number, const struct reading *reading);

/* The reading of the latest digit, or that of a blank picture if there is none. */
struct reading number_latest(const struct number *number);

/* True if each digit leads so clearly that more ink will hardly change it. */
bool number_is_sure(const struct number *number);

/* The names of its digits, "1984", with a space from row to row; "" if nothing is drawn. */
void number_text(const struct number *number, char text[NUMBER_MAX_TEXT]);
