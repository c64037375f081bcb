/* Decimal numbers in files and specs, independent of the locale. */
#pragma once

/* Parses a plain decimal such as 0.25 or 1 at *at and moves *at past it; NaN if there is none. */
double nn_decimal_parse(const char **at);
