#!/usr/bin/env python3
"""Measures how well non-digits are rejected at the threshold that accepts 99 % of the digits.

Usage: letters.py INKLING DIGITS.ndjson [MODEL]
Letters are those of single-stroke fonts (Debian's hershey-fonts-data), slanted, rotated and
jittered at random, which training has never seen. Letters that look like a digit are counted
separately.
"""
import json
import math
import random
import subprocess
import sys
import tempfile
from collections import Counter

FONTS = "/usr/share/hershey-fonts"
SAMPLES = 8  # of each letter of each font
LOOKALIKES = "OoDQIilJjSsZzqgbGaBy"
KEPT = 0.99


def glyphs(font):
    """The letters of a font by name, as strokes of points."""
    with open(f"{FONTS}/{font}.jhf") as file:
        lines = file.read().split("\n")
    for code in [*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]:
        vertices = lines[code - 32][10:]
        strokes = [[]]
        for x, y in zip(vertices[::2], vertices[1::2]):
            if x + y == " R":
                strokes.append([])
            else:
                strokes[-1].append((ord(x) - ord("R"), ord(y) - ord("R")))
        yield chr(code), [stroke for stroke in strokes if stroke]


def dense(stroke):
    """Inserts points until they are at most one unit apart, so that corners stay sharp."""
    points = stroke[:1]
    for (x0, y0), (x1, y1) in zip(stroke, stroke[1:]):
        steps = max(1, round(math.hypot(x1 - x0, y1 - y0)))
        points += [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(1, steps + 1)]
    return points


def written(source, strokes):
    """The glyph as a hand might write it, on a canvas of 500."""
    turn, slant, width = source.gauss(0, 0.07), source.gauss(0.1, 0.15), source.uniform(0.8, 1.2)
    scale, waves = source.uniform(5, 12), [source.uniform(0, 6.3) for _ in range(2)]

    def place(x, y):
        x, y = width * x - slant * y + 0.6 * math.sin(y / 5 + waves[0]), y + 0.6 * math.sin(x / 5 + waves[1])
        return (round(250 + scale * (x * math.cos(turn) - y * math.sin(turn)), 1),
                round(250 + scale * (x * math.sin(turn) + y * math.cos(turn)), 1))

    return [list(zip(*(place(*point) for point in dense(stroke)))) for stroke in strokes]


def begun(drawing):
    """The first third of the first stroke."""
    xs, ys = drawing[0][:2]
    return [[xs[:len(xs) // 3 + 1], ys[:len(ys) // 3 + 1]]]


def scribble(source):
    points = [(250 + source.gauss(0, 90), 250 + source.gauss(0, 90)) for _ in range(source.randint(10, 25))]
    return [list(zip(*points))]


def others(source, digits):
    """Other non-digits, by name."""
    for _ in range(200):
        x, y = source.uniform(50, 450), source.uniform(50, 450)
        yield "scribbles", scribble(source)
        yield "dots", [[[x], [y]]]
        yield "half-drawn", begun(source.choice(digits)["drawing"])
        yield "two over each other", sum((source.choice(digits)["drawing"] for _ in "ab"), [])


def readings(inkling, drawings, model):
    """The reading of each drawing and its confidence; for several digits, that of the newest."""
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as file:
        for drawing in drawings:
            print(json.dumps({"word": "", "canvas": [500, 500], "drawing": drawing}), file=file)
        file.flush()
        command = [inkling, "classify", "--json", *model, file.name]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    return [(line.get("number", line["digit"]), line["confidence"]) for line in lines]


def area(digits, none):
    """Probability that a digit scores higher than a non-digit (AUC)."""
    return sum((d > n) + 0.5 * (d == n) for d in digits for n in none) / (len(digits) * len(none))


def main():
    inkling, path, *model = sys.argv[1:]
    model = ["--model", *model] if model else []
    with open(path) as file:
        digits = [json.loads(line) for line in file]
    source = random.Random(1)
    named = [(letter, written(source, strokes)) for font in ("futural", "scripts")
             for letter, strokes in glyphs(font) for _ in range(SAMPLES)]
    named += others(source, digits)
    kept = sorted(sure for _, sure in readings(inkling, [digit["drawing"] for digit in digits], model))
    threshold = kept[math.ceil((1 - KEPT) * len(kept))]
    found = {}
    for (name, _), (digit, sure) in zip(named, readings(inkling, [drawing for _, drawing in named], model)):
        kinds = [name]
        if len(name) == 1:
            kinds.append("letters like digits" if name in LOOKALIKES else "letters")
        for kind in kinds:
            found.setdefault(kind, []).append((str(digit), sure))
    print(f"threshold {threshold:.4f}: keeps {sum(s >= threshold for s in kept) / len(kept):.2%} of {len(kept)} digits")
    for name, of_name in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
        taken = Counter(digit for digit, sure in of_name if sure >= threshold)
        as_number = sum(count for digit, count in taken.items() if len(digit) > 1) / len(of_name)
        print(f"{name:22} {len(of_name):4} refused {1 - taken.total() / len(of_name):7.1%}, taken for a number "
              f"{as_number:6.1%}, area {area(kept, [sure for _, sure in of_name]):.3f}, most for",
              *(digit for digit, _ in taken.most_common(3)))


if __name__ == "__main__":
    main()
