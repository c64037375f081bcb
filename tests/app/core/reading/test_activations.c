#include "app/core/reading/activations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

static const char net[] = "conv4k3p1-relu-pool2-conv5k3-bn-flatten-dense12-relu-dense10";

static const struct point bar_points[] = {{0.3f, 0.1f}, {0.35f, 0.5f}};
static const struct stroke bar = {0.06f, 2, bar_points};
static const struct stroke *const bars[] = {&bar};
static const struct strokes drawing = {1, bars}, no_drawing = {0, NULL};

/* A random network with its activations, and its values in doubles: of the picture, then of each
 * layer. */
struct fixture {
    struct nn_spec spec;
    struct nn_model *model;
    struct ink_picture picture;
    struct activations *activations;
    double *values[NN_MAX_LAYERS + 1];
};

static void run_reference(struct fixture *fixture) {
    size_t count = nn_model_value_count(fixture->model);
    double *parameters = malloc(count * sizeof *parameters);
    fixture_doubles(nn_model_values(fixture->model), count, parameters);
    fixture->values[0] = malloc(INK_PIXELS * sizeof(double));
    for (int i = 0; i < INK_PIXELS; i++)
        fixture->values[0][i] = fixture->picture.pixels[i] / 255.0;
    for (int i = 0; i < fixture->spec.layer_count; i++) {
        size_t size = nn_shape_size(fixture->spec.layers[i].out);
        fixture->values[i + 1] = malloc(size * sizeof(double));
        reference_layer(&fixture->spec, i, parameters, false, 1, fixture->values[i],
                        fixture->values[i + 1]);
    }
    free(parameters);
}

static void update(struct fixture *fixture, const struct strokes *strokes) {
    struct nn_error err;
    ink_picture_from_strokes(strokes, &fixture->picture);
    check_ok(
        activations_update(fixture->activations, fixture->model, &fixture->picture, strokes, &err),
        &err);
}

static int open_fixture(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct nn_error err;
    fixture->spec = fixture_spec(net, INK_SIDE, INK_SIDE, 1);
    fixture->model = fixture_model(&fixture->spec);
    check_ok(activations_create(&fixture->activations, &err), &err);
    assert_int_equal(activations_column_count(fixture->activations), 0);
    update(fixture, &drawing);
    run_reference(fixture);
    *state = fixture;
    return 0;
}

static int close_fixture(void **state) {
    struct fixture *fixture = *state;
    for (int i = 0; i <= fixture->spec.layer_count; i++)
        free(fixture->values[i]);
    activations_destroy(fixture->activations);
    nn_model_release(fixture->model);
    free(fixture);
    return 0;
}

static double exact(const struct fixture *fixture, int column, int map, int pixel) {
    int C = fixture->spec.layers[column - 1].out.channels;
    return fixture->values[column][pixel * C + map];
}

static void test_activations__shades_are_relative_to_the_maximum(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(activations_column_count(fixture->activations), fixture->spec.layer_count + 1);
    for (int i = 1; i <= fixture->spec.layer_count; i++) {
        struct activations_column column = activations_column_at(fixture->activations, i);
        int pixels = column.shape.height * column.shape.width, at = 0;
        double largest = 0;
        for (int map = 0; map < column.shape.channels; map++)
            for (int p = 0; p < pixels; p++)
                largest = fmax(largest, fabs(exact(fixture, i, map, p)));
        check_close((double)column.largest, largest, 2e-5, 2e-5);
        for (int map = 0; map < column.shape.channels; map++)
            for (int p = 0; p < pixels; p++, at++)
                check_close(column.shades[at],
                            ACTIVATIONS_ZERO +
                                ACTIVATIONS_STEPS * exact(fixture, i, map, p) / largest,
                            0.51, 0);
    }
}

static void test_activations__chosen_value_is_the_sum_of_its_channels(void **state) {
    struct fixture *fixture = *state;
    for (int i = 1; i <= fixture->spec.layer_count; i++) {
        struct nn_shape shape = fixture->spec.layers[i - 1].out;
        int map = shape.channels / 2, pixel = shape.height * shape.width / 3;
        activations_choose(fixture->activations, (struct activations_choice){i, map, pixel});
        const struct activations_value *value = activations_value(fixture->activations);
        assert_int_equal(value->choice.pixel, pixel);
        check_close((double)value->value, exact(fixture, i, map, pixel), 2e-5, 2e-5);
        check_close((double)value->strongest_sum + (double)value->remaining_sum +
                        (double)value->terms.bias,
                    (double)value->value, 2e-5, 2e-5);
    }
}

static void test_activations__strongest_channel_contributes_most(void **state) {
    struct fixture *fixture = *state;
    activations_choose(fixture->activations, (struct activations_choice){4, 3, 40});
    const struct activations_value *value = activations_value(fixture->activations);
    int C = value->terms.shape.channels;
    assert_int_equal(C, 4);
    for (int c = 0; c < C; c++) {
        double sum = 0;
        for (int i = 0; i < 9; i++)
            sum += (double)value->terms.inputs[i * C + c] * (double)value->terms.weights[i * C + c];
        assert_true(fabs(sum) <= fabs((double)value->strongest_sum) + 1e-6);
        if (c == value->strongest)
            check_close(sum, (double)value->strongest_sum, 1e-5, 1e-5);
    }
}

static void test_activations__defaults_to_the_strongest_pixel(void **state) {
    struct fixture *fixture = *state;
    activations_choose(fixture->activations, (struct activations_choice){2, 1, -1});
    const struct activations_value *value = activations_value(fixture->activations);
    for (int p = 0; p < INK_PIXELS; p++)
        assert_true(fabs(exact(fixture, 2, 1, p)) <=
                    fabs((double)value->value) +
                        (double)activations_column_at(fixture->activations, 2).largest / 127);
}

static void test_activations__strongest_pixel_is_updated(void **state) {
    static const struct point dash_points[] = {{0.1f, 0.5f}, {0.9f, 0.5f}};
    static const struct stroke dash = {0.06f, 2, dash_points};
    static const struct stroke *const dashes[] = {&dash};
    struct fixture *fixture = *state;
    activations_choose(fixture->activations, (struct activations_choice){0, ACTIVATIONS_GIVEN, -1});
    check_in_range(activations_value(fixture->activations)->choice.pixel / INK_SIDE, 4, 10);
    update(fixture, &(struct strokes){1, dashes});
    check_in_range(activations_value(fixture->activations)->choice.pixel / INK_SIDE, 12, 15);
    activations_choose(fixture->activations, (struct activations_choice){0, ACTIVATIONS_GIVEN, 3});
    update(fixture, &drawing);
    assert_int_equal(activations_value(fixture->activations)->choice.pixel, 3);
}

static void test_activations__choice_is_clamped_to_the_network(void **state) {
    struct fixture *fixture = *state;
    activations_choose(fixture->activations, (struct activations_choice){99, 99, 99});
    struct activations_choice choice = activations_value(fixture->activations)->choice;
    assert_int_equal(choice.column, fixture->spec.layer_count);
    assert_int_equal(choice.map, 9);
    assert_int_equal(choice.pixel, 0);
    activations_choose(fixture->activations, (struct activations_choice){-3, -1, 99999});
    choice = activations_value(fixture->activations)->choice;
    assert_int_equal(choice.column, 0);
    assert_int_equal(choice.map, 0);
    assert_int_equal(choice.pixel, INK_PIXELS - 1);
}

static double mass_above(const uint8_t *pixels, int row) {
    double mass = 0;
    for (int i = 0; i < row * INK_SIDE; i++)
        mass += pixels[i];
    return mass;
}

/* The bar is in the upper half of the canvas: zoomed out it stays there, at half the length. */
static void test_activations__shrunk_canvas_is_neither_moved_nor_scaled(void **state) {
    struct fixture *fixture = *state;
    struct activations_column column = activations_column_at(fixture->activations, 0);
    const uint8_t *shrunk = column.shades, *given = column.shades + INK_PIXELS;
    assert_memory_equal(given, fixture->picture.pixels, INK_PIXELS);
    assert_true(mass_above(shrunk, 18) == mass_above(shrunk, INK_SIDE));
    assert_true(mass_above(shrunk, INK_SIDE) < 0.5 * mass_above(given, INK_SIDE));
    double x = 0, mass = mass_above(shrunk, INK_SIDE);
    for (int i = 0; i < INK_PIXELS; i++)
        x += shrunk[i] * (i % INK_SIDE + 0.5) / mass;
    check_close(x, 28 * 0.325, 0.2, 0);
    assert_true(activations_shrunk_reading(fixture->activations)->digit >= 0);
}

static void test_activations__blank_picture_shows_nothing(void **state) {
    struct fixture *fixture = *state;
    update(fixture, &no_drawing);
    assert_true(activations_is_blank(fixture->activations));
    assert_int_equal(activations_shrunk_reading(fixture->activations)->digit, -1);
    for (int i = 1; i <= fixture->spec.layer_count; i++) {
        struct activations_column column = activations_column_at(fixture->activations, i);
        for (size_t p = 0; p < nn_shape_size(column.shape); p++)
            assert_int_equal(column.shades[p], ACTIVATIONS_ZERO);
    }
}

static void test_activations__accepts_a_smaller_network(void **state) {
    struct fixture *fixture = *state;
    struct nn_spec small = fixture_spec("flatten-dense10", INK_SIDE, INK_SIDE, 1);
    struct nn_model *model = fixture_model(&small);
    struct nn_error err;
    activations_choose(fixture->activations, (struct activations_choice){8, 9, 0});
    check_ok(activations_update(fixture->activations, model, &fixture->picture, &drawing, &err),
             &err);
    assert_int_equal(activations_column_count(fixture->activations), 3);
    assert_int_equal(activations_value(fixture->activations)->choice.column, 2);
    nn_model_release(model);
}

static void test_activations__overflowed_values_have_no_shade(void **state) {
    struct fixture *fixture = *state;
    static const float weights[] = {NAN, INFINITY, 1e38f};
    struct nn_spec spec = fixture_spec("flatten-dense10-dense10", INK_SIDE, INK_SIDE, 1);
    for (size_t i = 0; i < COUNT_OF(weights); i++) {
        struct nn_model *model = fixture_model(&spec);
        float *values = model->values;
        struct nn_error err;
        for (size_t v = 0; v < nn_model_value_count(model); v++)
            values[v] = weights[i];
        check_ok(activations_update(fixture->activations, model, &fixture->picture, &drawing, &err),
                 &err);
        struct activations_column last = activations_column_at(fixture->activations, 3);
        for (int d = 0; d < 10; d++)
            assert_int_equal(last.shades[d], ACTIVATIONS_ZERO);
        nn_model_release(model);
    }
}

#define ACTIVATIONS_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void) {
    const struct CMUnitTest tests[] = {
        ACTIVATIONS_TEST(test_activations__shades_are_relative_to_the_maximum),
        ACTIVATIONS_TEST(test_activations__chosen_value_is_the_sum_of_its_channels),
        ACTIVATIONS_TEST(test_activations__strongest_channel_contributes_most),
        ACTIVATIONS_TEST(test_activations__defaults_to_the_strongest_pixel),
        ACTIVATIONS_TEST(test_activations__strongest_pixel_is_updated),
        ACTIVATIONS_TEST(test_activations__choice_is_clamped_to_the_network),
        ACTIVATIONS_TEST(test_activations__shrunk_canvas_is_neither_moved_nor_scaled),
        ACTIVATIONS_TEST(test_activations__blank_picture_shows_nothing),
        ACTIVATIONS_TEST(test_activations__accepts_a_smaller_network),
        ACTIVATIONS_TEST(test_activations__overflowed_values_have_no_shade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
