/* Fuzzes networks as text; the first byte is the side of the picture. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/fusion.h"
#include "nn/spec.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct nn_spec *spec) {
    struct nn_spec plan;
    nn_spec_fuse(&plan, spec);
    fuzz_expect(plan.layer_count >= 1 && plan.layer_count <= spec->layer_count,
                "a plan has no more layers than its spec");
    fuzz_expect(nn_shape_size(spec->output) >= 1, "a net has outputs");
    fuzz_expect(isfinite(nn_spec_training_flops(spec)) &&
                    nn_spec_training_flops(spec) >= nn_spec_forward_flops(spec),
                "training costs at least what reading costs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct nn_spec spec;
    struct nn_error err;
    if (size == 0)
        return 0;
    char *text = malloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    struct nn_shape input = {1 + data[0] % 64, 1 + data[0] % 64, 1 + data[0] / 64};
    enum nn_status status = nn_spec_parse(&spec, text, input, &err);
    fuzz_expect_told(status, &err);
    if (!status)
        check(&spec);
    free(text);
    return 0;
}
