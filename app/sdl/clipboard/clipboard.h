/* The clipboard, for pictures and text: X11's selection CLIPBOARD, or what wl-clipboard's programs
 * reach under Wayland.
 *
 * Other programs are talked to on a thread, over a connection of its own, so that none of them can
 * hold up a frame. Called on the main thread alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nn/status.h"

struct clipboard;

enum clipboard_outcome {
    CLIPBOARD_WAITING, /* or nothing was asked for */
    CLIPBOARD_PICTURE, /* a file's bytes, of any format */
    CLIPBOARD_TEXT,    /* UTF-8, or the list of files that were copied (uri.h) */
    CLIPBOARD_FAILED,
};

/* bytes are the receiver's, with a terminator after them; NULL but for PICTURE and TEXT. */
struct clipboard_contents {
    enum clipboard_outcome outcome;
    char *bytes;
    size_t size;
    struct nn_error error;
};

/* What is copied: a PNG file or UTF-8 text. */
struct clipboard_data {
    bool is_picture;
    char *bytes;
    size_t size;
};

/* Larger pictures and texts are refused. */
enum { CLIPBOARD_MAX_BYTES = 64 << 20 };

/* The thread starts with the first use; wake is called on it when there is something to take. */
NN_MUST_USE enum nn_status clipboard_create(struct clipboard **clipboard, bool wayland,
                                            void (*wake)(void *), void *context,
                                            struct nn_error *err);
/* What was copied is lost. Accepts NULL. */
void clipboard_destroy(struct clipboard *clipboard);

/* Asks for what is in the clipboard: text alone, or whatever can be used. A second request before
 * there is an answer takes the place of the first. */
NN_MUST_USE enum nn_status clipboard_ask(struct clipboard *clipboard, bool text_only,
                                         struct nn_error *err);
struct clipboard_contents clipboard_take(struct clipboard *clipboard);

/* Takes over the data's bytes, which other programs can have from now on. */
NN_MUST_USE enum nn_status clipboard_offer(struct clipboard *clipboard, struct clipboard_data data,
                                           struct nn_error *err);
