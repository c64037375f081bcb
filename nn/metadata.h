/* The lines of text beside the weights in a model file.
 *
 * Four describe the file: "format" ("inkling"), "format_version" ("1"), "spec", "input_shape"
 * ("28,28,1"). The others belong to the model: net, recipe, seed, accuracy or anything else; at
 * most 32 lines in all, of up to 4096 bytes each. */
#pragma once

struct nn_metadata {
    const char *key, *value;
};
