/* From pictures of any size, dark on light or light on dark, to the network's 28 x 28 pixels. */
#pragma once

#include "app/core/ink/ink.h"
#include "app/core/ink/ink_plane.h"

enum { INK_CUTTINGS = 2 };

/* The digit in a picture, and where it was found, in the picture's pixels. */
struct ink_cutting {
    struct ink_picture picture;
    struct pixel_box box;
};

/* Takes the whole of a picture for one stroke: a 1 that was cut out without any paper. Blank if the
 * picture is not slim, or of one colour. */
NN_MUST_USE enum nn_status ink_cutting_of_stroke(const struct image *image,
                                                 struct ink_cutting *cutting, struct nn_error *err);

/* Takes the whole picture for one digit; frame, specks and what hangs on the border are left out. A
 * picture of 28 x 28 like MNIST's is used unchanged; in any other the line is brought to MNIST's
 * width. Where the digit fills the picture, so that ink and paper cannot be told apart, the second
 * cutting has them exchanged; *count is 1 or 2. */
NN_MUST_USE enum nn_status ink_cuttings_from_image(const struct image *image,
                                                   struct ink_cutting cuttings[INK_CUTTINGS],
                                                   int *count, struct nn_error *err);

/* All ink of the plane as one digit. False without memory. */
bool ink_picture_from_plane(struct ink_picture *picture, const struct ink_plane *plane);
