#include "app/core/reading/number.h"

#include <math.h>
#include <string.h>

/* A sign has at most this many parts: a 1 with a flag and a foot in three strokes, a W in four. */
enum { MAX_PARTS_A_SIGN = 4 };

struct cutting {
    struct reader *reader;
    const struct strokes *strokes;
    struct segmentation segmentation;
};

/* Half-open range of parts that are one digit. */
struct span {
    int begin, end;
};

/* Too many strokes to be grouped are all one part. */
static void draw_span(const struct cutting *cutting, struct span span,
                      struct ink_picture *picture) {
    const struct stroke *items[SEGMENTATION_MAX_STROKES];
    struct strokes strokes = {0, items};
    if (cutting->strokes->count > SEGMENTATION_MAX_STROKES) {
        ink_picture_from_strokes(cutting->strokes, picture);
        return;
    }
    for (int i = 0; i < cutting->strokes->count; i++) {
        int part = cutting->segmentation.part_of[i];
        if (part >= span.begin && part < span.end)
            items[strokes.count++] = cutting->strokes->items[i];
    }
    ink_picture_from_strokes(&strokes, picture);
}

static struct reading read_span(const struct cutting *cutting, struct span span) {
    struct ink_picture picture;
    struct reading reading;
    draw_span(cutting, span, &picture);
    reader_read(cutting->reader, &picture, &reading);
    return reading;
}

/* The score of the span as one digit: its log odds times its parts, so that cuts into more and into
 * fewer digits are comparable, plus the bonds inside it; -INFINITY if one of these must be cut. A
 * model is often sure of two digits read as one, but less than of one digit: odds show differences
 * that probabilities near 1 hide. */
static float score_span(const struct cutting *cutting, struct span span) {
    const float sure = 0.999f;
    float bonds = 0;
    for (int i = span.begin; i + 1 < span.end; i++)
        bonds += cutting->segmentation.bonds[i];
    if (isinf(bonds))
        return bonds;
    float confidence = fminf(read_span(cutting, span).confidence, sure);
    float parts = (float)(span.end - span.begin);
    return bonds + parts * logf(confidence / (1 - confidence));
}

/* Fills spans, in order, with the best-scoring cut; returns its number of digits. */
static int cut(const struct cutting *cutting, struct span spans[NUMBER_MAX_DIGITS]) {
    float best[NUMBER_MAX_DIGITS + 1] = {0};
    int begins[NUMBER_MAX_DIGITS + 1] = {0}, count = 0, parts = cutting->segmentation.count;
    for (int end = 1; end <= parts; end++) {
        best[end] = -INFINITY;
        for (int begin = end - 1; begin >= 0 && begin >= end - MAX_PARTS_A_SIGN; begin--) {
            float score = best[begin] + score_span(cutting, (struct span){begin, end});
            if (score > best[end]) {
                best[end] = score;
                begins[end] = begin;
            }
        }
    }
    for (int end = parts; end > 0; end = begins[end])
        count++;
    for (int end = parts, i = count - 1; end > 0; end = begins[end], i--)
        spans[i] = (struct span){begins[end], end};
    return count;
}

/* The digit of the newest stroke that belongs to one. */
static int latest_of(const struct cutting *cutting, const struct span *spans, int count) {
    int part = -1;
    for (int i = cutting->strokes->count - 1; i >= 0 && part < 0 && count > 1; i--)
        part = cutting->segmentation.part_of[i];
    for (int i = 0; i < count; i++)
        if (part >= spans[i].begin && part < spans[i].end)
            return i;
    return 0;
}

void number_read(struct number *number, struct ink_picture *picture, struct reader *reader,
                 const struct strokes *strokes) {
    struct cutting cutting = {.reader = reader, .strokes = strokes};
    struct span spans[NUMBER_MAX_DIGITS];
    segmentation_make(&cutting.segmentation, strokes);
    number->classes = reader_classes(reader);
    number->count = cut(&cutting, spans);
    number->ignored = cutting.segmentation.ignored;
    for (int i = 0; i < number->count; i++) {
        number->digits[i] = read_span(&cutting, spans[i]);
        number->rows[i] = cutting.segmentation.row_of[spans[i].begin];
    }
    number->latest = latest_of(&cutting, spans, number->count);
    if (number->count > 0)
        draw_span(&cutting, spans[number->latest], picture);
    else
        *picture = (struct ink_picture){.blank = true};
}

void number_of_reading(struct number *number, const struct reading *reading) {
    *number = (struct number){
        .classes = reading->classes, .count = reading->digit >= 0, .digits = {*reading}};
}

struct reading number_latest(const struct number *number) {
    return number->count > 0 ? number->digits[number->latest]
                             : (struct reading){.classes = number->classes, .digit = -1};
}

bool number_is_sure(const struct number *number) {
    const float min = 0.8f;
    for (int i = 0; i < number->count; i++)
        if (!number->digits[i].is_digit || number->digits[i].confidence < min)
            return false;
    return number->count > 0;
}

void number_text(const struct number *number, char text[NUMBER_MAX_TEXT]) {
    char *end = text;
    for (int i = 0; i < number->count; i++) {
        if (i > 0 && number->rows[i] != number->rows[i - 1])
            *end++ = ' ';
        end = stpcpy(end, class_set_name(number->classes, number->digits[i].digit));
    }
    *end = '\0';
}
