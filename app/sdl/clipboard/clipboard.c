#include "app/sdl/clipboard/clipboard.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/array.h"
#include "app/core/base/worker.h"
#include "app/sdl/clipboard/clipboard_backend.h"

const char clipboard_too_large[] = "what is in the clipboard is too large: at most 64 MB";
const char clipboard_no_answer[] =
    "the program from which this was copied does not send it; copy it again";
const char clipboard_nothing[] = "there is no picture, file or text in the clipboard";

const char *const clipboard_types[] = {
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/bmp",
    "image/tiff",
    "image/gif",
    "image/x-portable-anymap",
    "text/uri-list",
    "x-special/gnome-copied-files",
    "text/plain;charset=utf-8",
    "UTF8_STRING",
    "text/plain",
    "STRING",
    NULL,
};

enum clipboard_outcome clipboard_outcome_of(const char *type) {
    return strncmp(type, "image/", strlen("image/")) == 0 ? CLIPBOARD_PICTURE : CLIPBOARD_TEXT;
}

/* What is below wayland is guarded by the worker's lock. */
struct clipboard {
    struct worker worker;
    int bell[2]; /* a pipe: a byte for each order */
    bool wayland;
    bool running; /* the thread: it ends with the server */
    struct clipboard_orders orders;
    struct clipboard_contents contents;
};

enum nn_status clipboard_create(struct clipboard **out, bool wayland, void (*wake)(void *),
                                void *context, struct nn_error *err) {
    struct clipboard *clipboard = calloc(1, sizeof *clipboard);
    if (!clipboard || pipe(clipboard->bell) != 0) {
        free(clipboard);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the clipboard");
    }
    for (int i = 0; i < 2; i++) {
        fcntl(clipboard->bell[i], F_SETFD, FD_CLOEXEC);
        fcntl(clipboard->bell[i], F_SETFL, O_NONBLOCK);
    }
    clipboard->wayland = wayland;
    worker_init(&clipboard->worker, wake, context);
    *out = clipboard;
    return NN_STATUS_OK;
}

static void ring(const struct clipboard *clipboard) {
    (void)!write(clipboard->bell[1], "", 1); /* a full pipe rings as well */
}

void clipboard_destroy(struct clipboard *clipboard) {
    if (!clipboard)
        return;
    pthread_mutex_lock(&clipboard->worker.lock);
    clipboard->orders.stop = true;
    pthread_mutex_unlock(&clipboard->worker.lock);
    ring(clipboard);
    worker_deinit(&clipboard->worker);
    close(clipboard->bell[0]);
    close(clipboard->bell[1]);
    free(clipboard->orders.data.bytes);
    free(clipboard->contents.bytes);
    free(clipboard);
}

static void run(void *context) {
    struct clipboard *clipboard = context;
    if (clipboard->wayland)
        clipboard_run_wayland(clipboard);
    else
        clipboard_run_x11(clipboard);
    pthread_mutex_lock(&clipboard->worker.lock);
    clipboard->running = false;
    pthread_mutex_unlock(&clipboard->worker.lock);
}

static enum nn_status start(struct clipboard *clipboard, struct nn_error *err) {
    pthread_mutex_lock(&clipboard->worker.lock);
    bool running = clipboard->running;
    clipboard->running = true;
    pthread_mutex_unlock(&clipboard->worker.lock);
    ring(clipboard);
    return running ? NN_STATUS_OK
                   : worker_start(&clipboard->worker, run, clipboard, "use the clipboard", err);
}

enum nn_status clipboard_ask(struct clipboard *clipboard, bool text_only, struct nn_error *err) {
    pthread_mutex_lock(&clipboard->worker.lock);
    clipboard->orders.ask = true;
    clipboard->orders.text_only = text_only;
    pthread_mutex_unlock(&clipboard->worker.lock);
    return start(clipboard, err);
}

enum nn_status clipboard_offer(struct clipboard *clipboard, struct clipboard_data data,
                               struct nn_error *err) {
    pthread_mutex_lock(&clipboard->worker.lock);
    free(clipboard->orders.data.bytes);
    clipboard->orders.offer = true;
    clipboard->orders.data = data;
    pthread_mutex_unlock(&clipboard->worker.lock);
    return start(clipboard, err);
}

struct clipboard_contents clipboard_take(struct clipboard *clipboard) {
    pthread_mutex_lock(&clipboard->worker.lock);
    struct clipboard_contents contents = clipboard->contents;
    clipboard->contents = (struct clipboard_contents){.outcome = CLIPBOARD_WAITING};
    pthread_mutex_unlock(&clipboard->worker.lock);
    return contents;
}

struct clipboard_orders clipboard_wait(struct clipboard *clipboard, int fd, int timeout_ms) {
    struct pollfd both[] = {{.fd = clipboard->bell[0], .events = POLLIN},
                            {.fd = fd, .events = POLLIN}};
    char rung[64];
    poll(both, 2, timeout_ms);
    while (read(clipboard->bell[0], rung, sizeof rung) > 0)
        ;
    pthread_mutex_lock(&clipboard->worker.lock);
    const struct clipboard_orders orders = clipboard->orders;
    clipboard->orders = (struct clipboard_orders){.stop = orders.stop};
    pthread_mutex_unlock(&clipboard->worker.lock);
    return orders;
}

bool clipboard_is_stopping(struct clipboard *clipboard) {
    pthread_mutex_lock(&clipboard->worker.lock);
    bool stop = clipboard->orders.stop;
    pthread_mutex_unlock(&clipboard->worker.lock);
    return stop;
}

void clipboard_give(struct clipboard *clipboard, struct clipboard_contents contents) {
    pthread_mutex_lock(&clipboard->worker.lock);
    free(clipboard->contents.bytes);
    clipboard->contents = contents;
    pthread_mutex_unlock(&clipboard->worker.lock);
    worker_wake_main(&clipboard->worker);
}

void clipboard_give_error(struct clipboard *clipboard, const char *why) {
    struct clipboard_contents contents = {.outcome = CLIPBOARD_FAILED};
    (void)!nn_error_set(&contents.error, NN_STATUS_IO, "%s", why);
    clipboard_give(clipboard, contents);
}

bool clipboard_buffer_add(struct clipboard_buffer *buffer, const void *bytes, size_t size) {
    if (size > CLIPBOARD_MAX_BYTES - buffer->size)
        return false;
    char *larger =
        array_reserve(buffer->bytes, &buffer->capacity, (int)(buffer->size + size + 1), 1);
    if (!larger)
        return false;
    memcpy(larger + buffer->size, bytes, size);
    buffer->bytes = larger;
    buffer->size += size;
    larger[buffer->size] = '\0';
    return true;
}
