#include "app/cli/options.h"

#include <string.h>

#include "tests/support/check.h"

enum { ALL = -1, MAX_ARGUMENTS = 8 };

/* Splits a line at spaces, in place, and parses it. */
static enum nn_status parse(struct options *options, unsigned allowed, char *line, char **argv,
                            struct nn_error *err) {
    int argc = 0;
    char *rest, *word = strtok_r(line, " ", &rest);
    for (; word && argc < MAX_ARGUMENTS; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    return options_parse(options, allowed, argc, argv, err);
}

static void test_options__values_follow_as_next_argument_or_after_equals(void **state) {
    char line[] = "--epochs 7 --lr=0.5 --net readme --json --seed=0 --at=0.25,1";
    char *argv[MAX_ARGUMENTS];
    struct options options;
    struct nn_error err;
    check_ok(parse(&options, (unsigned)ALL, line, argv, &err), &err);
    assert_int_equal(options.training.epochs, 7);
    check_close((double)options.training.learning_rate, 0.5, 0, 0);
    assert_string_equal(options.training.net, "readme");
    assert_true(options.json);
    assert_int_equal(options.given, OPTION_OF_SETTING(TRAINING_CHOICE_EPOCHS) |
                                        OPTION_OF_SETTING(TRAINING_CHOICE_RATE) |
                                        OPTION_OF_SETTING(TRAINING_CHOICE_NET) |
                                        OPTION_OF_SETTING(TRAINING_CHOICE_SEED) | OPTION_JSON |
                                        OPTION_AT);
    check_close(options.at[0], 0.25, 0, 0);
    check_close(options.at[1], 1, 0, 0);
    assert_int_equal(options.file_count, 0);
}

static void test_options__files_keep_their_order_among_flags(void **state) {
    char line[] = "a.png --json b.png -- --json";
    char *argv[MAX_ARGUMENTS];
    struct options options;
    struct nn_error err;
    check_ok(parse(&options, (unsigned)ALL, line, argv, &err), &err);
    assert_int_equal(options.file_count, 3);
    assert_string_equal(options.files[0], "a.png");
    assert_string_equal(options.files[1], "b.png");
    assert_string_equal(options.files[2], "--json");
}

static void test_options__wrong_ones_are_named(void **state) {
    static const struct {
        const char *line, *said;
        unsigned allowed;
    } rows[] = {
        {"--nosuch", "--nosuch", (unsigned)ALL},
        {"-x", "-x", (unsigned)ALL},
        {"--epoch 3", "--epoch", (unsigned)ALL},
        {"--epochs", "--epochs needs a value", (unsigned)ALL},
        {"--out=", "--out needs a value", (unsigned)ALL},
        {"--data=", "--data needs a value", (unsigned)ALL},
        {"--resume= --json", "--resume needs a value", (unsigned)ALL},
        {"--epochs x", "not \"x\"", (unsigned)ALL},
        {"--epochs 0", "from 1", (unsigned)ALL},
        {"--epochs 1.5", "whole number", (unsigned)ALL},
        {"--epochs 3x", "not \"3x\"", (unsigned)ALL},
        {"--at 0.5", "comma", (unsigned)ALL},
        {"--at 0.5,2", "from 0 to 1", (unsigned)ALL},
        {"--at 0,1,", "not \"0,1,\"", (unsigned)ALL},
        {"--epochs 99999999999999999999", "--epochs", (unsigned)ALL},
        {"--lr nan", "--lr", (unsigned)ALL},
        {"--lr inf", "--lr", (unsigned)ALL},
        {"--target 1.01", "--target", (unsigned)ALL},
        {"--json=1", "--json takes no value", (unsigned)ALL},
        {"--epochs 3", "--epochs", OPTION_JSON},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[80], *argv[MAX_ARGUMENTS];
        struct options options;
        struct nn_error err = {0};
        strcpy(line, rows[i].line);
        enum nn_status status = parse(&options, rows[i].allowed, line, argv, &err);
        if (status != NN_STATUS_BAD_ARGUMENT || !strstr(err.message, rows[i].said))
            fail_msg("\"%s\" gives status %d: %s", rows[i].line, status, err.message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options__values_follow_as_next_argument_or_after_equals),
        cmocka_unit_test(test_options__files_keep_their_order_among_flags),
        cmocka_unit_test(test_options__wrong_ones_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
