/* The thread's connection to the X server, and what it offers there. */
#pragma once

#include <xcb/xcb.h>

#include "app/sdl/clipboard/clipboard_backend.h"

enum x11_atom { X11_CLIPBOARD, X11_TARGETS, X11_INCR, X11_PROPERTY, X11_ATOMS };
enum { X11_TYPES = 16, X11_TRANSFERS = 8 };

/* Copied data, which lives as long as it is offered or sent. */
struct x11_offer {
    struct clipboard_data data;
    int users;
};

/* Data on its way to a window, in parts. No offer: a free place. */
struct x11_transfer {
    struct x11_offer *offer;
    xcb_window_t window;
    xcb_atom_t property, type;
    size_t sent;
    double until_s;
};

/* types: the atoms of clipboard_types. */
struct x11_clipboard {
    struct clipboard *clipboard;
    xcb_connection_t *xcb;
    xcb_window_t window;
    xcb_atom_t atoms[X11_ATOMS], types[X11_TYPES];
    struct x11_offer *offer; /* NULL: another program owns the selection */
    struct x11_transfer transfers[X11_TRANSFERS];
};

/* Owns the selection from now on, with data that is taken over. */
void x11_offer_begin(struct x11_clipboard *x11, struct clipboard_data data);
void x11_offer_end(struct x11_clipboard *x11);

/* Sends what another program asks for, or the first part of it; the next part once it has taken
 * one; and gives up on those that have gone silent, or on all. */
void x11_offer_answer(struct x11_clipboard *x11, const xcb_selection_request_event_t *request);
void x11_offer_continue(struct x11_clipboard *x11, const xcb_property_notify_event_t *event);
void x11_offer_drop_silent(struct x11_clipboard *x11);
void x11_offer_drop_all(struct x11_clipboard *x11);
bool x11_offer_is_sending(const struct x11_clipboard *x11);
