#include "app/core/base/class_set.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

const struct class_set *class_set_digits(void) {
    static const struct class_set digits = {10, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}};
    return &digits;
}

struct class_set class_set_numbers(int first, int count) {
    struct class_set set = {.count = count};
    for (int i = 0; i < count; i++)
        snprintf(set.names[i], CLASS_SET_MAX_NAME, "%d", first + i);
    return set;
}

const char *class_set_name(const struct class_set *set, int index) {
    assert(index >= 0 && index < set->count);
    return set->names[index];
}

int class_set_find(const struct class_set *set, const char *name) {
    for (int i = 0; i < set->count; i++)
        if (strcmp(set->names[i], name) == 0)
            return i;
    return -1;
}

/* The length of what can be shown at the beginning of the text, in whole UTF-8 characters. */
static size_t printable_length(const char *text, size_t max) {
    size_t length = 0;
    while (text[length]) {
        unsigned char first = (unsigned char)text[length];
        size_t more = first < 0x80   ? 0
                      : first < 0xc2 ? max
                      : first < 0xe0 ? 1
                      : first < 0xf0 ? 2
                                     : 3;
        if (first < ' ' || first == 0x7f || first > 0xf4 || length + more >= max)
            break;
        for (size_t i = 1; i <= more; i++)
            if (((unsigned char)text[length + i] & 0xc0) != 0x80)
                return length;
        length += more + 1;
    }
    return length;
}

bool class_set_rename(struct class_set *set, int index, const char *name) {
    char kept[CLASS_SET_MAX_NAME] = "";
    memcpy(kept, name, printable_length(name, sizeof kept - 1));
    int found = class_set_find(set, kept);
    if (!kept[0] || (found >= 0 && found != index))
        return false;
    memcpy(set->names[index], kept, sizeof kept);
    return true;
}

bool class_set_equal(const struct class_set *a, const struct class_set *b) {
    bool equal = a->count == b->count;
    for (int i = 0; i < a->count && equal; i++)
        equal = strcmp(a->names[i], b->names[i]) == 0;
    return equal;
}

void class_set_to_json(const struct class_set *set, char text[CLASS_SET_TEXT]) {
    char *end = stpcpy(text, "[");
    for (int i = 0; i < set->count; i++) {
        end = stpcpy(end, i ? ",\"" : "\"");
        for (const char *at = set->names[i]; *at; at++) {
            if (*at == '"' || *at == '\\')
                *end++ = '\\';
            *end++ = *at;
        }
        end = stpcpy(end, "\"");
    }
    stpcpy(end, "]");
}

bool class_set_from_json(struct class_set *set, const char *text) {
    json_t *names = json_loads(text, 0, NULL);
    size_t count = json_array_size(names);
    struct class_set read = {.count = (int)count};
    bool good = count >= NN_MIN_CLASSES && count <= CLASS_SET_MAX;
    for (size_t i = 0; i < count && good; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        good = name && class_set_rename(&read, (int)i, name);
    }
    json_decref(names);
    if (good)
        *set = read;
    return good;
}
