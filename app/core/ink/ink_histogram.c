#include "app/core/ink/ink_histogram.h"

#include <math.h>

struct ink_split ink_histogram_split(const double histogram[256]) {
    double count = 0, sum = 0, below = 0, below_sum = 0, best = 0;
    for (int i = 0; i < 256; i++) {
        count += histogram[i];
        sum += i * histogram[i];
    }
    double mean = count > 0 ? sum / count : 0;
    struct ink_split split = {(int)mean, mean, mean, 0};
    for (int i = 0; i < 255; i++) {
        below += histogram[i];
        below_sum += i * histogram[i];
        double above = count - below;
        if (below == 0 || above == 0)
            continue;
        double dark = below_sum / below, light = (sum - below_sum) / above;
        double distinct = below * above * (light - dark) * (light - dark);
        if (distinct > best) {
            best = distinct;
            split = (struct ink_split){(int)((dark + light) / 2), dark, light, 0};
        }
    }
    split.distinctness = count > 0 ? sqrt(best) / count : 0;
    return split;
}

int ink_histogram_quantile(const double histogram[256], int first, int last, double fraction) {
    double count = 0, below = 0;
    for (int i = first; i <= last; i++)
        count += histogram[i];
    for (int i = first; i < last; i++) {
        below += histogram[i];
        if (below >= fraction * count)
            return i;
    }
    return last;
}
