#include "app/core/reading/segmentation.h"

#include <math.h>

#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { MAX_STROKES = 4, MAX_POINTS = 6 };

/* A drawing as a person would make it; ends at the first stroke without points. */
struct sample {
    const char *name;
    struct {
        int count;
        struct point points[MAX_POINTS];
    } strokes[MAX_STROKES];
    int parts;
    int part_of[MAX_STROKES];
    float min_bond, max_bond; /* between the first two parts */
};

static const struct sample samples[] = {
    {"one large stroke",
     {{4, {{0.1f, 0.1f}, {0.9f, 0.1f}, {0.2f, 0.9f}, {0.9f, 0.9f}}}},
     1,
     {0},
     0,
     0},
    {"four, crossing",
     {{3, {{0.4f, 0.2f}, {0.3f, 0.5f}, {0.7f, 0.5f}}}, {2, {{0.55f, 0.3f}, {0.55f, 0.8f}}}},
     1,
     {0, 0},
     0,
     0},
    {"four, touching",
     {{3, {{0.4f, 0.2f}, {0.3f, 0.5f}, {0.55f, 0.5f}}}, {2, {{0.56f, 0.3f}, {0.56f, 0.8f}}}},
     2,
     {0, 1},
     17,
     17},
    {"four, apart",
     {{3, {{0.4f, 0.2f}, {0.3f, 0.5f}, {0.54f, 0.5f}}}, {2, {{0.57f, 0.3f}, {0.57f, 0.8f}}}},
     2,
     {0, 1},
     8,
     20},
    {"W in four strokes",
     {{2, {{0.2f, 0.2f}, {0.3f, 0.8f}}},
      {2, {{0.405f, 0.25f}, {0.305f, 0.8f}}},
      {2, {{0.4f, 0.25f}, {0.5f, 0.8f}}},
      {2, {{0.6f, 0.2f}, {0.505f, 0.79f}}}},
     4,
     {0, 1, 2, 3},
     17,
     17},
    {"K in three strokes",
     {{2, {{0.3f, 0.2f}, {0.3f, 0.8f}}},
      {2, {{0.6f, 0.2f}, {0.305f, 0.55f}}},
      {2, {{0.41f, 0.43f}, {0.6f, 0.8f}}}},
     3,
     {0, 1, 2},
     17,
     17},
    {"five with its bar apart",
     {{5, {{0.4f, 0.3f}, {0.4f, 0.5f}, {0.6f, 0.6f}, {0.5f, 0.8f}, {0.3f, 0.8f}}},
      {2, {{0.45f, 0.25f}, {0.75f, 0.24f}}}},
     1,
     {0, 0},
     0,
     0},
    {"seven, crossed",
     {{3, {{0.3f, 0.2f}, {0.6f, 0.2f}, {0.4f, 0.8f}}}, {2, {{0.35f, 0.5f}, {0.62f, 0.5f}}}},
     1,
     {0, 0},
     0,
     0},
    {"nought, slashed",
     {{5, {{0.5f, 0.2f}, {0.3f, 0.5f}, {0.5f, 0.8f}, {0.7f, 0.5f}, {0.5f, 0.2f}}},
      {2, {{0.7f, 0.15f}, {0.3f, 0.85f}}}},
     1,
     {0, 0},
     0,
     0},
    {"two, apart",
     {{2, {{0.3f, 0.2f}, {0.3f, 0.8f}}}, {2, {{0.7f, 0.2f}, {0.7f, 0.8f}}}},
     2,
     {0, 1},
     -INFINITY,
     -INFINITY},
    {"two, the right one first",
     {{2, {{0.7f, 0.2f}, {0.7f, 0.8f}}}, {2, {{0.3f, 0.2f}, {0.3f, 0.8f}}}},
     2,
     {1, 0},
     -INFINITY,
     -INFINITY},
    {"two stems, close",
     {{2, {{0.3f, 0.2f}, {0.3f, 0.8f}}}, {2, {{0.4f, 0.2f}, {0.4f, 0.8f}}}},
     2,
     {0, 1},
     5,
     8},
    {"two of a digit's width, close",
     {{3, {{0.3f, 0.2f}, {0.6f, 0.2f}, {0.3f, 0.8f}}},
      {3, {{0.7f, 0.2f}, {1, 0.2f}, {0.7f, 0.8f}}}},
     2,
     {0, 1},
     -9,
     -1},
    {"two, the first leaning over the other",
     {{2, {{0.5f, 0.2f}, {0.3f, 0.8f}}}, {3, {{0.7f, 0.2f}, {0.9f, 0.2f}, {0.45f, 0.8f}}}},
     2,
     {0, 1},
     -4,
     -1},
    {"one and a speck far away",
     {{2, {{0.3f, 0.2f}, {0.3f, 0.8f}}}, {2, {{0.9f, 0.2f}, {0.91f, 0.21f}}}},
     1,
     {0, -1},
     0,
     0},
    {"one and a dot beside it",
     {{2, {{0.3f, 0.2f}, {0.3f, 0.8f}}}, {1, {{0.35f, 0.2f}}}},
     1,
     {0, 0},
     0,
     0},
    {"one and one outside the canvas",
     {{2, {{0.3f, 0.2f}, {0.3f, 0.8f}}}, {2, {{1.3f, 0.2f}, {1.3f, 0.8f}}}},
     1,
     {0, -1},
     0,
     0},
    {"nothing but dots", {{1, {{0.3f, 0.2f}}}, {1, {{0.6f, 0.2f}}}}, 1, {0, 0}, 0, 0},
};

static void group(const struct sample *sample, float size, struct segmentation *segmentation) {
    struct point points[MAX_STROKES][MAX_POINTS];
    struct stroke strokes[MAX_STROKES];
    const struct stroke *items[MAX_STROKES];
    int count = 0;
    for (; count < MAX_STROKES && sample->strokes[count].count > 0; count++) {
        for (int i = 0; i < MAX_POINTS; i++) {
            struct point p = sample->strokes[count].points[i];
            points[count][i] = (struct point){p.x * size, p.y * size};
        }
        strokes[count] = (struct stroke){0.05f, sample->strokes[count].count, points[count]};
        items[count] = &strokes[count];
    }
    segmentation_make(segmentation, &(struct strokes){count, items});
}

static void check_sample(const struct sample *sample, const struct segmentation *segmentation) {
    if (segmentation->count != sample->parts)
        fail_msg("%s: %d parts", sample->name, segmentation->count);
    for (int i = 0; i < MAX_STROKES && sample->strokes[i].count > 0; i++)
        if (segmentation->part_of[i] != sample->part_of[i])
            fail_msg("%s: stroke %d is in part %d", sample->name, i, segmentation->part_of[i]);
    float bond = segmentation->bonds[0];
    if (sample->parts > 1 && !(bond >= sample->min_bond && bond <= sample->max_bond))
        fail_msg("%s: bond %g", sample->name, (double)bond);
}

static void test_segmentation__strokes_of_a_digit_stay_together(void **state) {
    for (int i = 0; i < COUNT(samples); i++) {
        struct segmentation segmentation;
        group(&samples[i], 1, &segmentation);
        check_sample(&samples[i], &segmentation);
    }
}

static void test_segmentation__size_does_not_matter(void **state) {
    for (int i = 0; i < COUNT(samples); i++) {
        struct segmentation segmentation;
        if (samples[i].strokes[1].points[0].x > 1)
            continue; /* a smaller one would fall on the canvas */
        group(&samples[i], 0.2f, &segmentation);
        check_sample(&samples[i], &segmentation);
    }
}

static void test_segmentation__nothing_has_no_parts(void **state) {
    struct segmentation segmentation;
    segmentation_make(&segmentation, &(struct strokes){0, NULL});
    assert_int_equal(segmentation.count, 0);
}

/* Draws upright bars side by side: they are a number until there are too many. */
static void test_segmentation__hatching_is_not_a_number(void **state) {
    static const struct {
        int strokes, parts;
    } rows[] = {{SEGMENTATION_MAX_PARTS, SEGMENTATION_MAX_PARTS},
                {SEGMENTATION_MAX_PARTS + 1, 1},
                {SEGMENTATION_MAX_STROKES, 1},
                {SEGMENTATION_MAX_STROKES + 1, 1}};
    enum { MAX = SEGMENTATION_MAX_STROKES + 1 };
    for (int row = 0; row < COUNT(rows); row++) {
        struct point points[MAX][2];
        struct stroke strokes[MAX];
        const struct stroke *items[MAX];
        struct segmentation segmentation;
        for (int i = 0; i < rows[row].strokes; i++) {
            float x = ((float)i + 0.5f) / (float)rows[row].strokes;
            points[i][0] = (struct point){x, 0.5f};
            points[i][1] = (struct point){x, 0.51f};
            strokes[i] = (struct stroke){0.02f, 2, points[i]};
            items[i] = &strokes[i];
        }
        segmentation_make(&segmentation, &(struct strokes){rows[row].strokes, items});
        assert_int_equal(segmentation.count, rows[row].parts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segmentation__strokes_of_a_digit_stay_together),
        cmocka_unit_test(test_segmentation__size_does_not_matter),
        cmocka_unit_test(test_segmentation__nothing_has_no_parts),
        cmocka_unit_test(test_segmentation__hatching_is_not_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
