#include "nn/model.h"

#include <stdlib.h>
#include <string.h>

#include "nn/fusion.h"
#include "nn/model_private.h"
#include "nn/slots.h"

enum nn_status nn_model_allocate(struct nn_model **out, const struct nn_spec *spec,
                                 struct nn_error *err) {
    struct nn_model *model = calloc(1, sizeof *model);
    if (!model)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a model");
    atomic_init(&model->references, 1);
    model->spec = *spec;
    nn_spec_fuse(&model->fused, spec);
    model->parameters = nn_parameters_of(spec);
    model->values = nn_floats_add(&model->floats, model->parameters.count);
    for (int i = 0; i < spec->layer_count; i++) {
        size_t count = nn_layer_forward_weights(&spec->layers[i]);
        if (count > 0)
            model->forward_weights[i] = nn_floats_add(&model->floats, count);
    }
    if (model->floats.failed) {
        nn_floats_deinit(&model->floats);
        free(model);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a model of %zu parameters",
                            nn_spec_parameter_count(spec));
    }
    *out = model;
    return NN_STATUS_OK;
}

void nn_model_prepare(struct nn_model *model) {
    for (int i = 0; i < model->spec.layer_count; i++)
        if (model->forward_weights[i])
            nn_layer_prepare_forward(
                nn_kernels_best(), &model->spec.layers[i],
                nn_parameters_at(&model->parameters, model->values, i, NN_TENSOR_WEIGHT),
                model->forward_weights[i], 0, model->spec.layers[i].in.channels);
}

enum nn_status nn_model_create(struct nn_model **model, const struct nn_spec *spec, uint64_t seed,
                               struct nn_error *err) {
    enum nn_status status = nn_model_allocate(model, spec, err);
    if (status)
        return status;
    nn_parameters_initialise(&(*model)->parameters, spec, seed, (*model)->values);
    nn_model_prepare(*model);
    return NN_STATUS_OK;
}

enum nn_status nn_model_blend(struct nn_model **model, const struct nn_model *a,
                              const struct nn_model *b, float fraction, struct nn_error *err) {
    if (!nn_spec_is_same(&a->spec, &b->spec))
        return nn_error_set(err, NN_STATUS_MISMATCH, "%s and %s cannot be blended", a->spec.text,
                            b->spec.text);
    enum nn_status status = nn_model_allocate(model, &a->spec, err);
    if (status)
        return status;
    for (size_t i = 0; i < a->parameters.count; i++)
        (*model)->values[i] = (1 - fraction) * a->values[i] + fraction * b->values[i];
    nn_model_prepare(*model);
    return NN_STATUS_OK;
}

struct nn_model *nn_model_retain(struct nn_model *model) {
    atomic_fetch_add_explicit(&model->references, 1, memory_order_relaxed);
    return model;
}

static void free_line(const struct nn_metadata *line) {
    free((char *)line->key);
    free((char *)line->value);
}

void nn_model_release(struct nn_model *model) {
    if (!model || atomic_fetch_sub_explicit(&model->references, 1, memory_order_acq_rel) > 1)
        return;
    for (int i = 0; i < model->metadata.count; i++)
        free_line(&model->metadata.lines[i]);
    nn_floats_deinit(&model->floats);
    free(model);
}

const struct nn_spec *nn_model_spec(const struct nn_model *model) {
    return &model->spec;
}

size_t nn_model_value_count(const struct nn_model *model) {
    return model->parameters.count;
}

const float *nn_model_values(const struct nn_model *model) {
    return model->values;
}

const struct nn_metadata *nn_model_metadata(const struct nn_model *model, int *count) {
    *count = model->metadata.count;
    return model->metadata.lines;
}

const char *nn_model_metadata_value(const struct nn_model *model, const char *key) {
    const struct nn_metadata *line = nn_metadata_find(&model->metadata, key);
    return line ? line->value : NULL;
}

/* Replaces the line with the same key, or adds one. */
static enum nn_status annotate(struct nn_metadata_list *list, const struct nn_metadata *line,
                               struct nn_error *err) {
    const struct nn_metadata *found = nn_metadata_find(list, line->key);
    const struct nn_metadata old = found ? *found : (struct nn_metadata){0};
    const struct nn_metadata own = {strdup(line->key), strdup(line->value)};
    enum nn_status status =
        own.key && own.value
            ? nn_metadata_set(list, NN_METADATA_LINES - NN_METADATA_OF_FILES, &own, err)
            : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a model's metadata");
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): on success, the list holds the copy */
    free_line(status ? &own : &old);
    return status;
}

enum nn_status nn_model_annotate(struct nn_model *model, const struct nn_metadata *lines, int count,
                                 struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < count && !status; i++)
        if (!nn_metadata_is_files_own(lines[i].key))
            status = annotate(&model->metadata, &lines[i], err);
    return status;
}

struct nn_workspace {
    const struct nn_kernels *kernels;
    struct nn_slots slots[NN_MAX_LAYERS]; /* of the fused layers */
    float *activations[NN_MAX_LAYERS], *scratch;
    struct nn_floats floats;
};

void nn_workspace_destroy(struct nn_workspace *workspace) {
    if (!workspace)
        return;
    nn_floats_deinit(&workspace->floats);
    free(workspace);
}

enum nn_status nn_workspace_create(struct nn_workspace **out, const struct nn_spec *spec,
                                   int max_batch, struct nn_error *err) {
    struct nn_spec fused;
    nn_spec_fuse(&fused, spec);
    size_t values = (size_t)max_batch * nn_layers_values(&fused);
    struct nn_workspace *workspace = calloc(1, sizeof *workspace);
    if (workspace) {
        workspace->kernels = nn_kernels_best();
        int count = nn_slots_of(&fused, workspace->slots);
        for (int i = 0; i < count; i++)
            workspace->activations[i] = nn_floats_add(&workspace->floats, values);
        workspace->scratch = nn_floats_add(&workspace->floats, nn_layers_scratch(&fused, false));
    }
    if (!workspace || workspace->floats.failed) {
        nn_workspace_destroy(workspace);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to run the network %.80s",
                            spec->text);
    }
    *out = workspace;
    return NN_STATUS_OK;
}

struct nn_pass nn_model_pass(const struct nn_model *model, const struct nn_kernels *kernels,
                             const struct nn_layer *layer) {
    struct nn_pass pass = nn_layer_pass(kernels, layer, &model->parameters, model->values);
    pass.forward_weights = model->forward_weights[layer->index];
    return pass;
}

static const float *value_in(const struct nn_workspace *workspace, int slot, const float *images) {
    return slot == NN_SLOT_IMAGE ? images : workspace->activations[slot];
}

void nn_model_forward(const struct nn_model *model, struct nn_workspace *workspace,
                      const float *images, int count, float *logits) {
    int last = model->fused.layer_count - 1;
    for (int i = 0; i <= last; i++) {
        const struct nn_layer *layer = &model->fused.layers[i];
        const struct nn_slots *slots = &workspace->slots[i];
        if (layer->kind == NN_LAYER_FORK || layer->kind == NN_LAYER_BRANCH)
            continue;
        struct nn_pass pass = nn_model_pass(model, workspace->kernels, layer);
        pass.count = count;
        pass.x = value_in(workspace, slots->x, images);
        pass.other = value_in(workspace, slots->other, images);
        pass.y = i == last ? logits : workspace->activations[slots->y];
        pass.scratch = workspace->scratch;
        nn_layer_forward(&pass);
    }
}
