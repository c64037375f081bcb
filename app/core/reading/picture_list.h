/* Files of pictures, read one after another by a thread of low priority: what was read in each, and
 * a small copy of it. Owned by the main thread. */
#pragma once

#include "app/core/reading/page.h"

enum {
    PICTURE_LIST_MAX = 10000,
    PICTURE_LIST_SIDE = 84, /* the longer side of the small copy */
};

/* What was read in a file. */
struct picture_entry {
    char *path;
    enum nn_status status;      /* of reading it; error says what is wrong */
    char *error;                /* NULL: nothing, or there was no memory to say it */
    struct image small;         /* opaque; without pixels where there is an error */
    uint64_t number;            /* of the small copy, for the painter */
    struct ink_picture picture; /* of the first digit, or of the whole picture */
    int digit_count;
    char text[PAGE_MAX_TEXT]; /* the numbers; "": none was found */
    float confidence;         /* of the digit that the model is least sure of */
};

struct picture_list;

/* wake as in training.h. */
NN_MUST_USE enum nn_status picture_list_create(struct picture_list **list, void (*wake)(void *),
                                               void *wake_context, struct nn_error *err);
void picture_list_destroy(struct picture_list *list);

/* Adds a file, which the model reads soon, or the one that reads now. */
NN_MUST_USE enum nn_status picture_list_add(struct picture_list *list, const char *path,
                                            struct nn_model *model, struct nn_error *err);

/* Removes all; only while none is waiting to be read. */
void picture_list_clear(struct picture_list *list);

/* Files, and how many of them, from the first on, have been read. */
int picture_list_count(const struct picture_list *list);
int picture_list_read(const struct picture_list *list);

/* A file; but for its path only once it has been read. Borrowed until the list is cleared. */
const struct picture_entry *picture_list_at(const struct picture_list *list, int index);
