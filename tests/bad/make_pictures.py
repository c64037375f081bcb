#!/usr/bin/env python3
"""Makes the pictures of this folder and those of tests/app/core/image/pictures. JPEG and WebP files
are encoded by ImageMagick."""

import pathlib
import struct
import subprocess
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
        "text.jpg": b"Not a picture.\n",
        "pdf.png": b"%PDF-1.4\n",
        "unknown.png": bytes(range(256)),
        **bad_encoded_files(),
        **bad_plain_files(),
    }


def bad_encoded_files():
    jpeg, webp = encoded("jpg"), encoded("webp")
    size, scan = jpeg.index(b"\xff\xc0") + 5, jpeg.index(b"\xff\xda")
    return {
        "jpeg-cut.jpg": jpeg[:-4],
        "jpeg-cut-in-header.jpg": jpeg[:scan],
        "jpeg-bomb.jpg": jpeg[:size] + struct.pack(">HH", 16000, 16000) + jpeg[size + 4:],
        "jpeg-20000-wide.jpg": jpeg[:size] + struct.pack(">HH", 1, 20000) + jpeg[size + 4:],
        "jpeg-many-scans.jpg": jpeg[:size] + struct.pack(">HH", 8000, 8000) + jpeg[size + 4:-2]
                               + jpeg[scan:scan + 10] * 20 + jpeg[-2:],
        "webp-cut.webp": webp[:-10],
        "webp-bomb.webp": riff(b"RIFF", b"WEBP" + riff(
            b"VP8L", struct.pack("<BI", 0x2F, 15999 | 15999 << 14) + b"\0" * 9)),
        "webp-no-frame.webp": vp8x(16, 16),
    }


def bad_plain_files():
    picture = gif(16, 16, 0)
    return {
        "gif-cut.gif": picture[:40],
        "gif-bomb.gif": picture[:6] + struct.pack("<HH", 60000, 60000) + picture[10:],
        "gif-outside.gif": picture[:6] + struct.pack("<HH", 15, 16) + picture[10:],
        "gif-no-frame.gif": picture[:25] + b";",
        "tiff-cut.tif": tiff(2, 2)[:30],
        "tiff-no-pixels.tif": tiff(2, 2)[:-4],
        "tiff-bomb.tif": tiff(16000, 16000),
        "tiff-huge-strip.tif": tiff(8000, 8000, samples=64, compression=5),
        "bmp-cut.bmp": bmp(24)[:-1],
        "bmp-bomb.bmp": bmp(24, 16000, 16000),
        "bmp-lowest-height.bmp": bmp(24, 2, -(1 << 31)),
        "bmp-compressed.bmp": bmp(8, way=1),
        "bmp-3-bits.bmp": bmp(3),
        "pnm-cut.pgm": b"P5 2 2 255\n\0\0\0",
        "pnm-cut.pbm": b"P1 2 2 0 1 1",
        "pnm-bomb.ppm": b"P6 16000 16000 255\n",
        "pnm-no-max.pgm": b"P5 2 2 0\n\0\0\0\0",
    }


GREYS = (0x00, 0x40, 0x80, 0xFF)  # of every good picture, from left to right and then down


def encoded(ending, *flags):
    """GREYS as four squares of 8 x 8 pixels, so that lossy formats keep them."""
    pgm = b"P5 2 2 255\n" + bytes(GREYS)
    return subprocess.run(["convert", "-", "-sample", "16x16!", "-quality", "95", "-strip", *flags,
                           ending + ":-"], input=pgm, stdout=subprocess.PIPE, check=True).stdout


def exif(orientation):
    return b"Exif\0\0" + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x112, 3, 1, orientation, 0, 0)


def turned_jpeg(orientation):
    data, jpeg = exif(orientation), encoded("jpg")
    return jpeg[:2] + struct.pack(">HH", 0xFFE1, 2 + len(data)) + data + jpeg[2:]


def riff(kind, data):
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def vp8x(width, height, chunks=b""):
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff(b"RIFF", b"WEBP" + riff(b"VP8X", b"\x08\0\0\0" + size) + chunks)


def gif(width, height, transparent):
    """Uncompressed codes of 3 bits: a clear code before each pair of pixels keeps them so short."""
    colours = bytes(v for grey in GREYS for v in (grey,) * 3)
    codes = [code for y in range(height) for x in range(0, width, 2)
             for code in (4, *[2 * (2 * y // height) + 2 * (x + i) // width for i in (0, 1)])] + [5]
    bits = sum(code << 3 * i for i, code in enumerate(codes))
    data = bits.to_bytes((3 * len(codes) + 7) // 8, "little")
    blocks = b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255))
    control = b"!\xf9\4" + bytes([transparent, 0, 0, 3]) + b"\0"
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\2" + blocks + b"\0"
    return (b"GIF89a" + struct.pack("<HHBBB", width, height, 0xA1, 0, 0) + colours + control + frame
            + frame + b";")


def tiff(width, height, orientation=1, bits=8, samples=1, compression=1):
    pixels = bytes(v for grey in GREYS for v in (grey,) * (bits // 8))
    entries = ((256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, compression), (262, 3, 1),
               (273, 4, 8 + 2 + 10 * 12 + 4), (274, 3, orientation), (277, 3, samples), (279, 4, len(pixels)),
               (284, 3, 1))
    return (struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<H", len(entries))
            + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
            + struct.pack("<I", 0) + pixels)


def bmp(bits, width=2, height=2, way=0):
    palette = b"".join(bytes((grey, grey, grey, 0)) for grey in GREYS) if bits <= 8 else b""
    order = (2, 3, 0, 1) if height > 0 else (0, 1, 2, 3)
    rows = b""
    for row in order[:2], order[2:]:
        if bits <= 8:
            data = bytes([row[0] << 8 - bits | (row[1] << 8 - 2 * bits if bits < 8 else 0)])
            data += bytes([row[1]]) if bits == 8 else b""
        else:
            data = b"".join(bytes((GREYS[i],) * 3 + (0,) * (bits // 8 - 3)) for i in row)
        rows += data + b"\0" * (-len(data) % 4)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, way, 0, 0, 0, len(palette) // 4, 0)
    at = 14 + len(header) + len(palette)
    return struct.pack("<2sIHHI", b"BM", at + len(rows), 0, 0, at) + header + palette + rows


def good_files():
    """The same four greys in every format; the last quarter is transparent where the name says alpha."""
    a, b, c, d = GREYS
    palette = chunk(b"PLTE", bytes(v for v in (a, b, c, d) for _ in "rgb"))
    passes = [[a], [b], [c, d]]
    interlaced = b"".join(b"\0" + bytes(v for v in row for _ in "rgb") for row in passes)
    return {
        "grey-8.png": png(2, 2, 8, GREY, bytes([0, a, b, 0, c, d])),
        "grey-16.png": png(2, 2, 16, GREY, bytes([0, a, a, b, b, 0, c, c, d, d])),
        "palette.png": png(2, 2, 8, PALETTE, bytes([0, 0, 1, 0, 2, 3]), palette),
        "rgb-interlaced.png": png(2, 2, 8, RGB, interlaced, interlaced=1),
        "grey-alpha.png": png(2, 2, 8, GREY_ALPHA, bytes([0, a, 255, b, 255, 0, c, 255, d, 0])),
        "grey.jpg": encoded("jpg"),
        "progressive.jpg": encoded("jpg", "-interlace", "JPEG"),
        "cmyk.jpg": encoded("jpg", "-colorspace", "CMYK"),
        **{f"turned-{i}.jpg": turned_jpeg(i) for i in range(1, 9)},
        "lossy.webp": encoded("webp"),
        "turned-6.webp": vp8x(16, 16, encoded("webp", "-define", "webp:lossless=true")[12:]
                              + riff(b"EXIF", exif(6)[6:])),
        "animated-alpha.gif": gif(16, 16, 3),
        "grey.tif": tiff(2, 2),
        "turned-6.tif": tiff(2, 2, orientation=6),
        "grey-16.tif": tiff(2, 2, bits=16),
        "palette-2.bmp": bmp(2),
        "palette-4.bmp": bmp(4),
        "palette-8.bmp": bmp(8),
        "rgb.bmp": bmp(24),
        "from-the-top.bmp": bmp(32, 2, -2),
        "text.pgm": b"P2\n# a comment\n2 2\n255\n0 64\n128 255",
        "bytes.pgm": b"P5 2 2 255\n" + bytes(GREYS),
        "words.pgm": b"P5 2 2 65535\n" + bytes(v for grey in GREYS for v in (grey, grey)),
        "bytes.ppm": b"P6 2 2 255\n" + bytes(v for grey in GREYS for v in (grey,) * 3),
    }


def main():
    bad = pathlib.Path(__file__).parent
    for folder, files in (bad, bad_files()), (bad.parent / "app/core/image/pictures", good_files()):
        for name, data in files.items():
            (folder / name).write_bytes(data)


main()
