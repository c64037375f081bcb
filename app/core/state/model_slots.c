#include "app/core/state/model_slots.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/reading/reading.h"
#include "nn/formats/safetensors.h"

/* Keys of metadata: of validation pictures, and of test pictures. */
static const char *const accuracy_keys[] = {"validation_accuracy", "test_accuracy"};

struct model_slot model_slot_retain(const struct model_slot *slot) {
    struct model_slot shared = *slot;
    nn_model_retain(shared.model);
    return shared;
}

void model_slot_release(struct model_slot *slot) {
    nn_model_release(slot->model);
    slot->model = NULL;
}

/* Takes a name of any bytes and length: it is written into files that take UTF-8 alone. */
static void set_name(struct model_slot *slot, const char *name) {
    size_t length = strnlen(name, sizeof slot->name - 1);
    while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80)
        length--; /* not within a character of UTF-8 */
    snprintf(slot->name, sizeof slot->name, "%.*s", (int)length, name);
    json_t *text = json_string(slot->name);
    for (char *at = slot->name; !text && *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    json_decref(text);
}

static void read_accuracy(struct model_slot *slot) {
    const char *accuracy = nn_model_metadata_value(slot->model, accuracy_keys[true]);
    slot->tested = accuracy != NULL;
    if (!accuracy)
        accuracy = nn_model_metadata_value(slot->model, accuracy_keys[false]);
    double fraction = accuracy ? strtod(accuracy, NULL) : 0;
    slot->accuracy = fraction > 0 && fraction <= 1 ? fraction : (double)NAN;
}

enum nn_status model_slots_init(struct model_slots *slots, const char *kept_path,
                                struct nn_error *err) {
    struct model_slot *builtin = &slots->builtin;
    *slots = (struct model_slots){.builtin = {.origin = MODEL_ORIGIN_BUILTIN}};
    snprintf(slots->kept_path, sizeof slots->kept_path, "%s", kept_path ? kept_path : "");
    enum nn_status status = reading_builtin_model(&builtin->model, err);
    if (status)
        return status;
    set_name(builtin, "built-in network");
    read_accuracy(builtin);
    slots->live = model_slot_retain(builtin);
    slots->before = model_slot_retain(builtin);
    slots->kept = model_slot_retain(builtin);
    return NN_STATUS_OK;
}

void model_slots_deinit(struct model_slots *slots) {
    model_slot_release(&slots->live);
    model_slot_release(&slots->before);
    model_slot_release(&slots->kept);
    model_slot_release(&slots->builtin);
}

enum nn_status model_slot_open(struct model_slot *slot, const char *path, const char *name,
                               const char *input, struct nn_error *err) {
    struct feeding feeding;
    *slot = (struct model_slot){.origin = MODEL_ORIGIN_FILE};
    set_name(slot, name);
    enum nn_status status = feeding_open_model(&slot->model, &feeding, path, input, NULL, err);
    if (status)
        return status;
    snprintf(slot->fed, sizeof slot->fed, "%s", feeding.text);
    read_accuracy(slot);
    return NN_STATUS_OK;
}

static void replace(struct model_slot *slot, struct model_slot by) {
    model_slot_release(slot);
    *slot = by;
}

void model_slots_use(struct model_slots *slots, struct model_slot slot, bool remember) {
    if (remember)
        replace(&slots->before, model_slot_retain(&slots->live));
    replace(&slots->live, slot);
}

void model_slots_start_with_live(struct model_slots *slots) {
    replace(&slots->kept, model_slot_retain(&slots->live));
    replace(&slots->before, model_slot_retain(&slots->live));
}

/* The built-in model needs no file: it reads where there is none. */
static enum nn_status write_kept(const struct model_slots *slots, struct nn_error *err) {
    if (slots->live.model == slots->builtin.model) {
        if (unlink(slots->kept_path) != 0 && errno != ENOENT)
            return nn_error_set(err, NN_STATUS_IO, "cannot remove %s: %s", slots->kept_path,
                                strerror(errno));
        return NN_STATUS_OK;
    }
    enum nn_status status = files_make_folder_of(slots->kept_path, err);
    return status ? status : model_slots_write(slots, slots->kept_path, err);
}

enum nn_status model_slots_keep(struct model_slots *slots, struct nn_error *err) {
    enum nn_status status = slots->kept_path[0] ? write_kept(slots, err) : NN_STATUS_OK;
    if (!status)
        model_slots_start_with_live(slots);
    return status;
}

enum nn_status model_slots_read_kept(const struct model_slots *slots, struct model_slot *kept,
                                     struct nn_error *err) {
    *kept = (struct model_slot){.origin = MODEL_ORIGIN_TRAINED};
    enum nn_status status = nn_model_load(&kept->model, slots->kept_path, err);
    if (status)
        return status;
    const char *name = nn_model_metadata_value(kept->model, "name");
    set_name(kept, name ? name : "kept network");
    read_accuracy(kept);
    return NN_STATUS_OK;
}

void model_slots_let_go(struct model_slots *slots) {
    slots->kept_path[0] = '\0';
}

enum nn_status model_slots_write(const struct model_slots *slots, const char *path,
                                 struct nn_error *err) {
    const struct model_slot *live = &slots->live;
    char accuracy[32];
    snprintf(accuracy, sizeof accuracy, "%.6f", live->accuracy);
    const struct nn_metadata metadata[] = {{"name", live->name},
                                           {accuracy_keys[live->tested], accuracy}};
    return nn_model_save(live->model, path, metadata, isnan(live->accuracy) ? 1 : 2, err);
}
