#include "tests/support/model_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/file.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

struct nn_model *numbered_model(const char *text) {
    struct nn_spec spec = fixture_spec(text, 3, 4, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_allocate(&model, &spec, &err), &err);
    const struct nn_parameters *parameters = &model->parameters;
    for (int t = 0; t < parameters->tensor_count; t++)
        for (size_t i = 0; i < parameters->tensors[t].size; i++) {
            size_t at = parameters->tensors[t].offset + i;
            model->values[at] = 1 + (float)at / 8;
        }
    return model;
}

struct model_file model_file_of(const struct nn_model *model, const struct nn_metadata *metadata,
                                int metadata_count) {
    char path[64];
    void *data = NULL;
    size_t size = 0;
    struct nn_error err;
    snprintf(path, sizeof path, "model_file_%ld", (long)getpid());
    check_ok(nn_model_save(model, path, metadata, metadata_count, &err), &err);
    check_ok(nn_file_read(&data, &size, path, 1 << 20, &err), &err);
    unlink(path);
    uint64_t length;
    memcpy(&length, data, sizeof length);
    struct model_file parts = {strndup((char *)data + 8, length), NULL, size - 8 - length};
    parts.values = malloc(parts.value_bytes + 16);
    memcpy(parts.values, (char *)data + 8 + length, parts.value_bytes);
    free(data);
    return parts;
}

void model_file_deinit(struct model_file *parts) {
    free(parts->header);
    free(parts->values);
}

struct model_file model_file_copy(const struct model_file *parts) {
    struct model_file copy = {strdup(parts->header), malloc(parts->value_bytes + 16),
                              parts->value_bytes};
    memcpy(copy.values, parts->values, parts->value_bytes);
    return copy;
}

unsigned char *model_file_assemble(const struct model_file *parts, size_t *size) {
    uint64_t length = strlen(parts->header);
    *size = 8 + length + parts->value_bytes;
    unsigned char *file = malloc(*size);
    memcpy(file, &length, 8);
    memcpy(file + 8, parts->header, length);
    memcpy(file + 8 + length, parts->values, parts->value_bytes);
    return file;
}

void model_file_replace(struct model_file *parts, const char *found, const char *by) {
    char *at = strstr(parts->header, found);
    if (!at)
        fail_msg("no %s in %s", found, parts->header);
    char *changed = malloc(strlen(parts->header) + strlen(by) + 1);
    sprintf(changed, "%.*s%s%s", (int)(at - parts->header), parts->header, by, at + strlen(found));
    free(parts->header);
    parts->header = changed;
}
