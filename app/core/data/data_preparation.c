#include "app/core/data/data_preparation.h"

#include <stddef.h>
#include <string.h>

static const struct word {
    const char *text;
    size_t offset;
} words[] = {
    {"transpose", offsetof(struct data_preparation, transpose)},
    {"mirror", offsetof(struct data_preparation, mirror)},
    {"flip", offsetof(struct data_preparation, flip)},
    {"invert", offsetof(struct data_preparation, invert)},
};

/* False if the text, of this length, is none of the words. */
static bool add_word(struct data_preparation *preparation, const char *text, size_t length) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].text) == length && strncmp(text, words[i].text, length) == 0) {
            *(bool *)((char *)preparation + words[i].offset) = true;
            return true;
        }
    return false;
}

enum nn_status data_preparation_parse(struct data_preparation *preparation, const char *text,
                                      struct nn_error *err) {
    *preparation = (struct data_preparation){0};
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, ",");
        if (!add_word(preparation, at, length) || (at[length] && !at[length + 1]))
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                "pictures can be prepared by transpose, mirror, flip and invert, "
                                "joined by commas, not by \"%.80s\"",
                                text);
        at += length + (at[length] == ',');
    }
    return NN_STATUS_OK;
}

void data_preparation_text(const struct data_preparation *preparation,
                           char text[DATA_PREPARATION_TEXT]) {
    text[0] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (*(const bool *)((const char *)preparation + words[i].offset)) {
            strcat(text, text[0] ? "," : "");
            strcat(text, words[i].text);
        }
}

void data_preparation_apply_to(const struct data_preparation *preparation,
                               uint8_t picture[INK_PIXELS]) {
    uint8_t before[INK_PIXELS];
    memcpy(before, picture, INK_PIXELS);
    for (int y = 0; y < INK_SIDE; y++)
        for (int x = 0; x < INK_SIDE; x++) {
            int column = preparation->mirror ? INK_SIDE - 1 - x : x;
            int row = preparation->flip ? INK_SIDE - 1 - y : y;
            uint8_t pixel =
                before[preparation->transpose ? column * INK_SIDE + row : row * INK_SIDE + column];
            picture[y * INK_SIDE + x] = preparation->invert ? 255 - pixel : pixel;
        }
}

void data_preparation_apply(const struct data_preparation *preparation, struct data_set *set) {
    const struct data_preparation nothing = {0};
    if (memcmp(preparation, &nothing, sizeof nothing) == 0)
        return;
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < set->parts[p].count; i++)
            data_preparation_apply_to(preparation,
                                      set->parts[p].images + (ptrdiff_t)i * INK_PIXELS);
}
