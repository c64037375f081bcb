#include "nn/formats/safetensors.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "nn/formats/tensor_layout.h"

enum nn_status nn_model_save(const struct nn_model *model, const char *path,
                             const struct nn_metadata *metadata, int metadata_count,
                             struct nn_error *err) {
    struct nn_model_export parts;
    enum nn_status status = nn_model_export_init(&parts, model, metadata, metadata_count, err);
    if (status)
        return status;
    status = nn_tensor_file_write(path, parts.entries, parts.tensor_count, parts.metadata.lines,
                                  parts.metadata.count, err);
    nn_model_export_deinit(&parts);
    return status;
}

static enum nn_status read_spec(struct nn_spec *spec, const struct nn_tensor_file *file,
                                const char *name, struct nn_error *err) {
    const char *format = nn_tensor_file_metadata(file, "format");
    const char *version = nn_tensor_file_metadata(file, "format_version");
    const char *text = nn_tensor_file_metadata(file, "spec");
    const char *input = nn_tensor_file_metadata(file, "input_shape");
    struct nn_shape shape;
    char rest;
    if (!format || strcmp(format, nn_format_name) != 0 || !text || !input)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s does not say which network it is for: its metadata need format "
                            "\"%s\", spec and input_shape",
                            name, nn_format_name);
    if (!version || strcmp(version, nn_format_version) != 0)
        return nn_error_set(err, version ? NN_STATUS_VERSION : NN_STATUS_BAD_FILE,
                            "%s is of format version %.20s, this program reads version %s: use "
                            "the program that wrote it, or a newer one",
                            name, version ? version : "(none)", nn_format_version);
    if (sscanf(input, "%4d,%4d,%2d%c", &shape.height, &shape.width, &shape.channels, &rest) != 3 ||
        shape.height < 1 || shape.height > 1024 || shape.width < 1 || shape.width > 1024 ||
        shape.channels < 1 || shape.channels > 64)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has an invalid input_shape", name);
    struct nn_error inner;
    if (nn_spec_parse(spec, text, shape, &inner))
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s holds an invalid network: %s", name,
                            inner.message);
    return NN_STATUS_OK;
}

/* Finds the tensors of the network in the file, in its order. */
static enum nn_status find_tensors(const struct nn_tensor_entry *found[NN_TENSOR_FILE_TENSORS],
                                   const struct nn_model *model, const struct nn_tensor_file *file,
                                   const char *name, struct nn_error *err) {
    const struct nn_parameters *parameters = &model->parameters;
    if (nn_tensor_file_count(file) != parameters->tensor_count)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has %d tensors, its network needs %d",
                            name, nn_tensor_file_count(file), parameters->tensor_count);
    for (int i = 0; i < parameters->tensor_count; i++) {
        struct nn_tensor_entry wanted;
        nn_tensor_layout_describe(&wanted, &model->spec, &parameters->tensors[i]);
        found[i] = nn_tensor_file_find(file, wanted.name);
        if (!found[i] || found[i]->rank != wanted.rank ||
            memcmp(found[i]->shape, wanted.shape, sizeof wanted.shape) != 0)
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s has no tensor %s of the shape that its network needs", name,
                                wanted.name);
    }
    return NN_STATUS_OK;
}

static enum nn_status read_tensors(struct nn_model *model, struct nn_tensor_file *file,
                                   const char *name, struct nn_error *err) {
    const struct nn_tensor_entry *found[NN_TENSOR_FILE_TENSORS] = {NULL};
    enum nn_status status = find_tensors(found, model, file, name, err);
    if (!status)
        status = nn_tensor_file_convert(file, name, err);
    for (int i = 0; i < model->parameters.tensor_count && !status; i++) {
        const struct nn_tensor *tensor = &model->parameters.tensors[i];
        assert(found[i]);
        nn_tensor_layout_convert(&model->spec, tensor, found[i]->values,
                                 model->values + tensor->offset, false);
        for (size_t v = 0; v < tensor->size && tensor->role == NN_TENSOR_RUNNING_VARIANCE; v++)
            if (found[i]->values[v] < 0)
                return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has a negative variance in %s",
                                    name, found[i]->name);
    }
    return status;
}

static enum nn_status model_from(struct nn_model **out, struct nn_tensor_file *file,
                                 const char *name, struct nn_error *err) {
    struct nn_spec spec;
    struct nn_model *model = NULL;
    enum nn_status status = read_spec(&spec, file, name, err);
    if (!status)
        status = nn_model_allocate(&model, &spec, err);
    if (!status)
        status = read_tensors(model, file, name, err);
    if (!status) {
        struct nn_metadata_list lines;
        nn_tensor_file_metadata_lines(file, &lines);
        status = nn_model_annotate(model, lines.lines, lines.count, err);
    }
    if (status) {
        nn_model_release(model);
        return status;
    }
    nn_model_prepare(model);
    *out = model;
    return NN_STATUS_OK;
}

enum nn_status nn_model_load(struct nn_model **model, const char *path, struct nn_error *err) {
    struct nn_tensor_file *file = NULL;
    enum nn_status status = nn_tensor_file_read(&file, path, true, err);
    if (!status)
        status = model_from(model, file, path, err);
    nn_tensor_file_destroy(file);
    return status;
}

enum nn_status nn_model_load_memory(struct nn_model **model, const void *data, size_t size,
                                    const char *name, struct nn_error *err) {
    struct nn_tensor_file *file = NULL;
    enum nn_status status = nn_tensor_file_parse(&file, data, size, name, err);
    if (!status)
        status = model_from(model, file, name, err);
    nn_tensor_file_destroy(file);
    return status;
}
