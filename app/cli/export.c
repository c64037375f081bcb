#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/cli/say.h"
#include "app/cli/verbs.h"
#include "app/core/base/files.h"
#include "app/core/base/text.h"
#include "nn/formats/c_source.h"
#include "nn/formats/model_file.h"
#include "nn/formats/onnx.h"
#include "nn/formats/safetensors.h"

/* What a program that runs the model must know about its pictures. */
static const struct nn_metadata preprocessing = {
    "preprocessing",
    "One grey picture of 28 x 28 pixels per digit, rows from the top, from 0 (paper) to 1 (ink). "
    "As in MNIST the digit is scaled, keeping its shape, into 20 x 20 pixels and placed so that "
    "its centre of mass is the picture's centre.",
};

static const struct format {
    const char *name;
    enum nn_status (*save)(const struct nn_model *model, const char *path,
                           const struct nn_metadata *metadata, int metadata_count,
                           struct nn_error *err);
} formats[] = {
    {"safetensors", nn_model_save}, {"onnx", nn_model_save_onnx}, {"c", nn_model_save_c}};

static const struct format *find_format(const char *name) {
    for (size_t i = 0; name && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

static bool is_model(const char *path) {
    struct nn_model *model = NULL;
    bool is = nn_model_is_c_source(path) || !nn_model_load(&model, path, NULL) ||
              !nn_model_load_onnx(&model, path, NULL);
    nn_model_release(model);
    return is;
}

/* Replaces an earlier export at most, and not the model that is exported. */
static enum nn_status check_place(const char *path, const char *model, struct nn_error *err) {
    struct stat there, source;
    if (stat(path, &there) != 0 || !S_ISREG(there.st_mode) || there.st_size == 0)
        return NN_STATUS_OK;
    if (model && stat(model, &source) == 0 && source.st_dev == there.st_dev &&
        source.st_ino == there.st_ino)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "%s is the model that is to be exported: choose another name", path);
    return is_model(path)
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                              "%s exists and is not an earlier export: choose another name", path);
}

/* Programs, this one too, tell the formats apart by the file's name. */
static void note_ending(const struct format *format, const char *path) {
    char ending[32];
    snprintf(ending, sizeof ending, ".%s", format->name);
    if (!text_ends_with(path, ending))
        say(stderr,
            "inkling: note: %s is written as %s, but its name does not end in %s: rename it, or "
            "programs may not open it\n",
            path, format->name, ending);
}

/* A model that reads no digits here may be written all the same. */
static enum nn_status load_any_model(struct nn_model **model, const struct options *options,
                                     struct nn_error *err) {
    enum nn_status status = verb_load_model(model, options, err);
    return status == NN_STATUS_MISMATCH ? nn_model_open(model, options->model, err) : status;
}

enum nn_status verb_export(const struct options *options, struct nn_error *err) {
    const struct format *format = find_format(options->to);
    if (!format)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "cannot export to %.40s: use --to safetensors, onnx or c",
                            options->to ? options->to : "nothing");
    struct nn_model *model = NULL;
    char path[FILES_MAX_PATH];
    if (files_follow_link(path, options->files[0], err))
        return NN_STATUS_IO; /* also where the path is too long, as the system has it */
    enum nn_status status = check_place(options->files[0], options->model, err);
    if (!status)
        status = load_any_model(&model, options, err);
    if (!status)
        status = format->save(model, path, &preprocessing, 1, err);
    if (!status)
        note_ending(format, options->files[0]);
    nn_model_release(model);
    return status;
}
