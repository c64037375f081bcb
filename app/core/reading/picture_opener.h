/* Reads a large picture in the background, so that the window goes on meanwhile. Owned by the main
 * thread, which makes all calls. */
#pragma once

#include "app/core/reading/opened_picture.h"

struct picture_opener;

/* wake as in worker.h. */
NN_MUST_USE enum nn_status picture_opener_create(struct picture_opener **opener,
                                                 void (*wake)(void *), void *wake_context,
                                                 struct nn_error *err);

/* Ends the reading under way, which takes as long as that. */
void picture_opener_destroy(struct picture_opener *opener);

/* The name of the picture that is being read, or has been and is still to be collected; or NULL. */
const char *picture_opener_name(const struct picture_opener *opener);

/* Begins to read the picture, which is moved from and called `name`. BAD_ARGUMENT if another one is
 * being read; on failure the picture stays the caller's. */
NN_MUST_USE enum nn_status picture_opener_start(struct picture_opener *opener, struct image *image,
                                                const char *name, struct nn_model *model,
                                                struct nn_error *err);

/* False while there is nothing to collect. Otherwise *status says how it went, with the reason in
 * *err, and *opened, which is the caller's then, has what was read, handed over to the reader. */
bool picture_opener_collect(struct picture_opener *opener, struct opened_picture *opened,
                            struct reader *reader, enum nn_status *status, struct nn_error *err);
