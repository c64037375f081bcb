#include "nn/formats/model_file.h"

#include <string.h>
#include <strings.h>

#include "nn/formats/onnx.h"
#include "nn/formats/safetensors.h"

static bool has_ending(const char *path, const char *ending) {
    size_t length = strlen(path), wanted = strlen(ending);
    return length > wanted && strcasecmp(path + length - wanted, ending) == 0;
}

bool nn_model_is_file_name(const char *path) {
    return has_ending(path, ".onnx") || has_ending(path, ".safetensors");
}

enum nn_status nn_model_open(struct nn_model **model, const char *path, struct nn_error *err) {
    return has_ending(path, ".onnx") ? nn_model_load_onnx(model, path, err)
                                     : nn_model_load(model, path, err);
}
