#include "app/ui/chart/confusion.h"

#include <math.h>

int confusion_max_errors(const int counts[CLASS_SET_MAX][CLASS_SET_MAX]) {
    int max = 1;
    for (int label = 0; label < CLASS_SET_MAX; label++)
        for (int reading = 0; reading < CLASS_SET_MAX; reading++)
            if (label != reading && counts[label][reading] > max)
                max = counts[label][reading];
    return max;
}

color confusion_tint(const struct theme *theme, bool right, int count, int max) {
    if (count == 0)
        return theme->paper;
    float fraction = (float)count / (float)max;
    return right ? color_mix(theme->paper, theme->training, 0.2f + 0.8f * fraction)
                 : color_mix(theme->paper, theme->bad, 0.1f + 0.6f * sqrtf(fraction));
}
