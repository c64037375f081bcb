#include "nn/layers/conv_methods.h"

enum { MAX_WINDOW = 15 * 15 };

bool nn_conv_is_small(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return g->pool == 2 && g->OC >= kernels->lanes &&
           g->kernel * g->kernel * g->IC <= NN_POOLED_CONV_MAX_PATCH;
}

/* The kernel's arguments for image n, with x padded. */
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
        .argmax = pass->argmax ? pass->argmax + out : NULL,
        .dy = pass->dy ? pass->dy + out : NULL,
        .dweight = pass->dweight,
    };
}

void nn_conv_small(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                   void (*kernel)(const struct nn_pooled_conv *conv)) {
    for (int n = 0; n < pass->count; n++) {
        struct nn_pooled_conv conv = small_conv(pass, g, n);
        kernel(&conv);
    }
}

bool nn_conv_uses_argmax(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return g->pool && g->kernel * g->IC >= kernels->lanes;
}

static size_t pooled_pixels(const struct nn_conv_geometry *g) {
    return (size_t)(g->OH / g->pool) * (size_t)(g->OW / g->pool);
}

static size_t weights(const struct nn_conv_geometry *g) {
    return (size_t)g->kernel * (size_t)g->kernel * (size_t)g->IC * (size_t)g->OC;
}

/* The parts of the scratch memory. */
struct argmax_scratch {
    float *x, *dx;          /* an image and its gradient, padded; unused without padding */
    float *dweight;         /* transposed, [OC,KH,KW,IC], summed over images */
    int *counts;            /* of items, [OC] or [window] */
    struct nn_patch *items; /* [OC, pooled pixels] or [window, OC] */
};

static size_t max_lists(const struct nn_conv_geometry *g) {
    return (size_t)(g->OC > MAX_WINDOW ? g->OC : MAX_WINDOW);
}

size_t nn_conv_argmax_scratch(const struct nn_conv_geometry *g) {
    size_t floats_an_item = sizeof(struct nn_patch) / sizeof(float), channels = (size_t)g->OC;
    size_t window = (size_t)(g->pool * g->pool);
    size_t longer = window > pooled_pixels(g) ? window : pooled_pixels(g);
    return 2 * nn_conv_padded_size(g) + weights(g) + max_lists(g) + NN_SLACK +
           channels * longer * floats_an_item;
}

static struct argmax_scratch divide(const struct nn_conv_geometry *g, float *scratch) {
    struct argmax_scratch parts = {.x = scratch};
    parts.dx = parts.x + nn_conv_padded_size(g);
    parts.dweight = parts.dx + nn_conv_padded_size(g);
    /* cppcheck-suppress invalidPointerCast ; the memory is only divided, not read as floats */
    parts.counts = (int *)(parts.dweight + weights(g));
    parts.items = (struct nn_patch *)(parts.counts + max_lists(g));
    return parts;
}

/* One image's gradient at the pooled pixels, and the positions of the maxima there. */
struct pooled_gradient {
    const float *dy;
    const uint8_t *argmax;
    int32_t offsets[MAX_WINDOW]; /* from a window's first patch to that of each of its outputs */
};

static struct pooled_gradient gradient_of(const struct nn_pass *pass,
                                          const struct nn_conv_geometry *g, int image) {
    ptrdiff_t out = (ptrdiff_t)image * (ptrdiff_t)nn_shape_size(pass->layer->out);
    struct pooled_gradient gradient = {pass->dy + out, pass->argmax + out, {0}};
    for (int r = 0; r < g->pool; r++)
        for (int p = 0; p < g->pool; p++)
            gradient.offsets[r * g->pool + p] = (r * g->padded_W + p) * g->stride * g->IC;
    return gradient;
}

static int32_t window_at(const struct nn_conv_geometry *g, int pixel) {
    int OW = g->OW / g->pool;
    return (pixel / OW * g->padded_W + pixel % OW) * g->pool * g->stride * g->IC;
}

/* Lists each channel's patches of x in the order of their windows. Every patch is written, and the
 * position advances only if it counts, which avoids an unpredictable branch. */
static void list_by_channel(const struct nn_conv_geometry *g,
                            const struct pooled_gradient *gradient,
                            const struct argmax_scratch *to) {
    int pixels = (int)pooled_pixels(g);
    const float *dy = gradient->dy;
    const uint8_t *argmax = gradient->argmax;
    memset(to->counts, 0, (size_t)g->OC * sizeof *to->counts);
    for (int pixel = 0; pixel < pixels; pixel++, dy += g->OC, argmax += g->OC) {
        int32_t window = window_at(g, pixel);
        for (int oc = 0; oc < g->OC; oc++) {
            struct nn_patch *items = to->items + (ptrdiff_t)oc * pixels;
            items[to->counts[oc]] =
                (struct nn_patch){window + gradient->offsets[argmax[oc]], dy[oc]};
            to->counts[oc] += dy[oc] != 0;
        }
    }
}

/* Adds each channel's patches of x, at its maxima, to the transposed dweight. */
static void add_to_weights(const struct nn_kernels *kernels, const struct nn_conv_geometry *g,
                           const float *x, const struct argmax_scratch *parts) {
    int width = g->kernel * g->IC;
    struct nn_patches patches = {
        .rows = g->kernel,
        .width = width,
        .patch_row = (ptrdiff_t)g->padded_W * g->IC,
        .sum_row = width,
        .items = parts->items,
    };
    for (int oc = 0; oc < g->OC; oc++, patches.items += pooled_pixels(g)) {
        patches.count = parts->counts[oc];
        kernels->add_patches(parts->dweight + (ptrdiff_t)oc * g->kernel * width, x, &patches);
    }
}

/* Lists, for each output of one window, the channels whose weights it gets. */
static void list_by_output(const struct nn_conv_geometry *g, const float *dy, const uint8_t *argmax,
                           const struct argmax_scratch *to) {
    int patch = g->kernel * g->kernel * g->IC;
    memset(to->counts, 0, (size_t)(g->pool * g->pool) * sizeof *to->counts);
    for (int oc = 0; oc < g->OC; oc++) {
        int output = argmax[oc];
        /* cppcheck-suppress constStatement ; dy[oc] is part of the value */
        to->items[output * g->OC + to->counts[output]] = (struct nn_patch){oc * patch, dy[oc]};
        to->counts[output] += dy[oc] != 0;
    }
}

/* Adds each channel's weight to the padded dx at the patch of its maximum. */
static void add_to_data(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                        const struct pooled_gradient *gradient, float *dx,
                        const struct argmax_scratch *parts) {
    int width = g->kernel * g->IC, pixels = (int)pooled_pixels(g);
    struct nn_patches patches = {
        .rows = g->kernel,
        .width = width,
        .patch_row = width,
        .sum_row = (ptrdiff_t)g->padded_W * g->IC,
    };
    memset(dx, 0, nn_conv_padded_values(g) * sizeof *dx);
    for (int pixel = 0; pixel < pixels; pixel++) {
        ptrdiff_t at = (ptrdiff_t)pixel * g->OC;
        list_by_output(g, gradient->dy + at, gradient->argmax + at, parts);
        for (int output = 0; output < g->pool * g->pool; output++) {
            patches.items = parts->items + output * g->OC;
            patches.count = parts->counts[output];
            if (patches.count > 0)
                pass->kernels->add_patches(dx + window_at(g, pixel) + gradient->offsets[output],
                                           pass->backward_weights, &patches);
        }
    }
}

/* Removes the padding. */
static void crop(const struct nn_conv_geometry *g, const float *padded, float *dx) {
    ptrdiff_t row = (ptrdiff_t)g->W * g->IC, padded_row = (ptrdiff_t)g->padded_W * g->IC;
    nn_conv_copy_rows(dx, row, padded + g->padding * (padded_row + g->IC), padded_row, g->H, row);
}

static void gradients_of_image(const struct nn_pass *pass, const struct nn_conv_geometry *g, int n,
                               const struct argmax_scratch *parts) {
    ptrdiff_t in = (ptrdiff_t)n * (ptrdiff_t)nn_shape_size(pass->layer->in);
    struct pooled_gradient gradient = gradient_of(pass, g, n);
    list_by_channel(g, &gradient, parts);
    add_to_weights(pass->kernels, g, nn_conv_padded_image(g, pass->x + in, parts->x), parts);
    if (!pass->dx)
        return;
    float *dx = nn_conv_is_padded(g) ? parts->dx : pass->dx + in;
    add_to_data(pass, g, &gradient, dx, parts);
    if (nn_conv_is_padded(g))
        crop(g, dx, pass->dx + in);
}

void nn_conv_argmax_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct argmax_scratch parts = divide(g, pass->scratch);
    int patch = g->kernel * g->kernel * g->IC;
    memset(parts.dweight, 0, weights(g) * sizeof *parts.dweight);
    for (int n = 0; n < pass->count; n++)
        gradients_of_image(pass, g, n, &parts);
    pass->kernels->transpose(pass->dweight, g->OC, parts.dweight, patch, g->OC, patch, 1);
}
