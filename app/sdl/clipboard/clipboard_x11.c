/* X11's selection CLIPBOARD over XCB, in the terms of ICCCM (Inter-Client Communication Conventions
 * Manual), section 2: how it is read. What is offered is in x11_offer.c. */
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clock.h"
#include "app/sdl/clipboard/x11_clipboard.h"

/* What the thread waits for of the selection's owner, one after the other. */
enum stage { IDLE, TYPES, DATA, PARTS };

struct reading {
    enum stage stage;
    bool text_only;
    double until_s;
    enum clipboard_outcome outcome; /* of the type that was asked for */
    struct clipboard_buffer buffer;
};

static void convert(struct x11_clipboard *x11, struct reading *reading, enum stage stage,
                    xcb_atom_t type) {
    xcb_convert_selection(x11->xcb, x11->window, x11->atoms[X11_CLIPBOARD], type,
                          x11->atoms[X11_PROPERTY], XCB_CURRENT_TIME);
    reading->stage = stage;
    reading->until_s = clock_seconds() + CLIPBOARD_PATIENCE_MS / 1000.0;
}

static void end_reading(struct reading *reading) {
    free(reading->buffer.bytes);
    *reading = (struct reading){.stage = IDLE};
}

static void fail(struct x11_clipboard *x11, struct reading *reading, const char *why) {
    end_reading(reading);
    clipboard_give_error(x11->clipboard, why);
}

static void begin(struct x11_clipboard *x11, struct reading *reading, bool text_only) {
    end_reading(reading);
    reading->text_only = text_only;
    xcb_delete_property(x11->xcb, x11->window, x11->atoms[X11_PROPERTY]);
    convert(x11, reading, TYPES, x11->atoms[X11_TARGETS]);
}

static void conclude(struct x11_clipboard *x11, struct reading *reading) {
    struct clipboard_contents contents = {
        .outcome = reading->outcome, .bytes = reading->buffer.bytes, .size = reading->buffer.size};
    if (contents.size == 0) {
        fail(x11, reading, clipboard_nothing);
        return;
    }
    reading->buffer = (struct clipboard_buffer){0};
    end_reading(reading);
    clipboard_give(x11->clipboard, contents);
}

/* Asks for the best of the types that the owner has. */
static void choose(struct x11_clipboard *x11, struct reading *reading, const xcb_atom_t *types,
                   int count) {
    for (int i = 0; clipboard_types[i]; i++) {
        reading->outcome = clipboard_outcome_of(clipboard_types[i]);
        if (reading->text_only && reading->outcome != CLIPBOARD_TEXT)
            continue;
        for (int k = 0; k < count; k++)
            if (types[k] == x11->types[i]) {
                convert(x11, reading, DATA, types[k]);
                return;
            }
    }
    fail(x11, reading, clipboard_nothing);
}

/* The property with what the owner has put there, which is deleted: so an owner that sends parts
 * knows that the next one can come. The caller frees it; NULL without one. */
static xcb_get_property_reply_t *take_property(struct x11_clipboard *x11) {
    return xcb_get_property_reply(
        x11->xcb,
        xcb_get_property(x11->xcb, 1, x11->window, x11->atoms[X11_PROPERTY],
                         XCB_GET_PROPERTY_TYPE_ANY, 0, CLIPBOARD_MAX_BYTES / 4 + 1),
        NULL);
}

/* An empty part is the last one. */
static void add_part(struct x11_clipboard *x11, struct reading *reading,
                     const xcb_get_property_reply_t *property) {
    int size = xcb_get_property_value_length(property);
    if (!clipboard_buffer_add(&reading->buffer, xcb_get_property_value(property), (size_t)size))
        fail(x11, reading, clipboard_too_large);
    else if (reading->stage == DATA || size == 0)
        conclude(x11, reading);
    else
        reading->until_s = clock_seconds() + CLIPBOARD_PATIENCE_MS / 1000.0;
}

static void take_value(struct x11_clipboard *x11, struct reading *reading) {
    xcb_get_property_reply_t *property = take_property(x11);
    if (!property || property->bytes_after > 0)
        fail(x11, reading, property ? clipboard_too_large : clipboard_no_answer);
    else if (reading->stage == TYPES)
        choose(x11, reading, xcb_get_property_value(property),
               xcb_get_property_value_length(property) / (int)sizeof(xcb_atom_t));
    else if (property->type == x11->atoms[X11_INCR] && reading->stage == DATA)
        reading->stage = PARTS;
    else
        add_part(x11, reading, property);
    free(property);
}

/* The owner has answered a conversion: in the property, or with none. */
static void on_notify(struct x11_clipboard *x11, struct reading *reading,
                      const xcb_selection_notify_event_t *event) {
    bool awaited = reading->stage == TYPES || reading->stage == DATA;
    if (!awaited || event->requestor != x11->window)
        return;
    if (event->property == XCB_NONE)
        fail(x11, reading, clipboard_nothing);
    else
        take_value(x11, reading);
}

static void on_property(struct x11_clipboard *x11, struct reading *reading,
                        const xcb_property_notify_event_t *event) {
    bool own = event->window == x11->window && event->atom == x11->atoms[X11_PROPERTY];
    if (event->state == XCB_PROPERTY_DELETE)
        x11_offer_continue(x11, event);
    else if (own && reading->stage == PARTS)
        take_value(x11, reading);
}

static void handle(struct x11_clipboard *x11, struct reading *reading,
                   const xcb_generic_event_t *event) {
    switch (event->response_type & 0x7f) {
    case XCB_SELECTION_NOTIFY:
        on_notify(x11, reading, (const xcb_selection_notify_event_t *)event);
        break;
    case XCB_PROPERTY_NOTIFY:
        on_property(x11, reading, (const xcb_property_notify_event_t *)event);
        break;
    case XCB_SELECTION_REQUEST:
        x11_offer_answer(x11, (const xcb_selection_request_event_t *)event);
        break;
    case XCB_SELECTION_CLEAR:
        x11_offer_end(x11);
        break;
    }
}

static void handle_all(struct x11_clipboard *x11, struct reading *reading) {
    for (xcb_generic_event_t *event; (event = xcb_poll_for_event(x11->xcb));) {
        handle(x11, reading, event);
        free(event);
    }
    xcb_flush(x11->xcb);
}

static void intern(struct x11_clipboard *x11) {
    static const char *const names[X11_ATOMS] = {
        [X11_CLIPBOARD] = "CLIPBOARD",
        [X11_TARGETS] = "TARGETS",
        [X11_INCR] = "INCR",
        [X11_PROPERTY] = "INKLING_CLIPBOARD",
    };
    xcb_intern_atom_cookie_t cookies[X11_ATOMS + X11_TYPES];
    int count = 0;
    for (int i = 0; i < X11_ATOMS; i++)
        cookies[i] = xcb_intern_atom(x11->xcb, 0, (uint16_t)strlen(names[i]), names[i]);
    for (; clipboard_types[count]; count++)
        cookies[X11_ATOMS + count] = xcb_intern_atom(
            x11->xcb, 0, (uint16_t)strlen(clipboard_types[count]), clipboard_types[count]);
    for (int i = 0; i < X11_ATOMS + count; i++) {
        xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply(x11->xcb, cookies[i], NULL);
        xcb_atom_t atom = reply ? reply->atom : XCB_NONE;
        *(i < X11_ATOMS ? &x11->atoms[i] : &x11->types[i - X11_ATOMS]) = atom;
        free(reply);
    }
}

/* A window that is never shown, to receive and to own the selection. */
static bool connect_to_server(struct x11_clipboard *x11) {
    const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;
    x11->xcb = xcb_connect(NULL, NULL);
    if (xcb_connection_has_error(x11->xcb))
        return false;
    xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(x11->xcb)).data->root;
    x11->window = xcb_generate_id(x11->xcb);
    xcb_create_window(x11->xcb, XCB_COPY_FROM_PARENT, x11->window, root, 0, 0, 1, 1, 0,
                      XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK,
                      &events);
    intern(x11);
    return true;
}

/* Milliseconds until an owner's or a requestor's time is over; -1 for never. */
static int patience_ms(const struct x11_clipboard *x11, const struct reading *reading) {
    if (reading->stage != IDLE) {
        double left_s = reading->until_s - clock_seconds();
        return left_s > 0 ? (int)(1000 * left_s) + 1 : 0;
    }
    return x11_offer_is_sending(x11) ? CLIPBOARD_PATIENCE_MS : -1;
}

static bool work(struct x11_clipboard *x11, struct reading *reading) {
    int fd = xcb_get_file_descriptor(x11->xcb);
    const struct clipboard_orders orders =
        clipboard_wait(x11->clipboard, fd, patience_ms(x11, reading));
    if (orders.offer)
        x11_offer_begin(x11, orders.data);
    if (orders.ask)
        begin(x11, reading, orders.text_only);
    handle_all(x11, reading);
    if (reading->stage != IDLE && clock_seconds() > reading->until_s)
        fail(x11, reading, clipboard_no_answer);
    x11_offer_drop_silent(x11);
    return !orders.stop && !xcb_connection_has_error(x11->xcb);
}

void clipboard_run_x11(struct clipboard *clipboard) {
    struct x11_clipboard x11 = {.clipboard = clipboard};
    struct reading reading = {.stage = IDLE};
    if (!connect_to_server(&x11))
        clipboard_give_error(clipboard, "there is no clipboard: the X server cannot be reached");
    else
        while (work(&x11, &reading))
            ;
    end_reading(&reading);
    x11_offer_end(&x11);
    x11_offer_drop_all(&x11);
    xcb_disconnect(x11.xcb);
}
