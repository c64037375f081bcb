/* Drawings of another file on their way into a collection. They are read in parts, so that a frame
 * does not wait for a long file, and before the collection's own file is locked; then they are
 * added at once. Owned by the main thread. */
#pragma once

#include "app/core/data/collection.h"

struct collection_import;

/* Opens a file whose drawings are to be added to this collection, which is borrowed. */
NN_MUST_USE enum nn_status collection_import_open(struct collection_import **import,
                                                  const struct collection *collection,
                                                  const char *path, struct nn_error *err);
void collection_import_close(struct collection_import *import);

/* Reads until that time, by clock_seconds, and at least one drawing. A malformed line is an error:
 * nothing of such a file is to be added. */
NN_MUST_USE enum nn_status collection_import_read(struct collection_import *import, double until_s,
                                                  struct nn_error *err);
bool collection_import_is_read(const struct collection_import *import);

/* How much of the file is read, from 0 to 1. */
double collection_import_fraction(const struct collection_import *import);

/* Drawings of the file: those that were new and added, those that were new but did not fit, and the
 * others, which were known already or have no name of a class. */
struct collection_import_count {
    int added, unfit, skipped;
};

/* Adds the new drawings of a file that is read to its collection, as one change, and counts them.
 * Call once. */
NN_MUST_USE enum nn_status collection_import_add(struct collection_import *import,
                                                 struct collection *collection,
                                                 struct collection_import_count *count,
                                                 struct nn_error *err);
