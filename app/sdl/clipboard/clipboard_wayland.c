/* Wayland's clipboard by wl-copy and wl-paste, which wl-clipboard brings: a window without the
 * focus may not use it itself. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/process.h"
#include "app/sdl/clipboard/clipboard_backend.h"

static const char missing[] =
    "copying and pasting under Wayland needs wl-copy and wl-paste: install wl-clipboard";

/* Waits for a pipe. False if the other side is silent for too long, or nobody waits any more. */
static bool wait_for(struct clipboard *clipboard, int fd, short events) {
    enum { STEP_MS = 50 };
    struct pollfd pipe_end = {.fd = fd, .events = events};
    for (int waited_ms = 0; waited_ms < CLIPBOARD_PATIENCE_MS; waited_ms += STEP_MS) {
        if (clipboard_is_stopping(clipboard))
            return false;
        if (poll(&pipe_end, 1, STEP_MS) > 0)
            return true;
    }
    return false;
}

/* NULL, or what went wrong. */
static const char *read_all(struct clipboard *clipboard, int fd, struct clipboard_buffer *buffer) {
    char part[65536];
    for (;;) {
        ssize_t count = read(fd, part, sizeof part);
        if (count == 0)
            return NULL;
        if (count > 0 && !clipboard_buffer_add(buffer, part, (size_t)count))
            return clipboard_too_large;
        if (count < 0 && errno != EINTR && (errno != EAGAIN || !wait_for(clipboard, fd, POLLIN)))
            return clipboard_no_answer;
    }
}

/* What wl-paste prints with these arguments; the caller frees the buffer's bytes. */
static const char *paste(struct clipboard *clipboard, const char *const *arguments,
                         struct clipboard_buffer *buffer) {
    struct process process;
    if (process_start(&process, arguments, PROCESS_WRITES, NULL, NULL))
        return missing;
    const char *error = read_all(clipboard, process.out, buffer);
    int status = process_end(&process, error ? 0 : CLIPBOARD_PATIENCE_MS);
    return error || status == 0 ? error : clipboard_nothing;
}

/* True if one of the lines is this one. */
static bool has_line(const char *lines, const char *line) {
    size_t length = strlen(line);
    for (const char *at = lines; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, line, length) == 0 && (at[length] == '\n' || at[length] == '\0'))
            return true;
    }
    return false;
}

static const char *best_type(const char *lines, bool text_only) {
    for (int i = 0; lines && clipboard_types[i]; i++)
        if ((!text_only || clipboard_outcome_of(clipboard_types[i]) == CLIPBOARD_TEXT) &&
            has_line(lines, clipboard_types[i]))
            return clipboard_types[i];
    return NULL;
}

static void ask(struct clipboard *clipboard, bool text_only) {
    static const char *const list[] = {"wl-paste", "--list-types", NULL};
    struct clipboard_buffer types = {0}, buffer = {0};
    const char *error = paste(clipboard, list, &types), *type = NULL;
    if (!error && !(type = best_type(types.bytes, text_only)))
        error = clipboard_nothing;
    const char *const get[] = {"wl-paste", "--no-newline", "--type", type, NULL};
    if (!error)
        error = paste(clipboard, get, &buffer);
    if (!error && buffer.size == 0)
        error = clipboard_nothing;
    free(types.bytes);
    if (error) {
        free(buffer.bytes);
        clipboard_give_error(clipboard, error);
        return;
    }
    clipboard_give(clipboard, (struct clipboard_contents){.outcome = clipboard_outcome_of(type),
                                                          .bytes = buffer.bytes,
                                                          .size = buffer.size});
}

static bool write_all(struct clipboard *clipboard, int fd, const struct clipboard_data *data) {
    for (size_t sent = 0; sent < data->size;) {
        ssize_t count = write(fd, data->bytes + sent, data->size - sent);
        if (count > 0)
            sent += (size_t)count;
        else if (errno != EINTR && (errno != EAGAIN || !wait_for(clipboard, fd, POLLOUT)))
            return false;
    }
    return true;
}

/* wl-copy goes on in the background, for as long as the clipboard has what it was given. */
static void offer(struct clipboard *clipboard, const struct clipboard_data *data) {
    const char *const copy[] = {"wl-copy", "--type", data->is_picture ? "image/png" : "text/plain",
                                NULL};
    struct process process;
    if (process_start(&process, copy, PROCESS_READS, NULL, NULL)) {
        clipboard_give_error(clipboard, missing);
        return;
    }
    bool sent = write_all(clipboard, process.in, data);
    process_close_in(&process);
    if (process_end(&process, CLIPBOARD_PATIENCE_MS) != 0 || !sent)
        clipboard_give_error(clipboard, "wl-copy could not copy this");
}

void clipboard_run_wayland(struct clipboard *clipboard) {
    for (;;) {
        const struct clipboard_orders orders = clipboard_wait(clipboard, -1, -1);
        if (orders.offer)
            offer(clipboard, &orders.data);
        free(orders.data.bytes);
        if (orders.ask)
            ask(clipboard, orders.text_only);
        if (orders.stop)
            return;
    }
}
