/* The contact sheet: many pictures with what was read in each, to be looked through, corrected and
 * written as a table. Owned by the main thread. */
#pragma once

#include "app/core/reading/picture_list.h"

/* A digit of an answer that was corrected. */
struct sheet_change {
    int entry, at;
    char before;
};

/* The corrected answers; NULL where there is none. */
struct contact_sheet {
    struct picture_list *list;
    int selected; /* without meaning where there is none */
    int typed;    /* the digit of the selected answer that the next correction is for */
    char **corrected;
    int capacity;
    struct sheet_change *changes; /* that Undo takes back */
    int change_count, change_capacity;
    bool saved; /* all corrections are in a table */
};

/* wake as in training.h. */
NN_MUST_USE enum nn_status contact_sheet_init(struct contact_sheet *sheet, void (*wake)(void *),
                                              void *wake_context, struct nn_error *err);
void contact_sheet_deinit(struct contact_sheet *sheet);

NN_MUST_USE enum nn_status contact_sheet_add(struct contact_sheet *sheet, const char *path,
                                             struct nn_model *model, struct nn_error *err);
int contact_sheet_count(const struct contact_sheet *sheet);
void contact_sheet_clear(struct contact_sheet *sheet); /* once all are read */
bool contact_sheet_is_reading(const struct contact_sheet *sheet);

/* The entry, if it has been read; else NULL. Likewise for the selected one. */
const struct picture_entry *contact_sheet_read(const struct contact_sheet *sheet, int index);
const struct picture_entry *contact_sheet_selected(const struct contact_sheet *sheet);
void contact_sheet_select(struct contact_sheet *sheet, int index); /* within what there is */

/* The answer of an entry that was read, as corrected. */
const char *contact_sheet_answer(const struct contact_sheet *sheet, int index);
bool contact_sheet_is_corrected(const struct contact_sheet *sheet, int index);

/* Whether the selected entry has been read and is a picture. */
bool contact_sheet_can_correct(const struct contact_sheet *sheet);

/* Says that a digit of the selected answer is this one: the first, then the next ones, and then the
 * first again. Where nothing was read, it becomes the answer. */
NN_MUST_USE enum nn_status contact_sheet_correct(struct contact_sheet *sheet, int digit,
                                                 struct nn_error *err);
void contact_sheet_undo(struct contact_sheet *sheet);

/* Writes path, answer, confidence and corrected answer as CSV (RFC 4180), a line for each file that
 * was read; what was not corrected, or not read, is empty. */
NN_MUST_USE enum nn_status contact_sheet_write(struct contact_sheet *sheet, const char *path,
                                               struct nn_error *err);
