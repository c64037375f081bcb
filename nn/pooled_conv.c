#include "nn/pooled_conv.h"

enum { MAX_WINDOW = 15 * 15 };

bool nn_conv_is_small(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return g->pool == 2 && g->OC >= kernels->lanes &&
           g->kernel * g->kernel * g->IC <= NN_POOLED_CONV_MAX_PATCH;
}

/* Of image number n, x with its padding. */
static struct nn_pooled_conv small_conv(const struct nn_pass *pass,
                                        const struct nn_conv_geometry *g, int n) {
    ptrdiff_t out = (ptrdiff_t)n * (ptrdiff_t)nn_shape_size(pass->layer->out);
    const float *image = pass->x + (ptrdiff_t)n * (ptrdiff_t)nn_shape_size(pass->layer->in);
    return (struct nn_pooled_conv){
        .OH = g->OH / g->pool,
        .OW = g->OW / g->pool,
        .OC = g->OC,
        .rows = g->kernel,
        .width = g->kernel * g->IC,
        .relu = g->relu,
        .patch_row = (ptrdiff_t)g->padded_W * g->IC,
        .step_x = (ptrdiff_t)g->stride * g->IC,
        .step_y = (ptrdiff_t)g->stride * g->padded_W * g->IC,
        .x = nn_conv_padded_image(g, image, pass->scratch),
        .weight = pass->weight,
        .bias = pass->bias,
        .y = pass->y + out,
        .winners = pass->winners ? pass->winners + out : NULL,
        .dy = pass->dy ? pass->dy + out : NULL,
        .dweight = pass->dweight,
    };
}

void nn_conv_small_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    for (int n = 0; n < pass->count; n++) {
        struct nn_pooled_conv conv = small_conv(pass, g, n);
        pass->kernels->pooled_conv(&conv);
    }
}

void nn_conv_small_weight_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    for (int n = 0; n < pass->count; n++) {
        struct nn_pooled_conv conv = small_conv(pass, g, n);
        pass->kernels->pooled_conv_gradient(&conv);
    }
}

bool nn_conv_follows_winners(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return g->pool && g->kernel * g->IC >= kernels->lanes;
}

static size_t padded_values(const struct nn_conv_geometry *g) {
    return (size_t)g->padded_H * (size_t)g->padded_W * (size_t)g->IC;
}

static size_t pooled_pixels(const struct nn_conv_geometry *g) {
    return (size_t)(g->OH / g->pool) * (size_t)(g->OW / g->pool);
}

static size_t weights(const struct nn_conv_geometry *g) {
    return (size_t)g->kernel * (size_t)g->kernel * (size_t)g->IC * (size_t)g->OC;
}

/* What scratch memory is divided into. */
struct winners_scratch {
    float *x, *dx;             /* an image and its gradient with their padding; unused without */
    float *dweight;            /* transposed, [OC,KH,KW,IC], summed over images */
    int *counts;               /* of winners, [OC] */
    struct nn_winner *winners; /* [OC, pooled pixels] */
};

size_t nn_conv_winners_scratch(const struct nn_conv_geometry *g) {
    size_t floats_a_winner = sizeof(struct nn_winner) / sizeof(float), channels = (size_t)g->OC;
    return 2 * nn_conv_padded_size(g) + weights(g) + channels + NN_SLACK +
           channels * pooled_pixels(g) * floats_a_winner;
}

static struct winners_scratch divide(const struct nn_conv_geometry *g, float *scratch) {
    struct winners_scratch parts = {.x = scratch};
    parts.dx = parts.x + nn_conv_padded_size(g);
    parts.dweight = parts.dx + nn_conv_padded_size(g);
    parts.counts = (int *)(parts.dweight + weights(g));
    parts.winners = (struct nn_winner *)(parts.counts + g->OC);
    return parts;
}

/* From a window's first patch to that of each of its outputs. */
static void find_offsets(const struct nn_conv_geometry *g, int32_t offsets[MAX_WINDOW]) {
    for (int r = 0; r < g->pool; r++)
        for (int p = 0; p < g->pool; p++)
            offsets[r * g->pool + p] = (r * g->padded_W + p) * g->stride * g->IC;
}

/* Each channel's winners that have a gradient, in the order of their windows. Writing every one and
 * moving on only if it counts saves a branch that nobody can foretell. */
static void collect_winners(const struct nn_conv_geometry *g, const float *dy,
                            const uint8_t *numbers, const struct winners_scratch *to) {
    int32_t offsets[MAX_WINDOW];
    int OH = g->OH / g->pool, OW = g->OW / g->pool;
    find_offsets(g, offsets);
    memset(to->counts, 0, (size_t)g->OC * sizeof *to->counts);
    for (int oh = 0; oh < OH; oh++)
        for (int ow = 0; ow < OW; ow++, dy += g->OC, numbers += g->OC) {
            int32_t window = (oh * g->padded_W + ow) * g->pool * g->stride * g->IC;
            for (int oc = 0; oc < g->OC; oc++) {
                struct nn_winner *winners = to->winners + (ptrdiff_t)oc * OH * OW;
                winners[to->counts[oc]] = (struct nn_winner){window + offsets[numbers[oc]], dy[oc]};
                to->counts[oc] += dy[oc] != 0;
            }
        }
}

/* Takes the padding off again. */
static void crop(const struct nn_conv_geometry *g, const float *padded, float *dx) {
    size_t row = (size_t)g->W * (size_t)g->IC;
    for (int h = 0; h < g->H; h++)
        memcpy(dx + (size_t)h * row,
               padded + ((ptrdiff_t)(h + g->padding) * g->padded_W + g->padding) * g->IC,
               row * sizeof *dx);
}

static void gradients_of_image(const struct nn_pass *pass, const struct nn_conv_geometry *g, int n,
                               const struct winners_scratch *parts) {
    ptrdiff_t in = (ptrdiff_t)n * (ptrdiff_t)nn_shape_size(pass->layer->in);
    ptrdiff_t out = (ptrdiff_t)n * (ptrdiff_t)nn_shape_size(pass->layer->out);
    ptrdiff_t patch = (ptrdiff_t)g->kernel * g->kernel * g->IC;
    const float *x = nn_conv_padded_image(g, pass->x + in, parts->x);
    float *dx = !pass->dx ? NULL : g->padding ? parts->dx : pass->dx + in;
    struct nn_patches patches = {
        .rows = g->kernel,
        .width = g->kernel * g->IC,
        .patch_row = (ptrdiff_t)g->padded_W * g->IC,
        .winners = parts->winners,
    };
    collect_winners(g, pass->dy + out, pass->winners + out, parts);
    if (dx)
        memset(dx, 0, padded_values(g) * sizeof *dx);
    for (int oc = 0; oc < g->OC; oc++, patches.winners += pooled_pixels(g)) {
        patches.count = parts->counts[oc];
        pass->kernels->gather_patches(parts->dweight + oc * patch, x, &patches);
        if (dx)
            pass->kernels->scatter_patches(dx, pass->mirror + oc * patch, &patches);
    }
    if (dx && g->padding)
        crop(g, dx, pass->dx + in);
}

void nn_conv_winners_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct winners_scratch parts = divide(g, pass->scratch);
    int patch = g->kernel * g->kernel * g->IC;
    memset(parts.dweight, 0, weights(g) * sizeof *parts.dweight);
    for (int n = 0; n < pass->count; n++)
        gradients_of_image(pass, g, n, &parts);
    pass->kernels->transpose(pass->dweight, g->OC, parts.dweight, patch, g->OC, patch, 1);
}
