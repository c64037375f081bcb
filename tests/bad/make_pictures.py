#!/usr/bin/env python3
"""Makes the PNG files of this folder and those of tests/app/core/ink/pictures."""

import pathlib
import struct
import zlib

GREY, RGB, PALETTE, GREY_ALPHA, UNDEFINED = 0, 2, 3, 4, 5
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color, rows, extra=b"", interlaced=0):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)
    return (SIGNATURE + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def bad_files():
    ramp = b"".join(b"\0" + bytes(9 * x + 50 * y for x in range(4)) for y in range(4))
    good = png(4, 4, 8, GREY, ramp)
    return {
        "empty.png": b"",
        "not-a-png.png": b"GIF89a\x01\x00\x01\x00",
        "png-cut-in-header.png": good[:20],
        "png-cut-in-pixels.png": good[:50],
        "png-wrong-checksum.png": good[:29] + b"\0\0\0\0" + good[33:],
        "png-zero-width.png": png(0, 4, 8, GREY, b"\0"),
        "png-zero-height.png": png(4, 0, 8, GREY, b""),
        "png-20000-wide.png": png(20000, 1, 1, GREY, b"\0" * 2501),
        "png-bomb.png": png(16000, 16000, 1, GREY, b"\0"),
        "png-bad-colour-type.png": png(4, 4, 8, UNDEFINED, b"\0" * 20),
        "png-no-palette.png": png(4, 4, 8, PALETTE, b"\0" * 20),
        "png-too-little-data.png": png(400, 400, 8, GREY, b"\0" * 20),
    }


def good_files():
    """The same four greys in every PNG colour type; the last pixel of grey-alpha.png is transparent."""
    a, b, c, d = 0x00, 0x40, 0x80, 0xFF
    palette = chunk(b"PLTE", bytes(v for v in (a, b, c, d) for _ in "rgb"))
    passes = [[a], [b], [c, d]]
    interlaced = b"".join(b"\0" + bytes(v for v in row for _ in "rgb") for row in passes)
    return {
        "grey-8.png": png(2, 2, 8, GREY, bytes([0, a, b, 0, c, d])),
        "grey-16.png": png(2, 2, 16, GREY, bytes([0, a, a, b, b, 0, c, c, d, d])),
        "palette.png": png(2, 2, 8, PALETTE, bytes([0, 0, 1, 0, 2, 3]), palette),
        "rgb-interlaced.png": png(2, 2, 8, RGB, interlaced, interlaced=1),
        "grey-alpha.png": png(2, 2, 8, GREY_ALPHA, bytes([0, a, 255, b, 255, 0, c, 255, d, 0])),
    }


def main():
    bad = pathlib.Path(__file__).parent
    for folder, files in (bad, bad_files()), (bad.parent / "app/core/ink/pictures", good_files()):
        for name, data in files.items():
            (folder / name).write_bytes(data)


main()
