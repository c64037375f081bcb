/* Hashes of the visible state of an app, part by part, for suites that check which parts a command
 * changes. */
#pragma once

#include "app/core/app/app.h"

enum { STATE_PARTS = 15 };

/* One hash per part, in the order of the bits of command.h. */
struct state_digest {
    uint64_t parts[STATE_PARTS];
};

const char *state_part_name(int part);
struct state_digest state_digest_of(const struct app *app);

/* Returns the parts that differ, as the bits of command.h. */
unsigned state_digest_differences(const struct state_digest *a, const struct state_digest *b);
