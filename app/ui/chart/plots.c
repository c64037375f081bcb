#include "app/ui/chart/plots.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/core/reading/mistakes.h"
#include "app/ui/chart/chart.h"
#include "app/ui/paint/number_text.h"

/* Lengths in units. */
enum {
    MARGIN = 16,
    ROW = 20,    /* height of a line of small text */
    TITLE = 32,  /* height of a title with the space under it */
    SAMPLE = 84, /* side of a test picture: three units a pixel */
    SAMPLE_GAP = 12,
    FRAME = 2,   /* around a picture that was read wrongly */
    LABELS = 64, /* width of the texts beside its rows */
};

/* A picture being painted. */
struct sheet {
    struct painter painter;
    const struct theme *theme;
    const struct class_set *classes;
};

static enum nn_status sheet_start(struct sheet *sheet, struct image *image,
                                  const struct plots_look *look, int width, int height,
                                  struct nn_error *err) {
    *image = (struct image){0};
    enum nn_status status = image_create(image, theme_px(look->theme, (float)width),
                                         theme_px(look->theme, (float)height), err);
    if (status != NN_STATUS_OK)
        return status;
    *sheet = (struct sheet){painter_for(image, look->font), look->theme, look->classes};
    paint_fill(&sheet->painter, sheet->painter.clip, look->theme->panel);
    return NN_STATUS_OK;
}

static int px(const struct sheet *sheet, int units) {
    return theme_px(sheet->theme, (float)units);
}

/* The rectangle of these units in pixels. */
static struct rect area(const struct sheet *sheet, int x, int y, int width, int height) {
    int left = px(sheet, x), top = px(sheet, y);
    return (struct rect){left, top, px(sheet, x + width) - left, px(sheet, y + height) - top};
}

static struct text_style style(const struct sheet *sheet, int units, enum font_weight weight,
                               color ink) {
    return (struct text_style){px(sheet, units), weight, ink};
}

static struct text_style quiet(const struct sheet *sheet) {
    return style(sheet, TYPE_SMALL, FONT_REGULAR, sheet->theme->quiet);
}

static void paint_title(struct sheet *sheet, int width, const char *title) {
    paint_text(&sheet->painter, area(sheet, MARGIN, MARGIN - 4, width - 2 * MARGIN, ROW), title,
               style(sheet, TYPE_BODY, FONT_BOLD, sheet->theme->ink), TEXT_LEFT);
}

/* The points' numbers, each in an array of its own as charts need them: the epochs, and losses [0]
 * and accuracies [1]. */
struct columns {
    double *epoch, *train[2], *val[2];
};

static enum nn_status columns_create(struct columns *columns, const struct training_point *points,
                                     int count, struct nn_error *err) {
    size_t length = (size_t)count;
    double *memory = calloc(5 * length + 1, sizeof *memory);
    if (!memory)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to plot %d points", count);
    *columns = (struct columns){
        memory, {memory + length, memory + 2 * length}, {memory + 3 * length, memory + 4 * length}};
    for (int i = 0; i < count; i++) {
        columns->epoch[i] = points[i].epoch;
        columns->train[0][i] = points[i].train_loss;
        columns->train[1][i] = points[i].train_accuracy;
        columns->val[0][i] = points[i].val_loss;
        columns->val[1][i] = points[i].val_accuracy;
    }
    return NN_STATUS_OK;
}

static void paint_curves(struct sheet *sheet, struct rect rect, bool accuracy,
                         const struct columns *columns, int count) {
    const struct theme *theme = sheet->theme;
    const struct chart_series series[] = {
        {"training", count, columns->epoch, columns->train[accuracy], theme->training, 0,
         CHART_MARKER_NONE, NULL},
        {"validation", count, columns->epoch, columns->val[accuracy], theme->validation, 4,
         CHART_MARKER_DOT, NULL},
    };
    const struct chart chart = {
        .title = accuracy ? "Accuracy" : "Loss",
        .x_label = "epoch",
        .series = series,
        .series_count = 2,
        .percent = accuracy,
        .x_max = count > 0 ? columns->epoch[count - 1] : 1.0,
        .hover_x = -1,
        .hover_y = -1,
    };
    chart_paint(&sheet->painter, rect, &chart, theme);
}

enum nn_status plots_training(struct image *image, const struct plots_look *look,
                              const struct training_point *points, int count,
                              struct nn_error *err) {
    struct columns columns = {0};
    enum nn_status status = columns_create(&columns, points, count, err);
    if (status != NN_STATUS_OK) {
        *image = (struct image){0};
        return status;
    }
    assert(columns.epoch);
    struct sheet sheet;
    status = sheet_start(&sheet, image, look, PLOTS_TRAINING_WIDTH, PLOTS_TRAINING_HEIGHT, err);
    if (status == NN_STATUS_OK) {
        const int inset = MARGIN / 2, half = PLOTS_TRAINING_HEIGHT / 2;
        int width = PLOTS_TRAINING_WIDTH - 2 * inset, height = half - inset;
        paint_curves(&sheet, area(&sheet, inset, inset, width, height), true, &columns, count);
        paint_curves(&sheet, area(&sheet, inset, half, width, height), false, &columns, count);
    }
    free(columns.epoch);
    return status;
}

/* A cross on a disc at a picture's top right corner. */
static void paint_cross(struct sheet *sheet, struct rect rect) {
    const struct theme *theme = sheet->theme;
    float radius = 7.0f * theme->scale, arm = 2.5f * theme->scale;
    float x = (float)(rect.x + rect.w) - radius - 3.0f * theme->scale;
    float y = (float)rect.y + radius + 3.0f * theme->scale;
    color sign = theme_ink_on(theme, theme->bad);
    paint_disc(&sheet->painter, x, y, radius, theme->bad);
    paint_line(&sheet->painter, x - arm, y - arm, x + arm, y + arm, 1.5f * theme->scale, sign);
    paint_line(&sheet->painter, x - arm, y + arm, x + arm, y - arm, 1.5f * theme->scale, sign);
}

static void paint_sample(struct sheet *sheet, int left, int top, const struct nn_dataset *samples,
                         int i, int prediction) {
    const struct theme *theme = sheet->theme;
    bool right = samples->labels[i] == prediction;
    struct rect picture = area(sheet, left, top, SAMPLE, SAMPLE);
    size_t pixels = (size_t)samples->width * (size_t)samples->height;
    paint_pixels(&sheet->painter, picture, samples->images + (size_t)i * pixels, samples->width,
                 samples->height, theme->paper, theme->ink);
    if (right) {
        paint_border(&sheet->painter, picture, 1, theme->line);
    } else {
        paint_border(&sheet->painter, picture, px(sheet, FRAME), theme->bad);
        paint_cross(sheet, picture);
    }
    char caption[16 + 2 * CLASS_SET_MAX_NAME];
    snprintf(caption, sizeof caption, "%s, read as %s",
             class_set_name(sheet->classes, samples->labels[i]),
             class_set_name(sheet->classes, prediction));
    paint_text(&sheet->painter, area(sheet, left, top + SAMPLE, SAMPLE, ROW), caption,
               right ? quiet(sheet) : style(sheet, TYPE_SMALL, FONT_BOLD, theme->ink), TEXT_CENTER);
}

enum nn_status plots_samples(struct image *image, const struct plots_look *look,
                             const struct nn_dataset *samples, const uint8_t *predictions,
                             struct nn_error *err) {
    const int columns = PLOTS_SAMPLE_COLUMNS, pitch = SAMPLE + ROW + SAMPLE_GAP;
    *image = (struct image){0};
    if (samples->count < 1 || samples->count > IMAGE_MAX_SIDE)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "cannot plot %d test pictures",
                            samples->count);
    int rows = (samples->count + columns - 1) / columns;
    struct sheet sheet;
    enum nn_status status =
        sheet_start(&sheet, image, look, PLOTS_SAMPLES_WIDTH,
                    2 * MARGIN + TITLE + rows * pitch - SAMPLE_GAP - MARGIN / 2, err);
    if (status != NN_STATUS_OK)
        return status;
    int right = 0;
    for (int i = 0; i < samples->count; i++) {
        paint_sample(&sheet, MARGIN + i % columns * (SAMPLE + SAMPLE_GAP),
                     MARGIN + TITLE - MARGIN / 2 + i / columns * pitch, samples, i, predictions[i]);
        right += samples->labels[i] == predictions[i];
    }
    char title[64];
    snprintf(title, sizeof title, "Test pictures: %d of %d read right", right, samples->count);
    paint_title(&sheet, PLOTS_SAMPLES_WIDTH, title);
    return NN_STATUS_OK;
}

int confusion_max_errors(const int counts[CLASS_SET_MAX][CLASS_SET_MAX]) {
    int max = 1;
    for (int label = 0; label < CLASS_SET_MAX; label++)
        for (int reading = 0; reading < CLASS_SET_MAX; reading++)
            if (label != reading && counts[label][reading] > max)
                max = counts[label][reading];
    return max;
}

color confusion_tint(const struct theme *theme, bool right, int count, int max) {
    if (count == 0)
        return theme->paper;
    float fraction = (float)count / (float)max;
    return right ? color_mix(theme->paper, theme->training, 0.2f + 0.8f * fraction)
                 : color_mix(theme->paper, theme->bad, 0.1f + 0.6f * sqrtf(fraction));
}

static void paint_cell(struct sheet *sheet, int left, int top, bool right, int count, int max) {
    struct rect cell = area(sheet, left, top, PLOTS_CELL, PLOTS_CELL);
    cell.w -= px(sheet, 1);
    cell.h -= px(sheet, 1);
    color tint = confusion_tint(sheet->theme, right, count, max);
    paint_fill(&sheet->painter, cell, tint);
    if (count == 0)
        return;
    char text[16];
    snprintf(text, sizeof text, "%d", count);
    struct text_style words = style(sheet, TYPE_SMALL, right ? FONT_BOLD : FONT_REGULAR,
                                    theme_ink_on(sheet->theme, tint));
    paint_text(&sheet->painter, cell, text, words, TEXT_CENTER);
}

/* A class, its cells, and the fraction of its pictures that was read right. */
static void paint_matrix_row(struct sheet *sheet, const struct nn_evaluation *evaluation, int label,
                             int top, int max_errors) {
    const int *row = evaluation->confusion[label];
    int left = MARGIN + LABELS, total = mistakes_row(row);
    char text[16];
    paint_text(&sheet->painter, area(sheet, MARGIN, top, LABELS - 8, PLOTS_CELL),
               class_set_name(sheet->classes, label),
               style(sheet, TYPE_BODY, FONT_REGULAR, sheet->theme->ink), TEXT_RIGHT);
    for (int p = 0; p < sheet->classes->count; p++, left += PLOTS_CELL)
        paint_cell(sheet, left, top, p == label, row[p], p == label ? total : max_errors);
    if (total == 0)
        return;
    snprintf(text, sizeof text, "%.1f %%", 100.0 * row[label] / total);
    paint_text(&sheet->painter, area(sheet, left, top, LABELS, PLOTS_CELL), text, quiet(sheet),
               TEXT_RIGHT);
}

static void paint_matrix_labels(struct sheet *sheet, int top) {
    const int left = MARGIN + LABELS, side = sheet->classes->count * PLOTS_CELL;
    paint_text(&sheet->painter, area(sheet, MARGIN, top - ROW, LABELS - 8, ROW), "true",
               quiet(sheet), TEXT_RIGHT);
    paint_text(&sheet->painter, area(sheet, left + side, top - ROW, LABELS, ROW), "read right",
               quiet(sheet), TEXT_RIGHT);
    for (int p = 0; p < sheet->classes->count; p++)
        paint_text(&sheet->painter,
                   area(sheet, left + p * PLOTS_CELL, top + side + 4, PLOTS_CELL, ROW),
                   class_set_name(sheet->classes, p),
                   style(sheet, TYPE_BODY, FONT_REGULAR, sheet->theme->ink), TEXT_CENTER);
    paint_text(&sheet->painter, area(sheet, left, top + side + ROW + 8, side, ROW), "read as",
               quiet(sheet), TEXT_CENTER);
}

enum nn_status plots_confusion(struct image *image, const struct plots_look *look,
                               const struct nn_evaluation *evaluation, struct nn_error *err) {
    struct sheet sheet;
    int side = look->classes->count * PLOTS_CELL, width = PLOTS_BESIDE + side;
    width = width < PLOTS_CONFUSION_MIN_WIDTH ? PLOTS_CONFUSION_MIN_WIDTH : width;
    enum nn_status status = sheet_start(&sheet, image, look, width, PLOTS_ABOVE + side, err);
    if (status != NN_STATUS_OK)
        return status;
    char title[128];
    snprintf(title, sizeof title, "Accuracy %.2f %%: %s of %s test pictures read right",
             100.0 * evaluation->accuracy, number_text_grouped(evaluation->correct).text,
             number_text_grouped(evaluation->count).text);
    paint_title(&sheet, width, title);
    const int top = MARGIN + TITLE + ROW;
    paint_matrix_labels(&sheet, top);
    int max_errors = confusion_max_errors(evaluation->confusion);
    for (int label = 0; label < look->classes->count; label++)
        paint_matrix_row(&sheet, evaluation, label, top + label * PLOTS_CELL, max_errors);
    return NN_STATUS_OK;
}
