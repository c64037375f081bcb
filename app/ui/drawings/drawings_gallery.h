/* The gallery of the user's drawings. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/widgets/gallery.h"

struct gallery drawings_gallery(const struct app *app, const struct layout *layout,
                                const struct theme *theme);
