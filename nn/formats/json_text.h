/* Parses JSON, telling text that is not JSON from a lack of memory. */
#pragma once

#include <jansson.h>

#include "nn/status.h"

/* Parses a text in which no key may be there twice. The caller owns *json. BAD_FILE if it is not
 * JSON, which *reason explains; NO_MEMORY. */
NN_MUST_USE enum nn_status nn_json_parse(json_t **json, const char *text, size_t size,
                                         json_error_t *reason);
