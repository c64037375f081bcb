/* Checks every row of the table of training settings with all its readers: the settings file, a
 * run's record, the command line, text typed in the window, and the man page. */
#include "app/core/recipe/training_table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/verbs.h"
#include "app/core/recipe/training_choice.h"
#include "app/core/runs/run_folder.h"
#include "app/core/state/settings.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"

enum { MAX_VALUE = FILES_MAX_PATH + 8, MAX_JSON = 4096, MAX_SECTION = 1 << 14 };

static const char folder[] = "training-table", settings_file[] = "training-table/s/settings.json";

static int clean(void **state) {
    scratch_remove(folder);
    return 0;
}

static struct training_settings usual(void) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "sprint", &err), &err);
    return settings;
}

static bool is_text(enum training_choice choice) {
    return training_setting(choice)->field.kind == FIELD_TEXT;
}

/* Writes both files with one changed value; NULL: none. */
static void put_files(enum training_choice choice, const char *value) {
    struct training_settings settings = usual();
    char json[MAX_JSON], file[MAX_JSON + 80], own[MAX_VALUE];
    size_t length = 0;
    for (int i = 0; i < TRAINING_SETTINGS; i++) {
        const struct field *field = &training_setting((enum training_choice)i)->field;
        const char *quote = is_text((enum training_choice)i) ? "\"" : "";
        field_text(field, &settings, own, sizeof own);
        length +=
            (size_t)snprintf(json + length, sizeof json - length, "%s\"%s\": %s%s%s", i ? ", " : "",
                             field->key, quote, value && i == (int)choice ? value : own, quote);
    }
    scratch_remove(folder);
    snprintf(file, sizeof file, "{\"program\": \"inkling\", \"format\": 1, %s}", json);
    run_files_put(folder, "s", "settings.json", file);
    snprintf(file, sizeof file, "{\"started\": \"2026\", \"settings\": {%s}}", json);
    run_files_put(folder, "r", "run.json", file);
}

static enum nn_status read_settings_file(struct training_settings *read, struct nn_error *err) {
    struct settings settings;
    enum nn_status status = settings_read(&settings, settings_file, err);
    *read = settings.training;
    return status;
}

static enum nn_status read_command_line(struct training_settings *read, enum training_choice choice,
                                        const char *value, struct nn_error *err) {
    char argument[MAX_VALUE + 32], *argv[] = {argument};
    struct options options;
    snprintf(argument, sizeof argument, "--%s=%s", training_setting(choice)->flag, value);
    enum nn_status status = options_parse(&options, OPTION_TRAIN_SETTINGS, 1, argv, err);
    return status ? status : train_settings(read, &options, err);
}

/* The exact number, not as it is displayed. */
static void check_same(const char *way, const struct training_settings *actual,
                       const struct training_settings *expected, enum training_choice choice) {
    const struct field *field = &training_setting(choice)->field;
    char first[MAX_VALUE], second[MAX_VALUE];
    field_text(field, actual, first, sizeof first);
    field_text(field, expected, second, sizeof second);
    bool same = is_text(choice) ? strcmp(first, second) == 0
                                : field_number(field, actual) == field_number(field, expected);
    if (!same)
        fail_msg("%s: \"%s\" is \"%s\" by way of %s", field->key, second, first, way);
}

static void check_comes_back(enum training_choice choice, const char *value) {
    struct training_settings expected = usual(), read;
    struct settings settings = settings_default();
    struct run_folder *run = NULL;
    struct nn_error err;
    if (!field_parse(&training_setting(choice)->field, &expected, value))
        fail_msg("%s: %s is refused", training_setting(choice)->field.key, value);
    snprintf(expected.run_folder, sizeof expected.run_folder, "%s/r", folder);
    settings.training = expected;

    scratch_remove(folder);
    if (choice < TRAINING_CHOICES) {
        check_ok(settings_write(&settings, settings_file, &err), &err);
        check_ok(read_settings_file(&read, &err), &err);
        check_same("the settings file", &read, &expected, choice);
    }
    check_ok(run_folder_create(&run, &expected, &err), &err);
    run_folder_destroy(run);
    check_ok(run_files_settings(&read, expected.run_folder, &err), &err);
    check_same("the run's record", &read, &expected, choice);
    if (training_setting(choice)->flag) {
        check_ok(read_command_line(&read, choice, value, &err), &err);
        check_same("the command line", &read, &expected, choice);
    }
    read = usual();
    check_ok(training_choice_type(&read, choice, value, &err), &err);
    if (choice == TRAINING_CHOICE_THREADS && read.threads == 0) /* 1 of 1 processor is all */
        read.threads = 1;
    check_same("typing", &read, &expected, choice);
}

static void check_refused(const char *way, enum training_choice choice, const char *value,
                          enum nn_status status) {
    if (!status)
        fail_msg("%s: %.60s is accepted from %s", training_setting(choice)->field.key, value, way);
}

/* A run's record is refused, the settings file's value is replaced. */
static void check_files_refuse(enum training_choice choice, const char *value) {
    char key[64];
    struct training_settings read;
    struct nn_error err;
    put_files(choice, NULL);
    check_ok(read_settings_file(&read, &err), &err);
    check_ok(run_files_settings(&read, "training-table/r", &err), &err);
    put_files(choice, value);
    if (choice < TRAINING_CHOICES) {
        check_refused("the settings file", choice, value, read_settings_file(&read, &err));
        snprintf(key, sizeof key, " are replaced: %s is now ", training_setting(choice)->field.key);
        if (!strstr(err.message, key) || strchr(strstr(err.message, key), ','))
            fail_msg("another setting is replaced: %s", err.message);
        check_ok(training_settings_check(&read, &err), &err);
    }
    check_refused("a run's record", choice, value,
                  run_files_settings(&read, "training-table/r", &err));
}

static void check_people_are_refused(enum training_choice choice, const char *value) {
    struct training_settings read = usual(), before = read;
    const char *flag = training_setting(choice)->flag;
    struct nn_error err;
    if (flag) {
        check_refused("the command line", choice, value,
                      read_command_line(&read, choice, value, &err));
        assert_true(!*value || strstr(err.message, flag));
    }
    read = before;
    check_refused("typing", choice, value, training_choice_type(&read, choice, value, &err));
    assert_memory_equal(&read, &before, sizeof read);
}

/* The nearest numbers outside the range, except 0 in files where it means none or all; beyond 2^53
 * only every other number is a double. */
static void check_beyond(enum training_choice choice) {
    const struct field *field = &training_setting(choice)->field;
    bool real = field->kind == FIELD_FLOAT || field->kind == FIELD_DOUBLE;
    double step = real ? 0.001 * field->max : field->kind == FIELD_UINT64 ? 2 : 1;
    double below = real && field->min > 0 ? 0.999 * field->min : field->min - step;
    char value[MAX_VALUE];
    snprintf(value, sizeof value, "%.17g", field->max + step);
    check_files_refuse(choice, value);
    check_people_are_refused(choice, value);
    snprintf(value, sizeof value, "%.17g", below);
    check_people_are_refused(choice, value);
    if (field->zero_is_unset && below == 0)
        strcpy(value, "-1");
    check_files_refuse(choice, value);
    if (!real) {
        check_files_refuse(choice, "1.5");
        check_people_are_refused(choice, "1.5");
    }
    check_files_refuse(choice, "\"1\"");
}

static void test_training_table__numbers_are_read_back_up_to_their_bounds_only(void **state) {
    for (int i = 0; i < TRAINING_SETTINGS; i++) {
        const struct field *field = &training_setting((enum training_choice)i)->field;
        char value[MAX_VALUE];
        if (is_text((enum training_choice)i))
            continue;
        snprintf(value, sizeof value, "%.17g", field->min);
        check_comes_back((enum training_choice)i, value);
        snprintf(value, sizeof value, "%.17g", field->max);
        check_comes_back((enum training_choice)i, value);
        check_beyond((enum training_choice)i);
    }
}

static void test_training_table__files_have_zero_for_all_and_none(void **state) {
    int count = 0;
    for (int i = 0; i < TRAINING_SETTINGS; i++) {
        const struct field *field = &training_setting((enum training_choice)i)->field;
        struct training_settings read;
        struct nn_error err;
        if (!field->zero_is_unset)
            continue;
        put_files((enum training_choice)i, "0");
        check_ok(run_files_settings(&read, "training-table/r", &err), &err);
        check_close(field_number(field, &read), 0, 0, 0);
        check_people_are_refused((enum training_choice)i, "0");
        count++;
    }
    assert_int_equal(count, 2); /* threads and target */
}

static void test_training_table__texts_are_read_back_and_longer_ones_refused(void **state) {
    for (int i = 0; i < TRAINING_SETTINGS; i++) {
        enum training_choice choice = (enum training_choice)i;
        char text[MAX_VALUE] = "";
        size_t capacity = (size_t)training_setting(choice)->field.max;
        if (!is_text(choice))
            continue;
        for (int n = 0; n < training_choice_suggestion_count(choice); n++)
            check_comes_back(choice, training_choice_suggestion(choice, n));
        if (choice == TRAINING_CHOICE_NET)
            check_comes_back(choice, "conv4k5-relu-gap-dense10");
        memset(text, 'x', capacity);
        check_files_refuse(choice, text);
        check_people_are_refused(choice, text);
        if (choice == TRAINING_CHOICE_DATA) {
            text[capacity - 1] = '\0';
            check_comes_back(choice, text);
        } else if (choice == TRAINING_CHOICE_PREPARE) {
            check_people_are_refused(choice, "turn");
            check_comes_back(choice, "transpose,invert");
        } else {
            check_people_are_refused(choice, ""); /* no such name */
        }
    }
}

/* Returns the man page's section on the verb's flags. */
static void man_section(char section[MAX_SECTION]) {
    void *page = NULL;
    size_t size;
    struct nn_error err;
    check_ok(nn_file_read(&page, &size, MAN_PAGE, 1 << 20, &err), &err);
    const char *start = strstr(page, ".Ss train\n"),
               *end = start ? strstr(start + 1, ".Ss ") : NULL;
    assert_true(start && end && end - start < MAX_SECTION);
    snprintf(section, MAX_SECTION, "%.*s", (int)(end - start), start);
    free(page);
}

/* Returns the section's text on a flag, up to the next flag. */
static void man_entry(char entry[MAX_JSON], const char *section, const char *flag) {
    char begin[64];
    snprintf(begin, sizeof begin, "\n.It Fl -%s ", flag);
    const char *start = strstr(section, begin);
    if (!start)
        fail_msg("the man page lacks --%s", flag);
    const char *end = strstr(start + 1, "\n.It Fl ");
    snprintf(entry, MAX_JSON, "%.*s", (int)((end ? end : strchr(start, '\0')) - start), start);
}

/* Whether the text contains the name as a word. */
static bool has_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at++)
        if (at > text && at[-1] == ' ' && (isspace((unsigned char)at[length]) || !at[length]))
            return true;
    return false;
}

static void test_training_table__man_page_has_every_flag_and_name_and_no_other(void **state) {
    char section[MAX_SECTION], entry[MAX_JSON];
    int flags = 2, entries = 0; /* --out and --resume are not settings */
    man_section(section);
    for (const char *at = section; (at = strstr(at, "\n.It Fl ")); at++)
        entries++;
    for (int i = 0; i < TRAINING_SETTINGS; i++) {
        const struct training_setting *setting = training_setting((enum training_choice)i);
        if (!setting->flag)
            continue;
        flags++;
        man_entry(entry, section, setting->flag);
        for (int n = 0; setting->name_at && setting->name_at(n); n++)
            if (!has_word(entry, setting->name_at(n)))
                fail_msg("the man page lacks %s of --%s", setting->name_at(n), setting->flag);
    }
    assert_int_equal(entries, flags);
}

static void test_training_table__titles_keys_and_flags_are_there_and_differ(void **state) {
    for (int i = 0; i < TRAINING_SETTINGS; i++) {
        const struct training_setting *one = training_setting((enum training_choice)i);
        assert_true(one->title && one->title[0] && one->field.key);
        assert_true(!one->flag || (one->value && one->help));
        assert_true(is_text((enum training_choice)i) || one->field.max > one->field.min);
        for (int k = 0; k < i; k++) {
            const struct training_setting *other = training_setting((enum training_choice)k);
            assert_string_not_equal(one->title, other->title);
            assert_string_not_equal(one->field.key, other->field.key);
            assert_true(!one->flag || !other->flag || strcmp(one->flag, other->flag) != 0);
            assert_true(one->field.offset != other->field.offset);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_training_table__numbers_are_read_back_up_to_their_bounds_only, clean, clean),
        cmocka_unit_test_setup_teardown(test_training_table__files_have_zero_for_all_and_none,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(
            test_training_table__texts_are_read_back_and_longer_ones_refused, clean, clean),
        cmocka_unit_test(test_training_table__man_page_has_every_flag_and_name_and_no_other),
        cmocka_unit_test(test_training_table__titles_keys_and_flags_are_there_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
