/* An ONNX file unpacked, and what the parts of the reader ask of it. Private to nn/onnx_*.c. */
#ifndef NN_FORMATS_ONNX_FILE_H
#define NN_FORMATS_ONNX_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/formats/onnx.h"
#include "onnx.pb-c.h"

enum { NN_ONNX_SHOWN = 64 };

/* name is what messages call the file, borrowed. */
struct nn_onnx_file {
    const char *name;
    Onnx__ModelProto *model;
    const Onnx__GraphProto *graph; /* the model's */
    int64_t operator_set;
};

/* Unpacks within a limit of memory and of nesting and checks versions and counts. */
NN_MUST_USE enum nn_status nn_onnx_file_init(struct nn_onnx_file *file, const void *data,
                                             size_t size, const char *name, struct nn_error *err);
void nn_onnx_file_deinit(struct nn_onnx_file *file);

/* BAD_FILE: "FILE ...: its node NAME (OPERATOR) " and the printf-formatted rest. */
enum nn_status nn_onnx_refuse(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                              struct nn_error *err, const char *format, ...) NN_PRINTF(4, 5);

/* A name as a message can show it: what a file calls its parts may hold anything. */
void nn_onnx_show(char shown[NN_ONNX_SHOWN], const char *name);

bool nn_onnx_is(const Onnx__NodeProto *node, const char *operator_type);

/* Name of the node's input, "" if it has none of this number; of its first output. */
const char *nn_onnx_input(const Onnx__NodeProto *node, size_t number);
const char *nn_onnx_output(const Onnx__NodeProto *node);

/* The node that makes this value, or NULL. */
const Onnx__NodeProto *nn_onnx_maker(const struct nn_onnx_file *file, const char *value);

/* The node's attribute, or NULL. */
const Onnx__AttributeProto *nn_onnx_attribute(const Onnx__NodeProto *node, const char *name);

/* Attributes with what they are where absent. A wrong type counts as absent: nobody writes one. */
int64_t nn_onnx_integer(const Onnx__NodeProto *node, const char *name, int64_t absent);
double nn_onnx_real(const Onnx__NodeProto *node, const char *name, double absent);
bool nn_onnx_text_is(const Onnx__NodeProto *node, const char *name, const char *text);

/* All of the `count` integers of the attribute into values; false if it has another number of them.
 * Where absent, all are this. */
bool nn_onnx_integers(const Onnx__NodeProto *node, const char *name, int64_t *values, size_t count,
                      int64_t absent);

#endif
