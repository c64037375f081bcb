/* Which models there are: the one that reads now, the one before it, the one to start with, and the
 * one compiled into the program. Owned by the main thread. */
#pragma once

#include <stdbool.h>

#include "app/core/base/files.h"
#include "app/core/reading/feeding.h"
#include "nn/model.h"

enum model_origin { MODEL_ORIGIN_BUILTIN, MODEL_ORIGIN_FILE, MODEL_ORIGIN_TRAINED };

/* A counted model with what the window says of it. accuracy is NaN where it is not known; tested:
 * it was measured on the test pictures, else on those kept for validation. */
struct model_slot {
    struct nn_model *model;
    enum model_origin origin;
    char name[64];
    double accuracy;
    bool tested;
    char fed[FEEDING_TEXT]; /* how a model from elsewhere is fed, if there is something to say */
};

struct model_slots {
    struct model_slot builtin, kept, before, live;
    char kept_path[FILES_MAX_PATH]; /* the kept model's; "": it lasts as long as the program */
};

/* All are the built-in one. kept_path may be NULL. */
NN_MUST_USE enum nn_status model_slots_init(struct model_slots *slots, const char *kept_path,
                                            struct nn_error *err);
void model_slots_deinit(struct model_slots *slots);

/* A slot with another reference to the same model, and its end. */
struct model_slot model_slot_retain(const struct model_slot *slot);
void model_slot_release(struct model_slot *slot);

/* Opens a file of any format that nn reads, to be called `name`. input is how to feed it, or NULL:
 * feeding.h. */
NN_MUST_USE enum nn_status model_slot_open(struct model_slot *slot, const char *path,
                                           const char *name, const char *input,
                                           struct nn_error *err);

/* Takes over the slot as the live one; with remember, the one until then becomes the one before. */
void model_slots_use(struct model_slots *slots, struct model_slot slot, bool remember);

/* The live model becomes the one to start with, with none before it; keep: on the disk too. */
void model_slots_start_with_live(struct model_slots *slots);
NN_MUST_USE enum nn_status model_slots_keep(struct model_slots *slots, struct nn_error *err);

/* Reads the kept model's file, which is there, into a slot. */
NN_MUST_USE enum nn_status model_slots_read_kept(const struct model_slots *slots,
                                                 struct model_slot *kept, struct nn_error *err);

/* Leaves that file alone from now on: what is kept lasts as long as the program. */
void model_slots_let_go(struct model_slots *slots);

/* Writes the live model with what is known of it. */
NN_MUST_USE enum nn_status model_slots_write(const struct model_slots *slots, const char *path,
                                             struct nn_error *err);
