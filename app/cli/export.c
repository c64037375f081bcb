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
#include "nn/formats/pytorch_script.h"
#include "nn/formats/safetensors.h"

/* What a program that runs the model must know about its pictures. */
static const struct nn_metadata preprocessing = {
    "preprocessing",
    "One grey picture of 28 x 28 pixels per digit, rows from the top, from 0 (paper) to 1 (ink). "
    "As in MNIST the digit is scaled, keeping its shape, into 20 x 20 pixels and placed so that "
    "its centre of mass is the picture's centre.",
};

/* save: NULL for a training, which is no model. */
static const struct format {
    const char *name, *ending;
    enum nn_status (*save)(const struct nn_model *model, const char *path,
                           const struct nn_metadata *metadata, int metadata_count,
                           struct nn_error *err);
} formats[] = {
    {"safetensors", ".safetensors", nn_model_save},
    {"onnx", ".onnx", nn_model_save_onnx},
    {"c", ".c", nn_model_save_c},
    {"pytorch", ".py", NULL},
};

static const struct format *find_format(const char *name) {
    for (size_t i = 0; name && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

static bool is_export(const char *path) {
    struct nn_model *model = NULL;
    bool is = nn_model_is_c_source(path) || nn_recipe_is_pytorch(path) ||
              !nn_model_load(&model, path, NULL) || !nn_model_load_onnx(&model, path, NULL);
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
    return is_export(path)
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                              "%s exists and is not an earlier export: choose another name", path);
}

/* Programs, this one too, tell the formats apart by the file's name. */
static void note_ending(const struct format *format, const char *path) {
    if (!text_ends_with(path, format->ending))
        say(stderr,
            "inkling: note: %s is written as %s, but its name does not end in %s: rename it, or "
            "programs may not open it\n",
            path, format->name, format->ending);
}

/* A model that reads no digits here may be written all the same. */
static enum nn_status load_any_model(struct nn_model **model, const struct options *options,
                                     struct nn_error *err) {
    enum nn_status status = verb_load_model(model, options, err);
    return status == NN_STATUS_MISMATCH ? nn_model_open(model, options->model, err) : status;
}

static enum nn_status save_model(const struct format *format, const struct options *options,
                                 const char *path, struct nn_error *err) {
    struct nn_model *model = NULL;
    enum nn_status status = load_any_model(&model, options, err);
    if (!status)
        status = format->save(model, path, &preprocessing, 1, err);
    nn_model_release(model);
    return status;
}

/* A script for the training that `train` would do with the same flags. */
static enum nn_status save_script(const struct options *options, const char *path,
                                  struct nn_error *err) {
    struct training_settings settings;
    struct nn_recipe recipe;
    struct nn_spec spec;
    enum nn_status status = train_settings(&settings, options, err);
    if (!status)
        status = training_settings_recipe(&settings, &recipe, err);
    if (!status)
        status = training_settings_spec(&settings, &spec, err);
    return status ? status : nn_recipe_save_pytorch(&recipe, &spec, path, err);
}

/* A model has no use for train's flags, nor a training for a model. */
static enum nn_status check_flags(const struct format *format, const struct options *options,
                                  struct nn_error *err) {
    if (format->save && options->given & OPTION_TRAIN_SETTINGS)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "a model is exported as it is: only --to pytorch takes train's flags");
    if (!format->save && options->given & OPTION_OWN_MODEL)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "--to pytorch writes how a network is trained: choose it by train's "
                            "flags, such as --net and --epochs, instead of by --model");
    return NN_STATUS_OK;
}

enum nn_status verb_export(const struct options *options, struct nn_error *err) {
    const struct format *format = find_format(options->to);
    char path[FILES_MAX_PATH];
    if (!format)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "cannot export to %.40s: use --to safetensors, onnx, c or pytorch",
                            options->to ? options->to : "nothing");
    enum nn_status status = check_flags(format, options, err);
    if (!status && files_follow_link(path, options->files[0], err))
        status = NN_STATUS_IO; /* also where the path is too long, as the system has it */
    if (!status)
        status = check_place(options->files[0], options->model, err);
    if (!status)
        status =
            format->save ? save_model(format, options, path, err) : save_script(options, path, err);
    if (!status)
        note_ending(format, options->files[0]);
    return status;
}
