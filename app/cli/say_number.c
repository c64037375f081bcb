#include "app/cli/say_number.h"

#include <stdio.h>

void say_number(const struct number *number) {
    char text[NUMBER_MAX_TEXT];
    bool all_digits = true;
    if (number->count == 0) {
        printf("nothing is drawn\n");
        return;
    }
    number_text(number, text);
    printf("%s ", text);
    for (int i = 0; i < number->count; i++) {
        printf(" %.1f", 100 * (double)number->digits[i].confidence);
        all_digits = all_digits && number->digits[i].is_digit;
    }
    printf(" %%%s\n", all_digits ? "" : "  not a digit?");
}
