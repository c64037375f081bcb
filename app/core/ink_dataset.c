#include "app/core/ink_dataset.h"

#include <stddef.h>
#include <string.h>

#include "app/core/pen_writer.h"

enum { CHUNK = 64 };

struct job {
    uint8_t *images, *labels;
    int count;
    float none_share;
    uint64_t seed;
};

static void fill_chunk(void *context, int piece, int worker) {
    const struct job *job = context;
    (void)worker;
    int first = piece * CHUNK, end = first + CHUNK < job->count ? first + CHUNK : job->count;
    struct pen_drawing drawing;
    struct ink_picture picture;
    for (int i = first; i < end; i++) {
        int label = pen_writer_draw(&drawing, job->seed, (uint64_t)i, job->none_share);
        ink_picture_from_strokes(&drawing.strokes, &picture);
        memcpy(job->images + (ptrdiff_t)i * INK_PIXELS, picture.pixels, INK_PIXELS);
        job->labels[i] = (uint8_t)label;
    }
}

void ink_dataset_fill(uint8_t *images, uint8_t *labels, int count, float none_share, uint64_t seed,
                      struct nn_thread_pool *pool) {
    struct job job = {images, labels, count, none_share, seed};
    nn_thread_pool_run(pool, (count + CHUNK - 1) / CHUNK, fill_chunk, &job);
}
