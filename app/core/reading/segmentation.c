#include "app/core/reading/segmentation.h"

#include <math.h>

#include "app/core/base/clamp.h"

enum { ROWS = 32 };

/* All lengths are relative to a height: that of the tallest stroke for marks, that of the taller of
 * two parts between them. A stroke lower than a mark's height belongs to the digit beside it,
 * unless it is narrow and far from all of them: then it is a small digit, or a speck if it is tiny.
 */
static const float mark_height = 0.35f, speck_height = 0.15f, far_from_digits = 0.3f;

/* Two parts with this much between the upper and the lower one are in different rows, unless one is
 * a mark. The circles of an 8 are up to 0.15 apart. */
static const float row_gap = 0.25f;

/* Two parts are in the same row if this much of the lower one's height is beside the other. */
static const float row_overlap = 0.3f;

/* Two parts that overlap by this much in any row are one. */
static const float sure_overlap = 0.2f;

/* Two parts with a gap of more than sure_gap are two digits. Otherwise their bond is a constant
 * less a slope times the gap, and another times the width of the narrower part, up to a width that
 * says no more: a stem reads as a sure 1 whatever it belongs to. Fitted by logistic regression,
 * together with the readings' log odds as number.c adds them up, to 20,000 drawings of core/pen:
 * digits, other signs, and numbers with gaps of 0 to 0.5 between digits of 0.7 to 1; the constant
 * is such that one in 500 of the numbers' neighbours are joined. */
static const float sure_gap = 0.5f, bond_constant = 13.7f;
static const float gap_slope = 37.7f, width_slope = 21.7f, wide = 0.5f;

/* A stroke that begins or ends this near to another part's line was probably drawn to meet it: the
 * arch of an n, the arms of a K. A bond of this much then keeps both together unless each is surely
 * a digit, as in numbers that touch. */
static const float meeting = 0.045f, meeting_bond = 17;

/* The step at which curves are followed, in canvas units. */
static const float step = 0.005f;

static const struct box canvas = {0, 0, 1, 1};

/* The leftmost and rightmost ink in each row of the drawing. */
struct shape {
    struct box box;
    struct {
        float left, right;
    } rows[ROWS];
};

/* A drawing's strokes while they are joined to parts. group[s] is the stroke whose shape is that of
 * the whole part of stroke s, or -1. */
struct work {
    const struct strokes *strokes;
    int count; /* of those considered */
    float top, row_height;
    struct shape *traced; /* the shape of the stroke being followed */
    struct shape shapes[SEGMENTATION_MAX_STROKES];
    int group[SEGMENTATION_MAX_STROKES];
    float row_top[SEGMENTATION_MAX_STROKES]; /* of a part's row */
    int ignored;
};

static float width_of(const struct shape *shape) {
    return shape->box.right - shape->box.left;
}

static float height_of(const struct shape *shape) {
    return shape->box.bottom - shape->box.top;
}

static int row_of(const struct work *work, float y) {
    float row = (y - work->top) / work->row_height; /* not a number in ink without height */
    return !(row > 0) ? 0 : row >= ROWS ? ROWS - 1 : (int)row;
}

static float x_at(struct point from, struct point to, float y) {
    float fraction = (y - from.y) / (to.y - from.y);
    return from.x + clamp_float(fraction, 0, 1) * (to.x - from.x);
}

static void trace_row(struct shape *shape, int row, float x) {
    shape->rows[row].left = fminf(shape->rows[row].left, x);
    shape->rows[row].right = fmaxf(shape->rows[row].right, x);
}

static void trace_line(void *context, struct point from, struct point to) {
    const struct work *work = context;
    int begin = row_of(work, from.y), end = row_of(work, to.y);
    box_add(&work->traced->box, from);
    box_add(&work->traced->box, to);
    trace_row(work->traced, begin, from.x);
    trace_row(work->traced, end, to.x);
    for (int row = (begin < end ? begin : end) + 1; row <= begin || row <= end; row++) {
        float x = x_at(from, to, work->top + (float)row * work->row_height);
        trace_row(work->traced, row - 1, x);
        trace_row(work->traced, row, x);
    }
}

static void trace(struct work *work, int index, const struct stroke *stroke) {
    struct shape *shape = work->traced = &work->shapes[index];
    shape->box = box_empty;
    for (int row = 0; row < ROWS; row++) {
        shape->rows[row].left = INFINITY;
        shape->rows[row].right = -INFINITY;
    }
    stroke_lines(stroke, step, &canvas, trace_line, work);
    work->group[index] = shape->box.left <= shape->box.right ? index : -1;
}

static void begin(struct work *work, const struct strokes *strokes) {
    struct box bounds;
    const float min_height = 1e-3f;
    work->strokes = strokes;
    work->count =
        strokes->count < SEGMENTATION_MAX_STROKES ? strokes->count : SEGMENTATION_MAX_STROKES;
    strokes_bounds(strokes, &bounds);
    work->top = fmaxf(bounds.top, canvas.top);
    float height = fminf(bounds.bottom, canvas.bottom) - work->top;
    work->row_height = fmaxf(height, min_height) / ROWS;
    for (int i = 0; i < work->count; i++)
        trace(work, i, strokes->items[i]);
}

static float middle(const struct shape *shape) {
    return (shape->box.left + shape->box.right) / 2;
}

static float taller(const struct shape *a, const struct shape *b) {
    return fmaxf(fmaxf(height_of(a), height_of(b)), step);
}

/* The smallest gap between the two in any row with ink of both, negative if they overlap; the gap
 * between their boxes without such a row; relative to the height of the taller one. A slanted 7 can
 * lean over a slanted 1, clear of it. */
static float clearance(const struct shape *a, const struct shape *b) {
    const struct shape *left = middle(a) <= middle(b) ? a : b, *right = left == a ? b : a;
    float min = INFINITY;
    for (int row = 0; row < ROWS; row++)
        min = fminf(min, right->rows[row].left - left->rows[row].right);
    float gap = isinf(min) ? right->box.left - left->box.right : min;
    return gap / taller(a, b);
}

static float box_distance(const struct box *a, const struct box *b) {
    float x = fmaxf(fmaxf(a->left - b->right, b->left - a->right), 0);
    float y = fmaxf(fmaxf(a->top - b->bottom, b->top - a->bottom), 0);
    return hypotf(x, y);
}

static void join(struct work *work, int to, int from) {
    struct shape *shape = &work->shapes[to];
    const struct shape *more = &work->shapes[from];
    box_add(&shape->box, (struct point){more->box.left, more->box.top});
    box_add(&shape->box, (struct point){more->box.right, more->box.bottom});
    for (int row = 0; row < ROWS; row++) {
        trace_row(shape, row, more->rows[row].left);
        trace_row(shape, row, more->rows[row].right);
    }
    for (int i = 0; i < work->count; i++)
        if (work->group[i] == from)
            work->group[i] = to;
}

static bool is_part(const struct work *work, int i) {
    return work->group[i] == i;
}

static float tallest(const struct work *work) {
    float max = 0;
    for (int i = 0; i < work->count; i++)
        if (is_part(work, i))
            max = fmaxf(max, fmaxf(height_of(&work->shapes[i]), width_of(&work->shapes[i]) / 2));
    return max;
}

/* Joins each mark to the nearest stroke that is not one, if it is not far from it. */
static void join_marks(struct work *work, const bool *is_mark, float height) {
    for (int i = 0; i < work->count; i++) {
        int nearest = -1;
        float min = INFINITY;
        if (!is_part(work, i) || !is_mark[i])
            continue;
        for (int j = 0; j < work->count; j++) {
            float distance = box_distance(&work->shapes[i].box, &work->shapes[j].box);
            if (is_part(work, j) && !is_mark[j] && distance < min) {
                nearest = j;
                min = distance;
            }
        }
        bool is_narrow = width_of(&work->shapes[i]) < mark_height * height;
        bool is_apart = is_narrow && min > far_from_digits * height;
        if (nearest >= 0 && !is_apart) {
            join(work, nearest, i);
        } else if (nearest >= 0 && height_of(&work->shapes[i]) < speck_height * height) {
            work->group[i] = -1;
            work->ignored++;
        }
    }
}

/* Room between the upper and the lower one; negative if they are partly side by side. */
static float vertical_gap(const struct shape *a, const struct shape *b) {
    return fmaxf(b->box.top - a->box.bottom, a->box.top - b->box.bottom);
}

static bool are_stacked(const struct shape *a, const struct shape *b) {
    return vertical_gap(a, b) > row_gap * taller(a, b);
}

static void join_all(struct work *work) {
    for (int i = 0, first = -1; i < work->count; i++) {
        if (!is_part(work, i))
            continue;
        if (first >= 0)
            join(work, first, i);
        else
            first = i;
    }
}

struct nearness {
    struct point to;
    float min;
};

static void near_line(void *context, struct point from, struct point to) {
    struct nearness *nearness = context;
    float dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
    float fraction = (nearness->to.x - from.x) * dx + (nearness->to.y - from.y) * dy;
    fraction = length > 0 ? clamp_float(fraction / length, 0, 1) : 0;
    float distance =
        hypotf(from.x + fraction * dx - nearness->to.x, from.y + fraction * dy - nearness->to.y);
    nearness->min = fminf(nearness->min, distance);
}

static float distance_to_stroke(struct point point, const struct stroke *stroke) {
    struct nearness nearness = {point, INFINITY};
    stroke_lines(stroke, step, &canvas, near_line, &nearness);
    return nearness.min;
}

/* True if one of a's ends lies on b. */
static bool ends_on(const struct stroke *a, const struct stroke *b, float distance) {
    return distance_to_stroke(a->points[0], b) <= distance ||
           distance_to_stroke(a->points[a->count - 1], b) <= distance;
}

static bool join_overlapping(struct work *work) {
    for (int i = 0; i < work->count; i++)
        for (int j = i + 1; j < work->count; j++)
            if (is_part(work, i) && is_part(work, j) &&
                !are_stacked(&work->shapes[i], &work->shapes[j]) &&
                clearance(&work->shapes[i], &work->shapes[j]) <= -sure_overlap) {
                join(work, i, j);
                return true;
            }
    return false;
}

static void find_parts(struct work *work) {
    bool is_mark[SEGMENTATION_MAX_STROKES] = {false}, all_marks = true;
    float height = tallest(work);
    for (int i = 0; i < work->count; i++) {
        is_mark[i] = height_of(&work->shapes[i]) <= mark_height * height;
        all_marks = all_marks && (is_mark[i] || !is_part(work, i));
    }
    if (all_marks)
        join_all(work);
    join_marks(work, is_mark, height);
    while (join_overlapping(work))
        continue;
}

static bool are_side_by_side(const struct shape *a, const struct shape *b) {
    return vertical_gap(a, b) <= -row_overlap * fminf(height_of(a), height_of(b));
}

/* Gives all parts of a row, those that are side by side or have others between them, its top. */
static void find_rows(struct work *work) {
    for (int i = 0; i < work->count; i++)
        work->row_top[i] = work->shapes[i].box.top;
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < work->count; i++)
            for (int j = 0; j < work->count; j++)
                if (is_part(work, i) && is_part(work, j) && work->row_top[j] < work->row_top[i] &&
                    are_side_by_side(&work->shapes[i], &work->shapes[j])) {
                    work->row_top[i] = work->row_top[j];
                    changed = true;
                }
    }
}

static bool is_after(const struct work *work, int a, int b) {
    if (work->row_top[a] != work->row_top[b])
        return work->row_top[a] > work->row_top[b];
    return middle(&work->shapes[a]) > middle(&work->shapes[b]);
}

/* Fills order with the parts as they are read; returns their count. */
static int sort_parts(struct work *work, int order[SEGMENTATION_MAX_STROKES]) {
    int count = 0;
    find_rows(work);
    for (int i = 0; i < work->count; i++) {
        if (!is_part(work, i))
            continue;
        int at = count++;
        for (; at > 0 && is_after(work, order[at - 1], i); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

/* True if a stroke of the one part was drawn to meet one of the other. */
static bool parts_meet(const struct work *work, int a, int b) {
    const struct shape *left = &work->shapes[a], *right = &work->shapes[b];
    float distance = meeting * taller(left, right);
    if (box_distance(&left->box, &right->box) > distance)
        return false;
    for (int i = 0; i < work->count; i++)
        for (int j = 0; j < work->count; j++) {
            const struct stroke *one = work->strokes->items[i], *other = work->strokes->items[j];
            if (work->group[i] == a && work->group[j] == b &&
                (ends_on(one, other, distance) || ends_on(other, one, distance)))
                return true;
        }
    return false;
}

static float bond_between(const struct work *work, int left, int right) {
    const struct shape *a = &work->shapes[left], *b = &work->shapes[right];
    float gap = clearance(a, b);
    if (gap > sure_gap || are_stacked(a, b))
        return -INFINITY;
    float width = fminf(fminf(width_of(a), width_of(b)) / taller(a, b), wide);
    float bond = bond_constant - gap_slope * gap - width_slope * width;
    return parts_meet(work, left, right) ? fmaxf(bond, meeting_bond) : bond;
}

static void name_parts(struct segmentation *segmentation, struct work *work) {
    int order[SEGMENTATION_MAX_STROKES];
    int count = sort_parts(work, order);
    if (count > SEGMENTATION_MAX_PARTS) {
        join_all(work);
        count = sort_parts(work, order);
    }
    segmentation->count = count;
    segmentation->ignored = work->ignored;
    for (int s = 0; s < work->count; s++) {
        segmentation->part_of[s] = -1;
        for (int i = 0; i < count; i++)
            if (work->group[s] == order[i])
                segmentation->part_of[s] = i;
    }
    for (int i = 0, row = 0; i < count; i++) {
        row += i > 0 && work->row_top[order[i]] != work->row_top[order[i - 1]];
        segmentation->row_of[i] = row;
    }
    for (int i = 0; i + 1 < count; i++)
        segmentation->bonds[i] = bond_between(work, order[i], order[i + 1]);
}

void segmentation_make(struct segmentation *segmentation, const struct strokes *strokes) {
    struct work work = {0};
    begin(&work, strokes);
    if (strokes->count > SEGMENTATION_MAX_STROKES)
        join_all(&work);
    else
        find_parts(&work);
    name_parts(segmentation, &work);
}
