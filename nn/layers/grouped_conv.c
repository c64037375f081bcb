/* Convolution in groups: the outputs of a group read its own inputs alone; with as many groups as
 * channels, each channel has its own kernel (depthwise). Plain loops: there is too little in a
 * group for matrix products. The weight is [KH,KW,IC/G,OC]. */
#include <string.h>

#include "nn/layers/layers.h"

/* One tap of the kernel for one pixel: where its inputs, outputs and weights begin. */
struct tap {
    ptrdiff_t in, out, weight;
};

/* Calls the function for every tap of every output pixel that is not padding. */
static void each_tap(const struct nn_pass *pass,
                     void (*function)(const struct nn_pass *pass, const struct tap *tap)) {
    const struct nn_layer *layer = pass->layer;
    struct nn_shape in = layer->in, out = layer->out;
    int K = layer->kernel, rows = in.channels / layer->groups;
    ptrdiff_t pixels = (ptrdiff_t)pass->count * out.height * out.width;
    for (ptrdiff_t p = 0; p < pixels; p++)
        for (int t = 0; t < K * K; t++) {
            ptrdiff_t n = p / out.width / out.height, oh = p / out.width % out.height;
            ptrdiff_t h = oh * layer->stride + t / K - layer->padding;
            ptrdiff_t w = p % out.width * layer->stride + t % K - layer->padding;
            if (h >= 0 && w >= 0 && h < in.height && w < in.width)
                function(pass, &(struct tap){((n * in.height + h) * in.width + w) * in.channels,
                                             p * out.channels, (ptrdiff_t)t * rows * out.channels});
        }
}

/* Output channel oc reads the inputs from here on. */
static int first_input(const struct nn_layer *layer, int oc) {
    return oc / (layer->out.channels / layer->groups) * (layer->in.channels / layer->groups);
}

static void add_products(const struct nn_pass *pass, const struct tap *tap) {
    const struct nn_layer *layer = pass->layer;
    int OC = layer->out.channels, rows = layer->in.channels / layer->groups;
    for (int oc = 0; oc < OC; oc++) {
        const float *x = pass->x + tap->in + first_input(layer, oc);
        for (int r = 0; r < rows; r++)
            pass->y[tap->out + oc] += x[r] * pass->weight[tap->weight + (ptrdiff_t)r * OC + oc];
    }
}

void nn_grouped_conv_forward(const struct nn_pass *pass) {
    struct nn_shape out = pass->layer->out;
    size_t pixels = (size_t)pass->count * (size_t)out.height * (size_t)out.width;
    for (size_t p = 0; p < pixels; p++)
        memcpy(pass->y + p * (size_t)out.channels, pass->bias,
               (size_t)out.channels * sizeof *pass->y);
    each_tap(pass, add_products);
    if (pass->layer->relu)
        pass->kernels->relu(pass->y, pass->y, pixels * (size_t)out.channels);
}

static void add_gradients(const struct nn_pass *pass, const struct tap *tap) {
    const struct nn_layer *layer = pass->layer;
    int OC = layer->out.channels, rows = layer->in.channels / layer->groups;
    for (int oc = 0; oc < OC; oc++) {
        ptrdiff_t at = tap->in + first_input(layer, oc);
        float dy = pass->dy[tap->out + oc];
        for (int r = 0; r < rows; r++) {
            ptrdiff_t weight = tap->weight + (ptrdiff_t)r * OC + oc;
            pass->dweight[weight] += pass->x[at + r] * dy;
            if (pass->dx)
                pass->dx[at + r] += pass->weight[weight] * dy;
        }
    }
}

void nn_grouped_conv_backward(const struct nn_pass *pass) {
    struct nn_shape in = pass->layer->in, out = pass->layer->out;
    pass->kernels->column_sums(pass->dbias, pass->dy, pass->count * out.height * out.width,
                               out.channels);
    if (pass->dx)
        memset(pass->dx, 0, (size_t)pass->count * nn_shape_size(in) * sizeof *pass->dx);
    each_tap(pass, add_gradients);
}
