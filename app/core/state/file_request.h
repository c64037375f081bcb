/* The file that the user is asked for: what for, and whether its path is typed in the window or
 * chosen in a dialog, which whoever shows the window opens and answers. Owned by the main thread.
 */
#pragma once

#include <stdbool.h>

#include "app/core/base/path.h"

enum file_purpose {
    FILE_PURPOSE_NONE, /* nobody is asked */
    FILE_PURPOSE_OPEN,
    FILE_PURPOSE_OPEN_MODEL,
    FILE_PURPOSE_SAVE_DRAWING,
    FILE_PURPOSE_SAVE_MODEL,
    FILE_PURPOSE_SAVE_WINDOW, /* a picture of it */
    FILE_PURPOSES,
};

/* title: of a dialog. kind: of the files that have one of these endings, separated by spaces. name:
 * a new file's, whose ending is the first; NULL where a file is opened. */
struct file_purpose_words {
    const char *title, *kind, *endings, *name;
};

struct file_request {
    enum file_purpose purpose;
    bool typed;
    char note[160];                /* why it is typed; "" */
    char error[512];               /* why the path typed last was not taken; "" */
    char replaced[FILES_MAX_PATH]; /* the path whose file may be replaced: it was asked about; "" */
};

/* The words of a purpose, which is not NONE; static. */
const struct file_purpose_words *file_purpose_words(enum file_purpose purpose);

void file_request_begin(struct file_request *request, enum file_purpose purpose);
void file_request_end(struct file_request *request);

/* The path is typed from now on; why may be NULL. */
void file_request_type(struct file_request *request, const char *why);

/* Keeps asking for a path to be typed, and says why. */
void file_request_refuse(struct file_request *request, const char *why);

/* Where to write what is saved as `answer`: its ending is added where it is missing, and a link is
 * followed. BAD_ARGUMENT, which asks for another name or for the same again, if a file is there
 * that nobody has agreed to replace: dialogs ask, but about the name that they were given. */
NN_MUST_USE enum nn_status file_request_target(struct file_request *request,
                                               char path[FILES_MAX_PATH], const char *answer,
                                               struct nn_error *err);
