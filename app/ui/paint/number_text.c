#include "app/ui/paint/number_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void number_text_grouped(long number, char text[NUMBER_TEXT]) {
    if (number < 1000)
        snprintf(text, NUMBER_TEXT, "%ld", number);
    else if (number < 1000000)
        snprintf(text, NUMBER_TEXT, "%ld,%03ld", number / 1000, number % 1000);
    else
        snprintf(text, NUMBER_TEXT, "%ld,%03ld,%03ld", number / 1000000, number / 1000 % 1000,
                 number % 1000);
}

void number_text_value(double value, int decimals, char text[NUMBER_TEXT]) {
    char digits[NUMBER_TEXT - 3];
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    bool negative = value < 0 && strpbrk(digits, "123456789");
    snprintf(text, NUMBER_TEXT, "%s%s", negative ? "\u2212" : "", digits);
}
