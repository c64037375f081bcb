#include "nn/formats/onnx_index.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) {
    const struct nn_onnx_source *one = a, *other = b;
    int order = strcmp(one->name, other->name);
    return order ? order : one->order < other->order ? -1 : one->order > other->order;
}

static void add(struct nn_onnx_index *index, struct nn_onnx_source source) {
    if (!source.name || !source.name[0])
        return;
    source.order = index->count;
    index->sources[index->count++] = source;
}

bool nn_onnx_index_init(struct nn_onnx_index *index, const Onnx__GraphProto *graph) {
    size_t count = graph->n_initializer + 1;
    for (size_t i = 0; i < graph->n_node; i++)
        count += graph->node[i]->n_output;
    *index = (struct nn_onnx_index){.sources = malloc(count * sizeof *index->sources)};
    if (!index->sources)
        return false;
    for (size_t i = 0; i < graph->n_initializer; i++)
        add(index, (struct nn_onnx_source){.name = graph->initializer[i]->name,
                                           .tensor = graph->initializer[i]});
    for (size_t i = 0; i < graph->n_node; i++)
        for (size_t o = 0; o < graph->node[i]->n_output; o++)
            add(index, (struct nn_onnx_source){
                           .name = graph->node[i]->output[o], .node = graph->node[i], .output = o});
    qsort(index->sources, index->count, sizeof *index->sources, compare);
    index->sorted = index->count;
    return true;
}

void nn_onnx_index_deinit(struct nn_onnx_index *index) {
    free(index->sources);
    *index = (struct nn_onnx_index){0};
}

struct nn_onnx_source *nn_onnx_index_find(const struct nn_onnx_index *index, const char *name) {
    size_t first = 0, end = index->sorted;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (strcmp(index->sources[middle].name, name) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    if (first < index->sorted && strcmp(index->sources[first].name, name) == 0)
        return &index->sources[first];
    for (size_t i = index->sorted; i < index->count; i++)
        if (strcmp(index->sources[i].name, name) == 0)
            return &index->sources[i];
    return NULL;
}

bool nn_onnx_index_add(struct nn_onnx_index *index, Onnx__TensorProto *tensor) {
    struct nn_onnx_source *grown =
        realloc(index->sources, (index->count + 1) * sizeof *index->sources);
    if (!grown)
        return false;
    index->sources = grown;
    add(index, (struct nn_onnx_source){.name = tensor->name, .tensor = tensor});
    return true;
}
