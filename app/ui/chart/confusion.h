/* The colours of a confusion matrix, in the window and in a run's folder. */
#pragma once

#include "app/core/base/class_set.h"
#include "app/ui/paint/theme.h"

/* The fullest cell off the diagonal of counts [label][reading], at least 1. */
int confusion_max_errors(const int counts[CLASS_SET_MAX][CLASS_SET_MAX]);

/* Behind a count: right ones out of `max` pictures of the class, wrong ones out of `max` in the
 * fullest cell. Even a single one differs from none. */
color confusion_tint(const struct theme *theme, bool right, int count, int max);
