/* The dialogs of zenity and kdialog, programs that print the path that is chosen. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/process.h"
#include "app/core/base/text.h"
#include "app/sdl/dialog/dialog_ask.h"

enum { MAX_ARGUMENTS = 10, MAX_ARGUMENT = DIALOG_PATTERNS + 64, ENDS_MS = 2000 };

struct command {
    int count;
    const char *arguments[MAX_ARGUMENTS];
    char texts[3][MAX_ARGUMENT]; /* of those that are put together */
};

static void add(struct command *command, const char *argument) {
    command->arguments[command->count++] = argument;
}

static void make_zenity(struct command *command, enum file_purpose purpose) {
    const struct file_purpose_words *words = file_purpose_words(purpose);
    char patterns[DIALOG_PATTERNS];
    dialog_patterns(patterns, purpose);
    snprintf(command->texts[0], MAX_ARGUMENT, "--title=%s", words->title);
    snprintf(command->texts[1], MAX_ARGUMENT, "--file-filter=%s | %s", words->kind, patterns);
    snprintf(command->texts[2], MAX_ARGUMENT, "--filename=%s", words->name ? words->name : "");
    add(command, "zenity");
    add(command, "--file-selection");
    add(command, command->texts[0]);
    add(command, command->texts[1]);
    if (words->name) {
        add(command, "--save");
        add(command, "--confirm-overwrite");
        add(command, command->texts[2]);
    } else {
        add(command, "--file-filter=All files | *");
    }
}

static void make_kdialog(struct command *command, enum file_purpose purpose) {
    const struct file_purpose_words *words = file_purpose_words(purpose);
    char patterns[DIALOG_PATTERNS];
    dialog_patterns(patterns, purpose);
    snprintf(command->texts[0], MAX_ARGUMENT, "%s (%s)\nAll files (*)", words->kind, patterns);
    add(command, "kdialog");
    add(command, "--title");
    add(command, words->title);
    add(command, words->name ? "--getsavefilename" : "--getopenfilename");
    add(command, words->name ? words->name : ".");
    add(command, command->texts[0]);
}

typedef void maker(struct command *command, enum file_purpose purpose);

static bool start(struct process *process, const struct dialog_ask *ask, maker *make) {
    const char *bus = ask->bus[0] ? ask->bus : NULL;
    struct command command = {0};
    make(&command, ask->purpose);
    return process_start(process, command.arguments, PROCESS_WRITES, bus, NULL) == NN_STATUS_OK;
}

/* Reads what the program prints until it ends that. False once it is to stop. */
static bool read_all(const struct dialog_ask *ask, int fd, char *text, size_t capacity) {
    size_t length = 0;
    for (;;) {
        char rest[256];
        bool full = length + 1 >= capacity;
        ssize_t count =
            read(fd, full ? rest : text + length, full ? sizeof rest : capacity - 1 - length);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        if (count > 0 && !full)
            text[length += (size_t)count] = '\0';
        if (count < 0 && !dialog_wait(ask, fd, -1))
            return false;
    }
}

/* Both print the path with an end of line, and exit with 1 if nothing was chosen. */
static void conclude(struct file_dialog_answer *answer, char *printed, int status) {
    printed[strcspn(printed, "\n")] = '\0';
    answer->outcome = FILE_DIALOG_CANCELLED;
    if (status == 0 && printed[0] && text_copy(answer->path, sizeof answer->path, printed))
        answer->outcome = FILE_DIALOG_CHOSEN;
    else if (status != 0 && status != 1)
        dialog_fail(answer, "the file dialog ended without an answer; try again");
    else if (printed[0])
        dialog_fail(answer, "the path that was chosen is too long");
}

void helper_ask(const struct dialog_ask *ask, struct file_dialog_answer *answer) {
    const char *desktop = getenv("XDG_CURRENT_DESKTOP");
    bool kde = desktop && strstr(desktop, "KDE");
    char printed[FILES_MAX_PATH + 2] = "";
    struct process process;
    if (!start(&process, ask, kde ? make_kdialog : make_zenity) &&
        !start(&process, ask, kde ? make_zenity : make_kdialog))
        return;
    bool read = read_all(ask, process.out, printed, sizeof printed);
    conclude(answer, printed, process_end(&process, read ? ENDS_MS : 0));
}
