#!/usr/bin/env python3
"""Replays numbers that are assembled from a file of single digits.

Usage: numbers.py INKLING FILE.ndjson
Places 2 to 5 drawings side by side, each at its own size, with gaps from narrow to wide, or in two
rows, and prints how many of the numbers are read correctly, and how many single digits are split.
"""
import json
import random
import subprocess
import sys
import tempfile

COUNT = 200  # numbers of each kind
GAPS = [0.1, 0.2, 0.4, 0.8]  # as fractions of the number's height
ROW_GAPS = [0.3, 0.5, 1]
SIZES = {"equal": (1, 1), "uneven": (0.7, 1)}


def box(drawing):
    xs = [x for stroke in drawing for x in stroke[0]]
    ys = [y for stroke in drawing for y in stroke[1]]
    return min(xs), min(ys), max(xs), max(ys)


def number(random, digits, gap, sizes):
    """Digits in a row starting at x = 0, standing on y = 0, each at most 1 high."""
    strokes, word, right = [], "", -gap
    for digit in digits:
        left, top, end, bottom = box(digit["drawing"])
        scale = random.uniform(*sizes) / max(bottom - top, (end - left) / 2)
        begin = right + gap
        for xs, ys, *_ in digit["drawing"]:
            strokes.append([[begin + (x - left) * scale for x in xs], [(y - bottom) * scale for y in ys]])
        word += digit["word"]
        right = begin + (end - left) * scale
    return word, strokes


def two_rows(random, drawings, gap):
    """Two numbers of up to 4 digits, the second below the first."""
    words, strokes, bottom = [], [], 0
    for _ in range(2):
        digits = random.choices(drawings, k=random.randint(1, 4))
        word, of_row = number(random, digits, 0.3, SIZES["uneven"])
        top = box(of_row)[1]
        strokes += [[xs, [bottom + gap + y - top for y in ys]] for xs, ys in of_row]
        bottom = box(strokes)[3]
        words.append(word)
    return " ".join(words), strokes


def fitted(random, word, strokes):
    """The same on a canvas of 1000, at a random size and place."""
    left, top, right, bottom = box(strokes)
    scale = random.uniform(500, 950) / max(right - left, bottom - top)
    x = random.uniform(0, 1000 - (right - left) * scale) - left * scale
    y = random.uniform(0, 1000 - (bottom - top) * scale) - top * scale
    drawing = [[[round(x + a * scale, 1) for a in xs], [round(y + b * scale, 1) for b in ys]] for xs, ys in strokes]
    return {"word": word, "canvas": [1000, 1000], "drawing": drawing}


def replay(inkling, path):
    command = [inkling, "replay", "--json", path]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    *lines, last = (json.loads(line) for line in output.splitlines())
    return lines, last["summary"]


def report(name, lines, summary):
    cut = sum(len(line.get("number", "0")) == len(line["word"]) for line in lines)
    time = summary["stroke_to_answer_us"]
    print(f"{name:36} right {summary['accuracy']:6.1%}, as many digits as drawn {cut / len(lines):6.1%}, "
          f"{time['p50']:.0f} us (median), {time['p99']:.0f} us (99th percentile)", flush=True)


def report_made(inkling, name, source, made):
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as numbers:
        for word, strokes in made:
            print(json.dumps(fitted(source, word, strokes)), file=numbers)
        numbers.flush()
        report(name, *replay(inkling, numbers.name))


def main():
    inkling, path = sys.argv[1:]
    report("single digits", *replay(inkling, path))
    with open(path) as file:
        drawings = [json.loads(line) for line in file]
    source = random.Random(1)
    for kind, sizes in SIZES.items():
        for gap in GAPS:
            for length in range(2, 6):
                made = [number(source, source.choices(drawings, k=length), gap, sizes) for _ in range(COUNT)]
                report_made(inkling, f"{length} digits, {kind} sizes, gap {gap}", source, made)
    for gap in ROW_GAPS:
        made = [two_rows(source, drawings, gap) for _ in range(COUNT)]
        report_made(inkling, f"two rows, gap {gap}", source, made)


if __name__ == "__main__":
    main()
