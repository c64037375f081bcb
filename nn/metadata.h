/* The lines of text that a model file carries beside its weights.
 *
 * Four say what the file is: "format" ("inkling"), "format_version" ("1"), "spec", "input_shape"
 * ("28,28,1"). The rest go with the model: net, recipe, seed, accuracy or whatever one likes; at
 * most 32 lines in all, of up to 4096 bytes each. */
#ifndef NN_METADATA_H
#define NN_METADATA_H

struct nn_metadata {
    const char *key, *value;
};

#endif
