#include "nn/formats/text_file.h"

#include <stdbool.h>
#include <stdlib.h>

#include "nn/file.h"

enum nn_status nn_text_file_write(const char *path, void (*put)(FILE *to, const void *context),
                                  const void *context, struct nn_error *err) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (to)
        put(to, context);
    bool failed = !to || ferror(to);
    if (to && fclose(to) != 0)
        failed = true;
    enum nn_status status =
        failed ? nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path)
               : nn_file_write(path, text, size, err);
    free(text);
    return status;
}
