/* Numbers as people read them. */
#pragma once

/* Enough for any long with its commas. */
enum { NUMBER_TEXT = 32 };

/* 48123 as "48,123"; the number is not negative. */
void number_text_grouped(long number, char text[NUMBER_TEXT]);

/* The value with so many decimals, negative ones behind a true minus sign; never "-0.00". */
void number_text_value(double value, int decimals, char text[NUMBER_TEXT]);
