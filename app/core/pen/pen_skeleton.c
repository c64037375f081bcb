#include "app/core/pen/pen_skeleton.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct pen_path *pen_skeleton_add_path(struct pen_skeleton *skeleton) {
    assert(skeleton->count < PEN_MAX_PATHS);
    struct pen_path *path = &skeleton->paths[skeleton->count++];
    path->closed = path->may_drag = false;
    path->count = 0;
    return path;
}

void pen_path_add_knot(struct pen_path *path, float x, float y, bool corner) {
    assert(path->count < PEN_MAX_KNOTS);
    path->knots[path->count] = (struct point){x, y};
    path->corners[path->count++] = corner;
}

/* Advances *at past the text of a knot. */
static bool parse_knot(struct pen_path *path, const char **at) {
    char *end;
    float x = strtof(*at, &end);
    if (end == *at || *end != ',' || path->count == PEN_MAX_KNOTS)
        return false;
    *at = end + 1;
    float y = strtof(*at, &end);
    if (end == *at)
        return false;
    bool corner = *end == '!';
    pen_path_add_knot(path, x / 100, y / 100, corner);
    *at = end + corner;
    return true;
}

/* Advances *at past the text of a path, to the sign that ends it. */
static bool parse_path(struct pen_path *path, const char **at) {
    *at += strspn(*at, " ");
    path->closed = **at == '@';
    *at += path->closed;
    do {
        if (!parse_knot(path, at))
            return false;
        *at += strspn(*at, " ");
    } while (**at && !strchr(";~|", **at));
    return true;
}

/* Advances *at past the text of a skeleton, to the bar or the end of the text. */
static bool parse_skeleton(struct pen_skeleton *skeleton, const char **at) {
    skeleton->count = 0;
    for (char sign = ';'; sign; sign = **at && **at != '|' ? *(*at)++ : '\0') {
        if (skeleton->count == PEN_MAX_PATHS)
            return false;
        struct pen_path *path = pen_skeleton_add_path(skeleton);
        path->may_drag = sign == '~';
        if (!parse_path(path, at))
            return false;
    }
    return true;
}

bool pen_skeleton_parse(struct pen_skeleton *skeleton, const char *text) {
    return parse_skeleton(skeleton, &text) && *text == '\0';
}

static bool have_same_knots(const struct pen_skeleton *a, const struct pen_skeleton *b) {
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = a->paths[i].count == b->paths[i].count && a->paths[i].closed == b->paths[i].closed;
    return same;
}

bool pen_skeleton_parse_range(struct pen_skeleton ends[2], const char *text) {
    const char *second = text;
    if (!parse_skeleton(&ends[0], &second))
        return false;
    second = *second == '|' ? second + 1 : text;
    return pen_skeleton_parse(&ends[1], second) && have_same_knots(&ends[0], &ends[1]);
}

void pen_skeleton_blend(struct pen_skeleton *skeleton, const struct pen_skeleton *other,
                        struct point fraction) {
    assert(skeleton->count == other->count);
    for (int i = 0; i < skeleton->count; i++) {
        struct pen_path *path = &skeleton->paths[i];
        assert(path->count == other->paths[i].count);
        for (int k = 0; k < path->count; k++) {
            struct point *knot = &path->knots[k], to = other->paths[i].knots[k];
            knot->x += fraction.x * (to.x - knot->x);
            knot->y += fraction.y * (to.y - knot->y);
        }
    }
}
