/* offer FILE: offers a file of any size as a copied picture, until there is no more input. */
#include <stdio.h>

#include "app/sdl/clipboard/clipboard.h"
#include "nn/file.h"

int main(int argc, char **argv) {
    struct clipboard *clipboard = NULL;
    struct clipboard_data data = {.is_picture = true};
    struct nn_error err;
    void *bytes = NULL;
    enum nn_status status =
        argc == 2 ? nn_file_read(&bytes, &data.size, argv[1], CLIPBOARD_MAX_BYTES, &err)
                  : nn_error_set(&err, NN_STATUS_BAD_ARGUMENT, "offer FILE");
    data.bytes = bytes;
    if (!status)
        status = clipboard_create(&clipboard, false, NULL, NULL, &err);
    if (!status)
        status = clipboard_offer(clipboard, data, &err);
    if (status)
        fprintf(stderr, "%s\n", err.message);
    while (!status && getchar() != EOF)
        ;
    clipboard_destroy(clipboard);
    return status != NN_STATUS_OK;
}
