#include <stdlib.h>

#include "nn/file.h"
#include "nn/formats/onnx_file.h"
#include "nn/formats/onnx_layers.h"
#include "nn/metadata_list.h"
#include "nn/model_private.h"

static const size_t max_file = (size_t)1 << 28;

static enum nn_status annotate(struct nn_model *model, const struct nn_onnx_file *file,
                               struct nn_error *err) {
    struct nn_metadata_list lines = {0};
    for (size_t i = 0; i < file->model->n_metadata_props; i++) {
        const Onnx__StringStringEntryProto *line = file->model->metadata_props[i];
        if (line->key)
            nn_metadata_keep(&lines, line->key, line->value);
    }
    return nn_model_annotate(model, lines.lines, lines.count, err);
}

static enum nn_status model_from(struct nn_model **out, const struct nn_onnx_file *file,
                                 struct nn_error *err) {
    struct nn_model *model = NULL;
    struct nn_onnx_net *net = malloc(sizeof *net);
    if (!net)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    enum nn_status status = nn_onnx_net_of(net, file, err);
    if (!status)
        status = nn_model_allocate(&model, &net->spec, err);
    if (!status)
        status = nn_onnx_fill(model, net, file, err);
    if (!status)
        status = annotate(model, file, err);
    free(net);
    if (status)
        nn_model_release(model);
    else
        *out = model;
    return status;
}

enum nn_status nn_model_load_onnx_memory(struct nn_model **model, const void *data, size_t size,
                                         const char *name, struct nn_error *err) {
    struct nn_onnx_file file;
    enum nn_status status = nn_onnx_file_init(&file, data, size, name, err);
    if (status)
        return status;
    status = model_from(model, &file, err);
    nn_onnx_file_deinit(&file);
    return status;
}

enum nn_status nn_model_load_onnx(struct nn_model **model, const char *path, struct nn_error *err) {
    void *data = NULL;
    size_t size = 0;
    enum nn_status status = nn_file_read(&data, &size, path, max_file, err);
    if (!status)
        status = nn_model_load_onnx_memory(model, data, size, path, err);
    free(data);
    return status;
}
