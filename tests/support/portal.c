/* portal ANSWER [PATH]: the desktop's portal for choosing files, as far as the window needs it, on
 * the session bus. It answers each request with PATH (choose), with the user's refusal (cancel),
 * not at all (hang), by ending (die), or with an error (refuse). Prints a line for each call: its
 * name and its texts, without the options' keys. */
#include <dbus/dbus.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char name[] = "org.freedesktop.portal.Desktop";

struct portal {
    DBusConnection *bus;
    const char *answer, *path;
};

static void print_texts(DBusMessageIter *at) {
    for (; dbus_message_iter_get_arg_type(at) != DBUS_TYPE_INVALID; dbus_message_iter_next(at)) {
        int type = dbus_message_iter_get_arg_type(at);
        const char *text;
        DBusMessageIter inside;
        if (type == DBUS_TYPE_STRING) {
            dbus_message_iter_get_basic(at, &text);
            printf(" <%s>", text);
        } else if (type == DBUS_TYPE_ARRAY || type == DBUS_TYPE_VARIANT ||
                   type == DBUS_TYPE_STRUCT || type == DBUS_TYPE_DICT_ENTRY) {
            dbus_message_iter_recurse(at, &inside);
            print_texts(&inside);
        }
    }
}

static void print_call(DBusMessage *call) {
    DBusMessageIter at;
    printf("%s", dbus_message_get_member(call));
    if (dbus_message_iter_init(call, &at))
        print_texts(&at);
    printf("\n");
    fflush(stdout);
}

/* As the specification has it: the caller's name, and its token, which is always the same here. */
static void request_path(char *path, size_t capacity, DBusMessage *call) {
    snprintf(path, capacity, "/org/freedesktop/portal/desktop/request/%s/inkling",
             dbus_message_get_sender(call) + 1);
    for (char *at = path; *at; at++)
        if (*at == '.')
            *at = '_';
}

static void send(DBusConnection *bus, DBusMessage *message) {
    dbus_connection_send(bus, message, NULL);
    dbus_connection_flush(bus);
    dbus_message_unref(message);
}

static void add_uri(DBusMessageIter *results, const char *path) {
    DBusMessageIter entry, value, list;
    char text[PATH_MAX + 16];
    const char *key = "uris", *uri = text;
    snprintf(text, sizeof text, "file://%s", path);
    dbus_message_iter_open_container(results, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &key);
    dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "as", &value);
    dbus_message_iter_open_container(&value, DBUS_TYPE_ARRAY, "s", &list);
    dbus_message_iter_append_basic(&list, DBUS_TYPE_STRING, &uri);
    dbus_message_iter_close_container(&value, &list);
    dbus_message_iter_close_container(&entry, &value);
    dbus_message_iter_close_container(results, &entry);
}

static void respond(const struct portal *portal, DBusMessage *call, const char *request) {
    DBusMessage *signal =
        dbus_message_new_signal(request, "org.freedesktop.portal.Request", "Response");
    DBusMessageIter at, results;
    dbus_uint32_t code = strcmp(portal->answer, "choose") == 0 ? 0 : 1;
    dbus_message_set_destination(signal, dbus_message_get_sender(call));
    dbus_message_iter_init_append(signal, &at);
    dbus_message_iter_append_basic(&at, DBUS_TYPE_UINT32, &code);
    dbus_message_iter_open_container(&at, DBUS_TYPE_ARRAY, "{sv}", &results);
    if (code == 0)
        add_uri(&results, portal->path);
    dbus_message_iter_close_container(&at, &results);
    send(portal->bus, signal);
}

static void take_request(const struct portal *portal, DBusMessage *call) {
    char text[256];
    const char *request = text;
    request_path(text, sizeof text, call);
    if (strcmp(portal->answer, "refuse") == 0) {
        send(portal->bus, dbus_message_new_error(call, DBUS_ERROR_FAILED, "no such dialog"));
        return;
    }
    DBusMessage *reply = dbus_message_new_method_return(call);
    dbus_message_append_args(reply, DBUS_TYPE_OBJECT_PATH, &request, DBUS_TYPE_INVALID);
    send(portal->bus, reply);
    if (strcmp(portal->answer, "die") == 0)
        exit(0);
    if (strcmp(portal->answer, "hang") != 0)
        respond(portal, call, request);
}

int main(int argc, char **argv) {
    struct portal portal = {.answer = argc > 1 ? argv[1] : "", .path = argc > 2 ? argv[2] : ""};
    portal.bus = dbus_bus_get(DBUS_BUS_SESSION, NULL);
    if (argc < 2 || !portal.bus || dbus_bus_request_name(portal.bus, name, 0, NULL) < 0) {
        fprintf(stderr, "portal ANSWER [PATH], on a session bus\n");
        return 2;
    }
    printf("ready\n");
    fflush(stdout);
    while (dbus_connection_read_write(portal.bus, -1))
        for (DBusMessage *call; (call = dbus_connection_pop_message(portal.bus));) {
            if (dbus_message_get_type(call) == DBUS_MESSAGE_TYPE_METHOD_CALL) {
                print_call(call);
                if (strcmp(dbus_message_get_member(call), "Close") != 0)
                    take_request(&portal, call);
            }
            dbus_message_unref(call);
        }
    return 0;
}
