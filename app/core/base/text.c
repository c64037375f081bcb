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

/* A file's name, which has a stop or a slash in it, stays as it is at either end. */
void text_make_sentence(char *text, size_t size) {
    size_t first = strspn(text, "abcdefghijklmnopqrstuvwxyz"), length = strlen(text);
    const char *last = strrchr(text, ' ');
    if (first > 0 && text[first] == ' ')
        text[0] = (char)(text[0] - 'a' + 'A');
    if (last && !strpbrk(last, "./") && length + 1 < size)
        memcpy(text + length, ".", 2);
}

const char *text_find(const char *text, const char *word) {
    for (; *text; text++)
        if (strncasecmp(text, word, strlen(word)) == 0)
            return text;
    return NULL;
}
