#include "app/ui/chart/chart_axis.h"

#include <math.h>
#include <stdio.h>

/* About the largest float; sums and quotients of such numbers stay finite. */
static const double LARGEST = 1e30;

bool chart_point_is_shown(const struct chart_series *series, int i) {
    return fabs(series->x[i]) <= LARGEST && fabs(series->y[i]) <= LARGEST;
}

struct span {
    double low, high; /* low > high: empty */
};

static struct span span_with(struct span span, double value) {
    return (struct span){fmin(span.low, value), fmax(span.high, value)};
}

/* The span of the data across (x) or up (y). */
static struct span span_of(const struct chart *chart, bool across) {
    struct span span = {LARGEST, -LARGEST};
    for (int s = 0; s < chart->series_count; s++) {
        const struct chart_series *series = &chart->series[s];
        for (int i = 0; i < series->count; i++)
            if (chart_point_is_shown(series, i))
                span = span_with(span, across ? series->x[i] : series->y[i]);
    }
    return span;
}

struct chart_axis chart_axis_x(const struct chart *chart) {
    struct span span = {chart->x_min, chart->x_max};
    bool usable = fabs(span.low) <= LARGEST && fabs(span.high) <= LARGEST;
    if (!usable || span.high <= span.low)
        span = span_of(chart, true);
    if (span.low > span.high)
        span = (struct span){0.0, 1.0};
    if (span.high <= span.low) { /* a single place: it goes to the middle */
        double margin = fmax(0.5, fabs(span.low) * 0.1);
        span = (struct span){span.low - margin, span.high + margin};
    }
    return (struct chart_axis){.min = span.low, .max = span.high};
}

/* True if the axis from low to high leaves out no more than a tenth of any series. */
static bool shows_enough(const struct chart *chart, double low, double high) {
    for (int s = 0; s < chart->series_count; s++) {
        const struct chart_series *series = &chart->series[s];
        int shown = 0, outside = 0;
        for (int i = 0; i < series->count; i++)
            if (chart_point_is_shown(series, i)) {
                shown++;
                outside += series->y[i] < low || series->y[i] > high;
            }
        if (outside > shown / 10)
            return false;
    }
    return true;
}

static struct chart_axis percent_axis(const struct chart *chart) {
    static const double begins[] = {0.99, 0.98, 0.95, 0.9, 0.8, 0.5};
    struct span span = span_of(chart, false);
    bool empty = span.low > span.high;
    for (size_t i = 0; !empty && i < sizeof begins / sizeof *begins; i++)
        if (shows_enough(chart, begins[i], 1.0))
            return (struct chart_axis){.min = begins[i], .max = 1.0, .percent = true};
    return (struct chart_axis){.min = 0.0, .max = 1.0, .percent = true};
}

/* The numbers that axes may end at, ascending within a decade. */
static const double ENDS[] = {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0};
enum { END_COUNT = sizeof ENDS / sizeof *ENDS };

static double end_at(int index) {
    int decade = (int)floor((double)index / END_COUNT);
    return ENDS[index - decade * END_COUNT] * pow(10.0, decade);
}

/* The index of the smallest of these numbers that is no less than value, which is positive. */
static int end_above(double value) {
    int index = END_COUNT * (int)floor(log10(value));
    while (end_at(index) < value)
        index++;
    return index;
}

static struct chart_axis value_axis(const struct chart *chart) {
    const double min = 1e-6; /* no axis is shorter: what is smaller is nothing here */
    struct span span = span_of(chart, false);
    if (span.low > span.high)
        return (struct chart_axis){.min = 0.0, .max = 1.0};
    double low = span.low < -min ? -end_at(end_above(-span.low)) : 0.0;
    if (span.high <= 0.0 && low < 0.0)
        return (struct chart_axis){.min = low, .max = 0.0};
    int end = end_above(fmax(span.high, min)), smallest = end_above(min);
    while (end > smallest && shows_enough(chart, low, end_at(end - 1)))
        end--;
    return (struct chart_axis){.min = low, .max = end_at(end)};
}

struct chart_axis chart_axis_y(const struct chart *chart) {
    return chart->percent ? percent_axis(chart) : value_axis(chart);
}

/* 0.3 is not 3 * 0.1. */
static double slack_of(const struct chart_axis *axis) {
    return 1e-9 * (axis->max - axis->min);
}

void chart_axis_set_ticks(struct chart_axis *axis, int max_ticks) {
    double length = axis->max - axis->min, min = length / max_ticks;
    double decade = pow(10.0, floor(log10(min)));
    static const double steps[] = {10.0, 5.0, 2.0, 1.0};
    axis->step = decade;
    for (int i = 3; i >= 0 && axis->step < min * (1.0 - 1e-9); i--)
        if (steps[i] * decade <= length * (1.0 + 1e-9))
            axis->step = steps[i] * decade;
    axis->first = ceil((axis->min - slack_of(axis)) / axis->step) * axis->step;
}

static bool is_round(double step, double mantissa) {
    double decades = log10(step / mantissa);
    return fabs(decades - round(decades)) < 1e-9;
}

/* The most steps of equal length, up to max_ticks, that are one of these numbers times a power of
 * ten; 1 if there are none. */
static int round_steps(double length, int max_ticks, const double *mantissas, int count) {
    for (int steps = max_ticks; steps > 1; steps--)
        for (int m = 0; m < count; m++)
            if (is_round(length / steps, mantissas[m]))
                return steps;
    return 1;
}

void chart_axis_divide(struct chart_axis *axis, int max_ticks) {
    static const double usual[] = {1.0, 2.0, 5.0}, finer[] = {2.5};
    double length = axis->max - axis->min;
    int steps = round_steps(length, max_ticks, usual, 3);
    if (steps == 1)
        steps = round_steps(length, max_ticks, finer, 1);
    axis->first = axis->min;
    axis->step = length / steps;
}

bool chart_axis_tick(const struct chart_axis *axis, int i, double *value) {
    *value = axis->first + i * axis->step;
    return *value <= axis->max + slack_of(axis);
}

/* Digits after the point that tell the ticks apart and leave nothing of the step out. */
static int decimals_of(double step) {
    int decimals = (int)fmax(0.0, -floor(log10(step) + 1e-9));
    double shown = step * pow(10.0, decimals);
    return fabs(shown - round(shown)) < 1e-6 * shown ? decimals : decimals + 1;
}

void chart_axis_label(const struct chart_axis *axis, double value, char label[CHART_LABEL_SIZE]) {
    double shown = axis->percent ? 100.0 * value : value;
    double step = axis->percent ? 100.0 * axis->step : axis->step;
    if (fabs(shown) < 1e-6 * step)
        shown = 0.0; /* never "-0" */
    if (fabs(shown) >= 1e6 || step < 1e-6)
        snprintf(label, CHART_LABEL_SIZE, "%.4g", shown);
    else
        snprintf(label, CHART_LABEL_SIZE, "%.*f%s", decimals_of(step), shown,
                 axis->percent ? " %" : "");
}

void chart_axis_read_out(const struct chart_axis *axis, double value,
                         char label[CHART_LABEL_SIZE]) {
    int decimals = (int)fmin(fmax(0.0, 3.0 - ceil(log10(axis->step))), 9.0);
    if (axis->percent)
        snprintf(label, CHART_LABEL_SIZE, "%.2f %%", 100.0 * value);
    else if (fabs(value) < 1e6)
        snprintf(label, CHART_LABEL_SIZE, "%.*f", decimals, value);
    else
        snprintf(label, CHART_LABEL_SIZE, "%.4g", value);
}
