#include "tests/support/hostile_file.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static const char file_name[] = "hostile.model";

enum nn_status hostile_load(hostile_loader *load, const unsigned char *bytes, size_t size,
                            struct nn_error *err) {
    struct nn_model *model = NULL;
    unsigned char *exact = malloc(size + (size == 0));
    assert_non_null(exact);
    if (size > 0)
        memcpy(exact, bytes, size);
    enum nn_status status = load(&model, exact, size, file_name, err);
    assert_int_equal(status == NN_STATUS_OK, model != NULL);
    nn_model_release(model);
    free(exact);
    return status;
}

static bool is_refusal(enum nn_status status) {
    return status == NN_STATUS_BAD_FILE || status == NN_STATUS_VERSION;
}

void hostile_check_refused(hostile_loader *load, const unsigned char *bytes, size_t size,
                           const char *what, const char *said) {
    struct nn_error err;
    enum nn_status status = hostile_load(load, bytes, size, &err);
    if (!is_refusal(status))
        fail_msg("%s is not refused as a bad file", what);
    assert_int_equal(err.status, status);
    if (!strstr(err.message, file_name) || !strstr(err.message, said))
        fail_msg("%s: \"%s\" does not contain \"%s\" and \"%s\"", what, err.message, file_name,
                 said);
}

void hostile_check_changed_bytes(hostile_loader *load, unsigned char *file, size_t size,
                                 size_t count, const unsigned char *values, size_t value_count) {
    for (size_t at = 0; at < count; at++) {
        unsigned char kept = file[at];
        for (size_t i = 0; i < value_count; i++) {
            struct nn_error err;
            file[at] = values[i];
            enum nn_status status = hostile_load(load, file, size, &err);
            assert_true(status == NN_STATUS_OK || is_refusal(status));
            assert_true(status == NN_STATUS_OK || strstr(err.message, file_name));
        }
        file[at] = kept;
    }
}
