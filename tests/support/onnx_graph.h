/* ONNX files as other programs write them, assembled node by node. */
#pragma once

#include "nn/model.h"
#include "onnx.pb-c.h"

struct onnx_graph {
    Onnx__ModelProto *model; /* may be changed before onnx_graph_pack */
};

/* Creates a graph of operator set 13 with input "x" of these sides, as "batch,1,28,28" (a side
 * given as a word is dynamic), and output "y". */
struct onnx_graph onnx_graph_create(const char *sides);
void onnx_graph_destroy(struct onnx_graph *graph);

/* Adds a node: its inputs ("-" for one that is left out) and outputs by name, "x conv1.weight > c";
 * attributes are numbers,
 * lists, reals and words: "axis=1 pads=1,1,1,1 epsilon=0.001 auto_pad=VALID". */
void onnx_graph_node(struct onnx_graph *graph, const char *operator_type, const char *values,
                     const char *attributes);

/* Add initializers: floats with sides such as "3,12", or whole numbers such as "0,-1". */
Onnx__TensorProto *onnx_graph_floats(struct onnx_graph *graph, const char *name, const char *sides,
                                     const float *values);
void onnx_graph_integers(struct onnx_graph *graph, const char *name, const char *values);

/* Adds all tensors of a model, with the names and layouts of safetensors.h. */
void onnx_graph_weights(struct onnx_graph *graph, const struct nn_model *model);

/* Adds nodes and numbers from text, one per line:
 *
 *     Conv x conv1.weight conv1.bias > c ; kernel_shape=2,2
 *     ints shape 0,-1
 *     Reshape c shape > y */
void onnx_graph_script(struct onnx_graph *graph, const char *script);

/* Adds a function of the file's own: "in w > out" and the script of its nodes, in which an
 * attribute NAME=@OTHER is the call's attribute OTHER. */
void onnx_graph_function(struct onnx_graph *graph, const char *name, const char *values,
                         const char *script);

/* Moves all initializers into the file at path, which the graph calls by the location. */
void onnx_graph_move_weights(struct onnx_graph *graph, const char *path, const char *location);

void onnx_graph_save(const struct onnx_graph *graph, const char *path);

/* Returns the packed file; the caller frees it. */
unsigned char *onnx_graph_pack(const struct onnx_graph *graph, size_t *size);
