#include "app/core/ink/ink_grey.h"

#include <stddef.h>

#include "app/core/ink/ink_histogram.h"

/* Luma comes first and is kept unless another is this many times more distinct: shadows and noise
 * show in all of them, and luma has the least noise. */
static const double clearly = 3;

static const struct ink_greys kinds[] = {
    {299, 587, 114, 0}, {1000, 0, 0, 0}, {0, 1000, 0, 0}, {0, 0, 1000, 0}};

enum { KINDS = sizeof kinds / sizeof *kinds };

static double distinctness(const struct ink_greys *greys, const struct image *image, int step) {
    double histogram[256] = {0};
    for (int y = 0; y < image->height; y += step) {
        const uint32_t *row = image->pixels + (size_t)y * (size_t)image->stride;
        for (int x = 0; x < image->width; x += step)
            histogram[ink_grey_of(greys, row[x])]++;
    }
    return ink_histogram_split(histogram).distinctness;
}

bool ink_greys_choose(struct ink_greys *greys, const struct image *image, int step) {
    for (int ground = 255; ground >= 0; ground -= 255) {
        double best = 0;
        for (int i = 0; i < KINDS; i++) {
            struct ink_greys tried = kinds[i];
            tried.ground = ground;
            double found = distinctness(&tried, image, step) / (i == 0 ? 1 : clearly);
            if (found > best) {
                best = found;
                *greys = tried;
            }
        }
        if (best > 0)
            return true;
    }
    return false;
}
