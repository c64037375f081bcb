#include "nn/formats/json_text.h"

#include <stdbool.h>

/* Where jansson gets no memory for a text or a number, it reports a fault in the JSON, and
 * elsewhere nothing. So only what fails twice counts as no JSON: most lacks of memory pass. */
enum nn_status nn_json_parse(json_t **json, const char *text, size_t size, json_error_t *reason) {
    *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, reason);
    if (!*json)
        *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, reason);
    if (*json)
        return NN_STATUS_OK;
    bool lacks_memory = !reason->text[0] || json_error_code(reason) == json_error_out_of_memory;
    return lacks_memory ? NN_STATUS_NO_MEMORY : NN_STATUS_BAD_FILE;
}
