/* What Xlib would end the program for: errors that the X server reports, and its loss. Does nothing
 * where SDL shows windows in another way. */
#pragma once

/* From now on errors are logged and survived. If the server is lost, `lost` is called on this
 * thread, and the program exits with 1. To be called once, after SDL's video has started. */
void x_errors_survive(void (*lost)(void *context), void *context);

/* To be called on the same thread when SDL returns from waiting: another thread may have met with
 * the loss. */
void x_errors_check(void);
