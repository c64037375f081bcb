/* What the program says, one message at a time. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/core/state/app_parts.h"

static const double good_s = 5, bad_s = 9;

/* Errors are worded to follow a program's name and a colon: here they stand as sentences. A file's
 * name, which has a stop or a slash in it, stays as it is at either end. */
static void make_sentence(char *text, size_t size) {
    size_t first = strspn(text, "abcdefghijklmnopqrstuvwxyz"), length = strlen(text);
    const char *last = strrchr(text, ' ');
    if (first > 0 && text[first] == ' ')
        text[0] = (char)(text[0] - 'a' + 'A');
    if (last && !strpbrk(last, "./") && length + 1 < size)
        memcpy(text + length, ".", 2);
}

static void show(struct app *app, const struct app_toast *toast) {
    app->toast = *toast;
    app->toast.said_s = app->now_s;
    app->toast.until_s = app->now_s + (toast->bad ? bad_s : good_s);
}

static void wait_in_line(struct app *app, const struct app_toast *toast) {
    struct app_toasts_waiting *waiting = &app->toasts_waiting;
    if (toast->bad && waiting->count < APP_TOASTS_WAITING)
        waiting->items[waiting->count++] = *toast;
}

/* Faults of one moment do not hide each other: several files that were given, say, or all that was
 * found damaged at the start. */
void app_say(struct app *app, bool bad, const char *format, ...) {
    const struct app_toast *shown = &app->toast;
    struct app_toast toast = {.bad = bad};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(toast.text, sizeof toast.text, format, arguments);
    va_end(arguments);
    if (bad)
        make_sentence(toast.text, sizeof toast.text);
    if (shown->until_s > 0 && shown->bad && shown->said_s == app->now_s &&
        strcmp(shown->text, toast.text) != 0)
        wait_in_line(app, &toast);
    else
        show(app, &toast);
}

void app_end_toast(struct app *app) {
    struct app_toasts_waiting *waiting = &app->toasts_waiting;
    app->toast.until_s = 0;
    if (waiting->count == 0)
        return;
    show(app, &waiting->items[0]);
    waiting->count--;
    memmove(&waiting->items[0], &waiting->items[1],
            (size_t)waiting->count * sizeof waiting->items[0]);
}

void app_note_time(struct app *app, double now_s) {
    /* What was said before there was a time is seen as long as anything else. */
    if (app->now_s == 0 && app->toast.until_s > 0)
        app->toast.until_s += now_s;
    app->now_s = now_s;
}
