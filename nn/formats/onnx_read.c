#include <math.h>
#include <stdlib.h>

#include "nn/file.h"
#include "nn/formats/onnx_external.h"
#include "nn/formats/onnx_fold.h"
#include "nn/formats/onnx_functions.h"
#include "nn/formats/onnx_layers.h"
#include "nn/formats/tensor_layout.h"
#include "nn/layers/batch_norm.h"

static const size_t max_file = (size_t)1 << 28;

struct filler {
    const struct nn_onnx_file *file;
    const struct nn_onnx_layer *from;
    const struct nn_layer *layer;
    struct nn_error *err;
};

/* Index in the file's tensor of our value i. */
static size_t place_of(const struct filler *filler, enum nn_tensor_role role, size_t i) {
    const struct nn_layer *layer = filler->layer;
    struct nn_shape image = filler->from->inputs;
    size_t OC = (size_t)layer->out.channels;
    if (filler->from->inputs_channel_last) /* the same order as ours */
        image = (struct nn_shape){1, 1, layer->in.channels};
    if (role == NN_TENSOR_WEIGHT && filler->from->transposed)
        return nn_tensor_layout_input(image, i / OC) * OC + i % OC;
    return nn_tensor_layout_place(layer, role, image, i);
}

static double factor_of(const struct filler *filler, enum nn_tensor_role role) {
    if (role == NN_TENSOR_WEIGHT)
        return filler->from->weight_factor;
    return role == NN_TENSOR_BIAS ? filler->from->bias_factor : 1;
}

/* Adds the tensor's values, times factor, to ours. */
static enum nn_status add_values(const struct filler *filler, const Onnx__TensorProto *tensor,
                                 enum nn_tensor_role role, double factor, float *values,
                                 size_t count) {
    if (!tensor)
        return NN_STATUS_OK;
    float *read = malloc(count * sizeof *read);
    if (!read)
        return nn_error_set(filler->err, NN_STATUS_NO_MEMORY, "no memory to read %s",
                            filler->file->name);
    enum nn_status status = nn_onnx_floats(filler->file, tensor, read, count, filler->err);
    for (size_t i = 0; i < count && !status; i++)
        values[i] += (float)(factor * (double)read[place_of(filler, role, i)]);
    free(read);
    return status;
}

/* An affine layer's scale or shift. */
static void add_line(const struct filler *filler, enum nn_tensor_role role, float *values,
                     size_t count) {
    const double *from = filler->from->line + (role == NN_TENSOR_BIAS ? count : 0);
    for (size_t i = 0; i < count; i++)
        values[i] = (float)from[place_of(filler, role, i)];
}

static enum nn_status fill_tensor(const struct filler *filler, enum nn_tensor_role role,
                                  float *values, size_t count) {
    enum nn_status status = add_values(filler, filler->from->tensors[role], role,
                                       factor_of(filler, role), values, count);
    if (filler->from->line)
        add_line(filler, role, values, count);
    if (!status && role == NN_TENSOR_BIAS)
        status = add_values(filler, filler->from->added, role, 1, values, count);
    for (size_t i = 0; i < count && !status; i++)
        if (!isfinite(values[i]))
            status = nn_onnx_refuse(filler->file, filler->from->node, filler->err,
                                    "has weights that do not combine to finite numbers");
    return status;
}

/* Compensates for a different epsilon by changing the scale. */
static enum nn_status fit_epsilon(const struct filler *filler, float *weight,
                                  const float *variance) {
    double ours = (double)NN_BATCH_NORM_EPSILON, theirs = filler->from->epsilon;
    for (int c = 0; c < filler->layer->out.channels; c++) {
        double spread = (double)variance[c] + theirs;
        if (!(variance[c] >= 0) || !(spread > 0))
            return nn_onnx_refuse(filler->file, filler->from->node, filler->err,
                                  "has a variance that is not above 0");
        if (theirs != ours)
            weight[c] = (float)((double)weight[c] * sqrt(((double)variance[c] + ours) / spread));
        if (!isfinite(weight[c]))
            return nn_onnx_refuse(filler->file, filler->from->node, filler->err,
                                  "has an epsilon that gives no finite scale");
    }
    return NN_STATUS_OK;
}

/* Fills a model that was made for the network's spec and is not shared yet. */
static enum nn_status fill_model(struct nn_model *model, const struct nn_onnx_net *net,
                                 const struct nn_onnx_file *file, struct nn_error *err) {
    const struct nn_parameters *parameters = &model->parameters;
    float *values = model->values;
    enum nn_status status = NN_STATUS_OK;
    struct filler filler = {.file = file, .err = err};
    for (int i = 0; i < parameters->tensor_count && !status; i++) {
        const struct nn_tensor *tensor = &parameters->tensors[i];
        float *at = values + tensor->offset;
        filler.from = &net->layers[tensor->layer];
        filler.layer = &net->spec.layers[tensor->layer];
        status = fill_tensor(&filler, tensor->role, at, tensor->size);
        if (!status && tensor->role == NN_TENSOR_RUNNING_VARIANCE) /* which follows the weight */
            status = fit_epsilon(
                &filler, nn_parameters_at(parameters, values, tensor->layer, NN_TENSOR_WEIGHT), at);
    }
    return status;
}

static bool is_quantised(const struct nn_onnx_file *file) {
    static const char *const types[] = {"ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear",
                                        "MatMulInteger", "QuantizeLinear"};
    for (size_t i = 0; i < file->graph->n_node; i++)
        for (size_t t = 0; t < sizeof types / sizeof *types; t++)
            if (nn_onnx_is(file->graph->node[i], types[t]))
                return true;
    return false;
}

static enum nn_status annotate(struct nn_model *model, const struct nn_onnx_file *file,
                               struct nn_error *err) {
    struct nn_metadata_list lines = {0};
    if (is_quantised(file))
        nn_metadata_keep(&lines, "quantised", "in its file: its values are not rounded here");
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
        status = fill_model(model, net, file, err);
    if (!status)
        status = annotate(model, file, err);
    nn_onnx_net_deinit(net);
    free(net);
    if (status) {
        nn_model_release(model);
        return status;
    }
    nn_model_prepare(model);
    *out = model;
    return NN_STATUS_OK;
}

/* path is NULL for a file in memory, beside which there are no others. */
static enum nn_status load(struct nn_model **model, const void *data, size_t size, const char *name,
                           const char *path, struct nn_error *err) {
    struct nn_onnx_file file;
    enum nn_status status = nn_onnx_file_init(&file, data, size, name, err);
    if (status)
        return status;
    status = nn_onnx_read_external(&file, path, err);
    if (!status)
        status = nn_onnx_write_out_functions(&file, err);
    if (!status)
        status = nn_onnx_file_index(&file, err);
    if (!status)
        status = model_from(model, &file, err);
    nn_onnx_file_deinit(&file);
    return status;
}

enum nn_status nn_model_load_onnx_memory(struct nn_model **model, const void *data, size_t size,
                                         const char *name, struct nn_error *err) {
    return load(model, data, size, name, NULL, err);
}

enum nn_status nn_model_load_onnx(struct nn_model **model, const char *path, struct nn_error *err) {
    void *data = NULL;
    size_t size = 0;
    enum nn_status status = nn_file_read(&data, &size, path, max_file, err);
    if (!status)
        status = load(model, data, size, path, path, err);
    free(data);
    return status;
}
