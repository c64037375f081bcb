/* drop WINDOW FILE: drops a file on an X window, as a file manager does, and exits with 0 when the
 * window's program reports that it has accepted it. With `die` as a third argument it ends while
 * the file still hangs over the window. The protocol is XDND, version 5 (freedesktop.org). */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { XDND_VERSION = 5, PATIENCE_MS = 20000 };

struct drop {
    Display *display;
    Window source, target;
    Atom selection, uri_list, enter, position, status, release, finished, copy;
    char uri[PATH_MAX + 16];
};

static void intern(struct drop *drop) {
    static char *const names[] = {"XdndSelection", "text/uri-list", "XdndEnter",
                                  "XdndPosition",  "XdndStatus",    "XdndDrop",
                                  "XdndFinished",  "XdndActionCopy"};
    Atom atoms[8];
    XInternAtoms(drop->display, (char **)names, 8, False, atoms);
    drop->selection = atoms[0];
    drop->uri_list = atoms[1];
    drop->enter = atoms[2];
    drop->position = atoms[3];
    drop->status = atoms[4];
    drop->release = atoms[5];
    drop->finished = atoms[6];
    drop->copy = atoms[7];
}

static void tell(struct drop *drop, Atom message, long one, long two, long three, long four) {
    XClientMessageEvent event = {.type = ClientMessage,
                                 .window = drop->target,
                                 .message_type = message,
                                 .format = 32,
                                 .data.l = {(long)drop->source, one, two, three, four}};
    XSendEvent(drop->display, drop->target, False, NoEventMask, (XEvent *)&event);
    XFlush(drop->display);
}

/* Returns the centre of the target on the screen as x * 65536 + y. */
static long middle(const struct drop *drop) {
    XWindowAttributes attributes;
    Window child;
    int x, y;
    XGetWindowAttributes(drop->display, drop->target, &attributes);
    XTranslateCoordinates(drop->display, drop->target, attributes.root, attributes.width / 2,
                          attributes.height / 2, &x, &y, &child);
    return (long)x << 16 | y;
}

/* Sends the file's URI to the window that asks for it. */
static void answer(struct drop *drop, const XSelectionRequestEvent *request) {
    XSelectionEvent event = {.type = SelectionNotify,
                             .requestor = request->requestor,
                             .selection = request->selection,
                             .target = request->target,
                             .property = request->property,
                             .time = request->time};
    if (request->target == drop->uri_list)
        XChangeProperty(drop->display, request->requestor, request->property, drop->uri_list, 8,
                        PropModeReplace, (unsigned char *)drop->uri, (int)strlen(drop->uri));
    else
        event.property = None;
    XSendEvent(drop->display, request->requestor, False, NoEventMask, (XEvent *)&event);
    XFlush(drop->display);
}

/* Waits for this message from the target, answering its requests meanwhile. Returns false on a
 * timeout. */
static int wait_for(struct drop *drop, Atom message, XClientMessageEvent *found) {
    struct pollfd connection = {.fd = ConnectionNumber(drop->display), .events = POLLIN};
    while (XPending(drop->display) || poll(&connection, 1, PATIENCE_MS) > 0) {
        XEvent event;
        XNextEvent(drop->display, &event);
        if (event.type == SelectionRequest)
            answer(drop, &event.xselectionrequest);
        if (event.type != ClientMessage || event.xclient.message_type != message)
            continue;
        *found = event.xclient;
        return 1;
    }
    return 0;
}

static void drag(struct drop *drop) {
    tell(drop, drop->enter, (long)XDND_VERSION << 24, (long)drop->uri_list, None, None);
    tell(drop, drop->position, 0, middle(drop), CurrentTime, (long)drop->copy);
}

static int let_go(struct drop *drop) {
    XClientMessageEvent reply;
    if (!wait_for(drop, drop->status, &reply) || !(reply.data.l[1] & 1))
        return 0;
    tell(drop, drop->release, 0, CurrentTime, 0, 0);
    return wait_for(drop, drop->finished, &reply) && (reply.data.l[1] & 1);
}

int main(int argc, char **argv) {
    char path[PATH_MAX];
    struct drop drop = {.display = XOpenDisplay(NULL)};
    int dies = argc == 4 && strcmp(argv[3], "die") == 0;
    if ((argc != 3 && !dies) || !drop.display || !realpath(argv[2], path)) {
        fprintf(stderr, "drop WINDOW FILE [die], on an X display\n");
        return 2;
    }
    drop.target = strtoul(argv[1], NULL, 0);
    drop.source =
        XCreateSimpleWindow(drop.display, DefaultRootWindow(drop.display), 0, 0, 1, 1, 0, 0, 0);
    snprintf(drop.uri, sizeof drop.uri, "file://%s\r\n", path);
    intern(&drop);
    XSetSelectionOwner(drop.display, drop.selection, drop.source, CurrentTime);
    drag(&drop);
    int taken = dies || let_go(&drop);
    if (!taken)
        fprintf(stderr, "drop: window %s does not take %s\n", argv[1], path);
    XCloseDisplay(drop.display);
    return !taken;
}
