#include "nn/decimal.h"

#include <ctype.h>
#include <math.h>

double nn_decimal_parse(const char **at) {
    double digits = 0, scale = 1;
    if (!isdigit((unsigned char)**at))
        return (double)NAN;
    for (; isdigit((unsigned char)**at); (*at)++)
        digits = 10 * digits + (**at - '0');
    if (**at == '.')
        for ((*at)++; isdigit((unsigned char)**at); (*at)++, scale *= 10)
            digits = 10 * digits + (**at - '0');
    return digits / scale;
}
