#include "nn/spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"

static const struct {
    const char *text;
    struct nn_shape input, output;
    int layers;
    size_t parameters;
    double forward, training; /* FLOPs per image */
} good[] = {
    {"relu", {5, 4, 3}, {5, 4, 3}, 1, 0, 0, 0},
    {"conv32k3", {28, 28, 1}, {26, 26, 32}, 1, 320, 389376, 778752},
    {"conv6k5s2p2", {28, 28, 3}, {14, 14, 6}, 1, 456, 176400, 352800},
    {"conv4k3s3p1", {9, 8, 2}, {3, 3, 4}, 1, 76, 1296, 2592},
    {"conv1k1", {1, 1, 1}, {1, 1, 1}, 1, 2, 2, 4},
    {"conv8k15s15p14", {28, 28, 1}, {3, 3, 8}, 1, 1808, 32400, 64800},
    {"pool2", {7, 9, 5}, {3, 4, 5}, 1, 0, 0, 0},
    {"pool3s2", {7, 9, 5}, {3, 4, 5}, 1, 0, 0, 0},
    {"pool2s1", {7, 9, 5}, {6, 8, 5}, 1, 0, 0, 0},
    {"relu6-sigmoid-tanh-square-gelu-silu-hardswish", {5, 4, 3}, {5, 4, 3}, 7, 0, 0, 0},
    {"leaky0.01-elu1", {5, 4, 3}, {5, 4, 3}, 2, 0, 0, 0},
    {"pool3s2p1e1", {7, 9, 5}, {4, 5, 5}, 1, 0, 0, 0},
    {"avgpool3s2", {7, 9, 5}, {3, 4, 5}, 1, 0, 0, 0},
    {"conv4k2e1", {8, 8, 1}, {8, 8, 4}, 1, 20, 2048, 4096},
    {"conv8k3g4", {8, 8, 4}, {6, 6, 8}, 1, 80, 5184, 10368},
    {"affine-transpose-resize9", {5, 4, 3}, {9, 9, 3}, 3, 0, 0, 0},
    {"transpose", {5, 4, 3}, {4, 5, 3}, 1, 0, 0, 0},
    {"bn", {3, 3, 7}, {3, 3, 7}, 1, 14, 0, 0},
    {"dropout0.25", {3, 3, 7}, {3, 3, 7}, 1, 0, 0, 0},
    {"dropout0", {3, 3, 7}, {3, 3, 7}, 1, 0, 0, 0},
    {"gap", {6, 5, 4}, {1, 1, 4}, 1, 0, 0, 0},
    {"flatten", {6, 5, 4}, {1, 1, 120}, 1, 0, 0, 0},
    {"[conv4k3p1-relu]-gap", {6, 5, 4}, {1, 1, 4}, 5, 148, 8640, 17280},
    {"[conv8k3s2p1-[bn-relu]+conv8k1s2]-gap", {6, 5, 4}, {1, 1, 8}, 10, 352, 5760, 12096},
    {"gap-dense5", {6, 5, 4}, {1, 1, 5}, 2, 25, 40, 80},
    {"flatten-dense7-bn-relu-dense3", {2, 2, 2}, {1, 1, 3}, 5, 101, 154, 350},
    {"conv4k3-conv8k3", {8, 8, 1}, {4, 4, 8}, 2, 336, 11808, 32832},
};

static void check_shape(struct nn_shape actual, struct nn_shape expected, const char *text) {
    if (memcmp(&actual, &expected, sizeof actual) != 0)
        fail_msg("%s gives %d x %d x %d, not %d x %d x %d", text, actual.height, actual.width,
                 actual.channels, expected.height, expected.width, expected.channels);
}

static void test_spec__good_texts_parse(void **state) {
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct nn_spec spec = fixture_spec(good[i].text, good[i].input.height, good[i].input.width,
                                           good[i].input.channels);
        check_shape(spec.input, good[i].input, good[i].text);
        check_shape(spec.output, good[i].output, good[i].text);
        assert_int_equal(spec.layer_count, good[i].layers);
        assert_string_equal(spec.text, good[i].text);
        if (nn_spec_parameter_count(&spec) != good[i].parameters)
            fail_msg("%s has %zu parameters", good[i].text, nn_spec_parameter_count(&spec));
        check_close_at(nn_spec_forward_flops(&spec), good[i].forward, 0, 0, (int)i, __FILE__,
                       __LINE__);
        check_close_at(nn_spec_training_flops(&spec), good[i].training, 0, 0, (int)i, __FILE__,
                       __LINE__);
    }
}

static void test_spec__layers_carry_their_numbers(void **state) {
    struct nn_spec spec = fixture_spec("conv12k5s2p1-pool3s2-pool2-dropout0.25", 28, 28, 1);
    const struct nn_layer *layers = spec.layers;
    assert_int_equal(layers[0].kind, NN_LAYER_CONV);
    assert_int_equal(layers[0].kernel, 5);
    assert_int_equal(layers[0].stride, 2);
    assert_int_equal(layers[0].padding, 1);
    assert_int_equal(layers[1].kind, NN_LAYER_MAX_POOL);
    assert_int_equal(layers[1].kernel, 3);
    assert_int_equal(layers[1].stride, 2);
    assert_int_equal(layers[2].stride, 2);
    assert_int_equal(layers[3].kind, NN_LAYER_DROPOUT);
    check_close((double)layers[3].rate, 0.25, 0, 0);
    for (int i = 1; i < spec.layer_count; i++)
        assert_memory_equal(&layers[i].in, &layers[i - 1].out, sizeof layers[i].in);
}

static const struct {
    const char *text;
    const char *named; /* part of the message */
} bad[] = {
    {"", "layer 1"},
    {"-", "layer 1"},
    {"relu-", "layer 2"},
    {"relu--relu", "layer 2"},
    {"Relu", "layer 1 of the network, \"Relu\""},
    {"relu relu", "\"relu relu\""},
    {"relu7", "\"relu7\""},
    {"leaky", "\"leaky\""},
    {"leaky-1", "\"leaky\""},
    {"elu101", "\"elu101\""},
    {"sigmoid2", "\"sigmoid2\""},
    {"softmax", "\"softmax\""},
    {"conv", "\"conv\""},
    {"conv32", "\"conv32\""},
    {"convk3", "\"convk3\""},
    {"conv0k3", "\"conv0k3\""},
    {"conv-3k3", "layer 1 of the network, \"conv\""},
    {"conv32k", "\"conv32k\""},
    {"conv32k0", "\"conv32k0\""},
    {"conv32k16", "\"conv32k16\""},
    {"conv32k3s0", "\"conv32k3s0\""},
    {"conv32k3s16", "\"conv32k3s16\""},
    {"conv32k3p3", "\"conv32k3p3\""},
    {"conv32k3p1s2", "\"conv32k3p1s2\""},
    {"conv32k3x", "\"conv32k3x\""},
    {"conv32k3 ", "\"conv32k3 \""},
    {"conv4097k1", "\"conv4097k1\""},
    {"conv99999999999999999999k3", "\"conv99999999999999999999k3\""},
    {"pool", "\"pool\""},
    {"pool0", "\"pool0\""},
    {"pool2s0", "\"pool2s0\""},
    {"pool2p2", "\"pool2p2\""},
    {"pool2p1e1", "\"pool2p1e1\""},
    {"conv32k3e1p1", "\"conv32k3e1p1\""},
    {"conv32k3g0", "\"conv32k3g0\""},
    {"conv32k3g5", "\"conv32k3g5\""},
    {"conv32k3g2", "layer 1 of the network, conv32k3g2, does not fit"},
    {"resize", "\"resize\""},
    {"resize257", "\"resize257\""},
    {"affine2", "\"affine2\""},
    {"avgpool", "\"avgpool\""},
    {"dropout", "\"dropout\""},
    {"dropout1", "\"dropout1\""},
    {"dropout1.5", "\"dropout1.5\""},
    {"dropout.5", "\"dropout.5\""},
    {"dropout0.5x", "\"dropout0.5x\""},
    {"dropoutnan", "\"dropoutnan\""},
    {"dropout0x0.8", "\"dropout0x0.8\""},
    {"bn2", "\"bn2\""},
    {"flatten-dense", "layer 2 of the network, \"dense\""},
    {"flatten-dense0", "layer 2 of the network, \"dense0\""},
    {"dense10", "layer 1 of the network, dense10, does not fit"},
    {"conv8k3-relu-dense10", "layer 3 of the network, dense10"},
    {"pool15-conv8k3", "layer 2 of the network, conv8k3"},
    {"flatten-conv8k3", "layer 2 of the network, conv8k3"},
    {"flatten-pool2", "layer 2 of the network, pool2"},
    {"conv1k15p14-conv1k15p14-conv4096k15p14", "layer 3 of the network, conv4096k15p14"},
    {"conv512k1-conv512k15p7", "layer 2 of the network, conv512k15p7"},
    {"conv64k1-flatten-dense4096", "layer 3 of the network, dense4096"},
    {"[", "layer 2 of the network, \"\""},
    {"[]", "layer 2 of the network, \"\""},
    {"[relu", "a [ without its ]"},
    {"[[relu]", "a [ without its ]"},
    {"relu]", "layer 2 of the network, ], follows no ["},
    {"relu+relu", "layer 2 of the network, +, follows no ["},
    {"[relu]+relu", "layer 4 of the network, +, follows no ["},
    {"[relu+]", "layer 4 of the network, \"\""},
    {"[relu+bn+bn]", "layer 5 of the network, +, is the second +"},
    {"[relu]relu", "\"relu\" follows a ]"},
    {"[relu][relu]", "\"[relu]\" follows a ]"},
    {"relu[bn]", "\"relu[bn\""},
    {"conv4k3-[conv8k3p1]", "26 x 26 x 4 and 26 x 26 x 8"},
    {"conv4k3-[conv4k3]-gap", "at layer 4, ]"},
    {"conv4k3-[conv8k3+conv4k3]", "24 x 24 x 8 and 24 x 24 x 4"},
    {"fork-relu", "\"fork\""},
    {"[relu-join", "\"join\""},
    {"conv4k4-flatten-[dense2500]", "a flattened image"},
};

static void test_spec__bad_texts_are_refused_by_name(void **state) {
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct nn_spec spec;
        struct nn_error err;
        if (nn_spec_parse(&spec, bad[i].text, (struct nn_shape){28, 28, 1}, &err) !=
            NN_STATUS_BAD_SPEC)
            fail_msg("\"%s\" is not refused", bad[i].text);
        assert_int_equal(err.status, NN_STATUS_BAD_SPEC);
        if (!strstr(err.message, bad[i].named))
            fail_msg("\"%s\" does not contain %s", err.message, bad[i].named);
    }
}

static void test_spec__length_is_bounded(void **state) {
    char text[6 * NN_MAX_SPEC_TEXT] = "bn";
    struct nn_spec spec;
    struct nn_error err;
    struct nn_shape input = {4, 4, 1};
    for (int i = 1; i < NN_MAX_LAYERS; i++)
        strcat(text, "-bn");
    check_ok(nn_spec_parse(&spec, text, input, &err), &err);
    assert_int_equal(spec.layer_count, NN_MAX_LAYERS);
    strcat(text, "-bn");
    check_status(nn_spec_parse(&spec, text, input, &err), NN_STATUS_BAD_SPEC, &err);
    assert_non_null(strstr(err.message, "64 layers"));
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    check_status(nn_spec_parse(&spec, text, input, &err), NN_STATUS_BAD_SPEC, &err);
    assert_non_null(strstr(err.message, "511"));
    check_status(nn_spec_parse(&spec, text, input, NULL), NN_STATUS_BAD_SPEC, NULL);
}

/* A mark needs room like any layer. */
static void test_spec__marks_count_as_layers(void **state) {
    struct nn_spec spec;
    struct nn_error err;
    for (int layers = NN_MAX_LAYERS - 2; layers < NN_MAX_LAYERS; layers++) {
        char text[6 * NN_MAX_SPEC_TEXT] = "[bn";
        for (int i = 1; i < layers; i++)
            strcat(text, "-bn");
        strcat(text, "]");
        enum nn_status expected = layers + 2 > NN_MAX_LAYERS ? NN_STATUS_BAD_SPEC : NN_STATUS_OK;
        check_status(nn_spec_parse(&spec, text, (struct nn_shape){4, 4, 1}, &err), expected, &err);
    }
}

static void test_spec__named_networks_read_mnist(void **state) {
    static const char *const names[] = {"readme", "notebook", "sprint", "best"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_string_equal(nn_spec_name((int)i), names[i]);
        assert_non_null(nn_spec_named(names[i]));
        struct nn_spec spec = fixture_spec(nn_spec_named(names[i]), 28, 28, 1);
        check_shape(spec.output, (struct nn_shape){1, 1, 10}, names[i]);
    }
    assert_null(nn_spec_name(COUNT_OF(names)));
    assert_null(nn_spec_name(-1));
    assert_null(nn_spec_named("worst"));
}

static void test_spec__known_networks_have_the_known_costs(void **state) {
    struct nn_spec readme = fixture_spec(nn_spec_named("readme"), 28, 28, 1);
    struct nn_spec notebook = fixture_spec(nn_spec_named("notebook"), 28, 28, 1);
    assert_int_equal(nn_spec_parameter_count(&readme), 347146);
    assert_int_equal(nn_spec_parameter_count(&notebook), 121930);
    check_close(nn_spec_training_flops(&readme), 2.86e6, 0.005e6, 0);
    check_close(nn_spec_training_flops(&notebook), 14.78e6, 0.005e6, 0);
}

static void test_spec__images_out_of_bounds_are_refused(void **state) {
    static const struct {
        struct nn_shape input;
        enum nn_status status;
    } rows[] = {
        {{4096, 4096, 1}, NN_STATUS_OK},         {{4096, 4096, 2}, NN_STATUS_BAD_SPEC},
        {{65536, 65536, 1}, NN_STATUS_BAD_SPEC}, {{65536, 65536, 65536}, NN_STATUS_BAD_SPEC},
        {{-28, -28, 1}, NN_STATUS_BAD_SPEC},     {{28, 0, 1}, NN_STATUS_BAD_SPEC},
        {{28, 28, 0}, NN_STATUS_BAD_SPEC},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_spec spec;
        struct nn_error err;
        if (nn_spec_parse(&spec, "gap-dense10", rows[i].input, &err) != rows[i].status)
            fail_msg("row %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spec__images_out_of_bounds_are_refused),
        cmocka_unit_test(test_spec__good_texts_parse),
        cmocka_unit_test(test_spec__layers_carry_their_numbers),
        cmocka_unit_test(test_spec__bad_texts_are_refused_by_name),
        cmocka_unit_test(test_spec__length_is_bounded),
        cmocka_unit_test(test_spec__marks_count_as_layers),
        cmocka_unit_test(test_spec__named_networks_read_mnist),
        cmocka_unit_test(test_spec__known_networks_have_the_known_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
