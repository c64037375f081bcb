#include "app/core/base/fingerprint.h"

#include <string.h>

#include "tests/support/check.h"

enum { SIZE = 100 };

/* Data of any size: whole blocks, whole words and a remainder. */
static void test_fingerprint__any_bit_matters(void **state) {
    unsigned char bytes[SIZE] = {0};
    for (size_t size = 1; size <= SIZE; size++) {
        uint64_t before = fingerprint(FINGERPRINT_SEED, bytes, size);
        for (size_t bit = 0; bit < 8 * size; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_true(fingerprint(FINGERPRINT_SEED, bytes, size) != before);
            bytes[bit / 8] = 0;
        }
    }
}

static void test_fingerprint__zeros_count(void **state) {
    unsigned char bytes[SIZE] = {0};
    uint64_t seen[SIZE + 1];
    for (size_t size = 0; size <= SIZE; size++) {
        seen[size] = fingerprint(FINGERPRINT_SEED, bytes, size);
        for (size_t i = 0; i < size; i++)
            assert_true(seen[i] != seen[size]);
    }
}

/* In plain FNV-1a over words these cancel out: the multiplication carries the top bit nowhere. */
static void test_fingerprint__two_flips_of_top_bits_do_not_cancel(void **state) {
    unsigned char bytes[SIZE] = {0};
    uint64_t before = fingerprint(FINGERPRINT_SEED, bytes, SIZE);
    for (size_t a = 7; a < SIZE; a += 8)
        for (size_t b = a + 8; b < SIZE; b += 8) {
            bytes[a] ^= 0x80;
            bytes[b] ^= 0x80;
            assert_true(fingerprint(FINGERPRINT_SEED, bytes, SIZE) != before);
            bytes[a] ^= 0x80;
            bytes[b] ^= 0x80;
        }
}

static void test_fingerprint__previous_data_matter(void **state) {
    uint64_t a = fingerprint(fingerprint(FINGERPRINT_SEED, "one", 3), "two", 3);
    uint64_t b = fingerprint(fingerprint(FINGERPRINT_SEED, "two", 3), "one", 3);
    assert_true(a != b);
    assert_true(fingerprint(FINGERPRINT_SEED, "", 0) == FINGERPRINT_SEED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fingerprint__any_bit_matters),
        cmocka_unit_test(test_fingerprint__zeros_count),
        cmocka_unit_test(test_fingerprint__two_flips_of_top_bits_do_not_cancel),
        cmocka_unit_test(test_fingerprint__previous_data_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
