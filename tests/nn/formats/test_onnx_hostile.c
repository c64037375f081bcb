/* Malformed ONNX files, and networks that this library does not support: each is refused with an
 * error that names the problem. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/formats/onnx.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/hostile_file.h"
#include "tests/support/onnx_graph.h"
#include "tests/support/scratch.h"

static void check_refused(const unsigned char *bytes, size_t size, const char *what,
                          const char *said) {
    hostile_check_refused(nn_model_load_onnx_memory, bytes, size, what, said);
}

static void check_graph_refused(const struct onnx_graph *graph, const char *what,
                                const char *said) {
    size_t size;
    unsigned char *file = onnx_graph_pack(graph, &size);
    check_refused(file, size, what, said);
    free(file);
}

static const char good[] = "Conv x w b > c ; kernel_shape=2,2\nFlatten c > f\n"
                           "Gemm f dw db > y ; transB=1\n";

/* Constants for scripts: a convolution w, b of 2 channels and a dense layer dw, db of 3 outputs,
 * for 3 x 4 x 1 images. */
static struct onnx_graph graph_of(const char *sides, const char *script) {
    static const float numbers[64] = {2, 1, 1, 1, 1, 1, 1, 1};
    struct onnx_graph graph = onnx_graph_create(sides);
    onnx_graph_floats(&graph, "w", "2,1,2,2", numbers);
    onnx_graph_floats(&graph, "b", "2", numbers);
    onnx_graph_floats(&graph, "dw", "3,12", numbers);
    onnx_graph_floats(&graph, "db", "3", numbers);
    onnx_graph_floats(&graph, "one", "1", numbers);
    onnx_graph_floats(&graph, "tall", "2,1,2,1", numbers);
    onnx_graph_floats(&graph, "two", "2,2,2,2", numbers);
    onnx_graph_integers(&graph, "s12", "-1,12");
    onnx_graph_script(&graph, script);
    return graph;
}

#define TO_DENSE "Flatten c > f\nGemm f dw db > y ; transB=1\n"

static const struct {
    const char *what, *sides, *script, *said;
} nets[] = {
    {"a layer that is not ours", "batch,1,3,4", "Einsum x > c\n" TO_DENSE, "/c (Einsum)"},
    {"two branches", "batch,1,3,4", "Conv x w b > c\nAdd c c > y\n", "/y (Add)"},
    {"a number divided by the image", "batch,1,3,4", "Div one x > c\n" TO_DENSE, "/c (Div)"},
    {"a product of another size", "batch,1,3,4", "Conv x w b > a\nMul a db > y\n", "/y (Mul)"},
    {"a function of no layer", "batch,1,3,4", "Sigmoid x > s\nDiv s x > c\n" TO_DENSE,
     "/c (Div) joins"},
    {"branches of different shapes", "batch,1,3,4",
     "Sigmoid x > s\nGlobalAveragePool x > g\nAdd s g > c\n" TO_DENSE,
     "/c (Add) joins two branches of different shapes"},
    {"branches without layers", "batch,1,3,4",
     "Identity x > p\nIdentity x > q\nAdd p q > c\n" TO_DENSE,
     "/c (Add) joins two branches without layers"},
    {"a node's second output", "batch,1,3,4", "Split x > a c\n" TO_DENSE,
     "/a (Split) gives the network its output number 2"},
    {"a sum of another size", "batch,1,3,4", "Conv x w b > a\nAdd a db > y\n", "/y (Add)"},
    {"a sum along the width", "batch,1,3,3", "Conv x w b > a\nAdd a b > y\n", "/y (Add)"},
    {"images of open sides", "batch,1,height,width", good, "/y (Gemm)"},
    {"one side", "batch", good, "fixed size"},
    {"five sides", "batch,1,1,3,4", good, "fixed size"},
    {"a side of 0", "batch,1,0,4", good, "fixed size"},
    {"a huge side", "batch,1,99999999999,4", good, "fixed size"},
    {"a vector of no square", "batch,12", "Gemm x dw db > y ; transB=1\n", "fixed size"},
    {"no way to the input", "batch,1,3,4", "Relu nothing > y\n", "no node makes"},
    {"no output", "batch,1,3,4", "Relu x > z\n", "no node makes"},
    {"a circle", "batch,1,3,4", "Relu y > a\nRelu a > y\n", "follow one another"},
    {"an input without a node", "batch,1,3,4", "Relu > y\n", "no node makes"},
    {"groups", "batch,1,3,4", "Conv x w b > c ; group=2\n" TO_DENSE, "/c (Conv) has weights"},
    {"dilation", "batch,1,3,4", "Conv x w b > c ; dilations=2,2\n" TO_DENSE, "dilated"},
    {"different strides", "batch,1,3,4", "Conv x w b > c ; strides=1,2\n" TO_DENSE, "strides"},
    {"a stride of 0", "batch,1,3,4", "Conv x w b > c ; strides=0,0\n" TO_DENSE, "strides"},
    {"one stride", "batch,1,3,4", "Conv x w b > c ; strides=1,\n" TO_DENSE, "strides"},
    {"negative strides", "batch,1,3,4", "Conv x w b > c ; strides=-1,-1\n" TO_DENSE, "strides"},
    {"uneven padding", "batch,1,3,4", "Conv x w b > c ; pads=1,1,0,0\n" TO_DENSE,
     "pads more above"},
    {"padding made even by width only", "batch,1,3,4",
     "Conv x w b > c ; auto_pad=SAME_UPPER strides=2,2\n" TO_DENSE, "pads"},
    {"much padding", "batch,1,3,4", "Conv x w b > c ; pads=9,9,9,9\n" TO_DENSE, "/c (Conv)"},
    {"a kernel of another size", "batch,1,3,4", "Conv x w b > c ; kernel_shape=3,3\n" TO_DENSE,
     "window"},
    {"a kernel that is not square", "batch,1,3,4", "Conv x tall b > c\n" TO_DENSE, "/c (Conv)"},
    {"weights for other channels", "batch,1,3,4", "Conv x two b > c\n" TO_DENSE, "/c (Conv)"},
    {"weights that are none", "batch,1,3,4", "Conv x x b > c\n" TO_DENSE,
     "/c (Conv) has no weights"},
    {"a bias that comes from a node", "batch,1,3,4", "Relu b > b1\nConv x w b1 > c\n" TO_DENSE,
     "/c (Conv) has no weights"},
    {"a dense layer's bias that comes from a node", "batch,1,3,4",
     "Relu db > b1\nFlatten x > f\nGemm f dw b1 > y ; transB=1\n", "/y (Gemm) has no weights"},
    {"channels last", "batch,3,4,1", good, "channels first"},
    {"an image smaller than the kernel", "batch,1,1,1", good, "/c (Conv)"},
    {"a pool that pads", "batch,1,3,4", "MaxPool x > c ; kernel_shape=2,2 pads=2,2,2,2\n" TO_DENSE,
     "/c (MaxPool)"},
    {"a pool that rounds up", "batch,1,3,4",
     "MaxPool x > c ; kernel_shape=2,2 strides=3,3 ceil_mode=1\n" TO_DENSE, "edge"},
    {"a pool without a window", "batch,1,3,4", "MaxPool x > c\n" TO_DENSE, "window"},
    {"a huge window", "batch,1,3,4", "MaxPool x > c ; kernel_shape=1000,1000\n" TO_DENSE,
     "/c (MaxPool)"},
    {"a norm in training", "batch,1,3,4",
     "BatchNormalization x one one one one > c ; training_mode=1\n" TO_DENSE, "training"},
    {"a norm without statistics", "batch,1,3,4", "BatchNormalization x one one > c\n" TO_DENSE,
     "no weights"},
    {"a norm of other channels", "batch,1,3,4", "BatchNormalization x b b b b > c\n" TO_DENSE,
     "wrong size"},
    {"a norm with a negative epsilon", "batch,1,3,4",
     "BatchNormalization x one one one one > c ; epsilon=-2.0\n" TO_DENSE, "variance"},
    {"dropout of all", "batch,1,3,4", "Dropout x > c ; ratio=1.0\n" TO_DENSE, "drops everything"},
    {"dropout in training", "batch,1,3,4", "Dropout x one one > c\n" TO_DENSE, "drops everything"},
    {"an image to a dense layer", "batch,1,3,4", "Gemm x dw db > y ; transB=1\n", "flatten"},
    {"a dense layer of other sizes", "batch,1,3,5", "Flatten x > f\nGemm f dw db > y ; transB=1\n",
     "/y (Gemm)"},
    {"a dense layer turned round", "batch,1,3,4", "Flatten x > f\nGemm f dw db > y\n", "/y (Gemm)"},
    {"a dense layer of a turned input", "batch,1,3,4",
     "Flatten x > f\nGemm f dw db > y ; transB=1 transA=1\n", "/y (Gemm)"},
    {"a bias of another size", "batch,1,3,4", "Flatten x > f\nGemm f dw b > y ; transB=1\n",
     "wrong size"},
    {"factors that overflow", "batch,1,3,4",
     "Flatten x > f\nGemm f dw db > y ; transB=1 beta=3e38.0\n", "/y (Gemm)"},
    {"a shape that is not stated", "batch,1,3,4", "Reshape x x > f\nGemm f dw db > y ; transB=1\n",
     "does not give"},
    {"a shape from a circle", "batch,1,3,4",
     "Concat a a a > b1\nConcat b1 b1 > a\nReshape x a > f\nGemm f dw db > y ; transB=1\n",
     "does not give"},
    {"a shape of another size", "batch,1,3,4", "ints s -1,11\nReshape x s > y\n", "/y (Reshape)"},
    {"a shape with two open sides", "batch,1,3,4", "ints s 0,-1,-1,4\nReshape x s > y\n",
     "/y (Reshape)"},
    {"a shape of two batches", "batch,1,3,4", "ints s 2,6\nReshape x s > y\n", "/y (Reshape)"},
    {"a negative shape", "batch,1,3,4", "ints s 0,-2,-6\nReshape x s > y\n", "/y (Reshape)"},
    {"a huge shape", "batch,1,3,4", "ints s 0,4611686018427387904,8,1\nReshape x s > y\n",
     "/y (Reshape)"},
    {"an image turned round by its shape", "batch,1,3,4", "ints s 0,1,4,3\nReshape x s > y\n",
     "/y (Reshape)"},
    {"flattening with the batch", "batch,1,3,4", "Flatten x > y ; axis=0\n", "/y (Flatten)"},
    {"height and width swapped", "batch,1,3,4", "Transpose x > y ; perm=0,3,2,1\n",
     "/y (Transpose)"},
    {"no order of sides", "batch,1,3,4", "Transpose x > y\n", "/y (Transpose)"},
    {"the mean over the channels", "batch,1,3,4", "ReduceMean x > y ; axes=1,2\n",
     "/y (ReduceMean)"},
    {"the mean over all", "batch,1,3,4", "ReduceMean x > y\n", "/y (ReduceMean)"},
    {"squeezing what is not 1", "batch,1,3,4", "Squeeze x > f ; axes=1,2\nRelu f > y\n",
     "/f (Squeeze)"},
    {"softmax over pixels", "batch,1,3,4", "Softmax x > y ; axis=3\n", "/y (Softmax)"},
    {"layers after the softmax", "batch,1,3,4",
     "Flatten x > f\nSoftmax f > s\nGemm s dw db > y ; transB=1\n", "/y (Gemm) comes after"},
    {"a pad at the end", "batch,1,3,4", "Pad x > y ; pads=0,0,1,1,0,0,1,1\n", "ends with a Pad"},
    {"a pad before a dense layer", "batch,1,3,4",
     "Pad x > p ; pads=0,0,1,1,0,0,1,1\nFlatten p > f\nGemm f dw db > y ; transB=1\n",
     "/f (Flatten) comes after a Pad"},
    {"a pad before an activation", "batch,1,3,4",
     "Pad x > p ; pads=0,0,1,1,0,0,1,1\nSigmoid p > c\n" TO_DENSE,
     "/c (Sigmoid) comes after a Pad"},
    {"a pad of ones", "batch,1,3,4",
     "Pad x > p ; pads=0,0,1,1,0,0,1,1 value=1.0\nConv p w b > c\n" TO_DENSE, "/p (Pad)"},
    {"a pad that reflects", "batch,1,3,4",
     "Pad x > p ; pads=0,0,1,1,0,0,1,1 mode=reflect\nConv p w b > c\n" TO_DENSE, "/p (Pad)"},
    {"a pad of channels", "batch,1,3,4",
     "Pad x > p ; pads=0,1,0,0,0,0,0,0\nConv p w b > c\n" TO_DENSE, "/p (Pad)"},
    {"a pad of less than nothing", "batch,1,3,4",
     "Pad x > p ; pads=0,0,-1,-1,0,0,-1,-1\nConv p w b > c\n" TO_DENSE, "/p (Pad)"},
    {"a pad of two numbers", "batch,1,3,4", "Pad x > p ; pads=1,1\nConv p w b > c\n" TO_DENSE,
     "/p (Pad)"},
    {"the largest of a pad and what is below 0", "batch,1,3,4",
     "Pad x > p ; pads=0,0,1,1,0,0,1,1\nMaxPool p > c ; kernel_shape=2,2\n" TO_DENSE,
     "/c (MaxPool)"},
    {"a mean without its padding", "batch,1,3,4",
     "AveragePool x > c ; kernel_shape=3,3 pads=1,1,1,1\n" TO_DENSE, "leaves its padding out"},
    {"a size of no square", "batch,1,3,4",
     "ints sizes 1,1,8,9\nResize x - - sizes > c ; mode=linear\n" TO_DENSE, "/c (Resize)"},
    {"a part of the images", "batch,1,3,4", "Gather x zero > c\nints zero 0\n" TO_DENSE,
     "/c (Gather)"},
    {"numbers rounded", "batch,1,3,4", "Cast x > c ; to=7\n" TO_DENSE, "/c (Cast)"},
    {"a logarithm of the image", "batch,1,3,4", "Log x > c\n" TO_DENSE, "/c (Log)"},
    {"a constant of a huge shape", "batch,1,3,4",
     "ints huge 99999,99999\nConstantOfShape huge > k\nFlatten x > f\nMatMul f k > y\n",
     "/y (MatMul) has no weights"},
    {"a constant of a circle", "batch,1,3,4",
     "Add k k > l\nMul l l > k\nFlatten x > f\nMatMul f k > y\n", "/y (MatMul) has no weights"},
    {"whole numbers as weights", "batch,1,3,4", "Flatten x > f\nMatMul f s12 > y\n", "/y (MatMul)"},
    {"an image out", "batch,1,3,4", "Conv x w b > y\n", "ends in an image"},
    {"a flattened image out", "batch,1,3,4", "Conv x w b > c\nFlatten c > y\n", "ends in an image"},
    {"no layers", "batch,1,1,1", "Identity x > y\n", "no layers"},
};

static void test_onnx__unsupported_networks_are_refused_by_node(void **state) {
    for (size_t i = 0; i < COUNT_OF(nets); i++) {
        struct onnx_graph graph = graph_of(nets[i].sides, nets[i].script);
        check_graph_refused(&graph, nets[i].what, nets[i].said);
        onnx_graph_destroy(&graph);
    }
}

static void test_onnx__unedited_graph_loads(void **state) {
    struct onnx_graph graph = graph_of("batch,1,3,4", good);
    struct nn_error err;
    size_t size;
    unsigned char *file = onnx_graph_pack(&graph, &size);
    check_ok(hostile_load(nn_model_load_onnx_memory, file, size, &err), &err);
    free(file);
    onnx_graph_destroy(&graph);
}

static Onnx__TensorProto *dense_weight(const struct onnx_graph *graph) {
    return graph->model->graph->initializer[2];
}

static void edit_type(struct onnx_graph *graph) {
    dense_weight(graph)->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__STRING;
}
static void edit_double(struct onnx_graph *graph) {
    dense_weight(graph)->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
}
static void edit_half(struct onnx_graph *graph) {
    dense_weight(graph)->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16;
}
static void edit_external(struct onnx_graph *graph) {
    dense_weight(graph)->has_data_location = 1;
    dense_weight(graph)->data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
}
static void edit_short(struct onnx_graph *graph) {
    dense_weight(graph)->raw_data.len -= 1;
}
static void edit_empty(struct onnx_graph *graph) {
    dense_weight(graph)->raw_data.len = 0;
}
static void edit_nan(struct onnx_graph *graph) {
    float value = NAN;
    memcpy(dense_weight(graph)->raw_data.data + 8, &value, sizeof value);
}
static void edit_infinity(struct onnx_graph *graph) {
    float value = INFINITY;
    memcpy(dense_weight(graph)->raw_data.data, &value, sizeof value);
}
static void edit_huge_side(struct onnx_graph *graph) {
    dense_weight(graph)->dims[0] = INT64_MAX;
}
static void edit_overflowing_sides(struct onnx_graph *graph) {
    dense_weight(graph)->dims[0] = 1 << 20;
    dense_weight(graph)->dims[1] = 1 << 20;
}
static void edit_negative_sides(struct onnx_graph *graph) {
    dense_weight(graph)->dims[0] = -3;
    dense_weight(graph)->dims[1] = -12;
}
static void edit_more_rows(struct onnx_graph *graph) {
    dense_weight(graph)->dims[0] = 4;
}
static void edit_old_operators(struct onnx_graph *graph) {
    graph->model->opset_import[0]->version = 5;
}
static void edit_other_operators(struct onnx_graph *graph) {
    graph->model->opset_import[0]->domain = strdup("com.example");
}
static void edit_domain(struct onnx_graph *graph) {
    graph->model->graph->node[0]->domain = strdup("com.example");
}
static void edit_input_type(struct onnx_graph *graph) {
    graph->model->graph->input[0]->type->tensor_type->elem_type =
        ONNX__TENSOR_PROTO__DATA_TYPE__STRING;
}
static void edit_node_name(struct onnx_graph *graph) {
    Onnx__NodeProto *node = graph->model->graph->node[0];
    free(node->op_type);
    free(node->name);
    node->op_type = strdup("Wrong\033[2J\n");
    node->name = strdup("\a\n\xff and a name that is much longer than any message should show, "
                        "which the file says nobody could ever want to read");
}

static const struct {
    const char *what;
    void (*edit)(struct onnx_graph *graph);
    const char *said;
} edits[] = {
    {"weights that are texts", edit_type, "dw is of a type that cannot be read"},
    {"weights of 64 bits that lack half", edit_double, "dw does not hold as many"},
    {"weights of 16 bits that are too many", edit_half, "dw does not hold as many"},
    {"weights in another file", edit_external, "its weight dw is in another file"},
    {"weights cut short", edit_short, "does not hold as many"},
    {"no weights", edit_empty, "does not hold as many"},
    {"a weight that is no number", edit_nan, "not a finite number"},
    {"an infinite weight", edit_infinity, "not a finite number"},
    {"a huge side", edit_huge_side, "(Gemm)"},
    {"sides that overflow", edit_overflowing_sides, "(Gemm)"},
    {"negative sides", edit_negative_sides, "(Gemm)"},
    {"more rows than values", edit_more_rows, "wrong size"},
    {"old operators", edit_old_operators, "operator set 5"},
    {"no operators of ONNX", edit_other_operators, "operator set 1"},
    {"an operator of someone's own", edit_domain, "(Conv) is not a supported layer"},
    {"texts in", edit_input_type, "images of a fixed size"},
    {"a name with controls", edit_node_name, "??? and a name"},
};

static void test_onnx__edited_graphs_are_refused(void **state) {
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        struct onnx_graph graph = graph_of("batch,1,3,4", good);
        edits[i].edit(&graph);
        check_graph_refused(&graph, edits[i].what, edits[i].said);
        onnx_graph_destroy(&graph);
    }
}

static void test_onnx__any_shorter_file_is_refused(void **state) {
    struct onnx_graph graph = graph_of("batch,1,3,4", good);
    size_t size;
    unsigned char *file = onnx_graph_pack(&graph, &size);
    for (size_t length = 0; length < size; length++) {
        struct nn_error err;
        /* The part cut off at the end may be optional. */
        enum nn_status status = hostile_load(nn_model_load_onnx_memory, file, length, &err);
        assert_true(status == NN_STATUS_BAD_FILE || length > size - 32);
    }
    free(file);
    onnx_graph_destroy(&graph);
}

static void test_onnx__changed_bytes_do_no_harm(void **state) {
    static const unsigned char bytes[] = {0, 1, 7, 0x12, 0x3a, 0x7f, 0x80, 0xff};
    struct onnx_graph graph = graph_of("batch,1,3,4", good);
    size_t size;
    unsigned char *file = onnx_graph_pack(&graph, &size);
    hostile_check_changed_bytes(nn_model_load_onnx_memory, file, size, size, bytes,
                                COUNT_OF(bytes));
    free(file);
    onnx_graph_destroy(&graph);
}

/* Prepends a message's tag and length to the bytes from *begin to the end of the block. */
static void wrap(unsigned char *block, size_t end, size_t *begin, unsigned tag) {
    unsigned char header[12];
    size_t length = end - *begin, used = 0;
    header[used++] = (unsigned char)tag;
    for (; length >= 0x80; length >>= 7)
        header[used++] = (unsigned char)(length & 0x7f) | 0x80;
    header[used++] = (unsigned char)length;
    *begin -= used;
    memcpy(block + *begin, header, used);
}

/* A graph nested in an attribute of a node of a graph, and so on: unpacking recurses as deeply. */
static void test_onnx__deep_files_are_refused(void **state) {
    enum { DEPTH = 100000, CAPACITY = DEPTH * 24 };
    unsigned char *block = malloc(CAPACITY);
    size_t begin = CAPACITY;
    for (int i = 0; i < DEPTH; i++) {
        wrap(block, CAPACITY, &begin, 6 << 3 | 2); /* AttributeProto.g */
        wrap(block, CAPACITY, &begin, 5 << 3 | 2); /* NodeProto.attribute */
        wrap(block, CAPACITY, &begin, 1 << 3 | 2); /* GraphProto.node */
    }
    wrap(block, CAPACITY, &begin, 7 << 3 | 2); /* ModelProto.graph */
    check_refused(block + begin, CAPACITY - begin, "a deep file", "not an ONNX model");
    free(block);
}

/* Two bytes unpack to a node of a hundred bytes: 40 MB would take gigabytes of memory. */
static void test_onnx__files_that_ask_for_much_memory_are_refused(void **state) {
    enum { NODES = 20 << 20 };
    unsigned char *block = malloc(2 * NODES + 16);
    size_t begin = 16;
    for (size_t i = 0; i < NODES; i++) {
        block[16 + 2 * i] = 1 << 3 | 2;
        block[17 + 2 * i] = 0;
    }
    wrap(block, 2 * NODES + 16, &begin, 7 << 3 | 2);
    check_refused(block + begin, 2 * NODES + 16 - begin, "many nodes", "not an ONNX model");
    free(block);
}

/* Weights beside the file: in its own folder or below, and in a regular file. */
static const struct {
    const char *what, *location, *key, *value, *said;
} places[] = {
    {"in the folder above", "../hostile.data", NULL, NULL, "is not in its own folder"},
    {"above by way of a folder", "hostile.dir/../../hostile.data", NULL, NULL, "not in its own"},
    {"anywhere", "/etc/passwd", NULL, NULL, "is not in its own folder"},
    {"on a drive", "C:hostile.data", NULL, NULL, "is not in its own folder"},
    {"behind a backslash", "..\\hostile.data", NULL, NULL, "is not in its own folder"},
    {"behind a link", "hostile.link", NULL, NULL, "it is a link"},
    {"behind a linked folder", "hostile.up/hostile.data", NULL, NULL, "cannot be opened"},
    {"in a folder", "hostile.dir", NULL, NULL, "not a regular file"},
    {"in a pipe", "hostile.pipe", NULL, NULL, "not a regular file"},
    {"nowhere", "hostile.none", NULL, NULL, "cannot be opened"},
    {"without a name", "", NULL, NULL, "does not say where its weight w is"},
    {"of no number", "hostile.data", "offset", "-1", "does not say where its weight w is"},
    {"of half a number", "hostile.data", "length", "12x", "does not say where its weight w is"},
    {"past the end", "hostile.data", "offset", "4096", "cut short"},
    {"far past the end", "hostile.data", "offset", "18446744073709551615", "cut short"},
    {"longer than the file", "hostile.data", "length", "18446744073709551615", "cut short"},
    {"shorter than needed", "hostile.data", "length", "8", "does not hold as many values"},
    {"a pointer", "hostile.pointer", NULL, NULL, "Git LFS pointer"},
};

static void make_places(void) {
    FILE *stream = fopen("hostile.pointer", "wb");
    fputs("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", stream);
    fclose(stream);
    assert_int_equal(symlink("hostile.data", "hostile.link"), 0);
    assert_int_equal(symlink(".", "hostile.up"), 0);
    assert_int_equal(mkdir("hostile.dir", 0700), 0);
    assert_int_equal(mkfifo("hostile.pipe", 0600), 0);
}

static void remove_places(void) {
    static const char *const names[] = {"hostile.pointer", "hostile.link", "hostile.up",
                                        "hostile.dir",     "hostile.pipe", "hostile.data",
                                        "hostile.onnx"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        scratch_remove(names[i]);
}

static void test_onnx__weights_elsewhere_are_refused(void **state) {
    remove_places();
    make_places();
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct onnx_graph graph = graph_of("batch,1,3,4", good);
        struct nn_model *model = NULL;
        struct nn_error err;
        onnx_graph_move_weights(&graph, "hostile.data", places[i].location);
        Onnx__TensorProto *weight = graph.model->graph->initializer[0];
        for (size_t e = 0; places[i].key && e < weight->n_external_data; e++)
            if (strcmp(weight->external_data[e]->key, places[i].key) == 0) {
                free(weight->external_data[e]->value);
                weight->external_data[e]->value = strdup(places[i].value);
            }
        onnx_graph_save(&graph, "hostile.onnx");
        assert_int_not_equal(nn_model_load_onnx(&model, "hostile.onnx", &err), NN_STATUS_OK);
        if (!strstr(err.message, places[i].said))
            fail_msg("%s: \"%s\" does not contain \"%s\"", places[i].what, err.message,
                     places[i].said);
        onnx_graph_destroy(&graph);
    }
    remove_places();
}

static void test_onnx__functions_without_end_are_refused(void **state) {
    static const struct {
        const char *what, *script, *said;
    } rows[] = {
        {"a function that calls itself", "Again in > out\n", "too deeply"},
        {"a function that calls itself twice", "Again in > a\nAgain a > out\n", "too large"},
        {"a function without its output", "Relu in > a\n", "no node makes"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct onnx_graph graph = graph_of("batch,1,3,4", "Again x > c\n" TO_DENSE);
        onnx_graph_function(&graph, "Again", "in > out", rows[i].script);
        check_graph_refused(&graph, rows[i].what, rows[i].said);
        onnx_graph_destroy(&graph);
    }
}

static void test_onnx__pointers_of_git_are_told(void **state) {
    static const char pointer[] = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
    check_refused((const unsigned char *)pointer, sizeof pointer - 1, "a pointer",
                  "Git LFS pointer");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_onnx__weights_elsewhere_are_refused),
        cmocka_unit_test(test_onnx__functions_without_end_are_refused),
        cmocka_unit_test(test_onnx__pointers_of_git_are_told),
        cmocka_unit_test(test_onnx__unedited_graph_loads),
        cmocka_unit_test(test_onnx__unsupported_networks_are_refused_by_node),
        cmocka_unit_test(test_onnx__edited_graphs_are_refused),
        cmocka_unit_test(test_onnx__any_shorter_file_is_refused),
        cmocka_unit_test(test_onnx__changed_bytes_do_no_harm),
        cmocka_unit_test(test_onnx__deep_files_are_refused),
        cmocka_unit_test(test_onnx__files_that_ask_for_much_memory_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
