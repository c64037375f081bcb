#include "nn/status.h"

#include <stdarg.h>
#include <stdio.h>

enum nn_status nn_error_set(struct nn_error *err, enum nn_status status, const char *format, ...) {
    if (err) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(err->message, sizeof err->message, format, arguments);
        va_end(arguments);
        err->status = status;
    }
    return status;
}
