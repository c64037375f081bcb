#include "app/core/training/training_data.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/data/data_preparation.h"
#include "app/core/pen/pen_writer.h"

enum { INK_TRAIN = 60000, INK_TEST = 10000, CHUNK = 64 };
static const float ink_none_fraction = 0.2f;

/* No run trains on pictures of these seeds: those of runs are below 2^53. */
static const uint64_t train_seed = 1ull << 60, test_seed = (1ull << 60) + 1,
                      validation_seed = (1ull << 60) + 2;

/* Some of the pictures to draw. */
struct job {
    const struct training_ink *ink;
    int first, end;
};

static void draw_chunk(void *context, int piece, int worker) {
    const struct job *job = context;
    const struct training_ink *ink = job->ink;
    int first = job->first + piece * CHUNK;
    int end = first + CHUNK < job->end ? first + CHUNK : job->end;
    struct pen_drawing drawing;
    struct ink_picture picture;
    for (int i = first; i < end; i++) {
        uint64_t number = ink->start + (uint64_t)i;
        int label = pen_writer_draw(&drawing, ink->seed, number, ink->none_fraction);
        ink_picture_from_strokes(&drawing.strokes, &picture);
        memcpy(ink->images + (ptrdiff_t)i * INK_PIXELS, picture.pixels, INK_PIXELS);
        ink->labels[i] = (uint8_t)label;
    }
}

void training_data_draw_ink(const struct training_ink *ink, int first, int count,
                            struct nn_thread_pool *pool) {
    struct job job = {ink, first, first + count};
    nn_thread_pool_run(pool, (count + CHUNK - 1) / CHUNK, draw_chunk, &job);
}

static enum nn_status make_ink(struct data_part *part, int count, uint64_t seed,
                               struct nn_thread_pool *pool, struct nn_error *err) {
    *part =
        (struct data_part){malloc((size_t)count * INK_PIXELS), malloc((size_t)count), count, count};
    if (!part->images || !part->labels)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for %d pictures of ink", count);
    const struct training_ink ink = {part->images, part->labels, seed, 0, ink_none_fraction};
    training_data_draw_ink(&ink, 0, count, pool);
    return NN_STATUS_OK;
}

enum nn_status training_data_check_ink(const struct class_set *classes, struct nn_error *err) {
    return class_set_equal(classes, class_set_digits())
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_MISMATCH, "the program draws ink of digits only");
}

static enum nn_status load_ink(struct data_set *data, int parts, struct nn_error *err) {
    struct nn_thread_pool *pool = NULL;
    *data = (struct data_set){.classes = *class_set_digits()};
    enum nn_status status = nn_thread_pool_create(&pool, nn_processor_count(), err);
    if (!status && parts & DATA_TRAIN)
        status = make_ink(&data->parts[0], INK_TRAIN, train_seed, pool, err);
    if (!status && parts & DATA_TEST)
        status = make_ink(&data->parts[1], INK_TEST, test_seed, pool, err);
    nn_thread_pool_destroy(pool);
    data->train_count = data->parts[0].count;
    data_set_view(data);
    if (status)
        data_set_destroy(data);
    return status;
}

enum nn_status training_data_load(struct data_set *data, const char *source, const char *prepare,
                                  int parts, struct nn_error *err) {
    struct data_preparation preparation;
    if (strcmp(source, TRAINING_DATA_INK) == 0)
        return load_ink(data, parts, err);
    enum nn_status status = data_preparation_parse(&preparation, prepare, err);
    if (!status)
        status = data_set_load(data, source, parts, err);
    if (!status)
        data_preparation_apply(&preparation, data);
    return status;
}

enum nn_status training_data_folder(char folder[FILES_MAX_PATH],
                                    const struct training_settings *settings,
                                    struct nn_error *err) {
    return settings->data_folder[0] ? path_copy(folder, settings->data_folder, err)
                                    : files_mnist_folder(folder, err);
}

enum nn_status training_data_split(const struct nn_dataset *all, const char *source,
                                   struct nn_dataset *train, struct nn_dataset *validation,
                                   struct nn_error *err) {
    int kept = training_settings_validation_count(all->count);
    if (kept < 1)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "%s has %d training pictures: at least 10 are needed", source,
                            all->count);
    *train = nn_dataset_slice(all, 0, all->count - kept);
    *validation = nn_dataset_slice(all, all->count - kept, kept);
    return NN_STATUS_OK;
}

enum nn_status training_data_add_ink(struct nn_dataset *data, struct training_ink *ink, int count,
                                     uint8_t **memory, struct nn_error *err) {
    size_t old = (size_t)data->count, all = old + (size_t)count;
    *memory = malloc(all * (INK_PIXELS + 1));
    if (!*memory)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for %d pictures of ink", count);
    uint8_t *images = *memory, *labels = *memory + all * INK_PIXELS;
    memcpy(images, data->images, old * INK_PIXELS);
    memcpy(labels, data->labels, old);
    ink->images = images + old * INK_PIXELS;
    ink->labels = labels + old;
    data->images = images;
    data->labels = labels;
    data->count = (int)all;
    return NN_STATUS_OK;
}

enum nn_status training_data_add_validation_ink(struct nn_dataset *data, uint8_t **memory,
                                                struct nn_thread_pool *pool, struct nn_error *err) {
    struct training_ink ink = {.seed = validation_seed};
    int count = data->count;
    enum nn_status status = training_data_add_ink(data, &ink, count, memory, err);
    if (!status)
        training_data_draw_ink(&ink, 0, count, pool);
    return status;
}
