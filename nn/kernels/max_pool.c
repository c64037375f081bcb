/* Max pooling of images with channels side by side: one vector holds LANES channels. */
#include <string.h>

#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

static const float *window_at(const float *x, const struct nn_pooling *p, int oh, int ow) {
    return x + ((ptrdiff_t)oh * p->stride * p->W + (ptrdiff_t)ow * p->stride) * p->C;
}

static void keep_larger(float *restrict y, const float *restrict x, int C) {
    for (int c = 0; c < C; c++)
        y[c] = x[c] > y[c] ? x[c] : y[c];
}

void NN_KERNEL(max_pool)(float *y, const float *x, const struct nn_pooling *p) {
    for (int oh = 0; oh < p->OH; oh++)
        for (int ow = 0; ow < p->OW; ow++, y += p->C) {
            const float *window = window_at(x, p, oh, ow);
            memcpy(y, window, (size_t)p->C * sizeof *y);
            for (int kh = 0; kh < p->kernel; kh++)
                for (int kw = 0; kw < p->kernel; kw++)
                    keep_larger(y, window + ((ptrdiff_t)kh * p->W + kw) * p->C, p->C);
        }
}

/* Gives dy to the first value of the window that equals the maximum y, lane by lane. */
static void unpool_vector(float *dx, vector dy, const float *window, vector y,
                          const struct nn_pooling *p) {
    vector_mask open = ~(vector_mask){0};
    for (int kh = 0; kh < p->kernel; kh++)
        for (int kw = 0; kw < p->kernel; kw++) {
            ptrdiff_t at = ((ptrdiff_t)kh * p->W + kw) * p->C;
            vector_mask here = (vector_load(window + at) == y) & open;
            vector_mask part = (vector_mask)dy & here;
            vector_store(dx + at, vector_load(dx + at) + (vector)part);
            open &= ~here;
        }
}

static void unpool_channel(float *dx, float dy, const float *window, float y,
                           const struct nn_pooling *p) {
    for (int kh = 0; kh < p->kernel; kh++)
        for (int kw = 0; kw < p->kernel; kw++) {
            ptrdiff_t at = ((ptrdiff_t)kh * p->W + kw) * p->C;
            if (window[at] == y) {
                dx[at] += dy;
                return;
            }
        }
}

void NN_KERNEL(max_pool_backward)(float *dx, const float *dy, const float *x, const float *y,
                                  const struct nn_pooling *p) {
    for (int oh = 0; oh < p->OH; oh++)
        for (int ow = 0; ow < p->OW; ow++, y += p->C, dy += p->C) {
            const float *window = window_at(x, p, oh, ow);
            float *into = dx + (window - x);
            int c = 0;
            for (; c + LANES <= p->C; c += LANES)
                unpool_vector(into + c, vector_load(dy + c), window + c, vector_load(y + c), p);
            for (; c < p->C; c++)
                unpool_channel(into + c, dy[c], window + c, y[c], p);
        }
}
