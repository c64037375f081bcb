/* y = x * weight + bias for each channel, with fixed numbers: the range that a network takes its
 * pictures in, or a batch norm that a file has already worked out. */
#include <string.h>

#include "nn/layers/layers.h"

static int pixels_in(const struct nn_pass *pass) {
    return pass->count * pass->layer->in.height * pass->layer->in.width;
}

void nn_affine_forward(const struct nn_pass *pass) {
    pass->kernels->scale_shift(pass->y, pass->x, pass->weight, pass->bias, pixels_in(pass),
                               pass->layer->in.channels);
}

/* scratch holds C floats. */
void nn_affine_backward(const struct nn_pass *pass) {
    int C = pass->layer->in.channels;
    memset(pass->scratch, 0, (size_t)C * sizeof *pass->scratch);
    pass->kernels->scale_shift(pass->dx, pass->dy, pass->weight, pass->scratch, pixels_in(pass), C);
}
