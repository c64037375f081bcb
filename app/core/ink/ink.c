#include "app/core/ink/ink.h"

#include <math.h>
#include <string.h>

#include "app/core/ink/raster.h"

/* The mean centre of mass of MNIST's 60,000 training pictures is pixel (14.007, 13.996), or 14.5 if
 * pixel 0 reaches from 0 to 1, with an even spread of up to half a pixel, since MNIST was shifted
 * by whole pixels. Here the shift is exact: a picture must not jump as a stroke grows. */
static const float centre = 14.5f;

/* MNIST has 103.1 full pixels of ink per picture (the ten classes weighted alike), and its lines
 * are 2.58 pixels wide, measured as twice the ink divided by the sum of its gradients' lengths.
 * 1,499 real pen drawings have 103.1 and 2.58 with this pen; 94.3 and 2.36 with 2.25; 111.8 and
 * 2.87 with 2.75. The raster's edge of one pixel fits too: 23 % of MNIST's inked pixels are below a
 * third and 37 % are full; the drawings have 19 % and 44 %, or 30 % and 24 % with an edge of 1.5.
 */
static const float pen_px = 2.5f;

/* A mark smaller than this in canvas units, such as a dot, is not enlarged to fill the box. */
static const float min_extent = 0.03f;

/* The step at which the curve is followed to find its box, in canvas units. */
static const float box_step = 0.005f;

static const struct box canvas = {0, 0, 1, 1};

static void add_to_box(void *context, struct point from, struct point to) {
    box_add(context, from);
    box_add(context, to);
}

static struct box curve_box(const struct strokes *strokes) {
    struct box box = box_empty;
    for (int i = 0; i < strokes->count; i++)
        stroke_lines(strokes->items[i], box_step, &canvas, add_to_box, &box);
    return box;
}

static void draw(const struct strokes *strokes, const struct raster_transform *transform,
                 uint8_t *pixels) {
    struct coverage picture = {INK_SIDE, INK_SIDE, pixels};
    const struct pixel_box all = {0, 0, INK_SIDE, INK_SIDE};
    memset(pixels, 0, INK_PIXELS);
    raster_strokes(&picture, strokes, transform, &all);
}

/* Moves the transform so that the picture's centre of mass is where MNIST has it. */
static void centre_mass(struct raster_transform *transform, const uint8_t *pixels) {
    float mass = 0, x = 0, y = 0;
    for (int i = 0; i < INK_PIXELS; i++) {
        float ink = (float)pixels[i];
        mass += ink;
        x += ink * ((float)(i % INK_SIDE) + 0.5f);
        y += ink * ((float)(i / INK_SIDE) + 0.5f);
    }
    if (mass > 0) {
        transform->origin_x += centre - x / mass;
        transform->origin_y += centre - y / mass;
    }
}

void ink_picture_from_strokes(const struct strokes *strokes, struct ink_picture *picture) {
    memset(picture, 0, sizeof *picture);
    struct box box = curve_box(strokes);
    picture->blank = !(box.left <= box.right);
    if (picture->blank)
        return;
    float extent = fmaxf(box.right - box.left, box.bottom - box.top);
    float scale = (INK_BOX - pen_px) / fmaxf(extent, min_extent);
    struct raster_transform transform = {
        .scale = scale,
        .origin_x = INK_SIDE / 2.0f - scale * (box.left + box.right) / 2,
        .origin_y = INK_SIDE / 2.0f - scale * (box.top + box.bottom) / 2,
        .pen_px = pen_px,
        .within = &canvas,
    };
    draw(strokes, &transform, picture->pixels);
    centre_mass(&transform, picture->pixels);
    draw(strokes, &transform, picture->pixels);
}
