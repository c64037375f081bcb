#include "tests/support/builtin_reader.h"

#include "app/core/reading/reading.h"
#include "tests/support/check.h"

struct reader *builtin_reader(void) {
    struct nn_model *model = NULL;
    struct reader *reader = NULL;
    struct nn_error err;
    check_ok(reading_builtin_model(&model, &err), &err);
    check_ok(reader_create(&reader, model, &err), &err);
    nn_model_release(model);
    return reader;
}
