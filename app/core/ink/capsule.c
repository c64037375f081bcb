#include "app/core/ink/capsule.h"

#include <math.h>

struct interval {
    double enter, leave; /* empty unless enter < leave */
};

static const struct interval nowhere = {INFINITY, -INFINITY};

/* Solves |origin + t * direction| < radius. */
static struct interval cross_disc(double x, double y, double dx, double dy, double radius) {
    double a = dx * dx + dy * dy, b = x * dx + y * dy;
    double discriminant = b * b - a * (x * x + y * y - radius * radius);
    if (discriminant <= 0)
        return nowhere;
    double root = sqrt(discriminant);
    return (struct interval){(-b - root) / a, (-b + root) / a};
}

/* Solves low < start + t * slope < high. */
static struct interval cross_band(double start, double slope, double low, double high) {
    if (slope == 0)
        return low < start && start < high ? (struct interval){-INFINITY, INFINITY} : nowhere;
    double at_low = (low - start) / slope, at_high = (high - start) / slope;
    return (struct interval){fmin(at_low, at_high), fmax(at_low, at_high)};
}

static struct interval overlap(struct interval a, struct interval b) {
    struct interval both = {fmax(a.enter, b.enter), fmin(a.leave, b.leave)};
    return both.enter < both.leave ? both : nowhere;
}

static struct interval hull(struct interval a, struct interval b) {
    return (struct interval){fmin(a.enter, b.enter), fmax(a.leave, b.leave)};
}

bool capsule_crosses_line(const struct capsule *capsule, struct point origin,
                          struct point direction, float *enter, float *leave) {
    double axis_x = (double)capsule->to.x - (double)capsule->from.x;
    double axis_y = (double)capsule->to.y - (double)capsule->from.y;
    double x = (double)origin.x - (double)capsule->from.x;
    double y = (double)origin.y - (double)capsule->from.y;
    double dx = (double)direction.x, dy = (double)direction.y, radius = (double)capsule->radius;

    struct interval inside = cross_disc(x, y, dx, dy, radius);
    double length = sqrt(axis_x * axis_x + axis_y * axis_y);
    if (length > 0) {
        double ux = axis_x / length, uy = axis_y / length;
        struct interval along = cross_band(x * ux + y * uy, dx * ux + dy * uy, 0, length);
        struct interval across = cross_band(x * uy - y * ux, dx * uy - dy * ux, -radius, radius);
        inside = hull(inside, cross_disc(x - axis_x, y - axis_y, dx, dy, radius));
        inside = hull(inside, overlap(along, across));
    }
    *enter = (float)inside.enter;
    *leave = (float)inside.leave;
    return inside.enter < inside.leave;
}
