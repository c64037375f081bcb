#include "nn/safetensors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/model_private.h"
#include "nn/tensor_file.h"

enum { MAX_METADATA = 32 };
static const char format_name[] = "inkling", format_version[] = "1";

/* How many layers of a kind there are up to and including layer index. */
static int number_of(const struct nn_spec *spec, int index) {
    int number = 0;
    for (int i = 0; i <= index; i++)
        number += spec->layers[i].kind == spec->layers[index].kind;
    return number;
}

static void name_tensor(char name[NN_TENSOR_FILE_NAME], const struct nn_spec *spec,
                        const struct nn_tensor *tensor) {
    static const char *const roles[] = {"weight", "bias", "running_mean", "running_var"};
    enum nn_layer_kind kind = spec->layers[tensor->layer].kind;
    const char *prefix = kind == NN_LAYER_CONV ? "conv" : kind == NN_LAYER_DENSE ? "dense" : "bn";
    snprintf(name, NN_TENSOR_FILE_NAME, "%s%d.%s", prefix, number_of(spec, tensor->layer),
             roles[tensor->role]);
}

/* The image that the inputs of this layer were flattened from: files list them channel by channel,
 * we pixel by pixel. A plain vector gives 1 x 1 x its size, in which both orders are one. */
static struct nn_shape flattened_image(const struct nn_spec *spec, int layer) {
    struct nn_shape plain = {1, 1, spec->layers[layer].in.channels};
    if (spec->layers[layer].in.height * spec->layers[layer].in.width != 1)
        return plain;
    for (int i = layer - 1; i >= 0; i--) {
        if (spec->layers[i].kind == NN_LAYER_FLATTEN)
            return spec->layers[i].in;
        if (spec->layers[i].kind == NN_LAYER_DENSE || spec->layers[i].kind == NN_LAYER_CONV)
            break;
    }
    return plain;
}

/* Place in the file of the value that is number i of our pixel-by-pixel vector. */
static size_t file_place(struct nn_shape image, size_t i) {
    size_t channels = (size_t)image.channels;
    size_t pixels = (size_t)image.height * (size_t)image.width;
    return i % channels * pixels + i / channels;
}

/* Copies a tensor between our layout and the file's, whichever way. */
static void convert(const struct nn_spec *spec, const struct nn_tensor *tensor, const float *from,
                    float *to, int to_file) {
    const struct nn_layer *layer = &spec->layers[tensor->layer];
    struct nn_shape image = flattened_image(spec, tensor->layer);
    size_t OC = (size_t)layer->out.channels, IC = (size_t)layer->in.channels;
    size_t area = (size_t)layer->kernel * (size_t)layer->kernel;
    int matrix = tensor->role == NN_TENSOR_WEIGHT && layer->kind != NN_LAYER_BATCH_NORM;
    for (size_t i = 0; i < tensor->size; i++) {
        size_t place = i;
        if (matrix && layer->kind == NN_LAYER_CONV)
            place = (i % OC * IC + i / OC % IC) * area + i / OC / IC; /* HWIO to OIHW */
        else if (matrix)
            place = i % OC * IC + file_place(image, i / OC);
        else if (layer->kind == NN_LAYER_BATCH_NORM)
            place = file_place(image, i);
        if (to_file)
            to[place] = from[i];
        else
            to[i] = from[place];
    }
}

static void shape_tensor(struct nn_tensor_entry *entry, const struct nn_spec *spec,
                         const struct nn_tensor *tensor) {
    const struct nn_layer *layer = &spec->layers[tensor->layer];
    size_t OC = (size_t)layer->out.channels, IC = (size_t)layer->in.channels;
    size_t K = (size_t)layer->kernel;
    int matrix = tensor->role == NN_TENSOR_WEIGHT && layer->kind != NN_LAYER_BATCH_NORM;
    *entry = (struct nn_tensor_entry){.rank = 1, .shape = {tensor->size}, .count = tensor->size};
    if (matrix && layer->kind == NN_LAYER_CONV)
        *entry =
            (struct nn_tensor_entry){.rank = 4, .shape = {OC, IC, K, K}, .count = tensor->size};
    else if (matrix)
        *entry = (struct nn_tensor_entry){.rank = 2, .shape = {OC, IC}, .count = tensor->size};
    name_tensor(entry->name, spec, tensor);
}

enum nn_status nn_model_save(const struct nn_model *model, const char *path,
                             const struct nn_metadata *metadata, int metadata_count,
                             struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    const struct nn_parameters *parameters = nn_model_parameters(model);
    char input[64];
    struct nn_metadata all[MAX_METADATA] = {
        {"format", format_name},
        {"format_version", format_version},
        {"spec", spec->text},
        {"input_shape", input},
    };
    int count = 4;
    if (metadata_count > MAX_METADATA - count)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%d lines of metadata: at most %d fit",
                            metadata_count, MAX_METADATA - count);
    snprintf(input, sizeof input, "%d,%d,%d", spec->input.height, spec->input.width,
             spec->input.channels);
    for (int i = 0; i < metadata_count; i++)
        all[count++] = metadata[i];

    struct nn_tensor_entry *entries = calloc((size_t)parameters->tensor_count, sizeof *entries);
    const float *own = nn_model_values(model);
    float *values = malloc(nn_model_value_count(model) * sizeof *values);
    enum nn_status status;
    if (!entries || !values) {
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
        goto out;
    }
    for (int i = 0; i < parameters->tensor_count; i++) {
        const struct nn_tensor *tensor = &parameters->tensors[i];
        shape_tensor(&entries[i], spec, tensor);
        entries[i].values = values + tensor->offset;
        convert(spec, tensor, own + tensor->offset, values + tensor->offset, 1);
    }
    status = nn_tensor_file_write(path, entries, parameters->tensor_count, all, count, err);
out:
    free(entries);
    free(values);
    return status;
}

static int same_shape(const struct nn_tensor_entry *a, const struct nn_tensor_entry *b) {
    return a->rank == b->rank &&
           memcmp(a->shape, b->shape, (size_t)a->rank * sizeof *a->shape) == 0;
}

static enum nn_status read_spec(struct nn_spec *spec, const struct nn_tensor_file *file,
                                const char *name, struct nn_error *err) {
    const char *format = nn_tensor_file_metadata(file, "format");
    const char *version = nn_tensor_file_metadata(file, "format_version");
    const char *text = nn_tensor_file_metadata(file, "spec");
    const char *input = nn_tensor_file_metadata(file, "input_shape");
    struct nn_shape shape;
    char rest;
    if (!format || strcmp(format, format_name) != 0 || !text || !input)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s does not say which net it is for: its metadata need format "
                            "\"%s\", spec and input_shape",
                            name, format_name);
    if (!version || strcmp(version, format_version) != 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is of format version %.20s, this program reads version %s: use "
                            "the program that wrote it, or a newer one",
                            name, version ? version : "(none)", format_version);
    if (sscanf(input, "%d,%d,%d%c", &shape.height, &shape.width, &shape.channels, &rest) != 3 ||
        shape.height < 1 || shape.height > 1024 || shape.width < 1 || shape.width > 1024 ||
        shape.channels < 1 || shape.channels > 64)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has a wrong input_shape", name);
    struct nn_error inner;
    if (nn_spec_parse(spec, text, shape, &inner))
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s holds a net that does not work: %s", name,
                            inner.message);
    return NN_STATUS_OK;
}

static enum nn_status read_tensors(struct nn_model *model, const struct nn_tensor_file *file,
                                   const char *name, struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    const struct nn_parameters *parameters = nn_model_parameters(model);
    if (nn_tensor_file_count(file) != parameters->tensor_count)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has %d tensors, its net needs %d", name,
                            nn_tensor_file_count(file), parameters->tensor_count);
    for (int i = 0; i < parameters->tensor_count; i++) {
        const struct nn_tensor *tensor = &parameters->tensors[i];
        struct nn_tensor_entry wanted;
        shape_tensor(&wanted, spec, tensor);
        const struct nn_tensor_entry *found = nn_tensor_file_find(file, wanted.name);
        if (!found || !same_shape(found, &wanted))
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s has no tensor %s of the shape that its net needs", name,
                                wanted.name);
        convert(spec, tensor, found->values, nn_model_unpublished_values(model) + tensor->offset,
                0);
        if (tensor->role == NN_TENSOR_RUNNING_VARIANCE)
            for (size_t v = 0; v < tensor->size; v++)
                if (found->values[v] < 0)
                    return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has a negative variance in %s",
                                        name, wanted.name);
    }
    return NN_STATUS_OK;
}

static enum nn_status model_from(struct nn_model **out, const struct nn_tensor_file *file,
                                 const char *name, struct nn_error *err) {
    struct nn_spec spec;
    struct nn_model *model = NULL;
    enum nn_status status = read_spec(&spec, file, name, err);
    if (!status)
        status = nn_model_allocate(&model, &spec, err);
    if (!status)
        status = read_tensors(model, file, name, err);
    if (status)
        nn_model_release(model);
    else
        *out = model;
    return status;
}

enum nn_status nn_model_load(struct nn_model **model, const char *path, struct nn_error *err) {
    struct nn_tensor_file *file = NULL;
    enum nn_status status = nn_tensor_file_read(&file, path, err);
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
