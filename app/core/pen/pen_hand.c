#include "app/core/pen/pen_hand.h"

#include <math.h>
#include <string.h>

#include "app/core/base/clamp.h"

/* A path as a line of points at equal distances. */
enum { MAX_LINE = 1024, EXTRA_LOOP_KNOTS = 3 };
static const float line_step = 0.01f;

struct line {
    int count;
    float step;
    struct point points[MAX_LINE];
};

/* A normal number, clamped to two standard deviations: nobody writes like the tails. */
static float spread(struct nn_rng *rng, float deviation) {
    return deviation * clamp_float(nn_rng_normal(rng), -2, 2);
}

static struct pen_wave random_wave(struct nn_rng *rng) {
    const float longest = 2, shortest = 5, push = 0.035f;
    float angle = 6.2831853f * nn_rng_uniform(rng);
    float turns = longest + (shortest - longest) * nn_rng_uniform(rng);
    struct pen_wave wave = {.across = {turns * cosf(angle), turns * sinf(angle)}};
    wave.push.x = spread(rng, push);
    wave.push.y = spread(rng, push);
    wave.phase = 6.2831853f * nn_rng_uniform(rng);
    return wave;
}

/* One statement per random number: in an initialiser list the compiler would choose their order. */
struct pen_hand pen_hand_random(struct nn_rng *rng) {
    struct pen_hand hand = {0};
    hand.carelessness = 0.006f + 0.026f * nn_rng_uniform(rng);
    hand.roundness = 0.2f * nn_rng_uniform(rng) * nn_rng_uniform(rng);
    hand.bulge.x = spread(rng, 0.06f);
    hand.bulge.y = spread(rng, 0.08f);
    hand.width = 0.88f * expf(spread(rng, 0.22f));
    hand.slant = 0.1f + spread(rng, 0.22f);
    hand.rotation = spread(rng, 0.07f);
    hand.tremor = 0.012f * nn_rng_uniform(rng) * nn_rng_uniform(rng);
    hand.overshoot = 0.04f * nn_rng_uniform(rng);
    hand.hook = nn_rng_uniform(rng) < 0.3f ? 0.25f : 0;
    hand.drag = nn_rng_uniform(rng) < 0.1f ? 0.8f : 0;
    hand.spacing = 0.015f + 0.055f * nn_rng_uniform(rng);
    for (int i = 0; i < PEN_WAVES; i++)
        hand.waves[i] = random_wave(rng);
    return hand;
}

/* The knots in the order in which the pen meets them. A loop begins anywhere, in either direction;
 * one extra knot before its beginning and two after its end are cut off later. */
static void order_knots(const struct pen_path *path, struct nn_rng *rng, struct pen_path *ordered) {
    *ordered = *path;
    if (!path->closed)
        return;
    int count = path->count, first = (int)nn_rng_below(rng, (uint32_t)count);
    int way = nn_rng_uniform(rng) < 0.8f ? 1 : count - 1;
    ordered->count = 0;
    for (int i = 0; i < count + EXTRA_LOOP_KNOTS; i++) {
        int knot = (first + i * way) % count;
        pen_path_add_knot(ordered, path->knots[knot].x, path->knots[knot].y, path->corners[knot]);
    }
}

static void move_knots(struct pen_path *path, float carelessness, struct nn_rng *rng) {
    for (int i = 0; i < path->count; i++) {
        path->knots[i].x += spread(rng, carelessness);
        path->knots[i].y += spread(rng, carelessness);
    }
}

/* Follows vertices and adds a point at every step of the way. */
struct tracer {
    struct line *line;
    struct point last;
    float walked; /* since the last point added */
    bool started;
};

static void trace(void *context, struct point vertex) {
    struct tracer *tracer = context;
    struct line *line = tracer->line;
    if (!tracer->started) {
        line->points[line->count++] = vertex;
        tracer->last = vertex;
        tracer->started = true;
    }
    float dx = vertex.x - tracer->last.x, dy = vertex.y - tracer->last.y, length = hypotf(dx, dy);
    float next = line->step - tracer->walked;
    for (; next <= length && line->count < MAX_LINE; next += line->step)
        line->points[line->count++] = (struct point){tracer->last.x + dx * next / length,
                                                     tracer->last.y + dy * next / length};
    tracer->walked = length - (next - line->step);
    tracer->last = vertex;
}

static float knots_length(const struct pen_path *path) {
    float length = 0;
    for (int i = 1; i < path->count; i++)
        length += hypotf(path->knots[i].x - path->knots[i - 1].x,
                         path->knots[i].y - path->knots[i - 1].y);
    return length;
}

/* A smooth curve from corner to corner. */
static void trace_path(const struct pen_path *path, struct line *line) {
    const float curve_fraction = 1.5f; /* a curve is at most this much longer than its chords */
    line->count = 0;
    line->step = fmaxf(line_step, curve_fraction * knots_length(path) / MAX_LINE);
    struct tracer tracer = {.line = line};
    for (int first = 0, last; first < path->count - 1 || first == 0; first = last) {
        last = first + 1;
        while (last < path->count - 1 && !path->corners[last])
            last++;
        int count = last < path->count ? last - first + 1 : 1;
        struct stroke section = {.count = count, .points = path->knots + first};
        stroke_flatten(&section, line->step, trace, &tracer);
    }
}

/* Replaces each point but the ends by the mean of those within reach on both sides. */
static void round_corners(struct line *line, float length) {
    int reach = (int)(length / 2 / line->step);
    struct line sharp = *line;
    for (int i = 0; i < line->count; i++) {
        int near = i < line->count - 1 - i ? i : line->count - 1 - i;
        int r = near < reach ? near : reach;
        struct point sum = {0, 0};
        for (int j = i - r; j <= i + r; j++) {
            sum.x += sharp.points[j].x;
            sum.y += sharp.points[j].y;
        }
        line->points[i] = (struct point){sum.x / (float)(2 * r + 1), sum.y / (float)(2 * r + 1)};
    }
}

/* Extends the line by some steps, turning by so many radians at each. */
static void extend(struct line *line, int steps, float turn) {
    if (line->count < 3)
        return;
    struct point end = line->points[line->count - 1], before = line->points[line->count - 3];
    float angle = atan2f(end.y - before.y, end.x - before.x);
    for (int i = 0; i < steps && line->count < MAX_LINE; i++) {
        angle += turn;
        end.x += line->step * cosf(angle);
        end.y += line->step * sinf(angle);
        line->points[line->count++] = end;
    }
}

static void reverse(struct line *line) {
    for (int i = 0, j = line->count - 1; i < j; i++, j--) {
        struct point swapped = line->points[i];
        line->points[i] = line->points[j];
        line->points[j] = swapped;
    }
}

/* Lets the line end too late or too early, or curl into a hook. */
static void finish_end(const struct pen_hand *hand, struct line *line, struct nn_rng *rng) {
    int steps = (int)(spread(rng, hand->overshoot) / line->step);
    if (nn_rng_uniform(rng) < hand->hook) {
        float turn = nn_rng_symmetric(rng) < 0 ? -0.5f : 0.5f;
        extend(line, 3 + (int)nn_rng_below(rng, 5), turn);
    } else if (steps >= 0)
        extend(line, steps, 0);
    else if (line->count + steps > line->count / 2)
        line->count += steps;
}

/* The index of the point nearest to a knot, among those from first to end - 1. */
static int nearest(const struct line *line, struct point knot, int first, int end) {
    int best = first;
    float min = INFINITY;
    for (int i = first; i < end; i++) {
        float distance = hypotf(line->points[i].x - knot.x, line->points[i].y - knot.y);
        if (distance < min) {
            min = distance;
            best = i;
        }
    }
    return best;
}

/* Cuts off a loop's extra knots and closes it a little too early, leaving a gap, or too late. */
static void finish_loop(const struct pen_path *path, struct line *line, struct nn_rng *rng) {
    int half = line->count / 2, begin = nearest(line, path->knots[1], 0, half);
    int end = nearest(line, path->knots[path->count - 2], half, line->count);
    end += (int)(spread(rng, 0.035f) * (float)(end - begin));
    line->count = (end < line->count ? end : line->count) - begin;
    memmove(line->points, line->points + begin, (size_t)line->count * sizeof *line->points);
}

static void shake(struct line *line, float tremor, struct nn_rng *rng) {
    const float memory = 0.85f;
    struct point push = {0, 0};
    for (int i = 0; i < line->count; i++) {
        push.x = memory * push.x + spread(rng, tremor * 0.5f);
        push.y = memory * push.y + spread(rng, tremor * 0.5f);
        line->points[i].x += push.x;
        line->points[i].y += push.y;
    }
}

static struct point warp(const struct pen_hand *hand, struct point p) {
    float from_x = p.x - 0.5f, from_y = p.y - 0.5f;
    struct point q = {from_x + hand->bulge.x * (1 - 4 * from_x * from_x),
                      from_y + hand->bulge.y * (1 - 4 * from_y * from_y)};
    for (int i = 0; i < PEN_WAVES; i++) {
        const struct pen_wave *wave = &hand->waves[i];
        float height = sinf(wave->across.x * p.x + wave->across.y * p.y + wave->phase);
        q.x += wave->push.x * height;
        q.y += wave->push.y * height;
    }
    q.x = hand->width * q.x - hand->slant * q.y;
    float c = cosf(hand->rotation), s = sinf(hand->rotation);
    return (struct point){0.5f + c * q.x - s * q.y, 0.5f + s * q.x + c * q.y};
}

/* The angle by which the line turns at point i, in radians. */
static float turn_at(const struct line *line, int i) {
    const int reach = 3;
    if (i < reach || i >= line->count - reach)
        return 0;
    struct point a = line->points[i - reach], b = line->points[i], c = line->points[i + reach];
    float cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    float dot = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y);
    return fabsf(atan2f(cross, dot));
}

/* Adds the positions that a pointer reports along the line: closer together where the pen turns,
 * since it is slow there, and never quite even. */
static void sample(const struct pen_hand *hand, const struct line *line, struct nn_rng *rng,
                   struct pen_drawing *drawing) {
    const float braking = 2.5f;
    float until_next = 0;
    for (int i = 0; i < line->count; i++) {
        if (until_next <= 0 || i == line->count - 1) {
            pen_drawing_add_point(drawing, line->points[i]);
            until_next = hand->spacing * (1 + 0.4f * nn_rng_symmetric(rng));
        }
        until_next -= line->step * (1 + braking * turn_at(line, i));
    }
}

static void draw_line(const struct pen_hand *hand, const struct pen_path *path, struct nn_rng *rng,
                      struct line *line) {
    struct pen_path ordered;
    order_knots(path, rng, &ordered);
    move_knots(&ordered, hand->carelessness, rng);
    trace_path(&ordered, line);
    if (path->closed)
        finish_loop(&ordered, line, rng);
    round_corners(line, hand->roundness);
    for (int end = 0; end < 2; end++) {
        if (!path->closed)
            finish_end(hand, line, rng);
        reverse(line);
    }
    shake(line, hand->tremor, rng);
    for (int i = 0; i < line->count; i++)
        line->points[i] = warp(hand, line->points[i]);
}

void pen_hand_write(const struct pen_hand *hand, const struct pen_skeleton *skeleton,
                    struct nn_rng *rng, struct pen_drawing *drawing) {
    struct line line;
    for (int i = 0; i < skeleton->count; i++) {
        const struct pen_path *path = &skeleton->paths[i];
        draw_line(hand, path, rng, &line);
        bool dragged = path->may_drag && nn_rng_uniform(rng) < hand->drag;
        if (!dragged)
            pen_drawing_begin_stroke(drawing);
        sample(hand, &line, rng, drawing);
    }
}
