/* Numbers as people read them. */
#pragma once

/* Enough for any long with its commas. */
struct number_text {
    char text[32];
};

/* 48123 as "48,123"; the number is not negative. */
struct number_text number_text_grouped(long number);

/* The value with so many decimals, negative ones behind a true minus sign; never "-0.00". */
struct number_text number_text_value(double value, int decimals);
