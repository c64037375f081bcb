/* The transforms of Winograd's F(2x2, 3x3), with the matrices A, B and G of Lavin and Gray 2016,
 * section 4.1. A vector holds neighbouring channels; their number is a multiple of LANES. */
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

/* Loads side x side pixels; the image continues with zeros beyond its right and lower edges. */
static inline void load_tile(vector *to, const int side, const struct nn_winograd *w,
                             const float *from, int rows, int columns) {
    NN_UNROLL(4)
    for (int i = 0; i < side; i++) {
        NN_UNROLL(4)
        for (int j = 0; j < side; j++)
            to[i * side + j] = i < rows && j < columns
                                   ? vector_load(from + i * w->row + j * w->pixel)
                                   : (vector){0};
    }
}

static void input_tile(const struct nn_winograd *w, const float *x, int rows, int columns,
                       float *to) {
    for (int c = 0; c < w->C; c += LANES) {
        vector d[SIDE * SIDE], transformed[SIDE * SIDE];
        load_tile(d, SIDE, w, x + c, rows, columns);
        transform_square(transform_input, d, SIDE, transformed, SIDE);
        store(transformed, NN_WINOGRAD_POSITIONS, to + c, w->position);
    }
}

void NN_KERNEL(winograd_input)(const struct nn_winograd *w, const float *x, float *to) {
    for (int th = 0; th < w->tile_rows; th++)
        for (int tw = 0; tw < w->tile_columns; tw++, to += w->C) {
            const float *tile = x + OUTPUT * (th * w->row + tw * w->pixel);
            int rows = w->rows - OUTPUT * th, columns = w->columns - OUTPUT * tw;
            if (rows >= SIDE && columns >= SIDE)
                input_tile(w, tile, SIDE, SIDE, to);
            else
                input_tile(w, tile, rows, columns, to);
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
                        const struct nn_winograd_end *end, float *y, int rows, int columns) {
    for (int c = 0; c < w->C; c += LANES) {
        vector value[OUTPUT * OUTPUT];
        output_of(w, from, end->bias, c, value);
        for (int i = 0; i < OUTPUT && i < rows; i++)
            for (int j = 0; j < OUTPUT && j < columns; j++) {
                vector here = value[i * OUTPUT + j];
                vector_store(y + i * w->row + j * w->pixel + c,
                             end->relu ? vector_larger(here, (vector){0}) : here);
            }
    }
}

void NN_KERNEL(winograd_output)(const struct nn_winograd *w, const float *from,
                                const struct nn_winograd_end *end, float *y) {
    for (int th = 0; th < w->tile_rows; th++)
        for (int tw = 0; tw < w->tile_columns; tw++, from += w->C)
            output_tile(w, from, end, y + OUTPUT * (th * w->row + tw * w->pixel),
                        w->rows - OUTPUT * th, w->columns - OUTPUT * tw);
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

static void output_gradient_tile(const struct nn_winograd *w, const float *dy, int rows,
                                 int columns, float *to) {
    for (int c = 0; c < w->C; c += LANES) {
        vector d[OUTPUT * OUTPUT], m[SIDE * SIDE];
        load_tile(d, OUTPUT, w, dy + c, rows, columns);
        transform_square(transform_output_gradient, d, OUTPUT, m, SIDE);
        store(m, NN_WINOGRAD_POSITIONS, to + c, w->position);
    }
}

void NN_KERNEL(winograd_output_gradient)(const struct nn_winograd *w, const float *dy, float *to) {
    for (int th = 0; th < w->tile_rows; th++)
        for (int tw = 0; tw < w->tile_columns; tw++, to += w->C)
            output_gradient_tile(w, dy + OUTPUT * (th * w->row + tw * w->pixel),
                                 w->rows - OUTPUT * th, w->columns - OUTPUT * tw, to);
}

void NN_KERNEL(winograd_weight)(const float *weight, size_t count, float *to) {
    for (size_t i = 0; i < count; i += LANES) {
        vector g[KERNEL * KERNEL], u[SIDE * SIDE];
        load(g, KERNEL * KERNEL, weight + i, (ptrdiff_t)count);
        transform_square(transform_weight, g, KERNEL, u, SIDE);
        store(u, NN_WINOGRAD_POSITIONS, to + i, (ptrdiff_t)count);
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
