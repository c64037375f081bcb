/* Digits that touch: a part that is no digit is cut where that gives digits.
 *
 * It is cut along seams that cross little ink; of all ways to cut it, the one is taken whose pieces
 * the model is surest of (over-segmentation, as in LeCun et al. 1998, section V). */
#pragma once

#include "app/core/reading/page_parts.h"

/* Cuts the parts that can be, the largest of those that are wide enough. False without memory. */
bool page_split_all(struct page_parts *parts, struct reader *reader);
