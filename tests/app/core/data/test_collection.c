#include "app/core/data/collection_import.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/support/collections.h"
#include "tests/support/scratch.h"

static const char folder[] = "test_collection", path[] = "test_collection/drawings.ndjson";
static const char other[] = "test_collection/other.ndjson";

static int remove_folder(void **state) {
    scratch_remove(folder);
    return 0;
}

static void test_collection__starts_empty_without_a_file(void **state) {
    struct collection *collection = collections_load(path);
    assert_int_equal(collection_count(collection), 0);
    assert_int_equal(access(folder, F_OK), -1);
    collection_destroy(collection);
}

static void test_collection__additions_are_saved_at_once(void **state) {
    struct collection *collection = collections_load(path);
    assert_int_equal(collections_add(collection, 0, 0), 0);
    collections_check_kept(path, "0");
    for (int i = 1; i < 5; i++)
        assert_int_equal(collections_add(collection, i, i), i);
    collections_check_kept(path, "01234");
    struct collection *again = collections_load(path);
    for (int i = 0; i < 5; i++) {
        const struct collection_item *a = collection_at(collection, i),
                                     *b = collection_at(again, i);
        assert_true(a->hash == b->hash && a->held_out == b->held_out);
        assert_memory_equal(a->pixels, b->pixels, sizeof a->pixels);
    }
    collection_destroy(again);
    collection_destroy(collection);
}

static void test_collection__same_drawing_is_relabelled(void **state) {
    struct collection *collection = collections_load(path);
    collections_add(collection, 0, 3);
    collections_add(collection, 1, 4);
    assert_int_equal(collections_add(collection, 0, 8), 0);
    collections_check_digits(collection, "84");
    collections_check_kept(path, "84");
    collection_destroy(collection);
}

static void test_collection__changed_drawing_replaces_the_old_one(void **state) {
    struct collection *collection = collections_load(path);
    struct nn_error err;
    int index;
    for (int i = 0; i < 3; i++)
        collections_add(collection, i, i);
    const struct point points[] = {{0.2f, 0.2f}, {0.7f, 0.8f}};
    const struct stroke stroke = {0.06f, 2, points}, *strokes[] = {&stroke};
    const struct strokes drawn = {1, strokes};
    uint64_t before = collection_at(collection, 1)->hash;
    check_ok(collection_put(collection, &drawn, 7, before, &index, &err), &err);
    assert_int_equal(index, 1);
    collections_check_digits(collection, "072");
    assert_int_equal(collection_find(collection, before), -1);
    collections_check_kept(path, "072");
    check_ok(collection_undo(collection, &err), &err);
    collections_check_digits(collection, "012");
    assert_int_equal(collection_find(collection, before), 1);
    collection_destroy(collection);
}

static void test_collection__changes_are_undone_in_turn(void **state) {
    struct collection *collection = collections_load(path);
    struct nn_error err;
    for (int i = 0; i < 3; i++)
        collections_add(collection, i, i + 1);
    check_ok(collection_remove(collection, 1, &err), &err);
    collections_check_kept(path, "13");
    check_ok(collection_relabel(collection, 0, 9, &err), &err);
    collections_check_kept(path, "93");
    static const char *const back[] = {"13", "123", "12", "1", ""};
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        assert_true(collection_can_undo(collection));
        check_ok(collection_undo(collection, &err), &err);
        collections_check_digits(collection, back[i]);
        collections_check_kept(path, back[i]);
    }
    assert_false(collection_can_undo(collection));
    check_ok(collection_undo(collection, &err), &err);
    collection_destroy(collection);
}

static void test_collection__relabelled_drawing_keeps_its_place_among_those_held_out(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    for (int i = 0; i < 20; i++) {
        collections_add(collection, i, 1);
        uint64_t hash = collection_at(collection, i)->hash;
        check_ok(collection_relabel(collection, i, 2, &err), &err);
        assert_true(collection_at(collection, i)->hash == hash);
    }
    collection_destroy(collection);
}

/* Another hash would hold out other drawings than before. */
static void test_collection__hash_of_a_drawing_never_changes(void **state) {
    struct collection *collection = collections_create();
    assert_int_equal(collection_at(collection, collections_add(collection, 0, 1))->hash,
                     UINT64_C(0xa87a5d17255d4bfa));
    collection_destroy(collection);
}

static void test_collection__about_one_in_four_is_held_out(void **state) {
    struct collection *collection = collections_create();
    int held_out = 0;
    for (int i = 0; i < 400; i++)
        held_out += collection_at(collection, collections_add(collection, i, 1))->held_out;
    check_in_range(held_out, 60, 140);
    collection_destroy(collection);
}

static void test_collection__blank_drawing_is_refused(void **state) {
    struct collection *collection = collections_create();
    const struct strokes nothing = {0, NULL};
    struct nn_error err;
    int index;
    check_status(collection_put(collection, &nothing, 1, 0, &index, &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    collection_destroy(collection);
}

static void test_collection__full_one_accepts_only_new_labels(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    int index;
    for (int i = 0; i < COLLECTION_MAX; i++)
        collections_add(collection, i, 1);
    const struct point point = {0.7f, 0.7f};
    const struct stroke stroke = {0.06f, 1, &point}, *strokes[] = {&stroke};
    const struct strokes one_more = {1, strokes};
    check_status(collection_put(collection, &one_more, 1, 0, &index, &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    assert_int_equal(collections_add(collection, 7, 5), 7);
    assert_int_equal(collection_at(collection, 7)->digit, 5);
    collection_destroy(collection);
}

static enum nn_status import(struct collection *collection, const char *file,
                             struct collection_import_count *count, struct nn_error *err) {
    struct collection_import *import = NULL;
    enum nn_status status = collection_import_open(&import, collection, file, err);
    if (!status)
        status = collection_import_read(import, (double)INFINITY, err);
    if (!status)
        status = collection_import_add(import, collection, count, err);
    collection_import_close(import);
    return status;
}

static void test_collection__exported_drawings_are_imported_once(void **state) {
    struct collection *collection = collections_load(path), *second = collections_create();
    struct nn_error err;
    struct collection_import_count count;
    for (int i = 0; i < 3; i++)
        collections_add(collection, i, i);
    check_ok(collection_export(collection, other, &err), &err);
    check_ok(collection_remove(collection, 0, &err), &err);
    check_ok(import(collection, other, &count, &err), &err);
    assert_int_equal(count.added, 1);
    assert_int_equal(count.skipped, 2);
    collections_check_kept(path, "120");
    check_ok(import(second, other, &count, &err), &err);
    collections_check_digits(second, "012");
    check_ok(collection_undo(second, &err), &err);
    collections_check_digits(second, "");
    collection_destroy(second);
    collection_destroy(collection);
}

static void test_collection__import_of_a_bad_file_changes_nothing(void **state) {
    struct collection *collection = collections_create();
    struct nn_error err;
    struct collection_import_count count;
    collections_write(other, DRAWING_OF_1
                      "{\"word\":\"cat\",\"drawing\":[[[0],[0]]]}\n" DRAWING_OF_1 DRAWING_OF_2);
    check_ok(import(collection, other, &count, &err), &err);
    assert_int_equal(count.added, 2);
    assert_int_equal(count.skipped, 2);
    collections_write(other, "{\"word\":\"5\",\"drawing\":[[[3],[4]]]}\nbroken\n");
    check_status(import(collection, other, &count, &err), NN_STATUS_BAD_FILE, &err);
    collections_check_digits(collection, "12");
    collection_destroy(collection);
}

static void test_collection__import_counts_what_does_not_fit(void **state) {
    struct collection *full = collections_create();
    struct nn_error err;
    struct collection_import_count count;
    for (int i = 1; i < COLLECTION_MAX; i++)
        collections_add(full, i, 1);
    collections_write(other, DRAWING_OF_1 DRAWING_OF_2 DRAWING_OF_1
                      "{\"word\":\"cat\",\"drawing\":[[[0],[0]]]}\n"
                      "{\"word\":\"3\",\"drawing\":[[[5],[6]]]}\n");
    check_ok(import(full, other, &count, &err), &err);
    assert_int_equal(count.added, 1);
    assert_int_equal(count.unfit, 2);
    assert_int_equal(count.skipped, 2);
    assert_int_equal(collection_count(full), COLLECTION_MAX);
    collection_destroy(full);
}

/* The file is read before the collection is: some of its drawings may come there meanwhile. */
static void test_collection__import_in_parts_adds_at_once_what_is_still_new(void **state) {
    struct collection *collection = collections_load(path), *theirs = collections_load(path);
    struct collection_import *parts = NULL;
    struct collection_import_count count;
    struct nn_error err;
    int calls = 0;
    collections_write(other, DRAWING_OF_1 DRAWING_OF_2);
    check_ok(collection_import_open(&parts, collection, other, &err), &err);
    for (; !collection_import_is_read(parts); calls++) {
        check_ok(collection_import_read(parts, 0, &err), &err);
        assert_int_equal(collection_count(collection), 0);
    }
    assert_int_equal(calls, 3);
    check_close(collection_import_fraction(parts), 1, 0, 0);
    collections_write(other, DRAWING_OF_2);
    check_ok(import(theirs, other, &count, &err), &err);
    check_ok(collection_import_add(parts, collection, &count, &err), &err);
    assert_int_equal(count.added, 1);
    assert_int_equal(count.skipped, 1);
    collections_check_kept(path, "21");
    check_ok(collection_undo(collection, &err), &err);
    collections_check_kept(path, "2");
    collection_import_close(parts);
    collection_destroy(collection);
    collection_destroy(theirs);
}

static void test_collection__drawing_opens_as_strokes(void **state) {
    struct collection *collection = collections_create();
    struct drawing_file *file = NULL;
    const struct drawing *drawing;
    struct nn_error err;
    collections_add(collection, 5, 9);
    check_ok(collection_open_drawing(collection, 0, 0.08f, &file, &err), &err);
    check_ok(drawing_file_next(file, &drawing, &err), &err);
    assert_string_equal(drawing->word, "9");
    assert_int_equal(drawing->strokes.count, 1);
    check_close((double)drawing->strokes.items[0]->brush, 0.08, 1e-6, 0);
    check_close((double)drawing->strokes.items[0]->points[1].y, 0.9, 1e-6, 0);
    drawing_file_close(file);
    collection_destroy(collection);
}

#define COLLECTION_TEST(name) cmocka_unit_test_setup_teardown(name, remove_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        COLLECTION_TEST(test_collection__starts_empty_without_a_file),
        COLLECTION_TEST(test_collection__additions_are_saved_at_once),
        COLLECTION_TEST(test_collection__same_drawing_is_relabelled),
        COLLECTION_TEST(test_collection__changed_drawing_replaces_the_old_one),
        COLLECTION_TEST(test_collection__changes_are_undone_in_turn),
        COLLECTION_TEST(test_collection__relabelled_drawing_keeps_its_place_among_those_held_out),
        COLLECTION_TEST(test_collection__hash_of_a_drawing_never_changes),
        COLLECTION_TEST(test_collection__about_one_in_four_is_held_out),
        COLLECTION_TEST(test_collection__blank_drawing_is_refused),
        COLLECTION_TEST(test_collection__full_one_accepts_only_new_labels),
        COLLECTION_TEST(test_collection__exported_drawings_are_imported_once),
        COLLECTION_TEST(test_collection__import_of_a_bad_file_changes_nothing),
        COLLECTION_TEST(test_collection__import_counts_what_does_not_fit),
        COLLECTION_TEST(test_collection__import_in_parts_adds_at_once_what_is_still_new),
        COLLECTION_TEST(test_collection__drawing_opens_as_strokes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
