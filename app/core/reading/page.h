/* The numbers in a picture: digits are found, read, and grouped into numbers.
 *
 * Pieces of ink are put together where they can only be one digit, and each is read. The height of
 * the digits that the model is sure of is the page's; what differs too much from it is a sign or a
 * line, and a row of which most is no digit is text. */
#pragma once

#include "app/core/ink/ink_image.h"
#include "app/core/reading/reading.h"

/* Boxes are in pixels of the picture. */
struct page_digit {
    struct ink_picture picture; /* as the model read it */
    struct reading reading;
    struct pixel_box box;
};

/* Digits first to first + count - 1, from left to right. */
struct page_number {
    int first, count;
    struct pixel_box box;
};

/* Numbers by rows from top to bottom, in a row from left to right. Where there are not several
 * digits, the picture is read as one digit as a whole, which is a number if the model takes it for
 * a digit. latest is the last digit, or the whole picture. */
struct page {
    int digit_count, number_count;
    int sign_count; /* things large enough to be digits that are none */
    struct page_digit *digits;
    struct page_number *numbers;
    struct page_digit latest;
};

NN_MUST_USE enum nn_status page_read(struct page *page, struct reader *reader,
                                     const struct image *image, struct nn_error *err);

/* The same, but where nothing can be read the picture is tried on its side: turned to the right or
 * to the left, whichever shows a digit that the model is surest of, other than a 1, which any line
 * is. *turned is by how many degrees clockwise: 90, 270, or 0, and so is the picture then. */
NN_MUST_USE enum nn_status page_read_turning(struct page *page, int *turned, struct reader *reader,
                                             struct image *image, struct nn_error *err);
void page_destroy(struct page *page);

/* Whether it is blank, or has several signs but no digit. */
bool page_has_no_digits(const struct page *page);

enum { PAGE_MAX_TEXT = 256 };

/* The names of a number's digits, "1984"; cut to what fits. */
void page_number_text(const struct page *page, int number, char text[PAGE_MAX_TEXT]);

/* All numbers, "12 5". */
void page_text(const struct page *page, char text[PAGE_MAX_TEXT]);
