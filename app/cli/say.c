#include "app/cli/say.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

/* U+0080 to U+009F, which begin with this byte in UTF-8, are control characters too. */
static bool begins_control(const unsigned char *text) {
    return text[0] == 0xc2 && text[1] >= 0x80 && text[1] < 0xa0;
}

static void make_printable(char *text) {
    for (unsigned char *at = (unsigned char *)text; *at; at++)
        if (begins_control(at))
            at[0] = at[1] = '?';
        else if (iscntrl(*at) && *at != '\n')
            *at = '?';
}

void say(FILE *stream, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text) {
        vsnprintf(text, (size_t)length + 1, format, again);
        make_printable(text);
        fputs(text, stream);
    }
    free(text);
    va_end(again);
    va_end(arguments);
}
