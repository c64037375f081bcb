#include "app/core/state/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/app/app.h"
#include "app/core/recipe/training_choice.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char folder[] = "test_settings", path[] = "test_settings/settings.json";

static int remove_folder(void **state) {
    scratch_remove(folder);
    return 0;
}

static void put(const char *text, size_t size) {
    struct nn_error err;
    check_ok(files_make_folder(folder, &err), &err);
    check_ok(nn_file_write(path, text, size, &err), &err);
}

static void check_same(const struct settings *a, const struct settings *b) {
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->height, b->height);
    assert_int_equal(a->maximised, b->maximised);
    assert_int_equal(a->theme, b->theme);
    assert_int_equal(a->zoom, b->zoom);
    check_close((double)a->brush, (double)b->brush, 0, 1e-6);
    assert_int_equal(a->training_panel, b->training_panel);
    assert_int_equal(a->layers, b->layers);
    assert_int_equal(a->attribution, b->attribution);
    assert_int_equal(a->reduced_motion, b->reduced_motion);
    assert_string_equal(a->training.net, b->training.net);
    assert_string_equal(a->training.recipe, b->training.recipe);
    assert_string_equal(a->training.augmentation, b->training.augmentation);
    assert_string_equal(a->training.optimizer, b->training.optimizer);
    assert_string_equal(a->training.schedule, b->training.schedule);
    assert_int_equal(a->training.seed, b->training.seed);
    assert_int_equal(a->training.threads, b->training.threads);
    assert_int_equal(a->training.epochs, b->training.epochs);
    assert_int_equal(a->training.batch_size, b->training.batch_size);
    check_close((double)a->training.learning_rate, (double)b->training.learning_rate, 0, 1e-6);
    assert_int_equal(a->training.ink_pictures, b->training.ink_pictures);
    check_close((double)a->training.none_fraction, (double)b->training.none_fraction, 0, 1e-6);
}

static void test_settings__missing_file_gives_the_defaults(void **state) {
    struct settings settings, usual = settings_default();
    struct nn_error err;
    check_ok(settings_read(&settings, path, &err), &err);
    check_same(&settings, &usual);
    assert_int_equal(access(folder, F_OK), -1);
}

static void test_settings__written_ones_are_read_back(void **state) {
    struct settings written = settings_default(), read;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&written.training, "best", &err), &err);
    written.width = 1234;
    written.height = 777;
    written.maximised = true;
    written.theme = SETTINGS_THEME_DARK;
    written.zoom = -1;
    written.brush = 0.033f;
    written.training_panel = false;
    written.layers = written.attribution = true;
    written.reduced_motion = true;
    written.training.epochs = 7;
    written.training.batch_size = 99;
    written.training.learning_rate = 0.00123f;
    strcpy(written.training.optimizer, "sgd");
    strcpy(written.training.schedule, "constant");
    written.training.seed = (1ull << 53) - 1;
    written.training.threads = 3;
    for (int twice = 0; twice < 2; twice++)
        check_ok(settings_write(&written, path, &err), &err);
    check_ok(settings_read(&read, path, &err), &err);
    check_same(&read, &written);
    assert_int_equal(scratch_count(folder, "settings.json"), 1);
}

static void test_settings__keys_that_are_missing_or_unknown_do_no_harm(void **state) {
    static const char text[] =
        "{\"program\":\"inkling\",\"format\":1,\"zoom\":2,\"of_next_year\":[1,{}]}";
    struct settings settings, expected = settings_default();
    struct nn_error err;
    expected.zoom = 2;
    put(text, strlen(text));
    check_ok(settings_read(&settings, path, &err), &err);
    check_same(&settings, &expected);
}

/* Files of earlier versions name a recipe, but not all of its settings. */
static void test_settings__missing_settings_are_the_recipes(void **state) {
    static const char text[] =
        "{\"program\":\"inkling\",\"format\":1,\"epochs\":3,\"recipe\":\"best\"}";
    struct settings settings, expected = settings_default();
    struct nn_error err;
    check_ok(training_settings_from_recipe(&expected.training, "best", &err), &err);
    expected.training.epochs = 3;
    put(text, strlen(text));
    check_ok(settings_read(&settings, path, &err), &err);
    check_same(&settings, &expected);
    assert_string_equal(settings.training.optimizer, "adamw");
}

static void test_settings__byte_order_mark_is_no_damage(void **state) {
    static const char text[] = "\xef\xbb\xbf{\"program\":\"inkling\",\"format\":1,\"zoom\":2}";
    struct settings settings;
    struct nn_error err;
    put(text, strlen(text));
    check_ok(settings_read(&settings, path, &err), &err);
    assert_int_equal(settings.zoom, 2);
}

#define HEAD "{\"program\":\"inkling\",\"format\":1,"

/* Each file is refused with its name and moved aside unchanged, and the defaults are used. */
static void test_settings__hostile_files_are_set_aside(void **state) {
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"", "settings"},
        {"{", "line 1"},
        {"\x89PNG\r\n\x1a\n", "line 1"},
        {"[]", "it is Inkling's"},
        {"null", "line 1"},
        {"{\"program\":\"other\",\"format\":1}", "it is Inkling's"},
        {"{\"program\":\"inkling\",\"format\":0}", "not of this version"},
        {"{\"program\":\"inkling\"}", "not of this version"},
        {HEAD "\"zoom\":1,\"zoom\":1}", "line 1"},
    };
    struct settings usual = settings_default();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings settings;
        struct nn_error err = {0};
        remove_folder(state);
        put(rows[i].text, strlen(rows[i].text));
        if (!settings_read(&settings, path, &err))
            fail_msg("row %zu is accepted", i);
        if (!strstr(err.message, rows[i].said) || !strstr(err.message, path))
            fail_msg("row %zu says: %s", i, err.message);
        check_same(&settings, &usual);
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(scratch_count(folder, "settings.json.damaged-"), 1);
    }
}

/* A bad value costs nothing but itself; the message tells what is used instead. */
static void test_settings__values_that_cannot_be_used_are_replaced(void **state) {
    static const struct {
        const char *text, *replaced;
    } rows[] = {
        {"\"zoom\":99", "zoom is now 6"},
        {"\"zoom\":-3", "zoom is now -2"},
        {"\"zoom\":1.5", "zoom is now 0"},
        {"\"width\":-4", "width is now the usual one"},
        {"\"width\":17000", "width is now 16384"},
        {"\"width\":1e300", "width is now 16384"},
        {"\"width\":\"17\"", "width is now the usual one"},
        {"\"brush\":\"thick\"", "brush is now 0.06"},
        {"\"brush\":0", "brush is now 0.02"},
        {"\"brush\":0.1201", "brush is now 0.12"},
        {"\"theme\":\"pink\"", "theme is now desktop"},
        {"\"theme\":1", "theme is now desktop"},
        {"\"maximised\":1", "maximised is now false"},
        {"\"training_panel\":null", "training_panel is now true"},
        {"\"net\":\"nosuch\"", "net is now best"},
        {"\"net\":null", "net is now best"},
        {"\"net\":\"conv3-dense10\"", "net is now best"},
        {"\"recipe\":\"a name that is much longer than any recipe's\"", "recipe is now sprint"},
        {"\"epochs\":0", "epochs is now 1"},
        {"\"learning_rate\":1e9", "learning_rate is now 100"},
        {"\"optimizer\":\"nosuch\"", "optimizer is now adamw"},
        {"\"schedule\":\"nosuch\"", "schedule is now one-cycle"},
        {"\"seed\":-1", "seed is now 0"},
        {"\"seed\":0.5", "seed is now 0"},
        {"\"zoom\":7,\"theme\":\"\",\"seed\":[]",
         "theme is now desktop, zoom is now 6, seed is now 0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[400];
        struct settings settings;
        struct nn_error err = {0};
        snprintf(text, sizeof text, "%s\"height\":777,%s\"batch_size\":99,%s}", HEAD,
                 strstr(rows[i].text, "recipe") ? "" : "\"recipe\":\"best\",", rows[i].text);
        remove_folder(state);
        put(text, strlen(text));
        if (settings_read(&settings, path, &err) != NN_STATUS_BAD_FILE)
            fail_msg("row %zu is accepted", i);
        const char *replaced = strstr(err.message, " are replaced: ");
        if (!replaced || strcmp(replaced + strlen(" are replaced: "), rows[i].replaced) != 0 ||
            !strstr(err.message, path))
            fail_msg("row %zu says: %s", i, err.message);
        assert_int_equal(settings.height, 777);
        assert_int_equal(settings.training.batch_size, 99);
        assert_int_equal(access(path, F_OK), 0);
        assert_int_equal(scratch_count(folder, "settings.json"), 1);
    }
}

static void test_settings__message_of_many_bad_values_has_an_end(void **state) {
    static const char *const keys[] = {
        "width",     "height",         "theme",          "zoom",         "brush",
        "net",       "epochs",         "layers",         "why",          "seed",
        "maximised", "training_panel", "reduced_motion", "augmentation", "optimizer",
        "schedule",  "learning_rate",  "batch_size",     "threads"};
    struct settings settings, usual = settings_default();
    struct nn_error err;
    char text[1000] = HEAD "\"recipe\":[]";
    for (size_t i = 0; i < COUNT(keys); i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ",\"%s\":[]", keys[i]);
    strcat(text, "}");
    put(text, strlen(text));
    check_status(settings_read(&settings, path, &err), NN_STATUS_BAD_FILE, &err);
    check_same(&settings, &usual);
    assert_non_null(strstr(
        err.message,
        "width is now the usual one, height is now the usual one, maximised is now false, theme"));
    assert_non_null(strstr(strrchr(err.message, ','), " is now ")); /* not cut within a value */
}

/* Fields of the window and of its training. */
static const struct field *field_at(int index, struct settings *settings, void **object) {
    int own = 0;
    while (settings_field(own))
        own++;
    *object = index < own ? (void *)settings : &settings->training;
    if (index < own)
        return settings_field(index);
    return index - own < TRAINING_CHOICES
               ? &training_setting((enum training_choice)(index - own))->field
               : NULL;
}

/* Writes the number, which must be read back as the expected one. */
static void check_comes_back(int index, double number, double expected) {
    struct settings settings = settings_default(), read;
    struct nn_error err = {0};
    void *object;
    const struct field *field = field_at(index, &settings, &object);
    field_set_number(field, object, number);
    check_ok(settings_write(&settings, path, &err), &err);
    if (settings_read(&read, path, &err))
        fail_msg("%s %.17g: %s", field->key, number, err.message);
    field_at(index, &read, &object);
    if (field_number(field, object) != expected)
        fail_msg("%s %.17g is read as %.17g", field->key, number, field_number(field, object));
}

static double as_kept(const struct field *field, double number) {
    return field->kind == FIELD_FLOAT ? (double)(float)number : number;
}

static void test_settings__all_numbers_are_read_back_at_both_bounds(void **state) {
    struct settings settings;
    const struct field *field;
    void *object;
    int count = 0;
    for (int i = 0; (field = field_at(i, &settings, &object)); i++) {
        if (field->kind == FIELD_TEXT)
            continue;
        check_comes_back(i, field->min, as_kept(field, field->min));
        check_comes_back(i, field->max, as_kept(field, field->max));
        count++;
    }
    assert_true(count > 10);
}

/* A window on many displays is wider than any picture of it. */
static void test_settings__numbers_out_of_bounds_are_brought_within_when_written(void **state) {
    struct settings settings;
    const struct field *field;
    void *object;
    for (int i = 0; (field = field_at(i, &settings, &object)); i++)
        if (field->kind == FIELD_INT && !field->names && !field->zero_is_unset) {
            check_comes_back(i, field->min - 1, field->min);
            check_comes_back(i, field->max + 616, field->max);
        }
}

static void test_settings__typed_rate_is_kept_with_all_its_digits(void **state) {
    static const char typed[] = "0.0123456789";
    struct settings settings = settings_default(), read;
    struct nn_error err;
    char shown[TRAINING_CHOICE_TEXT];
    check_ok(training_choice_type(&settings.training, TRAINING_CHOICE_RATE, typed, &err), &err);
    assert_true(settings.training.learning_rate == 0.0123456789f);
    check_ok(settings_write(&settings, path, &err), &err);
    check_ok(settings_read(&read, path, &err), &err);
    assert_true(read.training.learning_rate == 0.0123456789f);
    /* what is shown to be changed is what is kept */
    training_choice_value(&read.training, TRAINING_CHOICE_RATE, shown);
    check_ok(training_choice_type(&read.training, TRAINING_CHOICE_RATE, shown, &err), &err);
    assert_true(read.training.learning_rate == 0.0123456789f);
}

static void test_settings__file_cut_at_any_byte_is_whole_or_set_aside(void **state) {
    struct settings written = settings_default(), usual = settings_default(), read;
    struct nn_error err;
    void *text = NULL;
    size_t size;
    written.zoom = 3;
    check_ok(settings_write(&written, path, &err), &err);
    check_ok(nn_file_read(&text, &size, path, 10000, &err), &err);
    for (size_t cut = 0; cut < size; cut++) {
        remove_folder(state);
        put(text, cut);
        assert_int_not_equal(settings_read(&read, path, &err), NN_STATUS_OK);
        check_same(&read, &usual);
    }
    free(text);
}

static void test_settings__two_damaged_files_are_both_kept(void **state) {
    struct settings settings;
    struct nn_error err;
    for (int i = 0; i < 2; i++) {
        put("nonsense", 8);
        assert_int_equal(settings_read(&settings, path, &err), NN_STATUS_BAD_FILE);
    }
    assert_int_equal(scratch_count(folder, "settings.json.damaged-"), 2);
}

static void test_settings__folder_in_place_of_the_file_is_reported(void **state) {
    struct settings settings, usual = settings_default();
    struct nn_error err;
    check_ok(files_make_folder(path, &err), &err);
    check_status(settings_read(&settings, path, &err), NN_STATUS_IO, &err);
    check_same(&settings, &usual);
    assert_int_equal(access(path, F_OK), 0);
}

/* Too many open files pass, and so does a lack of memory. */
static void test_settings__file_that_cannot_be_read_now_is_left_where_it_is(void **state) {
    struct settings written = settings_default(), usual = written, read;
    struct nn_error err;
    written.zoom = 3;
    check_ok(settings_write(&written, path, &err), &err);
    scratch_refuse_to_open(true);
    enum nn_status status = settings_read(&read, path, &err);
    scratch_refuse_to_open(false);
    check_status(status, NN_STATUS_IO, &err);
    check_same(&read, &usual);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, "the file is left as it is"));
    assert_int_equal(scratch_count(folder, "settings.json"), 1);
    check_ok(settings_read(&read, path, &err), &err);
    assert_int_equal(read.zoom, 3);
}

/* It is whole, and the program that wrote it may come back. */
static void test_settings__file_of_a_later_version_is_left_where_it_is(void **state) {
    static const char text[] = "{\"program\":\"inkling\",\"format\":2,\"zoom\":3}";
    struct settings usual = settings_default(), read;
    struct nn_error err = {0};
    put(text, strlen(text));
    enum nn_status status = settings_read(&read, path, &err);
    assert_true(status && status != NN_STATUS_BAD_FILE); /* not to be written over */
    check_same(&read, &usual);
    assert_non_null(strstr(err.message, "not of this version"));
    assert_non_null(strstr(err.message, "the file is left as it is"));
    assert_int_equal(scratch_count(folder, "settings.json"), 1);
    assert_int_equal(access(path, F_OK), 0);
}

static void test_settings__failing_write_leaves_the_old_file(void **state) {
    struct settings written = settings_default(), read;
    struct nn_error err;
    written.zoom = 2;
    check_ok(settings_write(&written, path, &err), &err);
    written.zoom = 4;
    char below_a_file[FILES_MAX_PATH];
    snprintf(below_a_file, sizeof below_a_file, "%s/more/settings.json", path);
    check_status(settings_write(&written, below_a_file, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, path));
    if (geteuid() != 0) { /* root may write everywhere */
        chmod(folder, 0555);
        check_status(settings_write(&written, path, &err), NN_STATUS_IO, &err);
        chmod(folder, 0777);
    }
    check_ok(settings_read(&read, path, &err), &err);
    assert_int_equal(read.zoom, 2);
    assert_int_equal(scratch_count(folder, "settings.json"), 1);
}

#define SETTINGS_TEST(name) cmocka_unit_test_setup_teardown(name, remove_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST(test_settings__missing_file_gives_the_defaults),
        SETTINGS_TEST(test_settings__written_ones_are_read_back),
        SETTINGS_TEST(test_settings__keys_that_are_missing_or_unknown_do_no_harm),
        SETTINGS_TEST(test_settings__missing_settings_are_the_recipes),
        SETTINGS_TEST(test_settings__byte_order_mark_is_no_damage),
        SETTINGS_TEST(test_settings__hostile_files_are_set_aside),
        SETTINGS_TEST(test_settings__values_that_cannot_be_used_are_replaced),
        SETTINGS_TEST(test_settings__message_of_many_bad_values_has_an_end),
        SETTINGS_TEST(test_settings__all_numbers_are_read_back_at_both_bounds),
        SETTINGS_TEST(test_settings__numbers_out_of_bounds_are_brought_within_when_written),
        SETTINGS_TEST(test_settings__typed_rate_is_kept_with_all_its_digits),
        SETTINGS_TEST(test_settings__file_cut_at_any_byte_is_whole_or_set_aside),
        SETTINGS_TEST(test_settings__two_damaged_files_are_both_kept),
        SETTINGS_TEST(test_settings__folder_in_place_of_the_file_is_reported),
        SETTINGS_TEST(test_settings__file_that_cannot_be_read_now_is_left_where_it_is),
        SETTINGS_TEST(test_settings__file_of_a_later_version_is_left_where_it_is),
        SETTINGS_TEST(test_settings__failing_write_leaves_the_old_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
