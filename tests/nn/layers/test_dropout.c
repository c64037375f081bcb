#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/layers/layers.h"
#include "nn/network.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { IMAGES = 6, CHANNELS = 4000, VALUES = IMAGES * CHANNELS };

struct arrays {
    struct nn_spec spec;
    float *ones, *y, *dx;
};

static struct nn_pass pass_of(const struct arrays *at, uint64_t key) {
    return (struct nn_pass){
        .kernels = nn_kernels_best(),
        .layer = &at->spec.layers[0],
        .count = IMAGES,
        .x = at->ones,
        .y = at->y,
        .dy = at->ones,
        .dx = at->dx,
        .dropout_key = key,
        .training = true,
    };
}

static int setup(void **state) {
    struct arrays *at = malloc(sizeof *at);
    at->spec = fixture_spec("dropout0.3", 1, 1, CHANNELS);
    at->ones = fixture_floats(VALUES);
    at->y = fixture_floats(VALUES);
    at->dx = fixture_floats(VALUES);
    for (int i = 0; i < VALUES; i++)
        at->ones[i] = 1;
    *state = at;
    return 0;
}

static int teardown(void **state) {
    struct arrays *at = *state;
    free(at->ones);
    free(at->y);
    free(at->dx);
    free(at);
    return 0;
}

static void test_dropout__keeps_the_rest_and_the_expectation(void **state) {
    struct arrays *at = *state;
    struct nn_pass pass = pass_of(at, 1);
    nn_layer_forward(&pass);
    int dropped = 0;
    double sum = 0;
    for (int i = 0; i < VALUES; i++) {
        dropped += at->y[i] == 0;
        sum += (double)at->y[i];
        if (at->y[i] != 0)
            check_close((double)at->y[i], 1 / 0.7, 0, 1e-6);
    }
    /* Four standard deviations: sqrt(0.3 * 0.7 / 24000) = 0.003. */
    check_close((double)dropped / VALUES, 0.3, 0.012, 0);
    check_close(sum / VALUES, 1, 0.018, 0);
}

static void test_dropout__mask_is_the_same_backward(void **state) {
    struct arrays *at = *state;
    struct nn_pass pass = pass_of(at, 2);
    nn_layer_forward(&pass);
    nn_layer_backward(&pass);
    assert_memory_equal(at->y, at->dx, VALUES * sizeof(float));
}

static void test_dropout__agrees_with_reference_given_its_mask(void **state) {
    struct arrays *at = *state;
    struct nn_pass pass = pass_of(at, 2);
    uint8_t *kept = malloc(VALUES);
    double *x = malloc(VALUES * sizeof *x), *expected = malloc(VALUES * sizeof *x);
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, 0);
    nn_layer_forward(&pass);
    for (int i = 0; i < VALUES; i++)
        kept[i] = at->y[i] != 0;
    fixture_normal(&rng, 1, at->ones, VALUES);
    fixture_doubles(at->ones, VALUES, x);
    nn_layer_forward(&pass);
    reference_dropout(pass.layer, IMAGES, x, kept, expected);
    check_all_close(at->y, expected, VALUES, 0, 1e-6);
    free(kept);
    free(x);
    free(expected);
}

static void test_dropout__mask_depends_on_key_and_image(void **state) {
    struct arrays *at = *state;
    size_t image = CHANNELS * sizeof(float);
    struct nn_pass pass = pass_of(at, 3), other = pass_of(at, 4), later = pass_of(at, 3);
    other.y = at->dx;
    nn_layer_forward(&pass);
    nn_layer_forward(&other);
    assert_memory_not_equal(at->y, at->dx, image);
    assert_memory_not_equal(at->y, at->y + CHANNELS, image);
    /* A shard that begins at image 2 drops the same values as the whole batch does there. */
    later.first = 2;
    later.count = 1;
    later.y = at->dx;
    nn_layer_forward(&later);
    assert_memory_equal(at->y + 2 * CHANNELS, at->dx, image);
}

static void test_dropout__does_nothing_outside_training(void **state) {
    struct arrays *at = *state;
    struct nn_pass pass = pass_of(at, 5);
    pass.training = false;
    nn_layer_forward(&pass);
    assert_memory_equal(at->y, at->ones, VALUES * sizeof(float));
}

static void give_image(void *context, int index, float *image) {
    const float *images = context;
    memcpy(image, images + index * 12, 12 * sizeof *image);
}

/* With one seed and step a network's loss is a smooth function of its weights even with dropout, so
 * finite differences show whether the gradient used the same mask. */
static void test_dropout__gradient_of_a_network_equals_differences(void **state) {
    struct nn_spec spec = fixture_spec("flatten-dense8-dropout0.4-dense5", 3, 4, 1);
    struct nn_thread_pool *pool = fixture_pool(1);
    struct nn_network *network = NULL;
    struct nn_error err;
    check_ok(nn_network_create(&network, &spec, IMAGES, pool, nn_kernels_best(), &err), &err);
    struct nn_parameters parameters = nn_parameters_of(&spec);
    float *values = fixture_floats(parameters.count), *other = fixture_floats(parameters.count);
    float *gradient = fixture_floats(parameters.count), *images = fixture_floats(12 * IMAGES);
    const uint8_t labels[IMAGES] = {0, 1, 2, 3, 4, 0};
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, 0);
    fixture_normal(&rng, 1, images, 12 * IMAGES);
    nn_parameters_initialise(&parameters, &spec, 1, values);
    struct nn_batch batch = {
        .count = IMAGES, .image = give_image, .context = images, .labels = labels, .step = 3};
    nn_network_gradient(network, values, &batch, gradient, NULL);
    for (size_t i = 0; i < parameters.count; i++) {
        const float reach = 1.0f / 128; /* exact in floats, and far above their rounding error */
        float kept = values[i];
        values[i] = kept + reach;
        double above = nn_network_gradient(network, values, &batch, other, NULL).sum;
        values[i] = kept - reach;
        double below = nn_network_gradient(network, values, &batch, other, NULL).sum;
        values[i] = kept;
        check_close((double)gradient[i], (above - below) / (2 * (double)reach) / IMAGES, 1e-4,
                    1e-3);
    }
    free(values);
    free(other);
    free(gradient);
    free(images);
    nn_network_destroy(network);
    nn_thread_pool_destroy(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_dropout__keeps_the_rest_and_the_expectation, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_dropout__mask_is_the_same_backward, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dropout__agrees_with_reference_given_its_mask, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_dropout__mask_depends_on_key_and_image, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_dropout__does_nothing_outside_training, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_dropout__gradient_of_a_network_equals_differences,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
