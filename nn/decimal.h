/* Decimal numbers in files and specs, which a locale must not change. */
#ifndef NN_DECIMAL_H
#define NN_DECIMAL_H

/* The plain decimal at *at, as 0.25 or 1, which moves past it; NaN if there is none. */
double nn_decimal_parse(const char **at);

#endif
