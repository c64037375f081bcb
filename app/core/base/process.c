#include "app/core/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const char bus_variable[] = "DBUS_SESSION_BUS_ADDRESS=";

/* The environment with another address of the session bus; the array and its last entry but the
 * terminator are the caller's. NULL without memory. */
static char **environment_with(const char *bus) {
    size_t count = 0, kept = 0, length = strlen(bus_variable);
    while (environ[count])
        count++;
    char **made = calloc(count + 2, sizeof *made);
    char *entry = malloc(length + strlen(bus) + 1);
    if (!made || !entry) {
        free(made);
        free(entry);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], bus_variable, length) != 0)
            made[kept++] = environ[i];
    made[kept] = strcat(strcpy(entry, bus_variable), bus);
    return made;
}

static void free_environment(char **made) {
    char **last = made;
    while (*last && last[1])
        last++;
    free(*last);
    free(made);
}

/* Both ends of a pipe, which other programs do not inherit; the one of this side does not block. */
static bool open_pipe(int ends[2], int own) {
    return pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[own], F_SETFL, O_NONBLOCK) == 0;
}

static void close_both(const int ends[2]) {
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

/* Returns 0 or an errno. The program treats signals as usual, whatever this one does. */
static int spawn(struct process *process, const char *const *arguments, const int in[2],
                 const int out[2], char **environment) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, ignored;
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    if (in[0] >= 0)
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (out[1] >= 0)
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    int error = posix_spawnp(&process->id, arguments[0], &actions, &attributes,
                             (char *const *)arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

enum nn_status process_start(struct process *process, const char *const *arguments, int pipes,
                             const char *bus, struct nn_error *err) {
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    char **environment = bus ? environment_with(bus) : NULL;
    bool ready = (!bus || environment) && (!(pipes & PROCESS_READS) || open_pipe(in, 1)) &&
                 (!(pipes & PROCESS_WRITES) || open_pipe(out, 0));
    int error = ready ? spawn(process, arguments, in, out, bus ? environment : environ) : errno;
    if (environment)
        free_environment(environment);
    if (error) {
        close_both(in);
        close_both(out);
        return nn_error_set(err, NN_STATUS_IO, "cannot start %s: %s", arguments[0],
                            strerror(error));
    }
    if (in[0] >= 0)
        close(in[0]);
    if (out[1] >= 0)
        close(out[1]);
    process->in = in[1];
    process->out = out[0];
    return NN_STATUS_OK;
}

static void close_end(int *end) {
    if (*end >= 0)
        close(*end);
    *end = -1;
}

void process_close_in(struct process *process) {
    close_end(&process->in);
}

/* Waits this long for the end; false if the program still runs then. */
static bool has_ended(pid_t id, int wait_ms, int *status) {
    static const struct timespec step = {.tv_nsec = 5000000};
    for (int waited_ms = 0; waitpid(id, status, WNOHANG) == 0; waited_ms += 5) {
        if (waited_ms >= wait_ms)
            return false;
        nanosleep(&step, NULL);
    }
    return true;
}

int process_end(struct process *process, int patience_ms) {
    enum { LAST_WORDS_MS = 200 };
    int status = 0;
    close_end(&process->in);
    close_end(&process->out);
    if (has_ended(process->id, patience_ms, &status))
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    kill(process->id, SIGTERM);
    if (!has_ended(process->id, LAST_WORDS_MS, &status)) {
        kill(process->id, SIGKILL);
        waitpid(process->id, &status, 0);
    }
    return -1;
}
