/* A picture that was opened, to be looked at: a copy that can be painted, and the digits found in
 * it, of which each can be chosen. */
#pragma once

#include "app/core/reading/page.h"

struct opened_picture {
    struct image image; /* opaque; a large picture is reduced */
    int width, height;  /* of the picture as it was, in whose pixels boxes are */
    int turned;         /* by so many degrees clockwise, to be read */
    struct page page;
    struct nn_model *model; /* by which `fresh` of the digits were read; the others by older ones */
    int fresh;
};

/* Reads a picture, which may be turned. */
NN_MUST_USE enum nn_status opened_picture_read(struct opened_picture *opened, struct reader *reader,
                                               struct image *image, struct nn_error *err);

/* A digit cut out of a picture before, which is not cut out again. */
NN_MUST_USE enum nn_status opened_picture_of_ink(struct opened_picture *opened,
                                                 struct reader *reader,
                                                 const struct ink_picture *picture,
                                                 struct nn_error *err);

/* Hands over a picture that another reader read, of which its readings borrow, to this one: reads
 * all digits anew if the model is not the same. */
void opened_picture_hand_over(struct opened_picture *opened, struct reader *reader);
void opened_picture_destroy(struct opened_picture *opened);

/* The digits, or the whole picture in place of one where there is none. */
int opened_picture_count(const struct opened_picture *opened);
const struct page_digit *opened_picture_digit(const struct opened_picture *opened, int index);

/* Whether another model reads now; then reads some of the digits anew. */
bool opened_picture_has_work(const struct opened_picture *opened, const struct reader *reader);
void opened_picture_read_some(struct opened_picture *opened, struct reader *reader);
