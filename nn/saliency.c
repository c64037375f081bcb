#include "nn/saliency.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nn/inspect.h"
#include "nn/model_private.h"

/* gradients alternate as a layer's dy and dx; unwanted takes the gradients of the weights, which
 * the layers' backward passes compute too. */
struct nn_saliency {
    struct nn_model *model;
    struct nn_inspection *inspection;
    float *gradients[2], *image, *point;
    float *kept[NN_MAX_LAYERS]; /* gradients of the outputs of + and ], for the mark before */
    float *backward_weights[NN_MAX_LAYERS], *unwanted;
    struct nn_floats floats;
};

static bool reads_before(const struct nn_layer *layer) {
    return layer->kind == NN_LAYER_BRANCH || layer->kind == NN_LAYER_JOIN;
}

static void allocate(struct nn_saliency *saliency, const struct nn_model *model) {
    size_t largest = nn_layers_values(&model->spec), pixels = nn_shape_size(model->spec.input);
    saliency->gradients[0] = nn_floats_add(&saliency->floats, largest);
    saliency->gradients[1] = nn_floats_add(&saliency->floats, largest);
    saliency->image = nn_floats_add(&saliency->floats, pixels);
    saliency->point = nn_floats_add(&saliency->floats, pixels);
    saliency->unwanted = nn_floats_add(&saliency->floats, model->parameters.count);
    for (int i = 0; i < model->spec.layer_count; i++) {
        size_t count = nn_layer_backward_weights(&model->spec.layers[i]);
        if (count > 0)
            saliency->backward_weights[i] = nn_floats_add(&saliency->floats, count);
        if (reads_before(&model->spec.layers[i]))
            saliency->kept[i] =
                nn_floats_add(&saliency->floats, nn_shape_size(model->spec.layers[i].out));
    }
}

enum nn_status nn_saliency_create(struct nn_saliency **out, struct nn_model *model,
                                  struct nn_error *err) {
    struct nn_saliency *saliency = calloc(1, sizeof *saliency);
    enum nn_status status = NN_STATUS_OK;
    if (saliency)
        allocate(saliency, model);
    if (!saliency || saliency->floats.failed)
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the saliency of a network");
    if (!status)
        status = nn_inspection_create(&saliency->inspection, &model->spec, err);
    if (status) {
        nn_saliency_destroy(saliency);
        return status;
    }
    nn_saliency_set_model(saliency, model);
    *out = saliency;
    return NN_STATUS_OK;
}

void nn_saliency_destroy(struct nn_saliency *saliency) {
    if (!saliency)
        return;
    nn_model_release(saliency->model);
    nn_inspection_destroy(saliency->inspection);
    nn_floats_deinit(&saliency->floats);
    free(saliency);
}

struct nn_model *nn_saliency_model(const struct nn_saliency *saliency) {
    return saliency->model;
}

void nn_saliency_set_model(struct nn_saliency *saliency, struct nn_model *model) {
    assert(saliency);
    nn_model_retain(model);
    nn_model_release(saliency->model);
    saliency->model = model;
    for (int i = 0; i < model->spec.layer_count; i++)
        if (saliency->backward_weights[i])
            nn_layer_prepare_backward(
                nn_kernels_best(), &model->spec.layers[i],
                nn_parameters_at(&model->parameters, model->values, i, NN_TENSOR_WEIGHT),
                model->forward_weights[i], saliency->backward_weights[i], 0,
                model->spec.layers[i].in.channels);
}

static void layer_backward(struct nn_saliency *saliency, int layer, const float *dy, float *dx) {
    struct nn_pass pass = nn_inspection_pass(saliency->inspection, saliency->model, layer);
    const struct nn_parameters *parameters = &saliency->model->parameters;
    if (saliency->kept[layer])
        memcpy(saliency->kept[layer], dy, nn_shape_size(pass.layer->out) * sizeof *dy);
    pass.dother = saliency->kept[pass.layer->after];
    pass.dy = dy;
    pass.dx = dx;
    pass.backward_weights = saliency->backward_weights[layer];
    pass.dweight = nn_parameters_at(parameters, saliency->unwanted, layer, NN_TENSOR_WEIGHT);
    pass.dbias = nn_parameters_at(parameters, saliency->unwanted, layer, NN_TENSOR_BIAS);
    nn_layer_backward(&pass);
}

const float *nn_saliency_gradient(struct nn_saliency *saliency, const float *image,
                                  const float *direction, float *gradient) {
    const struct nn_spec *spec = &saliency->model->spec;
    int last = spec->layer_count - 1;
    float *dy = saliency->gradients[0];
    memcpy(dy, direction, nn_shape_size(spec->output) * sizeof *dy);
    memset(saliency->unwanted, 0, saliency->model->parameters.count * sizeof *saliency->unwanted);
    nn_inspection_run(saliency->inspection, saliency->model, image);
    for (int i = last; i >= 0; i--) {
        float *dx = saliency->gradients[dy == saliency->gradients[0]];
        layer_backward(saliency, i, dy, dx);
        dy = dx;
    }
    memcpy(gradient, dy, nn_shape_size(spec->input) * sizeof *gradient);
    return nn_inspection_values(saliency->inspection, last);
}

void nn_saliency_add_point(struct nn_saliency *saliency, const float *image, const float *direction,
                           float fraction, float weight, float *sum) {
    int pixels = (int)nn_shape_size(saliency->model->spec.input);
    for (int i = 0; i < pixels; i++)
        saliency->image[i] = fraction * image[i];
    nn_saliency_gradient(saliency, saliency->image, direction, saliency->point);
    for (int i = 0; i < pixels; i++)
        sum[i] += weight * image[i] * saliency->point[i];
}
