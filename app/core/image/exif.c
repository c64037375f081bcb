#include "app/core/image/exif.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { HEADER = 8, ENTRY = 12, TAG_ORIENTATION = 0x112, TYPE_SHORT = 3 };

static uint32_t number(const unsigned char *bytes, int length, bool big_endian) {
    uint32_t value = 0;
    for (int i = 0; i < length; i++)
        value = value << 8 | bytes[big_endian ? i : length - 1 - i];
    return value;
}

int exif_orientation(const unsigned char *bytes, size_t size) {
    if (size >= 6 && memcmp(bytes, "Exif\0", 6) == 0) {
        bytes += 6;
        size -= 6;
    }
    if (size < HEADER || (memcmp(bytes, "II*", 4) != 0 && memcmp(bytes, "MM\0*", 4) != 0))
        return 1;
    bool big_endian = bytes[0] == 'M';
    size_t at = number(bytes + 4, 4, big_endian);
    if (at > size - 2)
        return 1;
    uint32_t count = number(bytes + at, 2, big_endian);
    for (at += 2; count > 0 && at + ENTRY <= size; count--, at += ENTRY)
        if (number(bytes + at, 2, big_endian) == TAG_ORIENTATION &&
            number(bytes + at + 2, 2, big_endian) == TYPE_SHORT) {
            uint32_t orientation = number(bytes + at + 8, 2, big_endian);
            return orientation >= 1 && orientation <= 8 ? (int)orientation : 1;
        }
    return 1;
}
