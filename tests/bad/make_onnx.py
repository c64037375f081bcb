#!/usr/bin/env python3
"""Writes the hostile ONNX files beside this script: python3 tests/bad/make_onnx.py

Protocol buffers are encoded by hand: a field is its number and wire type, then a number or a length
and bytes."""

import os
import struct

FOLDER = os.path.dirname(os.path.abspath(__file__))


def number(value):
    low = value & 0x7F
    return bytes([low]) if value < 0x80 else bytes([low | 0x80]) + number(value >> 7)


def integer(field, value):
    return number(field << 3) + number(value & 0xFFFFFFFFFFFFFFFF)


def block(field, *parts):
    data = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    return number(field << 3 | 2) + number(len(data)) + data


def tensor(name, sides, values, *rest):
    raw = struct.pack(f"<{len(values)}f", *values)
    return block(5, *(integer(1, side) for side in sides), integer(2, 1), block(8, name),
                 block(9, raw), *rest)


def node(operator, inputs, output):
    return block(1, *(block(1, name) for name in inputs), block(2, output), block(4, operator))


def value(field, name, sides):
    shape = block(2, *(block(1, integer(1, side)) for side in sides))
    return block(field, block(1, name), block(2, block(1, integer(1, 1), shape)))


def model(*graph):
    return (integer(1, 7) + block(8, integer(2, 13)) +
            block(7, *graph, value(11, "x", [1, 1, 28, 28]), value(12, "y", [1, 10])))


def dense(weight):
    return model(node("Flatten", ["x"], "f"), node("MatMul", ["f", "w"], "y"), weight)


def deep():
    """A graph nested in an attribute of a node of a graph, and so on."""
    pieces, length = [], 0
    for _ in range(2000):
        for field in 6, 5, 1:
            header = number(field << 3 | 2) + number(length)
            pieces.append(header)
            length += len(header)
    return block(7, b"".join(reversed(pieces)))


GOOD = dense(tensor("w", [784, 10], [0.5] * 7840))
FILES = {
    "empty": b"",
    "not-onnx": b"PK\x03\x04 this is not a model\n" * 20,
    "cut": GOOD[:5000],
    "deep": deep(),
    "external": dense(tensor("w", [784, 10], [], block(13, block(1, "location"),
                                                       block(2, "/etc/passwd")), integer(14, 1))),
    "huge-sides": dense(tensor("w", [1 << 62, 1 << 62], [0.5])),
    "negative-sides": dense(tensor("w", [-784, -10], [0.5] * 7840)),
    "too-few-values": dense(tensor("w", [784, 10], [0.5] * 7839)),
    "not-a-number": dense(tensor("w", [784, 10], [float("nan")] * 7840)),
    "circle": model(node("Relu", ["y"], "a"), node("Relu", ["a"], "y")),
    "no-graph": integer(1, 7) + block(8, integer(2, 13)),
    "other-layers": model(node("Flatten", ["x"], "f"), node("LSTM", ["f"], "y")),
    "huge-batch-of-sides": model(node("Reshape", ["x", "s"], "y"),
                                 tensor("s", [1] * 1000, [1.0])),
}

if __name__ == "__main__":
    for name, data in FILES.items():
        with open(os.path.join(FOLDER, f"onnx-{name}.onnx"), "wb") as file:
            file.write(data)
