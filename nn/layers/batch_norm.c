#include "nn/layers/batch_norm.h"

#include <math.h>
#include <string.h>

static const float running_fraction = 0.1f;

static int pixels_in(const struct nn_pass *pass) {
    return pass->count * pass->layer->in.height * pass->layer->in.width;
}

/* scale may alias inverse_deviation. */
static void make_line(const struct nn_pass *pass, const float *mean, const float *inverse_deviation,
                      float *scale, float *shift) {
    for (int c = 0; c < pass->layer->in.channels; c++) {
        scale[c] = pass->weight[c] * inverse_deviation[c];
        shift[c] = pass->bias[c] - mean[c] * scale[c];
    }
}

/* y = x * scale + shift, both in scratch [2,C]. */
static void apply_line(const struct nn_pass *pass) {
    int C = pass->layer->in.channels;
    const float *scale = pass->scratch, *shift = pass->scratch + C;
    pass->kernels->scale_shift(pass->y, pass->x, scale, shift, pixels_in(pass), C);
    if (pass->layer->relu)
        pass->kernels->relu(pass->y, pass->y, (size_t)pixels_in(pass) * (size_t)C);
}

void nn_batch_norm_infer_line(const struct nn_pass *pass, float *scale, float *shift) {
    for (int c = 0; c < pass->layer->in.channels; c++)
        scale[c] = 1 / sqrtf(pass->running_variance[c] + NN_BATCH_NORM_EPSILON);
    make_line(pass, pass->running_mean, scale, scale, shift);
}

void nn_batch_norm_infer(const struct nn_pass *pass) {
    nn_batch_norm_infer_line(pass, pass->scratch, pass->scratch + pass->layer->in.channels);
    apply_line(pass);
}

/* dx = dy * scale: running statistics do not depend on the image. */
void nn_batch_norm_infer_backward(const struct nn_pass *pass) {
    int C = pass->layer->in.channels;
    float *scale = pass->scratch, *shift = scale + C;
    nn_batch_norm_infer_line(pass, scale, shift);
    memset(shift, 0, (size_t)C * sizeof *shift);
    pass->kernels->scale_shift(pass->dx, pass->dy, scale, shift, pixels_in(pass), C);
}

void nn_batch_norm_apply(const struct nn_pass *pass, const struct nn_batch_norm *norm) {
    make_line(pass, norm->mean, norm->inverse_deviation, pass->scratch,
              pass->scratch + pass->layer->in.channels);
    apply_line(pass);
}

void nn_batch_norm_sums(const struct nn_pass *pass, const float *a,
                        const struct nn_batch_norm *norm, int shard) {
    int C = pass->layer->in.channels, pixels = pixels_in(pass);
    float *sums = norm->sums + (ptrdiff_t)shard * 2 * C;
    memset(sums, 0, 2 * (size_t)C * sizeof *sums);
    pass->kernels->column_sums(sums, a, pixels, C);
    pass->kernels->column_products(sums + C, a, pass->x, pixels, C);
}

static double sum_over_shards(const float *sums, int shards, int C, int row, int c) {
    double sum = 0;
    for (int s = 0; s < shards; s++)
        sum += (double)sums[((ptrdiff_t)s * 2 + row) * C + c];
    return sum;
}

static void move(float *running, double value) {
    *running += running_fraction * ((float)value - *running);
}

static double pixels_of(const struct nn_layer *layer, int images) {
    return (double)images * layer->in.height * layer->in.width;
}

void nn_batch_norm_combine(const struct nn_layer *layer, const struct nn_batch_norm *norm,
                           int images, int shards, float *running_mean, float *running_variance) {
    int C = layer->in.channels;
    double pixels = pixels_of(layer, images);
    for (int c = 0; c < C; c++) {
        double mean = sum_over_shards(norm->sums, shards, C, 0, c) / pixels;
        double variance = sum_over_shards(norm->sums, shards, C, 1, c) / pixels - mean * mean;
        variance = variance > 0 ? variance : 0;
        norm->mean[c] = (float)mean;
        norm->inverse_deviation[c] = (float)(1 / sqrt(variance + (double)NN_BATCH_NORM_EPSILON));
        move(&running_mean[c], mean);
        move(&running_variance[c], pixels > 1 ? variance * pixels / (pixels - 1) : variance);
    }
}

/* With u = (x - mean) * i, i the inverse deviation: dbias = sum dy, dweight = sum dy * u, and
 * dx = weight * i * (dy - mean(dy) - u * mean(dy * u)), which is linear in dy and x. */
void nn_batch_norm_gradient_combine(const struct nn_pass *pass, const struct nn_batch_norm *norm,
                                    int images, int shards) {
    int C = pass->layer->in.channels;
    double pixels = pixels_of(pass->layer, images);
    for (int c = 0; c < C; c++) {
        double mean = (double)norm->mean[c], inverse = (double)norm->inverse_deviation[c];
        double dbias = sum_over_shards(norm->sums, shards, C, 0, c);
        double dweight = (sum_over_shards(norm->sums, shards, C, 1, c) - mean * dbias) * inverse;
        double scale = (double)pass->weight[c] * inverse;
        double slope = scale * inverse * dweight / pixels;
        pass->dbias[c] = (float)dbias;
        pass->dweight[c] = (float)dweight;
        norm->factors[c] = (float)scale;
        norm->factors[C + c] = (float)-slope;
        norm->factors[2 * C + c] = (float)(slope * mean - scale * dbias / pixels);
    }
}

void nn_batch_norm_gradient_apply(const struct nn_pass *pass, const struct nn_batch_norm *norm) {
    pass->kernels->blend(pass->dx, pass->dy, pass->x, norm->factors, pixels_in(pass),
                         pass->layer->in.channels);
}
