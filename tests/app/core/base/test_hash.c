#include "app/core/base/hash.h"

#include <string.h>

#include "tests/support/check.h"

/* From the list of test vectors in draft-eastlake-fnv, appendix C. */
static const struct {
    const char *text;
    uint64_t hash;
} known[] = {
    {"", UINT64_C(0xcbf29ce484222325)},
    {"a", UINT64_C(0xaf63dc4c8601ec8c)},
    {"foobar", UINT64_C(0x85944171f73967e8)},
};

static void test_hash__is_fnv_1a(void **state) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(hash_bytes(HASH_SEED, known[i].text, strlen(known[i].text)),
                         known[i].hash);
}

static void test_hash__continues_where_it_ended(void **state) {
    assert_int_equal(hash_bytes(hash_bytes(HASH_SEED, "foo", 3), "bar", 3), known[2].hash);
}

static void test_hash__word_below_256_counts_as_its_byte(void **state) {
    assert_int_equal(hash_word(HASH_SEED, 'a'), known[1].hash);
}

static void test_hash__word_counts_with_all_its_bits(void **state) {
    for (int bit = 0; bit < 64; bit++)
        assert_int_not_equal(hash_word(HASH_SEED, UINT64_C(1) << bit), hash_word(HASH_SEED, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash__is_fnv_1a),
        cmocka_unit_test(test_hash__continues_where_it_ended),
        cmocka_unit_test(test_hash__word_below_256_counts_as_its_byte),
        cmocka_unit_test(test_hash__word_counts_with_all_its_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
