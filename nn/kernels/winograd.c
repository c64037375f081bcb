/* The transforms of Winograd's convolution F(2x2, 3x3): Lavin and Gray 2016, section 4.1, with its
 * matrices A, B and G. A vector holds neighbouring channels; their number is a multiple of
 * LANES. */
#include "nn/kernels/argmax.h"
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

enum { SIDE = 4, KERNEL = 3, OUTPUT = 2 };

/* Each transform works along one axis, on vectors that are `step` apart; columns first, then
 * rows. */

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

/* The image continues with zeros beyond its right and lower edges. */
static void input_tile(const struct nn_winograd *w, const float *x, int rows, int columns,
                       float *to) {
    for (int c = 0; c < w->C; c += LANES) {
        vector d[SIDE * SIDE], halfway[SIDE * SIDE];
        NN_UNROLL(4)
        for (int i = 0; i < SIDE; i++) {
            NN_UNROLL(4)
            for (int j = 0; j < SIDE; j++)
                d[i * SIDE + j] = i < rows && j < columns
                                      ? vector_load(x + i * w->row + j * w->pixel + c)
                                      : (vector){0};
        }
        NN_UNROLL(4)
        for (int j = 0; j < SIDE; j++)
            transform_input(d + j, halfway + j, SIDE);
        NN_UNROLL(4)
        for (int i = 0; i < SIDE; i++)
            transform_input(halfway + i * SIDE, d + i * SIDE, 1);
        NN_UNROLL(16)
        for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++)
            vector_store(to + p * w->position + c, d[p]);
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

static inline void output_of(const struct nn_winograd *w, const float *from, int c,
                             vector y[OUTPUT * OUTPUT]) {
    vector m[SIDE * SIDE], halfway[OUTPUT * SIDE];
    NN_UNROLL(16)
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++)
        m[p] = vector_load(from + p * w->position + c);
    NN_UNROLL(4)
    for (int j = 0; j < SIDE; j++)
        transform_output(m + j, halfway + j, SIDE);
    NN_UNROLL(2)
    for (int i = 0; i < OUTPUT; i++)
        transform_output(halfway + i * SIDE, y + i * OUTPUT, 1);
}

static void add_bias(vector y[OUTPUT * OUTPUT], const float *bias, int c) {
    if (!bias)
        return;
    vector term = vector_load(bias + c);
    for (int i = 0; i < OUTPUT * OUTPUT; i++)
        y[i] += term;
}

static void output_tile(const struct nn_winograd *w, const float *from,
                        const struct nn_winograd_end *end, float *y, int rows, int columns) {
    for (int c = 0; c < w->C; c += LANES) {
        vector value[OUTPUT * OUTPUT];
        output_of(w, from, c, value);
        add_bias(value, end->bias, c);
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
            output_of(w, from, c, value);
            add_bias(value, end->bias, c);
            struct running_max max = running_max_of_four(value);
            running_max_store(&max, end->relu, y + c, argmax ? argmax + c : NULL);
        }
}

static void output_gradient_tile(const struct nn_winograd *w, const float *dy, int rows,
                                 int columns, float *to) {
    for (int c = 0; c < w->C; c += LANES) {
        vector d[OUTPUT * OUTPUT], halfway[SIDE * OUTPUT], m[SIDE * SIDE];
        for (int i = 0; i < OUTPUT; i++)
            for (int j = 0; j < OUTPUT; j++)
                d[i * OUTPUT + j] = i < rows && j < columns
                                        ? vector_load(dy + i * w->row + j * w->pixel + c)
                                        : (vector){0};
        NN_UNROLL(2)
        for (int j = 0; j < OUTPUT; j++)
            transform_output_gradient(d + j, halfway + j, OUTPUT);
        NN_UNROLL(4)
        for (int i = 0; i < SIDE; i++)
            transform_output_gradient(halfway + i * OUTPUT, m + i * SIDE, 1);
        NN_UNROLL(16)
        for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++)
            vector_store(to + p * w->position + c, m[p]);
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
        vector g[KERNEL * KERNEL], halfway[SIDE * KERNEL], u[SIDE * SIDE];
        NN_UNROLL(9)
        for (size_t k = 0; k < KERNEL * KERNEL; k++)
            g[k] = vector_load(weight + k * count + i);
        NN_UNROLL(3)
        for (int j = 0; j < KERNEL; j++)
            transform_weight(g + j, halfway + j, KERNEL);
        NN_UNROLL(4)
        for (int r = 0; r < SIDE; r++)
            transform_weight(halfway + r * KERNEL, u + r * SIDE, 1);
        NN_UNROLL(16)
        for (size_t p = 0; p < NN_WINOGRAD_POSITIONS; p++)
            vector_store(to + p * count + i, u[p]);
    }
}

void NN_KERNEL(winograd_weight_gradient)(const float *from, size_t count, float *dweight) {
    for (size_t i = 0; i < count; i += LANES) {
        vector u[SIDE * SIDE], halfway[KERNEL * SIDE], g[KERNEL * KERNEL];
        NN_UNROLL(16)
        for (size_t p = 0; p < NN_WINOGRAD_POSITIONS; p++)
            u[p] = vector_load(from + p * count + i);
        NN_UNROLL(4)
        for (int j = 0; j < SIDE; j++)
            transform_weight_gradient(u + j, halfway + j, SIDE);
        NN_UNROLL(3)
        for (int r = 0; r < KERNEL; r++)
            transform_weight_gradient(halfway + r * SIDE, g + r * KERNEL, 1);
        NN_UNROLL(9)
        for (size_t k = 0; k < KERNEL * KERNEL; k++) {
            float *at = dweight + k * count + i;
            vector_store(at, vector_load(at) + g[k]);
        }
    }
}
