#include "app/ui/paint/number_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct number_text number_text_grouped(long number) {
    struct number_text grouped;
    long millions = number / 1000000, thousands = number / 1000 % 1000, ones = number % 1000;
    if (number < 1000)
        snprintf(grouped.text, sizeof grouped.text, "%ld", ones);
    else if (number < 1000000)
        snprintf(grouped.text, sizeof grouped.text, "%ld,%03ld", thousands, ones);
    else
        snprintf(grouped.text, sizeof grouped.text, "%ld,%03ld,%03ld", millions, thousands, ones);
    return grouped;
}

struct number_text number_text_value(double value, int decimals) {
    struct number_text shown;
    char digits[sizeof shown.text - 3];
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    bool negative = value < 0 && strpbrk(digits, "123456789");
    snprintf(shown.text, sizeof shown.text, "%s%s", negative ? "\u2212" : "", digits);
    return shown;
}
