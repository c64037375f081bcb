#include "app/ui/chart/confusion.h"

#include <math.h>

int confusion_most_errors(const int counts[READING_DIGITS][READING_DIGITS]) {
    int most = 1;
    for (int label = 0; label < READING_DIGITS; label++)
        for (int reading = 0; reading < READING_DIGITS; reading++)
            if (label != reading && counts[label][reading] > most)
                most = counts[label][reading];
    return most;
}

color confusion_tint(const struct theme *theme, bool right, int count, int most) {
    if (count == 0)
        return theme->paper;
    float share = (float)count / (float)most;
    return right ? color_mix(theme->paper, theme->training, 0.2f + 0.8f * share)
                 : color_mix(theme->paper, theme->bad, 0.1f + 0.6f * sqrtf(share));
}
