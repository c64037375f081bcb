/* The transforms of Winograd's F(2x2, 3x3), with the matrices A, B and G of Lavin and Gray 2016,
 * section 4.1. A vector holds neighbouring channels; their number is a multiple of LANES. */
#include <stdbool.h>

#include "nn/kernels/argmax.h"
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

enum { SIDE = 4, KERNEL = 3, OUTPUT = 2 };

/* Each transform works along one axis, on vectors that are `step` apart. */

/* B^T */
static inline void transform_input(const vector *d, vector *to, int step) {
    to[0] = d[0] - d[2 * step];
    to[step] = d[step] + d[2 * step];
    to[2 * step] = d[2 * step] - d[step];
    to[3 * step] = d[step] - d[3 * step];
}

/* A^T */
static inline void transform_output(const vector *m, vector *to, int step) {
    to[0] = m[0] + m[step] + m[2 * step];
    to[step] = m[step] - m[2 * step] - m[3 * step];
}

/* A */
static inline void transform_output_gradient(const vector *dy, vector *to, int step) {
    to[0] = dy[0];
    to[step] = dy[0] + dy[step];
    to[2 * step] = dy[0] - dy[step];
    to[3 * step] = -dy[step];
}

/* G */
static inline void transform_weight(const vector *g, vector *to, int step) {
    vector even = g[0] + g[2 * step];
    to[0] = g[0];
    to[step] = 0.5f * (even + g[step]);
    to[2 * step] = 0.5f * (even - g[step]);
    to[3 * step] = g[2 * step];
}

/* G^T */
static inline void transform_weight_gradient(const vector *u, vector *to, int step) {
    vector sum = 0.5f * (u[step] + u[2 * step]);
    to[0] = u[0] + sum;
    to[step] = 0.5f * (u[step] - u[2 * step]);
    to[2 * step] = sum + u[3 * step];
}

/* `count` vectors that are `distance` floats apart in memory. */
static inline void load(vector *to, int count, const float *from, ptrdiff_t distance) {
    NN_UNROLL(16)
    for (int i = 0; i < count; i++)
        to[i] = vector_load(from + i * distance);
}

static inline void store(const vector *from, int count, float *to, ptrdiff_t distance) {
    NN_UNROLL(16)
    for (int i = 0; i < count; i++)
        vector_store(to + i * distance, from[i]);
}

/* Transforms from_side x from_side vectors into to_side x to_side: columns first, then rows. */
static inline __attribute__((always_inline)) void
transform_square(void (*transform)(const vector *from, vector *to, int step), const vector *from,
                 const int from_side, vector *to, const int to_side) {
    vector halfway[SIDE * SIDE];
    NN_UNROLL(4)
    for (int j = 0; j < from_side; j++)
        transform(from + j, halfway + j, from_side);
    NN_UNROLL(4)
    for (int i = 0; i < to_side; i++)
        transform(halfway + i * from_side, to + i * to_side, 1);
}

/* Loads the side x side pixels from (top, left) on; the image is continued with zeros. */
static inline __attribute__((always_inline)) void load_tile(vector *to, const int side,
                                                            const struct nn_winograd *w,
                                                            const float *image, int top, int left,
                                                            const bool is_inside) {
    const float *corner = image + top * w->row + left * w->pixel;
    NN_UNROLL(4)
    for (int i = 0; i < side; i++) {
        bool row_is_inside = is_inside || (top + i >= 0 && top + i < w->rows);
        NN_UNROLL(4)
        for (int j = 0; j < side; j++) {
            bool pixel_is_inside =
                row_is_inside && (is_inside || (left + j >= 0 && left + j < w->columns));
            to[i * side + j] =
                pixel_is_inside ? vector_load(corner + i * w->row + j * w->pixel) : (vector){0};
        }
    }
}

static inline __attribute__((always_inline)) void input_tile(const struct nn_winograd *w,
                                                             const float *image, int top, int left,
                                                             const bool is_inside, float *to) {
    for (int c = 0; c < w->C; c += LANES) {
        vector d[SIDE * SIDE], transformed[SIDE * SIDE];
        load_tile(d, SIDE, w, image + c, top, left, is_inside);
        transform_square(transform_input, d, SIDE, transformed, SIDE);
        store(transformed, NN_WINOGRAD_POSITIONS, to + c, w->position);
    }
}

static bool tile_is_inside(const struct nn_winograd *w, int top, int left) {
    return top >= 0 && left >= 0 && top + SIDE <= w->rows && left + SIDE <= w->columns;
}

void NN_KERNEL(winograd_input)(const struct nn_winograd *w, const float *image, float *to) {
    for (int th = 0; th < w->tile_rows; th++)
        for (int tw = 0; tw < w->tile_columns; tw++, to += w->C) {
            int top = w->top + OUTPUT * th, left = w->left + OUTPUT * tw;
            if (tile_is_inside(w, top, left))
                input_tile(w, image, top, left, true, to);
            else
                input_tile(w, image, top, left, false, to);
        }
}

static inline void output_of(const struct nn_winograd *w, const float *from, const float *bias,
                             int c, vector y[OUTPUT * OUTPUT]) {
    vector m[SIDE * SIDE];
    load(m, NN_WINOGRAD_POSITIONS, from + c, w->position);
    transform_square(transform_output, m, SIDE, y, OUTPUT);
    for (int i = 0; bias && i < OUTPUT * OUTPUT; i++)
        y[i] += vector_load(bias + c);
}

static void output_tile(const struct nn_winograd *w, const float *from,
                        const struct nn_winograd_end *end, float *y, int top, int left) {
    for (int c = 0; c < w->C; c += LANES) {
        vector value[OUTPUT * OUTPUT];
        output_of(w, from, end->bias, c, value);
        for (int i = 0; i < OUTPUT && top + i < w->rows; i++)
            for (int j = 0; j < OUTPUT && left + j < w->columns; j++) {
                vector here = value[i * OUTPUT + j];
                vector_store(y + (top + i) * w->row + (left + j) * w->pixel + c,
                             end->relu ? vector_larger(here, (vector){0}) : here);
            }
    }
}

void NN_KERNEL(winograd_output)(const struct nn_winograd *w, const float *from,
                                const struct nn_winograd_end *end, float *y) {
    for (int th = 0; th < w->tile_rows; th++)
        for (int tw = 0; tw < w->tile_columns; tw++, from += w->C)
            output_tile(w, from, end, y, w->top + OUTPUT * th, w->left + OUTPUT * tw);
}

void NN_KERNEL(winograd_output_pooled)(const struct nn_winograd *w, const float *from,
                                       const struct nn_winograd_end *end, float *y,
                                       uint8_t *argmax) {
    int tiles = w->tile_rows * w->tile_columns;
    for (int t = 0; t < tiles; t++, from += w->C, y += w->C, argmax += argmax ? w->C : 0)
        for (int c = 0; c < w->C; c += LANES) {
            vector value[OUTPUT * OUTPUT];
            output_of(w, from, end->bias, c, value);
            struct running_max max = running_max_of_four(value);
            running_max_store(&max, end->relu, y + c, argmax ? argmax + c : NULL);
        }
}

void NN_KERNEL(winograd_output_gradient)(const struct nn_winograd *w, const float *dy, float *to) {
    for (int th = 0; th < w->tile_rows; th++)
        for (int tw = 0; tw < w->tile_columns; tw++, to += w->C)
            for (int c = 0; c < w->C; c += LANES) {
                vector d[OUTPUT * OUTPUT], m[SIDE * SIDE];
                load_tile(d, OUTPUT, w, dy + c, w->top + OUTPUT * th, w->left + OUTPUT * tw, false);
                transform_square(transform_output_gradient, d, OUTPUT, m, SIDE);
                store(m, NN_WINOGRAD_POSITIONS, to + c, w->position);
            }
}

void NN_KERNEL(winograd_weight)(const float *weight, ptrdiff_t apart, size_t count, float *to) {
    for (size_t i = 0; i < count; i += LANES) {
        vector g[KERNEL * KERNEL], u[SIDE * SIDE];
        load(g, KERNEL * KERNEL, weight + i, apart);
        transform_square(transform_weight, g, KERNEL, u, SIDE);
        store(u, NN_WINOGRAD_POSITIONS, to + i, apart);
    }
}

void NN_KERNEL(winograd_weight_gradient)(const float *from, size_t count, float *dweight) {
    for (size_t i = 0; i < count; i += LANES) {
        vector u[SIDE * SIDE], g[KERNEL * KERNEL];
        load(u, NN_WINOGRAD_POSITIONS, from + i, (ptrdiff_t)count);
        transform_square(transform_weight_gradient, u, SIDE, g, KERNEL);
        NN_UNROLL(9)
        for (size_t k = 0; k < KERNEL * KERNEL; k++) {
            float *at = dweight + k * count + i;
            vector_store(at, vector_load(at) + g[k]);
        }
    }
}
