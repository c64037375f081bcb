/* The marks [ + ] around branches: a value that is read twice, and the sum of two. Forward a fork
 * passes its value on and a join adds; backward it is the other way round. */
#include <string.h>

#include "nn/layers/layers.h"

static size_t values_of(const struct nn_pass *pass, struct nn_shape shape) {
    return (size_t)pass->count * nn_shape_size(shape);
}

static void copy(float *to, const float *from, size_t count) {
    if (to != from)
        memcpy(to, from, count * sizeof *to);
}

void nn_fork_forward(const struct nn_pass *pass) {
    copy(pass->y, pass->x, values_of(pass, pass->layer->in));
}

void nn_fork_backward(const struct nn_pass *pass) {
    size_t count = values_of(pass, pass->layer->in);
    copy(pass->dx, pass->dy, count);
    pass->kernels->add_scaled(pass->dx, pass->dother, 1, count);
}

void nn_branch_forward(const struct nn_pass *pass) {
    copy(pass->y, pass->other, values_of(pass, pass->layer->out));
}

void nn_branch_backward(const struct nn_pass *pass) {
    copy(pass->dx, pass->dother, values_of(pass, pass->layer->in));
}

void nn_join_forward(const struct nn_pass *pass) {
    size_t count = values_of(pass, pass->layer->in);
    copy(pass->y, pass->x, count);
    pass->kernels->add_scaled(pass->y, pass->other, 1, count);
    if (pass->layer->relu)
        pass->kernels->relu(pass->y, pass->y, count);
}

void nn_join_backward(const struct nn_pass *pass) {
    copy(pass->dx, pass->dy, values_of(pass, pass->layer->in));
}
