#include "app/core/state/notices.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/text.h"

static const double good_s = 5, bad_s = 9;

static void show(struct notices *notices, const struct notice *notice) {
    notices->shown = *notice;
    notices->shown.said_s = notices->now_s;
    notices->shown.until_s = notices->now_s + (notice->bad ? bad_s : good_s);
}

/* Errors of one moment do not hide each other: those of several files that were given, say, or all
 * that was found damaged at the start. */
static bool has_to_wait(const struct notices *notices, const struct notice *notice) {
    const struct notice *shown = &notices->shown;
    return shown->until_s > 0 && shown->bad && shown->said_s == notices->now_s &&
           strcmp(shown->text, notice->text) != 0;
}

static void say(struct notices *notices, const struct notice *notice) {
    if (!has_to_wait(notices, notice))
        show(notices, notice);
    else if (notice->bad && notices->waiting_count < NOTICES_MAX_WAITING)
        notices->waiting[notices->waiting_count++] = *notice;
}

void notices_say(struct notices *notices, bool bad, const char *format, va_list arguments) {
    struct notice notice = {.bad = bad};
    vsnprintf(notice.text, sizeof notice.text, format, arguments);
    if (bad)
        text_make_sentence(notice.text, sizeof notice.text);
    say(notices, &notice);
}

void notices_refuse(struct notices *notices, const char *why) {
    struct notice notice = {.refused = true};
    snprintf(notice.text, sizeof notice.text, "%s", why);
    say(notices, &notice);
}

void notices_end(struct notices *notices) {
    notices->shown.until_s = 0;
    if (notices->waiting_count == 0)
        return;
    show(notices, &notices->waiting[0]);
    notices->waiting_count--;
    memmove(&notices->waiting[0], &notices->waiting[1],
            (size_t)notices->waiting_count * sizeof notices->waiting[0]);
}

void notices_set_time(struct notices *notices, double now_s) {
    if (notices->now_s == 0 && notices->shown.until_s > 0)
        notices->shown.until_s += now_s;
    notices->now_s = now_s;
}

void notices_collect(struct notices *notices) {
    if (notices->shown.until_s > 0 && notices->now_s >= notices->shown.until_s)
        notices_end(notices);
}
