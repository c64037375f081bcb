#include "nn/metadata_list.h"

#include <jansson.h>
#include <string.h>

const struct nn_metadata *nn_metadata_find(const struct nn_metadata_list *list, const char *key) {
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->lines[i].key, key) == 0)
            return &list->lines[i];
    return NULL;
}

bool nn_metadata_is_files_own(const char *key) {
    static const char *const own[NN_METADATA_OF_FILES] = {"format", "format_version", "spec",
                                                          "input_shape"};
    for (int i = 0; i < NN_METADATA_OF_FILES; i++)
        if (strcmp(key, own[i]) == 0)
            return true;
    return false;
}

/* True if a file can hold it. */
static bool is_text(const char *text) {
    json_t *string = strlen(text) <= NN_METADATA_MAX_VALUE ? json_string(text) : NULL;
    json_decref(string);
    return string != NULL;
}

enum nn_status nn_metadata_set(struct nn_metadata_list *list, int max_count,
                               const struct nn_metadata *line, struct nn_error *err) {
    const struct nn_metadata *old = nn_metadata_find(list, line->key);
    if (!is_text(line->key) || !is_text(line->value))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "a line of a model's metadata is not UTF-8, or longer than %d bytes",
                            NN_METADATA_MAX_VALUE);
    if (!old && list->count == max_count)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "there is no space for the metadata \"%.40s\": at most %d lines fit",
                            line->key, max_count);
    list->lines[old ? (int)(old - list->lines) : list->count++] = *line;
    return NN_STATUS_OK;
}

void nn_metadata_keep(struct nn_metadata_list *list, const char *key, const char *value) {
    if (!value || nn_metadata_is_files_own(key) || !is_text(key) || !is_text(value) ||
        nn_metadata_find(list, key) || list->count == NN_METADATA_LINES - NN_METADATA_OF_FILES)
        return;
    list->lines[list->count++] = (struct nn_metadata){key, value};
}
