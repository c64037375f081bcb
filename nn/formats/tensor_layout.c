#include "nn/formats/tensor_layout.h"

#include <stdio.h>
#include <string.h>

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
    size_t OC = (size_t)layer->out.channels, IC = (size_t)layer->in.channels;
    size_t area = layer->kernel ? (size_t)layer->kernel * (size_t)layer->kernel : 1;
    if (layer->kind == NN_LAYER_BATCH_NORM)
        return nn_tensor_layout_input(image, i);
    if (role == NN_TENSOR_BIAS)
        return i;
    /* HWIO to OIHW, of a dense layer's weight too. */
    return (i % OC * IC + nn_tensor_layout_input(image, i / OC % IC)) * area + i / OC / IC;
}

void nn_tensor_layout_convert(const struct nn_spec *spec, const struct nn_tensor *tensor,
                              const float *from, float *to, bool to_file) {
    struct nn_shape image = nn_flattened_shape(spec, tensor->layer);
    for (size_t i = 0; i < tensor->size; i++) {
        size_t place = nn_tensor_layout_place(&spec->layers[tensor->layer], tensor->role, image, i);
        if (to_file)
            to[place] = from[i];
        else
            to[i] = from[place];
    }
}

void nn_tensor_layout_describe(struct nn_tensor_entry *entry, const struct nn_spec *spec,
                               const struct nn_tensor *tensor) {
    const struct nn_layer *layer = &spec->layers[tensor->layer];
    size_t OC = (size_t)layer->out.channels, IC = (size_t)layer->in.channels;
    size_t K = (size_t)layer->kernel;
    *entry = (struct nn_tensor_entry){.rank = 1, .shape = {tensor->size}, .count = tensor->size};
    if (tensor->role == NN_TENSOR_WEIGHT && nn_layer_weight_rows(layer) > 0) {
        entry->rank = layer->kind == NN_LAYER_CONV ? 4 : 2;
        memcpy(entry->shape, (size_t[]){OC, IC, K, K}, (size_t)entry->rank * sizeof K);
    }
    name_tensor(entry->name, spec, tensor);
}
