/* Fully connected layer: y [count,out] = x [count,in] weight [in,out] + bias. */
#include "nn/layers/layers.h"

void nn_dense_forward(const struct nn_pass *pass) {
    int in = pass->layer->in.channels, out = pass->layer->out.channels;
    struct nn_gemm gemm = nn_gemm_of(pass->count, out, in);
    gemm.a = pass->x;
    gemm.b = pass->weight;
    gemm.c = pass->y;
    gemm.bias = pass->bias;
    gemm.relu = pass->layer->relu;
    pass->kernels->gemm(&gemm);
}

void nn_dense_backward(const struct nn_pass *pass) {
    int in = pass->layer->in.channels, out = pass->layer->out.channels;
    pass->kernels->column_sums(pass->dbias, pass->dy, pass->count, out);
    if (!pass->dx)
        return;
    struct nn_gemm gemm = nn_gemm_of(pass->count, in, out);
    gemm.a = pass->dy;
    gemm.b = pass->backward_weights;
    gemm.c = pass->dx;
    pass->kernels->gemm(&gemm);
}

void nn_dense_weight_gradient(const struct nn_pass *pass, int first, int count) {
    int in = pass->layer->in.channels, out = pass->layer->out.channels;
    struct nn_gemm gemm = nn_gemm_of(count, out, pass->count);
    gemm.a = pass->x + first;
    gemm.a_row = 1;
    gemm.a_step = in;
    gemm.b = pass->dy;
    gemm.c = pass->dweight;
    pass->kernels->gemm(&gemm);
}
