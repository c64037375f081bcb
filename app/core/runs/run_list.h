/* The runs in the results folder, newest first, found on a separate thread so that no frame waits
 * for a disk.
 *
 * The main thread owns the list. While watching, the thread looks once a second, rereads what has
 * changed, and wakes the window only if anything has; at rest it uses no processor time. */
#pragma once

#include <stdbool.h>

#include "app/core/runs/run_record.h"

/* Among more runs, those with the newest run.json are listed. */
enum { RUN_LIST_MAX = 128 };

struct run_list;

/* Does not look yet. wake as in training.h. */
NN_MUST_USE enum nn_status run_list_create(struct run_list **list, void (*wake)(void *),
                                           void *wake_context, struct nn_error *err);
void run_list_destroy(struct run_list *list);

/* Looks at the folders in this one, now and until run_list_rest. */
NN_MUST_USE enum nn_status run_list_watch(struct run_list *list, const char *folder,
                                          struct nn_error *err);
void run_list_rest(struct run_list *list);

/* Collects what the thread has found. True if anything is new. */
bool run_list_collect(struct run_list *list);

/* As of the last collect; -1 until the first look is complete. */
int run_list_count(const struct run_list *list);

/* The number of folders whose run.json is not the record of a run. */
int run_list_spoilt(const struct run_list *list);

/* Borrowed until the next collect. */
const struct run_record *run_list_at(const struct run_list *list, int index);
