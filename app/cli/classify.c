#include <stdio.h>

#include "app/cli/say.h"
#include "app/cli/say_number.h"
#include "app/cli/say_page.h"
#include "app/cli/verbs.h"
#include "app/core/image/image.h"
#include "app/core/ink/drawing.h"

/* The brush that recorded drawings are said to have; the reading does not depend on it. */
static const float brush = 0.05f;

static enum nn_status classify_picture(struct reader *reader, const char *path, bool json,
                                       struct nn_error *err) {
    struct image image = {0};
    struct page page = {0};
    int turned = 0;
    enum nn_status status = image_read(&image, path, err);
    if (!status)
        status = page_read_turning(&page, &turned, reader, &image, err);
    if (!status)
        say_page(path, &page, turned, json);
    page_destroy(&page);
    image_destroy(&image);
    return status;
}

static void read_picture(struct number *number, struct reader *reader,
                         const struct ink_picture *picture) {
    struct reading reading;
    reader_read(reader, picture, &reading);
    number_of_reading(number, &reading);
}

static enum nn_status classify_drawings(struct reader *reader, const char *path, bool json,
                                        struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    enum nn_status status = drawing_file_open_stream(&file, path, brush, err);
    while (!status && !(status = drawing_file_next(file, &drawing, err)) && drawing) {
        struct ink_picture picture;
        struct number number;
        if (drawing->picture)
            read_picture(&number, reader, drawing->picture);
        else
            number_read(&number, &picture, reader, &drawing->strokes);
        say_number(path, drawing->word, &number, json);
    }
    drawing_file_close(file);
    return status;
}

/* Continues with the other files when one cannot be read, and fails in the end. */
enum nn_status verb_classify(const struct options *options, struct nn_error *err) {
    struct nn_model *model = NULL;
    struct reader *reader = NULL;
    enum nn_status status = verb_load_model(&model, options, err);
    if (!status)
        status = reader_create(&reader, model, err);
    enum nn_status worst = status;
    for (int i = 0; !status && i < options->file_count; i++) {
        const char *path = options->files[i];
        struct nn_error problem;
        enum nn_status one = drawing_is_file_name(path)
                                 ? classify_drawings(reader, path, options->json, &problem)
                                 : classify_picture(reader, path, options->json, &problem);
        if (one && worst)
            say(stderr, "inkling: %s\n", err->message);
        if (one) {
            worst = one;
            *err = problem;
        }
    }
    reader_destroy(reader);
    nn_model_release(model);
    return worst;
}
