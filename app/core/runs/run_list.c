#include "app/core/runs/run_list.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/core/base/path.h"
#include "app/core/base/worker.h"
#include "app/core/runs/run_lock.h"

/* Of a folder with more entries than this the others are not looked at. */
enum { MAX_ENTRIES = 20000, LOOK_SECONDS = 1 };

/* By which a run is known to be the same as at the last look. */
struct stamp {
    struct timespec json, metrics;
    off_t json_size, metrics_size;
    bool running, model, checkpoint;
};

/* A folder with a run.json. record is NULL where that is not a run's. */
struct find {
    char name[RUN_NAME];
    struct stamp stamp;
    struct run_record *record;
};

struct finds {
    int count;
    struct find items[RUN_LIST_MAX];
};

/* In the order to show, each retained. */
struct records {
    int count, spoilt;
    struct run_record *items[RUN_LIST_MAX];
};

struct run_list {
    struct worker worker;
    struct records *shown; /* the main thread's; NULL before the first look */

    /* Under the worker's lock. */
    bool watching, again;
    char folder[FILES_MAX_PATH];

    _Atomic(struct records *) newest; /* one slot, the newest wins */

    struct finds *finds; /* the thread's */
};

static void records_destroy(struct records *records) {
    for (int i = 0; records && i < records->count; i++)
        run_record_release(records->items[i]);
    free(records);
}

static bool stamp_file(const char *folder, const char *name, struct timespec *time, off_t *size) {
    char path[FILES_MAX_PATH];
    struct stat info;
    if (path_join(path, folder, name, NULL) || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    *time = info.st_mtim;
    *size = info.st_size;
    return true;
}

static bool has_file(const char *folder, const char *name) {
    struct timespec time;
    off_t size;
    return stamp_file(folder, name, &time, &size);
}

/* False if there is no run.json. */
static bool stamp_of(struct stamp *stamp, const char *path) {
    *stamp = (struct stamp){0};
    if (!stamp_file(path, "run.json", &stamp->json, &stamp->json_size))
        return false;
    stamp_file(path, "metrics.csv", &stamp->metrics, &stamp->metrics_size);
    stamp->running = run_lock_is_taken(path);
    stamp->model = has_file(path, "model.safetensors");
    stamp->checkpoint = has_file(path, "checkpoint.safetensors");
    return true;
}

static bool same_time(struct timespec a, struct timespec b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_stamp(const struct stamp *a, const struct stamp *b) {
    return same_time(a->json, b->json) && same_time(a->metrics, b->metrics) &&
           a->json_size == b->json_size && a->metrics_size == b->metrics_size &&
           a->running == b->running && a->model == b->model && a->checkpoint == b->checkpoint;
}

static bool is_older(struct timespec a, struct timespec b) {
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

/* Where the next find goes: behind the others, or, if there is no room, over the oldest of them. */
static struct find *slot_for(struct finds *finds, const struct stamp *stamp) {
    struct find *oldest = &finds->items[0];
    if (finds->count < RUN_LIST_MAX)
        return &finds->items[finds->count++];
    for (int i = 1; i < finds->count; i++)
        if (is_older(finds->items[i].stamp.json, oldest->stamp.json))
            oldest = &finds->items[i];
    return is_older(oldest->stamp.json, stamp->json) ? oldest : NULL;
}

/* Names and stamps alone. */
static void find_folders(struct finds *finds, const char *folder) {
    DIR *opened = opendir(folder);
    const struct dirent *entry;
    char path[FILES_MAX_PATH];
    struct stamp stamp;
    for (int i = 0; opened && i < MAX_ENTRIES && (entry = readdir(opened)); i++) {
        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= RUN_NAME ||
            path_join(path, folder, entry->d_name, NULL) || !stamp_of(&stamp, path))
            continue;
        struct find *find = slot_for(finds, &stamp);
        if (!find)
            continue;
        memset(find, 0, sizeof *find);
        strcpy(find->name, entry->d_name);
        find->stamp = stamp;
    }
    if (opened)
        closedir(opened);
}

/* The same find at the last look, or NULL. */
static const struct find *known(const struct finds *before, const struct find *find) {
    for (int i = 0; i < before->count; i++)
        if (strcmp(before->items[i].name, find->name) == 0 &&
            same_stamp(&before->items[i].stamp, &find->stamp))
            return &before->items[i];
    return NULL;
}

/* Reads what is new. True if anything differs from the last look. */
static bool read_records(struct finds *finds, const struct finds *before, const char *folder) {
    bool changed = finds->count != before->count;
    char path[FILES_MAX_PATH];
    for (int i = 0; i < finds->count; i++) {
        struct find *find = &finds->items[i];
        const struct find *old = known(before, find);
        if (old) {
            find->record = old->record ? run_record_retain(old->record) : NULL;
            continue;
        }
        changed = true;
        if (path_join(path, folder, find->name, NULL) || run_record_read(&find->record, path, NULL))
            find->record = NULL;
    }
    return changed;
}

static void finds_destroy(struct finds *finds) {
    for (int i = 0; finds && i < finds->count; i++)
        run_record_release(finds->items[i].record);
    free(finds);
}

/* Dates as text sort as they should but for changes of the local time; of runs of one second the
 * name decides. */
static int compare_newest_first(const void *a, const void *b) {
    const struct run_record *first = *(struct run_record *const *)a;
    const struct run_record *second = *(struct run_record *const *)b;
    int order = strcmp(second->summary.started, first->summary.started);
    return order ? order : strcmp(second->name, first->name);
}

static void publish(struct run_list *list) {
    struct records *records = calloc(1, sizeof *records);
    if (!records)
        return; /* the window goes on with what it has */
    for (int i = 0; i < list->finds->count; i++)
        if (list->finds->items[i].record)
            records->items[records->count++] = run_record_retain(list->finds->items[i].record);
    records->spoilt = list->finds->count - records->count;
    qsort(records->items, (size_t)records->count, sizeof *records->items, compare_newest_first);
    records_destroy(atomic_exchange(&list->newest, records));
    worker_wake_main(&list->worker);
}

static void look(struct run_list *list, const char *folder, bool first) {
    struct finds *finds = calloc(1, sizeof *finds);
    if (!finds)
        return;
    find_folders(finds, folder);
    bool changed = read_records(finds, list->finds, folder);
    finds_destroy(list->finds);
    list->finds = finds;
    if (changed || first)
        publish(list);
}

/* Waits until there is something to look for; false: the end. */
static bool wait_for_turn(struct run_list *list, char folder[FILES_MAX_PATH]) {
    struct timespec due;
    clock_gettime(CLOCK_REALTIME, &due);
    due.tv_sec += LOOK_SECONDS;
    worker_lock(&list->worker);
    bool waited = false;
    while (!atomic_load(&list->worker.stop) && !list->again && !(list->watching && waited))
        waited = !worker_wait(&list->worker, list->watching ? &due : NULL);
    list->again = false;
    memcpy(folder, list->folder, FILES_MAX_PATH);
    worker_unlock(&list->worker);
    return !atomic_load(&list->worker.stop);
}

static void watch(void *context) {
    struct run_list *list = context;
    char folder[FILES_MAX_PATH];
    for (bool first = true; wait_for_turn(list, folder); first = false)
        look(list, folder, first);
}

enum nn_status run_list_create(struct run_list **out, void (*wake)(void *), void *wake_context,
                               struct nn_error *err) {
    struct run_list *list = calloc(1, sizeof *list);
    struct finds *finds = calloc(1, sizeof *finds);
    if (!list || !finds) {
        free(list);
        free(finds);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the list of runs");
    }
    list->finds = finds;
    worker_init(&list->worker, wake, wake_context);
    *out = list;
    return NN_STATUS_OK;
}

void run_list_destroy(struct run_list *list) {
    if (!list)
        return;
    worker_deinit(&list->worker);
    records_destroy(atomic_load(&list->newest));
    records_destroy(list->shown);
    finds_destroy(list->finds);
    free(list);
}

enum nn_status run_list_watch(struct run_list *list, const char *folder, struct nn_error *err) {
    worker_lock(&list->worker);
    enum nn_status status = path_copy(list->folder, folder, err);
    list->watching = list->again = !status;
    worker_signal(&list->worker);
    worker_unlock(&list->worker);
    if (status || list->worker.joinable)
        return status;
    return worker_start(&list->worker, watch, list, "look for runs", err);
}

void run_list_rest(struct run_list *list) {
    worker_lock(&list->worker);
    list->watching = list->again = false;
    worker_unlock(&list->worker);
}

bool run_list_collect(struct run_list *list) {
    struct records *newest = atomic_exchange(&list->newest, NULL);
    if (!newest)
        return false;
    records_destroy(list->shown);
    list->shown = newest;
    return true;
}

int run_list_count(const struct run_list *list) {
    return list->shown ? list->shown->count : -1;
}

int run_list_spoilt(const struct run_list *list) {
    return list->shown ? list->shown->spoilt : 0;
}

const struct run_record *run_list_at(const struct run_list *list, int index) {
    return list->shown->items[index];
}
