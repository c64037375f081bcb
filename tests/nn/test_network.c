#include "nn/network.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { MAX_IMAGES = 64, SIDE = 8, PIXELS = SIDE * SIDE };

/* A batch, and a network with its values and gradient. */
struct setting {
    struct nn_spec spec;
    struct nn_parameters parameters;
    struct nn_thread_pool *pool;
    struct nn_network *network;
    float *values, *gradient;
    float images[MAX_IMAGES * PIXELS];
    uint8_t labels[MAX_IMAGES];
    struct nn_batch batch;
};

static void give_image(void *context, int index, float *image) {
    const struct setting *setting = context;
    memcpy(image, setting->images + index * PIXELS, PIXELS * sizeof *image);
}

static void setting_init(struct setting *setting, const char *text, int max_batch, int threads) {
    struct nn_error err;
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, 0);
    memset(setting, 0, sizeof *setting);
    setting->spec = fixture_spec(text, SIDE, SIDE, 1);
    setting->parameters = nn_parameters_of(&setting->spec);
    setting->pool = fixture_pool(threads);
    check_ok(nn_network_create(&setting->network, &setting->spec, max_batch, setting->pool,
                               nn_kernels_best(), &err),
             &err);
    setting->values = fixture_floats(setting->parameters.count);
    setting->gradient = fixture_floats(setting->parameters.count);
    nn_parameters_initialise(&setting->parameters, &setting->spec, 1, setting->values);
    fixture_normal(&rng, 1, setting->images, MAX_IMAGES * PIXELS);
    for (int i = 0; i < MAX_IMAGES; i++)
        setting->labels[i] = (uint8_t)nn_rng_below(&rng, 3);
    setting->batch = (struct nn_batch){
        .count = max_batch, .image = give_image, .context = setting, .labels = setting->labels};
}

static void setting_deinit(struct setting *setting) {
    nn_network_destroy(setting->network);
    nn_thread_pool_destroy(setting->pool);
    free(setting->values);
    free(setting->gradient);
}

static struct nn_loss run(struct setting *setting) {
    return nn_network_gradient(setting->network, setting->values, &setting->batch,
                               setting->gradient, NULL);
}

/* Each is run with batches that divide evenly into shards and not, from one image to many
 * shards. */
static const char *const texts[] = {
    "conv6k3-relu-pool2-flatten-dense20-relu-dense3",
    "conv5k3-bn-relu-pool2-conv10k3-bn-relu-flatten-dense3",
    "bn-conv4k3s2p1-relu-dropout0.3-flatten-dense17-bn-relu-dropout0.5-dense3",
    "conv10k3-relu-gap-dense3",
    "conv6k3-[conv6k3p1-bn-relu-conv6k3p1-bn]-relu-[bn-conv9k3s2+conv9k3s2]-gap-dense3",
};
static const int batches[] = {1, 3, 4, 5, 16, 33, 64};

static void test_network__gradient_is_the_same_with_any_number_of_threads(void **state) {
    static const int threads[] = {2, 3, 5};
    for (size_t t = 0; t < COUNT_OF(texts); t++)
        for (size_t b = 0; b < COUNT_OF(batches); b++) {
            struct setting alone;
            setting_init(&alone, texts[t], batches[b], 1);
            struct nn_loss expected = run(&alone);
            for (size_t i = 0; i < COUNT_OF(threads); i++) {
                struct setting shared;
                setting_init(&shared, texts[t], batches[b], threads[i]);
                struct nn_loss loss = run(&shared);
                size_t bytes = alone.parameters.count * sizeof(float);
                assert_memory_equal(shared.gradient, alone.gradient, bytes);
                assert_memory_equal(shared.values, alone.values, bytes);
                assert_memory_equal(&loss.sum, &expected.sum, sizeof loss.sum);
                assert_int_equal(loss.correct, expected.correct);
                setting_deinit(&shared);
            }
            setting_deinit(&alone);
        }
}

/* A network made for more images computes the same gradient for a small batch as one made for that
 * size, and the previous batch has no influence. */
static void test_network__capacity_and_history_do_not_matter(void **state) {
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct setting exact, roomy;
        setting_init(&exact, texts[t], 9, 2);
        setting_init(&roomy, texts[t], MAX_IMAGES, 2);
        size_t trainable = roomy.parameters.trainable_count * sizeof(float);
        run(&roomy);
        roomy.batch.count = 9;
        run(&roomy);
        run(&exact);
        assert_memory_equal(roomy.gradient, exact.gradient, trainable);
        setting_deinit(&exact);
        setting_deinit(&roomy);
    }
}

static void test_network__dropout_changes_with_step_and_seed(void **state) {
    struct setting setting;
    setting_init(&setting, texts[2], 8, 2);
    double first = run(&setting).sum;
    setting.batch.step = 1;
    double other_step = run(&setting).sum;
    setting.batch.step = 0;
    setting.batch.dropout_seed = 1;
    double other_seed = run(&setting).sum;
    setting.batch.dropout_seed = 0;
    assert_true(first != other_step && first != other_seed && other_step != other_seed);
    assert_true(first == run(&setting).sum);
    setting_deinit(&setting);
}

static void test_network__correct_answers_are_counted(void **state) {
    struct setting setting;
    setting_init(&setting, "flatten-dense3", 40, 2);
    const struct nn_tensor *bias = nn_parameters_find(&setting.parameters, 1, NN_TENSOR_BIAS);
    memset(setting.values, 0, setting.parameters.count * sizeof(float));
    setting.values[bias->offset + 2] = 1; /* the prediction is always 2 */
    int twos = 0;
    for (int i = 0; i < 40; i++)
        twos += setting.labels[i] == 2;
    assert_int_equal(run(&setting).correct, twos);
    setting_deinit(&setting);
}

static void test_network__running_statistics_move_a_tenth(void **state) {
    enum { IMAGES = 10 };
    struct setting setting;
    setting_init(&setting, "bn-flatten-dense3", IMAGES, 2);
    const struct nn_tensor *mean =
        nn_parameters_find(&setting.parameters, 0, NN_TENSOR_RUNNING_MEAN);
    const struct nn_tensor *variance =
        nn_parameters_find(&setting.parameters, 0, NN_TENSOR_RUNNING_VARIANCE);
    setting.values[mean->offset] = 2;
    setting.values[variance->offset] = 3;
    run(&setting);
    double images[IMAGES * PIXELS], batch_mean, batch_variance, pixels = IMAGES * PIXELS;
    fixture_doubles(setting.images, IMAGES * PIXELS, images);
    reference_statistics(&setting.spec.layers[0], IMAGES, images, &batch_mean, &batch_variance);
    check_close((double)setting.values[mean->offset], 0.9 * 2 + 0.1 * batch_mean, 0, 1e-5);
    check_close((double)setting.values[variance->offset],
                0.9 * 3 + 0.1 * batch_variance * pixels / (pixels - 1), 0, 1e-5);
    setting_deinit(&setting);
}

static void test_network__gaps_between_tensors_stay_zero(void **state) {
    struct setting setting;
    setting_init(&setting, texts[1], 16, 2);
    run(&setting);
    for (int t = 0; t < setting.parameters.tensor_count; t++) {
        const struct nn_tensor *tensor = &setting.parameters.tensors[t];
        memset(setting.gradient + tensor->offset, 0, tensor->size * sizeof(float));
    }
    for (size_t i = 0; i < setting.parameters.count; i++)
        assert_true(setting.gradient[i] == 0);
    setting_deinit(&setting);
}

/* Plain gradient descent that counts how often each weight is updated. */
struct descent {
    struct setting *setting;
    unsigned char *moves;
};

static void descend(void *context, size_t first, const float *gradient, size_t count) {
    struct descent *descent = context;
    for (size_t i = 0; i < count; i++) {
        descent->setting->values[first + i] -= 0.1f * gradient[i];
        descent->moves[first + i]++;
    }
}

static void run_updating(struct setting *setting, unsigned char *moves) {
    struct descent descent = {setting, moves};
    struct nn_update update = {descend, &descent};
    nn_network_gradient(setting->network, setting->values, &setting->batch, setting->gradient,
                        &update);
}

/* Counts the weights of the tensors, without the gaps between them. */
static size_t trainable_weights(const struct setting *setting) {
    size_t weights = 0;
    for (int i = 0; i < setting->parameters.tensor_count; i++)
        if (setting->parameters.tensors[i].offset < setting->parameters.trainable_count)
            weights += setting->parameters.tensors[i].size;
    return weights;
}

static void test_network__update_changes_each_weight_once_per_batch(void **state) {
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct setting setting;
        setting_init(&setting, texts[t], 16, 3);
        unsigned char *moves = calloc(setting.parameters.count, 1);
        size_t moved = 0;
        assert_non_null(moves);
        run_updating(&setting, moves);
        for (size_t i = 0; i < setting.parameters.count; i++) {
            assert_true(moves[i] <= (i < setting.parameters.trainable_count));
            moved += moves[i];
        }
        assert_int_equal(moved, trainable_weights(&setting));
        free(moves);
        setting_deinit(&setting);
    }
}

/* After the weights are changed by an update, or outside and announced, the next gradient equals
 * that of a network that has only seen the new ones. */
static void test_network__gradient_follows_the_weights(void **state) {
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct setting setting, fresh;
        setting_init(&setting, texts[t], 16, 2);
        setting_init(&fresh, texts[t], 16, 2);
        size_t bytes = setting.parameters.trainable_count * sizeof(float);
        unsigned char *moves = calloc(setting.parameters.count, 1);
        assert_non_null(moves);
        for (int round = 0; round < 3; round++) {
            run_updating(&setting, moves);
            if (round == 2) {
                for (size_t i = 0; i < setting.parameters.trainable_count; i++)
                    setting.values[i] *= 0.5f;
                nn_network_weights_changed(setting.network);
            }
            memcpy(fresh.values, setting.values, setting.parameters.count * sizeof(float));
            if (round == 1)
                continue;
            run(&setting);
            run(&fresh);
            assert_memory_equal(setting.gradient, fresh.gradient, bytes);
        }
        free(moves);
        setting_deinit(&setting);
        setting_deinit(&fresh);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network__update_changes_each_weight_once_per_batch),
        cmocka_unit_test(test_network__gradient_follows_the_weights),
        cmocka_unit_test(test_network__gradient_is_the_same_with_any_number_of_threads),
        cmocka_unit_test(test_network__capacity_and_history_do_not_matter),
        cmocka_unit_test(test_network__dropout_changes_with_step_and_seed),
        cmocka_unit_test(test_network__correct_answers_are_counted),
        cmocka_unit_test(test_network__running_statistics_move_a_tenth),
        cmocka_unit_test(test_network__gaps_between_tensors_stay_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
