/* Loops over arrays, which the compiler turns into this level's vectors. */
#include <math.h>

#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

void NN_KERNEL(relu)(float *y, const float *x, size_t count) {
    for (size_t i = 0; i < count; i++)
        y[i] = x[i] > 0 ? x[i] : 0;
}

void NN_KERNEL(relu_backward)(float *dx, const float *dy, const float *y, size_t count) {
    for (size_t i = 0; i < count; i++)
        dx[i] = y[i] > 0 ? dy[i] : 0;
}

void NN_KERNEL(add_scaled)(float *restrict y, const float *restrict x, float scale, size_t count) {
    for (size_t i = 0; i < count; i++)
        y[i] += x[i] * scale;
}

/* Sums columns in registers, two sums at a time: each addition waits for the one before it. */
void NN_KERNEL(column_sums)(float *restrict sums, const float *restrict x, int rows, int C) {
    int c = 0;
    for (; c + LANES <= C; c += LANES) {
        vector even = vector_load(sums + c), odd = {0};
        int r = 0;
        for (; r + 2 <= rows; r += 2) {
            even += vector_load(x + (ptrdiff_t)r * C + c);
            odd += vector_load(x + (ptrdiff_t)(r + 1) * C + c);
        }
        if (r < rows)
            even += vector_load(x + (ptrdiff_t)r * C + c);
        vector_store(sums + c, even + odd);
    }
    for (; c < C; c++)
        for (int r = 0; r < rows; r++)
            sums[c] += x[(ptrdiff_t)r * C + c];
}

void NN_KERNEL(column_products)(float *restrict sums, const float *restrict x,
                                const float *restrict y, int rows, int C) {
    for (int r = 0; r < rows; r++, x += C, y += C)
        for (int c = 0; c < C; c++)
            sums[c] += x[c] * y[c];
}

void NN_KERNEL(scale_shift)(float *y, const float *x, const float *restrict scale,
                            const float *restrict shift, int rows, int C) {
    for (int r = 0; r < rows; r++, x += C, y += C)
        for (int c = 0; c < C; c++)
            y[c] = x[c] * scale[c] + shift[c];
}

void NN_KERNEL(blend)(float *y, const float *a, const float *b, const float *restrict factors,
                      int rows, int C) {
    const float *fraction_a = factors, *fraction_b = factors + C, *rest = factors + 2 * C;
    for (int r = 0; r < rows; r++, y += C, a += C, b += C)
        for (int c = 0; c < C; c++)
            y[c] = fraction_a[c] * a[c] + fraction_b[c] * b[c] + rest[c];
}

void NN_KERNEL(adam)(float *restrict w, float *restrict m, float *restrict v,
                     const float *restrict gradient, size_t count, const struct nn_adam *adam) {
    const float beta1 = adam->beta1, beta2 = adam->beta2, epsilon = adam->epsilon;
    const float decay = adam->decay, keep = 1 - adam->rate * adam->decoupled_decay;
    const float rate = adam->rate / adam->correction1, unbias = 1 / adam->correction2;
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i] + decay * w[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        w[i] = keep * w[i] - rate * m[i] / (sqrtf(v[i] * unbias) + epsilon);
    }
}

void NN_KERNEL(momentum)(float *restrict w, float *restrict velocity,
                         const float *restrict gradient, size_t count, float rate, float momentum,
                         float decay, int nesterov) {
    const float ahead = nesterov ? momentum : 1, now = nesterov ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i] + decay * w[i];
        velocity[i] = momentum * velocity[i] + g;
        w[i] -= rate * (now * g + ahead * velocity[i]);
    }
}

void NN_KERNEL(move_towards)(float *restrict average, const float *restrict w, float fraction,
                             size_t count) {
    for (size_t i = 0; i < count; i++)
        average[i] += (w[i] - average[i]) * fraction;
}
