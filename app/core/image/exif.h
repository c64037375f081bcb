/* The orientation in EXIF data (CIPA DC-008, section 4.6.4). */
#pragma once

#include <stddef.h>

/* The orientation, 1 to 8, where bytes begin with a TIFF header, or with "Exif" and two zeros
 * before it; 1 (upright) if there is none or the data is damaged. */
int exif_orientation(const unsigned char *bytes, size_t size);
