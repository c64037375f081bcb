#include "app/core/reading/opened_picture.h"

#include <math.h>
#include <stdlib.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink_grey.h"

enum {
    MAX_SIDE = 2048,   /* of the copy: as many pixels as large windows show */
    READ_AT_ONCE = 16, /* digits, in much less than a frame */
    LOOK_STEP = 16,    /* pixels from one to the next that tell what is behind transparent ones */
};

/* Copies the picture, reduced to what is shown of it. */
static enum nn_status copy(struct opened_picture *opened, const struct image *image,
                           struct nn_error *err) {
    struct ink_greys greys = {.ground = 255};
    double shrink = fmax(max_int(image->width, image->height) / (double)MAX_SIDE, 1);
    opened->width = image->width;
    opened->height = image->height;
    ink_greys_choose(&greys, image, LOOK_STEP);
    return image_scale(&opened->image, max_int((int)lround(image->width / shrink), 1),
                       max_int((int)lround(image->height / shrink), 1), image, greys.ground, err);
}

enum nn_status opened_picture_read(struct opened_picture *opened, struct reader *reader,
                                   struct image *image, struct nn_error *err) {
    *opened = (struct opened_picture){0};
    enum nn_status status = page_read_turning(&opened->page, &opened->turned, reader, image, err);
    if (!status)
        status = copy(opened, image, err);
    if (status) {
        opened_picture_destroy(opened);
        return status;
    }
    opened->model = nn_model_retain(reader_model(reader));
    opened->fresh = opened_picture_count(opened);
    return NN_STATUS_OK;
}

enum nn_status opened_picture_of_ink(struct opened_picture *opened, struct reader *reader,
                                     const struct ink_picture *picture, struct nn_error *err) {
    *opened = (struct opened_picture){.width = INK_SIDE, .height = INK_SIDE};
    enum nn_status status = image_create(&opened->image, INK_SIDE, INK_SIDE, err);
    for (int i = 0; i < INK_PIXELS && !status; i++)
        opened->image.pixels[i] = 0xff000000 | (255u - picture->pixels[i]) * 0x010101;
    opened->page.latest.picture = *picture;
    opened->page.latest.box = (struct pixel_box){0, 0, INK_SIDE, INK_SIDE};
    reader_read(reader, picture, &opened->page.latest.reading);
    opened->model = nn_model_retain(reader_model(reader));
    opened->fresh = 1;
    return status;
}

void opened_picture_destroy(struct opened_picture *opened) {
    image_destroy(&opened->image);
    page_destroy(&opened->page);
    nn_model_release(opened->model);
    *opened = (struct opened_picture){0};
}

int opened_picture_count(const struct opened_picture *opened) {
    return max_int(opened->page.digit_count, 1);
}

static struct page_digit *digit_at(struct page *page, int index) {
    return page->digit_count > 0 ? &page->digits[index] : &page->latest;
}

const struct page_digit *opened_picture_digit(const struct opened_picture *opened, int index) {
    return opened->page.digit_count > 0 ? &opened->page.digits[index] : &opened->page.latest;
}

bool opened_picture_has_work(const struct opened_picture *opened, const struct reader *reader) {
    return opened->model != reader_model(reader) || opened->fresh < opened_picture_count(opened);
}

void opened_picture_read_some(struct opened_picture *opened, struct reader *reader) {
    if (opened->model != reader_model(reader)) {
        nn_model_release(opened->model);
        opened->model = nn_model_retain(reader_model(reader));
        opened->fresh = 0;
    }
    int end = min_int(opened->fresh + READ_AT_ONCE, opened_picture_count(opened));
    for (; opened->fresh < end; opened->fresh++) {
        struct page_digit *digit = digit_at(&opened->page, opened->fresh);
        reader_read(reader, &digit->picture, &digit->reading);
    }
}

void opened_picture_hand_over(struct opened_picture *opened, struct reader *reader) {
    while (opened_picture_has_work(opened, reader))
        opened_picture_read_some(opened, reader);
    for (int i = 0; i < opened_picture_count(opened); i++)
        digit_at(&opened->page, i)->reading.classes = reader_classes(reader);
    opened->page.latest.reading.classes = reader_classes(reader);
}
