#include "app/core/ink/stroke_list.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/array.h"

struct shared_stroke {
    int references;
    struct stroke stroke;
    struct point points[];
};

static struct shared_stroke *shared_of(const struct stroke *stroke) {
    return (struct shared_stroke *)((char *)stroke - offsetof(struct shared_stroke, stroke));
}

void stroke_list_deinit(struct stroke_list *list) {
    for (int i = 0; i < list->count; i++) {
        struct shared_stroke *shared = shared_of(list->items[i]);
        if (--shared->references == 0)
            free(shared);
    }
    free(list->items);
    *list = (struct stroke_list){0};
}

bool stroke_list_reserve(struct stroke_list *list, int count) {
    const struct stroke **items = array_reserve(list->items, &list->capacity, count, sizeof *items);
    if (items)
        list->items = items;
    return items;
}

static bool append(struct stroke_list *list, const struct stroke *stroke) {
    if (!stroke_list_reserve(list, list->count + 1))
        return false;
    list->items[list->count++] = stroke;
    return true;
}

bool stroke_list_add_shared(struct stroke_list *list, const struct stroke *stroke) {
    bool fits = append(list, stroke);
    shared_of(stroke)->references += fits;
    return fits;
}

bool stroke_list_copy(struct stroke_list *to, const struct stroke_list *from) {
    struct stroke_list copy = {0};
    if (from->count > 0 && !stroke_list_reserve(&copy, from->count))
        return false;
    for (int i = 0; i < from->count; i++)
        stroke_list_add_shared(&copy, from->items[i]);
    stroke_list_deinit(to);
    *to = copy;
    return true;
}

bool stroke_list_add_copy(struct stroke_list *list, const struct stroke *stroke) {
    size_t bytes = (size_t)stroke->count * sizeof *stroke->points;
    struct shared_stroke *shared = malloc(sizeof *shared + bytes);
    if (!shared)
        return false;
    memcpy(shared->points, stroke->points, bytes);
    shared->references = 1;
    shared->stroke = (struct stroke){stroke->brush, stroke->count, shared->points};
    if (append(list, &shared->stroke))
        return true;
    free(shared);
    return false;
}
