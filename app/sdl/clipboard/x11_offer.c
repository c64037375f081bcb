/* How X11's selection is offered: to each program that asks in the type that it asks for, large
 * data in parts (ICCCM, section 2.7.2, INCR). */
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clock.h"
#include "app/sdl/clipboard/x11_clipboard.h"

enum { PART_BYTES = 1 << 18 };

static void release(struct x11_offer *offer) {
    if (!offer || --offer->users > 0)
        return;
    free(offer->data.bytes);
    free(offer);
}

void x11_offer_begin(struct x11_clipboard *x11, struct clipboard_data data) {
    struct x11_offer *offer = malloc(sizeof *offer);
    if (!offer) {
        free(data.bytes);
        clipboard_give_error(x11->clipboard, "no memory to copy this");
        return;
    }
    x11_offer_end(x11);
    *offer = (struct x11_offer){.data = data, .users = 1};
    x11->offer = offer;
    xcb_set_selection_owner(x11->xcb, x11->window, x11->atoms[X11_CLIPBOARD], XCB_CURRENT_TIME);
}

void x11_offer_end(struct x11_clipboard *x11) {
    release(x11->offer);
    x11->offer = NULL;
}

static void end_transfer(struct x11_transfer *transfer) {
    release(transfer->offer);
    *transfer = (struct x11_transfer){.offer = NULL};
}

/* Whether the data is to be had as this one of clipboard_types. */
static bool has_type(const struct x11_offer *offer, int index) {
    const char *type = clipboard_types[index];
    return offer->data.is_picture ? strcmp(type, "image/png") == 0
                                  : strncmp(type, "text/plain", strlen("text/plain")) == 0 ||
                                        strcmp(type, "UTF8_STRING") == 0;
}

static bool has_atom(const struct x11_clipboard *x11, xcb_atom_t type) {
    for (int i = 0; clipboard_types[i]; i++)
        if (x11->types[i] == type && has_type(x11->offer, i))
            return true;
    return false;
}

static void set_types(struct x11_clipboard *x11, xcb_window_t window, xcb_atom_t property) {
    xcb_atom_t types[X11_TYPES + 1] = {x11->atoms[X11_TARGETS]};
    uint32_t count = 1;
    for (int i = 0; clipboard_types[i]; i++)
        if (has_type(x11->offer, i))
            types[count++] = x11->types[i];
    xcb_change_property(x11->xcb, XCB_PROP_MODE_REPLACE, window, property, XCB_ATOM_ATOM, 32, count,
                        types);
}

/* False if too much is being sent already. */
static bool begin_parts(struct x11_clipboard *x11, xcb_window_t window, xcb_atom_t property,
                        xcb_atom_t type) {
    const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE, size = (uint32_t)x11->offer->data.size;
    for (int i = 0; i < X11_TRANSFERS; i++) {
        struct x11_transfer *transfer = &x11->transfers[i];
        if (transfer->offer)
            continue;
        *transfer = (struct x11_transfer){
            x11->offer, window, property,
            type,       0,      clock_seconds() + CLIPBOARD_PATIENCE_MS / 1000.0};
        x11->offer->users++;
        xcb_change_window_attributes(x11->xcb, window, XCB_CW_EVENT_MASK, &events);
        xcb_change_property(x11->xcb, XCB_PROP_MODE_REPLACE, window, property, x11->atoms[X11_INCR],
                            32, 1, &size);
        return true;
    }
    return false;
}

/* True if the property has, or will get, what was asked for. */
static bool put(struct x11_clipboard *x11, xcb_window_t window, xcb_atom_t property,
                xcb_atom_t type) {
    if (!x11->offer)
        return false;
    const struct clipboard_data *data = &x11->offer->data;
    if (type == x11->atoms[X11_TARGETS]) {
        set_types(x11, window, property);
        return true;
    }
    if (!has_atom(x11, type))
        return false;
    if (data->size > PART_BYTES)
        return begin_parts(x11, window, property, type);
    xcb_change_property(x11->xcb, XCB_PROP_MODE_REPLACE, window, property, type, 8,
                        (uint32_t)data->size, data->bytes);
    return true;
}

void x11_offer_answer(struct x11_clipboard *x11, const xcb_selection_request_event_t *request) {
    /* Programs of before ICCCM leave the property's name to the owner. */
    xcb_atom_t property = request->property ? request->property : request->target;
    bool sent = put(x11, request->requestor, property, request->target);
    /* An event is sent as 32 bytes, of which this one has fewer. */
    union {
        xcb_selection_notify_event_t notify;
        char bytes[32];
    } event = {.notify = {.response_type = XCB_SELECTION_NOTIFY,
                          .time = request->time,
                          .requestor = request->requestor,
                          .selection = request->selection,
                          .target = request->target,
                          .property = sent ? property : XCB_NONE}};
    xcb_send_event(x11->xcb, 0, request->requestor, XCB_EVENT_MASK_NO_EVENT, event.bytes);
}

/* An empty part ends it. */
static void send_part(struct x11_clipboard *x11, struct x11_transfer *transfer) {
    const struct clipboard_data *data = &transfer->offer->data;
    size_t left = data->size - transfer->sent, size = left < PART_BYTES ? left : PART_BYTES;
    xcb_change_property(x11->xcb, XCB_PROP_MODE_REPLACE, transfer->window, transfer->property,
                        transfer->type, 8, (uint32_t)size, data->bytes + transfer->sent);
    transfer->sent += size;
    transfer->until_s = clock_seconds() + CLIPBOARD_PATIENCE_MS / 1000.0;
    if (size == 0)
        end_transfer(transfer);
}

void x11_offer_continue(struct x11_clipboard *x11, const xcb_property_notify_event_t *event) {
    for (int i = 0; i < X11_TRANSFERS; i++) {
        struct x11_transfer *transfer = &x11->transfers[i];
        if (transfer->offer && transfer->window == event->window &&
            transfer->property == event->atom)
            send_part(x11, transfer);
    }
}

void x11_offer_drop_silent(struct x11_clipboard *x11) {
    double now_s = clock_seconds();
    for (int i = 0; i < X11_TRANSFERS; i++)
        if (x11->transfers[i].offer && now_s > x11->transfers[i].until_s)
            end_transfer(&x11->transfers[i]);
}

void x11_offer_drop_all(struct x11_clipboard *x11) {
    for (int i = 0; i < X11_TRANSFERS; i++)
        end_transfer(&x11->transfers[i]);
}

bool x11_offer_is_sending(const struct x11_clipboard *x11) {
    for (int i = 0; i < X11_TRANSFERS; i++)
        if (x11->transfers[i].offer)
            return true;
    return false;
}
