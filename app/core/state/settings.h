/* What is kept from one start of the window to the next, as a small JSON file. */
#pragma once

#include <stdbool.h>

#include "app/core/base/field.h"
#include "app/core/base/recent_files.h"
#include "app/core/recipe/training_settings.h"

enum settings_theme { SETTINGS_THEME_DESKTOP, SETTINGS_THEME_LIGHT, SETTINGS_THEME_DARK };

/* Steps that the window may be larger or smaller than the display's own scale. */
enum { SETTINGS_ZOOM_MIN = -2, SETTINGS_ZOOM_MAX = 6 };

/* Of training, all that the window sets is kept. */
struct settings {
    int width, height; /* of the window, in window units; 0: the usual size */
    bool maximised;
    enum settings_theme theme;
    int zoom;                                 /* as in struct app */
    float brush;                              /* diameter in canvas units */
    bool training_panel, layers, attribution; /* what is open */
    bool reduced_motion;
    struct recent_files recent;
    struct training_settings training;
};

struct settings settings_default(void);

/* The fields that the file has beside those of the training; NULL after the last. Static. */
const struct field *settings_field(int index);

/* Always leaves settings that can be used: the usual ones where there is no file. A number out of
 * bounds becomes the nearest one within, another value that cannot be used the usual one; that is
 * BAD_FILE, which names them. So is a file that is damaged as a whole, which is moved aside so that
 * it can be mended. After any other error the file is where it was, and may be whole: it is not to
 * be written over. */
NN_MUST_USE enum nn_status settings_read(struct settings *settings, const char *path,
                                         struct nn_error *err);

/* Writes all or nothing, numbers brought within their bounds, and makes the folder where it is
 * missing. */
NN_MUST_USE enum nn_status settings_write(const struct settings *settings, const char *path,
                                          struct nn_error *err);
