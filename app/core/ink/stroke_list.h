/* Lists that share strokes: a stroke is copied once, counted, and freed with the last list that
 * holds it. For one thread. Functions return false, and change nothing, without memory. */
#pragma once

#include <stdbool.h>

#include "app/core/ink/stroke.h"

/* All zero is the empty list. */
struct stroke_list {
    int count, capacity;
    const struct stroke **items;
    bool last_is_borrowed; /* the last stroke has another owner */
};

void stroke_list_deinit(struct stroke_list *list);

/* Replaces the strokes of `to` by those of `from`, none of which may be borrowed. */
bool stroke_list_copy(struct stroke_list *to, const struct stroke_list *from);

/* Adds a copy that lists can share. */
bool stroke_list_add_copy(struct stroke_list *list, const struct stroke *stroke);

/* Adds the stroke itself, owned by the caller; it must stay the last of the list. */
bool stroke_list_add_borrowed(struct stroke_list *list, const struct stroke *stroke);
void stroke_list_remove_last(struct stroke_list *list);

/* Adds a stroke that another list holds. */
bool stroke_list_add_shared(struct stroke_list *list, const struct stroke *stroke);
