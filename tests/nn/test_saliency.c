#include "nn/saliency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { HEIGHT = 9, WIDTH = 8, PIXELS = HEIGHT * WIDTH, MAX_OUTPUTS = 5 };

static const char *const texts[] = {
    "conv10k3-relu-pool2-flatten-dense17-relu-dense4",
    "conv6k3p1-bn-relu-conv33k3s2-bn-relu-gap-dense5",
    "conv4k2-[conv5k3p1-[relu-bn]-relu-conv4k1+relu]-relu-[conv6k2s2-bn+pool2-conv6k1]-gap-[relu]-"
    "dense5",
    "bn-conv5k5s2p2-relu-pool3s2-dropout0.4-flatten-dense24-bn-relu-dropout0.5-dense3",
    "flatten-dense40-relu-dense3",
};

/* Returns the sum of direction times logits in doubles; *kink is set by reference_forward. */
static double directed(const struct nn_model *model, const double *image, const float *direction,
                       double *kink) {
    const struct nn_spec *spec = nn_model_spec(model);
    size_t count = nn_model_value_count(model);
    double *values = malloc((count + 1) * sizeof *values), logits[MAX_OUTPUTS], sum = 0;
    fixture_doubles(nn_model_values(model), count, values);
    *kink = reference_forward(spec, values, false, image, 1, logits);
    for (int k = 0; k < spec->output.channels; k++)
        sum += (double)direction[k] * logits[k];
    free(values);
    return sum;
}

static struct nn_saliency *saliency_of(struct nn_model *model) {
    struct nn_saliency *saliency = NULL;
    struct nn_error err;
    check_ok(nn_saliency_create(&saliency, model, &err), &err);
    return saliency;
}

/* Computes central differences, with a step that crosses no kink of relu or pooling. */
static void check_gradient(const struct nn_model *model, const float *image, const float *direction,
                           const float *gradient) {
    double exact[PIXELS], kink, unused, largest = 0;
    fixture_doubles(image, PIXELS, exact);
    directed(model, exact, direction, &kink);
    const double step = fmin(1e-4, kink / 100);
    assert_true(step > 1e-12);
    for (int i = 0; i < PIXELS; i++) {
        double before = exact[i];
        exact[i] = before + step;
        double above = directed(model, exact, direction, &unused);
        exact[i] = before - step;
        double below = directed(model, exact, direction, &unused);
        exact[i] = before;
        check_close_at((double)gradient[i], (above - below) / (2 * step), 2e-4, 2e-4, i, __FILE__,
                       __LINE__);
        largest = fmax(largest, fabs((double)gradient[i]));
    }
    assert_true(largest > 1e-3);
}

static void test_saliency__gradient_agrees_with_differences(void **state) {
    static const float direction[MAX_OUTPUTS] = {1, -0.5f, 0.25f};
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct nn_spec spec = fixture_spec(texts[t], HEIGHT, WIDTH, 1);
        struct nn_model *model = fixture_model(&spec);
        struct nn_saliency *saliency = saliency_of(model);
        struct nn_rng rng = nn_rng_stream(5, NN_RNG_AUGMENT, 0);
        float image[PIXELS], gradient[PIXELS], again[PIXELS];
        fixture_normal(&rng, 1, image, PIXELS);
        nn_saliency_gradient(saliency, image, direction, gradient);
        check_gradient(model, image, direction, gradient);
        nn_saliency_gradient(saliency, image, direction, again);
        assert_memory_equal(gradient, again, sizeof gradient);
        nn_saliency_destroy(saliency);
        nn_model_release(model);
    }
}

static void test_saliency__logits_are_the_models(void **state) {
    struct nn_spec spec = fixture_spec(texts[0], HEIGHT, WIDTH, 1);
    struct nn_model *model = fixture_model(&spec);
    struct nn_saliency *saliency = saliency_of(model);
    struct nn_rng rng = nn_rng_stream(6, NN_RNG_AUGMENT, 0);
    float image[PIXELS], gradient[PIXELS];
    double exact[PIXELS], kink;
    fixture_normal(&rng, 1, image, PIXELS);
    fixture_doubles(image, PIXELS, exact);
    for (int k = 0; k < spec.output.channels; k++) {
        float direction[MAX_OUTPUTS] = {0};
        direction[k] = 1;
        const float *logits = nn_saliency_gradient(saliency, image, direction, gradient);
        check_close((double)logits[k], directed(model, exact, direction, &kink), 2e-5, 2e-5);
    }
    nn_saliency_destroy(saliency);
    nn_model_release(model);
}

/* The axiom of completeness: the pixels' attributions add up to the change along the direction. */
static void test_saliency__points_add_up_to_the_gain(void **state) {
    enum { POINTS = 400 };
    static const float direction[MAX_OUTPUTS] = {0, 1, -1};
    const double blank[PIXELS] = {0};
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct nn_spec spec = fixture_spec(texts[t], HEIGHT, WIDTH, 1);
        struct nn_model *model = fixture_model(&spec);
        struct nn_saliency *saliency = saliency_of(model);
        struct nn_rng rng = nn_rng_stream(7, NN_RNG_AUGMENT, 0);
        float image[PIXELS], sum[PIXELS] = {0};
        double exact[PIXELS], kink, total = 0;
        fixture_normal(&rng, 1, image, PIXELS);
        fixture_doubles(image, PIXELS, exact);
        for (int k = 0; k < POINTS; k++)
            nn_saliency_add_point(saliency, image, direction, ((float)k + 0.5f) / POINTS, 1, sum);
        for (int i = 0; i < PIXELS; i++)
            total += (double)sum[i] / POINTS;
        double gain =
            directed(model, exact, direction, &kink) - directed(model, blank, direction, &kink);
        assert_true(fabs(gain) > 0.05);
        check_close(total, gain, 2e-3, 1e-2);
        nn_saliency_destroy(saliency);
        nn_model_release(model);
    }
}

static void test_saliency__accepts_another_model(void **state) {
    struct nn_spec spec = fixture_spec(texts[1], HEIGHT, WIDTH, 1);
    struct nn_model *first = fixture_model(&spec), *second = NULL;
    struct nn_error err;
    check_ok(nn_model_create(&second, &spec, 9, &err), &err);
    struct nn_saliency *saliency = saliency_of(first), *fresh = saliency_of(second);
    static const float direction[MAX_OUTPUTS] = {1};
    float image[PIXELS], changed[PIXELS], expected[PIXELS];
    struct nn_rng rng = nn_rng_stream(8, NN_RNG_AUGMENT, 0);
    fixture_normal(&rng, 1, image, PIXELS);
    nn_model_release(first);
    nn_saliency_set_model(saliency, second);
    assert_ptr_equal(nn_saliency_model(saliency), second);
    nn_saliency_gradient(saliency, image, direction, changed);
    nn_saliency_gradient(fresh, image, direction, expected);
    assert_memory_equal(changed, expected, sizeof changed);
    nn_saliency_destroy(saliency);
    nn_saliency_destroy(fresh);
    nn_model_release(second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saliency__gradient_agrees_with_differences),
        cmocka_unit_test(test_saliency__logits_are_the_models),
        cmocka_unit_test(test_saliency__points_add_up_to_the_gain),
        cmocka_unit_test(test_saliency__accepts_another_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
