#include "app/core/data/picture_scale.h"

#include <math.h>
#include <string.h>

#include "app/core/base/clamp.h"

enum { MAX_SIDE = 512 };

/* The pixels of a row or column that make up one pixel of the result. */
struct reach {
    float centre, step;
    int first, end;
};

static struct reach reach_of(int to, int length, float step) {
    float centre = ((float)to + 0.5f - INK_SIDE / 2.0f) * step + (float)length / 2;
    float radius = fmaxf(step, 1);
    return (struct reach){centre, radius, clamp_int((int)floorf(centre - radius), 0, length),
                          clamp_int((int)ceilf(centre + radius), 0, length)};
}

static float weight_of(const struct reach *reach, int at) {
    return fmaxf(0, 1 - fabsf((float)at + 0.5f - reach->centre) / reach->step);
}

/* The weights of all that a reach could have add up to its step. */
static float across(const uint8_t *row, const struct reach *reach) {
    float sum = 0;
    for (int x = reach->first; x < reach->end; x++)
        sum += weight_of(reach, x) * (float)row[x];
    return sum / reach->step;
}

void picture_scale(uint8_t picture[INK_PIXELS], const uint8_t *pixels, int width, int height) {
    if (width == INK_SIDE && height == INK_SIDE) {
        memcpy(picture, pixels, INK_PIXELS);
        return;
    }
    float rows[MAX_SIDE][INK_SIDE] = {{0}}, step = (float)max_int(width, height) / INK_SIDE;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < INK_SIDE; x++) {
            struct reach reach = reach_of(x, width, step);
            rows[y][x] = across(pixels + y * width, &reach);
        }
    for (int y = 0; y < INK_SIDE; y++) {
        struct reach reach = reach_of(y, height, step);
        for (int x = 0; x < INK_SIDE; x++) {
            float sum = 0;
            for (int from = reach.first; from < reach.end; from++)
                sum += weight_of(&reach, from) * rows[from][x];
            picture[y * INK_SIDE + x] = (uint8_t)lroundf(clamp_float(sum / reach.step, 0, 255));
        }
    }
}
