#include <string.h>

#include "nn/layers/layers.h"
#include "nn/rng.h"

/* True if value i of an image is kept. 32 bits of hash are precise enough for a rate. */
static int stays(uint64_t key, uint64_t i, uint32_t threshold) {
    return (uint32_t)nn_rng_mix(key + i * 0x9e3779b97f4a7c15u) >= threshold;
}

static void drop(const struct nn_pass *pass, const float *from, float *to) {
    size_t size = nn_shape_size(pass->layer->in);
    if (!pass->training) {
        memcpy(to, from, (size_t)pass->count * size * sizeof *to);
        return;
    }
    float scale = 1 / (1 - pass->layer->rate);
    uint32_t threshold = (uint32_t)((double)pass->layer->rate * 0x1p32);
    for (int n = 0; n < pass->count; n++, from += size, to += size) {
        uint64_t key = nn_rng_mix(pass->dropout_key + (uint64_t)(pass->first + n));
        for (size_t i = 0; i < size; i++)
            to[i] = stays(key, i, threshold) ? from[i] * scale : 0;
    }
}

void nn_dropout_forward(const struct nn_pass *pass) {
    drop(pass, pass->x, pass->y);
}

void nn_dropout_backward(const struct nn_pass *pass) {
    drop(pass, pass->dy, pass->dx);
}
