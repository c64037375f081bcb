/* The desktop's own dialog for choosing a file: that of its portal, else zenity's or kdialog's.
 *
 * The dialog is waited for on a thread, so that the window goes on meanwhile. Called on the main
 * thread alone. */
#pragma once

#include "app/core/base/path.h"
#include "app/core/state/file_request.h"

struct file_dialog;

enum file_dialog_outcome {
    FILE_DIALOG_OPEN, /* or none was asked for */
    FILE_DIALOG_CHOSEN,
    FILE_DIALOG_CANCELLED,
    FILE_DIALOG_FAILED,      /* without an answer */
    FILE_DIALOG_UNAVAILABLE, /* there is none on this computer */
};

/* path: what was chosen. error: why there is no dialog, or what went wrong. */
struct file_dialog_answer {
    enum file_dialog_outcome outcome;
    char path[FILES_MAX_PATH];
    struct nn_error error;
};

/* The address of the session's message bus, "" if there is none that runs already. */
enum { FILE_DIALOG_BUS = 512 };
void file_dialog_find_bus(char bus[FILE_DIALOG_BUS]);

/* bus: as found above. wake is called on the thread when there is an answer. */
NN_MUST_USE enum nn_status file_dialog_create(struct file_dialog **dialog, const char *bus,
                                              void (*wake)(void *), void *context,
                                              struct nn_error *err);

/* Closes the dialog, if it is open: its answer is lost. Accepts NULL. */
void file_dialog_destroy(struct file_dialog *dialog);

/* Opens the dialog over an X11 window, 0 for none; not while another is open. */
NN_MUST_USE enum nn_status file_dialog_open(struct file_dialog *dialog, enum file_purpose purpose,
                                            unsigned long window, struct nn_error *err);

/* Hands over the answer, once. */
struct file_dialog_answer file_dialog_take(struct file_dialog *dialog);
