#include "app/core/state/notices.h"

#include "tests/support/check.h"

static void say(struct notices *notices, bool bad, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    notices_say(notices, bad, format, arguments);
    va_end(arguments);
}

static void go_to(struct notices *notices, double now_s) {
    notices_set_time(notices, now_s);
    notices_collect(notices);
}

static void check_shown(const struct notices *notices, bool bad, const char *text) {
    assert_true(notices->shown.until_s > notices->now_s);
    assert_true(notices->shown.bad == bad);
    assert_string_equal(notices->shown.text, text);
}

static void test_notices__message_from_before_the_first_frame_is_shown(void **state) {
    struct notices notices = {0};
    say(&notices, true, "trouble");
    go_to(&notices, 5000);
    assert_true(notices.shown.until_s > 5000);
    go_to(&notices, 5001);
    assert_true(notices.shown.until_s > 5001 && notices.shown.until_s < 5060);
    go_to(&notices, 5060);
    assert_true(notices.shown.until_s == 0);
}

static void test_notices__errors_are_sentences(void **state) {
    static const struct {
        const char *error, *sentence;
    } rows[] = {
        {"cannot open it", "Cannot open it."},
        {"cannot write results/a.png", "Cannot write results/a.png"},
        {"model.onnx is no model", "model.onnx is no model."},
        {"It ends here.", "It ends here."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct notices notices = {0};
        say(&notices, true, "%s", rows[i].error);
        check_shown(&notices, true, rows[i].sentence);
    }
}

static void test_notices__message_disappears_after_a_while(void **state) {
    struct notices notices = {.now_s = 100};
    say(&notices, false, "hello %d", 7);
    check_shown(&notices, false, "hello 7");
    go_to(&notices, 102);
    check_shown(&notices, false, "hello 7");
    go_to(&notices, notices.shown.until_s);
    assert_true(notices.shown.until_s == 0);
}

static void test_notices__errors_of_one_moment_are_shown_in_turn(void **state) {
    struct notices notices = {0};
    say(&notices, true, "The first.");
    say(&notices, true, "The second.");
    say(&notices, true, "The first."); /* is already shown */
    say(&notices, false, "Opened.");
    say(&notices, true, "The third.");
    go_to(&notices, 100);
    check_shown(&notices, true, "The first.");
    go_to(&notices, notices.shown.until_s);
    check_shown(&notices, true, "The second.");
    notices_end(&notices);
    check_shown(&notices, true, "The third.");
    notices_end(&notices);
    assert_true(notices.shown.until_s == 0);
}

static void test_notices__later_message_is_shown_at_once(void **state) {
    struct notices notices = {0};
    say(&notices, true, "The first.");
    say(&notices, true, "The second.");
    go_to(&notices, 100);
    say(&notices, false, "Saved.");
    check_shown(&notices, false, "Saved.");
    notices_end(&notices);
    check_shown(&notices, true, "The second.");
}

static void test_notices__more_errors_than_can_wait_are_dropped(void **state) {
    struct notices notices = {.now_s = 1};
    for (int i = 0; i < 2 * NOTICES_MAX_WAITING; i++)
        say(&notices, true, "Error %d.", i);
    assert_int_equal(notices.waiting_count, NOTICES_MAX_WAITING);
    check_shown(&notices, true, "Error 0.");
    for (int i = 0; i < NOTICES_MAX_WAITING; i++)
        notices_end(&notices);
    check_shown(&notices, true, "Error 8.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notices__message_from_before_the_first_frame_is_shown),
        cmocka_unit_test(test_notices__errors_are_sentences),
        cmocka_unit_test(test_notices__message_disappears_after_a_while),
        cmocka_unit_test(test_notices__errors_of_one_moment_are_shown_in_turn),
        cmocka_unit_test(test_notices__later_message_is_shown_at_once),
        cmocka_unit_test(test_notices__more_errors_than_can_wait_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
