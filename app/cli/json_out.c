#include "app/cli/json_out.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/path.h"

static bool lacking;

bool json_out_is_whole(void) {
    return !lacking;
}

void json_out(json_t *object) {
    if (!object) {
        lacking = true;
        return;
    }
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(7));
    json_decref(object);
    putchar('\n');
    fflush(stdout);
}

json_t *json_out_name(const char *name) {
    json_t *text = json_string(name);
    if (text)
        return text;
    char ascii[FILES_MAX_PATH];
    size_t length = strnlen(name, sizeof ascii - 1);
    for (size_t i = 0; i < length; i++)
        ascii[i] = (unsigned char)name[i] < 0x80 ? name[i] : '?';
    return json_stringn(ascii, length);
}
