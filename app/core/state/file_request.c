#include "app/core/state/file_request.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "app/core/base/text.h"

#define PICTURES "png jpg jpeg webp bmp gif tif tiff pnm pbm pgm ppm heic heif avif"
#define DRAWINGS "ndjson jsonl"
#define MODELS   "safetensors onnx"

const struct file_purpose_words *file_purpose_words(enum file_purpose purpose) {
    static const struct file_purpose_words words[FILE_PURPOSES] = {
        [FILE_PURPOSE_OPEN] = {"Open a picture, a drawing or a model",
                               "Pictures, drawings and models", PICTURES " " DRAWINGS " " MODELS,
                               NULL},
        [FILE_PURPOSE_OPEN_MODEL] = {"Open a model", "Models", MODELS, NULL},
        [FILE_PURPOSE_SAVE_DRAWING] = {"Save the drawing", "Drawings", DRAWINGS, "drawing.ndjson"},
        [FILE_PURPOSE_SAVE_MODEL] = {"Save the model", "Models", "safetensors",
                                     "model.safetensors"},
        [FILE_PURPOSE_SAVE_WINDOW] = {"Save a picture of the window", "Pictures", "png",
                                      "inkling.png"},
    };
    return &words[purpose];
}

void file_request_begin(struct file_request *request, enum file_purpose purpose) {
    *request = (struct file_request){.purpose = purpose};
}

void file_request_end(struct file_request *request) {
    *request = (struct file_request){.purpose = FILE_PURPOSE_NONE};
}

void file_request_type(struct file_request *request, const char *why) {
    request->typed = true;
    snprintf(request->note, sizeof request->note, "%s", why ? why : "");
}

void file_request_refuse(struct file_request *request, const char *why) {
    snprintf(request->error, sizeof request->error, "%s", why);
    text_make_sentence(request->error, sizeof request->error);
}

static bool has_ending(const char *path, const char *endings) {
    assert(endings);
    for (const char *at = endings; *at; at += strspn(at, " ")) {
        char ending[16];
        int length = (int)strcspn(at, " ");
        snprintf(ending, sizeof ending, ".%.*s", length, at);
        if (text_ends_with(path, ending))
            return true;
        at += length;
    }
    return false;
}

static enum nn_status with_ending(char path[FILES_MAX_PATH], const char *answer,
                                  const struct file_purpose_words *words, struct nn_error *err) {
    if (has_ending(answer, words->endings))
        return path_copy(path, answer, err);
    return path_format(path, err, "%s%s", answer, strrchr(words->name, '.'));
}

enum nn_status file_request_target(struct file_request *request, char path[FILES_MAX_PATH],
                                   const char *answer, struct nn_error *err) {
    char named[FILES_MAX_PATH];
    enum nn_status status = with_ending(named, answer, file_purpose_words(request->purpose), err);
    if (status)
        return status;
    bool agreed =
        request->typed ? strcmp(request->replaced, named) == 0 : strcmp(answer, named) == 0;
    if (agreed || access(named, F_OK) != 0)
        return files_follow_link(path, named, err);
    strcpy(request->replaced, named);
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                        request->typed ? "%.400s exists: Enter replaces it"
                                       : "%.400s exists: choose that name in full to replace it",
                        named);
}
