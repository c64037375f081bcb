#include "app/core/data/ink_dataset.h"

#include <stddef.h>
#include <string.h>

#include "app/core/pen/pen_writer.h"

enum { CHUNK = 64 };

struct job {
    const struct ink_dataset *ink;
    int first, end;
};

static void draw_chunk(void *context, int piece, int worker) {
    const struct job *job = context;
    const struct ink_dataset *ink = job->ink;
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

void ink_dataset_draw(const struct ink_dataset *ink, int first, int count,
                      struct nn_thread_pool *pool) {
    struct job job = {ink, first, first + count};
    nn_thread_pool_run(pool, (count + CHUNK - 1) / CHUNK, draw_chunk, &job);
}
