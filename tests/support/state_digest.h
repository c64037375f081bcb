/* What can be told from outside of each part of an app's state, for suites that see which parts a
 * command changes. */
#pragma once

#include "app/core/app/app.h"

enum { STATE_PARTS = 13 };

/* A hash of each part, in the order of the bits of command.h. */
struct state_digest {
    uint64_t parts[STATE_PARTS];
};

const char *state_part_name(int part);
struct state_digest state_digest_of(const struct app *app);

/* The parts that differ, as the bits of command.h. */
unsigned state_digest_differences(const struct state_digest *a, const struct state_digest *b);
