/* The desktop's portal for choosing files, org.freedesktop.portal.FileChooser, over libdbus:
 * https://flatpak.github.io/xdg-desktop-portal. A call returns the path of a request, whose signal
 * Response brings the answer. */
#include <dbus/dbus.h>
#include <stdio.h>
#include <string.h>

#include "app/core/base/clock.h"
#include "app/core/base/uri.h"
#include "app/sdl/dialog/dialog_ask.h"

#define PORTAL  "org.freedesktop.portal.Desktop"
#define REQUEST "org.freedesktop.portal.Request"
#define OBJECT  "/org/freedesktop/portal/desktop"
#define TOKEN   "inkling"

enum { REPLY_MS = 10000, STEP_MS = 50, RESPONSE_CHOSEN = 0, RESPONSE_CANCELLED = 1 };

static const char no_answer[] = "the desktop's file dialog ended without an answer; try again";

struct portal {
    DBusConnection *bus;
    const struct dialog_ask *ask;
    struct file_dialog_answer *answer;
    char request[256]; /* its path, which the reply confirms or changes */
    bool lost;         /* the portal has left the bus */
};

static void take_uris(struct file_dialog_answer *answer, DBusMessageIter *value) {
    DBusMessageIter uris;
    const char *uri;
    if (dbus_message_iter_get_arg_type(value) != DBUS_TYPE_ARRAY)
        return;
    dbus_message_iter_recurse(value, &uris);
    if (dbus_message_iter_get_arg_type(&uris) != DBUS_TYPE_STRING)
        return;
    dbus_message_iter_get_basic(&uris, &uri);
    answer->outcome =
        uri_to_path(answer->path, uri, &answer->error) ? FILE_DIALOG_FAILED : FILE_DIALOG_CHOSEN;
}

static void take_results(struct file_dialog_answer *answer, DBusMessageIter *results) {
    DBusMessageIter all, entry, value;
    dbus_message_iter_recurse(results, &all);
    for (; dbus_message_iter_get_arg_type(&all) == DBUS_TYPE_DICT_ENTRY;
         dbus_message_iter_next(&all)) {
        const char *key;
        dbus_message_iter_recurse(&all, &entry);
        dbus_message_iter_get_basic(&entry, &key);
        dbus_message_iter_next(&entry);
        dbus_message_iter_recurse(&entry, &value);
        if (strcmp(key, "uris") == 0)
            take_uris(answer, &value);
    }
}

static void take_response(struct file_dialog_answer *answer, DBusMessage *message) {
    DBusMessageIter at;
    dbus_uint32_t code;
    dialog_fail(answer, "the desktop's file dialog gave no answer that can be read");
    if (!dbus_message_has_signature(message, "ua{sv}"))
        return;
    dbus_message_iter_init(message, &at);
    dbus_message_iter_get_basic(&at, &code);
    dbus_message_iter_next(&at);
    if (code == RESPONSE_CHOSEN)
        take_results(answer, &at);
    else if (code == RESPONSE_CANCELLED)
        answer->outcome = FILE_DIALOG_CANCELLED;
    else
        dialog_fail(answer, no_answer);
}

/* True for the signal that the portal has left the bus. */
static bool is_loss(DBusMessage *message) {
    const char *name, *before, *after;
    return dbus_message_is_signal(message, DBUS_INTERFACE_DBUS, "NameOwnerChanged") &&
           dbus_message_get_args(message, NULL, DBUS_TYPE_STRING, &name, DBUS_TYPE_STRING, &before,
                                 DBUS_TYPE_STRING, &after, DBUS_TYPE_INVALID) &&
           strcmp(name, PORTAL) == 0 && before[0] && !after[0];
}

static DBusHandlerResult on_message(DBusConnection *bus, DBusMessage *message, void *context) {
    struct portal *portal = context;
    if (portal->answer->outcome != FILE_DIALOG_OPEN)
        return DBUS_HANDLER_RESULT_NOT_YET_HANDLED;
    if (dbus_message_is_signal(message, REQUEST, "Response") &&
        dbus_message_has_path(message, portal->request))
        take_response(portal->answer, message);
    else if (is_loss(message))
        portal->lost = true;
    return DBUS_HANDLER_RESULT_NOT_YET_HANDLED;
}

/* Sends and receives what there is, waiting for some of it. False once it is to stop, or without
 * the bus. */
static bool step(struct portal *portal, int timeout_ms) {
    int fd = -1;
    dbus_connection_get_unix_fd(portal->bus, &fd);
    bool goes_on = dbus_connection_get_dispatch_status(portal->bus) == DBUS_DISPATCH_DATA_REMAINS ||
                   dialog_wait(portal->ask, fd, timeout_ms);
    bool connected = dbus_connection_read_write(portal->bus, 0);
    while (dbus_connection_dispatch(portal->bus) == DBUS_DISPATCH_DATA_REMAINS)
        ;
    return goes_on && connected;
}

/* Takes over the message. Its reply, which the caller releases; NULL for an error, or where there
 * is none in time. */
static DBusMessage *call(struct portal *portal, DBusMessage *message) {
    DBusPendingCall *pending = NULL;
    DBusMessage *reply = NULL;
    double until_s = clock_seconds() + REPLY_MS / 1000.0;
    if (message && dbus_connection_send_with_reply(portal->bus, message, &pending, REPLY_MS) &&
        pending) {
        while (!dbus_pending_call_get_completed(pending) && step(portal, STEP_MS) &&
               clock_seconds() < until_s)
            ;
        reply = dbus_pending_call_steal_reply(pending);
        dbus_pending_call_cancel(pending);
        dbus_pending_call_unref(pending);
    }
    if (message)
        dbus_message_unref(message);
    if (reply && dbus_message_get_type(reply) == DBUS_MESSAGE_TYPE_ERROR) {
        dbus_message_unref(reply);
        reply = NULL;
    }
    return reply;
}

/* The path that the portal gives to a request of this name, by its specification. */
static void expect_request(struct portal *portal, const char *name) {
    snprintf(portal->request, sizeof portal->request, OBJECT "/request/%s/" TOKEN, name + 1);
    for (char *at = portal->request; *at; at++)
        if (*at == '.')
            *at = '_';
}

/* Says hello to the bus, which dbus_bus_register would wait for without end. */
static bool enter_bus(struct portal *portal) {
    DBusMessage *reply =
        call(portal, dbus_message_new_method_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS,
                                                  DBUS_INTERFACE_DBUS, "Hello"));
    const char *name;
    bool entered = reply &&
                   dbus_message_get_args(reply, NULL, DBUS_TYPE_STRING, &name, DBUS_TYPE_INVALID) &&
                   dbus_bus_set_unique_name(portal->bus, name);
    if (entered) {
        expect_request(portal, name);
        dbus_bus_add_match(
            portal->bus,
            "type='signal',sender='" PORTAL "',interface='" REQUEST "',member='Response'", NULL);
        dbus_bus_add_match(portal->bus,
                           "type='signal',sender='" DBUS_SERVICE_DBUS
                           "',member='NameOwnerChanged',arg0='" PORTAL "'",
                           NULL);
    }
    if (reply)
        dbus_message_unref(reply);
    return entered;
}

static void add_text(DBusMessageIter *options, const char *key, const char *text) {
    DBusMessageIter entry, value;
    dbus_message_iter_open_container(options, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &key);
    dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "s", &value);
    dbus_message_iter_append_basic(&value, DBUS_TYPE_STRING, &text);
    dbus_message_iter_close_container(&entry, &value);
    dbus_message_iter_close_container(options, &entry);
}

/* (sa(us)): a name, and its patterns with the number of their kind, 0. */
static void add_filter(DBusMessageIter *filters, const char *name, char *patterns) {
    DBusMessageIter filter, list, pattern;
    const dbus_uint32_t glob = 0;
    char *rest = patterns;
    dbus_message_iter_open_container(filters, DBUS_TYPE_STRUCT, NULL, &filter);
    dbus_message_iter_append_basic(&filter, DBUS_TYPE_STRING, &name);
    dbus_message_iter_open_container(&filter, DBUS_TYPE_ARRAY, "(us)", &list);
    for (const char *word; (word = strsep(&rest, " "));) {
        dbus_message_iter_open_container(&list, DBUS_TYPE_STRUCT, NULL, &pattern);
        dbus_message_iter_append_basic(&pattern, DBUS_TYPE_UINT32, &glob);
        dbus_message_iter_append_basic(&pattern, DBUS_TYPE_STRING, &word);
        dbus_message_iter_close_container(&list, &pattern);
    }
    dbus_message_iter_close_container(&filter, &list);
    dbus_message_iter_close_container(filters, &filter);
}

static void add_filters(DBusMessageIter *options, enum file_purpose purpose) {
    const struct file_purpose_words *words = file_purpose_words(purpose);
    static const char key[] = "filters";
    const char *name = key;
    DBusMessageIter entry, value, filters;
    char patterns[DIALOG_PATTERNS], all[] = "*";
    dialog_patterns(patterns, purpose);
    dbus_message_iter_open_container(options, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &name);
    dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "a(sa(us))", &value);
    dbus_message_iter_open_container(&value, DBUS_TYPE_ARRAY, "(sa(us))", &filters);
    add_filter(&filters, words->kind, patterns);
    if (!words->name)
        add_filter(&filters, "All files", all);
    dbus_message_iter_close_container(&value, &filters);
    dbus_message_iter_close_container(&entry, &value);
    dbus_message_iter_close_container(options, &entry);
}

/* OpenFile or SaveFile; NULL without memory. */
static DBusMessage *make_request(const struct dialog_ask *ask) {
    const struct file_purpose_words *words = file_purpose_words(ask->purpose);
    DBusMessage *message =
        dbus_message_new_method_call(PORTAL, OBJECT, "org.freedesktop.portal.FileChooser",
                                     words->name ? "SaveFile" : "OpenFile");
    DBusMessageIter at, options;
    char text[32] = "";
    const char *window = text, *title = words->title;
    if (ask->window)
        snprintf(text, sizeof text, "x11:%lx", ask->window);
    if (!message)
        return NULL;
    dbus_message_iter_init_append(message, &at);
    dbus_message_iter_append_basic(&at, DBUS_TYPE_STRING, &window);
    dbus_message_iter_append_basic(&at, DBUS_TYPE_STRING, &title);
    dbus_message_iter_open_container(&at, DBUS_TYPE_ARRAY, "{sv}", &options);
    add_text(&options, "handle_token", TOKEN);
    add_filters(&options, ask->purpose);
    if (words->name)
        add_text(&options, "current_name", words->name);
    dbus_message_iter_close_container(&at, &options);
    return message;
}

/* False if the portal does not take it. */
static bool request(struct portal *portal) {
    const char *path;
    DBusMessage *reply = call(portal, make_request(portal->ask));
    bool taken = reply && dbus_message_get_args(reply, NULL, DBUS_TYPE_OBJECT_PATH, &path,
                                                DBUS_TYPE_INVALID);
    if (taken)
        snprintf(portal->request, sizeof portal->request, "%s", path);
    if (reply)
        dbus_message_unref(reply);
    return taken;
}

/* Nobody waits for it any more. */
static void close_dialog(struct portal *portal) {
    DBusMessage *message = dbus_message_new_method_call(PORTAL, portal->request, REQUEST, "Close");
    if (!message)
        return;
    dbus_message_set_no_reply(message, TRUE);
    dbus_connection_send(portal->bus, message, NULL);
    dbus_connection_read_write(portal->bus, 0);
    dbus_message_unref(message);
}

static void wait_for_response(struct portal *portal) {
    struct file_dialog_answer *answer = portal->answer;
    bool connected = true;
    while (answer->outcome == FILE_DIALOG_OPEN && connected && !portal->lost)
        connected = step(portal, -1);
    if (answer->outcome != FILE_DIALOG_OPEN)
        return;
    close_dialog(portal);
    dialog_fail(answer, no_answer);
}

void portal_ask(const struct dialog_ask *ask, struct file_dialog_answer *answer) {
    struct portal portal = {.ask = ask, .answer = answer};
    portal.bus = ask->bus[0] ? dbus_connection_open_private(ask->bus, NULL) : NULL;
    answer->outcome = portal.bus ? FILE_DIALOG_OPEN : FILE_DIALOG_UNAVAILABLE;
    if (!portal.bus)
        return;
    dbus_connection_set_exit_on_disconnect(portal.bus, FALSE);
    bool taken = dbus_connection_add_filter(portal.bus, on_message, &portal, NULL) &&
                 enter_bus(&portal) && request(&portal);
    if (taken)
        wait_for_response(&portal);
    else if (answer->outcome == FILE_DIALOG_OPEN)
        answer->outcome = FILE_DIALOG_UNAVAILABLE;
    dbus_connection_close(portal.bus);
    dbus_connection_unref(portal.bus);
}
