#include "app/core/runs/run_list.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/core/base/files.h"
#include "app/core/base/fingerprint.h"
#include "app/core/base/platform.h"
#include "app/core/base/text.h"
#include "app/core/base/worker.h"
#include "app/core/runs/run_lock.h"

/* Further entries of a folder are ignored. */
enum { MAX_ENTRIES = 20000, LOOK_SECONDS = 1 };

/* A folder with a run.json. record is NULL if that file is not the record of a run. */
struct find {
    char name[RUN_NAME];
    uint64_t signature; /* changes with the files and with the run's lock */
    int64_t written_ns; /* the time of run.json */
    struct run_record *record;
};

struct finds {
    int count;
    struct find items[RUN_LIST_MAX];
};

/* In display order, each retained. */
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

    struct finds finds; /* the thread's */
};

static void records_destroy(struct records *records) {
    for (int i = 0; records && i < records->count; i++)
        run_record_release(records->items[i]);
    free(records);
}

/* Examines the folder without reading its files. False if it has no run.json. */
static bool look_at(struct find *find, const char *folder) {
    static const char *const names[] = {RUN_FOLDER_RECORD, RUN_FOLDER_METRICS, RUN_FOLDER_MODEL,
                                        RUN_FOLDER_CHECKPOINT};
    enum { FILES = sizeof names / sizeof *names };
    uint64_t parts[FILES + 1] = {0};
    char path[FILES_MAX_PATH];
    struct stat info;
    if (path_join(path, folder, names[0], NULL) || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    find->written_ns = platform_modified_ns(&info);
    for (int i = 0; i < FILES; i++)
        if (path_join(path, folder, names[i], NULL) == NN_STATUS_OK)
            parts[i] = files_signature(path);
    parts[FILES] = run_lock_is_taken(folder);
    find->signature = fingerprint(FINGERPRINT_SEED, parts, sizeof parts);
    return true;
}

/* The slot of the next find: after the others, or, if all are used, that of the oldest. */
static struct find *slot_for(struct finds *finds, int64_t written_ns) {
    struct find *oldest = &finds->items[0];
    if (finds->count < RUN_LIST_MAX)
        return &finds->items[finds->count++];
    for (int i = 1; i < finds->count; i++)
        if (finds->items[i].written_ns < oldest->written_ns)
            oldest = &finds->items[i];
    return oldest->written_ns < written_ns ? oldest : NULL;
}

/* Collects names and signatures only. */
static void find_folders(struct finds *finds, const char *folder) {
    DIR *opened = opendir(folder);
    const struct dirent *entry;
    char path[FILES_MAX_PATH];
    for (int i = 0; opened && i < MAX_ENTRIES && (entry = readdir(opened)); i++) {
        struct find found = {0};
        if (entry->d_name[0] == '.' || !text_copy(found.name, sizeof found.name, entry->d_name) ||
            path_join(path, folder, entry->d_name, NULL) || !look_at(&found, path))
            continue;
        struct find *find = slot_for(finds, found.written_ns);
        if (find)
            *find = found;
    }
    if (opened)
        closedir(opened);
}

/* The same find at the last look, or NULL. */
static const struct find *known(const struct finds *before, const struct find *find) {
    for (int i = 0; i < before->count; i++)
        if (strcmp(before->items[i].name, find->name) == 0 &&
            before->items[i].signature == find->signature)
            return &before->items[i];
    return NULL;
}

/* Reads new or changed runs. True if anything differs from the last look. */
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

static void release_records(struct finds *finds) {
    for (int i = 0; i < finds->count; i++)
        run_record_release(finds->items[i].record);
}

/* Dates sort correctly as text, except across changes of the local time; for runs of the same
 * second the name decides. */
static int compare_newest_first(const void *a, const void *b) {
    const struct run_record *first = *(struct run_record *const *)a;
    const struct run_record *second = *(struct run_record *const *)b;
    int order = strcmp(second->summary.started, first->summary.started);
    return order ? order : strcmp(second->name, first->name);
}

static void publish(struct run_list *list) {
    struct records *records = calloc(1, sizeof *records);
    if (!records)
        return; /* the window keeps what it has */
    for (int i = 0; i < list->finds.count; i++)
        if (list->finds.items[i].record)
            records->items[records->count++] = run_record_retain(list->finds.items[i].record);
    records->spoilt = list->finds.count - records->count;
    qsort(records->items, (size_t)records->count, sizeof *records->items, compare_newest_first);
    records_destroy(atomic_exchange(&list->newest, records));
    worker_wake_main(&list->worker);
}

static void look(struct run_list *list, const char *folder, bool first) {
    struct finds before = list->finds;
    list->finds.count = 0;
    find_folders(&list->finds, folder);
    bool changed = read_records(&list->finds, &before, folder);
    release_records(&before);
    if (changed || first)
        publish(list);
}

/* Waits until it is time to look; false if the thread is to stop. */
static bool wait_for_turn(struct run_list *list, char folder[FILES_MAX_PATH]) {
    static const struct timespec pause = {.tv_sec = LOOK_SECONDS};
    pthread_mutex_lock(&list->worker.lock);
    bool waited = false;
    while (!atomic_load(&list->worker.stop) && !list->again && !(list->watching && waited))
        waited = !worker_wait(&list->worker, list->watching ? &pause : NULL);
    list->again = false;
    memcpy(folder, list->folder, FILES_MAX_PATH);
    pthread_mutex_unlock(&list->worker.lock);
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
    if (!list)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the list of runs");
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
    release_records(&list->finds);
    free(list);
}

enum nn_status run_list_watch(struct run_list *list, const char *folder, struct nn_error *err) {
    pthread_mutex_lock(&list->worker.lock);
    enum nn_status status = path_copy(list->folder, folder, err);
    list->watching = list->again = !status;
    pthread_cond_signal(&list->worker.changed);
    pthread_mutex_unlock(&list->worker.lock);
    if (status || list->worker.joinable)
        return status;
    return worker_start(&list->worker, watch, list, "look for runs", err);
}

void run_list_rest(struct run_list *list) {
    pthread_mutex_lock(&list->worker.lock);
    list->watching = list->again = false;
    pthread_mutex_unlock(&list->worker.lock);
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
