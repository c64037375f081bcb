/* Fully connected layer: y [count,out] = x [count,in] weight [in,out] + bias. */
#include "nn/layers/layers.h"

void nn_dense_forward(const struct nn_pass *pass) {
    int in = pass->layer->in.channels, out = pass->layer->out.channels;
    struct nn_gemm gemm = {
        .M = pass->count,
        .N = out,
        .K = in,
        .segments = 1,
        .a = pass->x,
        .a_row = in,
        .a_step = 1,
        .b = pass->weight,
        .b_row = out,
        .c = pass->y,
        .c_row = out,
        .bias = pass->bias,
        .relu = pass->layer->relu,
    };
    pass->kernels->gemm(&gemm);
}

void nn_dense_backward(const struct nn_pass *pass) {
    int in = pass->layer->in.channels, out = pass->layer->out.channels;
    pass->kernels->column_sums(pass->dbias, pass->dy, pass->count, out);
    if (!pass->dx)
        return;
    struct nn_gemm gemm = {
        .M = pass->count,
        .N = in,
        .K = out,
        .segments = 1,
        .a = pass->dy,
        .a_row = out,
        .a_step = 1,
        .b = pass->transposed_weights,
        .b_row = in,
        .c = pass->dx,
        .c_row = in,
    };
    pass->kernels->gemm(&gemm);
}

void nn_dense_weight_gradient(const struct nn_pass *pass, int first, int count) {
    int in = pass->layer->in.channels, out = pass->layer->out.channels;
    struct nn_gemm gemm = {
        .M = count,
        .N = out,
        .K = pass->count,
        .segments = 1,
        .a = pass->x + first,
        .a_row = 1,
        .a_step = in,
        .b = pass->dy,
        .b_row = out,
        .c = pass->dweight + (ptrdiff_t)first * out,
        .c_row = out,
    };
    pass->kernels->gemm(&gemm);
}
