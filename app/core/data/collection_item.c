#include "app/core/data/collection_item.h"

#include <stdlib.h>
#include <string.h>

#include "app/core/data/collection_private.h"
#include "app/core/ink/canvas.h"

void collection_item_destroy(struct collection_item *item) {
    if (item)
        free(item->line);
    free(item);
}

/* A step of FNV-1a with 64 bits (Fowler, Noll and Vo). */
static uint64_t hash_step(uint64_t hash, uint64_t value) {
    return (hash ^ value) * UINT64_C(1099511628211);
}

static const uint64_t hash_begin = UINT64_C(14695981039346656037);

uint64_t collection_hash_of_picture(const struct ink_picture *picture) {
    uint64_t hash = hash_begin;
    for (int i = 0; i < INK_PIXELS; i++)
        hash = hash_step(hash, picture->pixels[i]);
    return hash;
}

/* Hash of the points; their counts separate strokes. It decides for ever what is held out. */
static uint64_t hash_of(const struct strokes *strokes) {
    uint64_t hash = hash_begin;
    for (int s = 0; s < strokes->count; s++) {
        const struct stroke *stroke = strokes->items[s];
        const unsigned char *bytes = (const unsigned char *)stroke->points;
        hash = hash_step(hash, (uint64_t)stroke->count);
        for (size_t i = 0; i < (size_t)stroke->count * sizeof *stroke->points; i++)
            hash = hash_step(hash, bytes[i]);
    }
    return hash;
}

/* The length without the line's end; a carriage return inside is white space to JSON. */
static size_t length_of_line(const char *line) {
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    return length;
}

enum nn_status collection_item_from_line(struct collection_item **out,
                                         const struct drawing *drawing, const char *line,
                                         const struct class_set *classes, struct nn_error *err) {
    struct ink_picture picture;
    struct collection_item *item = calloc(1, sizeof *item);
    size_t length = length_of_line(line);
    char *copy = malloc(length + 2);
    if (!item || !copy) {
        free(item);
        free(copy);
        return collection_no_memory(err);
    }
    memcpy(copy, line, length);
    memcpy(copy + length, "\n", 2);
    drawing_to_ink(drawing, &picture);
    memcpy(item->pixels, picture.pixels, sizeof item->pixels);
    item->line = copy;
    item->digit = class_set_find(classes, drawing->word);
    item->is_picture = drawing->picture;
    item->hash = drawing->picture ? collection_hash_of_picture(drawing->picture)
                                  : hash_of(&drawing->strokes);
    item->held_out = item->hash % COLLECTION_HELD_OUT == 0;
    *out = item;
    return NN_STATUS_OK;
}

enum nn_status collection_item_from_drawing(struct collection_item **item,
                                            const struct drawing *drawing,
                                            const struct class_set *classes, int digit,
                                            struct nn_error *err) {
    struct drawing named = *drawing;
    struct drawing_file *file = NULL;
    const struct drawing *read = NULL;
    strcpy(named.word, class_set_name(classes, digit));
    char *line = NULL;
    enum nn_status status = drawing_line(&line, &named, err);
    if (!status)
        status = drawing_file_open_text(&file, line, "your drawing", CANVAS_BRUSH_DEFAULT, err);
    if (!status) {
        status = drawing_file_next(file, &read, err);
        if (!status)
            status = collection_item_from_line(item, read, line, classes, err);
        drawing_file_close(file);
    }
    free(line);
    return status;
}
