#include "nn/input.h"

#include <stdio.h>
#include <string.h>

#include "nn/model_private.h"

/* The layers that come first, and the network's own; *count is how many come first. */
static enum nn_status fed_spec(struct nn_spec *spec, const struct nn_spec *own,
                               const struct nn_shape *pictures, const struct nn_input *input,
                               int *count, struct nn_error *err) {
    char text[2 * NN_MAX_SPEC_TEXT] = "", resize[24];
    bool other_size = own->input.height != pictures->height || own->input.width != pictures->width;
    bool other_range = input->scale != 1 || input->shift != 0;
    const struct {
        bool used;
        const char *token;
    } first[] = {{input->transposed, "transpose-"}, {other_size, resize}, {other_range, "affine-"}};
    snprintf(resize, sizeof resize, "resize%d-", own->input.height);
    *count = 0;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (first[i].used) {
            strcat(text, first[i].token);
            ++*count;
        }
    strcat(text, own->text);
    enum nn_status status = nn_spec_parse(spec, text, *pictures, err);
    if (!status && memcmp(&spec->layers[*count].in, &own->input, sizeof own->input) != 0)
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "the network takes images of %d x %d x %d: pictures of %d x %d can be "
                            "scaled only to squares of one channel",
                            own->input.height, own->input.width, own->input.channels,
                            pictures->height, pictures->width);
    return status;
}

static void copy_values(struct nn_model *to, const struct nn_model *from, int first) {
    for (int i = 0; i < from->parameters.tensor_count; i++) {
        const struct nn_tensor *tensor = &from->parameters.tensors[i];
        float *at =
            nn_parameters_at(&to->parameters, to->values, tensor->layer + first, tensor->role);
        memcpy(at, from->values + tensor->offset, tensor->size * sizeof *at);
    }
}

enum nn_status nn_model_feed(struct nn_model **out, const struct nn_model *model, int height,
                             int width, const struct nn_input *input, const char *text,
                             struct nn_error *err) {
    const struct nn_shape pictures = {height, width, 1};
    const struct nn_metadata line = {"input", text};
    struct nn_model *fed = NULL;
    struct nn_spec spec;
    int first;
    enum nn_status status = fed_spec(&spec, &model->spec, &pictures, input, &first, err);
    if (!status)
        status = nn_model_allocate(&fed, &spec, err);
    if (status)
        return status;
    copy_values(fed, model, first);
    for (int i = 0; i < first; i++)
        if (spec.layers[i].kind == NN_LAYER_AFFINE) {
            *nn_parameters_at(&fed->parameters, fed->values, i, NN_TENSOR_WEIGHT) = input->scale;
            *nn_parameters_at(&fed->parameters, fed->values, i, NN_TENSOR_BIAS) = input->shift;
        }
    nn_model_prepare(fed);
    status = nn_model_annotate(fed, model->metadata.lines, model->metadata.count, err);
    if (!status)
        status = nn_model_annotate(fed, &line, 1, err);
    if (status)
        nn_model_release(fed);
    else
        *out = fed;
    return status;
}
