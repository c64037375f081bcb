#include "app/core/reading/data_look.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/reading/reading.h"

enum { PICTURES = 128, WAYS = 8 };

/* Paper is what the edges of most pictures show. */
static bool is_inverted(const struct nn_dataset *train, int count) {
    long edge = 0, pixels = 0;
    for (int i = 0; i < count; i++)
        for (int at = 0; at < INK_SIDE; at++) {
            const uint8_t *picture = train->images + (ptrdiff_t)i * INK_PIXELS;
            edge += picture[at] + picture[INK_PIXELS - 1 - at] + picture[at * INK_SIDE] +
                    picture[at * INK_SIDE + INK_SIDE - 1];
            pixels += 4;
        }
    return edge > pixels * (UINT8_MAX / 2);
}

static struct data_preparation way_of(int number, bool inverted) {
    return (struct data_preparation){number & 1, number & 2, number & 4, inverted};
}

static int count_right(struct reader *reader, const struct nn_dataset *train, int count,
                       const struct data_preparation *way) {
    int right = 0;
    for (int i = 0; i < count; i++) {
        struct ink_picture picture = {.blank = false};
        struct reading reading;
        memcpy(picture.pixels, train->images + (ptrdiff_t)i * INK_PIXELS, INK_PIXELS);
        data_preparation_apply_to(way, picture.pixels);
        reader_read(reader, &picture, &reading);
        right += reading.digit == train->labels[i];
    }
    return right;
}

/* The way in which most digits are read right, if it is clearly better than as they are. */
static struct data_preparation best_way(struct reader *reader, const struct nn_dataset *train,
                                        int count, bool inverted) {
    struct data_preparation best = way_of(0, inverted);
    int first = count_right(reader, train, count, &best), most = first;
    for (int number = 1; number < WAYS && 10 * first < 9 * count; number++) {
        struct data_preparation way = way_of(number, inverted);
        int right = count_right(reader, train, count, &way);
        if (right > most && 10 * (right - first) > 2 * count && 2 * right > count) {
            most = right;
            best = way;
        }
    }
    return best;
}

static enum nn_status look_at_digits(struct data_look *look, const struct nn_dataset *train,
                                     int count, struct nn_error *err) {
    struct nn_model *model = NULL;
    struct reader *reader = NULL;
    enum nn_status status = reading_builtin_model(&model, err);
    if (!status)
        status = reader_create(&reader, model, err);
    if (!status)
        look->cure = best_way(reader, train, count, look->cure.invert);
    reader_destroy(reader);
    nn_model_release(model);
    return status;
}

static void describe_cure(struct data_look *look) {
    char words[DATA_PREPARATION_TEXT];
    const struct data_preparation *cure = &look->cure;
    bool turned = cure->transpose || cure->mirror || cure->flip;
    data_preparation_text(cure, words);
    if (words[0])
        snprintf(look->text, DATA_LOOK_TEXT,
                 "seems to have %s%s%s pictures: --prepare %s puts them right",
                 cure->invert ? "inverted" : "", cure->invert && turned ? " and " : "",
                 turned ? "turned or mirrored" : "", words);
}

/* Names the first classes without a picture. */
static void describe_missing(struct data_look *look, const struct data_set *set) {
    bool seen[CLASS_SET_MAX] = {false};
    const char *before = look->text[0] ? "; it has no pictures of " : "has no pictures of ";
    for (int i = 0; i < set->train.count; i++)
        if (set->train.labels[i] != NN_NO_CLASS)
            seen[set->train.labels[i]] = true;
    for (int i = 0; i < set->classes.count; i++) {
        size_t length = strlen(look->text);
        if (seen[i])
            continue;
        snprintf(look->text + length, DATA_LOOK_TEXT - length, "%s%s", before,
                 class_set_name(&set->classes, i));
        before = ", ";
    }
}

enum nn_status data_look_at(struct data_look *look, const struct data_set *set,
                            struct nn_error *err) {
    int count = min_int(set->train.count, PICTURES);
    enum nn_status status = NN_STATUS_OK;
    *look = (struct data_look){.cure = {.invert = is_inverted(&set->train, count)}};
    if (class_set_equal(&set->classes, class_set_digits()))
        status = look_at_digits(look, &set->train, count, err);
    if (status)
        return status;
    describe_cure(look);
    describe_missing(look, set);
    return NN_STATUS_OK;
}
