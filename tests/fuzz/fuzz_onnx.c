/* Fuzzes models as ONNX. */
#include "nn/formats/onnx.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct nn_model *model = NULL;
    struct nn_error err;
    fuzz_expect_told(nn_model_load_onnx_memory(&model, data, size, "input", &err), &err);
    fuzz_use_model(model);
    return 0;
}
