#include "nn/formats/tensor_layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char nn_format_name[] = "inkling", nn_format_version[] = "1";

void nn_tensor_layout_name(char name[NN_TENSOR_FILE_NAME], const struct nn_spec *spec, int layer) {
    enum nn_layer_kind kind = spec->layers[layer].kind;
    int number = 0;
    for (int i = 0; i <= layer; i++)
        number += spec->layers[i].kind == kind;
    snprintf(name, NN_TENSOR_FILE_NAME, "%s%d", nn_layer_word(kind), number);
}

static void name_tensor(char name[NN_TENSOR_FILE_NAME], const struct nn_spec *spec,
                        const struct nn_tensor *tensor) {
    static const char *const roles[] = {"weight", "bias", "running_mean", "running_var"};
    char layer[NN_TENSOR_FILE_NAME];
    nn_tensor_layout_name(layer, spec, tensor->layer);
    snprintf(name, NN_TENSOR_FILE_NAME, "%.40s.%s", layer, roles[tensor->role]);
}

size_t nn_tensor_layout_input(struct nn_shape image, size_t i) {
    size_t channels = (size_t)image.channels;
    size_t pixels = (size_t)image.height * (size_t)image.width;
    return i % channels * pixels + i / channels;
}

size_t nn_tensor_layout_place(const struct nn_layer *layer, enum nn_tensor_role role,
                              struct nn_shape image, size_t i) {
    size_t OC = (size_t)layer->out.channels, IC = (size_t)nn_layer_weight_inputs(layer);
    size_t area = layer->kernel ? (size_t)layer->kernel * (size_t)layer->kernel : 1;
    if (layer->kind == NN_LAYER_BATCH_NORM || layer->kind == NN_LAYER_AFFINE)
        return nn_tensor_layout_input(image, i);
    if (role == NN_TENSOR_BIAS)
        return i;
    /* HWIO to OIHW, of a dense layer's weight too. */
    return (i % OC * IC + nn_tensor_layout_input(image, i / OC % IC)) * area + i / OC / IC;
}

/* In each run of so many neighbours of ours, places are evenly apart. */
static size_t run_length(const struct nn_layer *layer, struct nn_shape image) {
    return (size_t)(nn_layer_weight_rows(layer) > 0 ? layer->out.channels : image.channels);
}

void nn_tensor_layout_convert(const struct nn_spec *spec, const struct nn_tensor *tensor,
                              const float *from, float *to, bool to_file) {
    const struct nn_layer *layer = &spec->layers[tensor->layer];
    struct nn_shape image = nn_flattened_shape(spec, tensor->layer);
    size_t run = run_length(layer, image);
    for (size_t first = 0; first < tensor->size; first += run) {
        size_t place = nn_tensor_layout_place(layer, tensor->role, image, first);
        size_t apart = nn_tensor_layout_place(layer, tensor->role, image, first + 1) - place;
        for (size_t i = first; i < first + run; i++, place += apart) {
            if (to_file)
                to[place] = from[i];
            else
                to[i] = from[place];
        }
    }
}

void nn_tensor_layout_describe(struct nn_tensor_entry *entry, const struct nn_spec *spec,
                               const struct nn_tensor *tensor) {
    const struct nn_layer *layer = &spec->layers[tensor->layer];
    size_t OC = (size_t)layer->out.channels, IC = (size_t)nn_layer_weight_inputs(layer);
    size_t K = (size_t)layer->kernel;
    *entry = (struct nn_tensor_entry){.rank = 1, .shape = {tensor->size}, .count = tensor->size};
    if (tensor->role == NN_TENSOR_WEIGHT && nn_layer_weight_rows(layer) > 0) {
        entry->rank = layer->kind == NN_LAYER_CONV ? 4 : 2;
        memcpy(entry->shape, (size_t[]){OC, IC, K, K}, (size_t)entry->rank * sizeof K);
    }
    name_tensor(entry->name, spec, tensor);
}

enum nn_status nn_tensor_layout_check_outputs(const struct nn_spec *spec, struct nn_error *err) {
    struct nn_shape image = nn_flattened_shape(spec, spec->layer_count);
    if (spec->output.height * spec->output.width == 1 && image.height * image.width == 1)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                        "the network %.80s ends in an image: only one that ends with dense or gap "
                        "can be written for other programs",
                        spec->text);
}

static enum nn_status export_metadata(struct nn_model_export *parts, const struct nn_model *model,
                                      const struct nn_metadata *lines, int count,
                                      struct nn_error *err) {
    const struct nn_spec *spec = &model->spec;
    struct nn_metadata_list *list = &parts->metadata;
    snprintf(parts->input_shape, sizeof parts->input_shape, "%d,%d,%d", spec->input.height,
             spec->input.width, spec->input.channels);
    *list = (struct nn_metadata_list){
        NN_METADATA_OF_FILES,
        {
            {"format", nn_format_name},
            {"format_version", nn_format_version},
            {"spec", spec->text},
            {"input_shape", parts->input_shape},
        },
    };
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < model->metadata.count && list->count < NN_METADATA_LINES - count; i++)
        list->lines[list->count++] = model->metadata.lines[i];
    for (int i = 0; i < count && !status; i++)
        if (!nn_metadata_is_files_own(lines[i].key))
            status = nn_metadata_set(list, NN_METADATA_LINES, &lines[i], err);
    return status;
}

static void export_tensor(struct nn_model_export *parts, const struct nn_model *model,
                          const struct nn_tensor *tensor) {
    struct nn_tensor_entry *entry = &parts->entries[parts->tensor_count++];
    float *values = parts->values + tensor->offset;
    nn_tensor_layout_describe(entry, &model->spec, tensor);
    nn_tensor_layout_convert(&model->spec, tensor, model->values + tensor->offset, values, true);
    entry->values = values;
}

enum nn_status nn_model_export_init(struct nn_model_export *parts, const struct nn_model *model,
                                    const struct nn_metadata *lines, int count,
                                    struct nn_error *err) {
    const struct nn_parameters *parameters = &model->parameters;
    *parts = (struct nn_model_export){0};
    enum nn_status status = export_metadata(parts, model, lines, count, err);
    if (status)
        return status;
    parts->entries = calloc((size_t)parameters->tensor_count + 1, sizeof *parts->entries);
    parts->values = malloc((parameters->count + 1) * sizeof *parts->values);
    if (!parts->entries || !parts->values) {
        nn_model_export_deinit(parts);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write a model");
    }
    for (int i = 0; i < NN_MAX_LAYERS * NN_TENSOR_ROLES; i++) {
        const struct nn_tensor *tensor = nn_parameters_find(
            parameters, i / NN_TENSOR_ROLES, (enum nn_tensor_role)(i % NN_TENSOR_ROLES));
        if (tensor)
            export_tensor(parts, model, tensor);
    }
    return NN_STATUS_OK;
}

void nn_model_export_deinit(struct nn_model_export *parts) {
    free(parts->entries);
    free(parts->values);
}
