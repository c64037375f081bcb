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
    } while (**at && !strchr(";~", **at));
    return true;
}

bool pen_skeleton_parse(struct pen_skeleton *skeleton, const char *text) {
    skeleton->count = 0;
    for (char sign = ';'; sign; sign = *text++) {
        if (skeleton->count == PEN_MAX_PATHS)
            return false;
        struct pen_path *path = pen_skeleton_add_path(skeleton);
        path->may_drag = sign == '~';
        if (!parse_path(path, &text))
            return false;
    }
    return true;
}
