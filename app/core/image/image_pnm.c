#include <ctype.h>

#include "app/core/image/image_format.h"

enum { MAX_VALUE = 65535 };

/* The kinds 1 to 6 are bits, greys and colours as text, and the same as bytes. */
struct scanner {
    const struct image_source *source;
    size_t at;
    int kind;
    uint32_t max; /* value of white */
    bool failed;  /* nothing, or no number, where one was due */
};

static int peek(const struct scanner *scanner) {
    return scanner->at < scanner->source->size ? scanner->source->bytes[scanner->at] : -1;
}

static uint32_t next_byte(struct scanner *scanner) {
    int byte = peek(scanner);
    scanner->failed |= byte < 0;
    scanner->at++;
    return (uint32_t)byte & 255;
}

static void skip_blanks(struct scanner *scanner) {
    bool comment = false;
    for (int byte = peek(scanner); byte >= 0; byte = peek(scanner)) {
        comment = byte == '#' || (comment && byte != '\n');
        if (!comment && !isspace(byte))
            return;
        scanner->at++;
    }
}

/* The next number in the text, of at most this many digits. */
static uint32_t next_number(struct scanner *scanner, int digits) {
    uint32_t number = 0;
    skip_blanks(scanner);
    scanner->failed |= !isdigit(peek(scanner));
    for (; digits > 0 && isdigit(peek(scanner)); digits--)
        number = 10 * number + (uint32_t)(scanner->source->bytes[scanner->at++] - '0');
    return number;
}

/* The next value, scaled to 0 to 255. */
static uint32_t next_value(struct scanner *scanner) {
    uint32_t value;
    if (scanner->kind == 1)
        value = 1 - next_number(scanner, 1); /* 1 is black */
    else if (scanner->kind <= 3)
        value = next_number(scanner, 5);
    else
        value = next_byte(scanner);
    if (scanner->kind > 3 && scanner->max > 255)
        value = value << 8 | next_byte(scanner);
    return value < scanner->max ? value * 255 / scanner->max : 255;
}

static uint32_t next_pixel(struct scanner *scanner) {
    uint32_t red = next_value(scanner);
    if (scanner->kind % 3 != 0)
        return image_pixel(255, red, red, red);
    uint32_t green = next_value(scanner);
    return image_pixel(255, red, green, next_value(scanner));
}

/* Eight pixels to a byte, the first in its highest bit. */
static void read_bits(struct scanner *scanner, uint32_t *row, int width) {
    uint32_t byte = 0;
    for (int x = 0; x < width; x++) {
        byte = x % 8 == 0 ? next_byte(scanner) : byte << 1;
        row[x] = byte & 128 ? 0xff000000 : 0xffffffff;
    }
}

enum nn_status image_read_pnm(struct image *image, const struct image_source *source,
                              struct nn_error *err) {
    struct scanner scanner = {.source = source, .at = 2, .kind = source->bytes[1] - '0', .max = 1};
    uint32_t width = next_number(&scanner, 9), height = next_number(&scanner, 9);
    if (scanner.kind % 3 != 1)
        scanner.max = next_number(&scanner, 9);
    if (scanner.failed || scanner.max < 1 || scanner.max > MAX_VALUE)
        return image_damaged(source, "PNM", "its header makes no sense", err);
    enum nn_status status = image_create_for(image, source, width, height, err);
    if (status)
        return status;
    scanner.at++; /* one blank before the values */
    for (int y = 0; y < image->height && !scanner.failed; y++) {
        uint32_t *row = image->pixels + (size_t)y * (size_t)image->stride;
        if (scanner.kind == 4)
            read_bits(&scanner, row, image->width);
        for (int x = 0; scanner.kind != 4 && x < image->width && !scanner.failed; x++)
            row[x] = next_pixel(&scanner);
    }
    return scanner.failed ? image_damaged(source, "PNM", "it is cut short", err) : NN_STATUS_OK;
}
