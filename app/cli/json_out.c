#include "app/cli/json_out.h"

#include <stdio.h>

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

json_t *json_out_names(const struct class_set *classes) {
    json_t *names = json_array();
    for (int i = 0; i < classes->count; i++)
        json_array_append_new(names, json_string(class_set_name(classes, i)));
    return names;
}
