#include "app/core/reading/picture_opener.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/core/base/worker.h"

struct picture_opener {
    struct worker worker;
    char name[128]; /* "": nothing is read */
    atomic_bool done;

    /* The thread's until it is done. */
    struct image image;
    struct nn_model *model;
    struct reader *reader;
    struct opened_picture opened;
    enum nn_status status;
    struct nn_error error;
};

enum nn_status picture_opener_create(struct picture_opener **out, void (*wake)(void *),
                                     void *wake_context, struct nn_error *err) {
    struct picture_opener *opener = calloc(1, sizeof *opener);
    if (!opener)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to open pictures");
    worker_init(&opener->worker, wake, wake_context);
    *out = opener;
    return NN_STATUS_OK;
}

/* What was given to the thread, or what it made and nobody collected. */
static void forget(struct picture_opener *opener) {
    image_destroy(&opener->image);
    opened_picture_destroy(&opener->opened);
    reader_destroy(opener->reader);
    opener->reader = NULL;
    nn_model_release(opener->model);
    opener->model = NULL;
    opener->name[0] = '\0';
}

void picture_opener_destroy(struct picture_opener *opener) {
    if (!opener)
        return;
    worker_deinit(&opener->worker);
    forget(opener);
    free(opener);
}

const char *picture_opener_name(const struct picture_opener *opener) {
    return opener->name[0] ? opener->name : NULL;
}

static void read_in_background(void *context) {
    struct picture_opener *opener = context;
    opener->status = reader_create(&opener->reader, opener->model, &opener->error);
    if (!opener->status)
        opener->status =
            opened_picture_read(&opener->opened, opener->reader, &opener->image, &opener->error);
    atomic_store_explicit(&opener->done, true, memory_order_release);
    worker_wake_main(&opener->worker);
}

enum nn_status picture_opener_start(struct picture_opener *opener, struct image *image,
                                    const char *name, struct nn_model *model,
                                    struct nn_error *err) {
    if (opener->name[0])
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s is still being read", opener->name);
    const struct image given = *image;
    snprintf(opener->name, sizeof opener->name, "%s", name);
    opener->image = given;
    opener->model = nn_model_retain(model);
    atomic_store(&opener->done, false);
    *image = (struct image){0};
    enum nn_status status =
        worker_start(&opener->worker, read_in_background, opener, "read the picture", err);
    if (status) {
        *image = given;
        opener->image = (struct image){0};
        forget(opener);
    }
    return status;
}

bool picture_opener_collect(struct picture_opener *opener, struct opened_picture *opened,
                            struct reader *reader, enum nn_status *status, struct nn_error *err) {
    if (!opener->name[0] || !atomic_load_explicit(&opener->done, memory_order_acquire))
        return false;
    *status = opener->status;
    *err = opener->error;
    *opened = opener->opened;
    opener->opened = (struct opened_picture){0};
    if (!*status)
        opened_picture_hand_over(opened, reader);
    forget(opener);
    return true;
}
