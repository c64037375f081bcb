/* Lists that share strokes: a stroke is copied once, counted, and freed with the last list that
 * holds it. For one thread. Functions return false, and change nothing, without memory. */
#pragma once

#include <stdbool.h>

#include "app/core/ink/stroke.h"

/* All zero is the empty list. */
struct stroke_list {
    int count, capacity;
    const struct stroke **items;
};

void stroke_list_deinit(struct stroke_list *list);

/* Makes space for this number of strokes, at least 1. */
bool stroke_list_reserve(struct stroke_list *list, int count);

/* Replaces the strokes of `to` by those of `from`. */
bool stroke_list_copy(struct stroke_list *to, const struct stroke_list *from);

/* Adds a copy that lists can share. */
bool stroke_list_add_copy(struct stroke_list *list, const struct stroke *stroke);

/* Adds a stroke that another list holds. */
bool stroke_list_add_shared(struct stroke_list *list, const struct stroke *stroke);
