#include "app/core/data/npy.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { MAX_HEADER = 4096 };

static enum nn_status bad(const struct npy_source *source, const char *what, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_BAD_FILE, "%s %s", source->name, what);
}

/* Moves *at behind the text, and the blanks around it, if it is there. */
static bool skip(const char **at, const char *text) {
    const char *from = *at + strspn(*at, " ");
    size_t length = strlen(text);
    if (strncmp(from, text, length) != 0)
        return false;
    *at = from + length;
    *at += strspn(*at, " ");
    return true;
}

/* '<f4': the order of bytes, the kind, their number. */
static bool parse_type(struct npy_header *header, const char **at) {
    static const char *const types[] = {"b1", "i1", "i2", "i4", "i8", "u1",
                                        "u2", "u4", "u8", "f4", "f8"};
    if (!skip(at, "'") || !strchr("<>|=", **at) || !**at)
        return false;
    header->big_endian = *(*at)++ == '>';
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(*at, types[i], 2) == 0) {
            header->kind = types[i][0];
            header->size = types[i][1] - '0';
            *at += 2;
            return skip(at, "'");
        }
    return false;
}

static bool parse_size(int64_t *size, const char **at) {
    if (!isdigit((unsigned char)**at))
        return false;
    for (*size = 0; isdigit((unsigned char)**at) && *size <= INT32_MAX; (*at)++)
        *size = 10 * *size + (**at - '0');
    return *size >= 1 && *size <= INT32_MAX;
}

/* (60000, 28, 28) or (60000,). */
static bool parse_shape(struct npy_header *header, const char **at) {
    if (!skip(at, "("))
        return false;
    for (header->rank = 0; !skip(at, ")"); header->rank++)
        if (header->rank == NPY_MAX_RANK || !parse_size(&header->sizes[header->rank], at) ||
            (!skip(at, ",") && **at != ')'))
            return false;
    return header->rank > 0;
}

/* {'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), } */
static enum nn_status parse(struct npy_header *header, const char *text,
                            const struct npy_source *source, struct nn_error *err) {
    bool typed = false, ordered = false, shaped = false, good = skip(&text, "{");
    while (good && !skip(&text, "}")) {
        if (skip(&text, "'descr':"))
            good = !typed && (typed = parse_type(header, &text));
        else if (skip(&text, "'fortran_order':"))
            good = !ordered && (ordered = skip(&text, "False"));
        else if (skip(&text, "'shape':"))
            good = !shaped && (shaped = parse_shape(header, &text));
        else
            good = false;
        good = good && (skip(&text, ",") || *text == '}');
    }
    text += good ? strspn(text, " \n") : 0;
    return good && typed && ordered && shaped && *text == '\0'
               ? NN_STATUS_OK
               : bad(source,
                     "is no plain array of numbers in rows (bool, integers or floats, not in "
                     "Fortran's order)",
                     err);
}

enum nn_status npy_read_header(struct npy_header *header, const struct npy_source *source,
                               struct nn_error *err) {
    uint8_t magic[8], length[4] = {0};
    char text[MAX_HEADER + 1];
    *header = (struct npy_header){0};
    enum nn_status status = source->read(source->context, magic, sizeof magic, err);
    if (status)
        return status;
    if (memcmp(magic, "\x93NUMPY", 6) != 0 || magic[6] < 1 || magic[6] > 3)
        return bad(source, "is not an array of NumPy's", err);
    status = source->read(source->context, length, magic[6] == 1 ? 2 : 4, err);
    size_t size = length[0] + 256u * length[1];
    if (!status && (size > MAX_HEADER || length[2] || length[3]))
        return bad(source, "has a header that is too long", err);
    if (!status)
        status = source->read(source->context, text, size, err);
    if (status)
        return status;
    text[size] = '\0';
    return strlen(text) == size ? parse(header, text, source, err)
                                : bad(source, "is not an array of NumPy's", err);
}

double npy_value(const struct npy_header *header, const uint8_t *bytes) {
    union {
        uint8_t bytes[8];
        uint64_t whole;
        float single;
        double real;
    } value = {{0}};
    bool swap = header->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    int size = header->size, at = header->kind == 'f' || little ? 0 : 8 - size;
    for (int i = 0; i < size; i++)
        value.bytes[at + i] = bytes[swap ? size - 1 - i : i];
    if (header->kind == 'f')
        return size == 4 ? (double)value.single : value.real;
    if (header->kind != 'i')
        return (double)value.whole;
    int unused = 64 - 8 * size;
    return (double)((int64_t)(value.whole << unused) >> unused);
}
