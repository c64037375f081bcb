/* ONNX files as this library and others write them; test_onnx_hostile.c has the malformed ones. */
#include "nn/formats/onnx.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/formats/model_file.h"
#include "nn/formats/safetensors.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/onnx_graph.h"

static const char path[] = "test_onnx.onnx";
enum { IMAGES = 3, MAX_OUTPUTS = 16 };

/* Sets random weights, and running statistics as training leaves them. */
static struct nn_model *random_model(const char *text, struct nn_shape input) {
    struct nn_spec spec = fixture_spec(text, input.height, input.width, input.channels);
    struct nn_rng rng = nn_rng_stream(5, NN_RNG_WEIGHTS, 0);
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_create(&model, &spec, 3, &err), &err);
    const struct nn_parameters *parameters = &model->parameters;
    for (int i = 0; i < parameters->tensor_count; i++) {
        const struct nn_tensor *tensor = &parameters->tensors[i];
        float *values = model->values + tensor->offset;
        for (size_t v = 0; v < tensor->size; v++)
            if (tensor->role == NN_TENSOR_RUNNING_VARIANCE)
                values[v] = 0.5f + (float)nn_rng_below(&rng, 100) / 100;
            else if (tensor->role != NN_TENSOR_WEIGHT)
                values[v] = nn_rng_normal(&rng) / 4;
    }
    return model;
}

/* Logits of a few random images, always the same. */
static void logits_of(const struct nn_model *model, float logits[IMAGES * MAX_OUTPUTS]) {
    const struct nn_spec *spec = nn_model_spec(model);
    size_t size = IMAGES * nn_shape_size(spec->input);
    struct nn_rng rng = nn_rng_stream(9, NN_RNG_AUGMENT, 0);
    struct nn_workspace *workspace = NULL;
    struct nn_error err;
    float *images = fixture_floats(size);
    fixture_normal(&rng, 1, images, size);
    assert_true(nn_shape_size(spec->output) <= MAX_OUTPUTS);
    check_ok(nn_workspace_create(&workspace, spec, IMAGES, &err), &err);
    nn_model_forward(model, workspace, images, IMAGES, logits);
    nn_workspace_destroy(workspace);
    free(images);
}

static void check_same_logits(const struct nn_model *a, const struct nn_model *b,
                              double difference) {
    float expected[IMAGES * MAX_OUTPUTS], actual[IMAGES * MAX_OUTPUTS];
    double doubles[IMAGES * MAX_OUTPUTS];
    size_t count = IMAGES * nn_shape_size(nn_model_spec(a)->output);
    assert_int_equal(nn_shape_size(nn_model_spec(b)->output) * IMAGES, count);
    logits_of(a, expected);
    logits_of(b, actual);
    fixture_doubles(expected, count, doubles);
    check_all_close(actual, doubles, (int)count, difference, difference);
}

static struct nn_model *load(const struct onnx_graph *graph) {
    struct nn_model *model = NULL;
    struct nn_error err;
    size_t size;
    unsigned char *file = onnx_graph_pack(graph, &size);
    check_ok(nn_model_load_onnx_memory(&model, file, size, "graph.onnx", &err), &err);
    free(file);
    return model;
}

static const char *const unnamed[] = {
    "conv2k3p1-bn-relu-pool2-conv3k1s2-bn-relu-gap-dense4-bn-relu-dropout0.3-dense2",
    "conv2k3-flatten-bn-dropout0.125-dense3",
    "flatten-dense5-dense4",
    "conv3k2-pool3s2-flatten-relu-conv4k1-relu-pool1-gap-dense3",
    "conv4k5s3p2-gap",
    "resize32-affine-conv2k3-sigmoid-avgpool2-tanh-relu6-flatten-affine-dense3-leaky0.25-elu1",
    "transpose-conv4k2e1-pool3s2p1e1-conv4k3p1g4-avgpool3s2p1-flatten-dense3",
    "conv2k3-square-pool2-gelu-silu-hardswish-gap-dense4-gelu-dense3",
    "conv4k3s3-[conv5k3p1-bn-relu-[conv5k1]-conv4k1]-relu-[conv6k3s2p1-bn+pool2e1-conv6k1]-gap-"
    "dense3",
    "conv2k3s3-[relu+conv2k1-sigmoid]-flatten-dense5-relu-[dense7-relu-dense5]-dense3",
    "conv2k5s5-flatten-[bn-relu]-dense3",
};

static void check_round_trip(const char *text, bool same_text) {
    struct nn_model *model = random_model(text, (struct nn_shape){28, 28, 1}), *loaded = NULL;
    struct nn_error err;
    check_ok(nn_model_save_onnx(model, path, NULL, 0, &err), &err);
    check_ok(nn_model_open(&loaded, path, &err), &err);
    if (same_text)
        assert_string_equal(nn_model_spec(loaded)->text, text);
    check_same_logits(model, loaded, 0);
    nn_model_release(model);
    nn_model_release(loaded);
    unlink(path);
}

static void test_onnx__named_networks_load_with_the_same_logits(void **state) {
    for (int i = 0; nn_spec_name(i); i++)
        check_round_trip(nn_spec_named(nn_spec_name(i)), true);
}

static void test_onnx__other_networks_load_with_the_same_logits(void **state) {
    for (size_t i = 0; i < COUNT_OF(unnamed); i++)
        check_round_trip(unnamed[i], true);
    /* Flattening a vector again is not exported, so the second flatten does not come back. */
    check_round_trip("conv3k3s3-relu-flatten-dropout0.5-flatten-dense3", false);
}

static void test_onnx__weights_load_with_the_same_bits(void **state) {
    struct nn_model *loaded = NULL;
    struct nn_model *model =
        random_model("conv2k3-bn-relu-flatten-dense4", (struct nn_shape){6, 5, 3});
    struct nn_error err;
    check_ok(nn_model_save_onnx(model, path, NULL, 0, &err), &err);
    check_ok(nn_model_load_onnx(&loaded, path, &err), &err);
    assert_memory_equal(&nn_model_spec(loaded)->input, &nn_model_spec(model)->input,
                        sizeof(struct nn_shape));
    assert_memory_equal(nn_model_values(loaded), nn_model_values(model),
                        nn_model_value_count(model) * sizeof(float));
    nn_model_release(model);
    nn_model_release(loaded);
    unlink(path);
}

static void test_onnx__metadata_are_saved_with_the_model(void **state) {
    static const struct nn_metadata own = {"net", "mine"}, on_saving = {"seed", "3"};
    struct nn_model *model = random_model("gap-dense2", (struct nn_shape){4, 4, 1});
    struct nn_model *loaded = NULL;
    struct nn_error err;
    int count;
    check_ok(nn_model_annotate(model, &own, 1, &err), &err);
    check_ok(nn_model_save_onnx(model, path, &on_saving, 1, &err), &err);
    check_ok(nn_model_load_onnx(&loaded, path, &err), &err);
    const struct nn_metadata *lines = nn_model_metadata(loaded, &count);
    assert_int_equal(count, 2);
    assert_string_equal(lines[0].value, "mine");
    assert_string_equal(lines[1].key, "seed");
    assert_string_equal(lines[1].value, "3");
    nn_model_release(model);
    nn_model_release(loaded);
    unlink(path);
}

/* What onnxruntime and Netron need to open the file, and people to use it. */
static void test_onnx__written_files_describe_themselves(void **state) {
    struct nn_model *model = random_model("gap-dense2", (struct nn_shape){4, 6, 1});
    struct onnx_graph graph = {0};
    struct nn_error err;
    check_ok(nn_model_save_onnx(model, path, NULL, 0, &err), &err);
    FILE *stream = fopen(path, "rb");
    unsigned char bytes[4096];
    size_t size = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    graph.model = onnx__model_proto__unpack(NULL, size, bytes);
    assert_non_null(graph.model);
    assert_int_equal(graph.model->ir_version, 7);
    assert_int_equal(graph.model->opset_import[0]->version, 13);
    assert_string_equal(graph.model->opset_import[0]->domain, "");
    const Onnx__ValueInfoProto *input = graph.model->graph->input[0];
    const Onnx__TensorShapeProto *shape = input->type->tensor_type->shape;
    assert_string_equal(input->name, "image");
    assert_int_equal(shape->n_dim, 4);
    assert_string_equal(shape->dim[0]->dim_param, "batch");
    assert_int_equal(shape->dim[1]->dim_value, 1);
    assert_int_equal(shape->dim[2]->dim_value, 4);
    assert_int_equal(shape->dim[3]->dim_value, 6);
    assert_string_equal(graph.model->graph->output[0]->name, "probabilities");
    const Onnx__NodeProto *last = graph.model->graph->node[graph.model->graph->n_node - 1];
    assert_string_equal(last->op_type, "Softmax");
    assert_string_equal(last->output[0], "probabilities");
    assert_string_equal(graph.model->metadata_props[2]->key, "spec");
    assert_string_equal(graph.model->metadata_props[2]->value, "gap-dense2");
    onnx_graph_destroy(&graph);
    nn_model_release(model);
    unlink(path);
}

static void test_onnx__networks_that_end_in_an_image_are_not_written(void **state) {
    static const char *const rows[] = {"relu-pool2", "conv2k3-flatten", "conv2k3-flatten-relu"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_model *model = random_model(rows[i], (struct nn_shape){6, 6, 1});
        struct nn_error err;
        check_status(nn_model_save_onnx(model, path, NULL, 0, &err), NN_STATUS_BAD_ARGUMENT, &err);
        assert_non_null(strstr(err.message, rows[i]));
        assert_int_equal(access(path, F_OK), -1);
        nn_model_release(model);
    }
}

/* Graphs as other exporters write them. Weights have PyTorch's names and layouts; "kernel1" and
 * "kernel2" are the dense weights as Keras has them, [in,out] with the channels of a flattened
 * image last. */
#define IMAGE_NET "conv2k2-relu-pool2-flatten-dense4-relu-dense3"
#define CONVOLVE                                                                                   \
    "Conv x conv1.weight conv1.bias > c ; dilations=1,1 group=1 kernel_shape=2,2 pads=0,0,0,0 "    \
    "strides=1,1\n"                                                                                \
    "Relu c > r\n"                                                                                 \
    "MaxPool r > p ; kernel_shape=2,2 strides=2,2 ceil_mode=0\n"
#define TWO_GEMMS                                                                                  \
    "Gemm f dense1.weight dense1.bias > d ; alpha=1.0 beta=1.0 transB=1\n"                         \
    "Relu d > s\n"                                                                                 \
    "Gemm s dense2.weight dense2.bias > y ; alpha=1.0 beta=1.0 transB=1\n"
#define TWO_MATMULS                                                                                \
    "MatMul f kernel1 > d\nAdd d dense1.bias > e\nRelu e > s\nMatMul s kernel2 > g\n"              \
    "Add dense2.bias g > h\nSoftmax h > y\n"

static const struct {
    const char *what, *spec, *sides, *script;
} foreign[] = {
    {"PyTorch: Flatten", IMAGE_NET, "batch,1,5,7", CONVOLVE "Flatten p > f ; axis=1\n" TWO_GEMMS},
    {"PyTorch: view(-1, 12)", IMAGE_NET, "batch,1,5,7",
     CONVOLVE "ints s12 -1,12\nReshape p s12 > f\n" TWO_GEMMS},
    {"PyTorch: view(x.size(0), -1)", IMAGE_NET, "batch,1,5,7",
     CONVOLVE "Shape p > sh\nints zero 0\nGather sh zero > n ; axis=0\nUnsqueeze n zero > n1\n"
              "ints rest -1\nConcat n1 rest > sides ; axis=0\nReshape p sides > f\n" TWO_GEMMS},
    {"PyTorch's newer exporter: parts of a shape, plain constants", IMAGE_NET, "batch,1,5,7",
     CONVOLVE "Shape p > n ; start=0 end=1\nConstant > rest ; value_int=-1\n"
              "Concat n rest > sides ; axis=0\nReshape p sides > f\n" TWO_GEMMS},
    {"constants as a list", IMAGE_NET, "batch,1,5,7",
     CONVOLVE "Constant > sides ; value_ints=-1,12\nReshape p sides > f\n" TWO_GEMMS},
    {"PyTorch: a fixed batch", IMAGE_NET, "1,1,5,7",
     CONVOLVE "ints s12 1,12\nReshape p s12 > f\n" TWO_GEMMS},
    {"PyTorch: log_softmax and Identity", IMAGE_NET, "batch,1,5,7",
     "Identity x > i\nConv i conv1.weight conv1.bias > c\nRelu c > r\n"
     "MaxPool r > p ; kernel_shape=2,2 strides=2,2\nFlatten p > f\n"
     "Gemm f dense1.weight dense1.bias > d ; transB=1\nRelu d > s\n"
     "Gemm s dense2.weight dense2.bias > g ; transB=1\nLogSoftmax g > l ; axis=1\nIdentity l > "
     "y\n"},
    {"PyTorch: Gemm not transposed", IMAGE_NET, "batch,1,5,7",
     CONVOLVE "Transpose p > t ; perm=0,2,3,1\nFlatten t > f\n"
              "Gemm f kernel1 dense1.bias > d\nRelu d > s\nGemm s kernel2 dense2.bias > y\n"},
    {"Keras: Transpose", IMAGE_NET, "batch,5,7,1",
     "Transpose x > t ; perm=0,3,1,2\nConv t conv1.weight conv1.bias > c ; auto_pad=VALID\n"
     "Relu c > r\nMaxPool r > p ; kernel_shape=2,2 strides=2,2 auto_pad=VALID\n"
     "Transpose p > q ; perm=0,2,3,1\nints s12 -1,12\nReshape q s12 > f\n" TWO_MATMULS},
    {"Keras: Reshape for the one channel, bias added", IMAGE_NET, "batch,5,7,1",
     "ints first -1,1,5,7\nReshape x first > t\nConv t conv1.weight > c\nAdd c bias4 > b\n"
     "Relu b > r\nMaxPool r > p ; kernel_shape=2,2 strides=2,2\n"
     "Transpose p > q ; perm=0,2,3,1\nints s12 -1,12\nReshape q s12 > f\n" TWO_MATMULS},
    {"Keras: bias added to channels last", IMAGE_NET, "batch,5,7,1",
     "Transpose x > t ; perm=0,3,1,2\nConv t conv1.weight > c\nTranspose c > u ; perm=0,2,3,1\n"
     "Add u conv1.bias > b\nRelu b > r\nTranspose r > v ; perm=0,3,1,2\n"
     "MaxPool v > p ; kernel_shape=2,2 strides=2,2\n"
     "Transpose p > q ; perm=0,2,3,1\nints s12 -1,12\nReshape q s12 > f\n" TWO_MATMULS},
    {"Keras: the shape computed", IMAGE_NET, "batch,5,7,1",
     "Transpose x > t ; perm=0,3,1,2\nConv t conv1.weight conv1.bias > c\nRelu c > r\n"
     "MaxPool r > p ; kernel_shape=2,2 strides=2,2\nTranspose p > q ; perm=0,2,3,1\n"
     "Shape q > sh\nints zero 0\nints one 1\nSlice sh zero one zero > n\nCast n > m ; to=7\n"
     "ints rest 12\nConcat m rest > sides ; axis=0\nReshape q sides > f\n" TWO_MATMULS},
    {"Keras: input of three sides", IMAGE_NET, "batch,5,7",
     "ints two 1\nUnsqueeze x two > t\nConv t conv1.weight conv1.bias > c\nRelu c > r\n"
     "MaxPool r > p ; kernel_shape=2,2 strides=2,2\nFlatten p > f\n" TWO_GEMMS},
    {"a vector in", "flatten-dense4-relu-dense3", "batch,16",
     "Gemm x dense1.weight dense1.bias > d ; transB=1\nRelu d > s\n"
     "Gemm s dense2.weight dense2.bias > y ; transB=1\n"},
    {"a vector seen as an image", "conv2k2-gap-dense3", "batch,16",
     "ints sides -1,1,4,4\nReshape x sides > t\nConv t conv1.weight conv1.bias > c\n"
     "GlobalAveragePool c > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"the mean over pixels", "conv2k2-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nReduceMean c > f ; axes=2,3 keepdims=0\n"
     "Gemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"the mean over pixels, axes as an input, channels last", "conv2k2-gap-dense3", "batch,5,7,1",
     "Transpose x > t ; perm=0,3,1,2\nConv t conv1.weight conv1.bias > c\n"
     "Transpose c > u ; perm=0,2,3,1\nints pixels 1,2\nReduceMean u pixels > m ; keepdims=0\n"
     "MatMul m kernel1 > d\nAdd d dense1.bias > y\n"},
    {"Squeeze by axes of an attribute", "conv2k2-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nGlobalAveragePool c > a\nSqueeze a > f ; axes=2,3\n"
     "Gemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"Squeeze by axes from the end", "conv2k2-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nGlobalAveragePool c > a\nints axes -1,-2\n"
     "Squeeze a axes > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"norms before and after flattening", "conv2k2-bn-relu-flatten-bn-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\n"
     "BatchNormalization c bn1.weight bn1.bias bn1.running_mean bn1.running_var > n ; "
     "epsilon=0.00001\nRelu n > r\nFlatten r > f\n"
     "BatchNormalization f bn2.weight bn2.bias bn2.running_mean bn2.running_var > m\n"
     "Gemm m dense1.weight dense1.bias > y ; transB=1\n"},
    {"padding that keeps the size", "conv2k3p1-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c ; auto_pad=SAME_UPPER\nGlobalAveragePool c > a\n"
     "Flatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"dropout by attribute and by default", "conv2k2-dropout0.25-gap-dropout0.5-dense3",
     "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nDropout c > o ; ratio=0.25\nGlobalAveragePool o > a\n"
     "Flatten a > f\nDropout f > g\nGemm g dense1.weight dense1.bias > y ; transB=1\n"},
    {"several channels in", "conv2k2-flatten-dense3", "batch,3,5,7",
     "Conv x conv1.weight conv1.bias > c\nFlatten c > f\n"
     "Gemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"padding that is uneven", "conv2k2e1-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c ; auto_pad=SAME_UPPER\nGlobalAveragePool c > a\n"
     "Flatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"a Pad of zeros before a convolution", "conv2k3p1e1-gap-dense3", "batch,1,5,7",
     "Pad x > p ; pads=0,0,1,1,0,0,2,2\nConv p conv1.weight conv1.bias > c\n"
     "GlobalAveragePool c > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"a Pad of nothing before an average pool", "conv2k2-avgpool2-flatten-dense3", "batch,1,5,7",
     "ints none 0,0,0,0,0,0,0,0\nConv x conv1.weight conv1.bias > c\nPad c none > p ; "
     "mode=constant\n"
     "AveragePool p > a ; kernel_shape=2,2 strides=2,2\nFlatten a > f\n"
     "Gemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"an average pool over all", "conv2k2-gap-dense3", "batch,1,5,5",
     "Conv x conv1.weight conv1.bias > c\nAveragePool c > a ; kernel_shape=4,4\nFlatten a > f\n"
     "Gemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"pools that are padded and round up", "conv2k3-pool2e1-pool3s2p1-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\n"
     "MaxPool c > p ; kernel_shape=2,2 strides=2,2 ceil_mode=1\n"
     "MaxPool p > q ; kernel_shape=3,3 strides=2,2 pads=1,1,1,1\n"
     "GlobalAveragePool q > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"branches, one of them without layers", "conv2k2-[sigmoid]-[tanh]-[relu+sigmoid]-gap-dense3",
     "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nIdentity c > i\nSigmoid c > s\nAdd i s > d\n"
     "Tanh d > t\nIdentity d > j\nAdd t j > e\nRelu e > r\nSigmoid e > g\nAdd r g > f\n"
     "GlobalAveragePool f > a\nFlatten a > v\nGemm v dense1.weight dense1.bias > y ; transB=1\n"},
    {"groups of channels", "conv4k2-conv4k2g4-conv6k1g2-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nConv c conv2.weight conv2.bias > d ; group=4\n"
     "Conv d conv3.weight conv3.bias > e ; group=2\n"
     "GlobalAveragePool e > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"batch norm as Mul and Add, after relu", "conv2k2-relu-affine-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nRelu c > r\nUnsqueeze affine1.weight > aw ; axes=1,2\n"
     "Unsqueeze affine1.bias > ab ; axes=1,2\nMul aw r > m\nAdd m ab > n\n"
     "GlobalAveragePool n > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"arithmetic on the picture, and on flattened units", "affine-conv2k2-flatten-affine-dense3",
     "batch,1,5,7",
     "Mul x affine1.weight > m\nAdd affine1.bias m > n\nConv n conv1.weight conv1.bias > c\n"
     "Flatten c > f\nMul f affine2.weight > g\nAdd g affine2.bias > h\n"
     "Gemm h dense1.weight dense1.bias > y ; transB=1\n"},
    {"batch norm between Unsqueeze and Squeeze", "flatten-dense4-bn-dense3", "batch,1,5,7",
     "Flatten x > f\nGemm f dense1.weight dense1.bias > d ; transB=1\nints two 2\nUnsqueeze d two "
     "> u\n"
     "BatchNormalization u bn1.weight bn1.bias bn1.running_mean bn1.running_var > n\n"
     "Squeeze n two > s\nGemm s dense2.weight dense2.bias > y ; transB=1\n"},
    {"activations by their operators",
     "conv2k2-sigmoid-tanh-leaky0.01-elu1-hardswish-gelu-relu6-gap-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nSigmoid c > c1\nTanh c1 > c2\nLeakyRelu c2 > c3\n"
     "Elu c3 > c4\nHardSwish c4 > c5\nGelu c5 > c6\nClip c6 > c7 ; min=0.0 max=6.0\n"
     "GlobalAveragePool c7 > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"GELU, hard swish, SiLU and a square written out",
     "conv2k2-gelu-hardswish-silu-square-gap-dense3", "batch,1,5,7",
     "Constant > half ; value_float=0.5\nConstant > one ; value_float=1.0\n"
     "Constant > root ; value_float=1.41421356\nConstant > three ; value_float=3.0\n"
     "Constant > six ; value_float=6.0\nConstant > none ; value_float=0.0\n"
     "Conv x conv1.weight conv1.bias > c\nDiv c root > g1\nErf g1 > g2\nAdd one g2 > g3\n"
     "Mul c g3 > g4\nMul g4 half > g\nAdd g three > h1\nClip h1 none six > h2\nMul g h2 > h3\n"
     "Div h3 six > h\nSigmoid h > s1\nMul h s1 > s\nMul s s > q\n"
     "GlobalAveragePool q > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"weights that are reshaped and turned", "flatten-dense4-dense3", "batch,1,5,7",
     "ints flat -1\nints back 5,-1,4\nints two 35,4\nReshape kernel1 flat > k1\nReshape k1 back > "
     "k2\n"
     "Reshape k2 two > k3\nIdentity k3 > k4\nTranspose dense2.weight > k5 ; perm=1,0\n"
     "Flatten x > f\nMatMul f k4 > d\nCast dense1.bias > b ; to=1\nAdd d b > e\nMatMul e k5 > g\n"
     "Add g dense2.bias > y\n"},
    {"no batch: its only image picked out", "flatten-dense4-sigmoid-dense3", "1,4,4",
     "Constant > zero ; value_int=0\nFlatten x > f0\nGather f0 zero > f\nMatMul f kernel1 > d\n"
     "Add dense1.bias d > e\nSigmoid e > s\nMatMul s kernel2 > g\nAdd dense2.bias g > h\n"
     "Softmax h > y ; axis=0\n"},
    {"no batch at all", "conv2k2-gap-dense3", "4,4",
     "Unsqueeze x > u ; axes=0,1\nConv u conv1.weight conv1.bias > c\nGlobalAveragePool c > a\n"
     "Flatten a > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"a dimension of 1 before the units", "flatten-dense4-dense3", "batch,1,5,7",
     "Flatten x > f\nUnsqueeze f > u ; axes=1,\nMatMul u kernel1 > d\nAdd d dense1.bias > e\n"
     "MatMul e kernel2 > g\nAdd g dense2.bias > h\nSoftmax h > y ; axis=2\n"},
    {"a vector between dimensions of 1", "flatten-dense4-dense3", "batch,1,16",
     "MatMul x kernel1 > d\nAdd d dense1.bias > e\nMatMul e kernel2 > g\nAdd g dense2.bias > h\n"
     "Softmax h > s\nints flat -1,3\nReshape s flat > y\n"},
    {"Keras: the size computed", "conv2k2-flatten-dense3", "batch,1,5,7",
     "Conv x conv1.weight conv1.bias > c\nShape c > sh ; start=1\nReduceProd sh > size ; "
     "keepdims=1\n"
     "ints rest -1\nConcat rest size > sides ; axis=0\nReshape c sides > f\n"
     "Gemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"a logarithm of the softmax", "flatten-dense3", "batch,1,5,7",
     "Flatten x > f\nGemm f dense1.weight dense1.bias > g ; transB=1\nSoftmax g > s\nLog s > y\n"},
    {"sides that are open", "flatten-dense3", "batch,channels,height,width",
     "Flatten x > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
    {"values that are rounded, which cuts off what is below 0", "conv2k2-relu-gap-dense3",
     "batch,1,5,7",
     "Constant > scale ; value_float=0.1\nints zero 0\nConv x conv1.weight conv1.bias > c\n"
     "QuantizeLinear c scale zero > q\nDequantizeLinear q scale zero > r\n"
     "GlobalAveragePool r > a\nFlatten a > f\nGemm f dense1.weight dense1.bias > g ; transB=1\n"
     "QuantizeLinear g scale zero > h\nDequantizeLinear h scale zero > y\n"},
    {"a node without use and a weight among the inputs", "flatten-dense3", "batch,1,5,7",
     "Shape x > unused\nFlatten x > f\nGemm f dense1.weight dense1.bias > y ; transB=1\n"},
};

/* Returns the shape of the image that the row's input holds. */
static struct nn_shape input_of(const char *sides) {
    int a = 1, b = 1, c = 1;
    if (isalpha((unsigned char)strchr(sides, ',')[1]))
        return (struct nn_shape){28, 28, 1};
    int count = sscanf(strchr(sides, ',') + 1, "%d,%d,%d", &a, &b, &c);
    if (count == 1) /* a vector of 16, or an image without a batch */
        return a == 16 ? (struct nn_shape){4, 4, 1} : (struct nn_shape){a, a, 1};
    if (count == 2 && b == 16)
        return (struct nn_shape){4, 4, 1};
    if (count == 2)
        return (struct nn_shape){a, b, 1};
    return c == 1 ? (struct nn_shape){a, b, c} : (struct nn_shape){b, c, a};
}

static void add_kernels(struct onnx_graph *graph, const struct nn_model *model) {
    const struct nn_parameters *parameters = &model->parameters;
    const struct nn_spec *spec = nn_model_spec(model);
    for (int i = 0, number = 1; i < spec->layer_count; i++) {
        if (spec->layers[i].kind != NN_LAYER_DENSE)
            continue;
        char name[20], sides[32];
        snprintf(name, sizeof name, "kernel%d", number++);
        snprintf(sides, sizeof sides, "%d,%d", spec->layers[i].in.channels,
                 spec->layers[i].out.channels);
        size_t offset = nn_parameters_find(parameters, i, NN_TENSOR_WEIGHT)->offset;
        onnx_graph_floats(graph, name, sides, nn_model_values(model) + offset);
    }
    const struct nn_tensor *bias = nn_parameters_find(parameters, 0, NN_TENSOR_BIAS);
    if (bias) {
        char sides[32];
        snprintf(sides, sizeof sides, "1,%zu,1,1", bias->size);
        onnx_graph_floats(graph, "bias4", sides, nn_model_values(model) + bias->offset);
    }
}

static void test_onnx__graphs_of_other_exporters_have_the_same_logits(void **state) {
    for (size_t i = 0; i < COUNT_OF(foreign); i++) {
        struct nn_model *model = random_model(foreign[i].spec, input_of(foreign[i].sides));
        struct onnx_graph graph = onnx_graph_create(foreign[i].sides);
        onnx_graph_weights(&graph, model);
        add_kernels(&graph, model);
        onnx_graph_script(&graph, foreign[i].script);
        print_message("%s\n", foreign[i].what);
        struct nn_model *loaded = load(&graph);
        assert_string_equal(nn_model_spec(loaded)->text, foreign[i].spec);
        check_same_logits(model, loaded, 1e-5);
        nn_model_release(model);
        nn_model_release(loaded);
        onnx_graph_destroy(&graph);
    }
}

/* Keras' epsilon is a hundred times ours; the scale compensates for that. */
static void test_onnx__different_epsilon_is_compensated(void **state) {
    static const char script[] =
        "BatchNormalization x bn1.weight bn1.bias bn1.running_mean bn1.running_var > n ; "
        "epsilon=0.001\nGlobalAveragePool n > g\nFlatten g > f\n"
        "Gemm f dense1.weight dense1.bias > y ; transB=1\n";
    struct nn_model *model = random_model("bn-gap-dense2", (struct nn_shape){3, 3, 1});
    struct onnx_graph graph = onnx_graph_create("batch,1,3,3");
    onnx_graph_weights(&graph, model);
    onnx_graph_script(&graph, script);
    struct nn_model *loaded = load(&graph);
    const struct nn_parameters *parameters = &model->parameters;
    const struct nn_tensor *scale = nn_parameters_find(parameters, 0, NN_TENSOR_WEIGHT);
    const struct nn_tensor *variance =
        nn_parameters_find(parameters, 0, NN_TENSOR_RUNNING_VARIANCE);
    double spread = (double)nn_model_values(model)[variance->offset];
    double ratio = (double)nn_model_values(loaded)[scale->offset] /
                   (double)nn_model_values(model)[scale->offset];
    check_close(ratio * ratio, (spread + 1e-5) / (spread + 1e-3), 0, 1e-6);
    nn_model_release(model);
    nn_model_release(loaded);
    onnx_graph_destroy(&graph);
}

static void test_onnx__gemms_factors_are_used(void **state) {
    static const float weight[] = {1, 2, 3, 4, 5, 6, 7, 8}, bias[] = {1, -1};
    struct onnx_graph graph = onnx_graph_create("batch,1,2,2");
    onnx_graph_floats(&graph, "w", "2,4", weight);
    onnx_graph_floats(&graph, "b", "2", bias);
    onnx_graph_script(&graph, "Flatten x > f\nGemm f w b > y ; transB=1 alpha=0.5 beta=2.0\n");
    struct nn_model *loaded = load(&graph);
    const struct nn_parameters *parameters = &loaded->parameters;
    const float *values = nn_model_values(loaded);
    size_t weights = nn_parameters_find(parameters, 1, NN_TENSOR_WEIGHT)->offset;
    size_t biases = nn_parameters_find(parameters, 1, NN_TENSOR_BIAS)->offset;
    check_close((double)values[weights + 1], 2.5, 0, 0); /* from input 0 to output 1 */
    check_close((double)values[biases], 2, 0, 0);
    check_close((double)values[biases + 1], -2, 0, 0);
    nn_model_release(loaded);
    onnx_graph_destroy(&graph);
}

/* The value of a tensor of the layer. */
static double value_at(const struct nn_model *model, int layer, enum nn_tensor_role role,
                       size_t i) {
    const struct nn_tensor *tensor = nn_parameters_find(&model->parameters, layer, role);
    assert_non_null(tensor);
    return (double)nn_model_values(model)[tensor->offset + i];
}

static void test_onnx__arithmetic_on_the_picture_becomes_one_layer(void **state) {
    static const char script[] =
        "Constant > m ; value_float=0.25\nConstant > d ; value_float=0.5\n"
        "Constant > one ; value_float=1.0\nSub x m > a\nDiv a d > b\nSub one b > c\nFlatten c > f\n"
        "Gemm f w b0 > y ; transB=1\n";
    static const float weight[8] = {1}, bias[2] = {0};
    struct onnx_graph graph = onnx_graph_create("batch,1,2,2");
    onnx_graph_floats(&graph, "w", "2,4", weight);
    onnx_graph_floats(&graph, "b0", "2", bias);
    onnx_graph_script(&graph, script);
    struct nn_model *loaded = load(&graph);
    assert_string_equal(nn_model_spec(loaded)->text, "affine-flatten-dense2");
    check_close(value_at(loaded, 0, NN_TENSOR_WEIGHT, 0), -2, 0, 0);
    check_close(value_at(loaded, 0, NN_TENSOR_BIAS, 0), 1.5, 0, 0);
    nn_model_release(loaded);
    onnx_graph_destroy(&graph);
}

/* Weights of 8 bits, with a scale and a zero point for all or for each output. */
static void test_onnx__quantised_weights_become_numbers(void **state) {
    static const struct {
        const char *what, *script;
    } rows[] = {
        {"DequantizeLinear", "DequantizeLinear q scales zeros > w ; axis=1\nMatMul f w > y\n"},
        {"MatMulInteger", "DynamicQuantizeLinear f > i s z\nMatMulInteger i q z zeros > p\n"
                          "Cast p > c ; to=1\nMul s scales > ss\nMul ss c > y\n"},
        {"MatMulInteger of rounded values",
         "Constant > s ; value_float=0.5\nints z 0\nQuantizeLinear f s z > i\n"
         "MatMulInteger i q z zeros > p\nCast p > c ; to=1\nConstant > two ; value_float=2.0\n"
         "Mul s scales > ss0\nMul ss0 two > ss\nMul c ss > y\n"},
        {"QLinearMatMul",
         "Constant > s ; value_float=0.5\nints z 0\nQuantizeLinear f s z > i\n"
         "QLinearMatMul i s z q scales zeros s z > o\nDequantizeLinear o s z > y\n"},
        {"QGemm",
         "Constant > s ; value_float=0.5\nints z 0\nints bias 4,2\nQuantizeLinear f s z > i\n"
         "QGemm i s z q scales zeros bias s z > o ; transB=0\nDequantizeLinear o s z > y\n"},
    };
    static const float scales[] = {0.5f, 2};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct onnx_graph graph = onnx_graph_create("batch,1,2,2");
        onnx_graph_floats(&graph, "scales", "2", scales);
        onnx_graph_script(&graph, "ints q0 1,2,3,4,5,6,7,8\nints sides 4,2\nReshape q0 sides > q\n"
                                  "ints zeros 1,4\nFlatten x > f\n");
        onnx_graph_script(&graph, rows[i].script);
        print_message("%s\n", rows[i].what);
        struct nn_model *loaded = load(&graph);
        check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 2), (3 - 1) * 0.5, 0, 0);
        check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 3), (4 - 4) * 2, 0, 0);
        check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 7), (8 - 4) * 2, 0, 0);
        assert_string_equal(loaded->metadata.lines[0].key, "quantised");
        if (strcmp(rows[i].what, "QGemm") == 0)
            check_close(value_at(loaded, 1, NN_TENSOR_BIAS, 1), 2 * 0.5 * 2, 0, 0);
        nn_model_release(loaded);
        onnx_graph_destroy(&graph);
    }
}

static void add_wide(struct onnx_graph *graph, const char *name, int type, const void *values,
                     size_t size) {
    Onnx__TensorProto *tensor = onnx_graph_floats(graph, name, "2,4", (const float[8]){0});
    tensor->data_type = type;
    tensor->raw_data.data = realloc(tensor->raw_data.data, size);
    tensor->raw_data.len = size;
    memcpy(tensor->raw_data.data, values, size);
}

static void test_onnx__weights_of_other_widths_are_read(void **state) {
    static const double wide[8] = {1.5, -2, 0.1};
    static const uint16_t half[8] = {0x3e00, 0xc000, 0x2e66, 0x0001},
                          brain[8] = {0x3fc0, 0xc000, 0x3dcd};
    const struct {
        int type;
        const void *values;
        size_t size;
        double third;
    } rows[] = {
        {ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, wide, sizeof wide, (double)0.1f},
        {ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16, half, sizeof half, 0.0999755859375},
        {ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16, brain, sizeof brain, 0.10009765625},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct onnx_graph graph = onnx_graph_create("batch,1,2,2");
        add_wide(&graph, "w", rows[i].type, rows[i].values, rows[i].size);
        onnx_graph_script(&graph, "Cast x > d ; to=11\nFlatten d > f\nGemm f w > e ; transB=1\n"
                                  "Cast e > y ; to=1\n");
        struct nn_model *loaded = load(&graph);
        check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 0), 1.5, 0, 0);
        check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 2), -2, 0, 0);
        check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 4), rows[i].third, 0, 0);
        if (rows[i].values == half) /* the smallest number of all */
            check_close(value_at(loaded, 1, NN_TENSOR_WEIGHT, 6), 0x1p-24, 0, 0);
        nn_model_release(loaded);
        onnx_graph_destroy(&graph);
    }
}

/* A function of the file's own, called twice and calling another, with an attribute of the call. */
static void test_onnx__functions_are_written_out(void **state) {
    struct nn_model *model =
        random_model("flatten-dense4-leaky0.2-dense4-leaky0.3", (struct nn_shape){2, 2, 1});
    struct onnx_graph graph = onnx_graph_create("batch,1,2,2");
    onnx_graph_weights(&graph, model);
    onnx_graph_function(&graph, "Unit", "in w b > out",
                        "Gemm in w b > inner ; transB=1\nBend inner > out ; slope=@slope\n");
    onnx_graph_function(&graph, "Bend", "in > out", "LeakyRelu in > out ; alpha=@slope\n");
    onnx_graph_script(&graph, "Flatten x > f\n"
                              "Unit f dense1.weight dense1.bias > inner ; slope=0.2\n"
                              "Unit inner dense2.weight dense2.bias > y ; slope=0.3\n");
    struct nn_model *loaded = load(&graph);
    assert_string_equal(nn_model_spec(loaded)->text, nn_model_spec(model)->text);
    check_same_logits(model, loaded, 0);
    nn_model_release(model);
    nn_model_release(loaded);
    onnx_graph_destroy(&graph);
}

static void test_onnx__weights_may_lie_in_a_file_beside(void **state) {
    struct nn_model *model = random_model("flatten-dense4-dense3", (struct nn_shape){2, 2, 1});
    struct nn_model *loaded = NULL;
    struct onnx_graph graph = onnx_graph_create("batch,1,2,2");
    struct nn_error err;
    onnx_graph_weights(&graph, model);
    onnx_graph_script(&graph, "Flatten x > f\nGemm f dense1.weight dense1.bias > d ; transB=1\n"
                              "Gemm d dense2.weight dense2.bias > y ; transB=1\n");
    onnx_graph_move_weights(&graph, "test_onnx.onnx.data", "test_onnx.onnx.data");
    onnx_graph_save(&graph, path);
    check_ok(nn_model_load_onnx(&loaded, path, &err), &err);
    check_same_logits(model, loaded, 0);
    unlink("test_onnx.onnx.data");
    unlink(path);
    nn_model_release(model);
    nn_model_release(loaded);
    onnx_graph_destroy(&graph);
}

static void test_onnx__files_are_recognised_by_extension(void **state) {
    assert_true(nn_model_is_file_name("a/b.onnx"));
    assert_true(nn_model_is_file_name("B.ONNX"));
    assert_true(nn_model_is_file_name("b.safetensors"));
    assert_false(nn_model_is_file_name("b.png"));
    assert_false(nn_model_is_file_name(".onnx"));
    struct nn_model *model = random_model("gap-dense2", (struct nn_shape){4, 4, 1}), *opened = NULL;
    struct nn_error err;
    check_ok(nn_model_save(model, "test_onnx.safetensors", NULL, 0, &err), &err);
    check_ok(nn_model_open(&opened, "test_onnx.safetensors", &err), &err);
    unlink("test_onnx.safetensors");
    nn_model_release(model);
    nn_model_release(opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_onnx__named_networks_load_with_the_same_logits),
        cmocka_unit_test(test_onnx__other_networks_load_with_the_same_logits),
        cmocka_unit_test(test_onnx__weights_load_with_the_same_bits),
        cmocka_unit_test(test_onnx__metadata_are_saved_with_the_model),
        cmocka_unit_test(test_onnx__written_files_describe_themselves),
        cmocka_unit_test(test_onnx__networks_that_end_in_an_image_are_not_written),
        cmocka_unit_test(test_onnx__graphs_of_other_exporters_have_the_same_logits),
        cmocka_unit_test(test_onnx__different_epsilon_is_compensated),
        cmocka_unit_test(test_onnx__gemms_factors_are_used),
        cmocka_unit_test(test_onnx__arithmetic_on_the_picture_becomes_one_layer),
        cmocka_unit_test(test_onnx__quantised_weights_become_numbers),
        cmocka_unit_test(test_onnx__weights_of_other_widths_are_read),
        cmocka_unit_test(test_onnx__functions_are_written_out),
        cmocka_unit_test(test_onnx__weights_may_lie_in_a_file_beside),
        cmocka_unit_test(test_onnx__files_are_recognised_by_extension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
