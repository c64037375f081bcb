#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets, tests/fuzz/seeds: python3 tests/fuzz/make_seeds.py"""

import gzip
import io
import json
import os
import struct
import sys
import zipfile
import zlib

CHECKPOINT_VALUES = 160  # of the network of fuzz_checkpoint.c, each tensor padded to 64 bytes
HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "bad"))
from make_onnx import block, integer, node, number, value  # noqa: E402


def write(target, name, data):
    folder = os.path.join(HERE, "seeds", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def idx(*sizes):
    count = 1
    for size in sizes:
        count *= size
    return bytes([0, 0, 8, len(sizes)]) + b"".join(struct.pack(">I", size) for size in sizes) + \
        bytes(i % 251 for i in range(count))


def safetensors(spec, sides, tensors):
    header, data = {"__metadata__": {"format": "inkling", "format_version": "1", "spec": spec,
                                     "input_shape": sides, "net": "seed"}}, b""
    for name, shape in tensors:
        count = 1
        for side in shape:
            count *= side
        begin = len(data)
        data += struct.pack(f"<{count}f", *(0.125 * (i % 9) for i in range(count)))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def checkpoint(count):
    header = {"__metadata__": {"format": "inkling-checkpoint", "spec": "conv2k3-bn-relu-flatten-dense3",
                               "steps_done": "3", "note": "kept"}}
    for i, name in enumerate(("values", "moment1", "moment2", "average")):
        header[name] = {"dtype": "F32", "shape": [count], "data_offsets": [4 * count * i, 4 * count * (i + 1)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + struct.pack("<f", 0.125) * (4 * count)


def run_folder_seeds():
    settings = {"net": "sprint", "recipe": "sprint", "augmentation": "light", "epochs": 2,
                "batch_size": 128, "learning_rate": 0.005, "seed": 7, "threads": 2, "target": 0.5,
                "ink_pictures": 0, "none_share": 0.0, "data_folder": ""}
    run = json.dumps({"program": "inkling", "version": "0", "started": "2026-01-31T23:59:59",
                      "settings": settings})
    head = "step,epoch,train_loss,train_accuracy,val_loss,val_accuracy,train_seconds\n"
    write("run_folder", "begun", run + "\0" + head)
    write("run_folder", "half", run + "\0" + head + "10,0.1,2.1,0.3,,,0.5\n"
          "20,0.2,1.1,0.7,0.9,0.8,1\n2000,1.2,0.1,0.9,0.1,0.9,3\n")


def settings_seeds():
    write("settings", "whole", json.dumps({
        "program": "inkling", "format": 1, "width": 1100, "height": 720, "maximised": False,
        "theme": "dark", "zoom": 1, "brush": 0.06, "training_panel": True, "layers": False, "why": True,
        "reduced_motion": False, "net": "sprint", "recipe": "sprint", "augmentation": "none",
        "epochs": 3, "batch_size": 64, "learning_rate": 0.003}))
    write("settings", "few", '{"program":"inkling","format":1,"net":"conv4k3-flatten-dense10"}')


def floats(name, *sides):
    count = 1
    for side in sides:
        count *= side
    raw = struct.pack(f"<{count}f", *(0.25 * (1 + i % 7) for i in range(count)))
    return block(5, *(integer(1, side) for side in sides), integer(2, 1), block(8, name),
                 block(9, raw))


def whole(name, *values):
    return block(5, integer(1, len(values)), integer(2, 7), block(8, name),
                 block(7, b"".join(number(v & 0xFFFFFFFFFFFFFFFF) for v in values)))


def attribute(name, *values):
    return block(5, block(1, name), *(integer(8, v) for v in values), integer(20, 7))


def one(name, v):
    return block(5, block(1, name), integer(3, v), integer(20, 2))


def with_attributes(made, *attributes):
    """Adds attributes to a node: its block is unpacked and packed again."""
    skip = 2 if made[1] < 0x80 else 3
    return block(1, made[skip:], *attributes)


def with_outputs(made, *outputs):
    skip = 2 if made[1] < 0x80 else 3
    return block(1, made[skip:], *(block(2, name) for name in outputs))


def onnx(sides, *graph):
    return (integer(1, 7) + block(8, integer(2, 13)) +
            block(7, *graph, value(11, "x", sides), value(12, "y", [1, 3])) +
            block(14, block(1, "net"), block(2, "seed")))


CONV = with_attributes(node("Conv", ["x", "w", "b"], "c"), attribute("kernel_shape", 2, 2),
                       attribute("pads", 0, 0, 0, 0), attribute("strides", 1, 1), one("group", 1))
POOL = with_attributes(node("MaxPool", ["r"], "p"), attribute("kernel_shape", 2, 2),
                       attribute("strides", 2, 2))
TURN = with_attributes(node("Transpose", ["x"], "t"), attribute("perm", 0, 3, 1, 2))
MEAN = with_attributes(node("ReduceMean", ["n"], "m"), attribute("axes", 2, 3), one("keepdims", 0))
GEMM = with_attributes(node("Gemm", ["f", "d", "e"], "l"), one("transB", 1))


def onnx_seeds():
    weights = floats("w", 2, 1, 2, 2), floats("b", 2), floats("d", 3, 12), floats("e", 3)
    write("onnx", "pytorch", onnx(
        [1, 1, 5, 7], CONV, node("Relu", ["c"], "r"), POOL, node("Flatten", ["p"], "f"), GEMM,
        node("Softmax", ["l"], "y"), *weights))
    write("onnx", "view", onnx(
        [1, 1, 5, 7], CONV, node("Relu", ["c"], "r"), POOL, node("Shape", ["p"], "s"),
        node("Gather", ["s", "zero"], "g"), node("Concat", ["g", "rest"], "k"),
        node("Reshape", ["p", "k"], "f"), GEMM, node("LogSoftmax", ["l"], "y"),
        whole("zero", 0), whole("rest", -1), *weights))
    write("onnx", "keras", onnx(
        [1, 5, 7, 1], TURN, node("Conv", ["t", "w"], "c"), node("Add", ["c", "bb"], "n0"),
        node("BatchNormalization", ["n0", "b", "b", "b", "b"], "n"), MEAN,
        node("Dropout", ["m"], "o"), node("MatMul", ["o", "k"], "l"), node("Add", ["l", "e"], "y"),
        floats("bb", 1, 2, 1, 1), floats("k", 2, 3), *weights))
    write("onnx", "squeeze", onnx(
        [1, 1, 5, 7], CONV, node("GlobalAveragePool", ["c"], "a"),
        node("Squeeze", ["a", "axes"], "q"), node("Unsqueeze", ["q", "axes"], "u"),
        node("Slice", ["sides", "zero", "two"], "part"), node("Reshape", ["u", "part"], "f2"),
        node("Identity", ["f2"], "i"), node("MatMul", ["i", "k"], "y"), whole("axes", 2, 3),
        whole("sides", 0, 2, 1, 1), whole("zero", 0), whole("two", 2), floats("k", 2, 3),
        *weights))


def wide_onnx_seeds():
    """What is not a layer by itself: activations written out, arithmetic, padding, quantised weights, functions."""
    weights = floats("w", 2, 1, 2, 2), floats("b", 2), floats("d", 3, 12), floats("e", 3), floats("s", 1)
    write("onnx", "activations", onnx(
        [1, 1, 5, 7], CONV, node("Mul", ["c", "c"], "g1"), node("Sigmoid", ["g1"], "g2"),
        node("Mul", ["g2", "g1"], "g3"), node("Mul", ["g3", "s"], "g4"), node("Tanh", ["g4"], "r"), POOL,
        node("Flatten", ["p"], "f"), GEMM, node("LogSoftmax", ["l"], "y"), *weights))
    write("onnx", "padding", onnx(
        [1, 1, 5, 7], node("Sub", ["x", "s"], "x1"), node("Div", ["x1", "s"], "x2"),
        node("Pad", ["x2", "pads"], "x3"),
        with_attributes(node("Conv", ["x3", "w", "b"], "c"), attribute("strides", 2, 2)),
        with_attributes(node("AveragePool", ["c"], "r"), attribute("kernel_shape", 2, 2)),
        with_attributes(node("MaxPool", ["r"], "p"), attribute("kernel_shape", 3, 3), attribute("pads", 1, 1, 1, 1)),
        node("GlobalAveragePool", ["p"], "o"), node("Flatten", ["o"], "f"), node("MatMul", ["f", "k"], "y"),
        whole("pads", 0, 0, 1, 1, 0, 0, 1, 1), floats("k", 2, 3), *weights))
    write("onnx", "quantised", onnx(
        [1, 4, 4], node("Flatten", ["x"], "f"), node("Reshape", ["q", "sides"], "q2"),
        with_outputs(node("DynamicQuantizeLinear", ["f"], "i"), "t", "z"),
        node("MatMulInteger", ["i", "q2", "z"], "m"), with_attributes(node("Cast", ["m"], "n"), one("to", 1)),
        node("Mul", ["t", "s"], "ts"), node("Mul", ["n", "ts"], "u"), node("QuantizeLinear", ["u", "s"], "v"),
        node("DequantizeLinear", ["v", "s"], "y"), whole("q", *range(48)), whole("sides", 16, 3), *weights))
    body = block(1, "Unit"), block(4, "in"), block(5, "out"), block(6, "slope")
    bend = block(7, block(1, "in"), block(2, "out"), block(4, "LeakyRelu"),
                 block(5, block(1, "alpha"), block(21, "slope"), integer(20, 1)))
    slope = block(5, block(1, "slope"), number(2 << 3 | 5) + struct.pack("<f", 0.25), integer(20, 1))
    write("onnx", "functions", onnx(
        [1, 1, 5, 7], CONV, with_attributes(node("Unit", ["c"], "r"), slope), POOL, node("Flatten", ["p"], "f"),
        with_attributes(node("Gemm", ["f", "d", "e"], "y"), one("transB", 1)), *weights) + block(25, *body, bend))


def png(width, height, kind, rows):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


def event_seeds():
    down, up, move, key, paint = 1, 2, 0, 5, 9

    def event(kind, a=0, b=0, last=0):
        return struct.pack(">BHHB", kind, a, b, last)

    stroke = event(down, 300, 200) + b"".join(event(move, 300 + i, 200 + 9 * i) for i in range(20)) \
        + event(up, 320, 380) + event(paint, 0, 0, 16)
    write("events", "stroke", stroke)
    write("events", "keys", b"".join(event(key, k, 0, m) for k in range(256, 277) for m in (0, 2)))
    write("events", "menus", event(key, 274) + event(key, 263) + event(key, 256) +
          b"".join(event(down, 30 + 60 * i, 15) + event(up, 30 + 60 * i, 15) + event(paint)
                   for i in range(5)))
    # Opens and closes everything that has a key, with ink on the canvas, in the dark theme; the
    # pointer moves across.
    opened = [(ord("l"), 0), (ord("."), 0), (ord("w"), 0), (ord("3"), 0), (ord("m"), 2), (ord("m"), 2),
              (267, 0), (263, 0), (261, 0), (267, 0), (ord("d"), 2), (ord("+"), 2),
              (264, 0), (264, 0), (ord("z"), 2), (ord("d"), 2), (272, 0)]
    write("events", "views", stroke + b"".join(
        event(key, k, 0, m) + event(move, 60 * i, 37 * i) + event(paint, 0, 0, 32)
        for i, (k, m) in enumerate(opened)))
    write("events", "resize", event(8, 200, 100, 1) + stroke + event(8, 1500, 1100, 7) + stroke)
    write("events", "drop", b"".join(event(7, 0, 0, i) for i in range(6)) + event(6) + event(4, 0, 0, 9) + event(3))
    # Numbers are typed, and the screen is left with another key in the same frame.
    write("events", "burst", event(key, 267) + b"".join(
        event(key, 263) + event(key, ord("3")) for _ in range(8)) +
        event(key + 130, ord("m"), 0, 2) + event(key, ord("a")))


def npy(descr, shape, values):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header + values


def npz(**arrays):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in arrays.items():
            archive.writestr(zipfile.ZipInfo(name + ".npy"), data)
    return file.getvalue()


def data_seeds():
    rows = "".join(f"{i % 3}" + f",{50 * (i % 3)}" * 16 + "\n" for i in range(9))
    labels = bytes(i % 3 for i in range(9))
    write("data", "first.csv", rows)
    write("data", "last.csv", "".join(f"{v}," for v in range(16)) + "class\n" + "".join(
        f"{0.25 * (i % 3):.2e};" * 16 + f"{i % 3}\r\n" for i in range(9)))
    write("data", "first.csv.gz", gzip.compress(rows.encode(), mtime=0))
    write("data", "keras.npz", npz(
        x_train=npy("|u1", (9, 4, 4), bytes(range(144))), y_train=npy("<i8", (9,), struct.pack(
            "<9q", *labels)), x_test=npy("<f4", (3, 16), struct.pack("<f", 0.5) * 48),
        y_test=npy("|u1", (3, 1), labels[:3])))
    write("npy", "bytes", npy("|u1", (3, 4, 4), bytes(48)))
    write("npy", "doubles", npy(">f8", (4,), struct.pack(">4d", 0, 1, -1e300, 0.5)))
    write("npy", "integers", npy("<i2", (2, 2), struct.pack("<4h", 0, 1, -1, 300)))


def main():
    data_seeds()
    write("idx", "images", idx(3, 4, 5))
    write("idx", "labels", idx(9))
    write("idx", "images.gz", gzip.compress(idx(3, 4, 5), mtime=0))
    write("safetensors", "small", safetensors("conv2k2-bn-relu-flatten-dense3", "3,4,1", [
        ("conv1.weight", [2, 1, 2, 2]), ("conv1.bias", [2]), ("bn1.weight", [2]), ("bn1.bias", [2]),
        ("bn1.running_mean", [2]), ("bn1.running_var", [2]), ("dense1.weight", [3, 12]),
        ("dense1.bias", [3])]))
    write("safetensors", "vector", safetensors("flatten-dense2", "2,2,1", [
        ("dense1.weight", [2, 4]), ("dense1.bias", [2])]))
    onnx_seeds()
    wide_onnx_seeds()
    write("ndjson", "two", '{"word":"1","canvas":[500,500],"drawing":[[[250,250],[100,400]]]}\n'
          '{"word":"7","canvas":[300,500],"drawing":[[[150,350,230],[120,120,400],[0,9,18]]]}\n')
    write("ndjson", "strokes", '{"drawing":[[[1,2],[3,4]],[[1.5],[-2e3]]],"word":""}')
    write("picture", "grey", png(4, 4, 0, b"".join(b"\0" + bytes(range(y, y + 4)) for y in range(4))))
    write("picture", "rgba", png(3, 2, 6, (b"\1" + bytes(range(12))) * 2))
    write("spec", "readme", b"\x1bconv32k3-relu-pool2-flatten-dense64-relu-dense10")
    write("spec", "all", b"\x1bconv8k5s2p2-bn-relu-pool3s2-dropout0.25-conv4k1-gap-dense3")
    write("spec", "rarer", b"\x1btranspose-resize9-affine-conv4k2e1g1-leaky0.1-conv4k3p1g4-elu1-avgpool2-pool3s2p1-gelu"
          b"-silu-hardswish-relu6-square-tanh-sigmoid-gap-dense3")
    write("options", "train", b"\0--net\nreadme\n--epochs=3\n--lr\n1e-3\n--seed\n7\n--json")
    write("options", "files", b"\1--model\nm.onnx\n--\n--odd\na.png\n-\nb.png")
    write("checkpoint", "whole", checkpoint(CHECKPOINT_VALUES))
    write("collection", "damaged", '{"word":"1","canvas":[9,9],"drawing":[[[2,2],[1,7]]]}\n{"word":"x'
          '\n{"word":"4","canvas":[9,9],"drawing":[[[2,2],[1,7]],[[1,7],[3,4]]]}\n')
    run_folder_seeds()
    settings_seeds()
    write("sweep", "grid", '{"name": "a", "search": "grid", "flags": {"net": ["x", "y"], "lr":'
          ' {"from": 1e-3, "to": 0.1, "steps": 3, "log": true}, "epochs": 2}}')
    write("sweep", "random", '{"name": "a", "search": "random", "count": 4, "seed": 1, "flags":'
          ' {"batch": {"from": 32, "to": 256}, "lr": {"from": 1e-3, "to": 0.1, "log": true}}}')
    write("run", "encoded", '{"started": "2026", "settings": {"net": "x", "recipe": "sprint",'
          ' "augmentation": "none", "epochs": 2, "batch_size": 8, "learning_rate": 0.1,'
          ' "data_folder": "/d?ta", "data_folder_encoded": "/d%FFta"}}')
    write("run", "finished", '{"started": "2026-01-02T03:04:05+0000", "settings": {"net": "readme",'
          ' "recipe": "original", "augmentation": "none", "epochs": 2, "batch_size": 32,'
          ' "learning_rate": 0.001, "seed": 1, "threads": 2, "data_folder": "mnist"}, "result":'
          ' {"stopped": false, "test_accuracy": 0.98}}\0'
          'step,epoch,train_loss,train_accuracy,val_loss,val_accuracy,train_seconds\n'
          '10,0.5,1,0.5,,,1\n20,1,0.5,0.6,0.4,0.7,2\n')
    event_seeds()


main()
