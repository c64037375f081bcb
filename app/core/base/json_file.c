#include "app/core/base/json_file.h"

#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "nn/formats/json_text.h"

size_t json_file_mark_length(const char *text, size_t size) {
    static const char mark[] = "\xef\xbb\xbf";
    size_t length = sizeof mark - 1;
    return size >= length && memcmp(text, mark, length) == 0 ? length : 0;
}

enum nn_status json_file_parse(json_t **json, const char *text, size_t size, const char *path,
                               struct nn_error *err) {
    json_error_t reason;
    size_t mark = json_file_mark_length(text, size);
    enum nn_status status = nn_json_parse(json, text + mark, size - mark, &reason);
    if (status == NN_STATUS_NO_MEMORY)
        return nn_error_set(err, status, "no memory to read %s", path);
    if (status)
        return nn_error_set(err, status, "%s is not JSON, at line %d: %s", path, reason.line,
                            reason.text);
    return NN_STATUS_OK;
}

enum nn_status json_file_read(json_t **json, const char *path, size_t limit, struct nn_error *err) {
    void *text = NULL;
    size_t size;
    enum nn_status status = nn_file_read(&text, &size, path, limit, err);
    if (!status)
        status = json_file_parse(json, text, size, path, err);
    free(text);
    return status;
}
