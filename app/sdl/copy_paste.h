/* What the window copies to the clipboard, and what becomes of what is pasted. */
#pragma once

#include "app/sdl/clipboard/clipboard.h"
#include "app/ui/ui.h"

/* Offers what app->copied says; window is a picture of it. */
NN_MUST_USE enum nn_status copy_paste_offer(struct clipboard *clipboard, struct app *app,
                                            const struct ui *ui, const struct image *window,
                                            struct nn_error *err);

/* Hands what was asked for, once it is there, to the field in which text is typed, or opens it. */
void copy_paste_take(struct clipboard *clipboard, struct app *app, struct ui *ui);
