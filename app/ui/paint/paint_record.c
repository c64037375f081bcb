#include "app/core/base/fingerprint.h"
#include "app/ui/paint/paint_private.h"

bool is_recorded(struct painter *painter, struct rect part, const void *arguments, size_t size) {
    struct recording *recording = painter->recording;
    if (!recording)
        return false;
    if (part.w > 0 && part.h > 0) {
        recording->hash = fingerprint(recording->hash, &part, sizeof part);
        recording->hash = fingerprint(recording->hash, arguments, size);
        recording->bounds = rect_union(recording->bounds, part);
    }
    return true;
}

void record_data(struct painter *painter, const void *data, size_t size) {
    painter->recording->hash = fingerprint(painter->recording->hash, data, size);
}

static int64_t area(struct rect rect) {
    return (int64_t)rect.w * rect.h;
}

void record_opaque(struct painter *painter, struct rect part) {
    struct rect *opaque = &painter->recording->opaque;
    if (area(part) > area(*opaque))
        *opaque = part;
}
