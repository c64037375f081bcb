#include "app/sdl/dialog/file_dialog.h"

#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/worker.h"
#include "app/sdl/dialog/dialog_ask.h"

struct file_dialog {
    struct worker worker;
    char bus[FILE_DIALOG_BUS];
    int stop[2]; /* a pipe: its reading end is ask.stop */
    struct dialog_ask ask;
    struct file_dialog_answer answer; /* guarded by the worker's lock */
};

void file_dialog_find_bus(char bus[FILE_DIALOG_BUS]) {
    const char *given = getenv("DBUS_SESSION_BUS_ADDRESS"), *runtime = getenv("XDG_RUNTIME_DIR");
    struct stat info;
    if (given) {
        snprintf(bus, FILE_DIALOG_BUS, "%s", given);
        return;
    }
    snprintf(bus, FILE_DIALOG_BUS, "unix:path=%s/bus", runtime ? runtime : "");
    if (!runtime || stat(strchr(bus, '=') + 1, &info) != 0 || !S_ISSOCK(info.st_mode))
        bus[0] = '\0';
}

enum nn_status file_dialog_create(struct file_dialog **out, const char *bus, void (*wake)(void *),
                                  void *context, struct nn_error *err) {
    struct file_dialog *dialog = calloc(1, sizeof *dialog);
    if (!dialog || pipe(dialog->stop) != 0) {
        free(dialog);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a file dialog");
    }
    fcntl(dialog->stop[0], F_SETFD, FD_CLOEXEC);
    fcntl(dialog->stop[1], F_SETFD, FD_CLOEXEC);
    snprintf(dialog->bus, sizeof dialog->bus, "%s", bus);
    worker_init(&dialog->worker, wake, context);
    *out = dialog;
    return NN_STATUS_OK;
}

void file_dialog_destroy(struct file_dialog *dialog) {
    if (!dialog)
        return;
    close(dialog->stop[1]); /* now the other end can be read */
    worker_deinit(&dialog->worker);
    close(dialog->stop[0]);
    free(dialog);
}

/* On the thread. */
static void run(void *context) {
    struct file_dialog *dialog = context;
    struct file_dialog_answer answer = {.outcome = FILE_DIALOG_UNAVAILABLE};
    portal_ask(&dialog->ask, &answer);
    if (answer.outcome == FILE_DIALOG_UNAVAILABLE && dialog_wait(&dialog->ask, -1, 0))
        helper_ask(&dialog->ask, &answer);
    pthread_mutex_lock(&dialog->worker.lock);
    dialog->answer = answer;
    pthread_mutex_unlock(&dialog->worker.lock);
    worker_wake_main(&dialog->worker);
}

enum nn_status file_dialog_open(struct file_dialog *dialog, enum file_purpose purpose,
                                unsigned long window, struct nn_error *err) {
    dialog->ask = (struct dialog_ask){purpose, window, dialog->bus, dialog->stop[0]};
    dialog->answer = (struct file_dialog_answer){.outcome = FILE_DIALOG_OPEN};
    return worker_start(&dialog->worker, run, dialog, "show a file dialog", err);
}

struct file_dialog_answer file_dialog_take(struct file_dialog *dialog) {
    pthread_mutex_lock(&dialog->worker.lock);
    struct file_dialog_answer answer = dialog->answer;
    dialog->answer.outcome = FILE_DIALOG_OPEN;
    pthread_mutex_unlock(&dialog->worker.lock);
    return answer;
}

void dialog_fail(struct file_dialog_answer *answer, const char *why) {
    answer->outcome = FILE_DIALOG_FAILED;
    (void)!nn_error_set(&answer->error, NN_STATUS_IO, "%s", why);
}

bool dialog_wait(const struct dialog_ask *ask, int fd, int timeout_ms) {
    struct pollfd both[] = {{.fd = ask->stop, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    poll(both, 2, timeout_ms);
    return both[0].revents == 0;
}

void dialog_patterns(char patterns[DIALOG_PATTERNS], enum file_purpose purpose) {
    const char *endings = file_purpose_words(purpose)->endings;
    int length = 0;
    for (const char *at = endings; *at && length < DIALOG_PATTERNS; at++)
        if (*at == ' ')
            length += snprintf(patterns + length, (size_t)(DIALOG_PATTERNS - length), " ");
        else
            length += snprintf(patterns + length, (size_t)(DIALOG_PATTERNS - length), "%s[%c%c]",
                               at == endings || at[-1] == ' ' ? "*." : "", *at, toupper(*at));
}
