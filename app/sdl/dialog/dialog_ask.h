/* What the kinds of dialogs have in common; nobody outside this folder includes this. */
#pragma once

#include "app/sdl/dialog/file_dialog.h"

/* bus: the session's, "" if there is none. window: 0 for none. stop: a descriptor that can be read
 * once nobody waits for the answer any more. */
struct dialog_ask {
    enum file_purpose purpose;
    unsigned long window;
    const char *bus;
    int stop;
};

/* Each shows its dialog and waits for it, or says that it is UNAVAILABLE. */
void portal_ask(const struct dialog_ask *ask, struct file_dialog_answer *answer);
void helper_ask(const struct dialog_ask *ask, struct file_dialog_answer *answer);

void dialog_fail(struct file_dialog_answer *answer, const char *why);

/* Patterns for all files of a purpose, lower case and upper, after each other and separated by
 * spaces: "*.[pP][nN][gG] *.[bB][mM][pP]". */
enum { DIALOG_PATTERNS = 512 };
void dialog_patterns(char patterns[DIALOG_PATTERNS], enum file_purpose purpose);

/* Waits until fd can be read, for so many milliseconds (-1: for ever). False once it is to stop. */
bool dialog_wait(const struct dialog_ask *ask, int fd, int timeout_ms);
