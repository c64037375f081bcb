#include "nn/slots.h"

#include <stdbool.h>
#include <stddef.h>

/* The values that an open branch keeps, the innermost last. */
struct kept {
    int slots[NN_MAX_LAYERS], count;
};

static bool is_kept(const struct kept *kept, int slot) {
    for (int i = 0; i < kept->count; i++)
        if (kept->slots[i] == slot)
            return true;
    return false;
}

/* The first buffer that holds neither x nor anything kept. */
static int unused(int x, const struct kept *kept) {
    int slot = 0;
    while (slot == x || is_kept(kept, slot))
        slot++;
    return slot;
}

int nn_slots_of(const struct nn_spec *spec, struct nn_slots slots[NN_MAX_LAYERS]) {
    struct kept kept = {.count = 0};
    int count = 0, value = NN_SLOT_IMAGE;
    for (int i = 0; i < spec->layer_count; i++) {
        enum nn_layer_kind kind = spec->layers[i].kind;
        struct nn_slots *at = &slots[i];
        *at = (struct nn_slots){value, NN_SLOT_IMAGE, value};
        if (kind == NN_LAYER_BRANCH || kind == NN_LAYER_JOIN)
            at->other = kept.slots[kept.count - 1];
        if (kind == NN_LAYER_FORK) {
            kept.slots[kept.count++] = value;
        } else if (kind == NN_LAYER_BRANCH) {
            at->y = at->other;
            kept.slots[kept.count - 1] = value;
        } else {
            at->y = unused(value, &kept);
        }
        kept.count -= kind == NN_LAYER_JOIN;
        value = slots[i].y;
        count = value >= count ? value + 1 : count;
    }
    return count;
}
