#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/json_out.h"
#include "app/cli/say.h"
#include "app/cli/say_number.h"
#include "app/cli/stage.h"
#include "app/cli/verbs.h"
#include "nn/calibration.h"

/* What has been read so far; per_class counts the drawings of each class, right_per_class those
 * read right. A drawing is rejected if any of its digits reads as no digit. */
struct tally {
    const struct class_set *classes;
    int count, labelled, correct, rejected;
    int per_class[CLASS_SET_MAX], right_per_class[CLASS_SET_MAX];
    struct nn_reliability reliability; /* of the drawings of one digit */
};

static bool is_rejected(const struct number *number) {
    for (int i = 0; i < number->count; i++)
        if (!number->digits[i].is_digit)
            return true;
    return number->count == 0;
}

static void add(struct tally *tally, const struct drawing *drawing, const struct number *number) {
    char text[NUMBER_MAX_TEXT];
    number_text(number, text);
    int class = class_set_find(tally->classes, drawing->word);
    bool labelled = drawing_is_number(drawing);
    bool right = labelled && strcmp(text, drawing->word) == 0;
    tally->count++;
    tally->labelled += labelled;
    tally->correct += right;
    tally->rejected += is_rejected(number);
    if (class >= 0) {
        tally->per_class[class]++;
        tally->right_per_class[class] += right;
        nn_reliability_add(&tally->reliability, number_latest(number).confidence, right);
    }
}

/* null where there is nothing to take a fraction of. */
static json_t *fraction(int part, int all) {
    return all ? json_real((double)part / all) : json_null();
}

static void print_summary(const struct tally *tally, struct timing *timing, bool json) {
    double p50 = 1e6 * timing_percentile(timing, 0.5), p99 = 1e6 * timing_percentile(timing, 0.99);
    double ece = nn_reliability_error(&tally->reliability);
    if (!json) {
        printf(
            "drawings: %d, labelled with a number: %d, read right: %d (%.2f %%), read as no digit: "
            "%d\ncalibration error: %.2f %%\nfrom stroke to answer: %.0f us (median), %.0f us "
            "(99th "
            "percentile)\n",
            tally->count, tally->labelled, tally->correct,
            tally->labelled ? 100.0 * tally->correct / tally->labelled : 0, tally->rejected,
            100 * ece, p50, p99);
        return;
    }
    json_t *per_digit = json_array();
    for (int i = 0; i < tally->classes->count; i++)
        json_array_append_new(per_digit, fraction(tally->right_per_class[i], tally->per_class[i]));
    json_out(json_pack("{s:{s:i, s:i, s:o, s:i, s:o, s:f, s:{s:f, s:f}}}", "summary", "count",
                       tally->count, "correct", tally->correct, "accuracy",
                       fraction(tally->correct, tally->labelled), "rejected", tally->rejected,
                       "per_digit", per_digit, "ece", ece, "stroke_to_answer_us", "p50", p50, "p99",
                       p99));
}

static enum nn_status set_pen(struct stage *stage, const struct options *options,
                              struct nn_error *err) {
    struct action brush = {.kind = ACTION_BRUSH,
                           .value = (float)options->pen / (float)stage_canvas_side(stage)};
    if (!(options->given & OPTION_PEN))
        return NN_STATUS_OK;
    if (brush.value < CANVAS_BRUSH_MIN || brush.value > CANVAS_BRUSH_MAX)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "the canvas is %d pixels wide: --pen takes %.0f to %.0f pixels there",
                            stage_canvas_side(stage),
                            (double)CANVAS_BRUSH_MIN * stage_canvas_side(stage),
                            (double)CANVAS_BRUSH_MAX * stage_canvas_side(stage));
    app_update(stage->app, &brush);
    return NN_STATUS_OK;
}

/* Where on the canvas the drawing goes. --at moves, and keeps on the canvas, the drawing's own box
 * if that was scaled, else its whole square. */
static struct stage_square square_of(const struct stage *stage, const struct strokes *strokes,
                                     const struct options *options) {
    struct box box = {0, 0, 1, 1};
    float side = (float)stage_canvas_side(stage), last_pixel = side - 1;
    float size = options->size ? fminf((float)options->size, side) : side;
    if ((options->given & OPTION_SCALE) && strokes_bounds(strokes, &box)) {
        const float dot = 1e-3f;
        float extent = fmaxf(box.right - box.left, box.bottom - box.top);
        size = (float)options->scale * last_pixel / fmaxf(extent, dot);
    }
    bool placed = options->given & OPTION_AT;
    float across = placed ? (float)options->at[0] : 0.5f;
    float down = placed ? (float)options->at[1] : 0.5f;
    return (struct stage_square){
        .left = across * fmaxf(last_pixel - (box.right - box.left) * size, 0) - box.left * size,
        .top = down * fmaxf(last_pixel - (box.bottom - box.top) * size, 0) - box.top * size,
        .size = size,
    };
}

static enum nn_status replay(struct stage *stage, struct drawing_file *file,
                             const struct options *options, struct tally *tally,
                             struct nn_error *err) {
    const struct number *number = &stage->app->prediction.number;
    const struct drawing *drawing = NULL;
    enum nn_status status = NN_STATUS_OK;
    while (!status && !(status = drawing_file_next(file, &drawing, err)) && drawing) {
        if (drawing->picture) /* there are no strokes to draw */
            continue;
        const struct stage_square square = square_of(stage, &drawing->strokes, options);
        status = stage_draw(stage, &drawing->strokes, &square, err);
        if (status)
            return status;
        say_number(NULL, drawing->word, number, options->json);
        add(tally, drawing, number);
        status = stage_clear(stage, err);
    }
    return status;
}

enum nn_status verb_replay(const struct options *options, struct nn_error *err) {
    struct stage stage = {0};
    struct drawing_file *file = NULL;
    if ((options->given & OPTION_SIZE) && (options->given & OPTION_SCALE))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "--size and --scale both say how large to draw: give one of them");
    const struct app_options app_options = {
        .model = options->model, .input = options->input, .results = options->results};
    struct tally tally = {0};
    enum nn_status status =
        drawing_file_open_stream(&file, options->files[0], CANVAS_BRUSH_DEFAULT, err);
    if (!status)
        status = stage_create(&stage, &app_options, false, err);
    if (!status && stage.app->models.live.fed[0])
        say(stderr, "inkling: %s %s\n", options->model, stage.app->models.live.fed);
    if (!status)
        status = set_pen(&stage, options, err);
    if (!status) {
        tally.classes = reader_classes(stage.app->prediction.reader);
        status = replay(&stage, file, options, &tally, err);
    }
    if (!status)
        print_summary(&tally, &stage.frames, options->json);
    stage_destroy(&stage);
    drawing_file_close(file);
    return status;
}
