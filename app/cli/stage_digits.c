#include "app/cli/stage.h"

/* Points that a hand passes through; the canvas draws a smooth curve through them. */
#define STROKE(name, ...)                                                                          \
    static const struct point name##_points[] = {__VA_ARGS__};                                     \
    static const struct stroke name = {                                                            \
        .brush = 0.06f,                                                                            \
        .count = sizeof name##_points / sizeof *name##_points,                                     \
        .points = name##_points,                                                                   \
    }

/* clang-format off */
STROKE(zero, {.52f, .20f}, {.40f, .24f}, {.32f, .38f}, {.30f, .55f}, {.36f, .72f}, {.48f, .80f},
       {.60f, .75f}, {.67f, .60f}, {.67f, .42f}, {.61f, .27f}, {.52f, .20f});
STROKE(one, {.52f, .20f}, {.51f, .35f}, {.50f, .50f}, {.49f, .65f}, {.48f, .80f});
STROKE(two, {.34f, .33f}, {.40f, .23f}, {.52f, .20f}, {.63f, .27f}, {.64f, .39f}, {.56f, .53f},
       {.45f, .66f}, {.33f, .79f}, {.45f, .78f}, {.57f, .78f}, {.69f, .78f});
STROKE(three, {.35f, .25f}, {.46f, .20f}, {.59f, .23f}, {.63f, .33f}, {.57f, .43f}, {.46f, .47f},
       {.58f, .50f}, {.66f, .60f}, {.62f, .73f}, {.50f, .80f}, {.35f, .76f});
STROKE(four_left, {.40f, .20f}, {.37f, .32f}, {.33f, .45f}, {.31f, .53f}, {.42f, .53f}, {.55f, .52f},
       {.70f, .51f});
STROKE(four_right, {.58f, .30f}, {.57f, .45f}, {.56f, .60f}, {.54f, .82f});
STROKE(five, {.63f, .21f}, {.52f, .21f}, {.41f, .22f}, {.39f, .34f}, {.37f, .46f}, {.48f, .42f},
       {.60f, .46f}, {.66f, .57f}, {.63f, .70f}, {.52f, .79f}, {.36f, .77f});
STROKE(six, {.58f, .18f}, {.46f, .28f}, {.37f, .43f}, {.34f, .60f}, {.40f, .75f}, {.52f, .79f},
       {.63f, .71f}, {.64f, .59f}, {.55f, .52f}, {.43f, .55f}, {.36f, .65f});
STROKE(seven, {.32f, .22f}, {.44f, .22f}, {.56f, .22f}, {.68f, .22f}, {.61f, .37f}, {.54f, .53f},
       {.48f, .67f}, {.44f, .81f});
STROKE(eight, {.62f, .28f}, {.52f, .20f}, {.40f, .24f}, {.38f, .35f}, {.48f, .45f}, {.60f, .55f},
       {.64f, .68f}, {.54f, .79f}, {.41f, .76f}, {.37f, .64f}, {.46f, .51f}, {.58f, .40f},
       {.62f, .28f});
STROKE(nine, {.63f, .32f}, {.55f, .22f}, {.43f, .23f}, {.36f, .33f}, {.40f, .44f}, {.51f, .47f},
       {.61f, .40f}, {.64f, .30f}, {.63f, .45f}, {.61f, .62f}, {.58f, .81f});
/* clang-format on */

struct strokes stage_digit(int digit) {
    static const struct stroke *const first[] = {&zero, &one, &two,   &three, &four_left,
                                                 &five, &six, &seven, &eight, &nine};
    static const struct stroke *const four[] = {&four_left, &four_right};
    return digit == 4 ? (struct strokes){2, four} : (struct strokes){1, &first[digit]};
}
