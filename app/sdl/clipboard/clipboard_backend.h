/* What the two kinds of clipboard have in common; nobody outside this folder includes this. */
#pragma once

#include <stdint.h>

#include "app/sdl/clipboard/clipboard.h"

/* Time that other programs have for each step. */
enum { CLIPBOARD_PATIENCE_MS = 1500 };

/* What the thread is to do next. The data's bytes are the thread's. */
struct clipboard_orders {
    bool stop, ask, text_only, offer;
    struct clipboard_data data;
};

/* Waits until one of so many descriptors can be read, or there are orders, for so many milliseconds
 * (-1: for ever), and takes the orders. */
struct clipboard_orders clipboard_wait(struct clipboard *clipboard, int fd, int timeout_ms);

/* Hands over contents, or why there are none. */
void clipboard_give(struct clipboard *clipboard, struct clipboard_contents contents);
void clipboard_give_error(struct clipboard *clipboard, const char *why);

/* Whether the thread is to stop. */
bool clipboard_is_stopping(struct clipboard *clipboard);

/* The thread, until it is to stop. */
void clipboard_run_x11(struct clipboard *clipboard);
void clipboard_run_wayland(struct clipboard *clipboard);

/* Names of kinds of data that can be used, those of pictures first, then those of text, from the
 * best to the worst; NULL after the last. */
extern const char *const clipboard_types[];
enum clipboard_outcome clipboard_outcome_of(const char *type);

/* Bytes that arrive in parts. False without memory, or if there are too many of them. */
struct clipboard_buffer {
    char *bytes;
    size_t size;
    int capacity;
};
bool clipboard_buffer_add(struct clipboard_buffer *buffer, const void *bytes, size_t size);

extern const char clipboard_too_large[], clipboard_no_answer[], clipboard_nothing[];
