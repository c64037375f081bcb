/* What a chart says of the data where the pointer or the cursor is. */
#ifndef APP_UI_CHART_CHART_READ_OUT_H
#define APP_UI_CHART_CHART_READ_OUT_H

#include "app/ui/chart/chart_frame.h"

/* Each series' value that was measured nearest to the pointer, with a dot where that was; of one
 * series if there is no room for all. */
void chart_read_out_paint(struct chart_frame *frame);

#endif
