#include "app/core/base/text.h"

#include <string.h>
#include <strings.h>

bool text_copy(char *to, size_t capacity, const char *from) {
    if (!from || strlen(from) >= capacity)
        return false;
    strcpy(to, from);
    return true;
}

bool text_ends_with(const char *text, const char *ending) {
    size_t length = strlen(text), wanted = strlen(ending);
    return length >= wanted && strcasecmp(text + length - wanted, ending) == 0;
}
