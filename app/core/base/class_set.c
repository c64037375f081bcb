#include "app/core/base/class_set.h"

#include <assert.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static bool is_printable(const char *name) {
    json_t *text = json_string(name); /* NULL if the name is not UTF-8 */
    bool printable = text && *name;
    json_decref(text);
    for (const char *at = name; *at; at++)
        printable = printable && (unsigned char)*at >= ' ' && *at != 0x7f;
    return printable;
}

static enum nn_status add(struct class_set *set, const char *name, struct nn_error *err) {
    if (strlen(name) >= CLASS_SET_MAX_NAME || !is_printable(name))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "the name of class %d must be 1 to %d bytes of printable UTF-8",
                            set->count, CLASS_SET_MAX_NAME - 1);
    if (class_set_find(set, name) >= 0)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "two classes are named %s", name);
    strcpy(set->names[set->count++], name);
    return NN_STATUS_OK;
}

enum nn_status class_set_init(struct class_set *set, const char *const *names, int count,
                              struct nn_error *err) {
    *set = (struct class_set){0};
    if (count < CLASS_SET_MIN || count > CLASS_SET_MAX)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "a set has %d to %d classes: %d are too %s", CLASS_SET_MIN,
                            CLASS_SET_MAX, count, count < CLASS_SET_MIN ? "few" : "many");
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < count && !status; i++)
        status = add(set, names[i], err);
    return status;
}

const struct class_set *class_set_digits(void) {
    static const struct class_set digits = {10, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}};
    return &digits;
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
