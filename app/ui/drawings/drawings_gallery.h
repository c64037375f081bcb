/* The gallery of the user's drawings. */
#ifndef APP_UI_DRAWINGS_DRAWINGS_GALLERY_H
#define APP_UI_DRAWINGS_DRAWINGS_GALLERY_H

#include "app/core/app/app.h"
#include "app/ui/widgets/gallery.h"

struct gallery drawings_gallery(const struct app *app, const struct layout *layout,
                                const struct theme *theme);

#endif
