#include "app/ui/number_text.h"

#include <stdio.h>

void number_text_grouped(long number, char text[NUMBER_TEXT]) {
    if (number < 1000)
        snprintf(text, NUMBER_TEXT, "%ld", number);
    else if (number < 1000000)
        snprintf(text, NUMBER_TEXT, "%ld,%03ld", number / 1000, number % 1000);
    else
        snprintf(text, NUMBER_TEXT, "%ld,%03ld,%03ld", number / 1000000, number / 1000 % 1000,
                 number % 1000);
}
