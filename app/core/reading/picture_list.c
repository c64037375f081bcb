#include "app/core/reading/picture_list.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/array.h"
#include "app/core/base/clamp.h"
#include "app/core/base/worker.h"

struct picture_list {
    struct worker worker;
    struct nn_model *model; /* of the thread, from its start to its end */
    uint64_t numbers;       /* given to small copies */

    /* Under the worker's lock. Entries themselves belong to the thread until they are read. */
    struct picture_entry **entries;
    int count, capacity;
    bool idle; /* the thread has ended or is about to */

    atomic_int read;
};

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a list of pictures");
}

enum nn_status picture_list_create(struct picture_list **out, void (*wake)(void *),
                                   void *wake_context, struct nn_error *err) {
    struct picture_list *list = calloc(1, sizeof *list);
    if (!list)
        return no_memory(err);
    list->idle = true;
    worker_init(&list->worker, wake, wake_context);
    *out = list;
    return NN_STATUS_OK;
}

static void destroy_entry(struct picture_entry *entry) {
    image_destroy(&entry->small);
    free(entry->error);
    free(entry->path);
    free(entry);
}

void picture_list_clear(struct picture_list *list) {
    pthread_mutex_lock(&list->worker.lock);
    for (int i = 0; i < list->count; i++)
        destroy_entry(list->entries[i]);
    list->count = 0;
    atomic_store(&list->read, 0);
    pthread_mutex_unlock(&list->worker.lock);
}

void picture_list_destroy(struct picture_list *list) {
    if (!list)
        return;
    worker_stop(&list->worker);
    worker_join(&list->worker);
    picture_list_clear(list);
    worker_deinit(&list->worker);
    nn_model_release(list->model);
    free(list->entries);
    free(list);
}

/* The next file to read, or NULL: then the thread ends. */
static struct picture_entry *next_entry(struct picture_list *list) {
    struct picture_entry *entry = NULL;
    pthread_mutex_lock(&list->worker.lock);
    int read = atomic_load(&list->read);
    if (read < list->count)
        entry = list->entries[read];
    else
        list->idle = true;
    pthread_mutex_unlock(&list->worker.lock);
    return entry;
}

static enum nn_status make_small(struct picture_entry *entry, const struct image *image,
                                 struct nn_error *err) {
    double shrink = fmax(max_int(image->width, image->height) / (double)PICTURE_LIST_SIDE, 1);
    return image_scale(&entry->small, max_int((int)lround(image->width / shrink), 1),
                       max_int((int)lround(image->height / shrink), 1), image, 255, err);
}

static void note_page(struct picture_entry *entry, const struct page *page) {
    const struct page_digit *first = page->digit_count > 0 ? page->digits : &page->latest;
    entry->picture = first->picture;
    entry->confidence = first->reading.confidence;
    entry->digit_count = page->digit_count;
    for (int i = 1; i < page->digit_count; i++)
        entry->confidence = fminf(entry->confidence, page->digits[i].reading.confidence);
    page_text(page, entry->text);
}

static enum nn_status read_file(struct picture_entry *entry, struct reader *reader,
                                struct nn_error *err) {
    struct image image = {0};
    struct page page = {0};
    int turned;
    enum nn_status status = image_read(&image, entry->path, err);
    if (!status)
        status = page_read_turning(&page, &turned, reader, &image, err);
    if (!status)
        status = make_small(entry, &image, err);
    if (!status)
        note_page(entry, &page);
    page_destroy(&page);
    image_destroy(&image);
    return status;
}

static void read_entries(struct picture_list *list, struct reader *reader) {
    struct picture_entry *entry;
    while (!atomic_load(&list->worker.stop) && (entry = next_entry(list))) {
        struct nn_error error;
        entry->picture.blank = true;
        entry->number = ++list->numbers;
        entry->status = read_file(entry, reader, &error);
        entry->error = entry->status ? strdup(error.message) : NULL;
        atomic_fetch_add_explicit(&list->read, 1, memory_order_release);
        worker_wake_main(&list->worker);
    }
}

/* Without memory for a reader, no file can be read. */
static void fail_entries(struct picture_list *list, const struct nn_error *error) {
    struct picture_entry *entry;
    while ((entry = next_entry(list))) {
        entry->picture.blank = true;
        entry->status = error->status;
        entry->error = strdup(error->message);
        atomic_fetch_add_explicit(&list->read, 1, memory_order_release);
    }
    worker_wake_main(&list->worker);
}

static void read_in_background(void *context) {
    struct picture_list *list = context;
    struct reader *reader = NULL;
    struct nn_error error;
    if (reader_create(&reader, list->model, &error))
        fail_entries(list, &error);
    else
        read_entries(list, reader);
    reader_destroy(reader);
}

/* Has the thread read on, if it has ended. */
static enum nn_status start(struct picture_list *list, struct nn_model *model,
                            struct nn_error *err) {
    worker_join(&list->worker);
    nn_model_release(list->model);
    list->model = nn_model_retain(model);
    list->idle = false;
    enum nn_status status =
        worker_start(&list->worker, read_in_background, list, "read the pictures", err);
    list->idle = status != NN_STATUS_OK;
    return status;
}

/* Takes over the entry. False without memory, and then the entry stays the caller's. */
static bool append(struct picture_list *list, struct picture_entry *entry, bool *idle) {
    pthread_mutex_lock(&list->worker.lock);
    struct picture_entry **entries = array_reserve(list->entries, &list->capacity, list->count + 1,
                                                   sizeof(struct picture_entry *));
    if (entries) {
        list->entries = entries;
        entries[list->count++] = entry;
    }
    *idle = list->idle;
    pthread_mutex_unlock(&list->worker.lock);
    return entries;
}

enum nn_status picture_list_add(struct picture_list *list, const char *path, struct nn_model *model,
                                struct nn_error *err) {
    bool idle = false;
    if (list->count == PICTURE_LIST_MAX)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "a contact sheet has space for %d pictures: clear it first",
                            PICTURE_LIST_MAX);
    struct picture_entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        return no_memory(err);
    entry->path = strdup(path);
    if (!entry->path || !append(list, entry, &idle)) {
        free(entry->path);
        free(entry);
        return no_memory(err);
    }
    return idle ? start(list, model, err) : NN_STATUS_OK;
}

int picture_list_count(const struct picture_list *list) {
    return list->count;
}

int picture_list_read(const struct picture_list *list) {
    return atomic_load_explicit(&list->read, memory_order_acquire);
}

const struct picture_entry *picture_list_at(const struct picture_list *list, int index) {
    return list->entries[index];
}
