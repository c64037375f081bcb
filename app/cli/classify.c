#include <stdio.h>

#include "app/cli/say.h"
#include "app/cli/say_number.h"
#include "app/cli/say_page.h"
#include "app/cli/verbs.h"
#include "app/core/image/image.h"
#include "app/core/ink/drawing.h"

/* The brush that recorded drawings are said to have; the reading does not depend on it. */
static const float brush = 0.05f;

/* A picture on its side: reads it turned to the right or to the left, whichever shows a digit that
 * the model is surest of, other than a 1, which any line is. *turned stays 0, and the page as it
 * is, if neither does. */
static enum nn_status read_turned(struct page *page, int *turned, struct reader *reader,
                                  struct image *image, struct nn_error *err) {
    static const int degrees[] = {90, 270};
    const float sure = 0.99f;
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < 2 && !status; i++) {
        struct page other = {0};
        status = image_turn_upright(image, i == 0 ? IMAGE_TURN_RIGHT : IMAGE_TURN_AROUND, err);
        if (!status)
            status = page_read(&other, reader, image, err);
        const struct reading *reading = &other.latest.reading;
        float found = reading->confidence;
        if (!status && other.digit_count > 0 && reading->digit != 1 && found >= sure &&
            (*turned == 0 || found > page->latest.reading.confidence)) {
            page_destroy(page);
            *page = other;
            *turned = degrees[i];
        } else {
            page_destroy(&other);
        }
    }
    return status;
}

static enum nn_status classify_picture(struct reader *reader, const char *path, bool json,
                                       struct nn_error *err) {
    struct image image = {0};
    struct page page = {0};
    int turned = 0;
    enum nn_status status = image_read(&image, path, err);
    if (!status)
        status = page_read(&page, reader, &image, err);
    if (!status && page.digit_count == 0 && !page.latest.picture.blank)
        status = read_turned(&page, &turned, reader, &image, err);
    if (!status)
        say_page(path, &page, turned, json);
    page_destroy(&page);
    image_destroy(&image);
    return status;
}

static enum nn_status classify_drawings(struct reader *reader, const char *path, bool json,
                                        struct nn_error *err) {
    struct drawing_file *file = NULL;
    const struct drawing *drawing = NULL;
    enum nn_status status = drawing_file_open_stream(&file, path, brush, err);
    while (!status && !(status = drawing_file_next(file, &drawing, err)) && drawing) {
        struct ink_picture picture;
        struct number number;
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
        status = reader_create(&reader, model, class_set_digits(), err);
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
