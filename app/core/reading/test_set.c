#include "app/core/reading/test_set.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "app/core/base/clock.h"
#include "app/core/base/files.h"
#include "app/core/base/worker.h"
#include "app/core/data/data_set.h"
#include "app/core/ink/ink.h"
#include "app/core/reading/model_classes.h"
#include "nn/loss.h"

enum { CHUNK = 8 };
static const double tell_seconds = 0.1;

struct test_set {
    const struct class_set *classes;
    struct worker worker;
    struct nn_model *model; /* of the last or current pass */
    int pass;

    /* The thread's until it has set `ended`. */
    struct data_set data;
    uint8_t *readings;
    float *confidences;
    struct nn_error error;

    atomic_int count, read; /* as in the view */
    atomic_bool ended;
};

enum nn_status test_set_create(struct test_set **out, const struct class_set *classes,
                               void (*wake)(void *), void *wake_context, struct nn_error *err) {
    struct test_set *set = calloc(1, sizeof *set);
    if (!set)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the test pictures");
    set->classes = classes;
    worker_init(&set->worker, wake, wake_context);
    *out = set;
    return NN_STATUS_OK;
}

void test_set_destroy(struct test_set *set) {
    if (!set)
        return;
    worker_deinit(&set->worker);
    nn_model_release(set->model);
    data_set_destroy(&set->data);
    free(set->readings);
    free(set->confidences);
    free(set);
}

static enum nn_status load(struct test_set *set, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    if (atomic_load(&set->count) > 0)
        return NN_STATUS_OK;
    enum nn_status status = files_mnist_folder(folder, err);
    if (!status)
        status = data_set_load(&set->data, folder, DATA_TEST, err);
    if (!status)
        status = data_set_adopt(&set->data, set->classes, folder, err);
    if (status)
        return status;
    set->readings = malloc((size_t)set->data.test.count);
    set->confidences = malloc((size_t)set->data.test.count * sizeof *set->confidences);
    if (!set->readings || !set->confidences)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the test pictures");
    atomic_store_explicit(&set->count, set->data.test.count, memory_order_release);
    worker_wake_main(&set->worker);
    return NN_STATUS_OK;
}

static void read_chunk(struct test_set *set, struct nn_workspace *workspace, int first, int count) {
    int classes = set->classes->count;
    float images[CHUNK * INK_PIXELS], logits[CHUNK * CLASS_SET_MAX];
    nn_image_to_floats(set->data.test.images + (ptrdiff_t)first * INK_PIXELS, count * INK_PIXELS,
                       images);
    nn_model_forward(set->model, workspace, images, count, logits);
    for (int i = 0; i < count; i++) {
        float *of_picture = logits + (ptrdiff_t)i * classes;
        nn_softmax(of_picture, classes, of_picture);
        int read = nn_argmax(of_picture, classes);
        set->readings[first + i] = (uint8_t)read;
        set->confidences[first + i] = of_picture[read];
    }
    atomic_store_explicit(&set->read, first + count, memory_order_release);
}

static enum nn_status read_all(struct test_set *set, struct nn_error *err) {
    struct nn_workspace *workspace = NULL;
    const struct class_set classes = model_classes(set->model);
    if (!class_set_equal(&classes, set->classes))
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "the test pictures are of other classes than the network's: measure it "
                            "with inkling eval --data");
    enum nn_status status = load(set, err);
    if (!status)
        status = nn_workspace_create(&workspace, nn_model_spec(set->model), CHUNK, err);
    int all = set->data.test.count;
    double told = clock_seconds();
    for (int i = 0; !status && i < all && !atomic_load(&set->worker.stop); i += CHUNK) {
        read_chunk(set, workspace, i, all - i < CHUNK ? all - i : CHUNK);
        if (clock_seconds() - told >= tell_seconds) {
            told = clock_seconds();
            worker_wake_main(&set->worker);
        }
    }
    nn_workspace_destroy(workspace);
    return status;
}

static void read_in_background(void *context) {
    struct test_set *set = context;
    if (read_all(set, &set->error) == NN_STATUS_OK)
        set->error = (struct nn_error){0};
    atomic_store(&set->ended, true);
    worker_wake_main(&set->worker);
}

enum nn_status test_set_read(struct test_set *set, struct nn_model *model, struct nn_error *err) {
    if (set->model == model || (set->worker.joinable && !atomic_load(&set->ended)))
        return NN_STATUS_OK;
    worker_join(&set->worker);
    nn_model_release(set->model);
    set->model = nn_model_retain(model);
    set->pass++;
    atomic_store(&set->read, 0);
    atomic_store(&set->ended, false);
    enum nn_status status =
        worker_start(&set->worker, read_in_background, set, "read the test pictures", err);
    if (status) {
        nn_model_release(set->model); /* it has read nothing */
        set->model = NULL;
    }
    return status;
}

const struct nn_model *test_set_model(const struct test_set *set) {
    return set->model;
}

struct test_set_view test_set_look(const struct test_set *set) {
    struct test_set_view view = {
        .classes = set->classes,
        .count = atomic_load_explicit(&set->count, memory_order_acquire),
    };
    if (view.count == 0)
        return view;
    view.read = atomic_load_explicit(&set->read, memory_order_acquire);
    view.images = set->data.test.images;
    view.labels = set->data.test.labels;
    view.readings = set->readings;
    view.confidences = set->confidences;
    view.pass = set->pass;
    return view;
}

bool test_set_failed(struct test_set *set, struct nn_error *err) {
    if (!atomic_load(&set->ended) || set->error.status == NN_STATUS_OK)
        return false;
    *err = set->error;
    return true;
}
